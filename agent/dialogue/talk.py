"""Manners of a conversation, whatever it is about: asking, asking again, repeating, slowing down, waiting out
a silence, taking keys, handing over to a person, ending.

A Talk is the flow a call holds. It has at most one task (what the caller came for) and one question open;
a task's steps return its replies through here, so that the last words, the pace and the failures are kept in
one place. What it is about is the business of `Reception`, which decides, and of the tasks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import ModuleType
from typing import Literal

from agent.dialogue.asking import Question, Task
from agent.dialogue.errands import Errand
from agent.dialogue.flow import Ask, Flow, HangUp, Move, Reply, Say, Transfer, Why, split_phrases
from agent.dialogue.knowledge import Knowledge
from agent.dialogue.phrases import wording
from agent.dialogue.speech import spoken

Offer = Literal["", "person", "message", "more", "week", "guess"]
SLOWER, SLOWEST = (
    1.25,
    1.6,
)  # of the voice's own time: clearly slower, and as slow as still sounds like a person


@dataclass(frozen=True, slots=True)
class Talk(Flow):
    clinic: Knowledge
    task: Task | None = None
    question: Question | None = None  # the one that is open
    offered: Offer = ""  # without a task: what a "yes" would accept
    said: str = ""  # our last words, for "pardon?"
    news: str = ""  # what they tell of something changed ...
    owed: str = ""  # ... and what of that the caller has not heard to its end: told again first
    misses: int = 0  # answers not understood in a row
    keys: str = ""  # digits pressed of a number that is not whole yet
    errand: Errand | None = None  # somebody is out for it
    unsure: bool = False  # the ear was not, of what was said last
    alarmed: bool = False  # they have been told what to do in an emergency
    calmed: tuple[frozenset[str], ...] = ()  # kinds of danger that they have said are none
    pace: float = 1.0
    patient: str = ""  # first name of the patient this call has identified
    not_identified: int = 0  # tries that failed
    about: str = ""  # what the caller said that nobody here could place
    guess: str = ""  # the intent it may have been, where that is offered

    @property
    def words(self) -> ModuleType:
        return wording(self.clinic.language)

    # -- replies -----------------------------------------------------------------------------------

    def ask(self, task: Task | None, question: Question, lead: str = "", offered: Offer = "") -> Reply:
        flow = replace(self, task=task, question=question, offered=offered, misses=0, errand=None)
        return flow._say(f"{lead} {question.text}")

    def ask_again(self, lead: str) -> Reply:
        """Say something in between, and the open question once more."""
        return self._say(f"{lead} {self.question.text}" if self.question else lead)

    def miss(self) -> Reply:
        """No answer to the question: the same in other words, and at last a person."""
        again = (
            self.question.again
            if self.question
            else (self.words.NOT_UNDERSTOOD, self.words.NOT_UNDERSTOOD_AGAIN)
        )
        if self.misses >= len(again):
            return self.task.stuck(self) if self.task else self.person(self.words.BETTER_A_PERSON)
        return replace(self, misses=self.misses + 1)._say(again[self.misses])

    def send(self, task: Task | None, errand: Errand, say: str = "") -> Reply:
        flow = replace(self, task=task, errand=errand)
        return Reply(flow, (*(flow._say(say).moves if say else ()), Ask(errand)))

    def done(self, text: str) -> Reply:
        """A task is over."""
        w = self.words
        question = Question(w.ANYTHING_ELSE, (w.NOT_UNDERSTOOD, w.NOT_UNDERSTOOD_AGAIN), "yes_no")
        return self.ask(None, question, text, offered="more")

    def changed(self, text: str) -> Reply:
        """A task is over that has changed something: whoever misses what is told now is told again."""
        reply = self.done(text)
        assert isinstance(reply.flow, Talk)
        return Reply(replace(reply.flow, news=text), reply.moves)

    def offer(self, offered: Offer, text: str, lead: str = "") -> Reply:
        """A yes-or-no question without a task."""
        return self.ask(None, self.yes_no(text), lead, offered)

    def yes_no(self, text: str) -> Question:
        return Question(text, (self.words.YES_OR_NO_AGAIN, self.words.YES_OR_NO_LAST), "yes_no")

    def person(self, lead: str = "") -> Reply:
        """To a person, or where nobody can take a call now, a message. `lead`: why, if unasked."""
        w, number = self.words, self.clinic.person_number
        if number:
            text = f"{lead} {w.OVER_TO_A_PERSON}" if lead else w.PUTTING_THROUGH
            return Reply(self, (*self._say(text).moves, Transfer(number, "asked", self.summary)))
        nobody = f"{lead} {w.NOBODY_EITHER}" if lead else w.NOBODY_TO_ASK
        return self.offer("message", w.SHALL_I_TAKE_A_MESSAGE, nobody)

    def danger(self, text: str) -> Reply:
        """An emergency, whatever else was going on. Where nobody can take the call, we stay."""
        w, number = self.words, self.clinic.person_number
        sentence = self.clinic.emergency or w.emergency(self.clinic.emergency_number)
        alarmed = replace(self, alarmed=True, owed="")
        reply = alarmed._say(f"{sentence} {w.OVER_TO_A_PERSON if number else w.STILL_HERE}")
        assert isinstance(reply.flow, Talk)
        after = replace(reply.flow, owed=self.owed)
        if not number:
            return Reply(after, reply.moves)
        summary = f"{w.SUMMARY_EMERGENCY} {w.summary_said(text)}"
        return Reply(after, (*reply.moves, Transfer(number, "emergency", summary)))

    def bye(self) -> Reply:
        w = self.words
        text = f"{w.NOTHING_CHANGED} {w.GOODBYE}" if self.task else w.GOODBYE
        return Reply(self, (*self._say(text).moves, HangUp("completed")))

    def repeat(self, lead: str = "") -> Reply:
        told = replace(self, news=self.owed or self.news, owed="")
        return Reply(told, told._say(f"{lead} {self.said}").moves)  # our last words stay without the lead

    def slower(self, lead: str) -> Reply:
        return replace(self, pace=SLOWER if self.pace == 1.0 else SLOWEST).repeat(lead)

    @property
    def summary(self) -> str:
        if self.task:
            return self.task.summary(self)
        return str(self.words.summary_said(self.about) if self.about else self.words.SUMMARY_ASKED)

    def _say(self, text: str) -> Reply:
        text = spoken(f"{self.owed} {text}".strip(), self.clinic.language)
        asked = self.question or Question("", ("", ""))
        say = Say(text, asked.expects, asked.digits, asked.hints, self.pace)
        return Reply(replace(self, said=text, news=self.owed, owed=""), (say,))

    def cut_short(self, heard: str) -> Flow:
        told = spoken(self.news, self.clinic.language) in heard
        return replace(self, news="", owed=self.owed if told else self.news or self.owed)

    # -- what may always happen ----------------------------------------------------------------------

    def waiting(self) -> Reply:
        return self._aside(self.words.ONE_MOMENT)

    def pressed(self, digit: str) -> Reply:
        """A digit of a number, a choice, or the way to a person."""
        asked = self.question
        if asked is not None and asked.takes_number:
            return self._digit(digit, asked)
        if asked is not None and asked.options and digit in "123456789"[: asked.options]:
            return self.heard(self.words.option(int(digit)))
        if asked is not None and asked.expects == "yes_no" and digit in "12":
            return self.heard(self.words.YES if digit == "1" else self.words.NO)
        if digit == "0":
            return self.person()
        return self.repeat() if digit == "*" else self.miss()

    def _digit(self, digit: str, asked: Question) -> Reply:
        if digit == "*":  # begin again
            return Reply(replace(self, keys=""), ())
        keys = self.keys + digit.replace("#", "")
        if digit != "#" and (asked.digits is None or len(keys) < asked.digits):
            return Reply(replace(self, keys=keys[:20]), ())
        return replace(self, keys="").heard(keys)

    def silence(self, times: int) -> Reply:
        w = self.words
        if self.keys:
            return replace(self, keys="").heard(self.keys)  # the number ends where they stopped
        if times > 2:
            goodbye = self._aside(w.SILENT_GOODBYE)
            return Reply(goodbye.flow, (*goodbye.moves, HangUp("silence")))
        text = w.STILL_THERE if times == 1 else w.TAKE_YOUR_TIME
        if times == 1 and self.task and self.question:
            text = f"{text} {self.question.text}"
        return self._aside(text)

    def _aside(self, text: str) -> Reply:
        """Said in between: what was asked stays asked, and "pardon?" still means the question."""
        return Reply(replace(self, news=self.owed, owed=""), self._say(text).moves)

    def give_up(self, why: Why) -> Reply:
        w, number = self.words, self.clinic.person_number
        last: dict[Why, tuple[str, Move]] = {
            "fault": (w.APOLOGY, HangUp("fault")),
            "limit": (w.TIME_IS_UP, HangUp("limit")),
            "join": (w.OVER_TO_COLLEAGUE, HangUp("joined")),
            "drain": (w.MUST_CLOSE, HangUp("drain")),
            "viewer": (w.MUST_CLOSE, HangUp("viewer")),
        }
        if number:
            last["fault"] = (w.APOLOGY_TRANSFER, Transfer(number, "fault", self.summary))
        text, move = last[why]
        return Reply(self, (Say(text, pace=self.pace), move))

    def phrases(self) -> tuple[str, ...]:
        clinic = self.clinic
        said = (clinic.greeting, clinic.address, clinic.today, clinic.week, *clinic.days, *self.words.FIXED)
        answers = (answer for _, answer in clinic.answers)
        return tuple(
            dict.fromkeys(
                phrase
                for text in (*said, *answers)
                for phrase in split_phrases(spoken(text, clinic.language))
            )
        )
