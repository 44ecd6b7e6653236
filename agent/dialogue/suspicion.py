"""Is this an emergency? Asked where a sentence sounds like one, and no sign in it is sure.

After a no the caller is back where they were, and the sentence is understood as it would have been. Who says
nothing to it, or nothing that we understand, may not be able to: they are given to a person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from agent.dialogue import answers
from agent.dialogue.asking import Question, Task
from agent.dialogue.errands import Finding
from agent.dialogue.flow import Reply
from agent.dialogue.understand.days import MONTH
from agent.dialogue.understand.emergency import suspected
from agent.dialogue.understand.likeness import kind_of
from agent.dialogue.understand.words import ORDINALS, TENS, UNITS, bare, known_words, words_of

if TYPE_CHECKING:
    from agent.dialogue.reception import Reception
    from agent.dialogue.talk import Talk

SILENCES = 2  # in a row, to this question: then they are in need, for all we know
# Words beside numbers, letters, days and months that an answer may have and still be nothing but one: to any
# question, and to one for something of known shape.
PLAIN, PLAIN_SHAPED = 4, 8


@dataclass(frozen=True, slots=True)
class Suspicion(Task):
    new_patients: ClassVar[bool] = False

    interrupted: Reception  # as it was when they said it
    text: str

    def begin(self, talk: Talk, lead: str = "") -> Reply:
        w = talk.words
        question = Question(w.IS_IT_AN_EMERGENCY, (w.IS_IT_AN_EMERGENCY_AGAIN, w.YES_OR_NO_LAST), "yes_no")
        return talk.ask(self, question, lead)

    def heard(self, text: str, talk: Talk) -> Reply | None:
        language = talk.clinic.language
        match answers.agrees(text, language):
            case True:
                return self.alarm(talk)
            case False:
                calmed = (*talk.calmed, kind_of(self.text, language))
                return replace(self.interrupted, calmed=calmed, pace=talk.pace).by_words(self.text)
        return self.alarm(talk) if suspected(text, language) else None

    def alarm(self, talk: Talk) -> Reply:
        return replace(self.interrupted, pace=talk.pace).danger(self.text)

    def found(self, finding: Finding, talk: Talk) -> Reply:
        raise LookupError(f"nobody was sent for {finding!r}")

    def summary(self, talk: Talk) -> str:
        return f"{talk.words.SUMMARY_SUSPICION} {talk.words.summary_said(self.text)}"


def worth_asking(talk: Talk, text: str, closest: tuple[tuple[str, float], ...] | None = None) -> bool:
    """Once in a call for one kind of danger, and never of those who have been told what to do."""
    language = talk.clinic.language
    if talk.alarmed or not suspected(text, language, closest):
        return False
    kind = kind_of(text, language)
    return all(kind and not kind & calmed for calmed in talk.calmed)


def is_plain(text: str, asked: Question | None, language: str) -> bool:
    """Whether `text`, which answers what was asked, does nothing besides."""
    if asked is None:
        return False
    words = words_of(known_words(text, language).replace("-", " "))
    other = [
        word
        for word in words
        if not (len(word) == 1 or word[0].isdigit() or word in _NUMBERS or bare(word) in _OF_TIME)
    ]
    return len(other) <= (PLAIN if asked.expects == "anything" else PLAIN_SHAPED)


_NUMBERS = frozenset(
    (*UNITS, *TENS, *ORDINALS, *MONTH, "oh", "double", "treble", "half", "past", "quarter", "o'clock")
)
_OF_TIME = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow morning afternoon "
    "evening next week day "
    "on at in the a to after before around of one with doctor please would be good suit me i'd like "
    "lunes martes miercoles jueves viernes sabado domingo hoy manana tarde semana dia el la de por "
    "que viene a las "
    "con doctor doctora me va bien favor".split()
)
