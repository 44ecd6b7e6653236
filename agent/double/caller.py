"""A caller who follows a list of actions, hearing and speaking 20 ms at a time; its only clock counts frames.

Each action waits for its turn: the agent has spoken since the caller last did, and has been silent for
`gap_ms`. Instead it may interrupt (so long after the agent began to speak) or come at a fixed time. A
caller to whom nobody replies goes on after `patience_ms`, and after the last action hangs up, so every
call ends. With `chooses`, a caller picks each action by what the agent has just said. Sound is prepared
beforehand for the leg's rate: the telephone band, and noise mixed in at a level below the caller's speech,
without a pause from the first frame to the last.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from agent.double.audible import AUDIBLE_DBFS, PAUSE_MS, speech_level_dbfs, voiced
from agent.double.network import Step, frame_samples
from audio import pcm
from audio.frame import FRAME_MS, SAMPLE_RATE, Samples
from audio.resample import resampled

ONSET_FRAMES = 2  # of audible sound in a row before the caller takes it for the agent's voice
MARGIN_MS = 200  # of a recording's own background kept before and after the speech in it
DIGIT_GAP_MS = 300  # between two keys, a quick finger
NOISE_LOOP_MS = 10_000  # long enough that nobody hears it repeat
USUAL_SPEECH_DBFS = -20.0  # what noise is measured against when the caller never speaks
TELEPHONE_BAND_HZ = (300, 3400)
TELEPHONE_RATE = 8000
REMEMBERED_FRAMES = 30_000 // FRAME_MS  # of what the agent said last: its longest line, and some silence

Choice = Callable[[Samples], int | None]
"""Which action answers what was heard (at the leg's rate) since the caller's last: its number, that of the
last and one more to hang up, None while there is thinking to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """When: `interrupt_ms` after the agent begins to speak, `at_ms` after the call began, or in turn."""

    interrupt_ms: int | None = None
    at_ms: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Say(Action):
    samples: Samples  # 16 kHz, as said into the telephone
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Press(Action):
    digits: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait(Action):
    """Say nothing for so long, once it is the caller's turn."""

    wait_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HangUp(Action):
    pass


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the caller's, logged as it begins. All in ms on the network's clock.

    `onset_ms` and `speech_end_ms` bracket what is voiced in the clean line, before noise was added.
    """

    at_ms: int
    text: str
    onset_ms: float
    speech_end_ms: float
    interrupts: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """Something else worth telling: "agent speaks", "agent is silent", "pressed 5", "no reply" ..."""

    at_ms: int
    what: str


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A Say made ready for the leg. `onset_ms` and `speech_end_ms` count from its first sample."""

    samples: Samples
    onset_ms: float
    speech_end_ms: float


class Caller:
    """See the module. `snr_db` turns noise on: pink, from `seed`, or `noise` (16 kHz, looped)."""

    def __init__(
        self,
        actions: Sequence[Action],
        rate: int = SAMPLE_RATE,
        *,
        gap_ms: int = 700,
        patience_ms: int = 10_000,
        telephone: bool = False,
        snr_db: float | None = None,
        noise: Samples | None = None,
        seed: int = 0,
        chooses: Choice | None = None,
    ) -> None:
        self.log: list[Said | Noted] = []
        self._actions = [*actions, HangUp()]
        self._rate = rate
        self._chooses = chooses
        self._gap_ms = gap_ms
        self._patience_ms = patience_ms
        self._lines = [
            _prepare(each.samples, rate, telephone) if isinstance(each, Say) else None
            for each in self._actions
        ]
        self._noise: NDArray[np.float64] | None = None
        if snr_db is not None:
            if noise is None:
                noise = pink_noise(NOISE_LOOP_MS, SAMPLE_RATE, seed)
            speech = [line.samples for line in self._lines if line]
            level_dbfs = speech_level_dbfs(np.concatenate(speech), rate) if speech else USUAL_SPEECH_DBFS
            loop = _at_level(on_the_line(noise, rate, telephone), level_dbfs - snr_db)
            # Its beginning once more behind its end: every frame of the loop is then one slice.
            self._noise = np.resize(loop, len(loop) + frame_samples(rate)).astype(np.float64)
        # what the caller knows of the agent
        self._now_ms = 0
        self._agent_speaks = False
        self._agent_began_ms = 0
        self._agent_heard_ms = 0
        self._loud_frames = 0
        self._replied = False  # since the caller last spoke or pressed a key
        self._heard: deque[Samples] = deque(maxlen=REMEMBERED_FRAMES)  # since then, too
        # what the caller is about
        self._next = 0
        self._line: _Line | None = None
        self._line_ms = 0  # how much of the line has been said
        self._line_began_ms = 0
        self._digits = ""
        self._waits_since_ms = 0
        self._free_at_ms = 0

    def step(self, heard: Samples) -> Step:
        self._listen(heard)
        digit, hangs_up = "", False
        if self._line is None and self._now_ms >= self._free_at_ms:
            if not self._digits and self._may_act(self._actions[self._next]) and self._has_chosen():
                hangs_up = self._act()
            if self._digits:
                digit = self._press()
        samples = self._speak()
        self._now_ms += FRAME_MS
        return Step(samples, digit, hangs_up)

    def _listen(self, heard: Samples) -> None:
        self._heard.append(heard)
        if pcm.level_dbfs(heard) >= AUDIBLE_DBFS:
            self._loud_frames += 1
            self._agent_heard_ms = self._now_ms + FRAME_MS
        else:
            self._loud_frames = 0
        if not self._agent_speaks and self._loud_frames == ONSET_FRAMES:
            self._agent_speaks = self._replied = True
            self._agent_began_ms = self._now_ms - (ONSET_FRAMES - 1) * FRAME_MS
            self.log.append(Noted(self._agent_began_ms, "agent speaks"))
        elif self._agent_speaks and self._now_ms - self._agent_heard_ms >= PAUSE_MS:
            self._agent_speaks = False
            self.log.append(Noted(self._agent_heard_ms, "agent is silent"))

    def _may_act(self, action: Action) -> bool:
        if action.at_ms is not None:
            return self._now_ms >= action.at_ms
        if self._replied and action.interrupt_ms is not None:
            return self._now_ms >= self._agent_began_ms + action.interrupt_ms
        if self._replied:
            return self._now_ms - self._agent_heard_ms >= self._gap_ms
        if self._now_ms - max(self._waits_since_ms, self._agent_heard_ms) < self._patience_ms:
            return False
        self.log.append(Noted(self._now_ms, "no reply"))
        self._replied = True  # there is nothing more to wait for
        return True

    def _has_chosen(self) -> bool:
        if self._chooses is not None:
            chosen = self._chooses(np.concatenate(self._heard))
            if chosen is None:
                return False
            self._next = chosen
        return True

    def _act(self) -> bool:
        """Begin the next action; True when it is to hang up."""
        action, line = self._actions[self._next], self._lines[self._next]
        self._next += 1
        self._heard.clear()
        match action:
            case Say():
                assert line is not None
                self._line, self._line_ms, self._line_began_ms = line, 0, self._now_ms
                self.log.append(
                    Said(
                        self._now_ms,
                        action.text,
                        self._now_ms + line.onset_ms,
                        self._now_ms + line.speech_end_ms,
                        action.interrupt_ms is not None,
                    )
                )
            case Press():
                self._digits = action.digits
            case Wait():
                self._free_at_ms = self._now_ms + action.wait_ms
            case HangUp():
                self.log.append(Noted(self._now_ms, "caller hangs up"))
                return True
        return False

    def _press(self) -> str:
        digit, self._digits = self._digits[0], self._digits[1:]
        self.log.append(Noted(self._now_ms, f"pressed {digit}"))
        self._free_at_ms = self._now_ms + DIGIT_GAP_MS
        self._await_reply(since_ms=self._now_ms)
        return digit

    def _await_reply(self, since_ms: int) -> None:
        """The caller has spoken, beginning at `since_ms`; what the agent began before that is no reply."""
        self._replied = self._agent_speaks and self._agent_began_ms > since_ms
        self._waits_since_ms = self._now_ms

    def _speak(self) -> Samples:
        size = frame_samples(self._rate)
        samples = pcm.silence(size)
        if self._line is not None:
            begin = self._line_ms * self._rate // 1000
            piece = self._line.samples[begin : begin + size]
            samples[: len(piece)] = piece
            if self._line_ms < self._line.speech_end_ms <= self._line_ms + FRAME_MS:
                self._await_reply(self._line_began_ms)
            self._line_ms += FRAME_MS
            if begin + size >= len(self._line.samples):
                self._line = None
        if self._noise is not None:
            begin = self._now_ms * self._rate // 1000 % (len(self._noise) - size)
            samples = pcm.nearest(samples + self._noise[begin : begin + size])
        return samples


def on_the_line(samples: Samples, rate: int, telephone: bool = False) -> Samples:
    """16 kHz sound as it leaves for the leg, timing kept: resampled, through the telephone band if asked."""
    if not telephone or not len(samples):
        return resampled(samples, SAMPLE_RATE, rate)
    band = signal.butter(4, TELEPHONE_BAND_HZ, "bandpass", fs=SAMPLE_RATE, output="sos")
    banded = pcm.nearest(signal.sosfiltfilt(band, samples.astype(np.float64), padtype=None))
    return resampled(resampled(banded, SAMPLE_RATE, TELEPHONE_RATE), TELEPHONE_RATE, rate)


@lru_cache(maxsize=4)  # many callers of a benchmark share one noise
def pink_noise(length_ms: int, rate: int, seed: int) -> Samples:
    """Noise whose power falls by 3 dB an octave, as rooms and lines have it; its end joins its beginning."""
    size = length_ms * rate // 1000
    white = np.fft.rfft(np.random.default_rng(seed).standard_normal(size))
    white[0] = 0  # no offset
    shaped = np.fft.irfft(white / np.sqrt(np.maximum(np.arange(len(white)), 1)), size)
    noise = pcm.from_float(shaped / np.abs(shaped).max() / 2)
    noise.setflags(write=False)
    return noise


def _prepare(samples: Samples, rate: int, telephone: bool) -> _Line:
    """Raises ValueError for a line in which nothing can be heard: its reply could not be timed."""
    sound = on_the_line(samples, rate, telephone)
    span = voiced(sound, rate)
    if span is None:
        raise ValueError(
            f"a line of {len(samples) / SAMPLE_RATE:.1f} s holds no sound above {AUDIBLE_DBFS:g} dBFS"
        )
    begin_ms = max(0, int(span.begin_ms) - MARGIN_MS)
    kept = sound[begin_ms * rate // 1000 : (int(span.end_ms) + MARGIN_MS) * rate // 1000]
    return _Line(kept, span.begin_ms - begin_ms, span.end_ms - begin_ms)


def _at_level(noise: Samples, level_dbfs: float) -> Samples:
    """Raises ValueError for noise in which there is none."""
    if not np.any(noise):
        raise ValueError("the noise is silent")
    return pcm.nearest(noise * 10 ** ((level_dbfs - pcm.level_dbfs(noise)) / 20))
