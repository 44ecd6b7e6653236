"""Everything that can happen to a call: one union of frozen facts, and nothing else enters a session.

An event says what happened, never what to do about it, and carries no time: the runner hands
`now_ms` beside it, so that a journal of (now_ms, event) replays a call bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent.dialogue.errands import Finding
from agent.personal import Personal
from audio.frame import Frame, Samples

Direction = Literal["inbound", "outbound"]

_OVER = frozenset({"completed", "busy", "cancelled", "failed", "rejected", "timeout", "unanswered"})


@dataclass(frozen=True, slots=True)
class LegOpened:
    """A media connection is up. A second one (a reconnect) replaces the first; positions start again at 0."""

    leg: int


@dataclass(frozen=True, slots=True)
class LegClosed:
    leg: int
    reason: (
        str  # "closed": the far end is done; anything else ("lost", "media_timeout" ...): it may come back
    )


@dataclass(frozen=True, slots=True, eq=False)
class FrameReceived:
    leg: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class DigitPressed:
    digit: Personal  # one of 0-9 * #; digits spell birth dates


@dataclass(frozen=True, slots=True)
class MarkPlayed:
    """The carrier says that everything sent before this mark has left its buffer."""

    mark: str


@dataclass(frozen=True, slots=True)
class PlayoutCleared:
    """The carrier confirms that its buffer was emptied."""


@dataclass(frozen=True, slots=True)
class Transcribed:
    """The ear's answer to a Transcribe job. `text` is empty when nothing was said.

    `speech_probability` is 1 - Whisper's no-speech probability; `log_probability` its mean per token;
    `stop_probability` what the ear gives to the sentence ending with its last word.
    """

    job: int
    text: Personal
    language: str = "en"
    log_probability: float = 0.0
    speech_probability: float = 1.0
    stop_probability: float = 1.0


@dataclass(frozen=True, slots=True)
class WordEnd:
    """`text[:chars]` of a phrase has been said once `samples` of its audio have been played."""

    chars: int
    samples: int


@dataclass(frozen=True, slots=True, eq=False)
class Synthesized:
    """The next stretch of a Synthesize job's audio, in order; `last` closes it.

    `words` are the ends of the words this stretch completes, in samples from the start of the *phrase*.
    """

    job: int
    samples: Samples
    words: tuple[WordEnd, ...]
    last: bool


@dataclass(frozen=True, slots=True)
class JobFailed:
    job: int
    reason: str  # "deadline" | "worker_died" | "quarantined" | "overloaded" | "bad_input"


@dataclass(frozen=True, slots=True)
class ErrandDone:
    """What a RunErrand job found out or brought about."""

    job: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Ticked:
    """The instant a session asked for by its `deadline_ms` has come."""


@dataclass(frozen=True, slots=True)
class EndRequested:
    """Somebody entitled wants the call over: a viewer, the drain, the carrier's time limit."""

    by: Literal["viewer", "drain", "fault"]


@dataclass(frozen=True, slots=True)
class JoinRequested:
    """A member of staff wants to take the caller over at this telephone number (E.164)."""

    number: Personal


@dataclass(frozen=True, slots=True)
class CarrierReported:
    """What the carrier's signalling says of the call: "answered", "human", "machine", "completed" ...

    "machine" with the detail "beep_start" may also come from our own ear beside the call.
    """

    status: str
    detail: str = ""

    @property
    def over(self) -> bool:
        return self.status in _OVER


Event = (
    LegOpened
    | LegClosed
    | FrameReceived
    | DigitPressed
    | MarkPlayed
    | PlayoutCleared
    | Transcribed
    | Synthesized
    | JobFailed
    | ErrandDone
    | Ticked
    | EndRequested
    | JoinRequested
    | CarrierReported
)
