"""What the rest of the house may learn of a call: the small set of facts all viewers' protocols share.

A fact is published only after it is durable (DESIGN law 7); wire codecs translate facts and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent.commands import Line
from agent.events import Direction
from agent.personal import Personal

NOBODY = Personal("")


@dataclass(frozen=True, slots=True)
class Ring:
    """A call offered to us, as the carrier described it, and whose it is.

    `uuid` is the carrier's name for it. `hospital_id` is the tenant: nobody of another one learns of the
    call; `branch_id` narrows that, where a branch has a telephone number of its own.
    """

    uuid: str
    caller: Personal  # E.164 where the carrier knows it
    called: Personal
    direction: Direction = "inbound"
    hospital_id: str = ""  # "": nobody's yet, and seen by no tenant
    branch_id: str | None = None
    patient_id: Personal = NOBODY  # where the number or the reminder tells
    purpose: str = ""  # of an outbound call, e.g. "reminder"; "message": nobody took it who was to
    host: str = ""  # the carrier's machine that has the call, "" for the usual one


@dataclass(frozen=True, slots=True)
class CallStarted:
    call_id: str
    ring: Ring
    at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True)
class LineSaid:
    """A finished line. `sequence` counts a call's lines from 0, unbroken across reconnects."""

    call_id: str
    sequence: int
    line: Line


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A person has the caller now; our agent's part is over."""

    call_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallEnded:
    call_id: str
    reason: str
    at: datetime
    duration_ms: int


@dataclass(frozen=True, slots=True)
class PartialHeard:
    """What the caller seems to be saying just now; see `agent.commands.ShowPartial`."""

    call_id: str
    text: Personal
    stable_chars: int
    offset_ms: int


Fact = CallStarted | LineSaid | HandedOver | CallEnded
"""Durable before anybody is told."""

News = Fact | PartialHeard
"""What the bus carries. A partial is shown at once and kept nowhere: it is no fact, only how it looks."""
