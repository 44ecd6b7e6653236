"""The receptionist: hours, address, the clinic's own questions and answers, a person, a goodbye.

A small brain and an honest one: what it cannot do it says back as it understood it, and offers a person.
Words are matched by stems in the order of the rules, so that "what are your opening hours on Friday,
thanks" is about the hours and not a goodbye.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from agent.dialogue.flow import Flow, HangUp, Move, Reply, Say, Transfer, Why, split_phrases
from agent.dialogue.phrases import en

Offer = Literal["", "person", "more", "week"]
Intent = Literal["hours", "address", "person", "repeat", "bye", "greeting", "yes", "no", "other"]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the receptionist knows of the clinic, already worded for the ear."""

    greeting: str
    address: str
    today: str  # when we are open today
    days: tuple[str, ...]  # a sentence for each weekday from Monday
    week: str  # all of them, shorter
    person_number: str = ""  # E.164; "" when nobody can take a call
    answers: tuple[tuple[tuple[str, ...], str], ...] = ()  # (example questions, answer)


@dataclass(frozen=True, slots=True)
class Reception(Flow):
    clinic: Knowledge
    last: str = ""  # what we said last, for "pardon?"
    offered: Offer = ""  # the yes-or-no question that is open
    misses: int = 0  # turns not understood in a row

    def begin(self) -> Reply:
        return self._say(f"{self.clinic.greeting} {en.CAN_HELP}")

    def heard(self, text: str) -> Reply:
        if not text:
            return self._not_understood()
        match intent_of(text):
            case "hours":
                return self._hours(text)
            case "address":
                return self._answer(self.clinic.address)
            case "person":
                return self._person()
            case "repeat":
                return self._say(self.last, offered=self.offered)
            case "yes" if self.offered == "person":
                return self._person()
            case "yes" if self.offered == "week":
                return self._answer(self.clinic.week)
            case "yes":
                return self._say(en.CAN_HELP)
            case "no" if self.offered == "more":
                return self._bye()
            case "no":
                return self._say(en.ANYTHING_ELSE, offered="more")
            case "bye":
                return self._bye()
            case "greeting":
                return self._say(en.CAN_HELP)
            case "other":
                answer = self._written_down(text)
                return self._answer(answer) if answer else self._offer_person(text)

    def waiting(self) -> Reply:
        return self._go_on(Say(en.ONE_MOMENT))

    def pressed(self, digit: str) -> Reply:
        if digit == "0":
            return self._person()
        return self._not_understood()

    def silence(self, times: int) -> Reply:
        if times == 1:
            return self._go_on(Say(en.STILL_THERE))
        if times == 2:
            return self._go_on(Say(en.TAKE_YOUR_TIME))
        return Reply(self, (Say(en.SILENT_GOODBYE), HangUp("silence")))

    def give_up(self, why: Why) -> Reply:
        number = self.clinic.person_number
        match why:
            case "fault" if number:
                return Reply(self, (Say(en.APOLOGY_TRANSFER), Transfer(number, "fault")))
            case "fault":
                return Reply(self, (Say(en.APOLOGY), HangUp("fault")))
            case "limit":
                return Reply(self, (Say(en.TIME_IS_UP), HangUp("limit")))
            case "join":
                return Reply(self, (Say(en.OVER_TO_COLLEAGUE), HangUp("joined")))
            case "drain" | "viewer":
                return Reply(self, (Say(en.MUST_CLOSE), HangUp(why)))

    def phrases(self) -> tuple[str, ...]:
        clinic = self.clinic
        said = (clinic.greeting, clinic.address, clinic.today, clinic.week, *clinic.days, *en.FIXED)
        answers = (answer for _, answer in clinic.answers)
        return tuple(dict.fromkeys(phrase for text in (*said, *answers) for phrase in split_phrases(text)))

    # -- replies -----------------------------------------------------------------------------------

    def _say(self, text: str, offered: Offer = "", misses: int = 0) -> Reply:
        flow = replace(self, last=text, offered=offered, misses=misses)
        return Reply(flow, (Say(text, "yes_no" if offered else "anything"),))

    def _go_on(self, *moves: Move) -> Reply:
        """Say something without forgetting what was asked."""
        return Reply(self, moves)

    def _hours(self, text: str) -> Reply:
        """Of the day that was asked for; or of today, and the week if it is wanted."""
        for name, sentence in zip(en.DAYS, self.clinic.days, strict=True):
            if name.lower() in text.lower():
                return self._answer(sentence)
        if "week" in text.lower():
            return self._answer(self.clinic.week)
        return self._say(f"{self.clinic.today} {en.WHOLE_WEEK}", offered="week")

    def _answer(self, text: str) -> Reply:
        return self._say(f"{text} {en.ANYTHING_ELSE}", offered="more")

    def _person(self) -> Reply:
        if not self.clinic.person_number:
            return self._say(f"{en.NOBODY_TO_ASK} {en.ANYTHING_ELSE}", offered="more")
        return Reply(self, (Say(en.PUTTING_THROUGH), Transfer(self.clinic.person_number, "asked")))

    def _bye(self) -> Reply:
        return Reply(self, (Say(en.GOODBYE), HangUp("completed")))

    def _offer_person(self, text: str) -> Reply:
        return self._say(en.back_to_you(text.rstrip(" .?!,")), offered="person")

    def _not_understood(self) -> Reply:
        text = en.NOT_UNDERSTOOD if self.misses == 0 else en.NOT_UNDERSTOOD_AGAIN
        return self._say(text, misses=self.misses + 1)

    def _written_down(self, text: str) -> str:
        """The clinic's own answer whose example question shares most of its telling words with `text`."""
        words = _telling(text)
        best, answer = 0.0, ""
        for examples, said in self.clinic.answers:
            for example in examples:
                asked = _telling(example)
                share = len(words & asked) / max(1, len(asked))
                if share > best:
                    best, answer = share, said
        return answer if best >= 0.5 else ""


_PATTERNS: tuple[tuple[Intent, str], ...] = (
    (
        "person",
        r"\b(speak|talk|connect|put me|transfer|operator|human|real person|receptionist|somebody|someone"
        r"|a person|representative)\b",
    ),
    ("repeat", r"\b(repeat|say that again|pardon|come again|what did you say|one more time)\b"),
    ("hours", r"\b(hours?|open(ing|ed|s)?|clos(e|es|ed|ing)|what time|when are you|until when)\b"),
    ("address", r"\b(address|where|located|location|find you|directions?|get there|which street)\b"),
    ("bye", r"\b(good ?bye|bye|that'?s (all|it)|that is all|nothing else|have a (nice|good))\b"),
    ("no", r"^\W*(no|nope|nah|not now|no,? thank(s| you))\b"),
    ("yes", r"^\W*(yes|yeah|yep|yup|sure|please do|ok(ay)?|all right|of course|correct)\b"),
    ("bye", r"\bthank(s| you)\b"),
    ("greeting", r"^\W*(hello|hi|hey|good (morning|afternoon|evening))\W*$"),
)
_RULES = tuple((intent, re.compile(pattern, re.IGNORECASE)) for intent, pattern in _PATTERNS)


def intent_of(text: str) -> Intent:
    """What the caller wants, by the first rule that matches."""
    return next((intent for intent, pattern in _RULES if pattern.search(text)), "other")


# Words that say nothing about what a question is about.
_COMMON = frozenset(
    "a an and any are at be can could did do does for from have how i in is it me my of on or please so "
    "that the there this to want was we what when where which who will with would you your".split()
)


def _telling(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z']+", text.lower())) - _COMMON
