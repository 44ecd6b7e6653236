"""The receptionist: what a caller wants, and who of the tasks takes it from there.

In this order: danger, which breaks into everything; manners (repeat, slower, a person, goodbye); the answer
to the question that is open; another wish; a question about the clinic, after which the open one is asked
again. What the rules are silent about is placed among the sentences the clinic knows (`Embed`). What nobody
can place is said back, and a person offered. Whatever it was, if it was more than a mere answer and sounds
like danger, it waits until that has been asked (suspicion.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import cast

from agent.dialogue import answers
from agent.dialogue.asking import Question, Task
from agent.dialogue.booking import Booking
from agent.dialogue.errands import Closest, Embed, Errand, Failed, Finding, Identify
from agent.dialogue.existing import Existing
from agent.dialogue.flow import Ask, Reply
from agent.dialogue.identity import Identity
from agent.dialogue.mentions import reason_in
from agent.dialogue.message import Message
from agent.dialogue.suspicion import SILENCES, Suspicion, is_plain, worth_asking
from agent.dialogue.talk import Talk
from agent.dialogue.understand.corrections import corrected
from agent.dialogue.understand.dates import wish
from agent.dialogue.understand.emergency import emergency, pressing
from agent.dialogue.understand.intents import Intent, decide, rules
from agent.dialogue.understand.words import bare

# Where the rules say one of these, a sentence may still be a question that the clinic wrote down.
_UNSURE: frozenset[Intent] = frozenset(
    ("book", "move", "cancel", "when", "hours", "address", "help", "yes", "no", "other")
)
A_SENTENCE = 4  # words: with fewer nobody tells what has happened
A_FEW = 5  # words: more are no mere "goodbye" or "a person please" in the middle of a message


@dataclass(frozen=True, slots=True)
class Reception(Talk):
    def begin(self) -> Reply:
        return self._how_can_i_help(self.clinic.greeting)

    def overheard(self, text: str) -> Reply | None:
        """Once: somebody who is told to ring for help may go on to say why."""
        if self.alarmed or not pressing(text, self.clinic.language):
            return None
        return self.danger(text)

    def heard(self, text: str) -> Reply:
        return replace(self, unsure=False)._heard(text, self._reads)

    def doubted(self, text: str) -> Reply:
        """A yes that was hardly heard does nothing, and what cannot be placed may have been something else:
        both are asked for once more."""
        asked, language = self.question, self.clinic.language
        decides = asked is not None and asked.expects == "yes_no" and self.task and not self.errand
        if decides and answers.agrees(text, language) and not emergency(text, language):
            return self.miss()
        return replace(self, unsure=True)._heard(text, self._reads)

    @property
    def _reads(self) -> bool:
        return self.clinic.language == "en"  # the model of meaning knows no other

    def by_words(self, text: str) -> Reply:
        """As `heard`, but what is understood by rules is not placed among sentences of danger besides."""
        return self._heard(text, reads=False)

    def _heard(self, text: str, reads: bool) -> Reply:
        if emergency(text, self.clinic.language):
            return self.danger(text)
        if not text.strip():
            return self.miss()
        reply = self._understood(text)
        if isinstance(self.task, Suspicion) or self._is_mere_answer(text, reply):
            return reply
        if reads and self.errand is None:
            return reply if _sends_for(reply, Embed) else self.send(self.task, Embed(text))
        return Suspicion(self, text).begin(self) if worth_asking(self, text) else reply

    def _understood(self, text: str) -> Reply:
        """What is said to it, if it is no emergency."""
        intent = rules(text, self.clinic.language)
        if (reply := self._manners(intent, text)) is not None:
            return reply
        if self.errand is not None and self.errand.changes:
            return self._still_out()
        if self.task is not None:
            return self._in_task(self.task, intent, text)
        if (reply := self._offered(text)) is not None:
            return reply
        if intent in ("yes", "no", "other") and self._comes_for_something(text):
            return self._wants("book", text)  # "I have a terrible cough"
        if intent in _UNSURE and len(text.split()) > 2:
            return self.send(None, Embed(text))
        return self._wants(intent, text)

    def _is_mere_answer(self, text: str, reply: Reply) -> bool:
        """Too little to be about anything else, or an answer to what was asked and nothing besides."""
        if len(text.split()) < A_SENTENCE:
            return True
        flow = reply.flow
        understood = not _sends_for(reply, Embed) and isinstance(flow, Talk) and flow.misses <= self.misses
        return understood and is_plain(text, self.question, self.clinic.language)

    def silence(self, times: int) -> Reply:
        if isinstance(self.task, Suspicion) and times >= SILENCES:
            return self.task.alarm(self)
        return Talk.silence(self, times)

    # -- what was said ---------------------------------------------------------------------------------

    def _manners(self, intent: Intent, text: str) -> Reply | None:
        """What may be said at any time, and is never an answer to a question of ours."""
        w, asked = self.words, self.question
        if asked is not None and asked.verbatim and len(text.split()) > A_FEW:
            return None
        match intent:
            case "person" if asked is None or not (
                asked.expects == "yes_no" and answers.agrees(text, self.clinic.language) is False
            ):
                return self.person()
            case "machine":
                return self.ask_again(w.I_AM_A_MACHINE)
            case "repeat":
                return self.repeat()
            case "slower":
                return self.slower(w.SLOWER)
            case "louder":
                return self.slower(w.LOUDER)
            case "start_over":
                return self._how_can_i_help(w.NO_MATTER)
            case "bye" if self.task is None or answers.goodbye(text):  # a mere "thanks" ends no task
                return self.bye()
        return None

    def _in_task(self, task: Task, intent: Intent, text: str) -> Reply:
        asked = self.question
        free = asked is not None and asked.verbatim
        if not free and asked is not None and asked.expects == "name" and _changes_task(intent, task):
            return self._wants(intent, text)  # no name sounds like "cancel my appointment"
        reply = task.heard(text if free else corrected(text, self.clinic.language), self)
        if reply is not None:
            return reply
        if isinstance(task, Suspicion):
            return self.miss()
        if self.errand is not None:
            return self._still_out()
        if intent in ("hours", "address") or _changes_task(intent, task):
            return self._wants(intent, text)
        if intent in ("yes", "no", "other") and len(text.split()) > 2:  # such a yes was none to the question
            return self.send(task, Embed(text))
        return self.miss()

    def _offered(self, text: str) -> Reply | None:
        """An answer to a yes-or-no question of our own."""
        agreed = answers.agrees(text, self.clinic.language)
        match self.offered, agreed:
            case "person", True:
                return self.person()
            case "message", True:
                return Message().begin(self)
            case "week", True:
                return self.done(self.clinic.week)
            case "guess", True:
                return self._wants(cast(Intent, self.guess), self.about)
            case "guess", False:
                return self._offer_person(self.about)
            case "more", False if len(text.split()) <= A_FEW:
                return self.bye()
            case "more", None if len(text.split()) <= A_FEW and answers.begins_with_no(text):
                return self.bye()
            case "more", True if (
                rules(text, self.clinic.language) in ("yes", "other") and len(text.split()) <= A_FEW
            ):
                return self._how_can_i_help("")
            case (("person" | "message" | "week"), False):
                return self.done("")
        return None

    def _still_out(self) -> Reply:
        """They speak while somebody is out for an errand: it is sent again, and answered once."""
        assert self.errand is not None
        aside = self._aside(self.words.ONE_MOMENT)
        return Reply(aside.flow, (*aside.moves, Ask(self.errand)))

    def _comes_for_something(self, text: str) -> bool:
        """A reason for a visit is named, and a wish with it, or a day, or hardly anything."""
        if reason_in(text, self.clinic.reasons) is None or answers.asks(text):
            return False
        few = len(text.split()) <= A_FEW
        return few or answers.wants(text) or wish(text, self.clinic.now, self.clinic.language) is not None

    # -- what is wanted ------------------------------------------------------------------------------

    def found(self, finding: Finding) -> Reply:
        errand, talk = self.errand, replace(self, errand=None)
        if isinstance(errand, Embed):
            closest = finding.labels if isinstance(finding, Closest) else None
            if worth_asking(talk, errand.text, closest):
                return Suspicion(talk, errand.text).begin(talk)
            if not _sends_for(reply := talk._understood(errand.text), Embed):
                return reply  # its meaning was not needed to understand it
            if closest is not None:
                return talk._placed(decide(errand.text, closest, self.clinic.language), errand.text)
            written = talk._written_down(errand.text)  # nobody to ask: by its words alone
            return (
                talk._answer(written)
                if written
                else talk._placed(decide(errand.text, None, self.clinic.language), errand.text)
            )
        if isinstance(finding, Failed):
            too_often = isinstance(errand, Identify) and finding.reason == "refused"
            return talk.person(self.words.NOT_IDENTIFIED if too_often else self.words.CANNOT_LOOK)
        assert self.task is not None
        return self.task.found(finding, talk)

    def _placed(self, label: str, text: str) -> Reply:
        kind, _, which = label.partition(":")
        if kind == "question" and int(which) < len(self.clinic.answers):
            return self._answer(self.clinic.answers[int(which)][1])
        if kind == "perhaps":
            return self._guess(which, text)
        intent = cast(Intent, which)
        if intent in ("yes", "no"):  # near in meaning to one is not one
            intent = "other"
        if self.task is not None and not (intent in ("hours", "address") or _changes_task(intent, self.task)):
            return self.miss()
        return self._manners(intent, text) or self._wants(intent, text)

    def _guess(self, intent: str, text: str) -> Reply:
        """Asked back, and not acted upon; a second guess in a row would be one too many."""
        if self.task is not None:
            return self.miss()
        if self.offered:
            return self._offer_person(text)
        return replace(self, guess=intent, about=text).offer("guess", self.words.GUESSES[intent])

    def _wants(self, intent: Intent, text: str) -> Reply:
        w, clinic = self.words, self.clinic
        match intent:
            case "book" | "move" | "cancel" | "when" if not clinic.reasons:
                return self._offer_person(text)
            case "book":
                return self._turn_to(Booking().noticing(text, clinic))
            case "move" | "cancel" | "when":
                return self._turn_to(Existing(intent, text))
            case "message":
                return self._turn_to(Message())
            case "hours":
                return self._hours(text)
            case "address":
                return self._answer(clinic.address)
            case "help":
                return self.ask(None, Question(w.WHAT_I_CAN, (w.NOT_UNDERSTOOD, w.NOT_UNDERSTOOD_AGAIN)))
            case "yes" | "greeting":
                return self._how_can_i_help("")
            case "no":
                return self.done("")
        return self._offer_person(text)

    def _turn_to(self, task: Task) -> Reply:
        """Who is being identified need not begin again because they want something else."""
        who = self.task
        if isinstance(who, Identity) and not isinstance(task, Message):
            task = replace(who, then=task)
        return task.begin(self, self.words.GLADLY)

    def _hours(self, text: str) -> Reply:
        """Of the day that was asked for; or of today, and the week if it is wanted."""
        day = wish(text, self.clinic.now, self.clinic.language)
        if day and day.earliest == day.latest and day.earliest and day.earliest > self.clinic.now.date():
            return self._answer(self.clinic.days[day.earliest.weekday()])
        for name, sentence in zip(self.words.DAYS, self.clinic.days, strict=True):
            if name.lower() in text.lower():
                return self._answer(sentence)
        if self.task is not None or any(week in text.lower() for week in ("week", "semana")):
            return self._answer(self.clinic.week)
        return self.offer("week", self.words.WHOLE_WEEK, self.clinic.today)

    def _answer(self, text: str) -> Reply:
        """And then back to what was asked."""
        return self.ask_again(text) if self.task is not None else self.done(text)

    def _how_can_i_help(self, lead: str) -> Reply:
        w = self.words
        return self.ask(None, Question(w.CAN_HELP, (w.NOT_UNDERSTOOD, w.NOT_UNDERSTOOD_AGAIN)), lead)

    def _offer_person(self, text: str) -> Reply:
        w, what = self.words, text.rstrip(" .?!,")
        if self.unsure or self.offered == "person":  # nor was the last thing anything we can do
            return self.miss()
        if not self.clinic.person_number:
            return self.offer("message", w.SHALL_I_TAKE_A_MESSAGE, w.not_mine(what))
        question = Question(w.back_to_you(what), (w.NOT_UNDERSTOOD_AGAIN, w.YES_OR_NO_LAST), "yes_no")
        return replace(self, about=what).ask(None, question, offered="person")

    def _written_down(self, text: str) -> str:
        """The clinic's own answer whose example question shares most of its telling words with `text`."""
        heard = _telling(text)
        best, answer = 0.0, ""
        for examples, said in self.clinic.answers:
            for example in examples:
                asked = _telling(example)
                share = len(heard & asked) / max(1, len(asked))
                if share > best:
                    best, answer = share, said
        return answer if best >= 0.5 else ""


@dataclass(frozen=True, slots=True)
class Returned(Reception):
    """Nobody has picked up whom the caller was given to: they are back, and leave a message."""

    def begin(self) -> Reply:
        return Message().begin(self, self.words.NOBODY_PICKED_UP)


def _sends_for(reply: Reply, kind: type[Errand]) -> bool:
    return any(isinstance(move, Ask) and isinstance(move.errand, kind) for move in reply.moves)


def _changes_task(intent: Intent, task: Task) -> bool:
    """Whether it asks for another task than the one that is going on."""
    if intent == "book":
        return not isinstance(_innermost(task), Booking)
    if intent in ("move", "cancel", "when"):
        return getattr(_innermost(task), "goal", "") != intent
    return intent == "message" and not isinstance(task, Message)


def _innermost(task: Task) -> Task:
    """What an identification is for."""
    then = getattr(task, "then", None)
    return cast(Task, then) if then is not None else task


# Words that say nothing about what a question is about. No English one means another thing in Spanish.
_COMMON = frozenset(
    "a an and any are at be can could did do does for from have how i in is it me my of on or please so "
    "that the there this to want was we what when where which who will with would you your "
    "algo algun alguna aqui como con cual cuales de del donde el ella en es esta estan este hay la las le lo "
    "los me mi mis para pero por puede puedo que quiero se si sin sobre son su sus tengo tiene tienen un una "
    "y ya yo".split()
)


def _telling(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z']+", bare(text))) - _COMMON
