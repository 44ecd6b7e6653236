"""Everything a call may ask of the world. The runner performs these in order and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from agent.dialogue.errands import Errand
from agent.events import Direction
from agent.personal import Personal
from audio.frame import Samples, Utterance


class Role(StrEnum):
    """Who said a line, in the words every viewer's protocol shares."""

    ASSISTANT = "assistant"
    USER = "user"
    OTHER = "other"


class Expectation(StrEnum):
    """What the flow asked for last; it shapes the ear and how long a pause may be."""

    ANYTHING = "anything"
    YES_NO = "yes_no"
    NAME = "name"
    DATE = "date"
    NUMBER = "number"
    MURMUR = "murmur"  # nothing: we are speaking, and whoever makes a sound may only mean "go on"


@dataclass(frozen=True, slots=True)
class Line:
    """One finished line of the transcript. `offset_ms` counts from the start of the call."""

    role: Role
    text: Personal
    offset_ms: int


@dataclass(frozen=True, slots=True, eq=False)
class SendFrame:
    """Exactly 20 ms of 16 kHz sound for the leg; the wire makes the carrier's format of it."""

    samples: Samples


@dataclass(frozen=True, slots=True)
class SendMark:
    """Ask the carrier to say when everything sent so far has been played."""

    mark: str


@dataclass(frozen=True, slots=True)
class ClearPlayout:
    """Throw away what the carrier has buffered but not played."""


@dataclass(frozen=True, slots=True, eq=False)
class Transcribe:
    job: int
    utterance: Utterance
    final: bool  # False: a partial, shed first when the machine is busy
    expects: Expectation = Expectation.ANYTHING
    hints: tuple[str, ...] = ()  # words that may come in it and are rare elsewhere


@dataclass(frozen=True, slots=True)
class Synthesize:
    job: int
    text: Personal
    pace: float = 1.0  # 1 = the voice's own speed, larger is slower
    later: bool = False  # other phrases are played before it


@dataclass(frozen=True, slots=True)
class RunErrand:
    """Look something up, or change it, under this call's own authorisation; the answer is ErrandDone."""

    job: int
    errand: Errand


@dataclass(frozen=True, slots=True)
class CancelJob:
    """Its answer is no longer waited for. An errand that changes something is never cancelled."""

    job: int


@dataclass(frozen=True, slots=True)
class StartCall:
    """The call exists from here on: record it, then tell the viewers."""

    direction: Direction


@dataclass(frozen=True, slots=True)
class Commit:
    """Make this line durable, then show it (never the other way round)."""

    line: Line


@dataclass(frozen=True, slots=True)
class ShowPartial:
    """What the caller seems to be saying. It is not durable, and the finished line may differ.

    The first `stable_chars` characters of `text` are taken back by no later partial of this utterance.
    `offset_ms`, from the start of the call, says when the utterance began: it is the same in all of them.
    """

    text: Personal
    stable_chars: int
    offset_ms: int


@dataclass(frozen=True, slots=True)
class Report:
    """A figure of this call for the latency page and the metrics; never text."""

    name: str
    value_ms: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """Give the caller to a person at `number`; our part ends. `summary`: for that person's ear, or ""."""

    number: Personal
    reason: str
    summary: Personal


@dataclass(frozen=True, slots=True)
class HangUp:
    reason: str  # "completed" | "silence" | "viewer" | "fault" | "limit"


@dataclass(frozen=True, slots=True)
class EndCall:
    """Nothing more will be asked of the world after this."""

    reason: str


Command = (
    SendFrame
    | SendMark
    | ClearPlayout
    | Transcribe
    | Synthesize
    | RunErrand
    | CancelJob
    | StartCall
    | Commit
    | ShowPartial
    | Report
    | HandOver
    | HangUp
    | EndCall
)
