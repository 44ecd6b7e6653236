"""A reminder call: the receptionist's conversation, with another beginning and its own ends.

We have rung somebody, so they speak first. A machine is told nothing, or the least (BEHAVIOUR R-15); a robot
that asks callers for their business is told it; a person is told who calls and that it is a machine, and is
asked who they are. Nothing of the appointment is said before that is known, by the date of birth where the
clinic's records have it; and then nothing but its time. From there on the tasks are the receptionist's own.

What it has come to is sent to the records before it is told (`Settle`). Whoever wants no calls is heard at
any moment, before everything but danger.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar, Literal

from agent.dialogue import answers
from agent.dialogue.asking import Question, Task
from agent.dialogue.errands import (
    Appointment,
    Appointments,
    Booked,
    Cancel,
    Cancelled,
    Failed,
    FindAppointments,
    Finding,
    Move,
    Settle,
)
from agent.dialogue.existing import Existing
from agent.dialogue.flow import HangUp, Listen, Reply, Say, Transfer, Why, split_phrases
from agent.dialogue.identity import Identity
from agent.dialogue.message import Message
from agent.dialogue.phrases import reminding
from agent.dialogue.reception import Reception
from agent.dialogue.speech import spoken
from agent.dialogue.suspicion import Suspicion
from agent.dialogue.understand.emergency import emergency
from agent.dialogue.understand.pickup import Answered, is_alive, who_answered
from agent.dialogue.understand.rung import Meaning, but_cannot_talk, is_named, meaning_of

if TYPE_CHECKING:
    from agent.dialogue.talk import Talk

HELLO_MS = 1500  # for their "hello": most say it within a second of lifting the receiver
BEEP_MS = 40_000  # for a greeting to end in its beep; the longest ones take half a minute
MOST_TALKED_OVER = 2  # whoever goes on talking over who is calling does not want to hear it
SCREENED_MS = 30_000  # for the person behind a screening robot to come to the telephone

Asked = Literal["who", "wrong_number", "coming", "cancel"]
Stage = Literal["hello", "call", "machine"]


@dataclass(frozen=True, slots=True)
class Remind(Task):
    """From "am I speaking with ..." to what they say to the appointment."""

    new_patients: ClassVar[bool] = False

    asked: Asked = "who"

    def begin(self, talk: Talk, lead: str = "") -> Reply:
        """They are who they say; what is in the book now counts, and not what was there yesterday."""
        call = replace(_call(talk), sure=True)
        if call.appointment:
            return call.send(replace(self, asked="coming"), FindAppointments())
        return self.ask(call, "coming", lead)

    def ask(self, call: Reminder, what: Asked, lead: str = "") -> Reply:
        w = call.lines
        text, said_again = {
            "who": (f"{w.disclosure(call.ours, call.name)} {w.KEYS}", w.WHO_AGAIN),
            "wrong_number": (w.IS_WRONG_NUMBER, w.IS_WRONG_NUMBER),
            "coming": (f"{w.reminder(call.at)} {w.COMING}", f"{w.WHO_AGAIN} {w.COMING}"),
            "cancel": ((shall := w.SHALL_CANCEL_IT if call.held else w.SHALL_CANCEL), shall),
        }[what]
        question = Question(text, (said_again, said_again), "yes_no")
        return call.ask(replace(self, asked=what), question, lead)

    def heard(self, text: str, talk: Talk) -> Reply | None:
        call = _call(talk)
        meaning = call.meaning(text)
        if meaning == "move" and self.asked in ("coming", "cancel"):
            return self._move(call, text)
        if meaning == "cancel" and self.asked == "coming":
            return self.ask(call, "cancel")
        agreed = {"yes": True, "no": False, "cancel": True if self.asked == "cancel" else None}.get(
            meaning, answers.agrees(text, call.clinic.language)
        )
        if self.asked == "who" and is_named(text, call.name, call.clinic.language):
            agreed = True
        if agreed is None:
            return None
        match self.asked:
            case "who":
                return self._prove(call) if agreed else self.ask(call, "wrong_number")
            case "wrong_number":  # if not: the right house, another person
                return call.settle("wrong_number" if agreed else "call_later")
            case "coming":
                return call.settle("confirmed") if agreed else self.ask(call, "cancel")
            case "cancel" if not agreed:
                return self._move(call, "")
        if call.held is not None:
            return call.send(self, Cancel(call.held.appointment))
        return call.settle("cancelled")

    def _prove(self, call: Reminder) -> Reply:
        if not call.identify or call.patient:
            return self.begin(call)
        return Identity(self, name=call.name).begin(call, call.lines.PROVE)

    def _move(self, call: Reminder, text: str) -> Reply:
        if call.held is not None and call.clinic.reasons:
            return Existing("move", text, theirs=(call.held,)).choose_one(call.held, call)
        if not call.clinic.person_number:
            return call.settle("move")
        return Reply(call, (Say(call.lines.MOVE_NOW), Transfer(call.clinic.person_number, "move")))

    def found(self, finding: Finding, talk: Talk) -> Reply:
        call = _call(talk)
        assert isinstance(finding, Appointments)
        held = next((one for one in finding.appointments if one.appointment == call.appointment), None)
        if held is None:
            return call.settle("changed")
        return self.ask(replace(call, held=held, at=held.at), "coming")

    def stuck(self, talk: Talk) -> Reply:
        return _call(talk).settle("not_understood")

    def summary(self, talk: Talk) -> str:
        return str(talk.words.summary_appointment("move", "", talk.patient))


@dataclass(frozen=True, slots=True, repr=False)
class Reminder(Reception):
    """`ours`: what the clinic is called. `appointment`: its id, where it is in our own records; "" else.

    `identify`: whether the date of birth is asked for. `message`: what a machine is told, "" for nothing.
    """

    ours: str = ""
    name: str = ""
    at: datetime = datetime(1, 1, 1)  # noqa: DTZ001 - the appointment, by the patient's clock
    appointment: str = ""
    identify: bool = False
    message: str = ""
    stage: Stage = "hello"
    held: Appointment | None = None  # as it is in the book now
    sure: bool = False  # they are the patient
    greeting: str = ""  # what was said since they picked up, as long as nobody has answered anything
    unheard: bool = False  # they have just talked over who is calling ...
    talked_over: int = 0  # ... and so often
    outcome: str = ""
    told: str = ""  # what a settled outcome is answered with, if not with its usual words

    def __repr__(self) -> str:
        return "Reminder(...)"

    @property
    def lines(self) -> ModuleType:
        return reminding(self.clinic.language)

    def meaning(self, text: str) -> Meaning:
        return meaning_of(text, self.clinic.language)

    # -- who is there ------------------------------------------------------------------------------

    def begin(self) -> Reply:
        return Reply(self, (Listen(HELLO_MS),))

    def overheard(self, text: str) -> Reply | None:
        if self.stage == "machine":
            return None
        if self._may_be_machine and self._who_is_it(text) == "machine":
            return self._machine()
        return Reception.overheard(self, but_cannot_talk(text, self.clinic.language))

    def reported(self, status: str, detail: str) -> Reply | None:
        """By the carrier, or by our own ear for the beep."""
        if not self._may_be_machine or status not in ("machine", "human"):
            return None
        if status == "human":
            return self._who() if self.stage == "machine" else None
        if detail == "beep_start":
            return self._after_beep()
        return None if self.stage == "machine" else self._machine()

    @property
    def _may_be_machine(self) -> bool:
        """Nobody has answered anything yet: "I'm not in" may be a no, and may be a machine's."""
        asked = self.task
        return not isinstance(self.errand, Settle) and (
            asked is None or (isinstance(asked, Remind) and asked.asked in ("who", "wrong_number"))
        )

    def _who_is_it(self, text: str) -> Answered:
        """A greeting has breaths in it; all that was said so far is judged together."""
        return who_answered(text, self.greeting, self.clinic.language)

    def _machine(self) -> Reply:
        """It is let talk until its beep, if it is to be told anything."""
        flow = replace(self, stage="machine", task=None, question=None)
        return Reply(flow, (Listen(BEEP_MS) if self.message else HangUp("voicemail"),))

    def _after_beep(self) -> Reply:
        if not self.message:
            return Reply(self, (HangUp("voicemail"),))
        return Reply(replace(self, stage="machine", task=None), (Say(self.message), HangUp("message_left")))

    def _screener(self) -> Reply:
        """And then it is quiet until a person comes to the telephone, or does not."""
        flow = replace(self, stage="hello", task=None, question=None, greeting="")
        return Reply(flow, (Say(self.lines.screened(self.ours, self.name)), Listen(SCREENED_MS)))

    def _who(self) -> Reply:
        return Remind().ask(replace(self, stage="call"), "who")

    # -- the conversation --------------------------------------------------------------------------

    def heard(self, text: str) -> Reply:
        if self.stage == "machine":
            alive = is_alive(text, self.clinic.language)
            return replace(self, greeting="")._who() if alive else Reply(self, (Listen(BEEP_MS),))
        greeting = f"{self.greeting} {text}" if self._may_be_machine else ""
        if not emergency(but_cannot_talk(text, self.clinic.language), self.clinic.language):
            if self._may_be_machine and (who := self._who_is_it(text)) != "person":
                return self._screener() if who == "screener" else self._machine()
            if (outcome := self.meaning(text)) in ("opt_out", "wrong_number", "call_later"):
                return self.settle(outcome)
            if self.talked_over > MOST_TALKED_OVER:
                return self.settle("not_understood")
            if self.stage == "hello" or self.unheard:  # what was said answers nothing yet
                return replace(self, greeting=greeting, unheard=False)._who()
        return Reception.heard(replace(self, stage="call", greeting=greeting), text)

    def cut_short(self, heard: str) -> Reminder:
        """Whoever has talked over it still has to hear who is calling, and that it is a machine."""
        opening = spoken(self.lines.opening(self.ours), self.clinic.language)
        unheard = opening in self.said and opening not in heard
        flow = Reception.cut_short(self, heard)
        assert isinstance(flow, Reminder)
        return replace(flow, unheard=unheard, talked_over=self.talked_over + unheard)

    def pressed(self, digit: str) -> Reply:
        asked = self.question
        part_of_number = asked is not None and asked.takes_number and (self.keys or asked.expects == "number")
        if digit == "9" and not part_of_number:
            return self.settle("opt_out")
        return Reception.pressed(replace(self, stage="call"), digit) if asked else self._who()

    def silence(self, times: int) -> Reply:
        if self.stage == "machine":
            return Reply(self, (HangUp("voicemail"),))
        if self.stage == "hello" or self.question is None:
            return self._who() if times < 2 else self.settle("no_reply")
        if self.keys or isinstance(self.task, Suspicion):
            return Reception.silence(self, times)
        return self.ask_again("") if times == 1 else self.settle("no_reply")

    def found(self, finding: Finding) -> Reply:
        match self.errand, finding:
            case Settle(outcome), _:
                return replace(self, errand=None)._settled(outcome, finding)
            case Move(), Booked(appointment):
                told = self.words.moved(appointment.at, appointment.doctor)
                return replace(self, told=f"{told} {self.lines.GOODBYE}").settle("moved")
            case Cancel(), Cancelled():
                return replace(self, told=self.lines.CANCELLED).settle("cancelled")
        return Reception.found(self, finding)

    def _turn_to(self, task: Task) -> Reply:
        """Who they are comes first, and what they say to the appointment."""
        if isinstance(self.task, Remind) and not isinstance(task, Message):
            return self.ask_again("")
        return Reception._turn_to(self, task)

    def done(self, text: str) -> Reply:
        """Something else is answered, or a new time was not wanted after all: back to what we rang for."""
        return Remind().ask(self, "coming" if self.sure else "who", text)

    # -- the end -----------------------------------------------------------------------------------

    def settle(self, outcome: str) -> Reply:
        """Have it written down; an opt-out that was said stands, whatever is said over our goodbye."""
        outcome = self.outcome if self.outcome in FOR_GOOD else outcome
        return replace(self, outcome=outcome).send(self.task, Settle(outcome))

    def _settled(self, outcome: str, finding: Finding) -> Reply:
        failed = isinstance(finding, Failed) and outcome in PROMISES
        usual = getattr(self.lines, _TOLD.get(outcome, "SORRY"))
        text = self.lines.NOT_NOTED if failed else self.told or usual
        return Reply(self, (Say(text), HangUp(outcome)))

    def give_up(self, why: Why) -> Reply:
        if self.stage == "machine":
            return Reply(self, (HangUp(why),))
        return Reception.give_up(self, why)

    def phrases(self) -> tuple[str, ...]:
        texts = (self.lines.opening(self.ours), *self.lines.FIXED)
        return tuple(dict.fromkeys(phrase for text in texts for phrase in split_phrases(text)))


FOR_GOOD = ("opt_out", "wrong_number")
PROMISES = (*FOR_GOOD, "confirmed", "cancelled", "call_later")
_TOLD = {
    "opt_out": "OPTED_OUT",
    "wrong_number": "WRONG_NUMBER",
    "call_later": "CALL_LATER",
    "confirmed": "CONFIRMED",
    "cancelled": "WILL_CANCEL",
    "changed": "GONE",
    "move": "MOVE",
    "no_reply": "NO_REPLY",
}


def _call(talk: Talk) -> Reminder:
    assert isinstance(talk, Reminder)
    return talk
