"""Where an utterance begins, pauses and ends; counted in samples, so that only sound moves this clock.

    quiet --Onset--> speaking --Pause--> pausing --End--> quiet
                        ^                   |
                        +------Resumed------+

Beginning needs evidence, because a click must not interrupt us: three voiced frames out of five, which the
shortest "yes" has. Going on after a pause needs the same, or every knock would put off the answer. A pause
is reported at once, so that transcription can start; how much silence ends the turn is for the dialogue to
say, at any time, through `patience_ms`. When the leg's frames stop coming, nothing ends here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS, Frame, Utterance

WINDOW = 5  # frames
ONSET_VOICED = 3  # of those: 60 ms; a click has one or two
LASTING_VOICED = 2  # of those, while somebody speaks: a single one is a knock in the pause
PRE_ROLL_MS = 240  # kept before the onset: the breath and the soft consonant no detector calls speech
TAIL_MS = 200  # silence kept after the last voiced frame: an ear needs some, and makes words up from more

_QUIET_FRAMES = PRE_ROLL_MS // FRAME_MS + WINDOW


@dataclass(frozen=True, slots=True)
class Onset:
    position: int  # of the first voiced frame, samples


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence has reached `pause_ms`. The utterance so far, with its pre-roll and that silence."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Resumed:
    """Speech goes on after a Pause, in the same utterance."""


@dataclass(frozen=True, slots=True)
class End:
    """Silence has reached `patience_ms`, or the utterance its greatest length."""

    utterance: Utterance


Signal = Onset | Pause | Resumed | End


class _Heard(NamedTuple):
    frame: Frame
    voiced: bool


class Endpointer:
    """For one leg. `patience_ms` may be set at any time and counts from the next frame on."""

    def __init__(self, pause_ms: int = 120, patience_ms: int = 700, max_ms: int = 28_000) -> None:
        """`max_ms`: an utterance of this length is cut; in its last quarter the first pause ends it.

        The default keeps it below the 30 s that an ear of Whisper's kind takes at once.
        """
        self.patience_ms = patience_ms
        self._pause = pause_ms * SAMPLES_PER_MS
        self._max = max_ms * SAMPLES_PER_MS
        self._state: Literal["quiet", "speaking", "pausing"] = "quiet"
        self._kept: list[_Heard] = []  # bounded: _QUIET_FRAMES while quiet, else by max_ms
        self._now = self._onset = self._speech_end = 0
        self._voiced = 0  # frames of the current utterance

    @property
    def speaking(self) -> bool:
        """From Onset to End, pauses included."""
        return self._state != "quiet"

    @property
    def speech_ms(self) -> int:
        """Voiced time in the current utterance; 0 while quiet."""
        return self._voiced * FRAME_MS

    @property
    def silence_ms(self) -> int:
        """Since the last voiced sound. Of use from an Onset on, until the sound after the End."""
        return (self._now - self._speech_end) // SAMPLES_PER_MS

    def push(self, frame: Frame, is_speech: bool) -> Signal | None:
        """What this frame changes. Frames lost on the way, a jump in positions, count as silence."""
        lost_ms = (frame.position - self._now) // SAMPLES_PER_MS
        ended = self._end() if self.speaking and lost_ms > self.patience_ms else None
        self._now = frame.end
        self._kept.append(_Heard(frame, is_speech))
        if ended is not None:
            return ended
        if self._state == "quiet":
            return self._while_quiet()
        self._voiced += is_speech
        signal = self._while_speaking() if self._state == "speaking" else self._while_pausing()
        if signal is None and self._now - self._kept[0].frame.position >= self._max:
            return self._end()
        return signal

    def so_far(self) -> Utterance:
        """The current utterance as it stands. Only from Onset to End."""
        assert self.speaking
        return self._utterance()

    def drop(self) -> Utterance | None:
        """Forget all sound so far. Returns the utterance that this leaves unfinished, if any."""
        unfinished = self._utterance() if self.speaking else None
        self._state, self._kept, self._voiced = "quiet", [], 0
        return unfinished

    def _while_quiet(self) -> Onset | None:
        del self._kept[:-_QUIET_FRAMES]
        recent = [heard.frame for heard in self._kept[-WINDOW:] if heard.voiced]
        if len(recent) < ONSET_VOICED:
            return None
        self._state, self._voiced = "speaking", len(recent)
        self._onset, self._speech_end = recent[0].position, self._now
        return Onset(self._onset)

    # A voiced frame neither pauses nor ends anything, even one that does not count yet: the next may.

    def _while_speaking(self) -> Pause | End | None:
        if self._kept[-1].voiced:
            if self._recently_voiced() >= LASTING_VOICED:
                self._speech_end = self._now
            return None
        if self._now - self._speech_end < self._pause:
            return None
        if self._now - self._kept[0].frame.position >= self._max * 3 // 4:
            return self._end()
        self._state = "pausing"
        return Pause(self._utterance())

    def _while_pausing(self) -> Resumed | End | None:
        if self._kept[-1].voiced:
            if self._recently_voiced() < ONSET_VOICED:
                return None
            self._state, self._speech_end = "speaking", self._now
            return Resumed()
        return self._end() if self.silence_ms >= self.patience_ms else None

    def _recently_voiced(self) -> int:
        return sum(heard.voiced for heard in self._kept[-WINDOW:])

    def _end(self) -> End:
        utterance = self._utterance()
        end = utterance.position + len(utterance.samples)
        self._kept = [heard for heard in self._kept if heard.frame.position >= end]  # no sound is given twice
        self._state, self._voiced = "quiet", 0
        return End(utterance)

    def _utterance(self) -> Utterance:
        begin = self._kept[0].frame.position
        end = min(self._now, self._speech_end + TAIL_MS * SAMPLES_PER_MS)
        samples = np.zeros(self._now - begin, dtype=np.int16)  # and zero where frames were lost
        for frame, _ in self._kept:
            at = frame.position - begin
            samples[at : at + FRAME_SAMPLES] = frame.samples
        return Utterance(samples[: end - begin], begin, self._onset, self._speech_end)
