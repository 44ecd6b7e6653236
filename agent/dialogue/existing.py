"""An appointment that exists already: when it is, moving it, cancelling it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from agent.dialogue import answers
from agent.dialogue.asking import Question, Task
from agent.dialogue.booking import Booking
from agent.dialogue.errands import Appointment, Appointments, Cancel, Cancelled, FindAppointments, Finding
from agent.dialogue.flow import Reply
from agent.dialogue.identity import Identity
from agent.dialogue.understand.dates import choose, wish

if TYPE_CHECKING:
    from agent.dialogue.talk import Talk

AT_ONCE = 3  # appointments told in one breath


@dataclass(frozen=True, slots=True)
class Existing(Task):
    new_patients: ClassVar[bool] = False

    goal: Literal["when", "move", "cancel"]
    said: str = ""  # the words it was asked for with: they may say which, and when instead
    theirs: tuple[Appointment, ...] | None = None
    chosen: Appointment | None = None  # to be cancelled on a yes
    lead: str = ""  # to be said before what is found

    def begin(self, talk: Talk, lead: str = "") -> Reply:
        if not talk.patient:
            return Identity(self).begin(talk, lead)
        return talk.send(replace(self, lead=lead), FindAppointments())

    def found(self, finding: Finding, talk: Talk) -> Reply:
        match finding:
            case Cancelled():
                return talk.changed(talk.words.CANCELLED)
            case Appointments(appointments):
                return replace(self, theirs=appointments)._found_theirs(talk)
        raise LookupError(f"{finding!r} answers nothing that was asked")

    def _found_theirs(self, talk: Talk) -> Reply:
        w, theirs = talk.words, self.theirs or ()
        if not theirs:
            return talk.ask(self, talk.yes_no(w.SHALL_I_BOOK), f"{self.lead} {w.NO_APPOINTMENT}")
        first = [_said(each, talk) for each in theirs[:AT_ONCE]]
        told = f"{self.lead} {w.you_have(first, len(theirs) > AT_ONCE)}"
        if self.goal == "when":
            return talk.done(told)
        if len(theirs) == 1:
            return self.choose_one(theirs[0], talk, told)
        which = choose(_before_to(self.said), [each.at for each in theirs], talk.clinic.language)
        if which is not None:
            told = f"{self.lead} {w.you_have([_said(theirs[which], talk)], False)}"
            return self.choose_one(theirs[which], talk, told)
        return self._ask_which(talk, told)

    def _ask_which(self, talk: Talk, lead: str) -> Reply:
        w, count = talk.words, len(self.theirs or ())
        again = (w.WHICH_APPOINTMENT_AGAIN, w.WHICH_APPOINTMENT_LAST)
        return talk.ask(self, Question(w.WHICH_APPOINTMENT, again, options=count), lead)

    def choose_one(self, appointment: Appointment, talk: Talk, lead: str = "") -> Reply:
        """It is this one that they mean."""
        if self.goal == "move":
            instead = wish(_after_to(self.said), talk.clinic.now, talk.clinic.language)
            same_doctor = next((d for d in talk.clinic.doctors if d.said == appointment.doctor), None)
            return Booking(moves=appointment, wish=instead, doctor=same_doctor).begin(talk, lead)
        told = replace(self, chosen=appointment)
        return talk.ask(told, talk.yes_no(talk.words.SHALL_I_CANCEL), lead)

    def heard(self, text: str, talk: Talk) -> Reply | None:
        w, agreed = talk.words, answers.agrees(text, talk.clinic.language)
        if self.theirs is None:
            return None
        if not self.theirs:  # "Would you like to book one?"
            if agreed:
                return Booking().noticing(text, talk.clinic).begin(talk)
            return talk.done("") if agreed is False else None
        if self.chosen is None:
            return self._which(text, self.theirs, talk)
        if agreed:
            return talk.send(self, Cancel(self.chosen.appointment), w.CANCELLING_IT)
        if agreed is False or answers.never_mind(text):
            return talk.done(w.STAYS)
        return None

    def _which(self, text: str, theirs: tuple[Appointment, ...], talk: Talk) -> Reply | None:
        if answers.never_mind(text):
            return talk.done(talk.words.STAYS)
        number = answers.which(text, [each.at for each in theirs], talk.clinic.language)
        if number is None:
            return None
        chosen = theirs[number]
        return self.choose_one(chosen, talk, talk.words.you_have([_said(chosen, talk)], False))

    def summary(self, talk: Talk) -> str:
        return str(talk.words.summary_appointment(self.goal, "", talk.patient))


def _said(appointment: Appointment, talk: Talk) -> str:
    return str(talk.words.appointment(appointment.reason, appointment.at, appointment.doctor))


def _before_to(text: str) -> str:
    """ "move my Tuesday appointment to Friday": what is before the last "to" says which one."""
    return re.split(r"\b(?:to|al|para)\b", text)[0] if _after_to(text) else text


def _after_to(text: str) -> str:
    """... and what comes after it, when instead. "I'd like to move it" has none."""
    match = _MOVED_TO.search(text) or _MOVED.search(text)
    return match[1] if match else ""


_MOVED_TO = re.compile(
    r"\b(?:mov|chang|shift|reschedul|put|switch|camb|pas|aplaz|adelant)"
    r"(?:.*\bto|.*?\b(?:al?|para)) (.+)$",  # "al viernes a las once": in Spanish the first counts
    re.IGNORECASE,
)
# "change my appointment Thursday at three": the little word is easily lost. "... on Thursday" says which.
_MOVED = re.compile(
    r"\b(?:mov|chang|shift|reschedul|switch)\w* (?:my |the |our )?appointment,? "
    r"(?!(?:on|of|from|for|that|which|at|with|in|this|because|please|if|i)\b)(.+)$",
    re.IGNORECASE,
)
