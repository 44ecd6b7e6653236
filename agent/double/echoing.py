"""A telephone that gives back some of what is played into it: later, more softly, through a room."""

from __future__ import annotations

import numpy as np

from agent.double.network import Speaker, Step
from audio import pcm
from audio.frame import Samples


class Echoing:
    """Somebody at such a telephone: what `speaker` says, and behind it what they have heard."""

    def __init__(
        self, speaker: Speaker, rate: int, *, gain_db: float, delay_ms: float, room: Samples | None = None
    ) -> None:
        """`room`: an impulse response at `rate`, of any level; its strongest sample is the direct sound."""
        self._speaker = speaker
        way = np.ones(1) if room is None else room[int(np.argmax(np.abs(room))) :].astype(np.float64)
        self._way = way / np.sqrt(np.sum(way**2)) * 10 ** (gain_db / 20)
        self._delay = round(delay_ms * rate / 1000)
        self._coming = np.zeros(self._delay + len(way))  # back from the line; begins with the next sample

    def step(self, heard: Samples) -> Step:
        size = len(heard)
        self._coming = np.concatenate([self._coming, np.zeros(size)])
        returned = np.convolve(heard, self._way)
        self._coming[self._delay : self._delay + len(returned)] += returned
        back, self._coming = self._coming[:size], self._coming[size:]
        step = self._speaker.step(heard)
        return Step(pcm.nearest(step.samples + back), step.digit, step.hangs_up)
