"""What a flow cannot know by itself, it sends somebody for: an errand out, a finding back.

A flow is pure, so a look into the appointment book is a move like any other (`flow.Ask`). The call runs it as
a numbered job; the edge performs it under the authorisation of this one call, which is kept there and not
here: whatever a flow, or a large model behind one, asks for, it is told nothing of a patient whom this call
has not identified (BEHAVIOUR V-32).

An errand that only looks may be run while the caller may still go on speaking, and forgotten; one that
`changes` something is run once the caller's turn is over, and is never taken back.

All of them hold personal data: their repr says what they are and nothing of what is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Literal


class _Discreet:
    """Its repr is its kind alone."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


# -- what is known -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class Slot(_Discreet):
    """A stretch of a doctor's time that can be booked. `at` is the clinic's local time, without a zone."""

    slot: str  # its id
    at: datetime
    minutes: int
    doctor: str  # as spoken: "Doctor Reed"
    branch: str  # as spoken; "" where there is one only


@dataclass(frozen=True, slots=True, repr=False)
class Appointment(_Discreet):
    """One of the identified patient's own."""

    appointment: str  # its id
    at: datetime  # local, without a zone
    minutes: int
    doctor: str
    branch: str
    reason: str  # as spoken: "a check-up"


# -- errands -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class Identify(_Discreet):
    """Is there exactly one patient of this name (as heard, matched by sound too) and date of birth?

    `phone`: the last digits the caller gave, where the clinic asks for them too. `spelled`: the last name of
    `name` is as it was spelled, so letters that sound alike count as one. Finding: Identified or NotFound.
    From an Identified on, this call may see that patient's records, and no other's.
    """

    changes: ClassVar[bool] = False
    name: str
    born: date
    phone: str = ""
    spelled: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Register(_Discreet):
    """Write down a new patient, who is then the identified one. Finding: Identified."""

    changes: ClassVar[bool] = True
    name: str
    born: date
    phone: str


@dataclass(frozen=True, slots=True, repr=False)
class FindAppointments(_Discreet):
    """The identified patient's future appointments. Finding: Appointments, in order of time."""

    changes: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, repr=False)
class FindSlots(_Discreet):
    """Free slots for a reason of visit, earliest first. Finding: Slots; of days without any, the next that
    has some is given, so an empty one means that there is none for weeks.

    Times are local. `doctor`, `branch`: as the clinic file spells them, None for any. `from_minute` and
    `until_minute` bound the time of day (minutes after midnight).
    """

    changes: ClassVar[bool] = False
    reason: str
    earliest: datetime
    latest: datetime | None = None
    doctor: str | None = None
    branch: str | None = None
    from_minute: int = 0
    until_minute: int = 24 * 60
    limit: int = 3


@dataclass(frozen=True, slots=True, repr=False)
class Book(_Discreet):
    """Finding: Booked; or Taken, if another call was quicker; Failed("refused") if nobody is identified."""

    changes: ClassVar[bool] = True
    slot: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Move(_Discreet):
    """Findings as of Book; the old time stays the patient's unless the new one is."""

    changes: ClassVar[bool] = True
    appointment: str
    slot: str


@dataclass(frozen=True, slots=True, repr=False)
class Cancel(_Discreet):
    """Finding: Cancelled; Failed("refused") where it is not theirs."""

    changes: ClassVar[bool] = True
    appointment: str


@dataclass(frozen=True, slots=True, repr=False)
class LeaveMessage(_Discreet):
    """For a person to ring back. Finding: Noted."""

    changes: ClassVar[bool] = True
    text: str
    number: str  # E.164 or as said; "" where the caller's own will do


@dataclass(frozen=True, slots=True, repr=False)
class Embed(_Discreet):
    """Place a sentence among those the clinic knows. Finding: Closest."""

    changes: ClassVar[bool] = False
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Settle(_Discreet):
    """What a call that we have placed has come to ("confirmed", "opt_out" ...). The last one counts; an
    opt-out is for good. Finding: Noted."""

    changes: ClassVar[bool] = True
    outcome: str


@dataclass(frozen=True, slots=True, repr=False)
class Think(_Discreet):
    """A large model's turn. `messages` and `tools` as chat-completion servers take them.

    Finding: Thought, the first of its answer. An answer of this call that was still under way is dropped.
    """

    changes: ClassVar[bool] = False
    messages: tuple[Mapping[str, Any], ...]
    tools: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, repr=False)
class GoOn(_Discreet):
    """What the model says next in the answer that is under way. Finding: Thought."""

    changes: ClassVar[bool] = False


Errand = (
    Identify
    | Register
    | FindAppointments
    | FindSlots
    | Book
    | Move
    | Cancel
    | LeaveMessage
    | Embed
    | Settle
    | Think
    | GoOn
)


# -- findings ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class Identified(_Discreet):
    first_name: str


@dataclass(frozen=True, slots=True, repr=False)
class NotFound(_Discreet):
    """Nobody, or more than one: the caller is told no difference."""


@dataclass(frozen=True, slots=True, repr=False)
class Appointments(_Discreet):
    appointments: tuple[Appointment, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Slots(_Discreet):
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Booked(_Discreet):
    appointment: Appointment


@dataclass(frozen=True, slots=True, repr=False)
class Taken(_Discreet):
    """Somebody else has that slot now."""


@dataclass(frozen=True, slots=True, repr=False)
class Cancelled(_Discreet):
    pass


@dataclass(frozen=True, slots=True, repr=False)
class Noted(_Discreet):
    pass


@dataclass(frozen=True, slots=True, repr=False)
class Closest(_Discreet):
    """Labels of the sentences nearest in meaning, best first, each with its cosine similarity (-1 to 1)."""

    labels: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Failed(_Discreet):
    """It could not be done. "refused": this call may not; else the edge is in trouble."""

    reason: Literal["refused", "deadline", "unavailable"]


@dataclass(frozen=True, slots=True, repr=False)
class ToolCall(_Discreet):
    name: str
    arguments: str  # JSON, as the model wrote it: anything may be in it


@dataclass(frozen=True, slots=True, repr=False)
class Thought(_Discreet):
    """A piece of a model's answer: one whole sentence, or the tools it wants, or at the `last` neither."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    last: bool = False  # GoOn would bring nothing


Finding = (
    Identified
    | NotFound
    | Appointments
    | Slots
    | Booked
    | Taken
    | Cancelled
    | Noted
    | Closest
    | Thought
    | Failed
)
