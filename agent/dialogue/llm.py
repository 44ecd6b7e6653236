"""The receptionist with a large model beside her: it understands what her rules do not, and words answers.

The desk (`Reception`) stays the one who knows how the talk stands. Danger, manners, who somebody is,
messages, the yes to what was read back, and every answer that her rules understand are hers: the model is
not asked. Of the other turns it makes sentences, which are said once `grounds` believes them, and tool calls,
which begin the very tasks that the desk would have begun. So a model books nothing: it has a time read back,
and the desk, at a yes, sends for `Book`, `Move` or `Cancel`.

Whatever the model does wrong, or late, or not at all: the desk's own answer to the same turn (`own`) is
ready, and is given instead.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from agent.dialogue import answers
from agent.dialogue.asking import Task
from agent.dialogue.booking import AT_ONCE, Booking
from agent.dialogue.errands import (
    Appointments,
    Booked,
    Cancelled,
    Embed,
    Finding,
    GoOn,
    Slots,
    Thought,
    ToolCall,
)
from agent.dialogue.errands import Slot as FreeSlot
from agent.dialogue.existing import Existing
from agent.dialogue.flow import Ask, Flow, Move, Reply, Say, Transfer, Why
from agent.dialogue.grounds import Fact, believable
from agent.dialogue.identity import Identity
from agent.dialogue.llm_prompt import MOST_LINES, Said, result, think, topics
from agent.dialogue.message import Message
from agent.dialogue.reception import A_FEW, Reception
from agent.dialogue.registration import Registration
from agent.dialogue.speech import spoken
from agent.dialogue.suspicion import Suspicion
from agent.dialogue.understand.dates import Wish
from agent.dialogue.understand.emergency import emergency
from agent.dialogue.understand.intents import rules

MOST_LOOKS = 2  # into the book for one answer: a caller waits for each
AROUND_MINUTES = 60  # about a time that is to be booked, so that its neighbours are offered if it is gone

_MANNERS = frozenset(("person", "repeat", "slower", "louder", "start_over", "bye"))


@dataclass(frozen=True, slots=True)
class Asked:
    """The model's turn. `own`: the desk's answer so far; `said`: what the model has been heard to say."""

    own: Reply
    said: str = ""
    looking: ToolCall | None = None  # somebody is out to the book for it
    results: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Assisted(Flow):
    desk: Reception
    told: tuple[Said, ...] = ()  # the talk as the model is shown it; bounded by MOST_LINES
    facts: tuple[Fact, ...] = ()  # the free times last found, and the caller's own appointments
    asked: Asked | None = None

    # -- whose turn it is ------------------------------------------------------------------------------

    def begin(self) -> Reply:
        return self._ours(self.desk.begin())

    def overheard(self, text: str) -> Reply | None:
        alarm = self.desk.overheard(text)
        return self._ours(alarm) if alarm else None

    def heard(self, text: str) -> Reply:
        own = self.desk.by_words(text)
        told = self if _private(self.desk.task) else self._telling("user", text)
        if not self._is_for_the_model(text, own):
            return told._ours(own)
        asked = replace(told, asked=Asked(own))
        return Reply(asked, (Ask(think(self.desk.clinic, asked.told)),))

    def _is_for_the_model(self, text: str, own: Reply) -> bool:
        desk = self.desk
        if not text.strip() or emergency(text, desk.clinic.language) or rules(text) in _MANNERS:
            return False
        assert isinstance(own.flow, Reception)
        if desk.errand is not None or isinstance(own.flow.task, Suspicion):
            return False
        match desk.task:
            case None:
                is_answer = desk.offered and answers.agrees(text) is not None and len(text.split()) <= A_FEW
                return not is_answer
            case Booking(chosen=None) | Existing(chosen=None):
                return own.flow.misses > desk.misses or any(_is_at_a_loss(move) for move in own.moves)
        return False

    def found(self, finding: Finding) -> Reply:
        asked = self.asked
        if asked is None:
            return self._noting(finding)._ours(self.desk.found(finding))
        if asked.looking is not None:
            return self._looked(replace(asked, looking=None), asked.looking, finding)
        if not isinstance(finding, Thought):
            return self._without_model(asked)
        if finding.calls:
            return self._called(asked, finding.calls[0])
        text = spoken(finding.text, self.desk.clinic.language)
        if not believable(text, self.facts, self.desk.clinic):
            return self._without_model(asked)
        return self._speaks(asked, text, finding.last)

    # -- answers ---------------------------------------------------------------------------------------

    def _ours(self, reply: Reply) -> Reply:
        """The desk's own moves; what was said is remembered, unless it is about who somebody is."""
        desk, flow = reply.flow, self
        assert isinstance(desk, Reception)
        said = " ".join(move.text for move in reply.moves if isinstance(move, Say))
        if said and not _private(desk.task):
            thanks = spoken(desk.words.thank_you(desk.patient), desk.clinic.language)
            flow = self._telling("assistant", said.replace(thanks, ""))
        return Reply(replace(flow, desk=desk, asked=None), reply.moves)

    def _without_model(self, asked: Asked) -> Reply:
        """It is late, or gone, or talks nonsense. What it has said before stands; else the desk answers."""
        return Reply(replace(self, asked=None), ()) if asked.said else self._ours(asked.own)

    def _speaks(self, asked: Asked, text: str, last: bool) -> Reply:
        """A sentence of the model's, while the next is on its way."""
        desk = asked.own.flow if asked.results else _cleared(self.desk)
        assert isinstance(desk, Reception)
        said = f"{asked.said} {text}".strip()
        desk = replace(desk, said=said)
        say = Say(text, pace=desk.pace)
        if question := desk.question:
            say = replace(say, expects=question.expects, digits=question.digits, hints=question.hints)
        rest = None if last else replace(asked, said=said)
        flow = replace(self._telling("assistant", text), desk=desk, asked=rest)
        return Reply(flow, (say,) if last else (say, Ask(GoOn())))

    # -- tools -----------------------------------------------------------------------------------------

    def _called(self, asked: Asked, call: ToolCall) -> Reply:
        """What the desk would do, had she understood it so."""
        desk = _cleared(self.desk)
        try:
            wanted = _arguments(call)
            match call.name:
                case "find_slots" if desk.clinic.reasons and len(asked.results) < MOST_LOOKS:
                    return self._look(asked, call, _search(wanted, desk).begin(desk))
                case "book" if desk.clinic.reasons:
                    return self._ours(_exactly(wanted, desk).begin(desk))
                case "move" | "cancel" | "appointments" if desk.clinic.reasons:
                    return self._ours(_existing(call.name, wanted).begin(desk, desk.words.GLADLY))
                case "answer":
                    told = topics(desk.clinic)[wanted["topic"]]
                    return self._ours(desk.ask_again(told) if desk.task else desk.done(told))
                case "hand_over":
                    return self._ours(desk.person())
                case "end":
                    return self._ours(desk.bye())
        except (ValueError, KeyError, TypeError):
            pass  # no such tool, topic, reason or day
        return self._without_model(asked)

    def _look(self, asked: Asked, call: ToolCall, reply: Reply) -> Reply:
        """Into the book for the model; or first to what the desk must ask the caller."""
        if not any(isinstance(move, Ask) for move in reply.moves):
            return self._ours(reply)
        assert isinstance(reply.flow, Reception)
        return Reply(replace(self, desk=reply.flow, asked=replace(asked, looking=call)), reply.moves)

    def _looked(self, asked: Asked, call: ToolCall, finding: Finding) -> Reply:
        own = self.desk.found(finding)
        if any(isinstance(move, Ask) for move in own.moves):  # nothing there: with one wish less
            return self._look(asked, call, own)
        noted = self._noting(finding)
        assert isinstance(own.flow, Reception)
        task = own.flow.task
        if not isinstance(task, Booking) or not task.free or task.chosen:
            return noted._ours(own)
        offered = task.free[:AT_ONCE]
        theirs = tuple(fact for fact in self.facts if not isinstance(fact, FreeSlot))
        said = " ".join(move.text for move in own.moves if isinstance(move, Say))
        results = (*asked.results, (call.name, call.arguments, result(offered, said, self.desk.clinic)))
        asked = replace(asked, own=own, results=results)
        flow = replace(self, desk=own.flow, facts=(*offered, *theirs), asked=asked)
        return Reply(flow, (Ask(think(self.desk.clinic, self.told, results)),))

    # -- what is remembered ----------------------------------------------------------------------------

    def _telling(self, role: Any, text: str) -> Assisted:
        return replace(self, told=(*self.told, Said(role, text.strip()))[-MOST_LINES:]) if text else self

    def _noting(self, finding: Finding) -> Assisted:
        """What the records say now may be spoken of."""
        free = tuple(fact for fact in self.facts if isinstance(fact, FreeSlot))
        theirs = tuple(fact for fact in self.facts if not isinstance(fact, FreeSlot))
        match finding:
            case Slots(slots):
                return replace(self, facts=(*slots, *theirs))
            case Appointments(appointments):
                return replace(self, facts=(*free, *appointments))
            case Booked(appointment):
                return replace(self, facts=(appointment,))
            case Cancelled():
                return replace(self, facts=free)
        return self

    def cut_short(self, heard: str) -> Flow:
        """The model is shown what the caller heard, not what it meant to say."""
        line = self.told[-1] if self.told else Said("user", "")
        if line.role != "assistant" or line.text == heard or not line.text.startswith(heard):
            return self
        return replace(self, told=(*self.told[:-1], Said("assistant", f"{heard} ...")))

    # -- what may always happen ------------------------------------------------------------------------

    def waiting(self) -> Reply:
        """Between two sentences of one answer nobody says "one moment"."""
        return Reply(self, () if self.asked and self.asked.said else self.desk.waiting().moves)

    def pressed(self, digit: str) -> Reply:
        return self._ours(self.desk.pressed(digit))

    def silence(self, times: int) -> Reply:
        return self._ours(self.desk.silence(times))

    def give_up(self, why: Why) -> Reply:
        return Reply(self, self.desk.give_up(why).moves)

    def phrases(self) -> tuple[str, ...]:
        return self.desk.phrases()


def _private(task: Task | None) -> bool:
    """What is said meanwhile tells who somebody is, or is for a person's ears."""
    return isinstance(task, Identity | Registration | Message)


def _is_at_a_loss(move: Move) -> bool:
    return isinstance(move, Transfer) or (isinstance(move, Ask) and isinstance(move.errand, Embed))


def _cleared(desk: Reception) -> Reception:
    """Something else was said than what the desk had asked: without a task, no "yes" is to that any more."""
    return replace(desk, misses=0) if desk.task else replace(desk, misses=0, question=None, offered="")


# -- a tool's arguments ------------------------------------------------------------------------------


def _arguments(call: ToolCall) -> dict[str, str]:
    """Those that say something. Raises ValueError for what is no flat JSON object of texts."""
    plain = json.loads(call.arguments or "{}")
    if not isinstance(plain, dict) or not all(isinstance(value, str | None) for value in plain.values()):
        raise ValueError("not an object of texts")
    return {name: value.strip() for name, value in plain.items() if value and value.strip()}


def _search(wanted: dict[str, str], desk: Reception) -> Booking:
    """Raises ValueError or KeyError for what is none of ours."""
    booking = _known(wanted, desk)
    first, last = _day(wanted.get("from_day"), desk), _day(wanted.get("to_day"), desk)
    begin, end = _minute(wanted.get("from")), _minute(wanted.get("until"))
    if first is None and last is None and begin is None and end is None:
        return replace(booking, wish=booking.wish or Wish(soonest=True))
    whole = Wish()
    told = Wish(
        first,
        last,
        whole.from_minute if begin is None else begin,
        whole.until_minute if end is None else end,
        said_day=bool(first or last),
        said_time=begin is not None or end is not None,
    )
    if (first and last and last < first) or told.until_minute <= told.from_minute:
        raise ValueError("ends before it begins")
    return replace(booking, wish=told)


def _exactly(wanted: dict[str, str], desk: Reception) -> Booking:
    """One time, which is looked for again and read back."""
    day, minute = _day(wanted["day"], desk), _minute(wanted["time"])
    assert minute is not None
    earliest, latest = max(0, minute - AROUND_MINUTES), min(Wish().until_minute, minute + AROUND_MINUTES)
    told = Wish(day, day, earliest, latest, exact_minute=minute, said_day=True, said_time=True)
    return replace(_known(wanted, desk), wish=told)


def _known(wanted: dict[str, str], desk: Reception) -> Booking:
    """The booking that goes on, or a new one, with the reason and the doctor that are wanted."""
    task = desk.task if isinstance(desk.task, Booking) else Booking()
    reasons = {reason.name: reason for reason in desk.clinic.reasons}
    doctors = {doctor.name: doctor for doctor in desk.clinic.doctors}
    return replace(
        task,
        free=(),
        chosen=None,
        not_before=None,
        lead="",
        reason=reasons[wanted["reason"]] if "reason" in wanted else task.reason,
        doctor=doctors[wanted["doctor"]] if "doctor" in wanted else task.doctor,
    )


def _existing(tool: str, wanted: dict[str, str]) -> Existing:
    which, when = wanted.get("which", ""), wanted.get("when", "")
    if tool == "move":
        return Existing("move", f"move {which or 'it'} to {when}" if when else which)
    return Existing("cancel", which) if tool == "cancel" else Existing("when", which)


def _day(written: str | None, desk: Reception) -> date | None:
    if written is None:
        return None
    day = date.fromisoformat(written)
    if day < desk.clinic.now.date():
        raise ValueError("a day that is over")
    return day


def _minute(written: str | None) -> int | None:
    if written is None:
        return None
    at = time.fromisoformat(written)
    return 60 * at.hour + at.minute
