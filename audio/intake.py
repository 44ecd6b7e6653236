"""Wire bytes of any size in, exact frames out.

A network may cut and join messages as it likes; what follows wants 20 ms at 16 kHz. Positions count what
has come in, so a stalled line stops this clock and a burst turns it faster: neither tears a word apart.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from audio import pcm
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples
from audio.resample import Resampler


class Intake:
    """For one leg. `oddities` counts what was survived: "empty", "odd_bytes", "reframed" messages."""

    def __init__(self, rate: int) -> None:
        """`rate` of the wire in Hz; ValueError where `Resampler` has one."""
        self.oddities: Counter[str] = Counter()
        self._frame_bytes = rate * FRAME_MS // 1000 * pcm.BYTES_PER_SAMPLE
        self._resampler = Resampler(rate, SAMPLE_RATE)
        self._remainder = pcm.silence(0)  # bounded: less than a frame
        self._position = 0

    def push(self, wire: bytes) -> list[Frame]:
        """The frames that `wire` (16-bit little-endian mono) completes, in order.

        A message with half a sample in it is replaced by silence of its length: dropping the odd byte
        would make a sample of the wrong halves if it was lost in the middle, and dropping the message
        would shift the clock.
        """
        if not wire:
            self.oddities["empty"] += 1
            return []
        if len(wire) % pcm.BYTES_PER_SAMPLE:
            self.oddities["odd_bytes"] += 1
            samples = pcm.silence(len(wire) // pcm.BYTES_PER_SAMPLE + 1)
        else:
            if len(wire) != self._frame_bytes:
                self.oddities["reframed"] += 1
            samples = pcm.from_bytes(wire)
        return self._cut(self._resampler.push(samples))

    def _cut(self, samples: Samples) -> list[Frame]:
        if len(self._remainder):
            samples = np.concatenate((self._remainder, samples))
        whole = len(samples) - len(samples) % FRAME_SAMPLES
        self._remainder = samples[whole:]
        frames = [
            Frame(samples[at : at + FRAME_SAMPLES], self._position + at)
            for at in range(0, whole, FRAME_SAMPLES)
        ]
        self._position += whole
        return frames
