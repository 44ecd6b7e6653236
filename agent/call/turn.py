"""The caller's turn while it is being made: utterances, their words, and the reply prepared for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from agent.call.reply import Planned, Sent
from agent.dialogue.flow import Flow
from audio.frame import Utterance


@dataclass(slots=True, eq=False)
class Part:
    """One utterance of a turn. `text` is None until the ear has answered `job`."""

    utterance: Utterance
    job: int
    text: str | None = None
    stop_probability: float = 0.0  # that a sentence ends with this text
    sure: bool = True  # of its words the ear is
    as_murmur: bool = False  # the ear was told to expect one
    told: bool = False  # written down


@dataclass(slots=True, eq=False)
class Turn:
    """What the caller has said since the floor was theirs.

    Usually one part. It has more when speech went on after we had taken it for finished but before we
    answered, or was longer than one utterance may be.
    """

    parts: list[Part] = field(default_factory=list)  # bounded: max_call_ms / the endpointer's patience
    paused_ms: int = 0  # when the last voiced sound reached us
    longest_pause_ms: int = 0  # after which the caller went on
    over: bool = False  # the silence has lasted long enough
    planned: Planned | None = None  # what we shall answer
    sent: Sent | None = None  # ... once somebody is back who was sent to find something out

    @property
    def text(self) -> str | None:
        """All words so far; None while the ear still owes some."""
        texts = [part.text for part in self.parts]
        return None if None in texts else " ".join(text for text in texts if text)

    @property
    def sure(self) -> bool:
        """The ear is sure of all words so far."""
        return all(part.sure for part in self.parts)

    @property
    def speech_ms(self) -> int:
        return sum(part.utterance.speech_ms for part in self.parts)

    def part(self, job: int) -> Part | None:
        return next((part for part in self.parts if part.job == job), None)

    def told(self) -> tuple[str, int]:
        """The words that have not been written down, and where they begin; from now on they have been."""
        parts = [part for part in self.parts if part.text and not part.told]
        for part in parts:
            part.told = True
        return " ".join(part.text or "" for part in parts), parts[0].utterance.onset if parts else 0

    def answered(self, flow: Flow, now_ms: int) -> Answered:
        """It is over, we believe. `flow`: before our answer."""
        self.forget_reply()
        return Answered(self, flow, now_ms)

    def go_on(self, later: Turn) -> Turn:
        """It was not over: what has been said since belongs to it."""
        self.parts += later.parts
        self.paused_ms = later.paused_ms or self.paused_ms
        return self

    def resume(self, now_ms: int) -> list[int]:
        """Speech went on in the last utterance: forget its transcription. Returns the jobs to cancel."""
        self.longest_pause_ms = max(self.longest_pause_ms, now_ms - self.paused_ms)
        stale = [part.job for part in self.parts[-1:] if part.text is None]
        self.parts = self.parts[:-1]
        return stale + self.forget_reply()

    def forget_reply(self) -> list[int]:
        """The words are no longer what the reply answers. Returns the jobs to cancel."""
        stale = (self.planned.unmade if self.planned else []) + (self.sent.stale if self.sent else [])
        self.planned, self.sent, self.over = None, None, False
        return stale


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """A turn we have just begun to answer, and the flow as it was before."""

    turn: Turn
    flow: Flow
    answered_ms: int
