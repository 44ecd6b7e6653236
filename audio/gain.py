"""Loudness that changes without a click: from one gain to another along a straight line, sample by sample."""

from __future__ import annotations

import numpy as np

from audio import pcm
from audio.frame import SAMPLES_PER_MS, Samples

# The whole way from silence to full takes so long: a step would click, and what takes longer than 40 ms is
# heard as a fade. Going 12 dB down is three quarters of the way.
_WHOLE_WAY = 40 * SAMPLES_PER_MS


class Gain:
    """For one stream of sound; 1.0 leaves it untouched, to the bit."""

    def __init__(self) -> None:
        self.target = 1.0  # may be set at any time; counts from the next sample on
        self._now = 1.0

    @property
    def silent(self) -> bool:
        """What is pushed comes out as silence, until there is another target."""
        return self._now == self.target == 0.0

    def push(self, samples: Samples) -> Samples:
        if self._now == self.target == 1.0 or not len(samples):
            return samples
        steps = np.arange(1, len(samples) + 1) / _WHOLE_WAY
        gains = np.clip(self.target, self._now - steps, self._now + steps)
        self._now = float(gains[-1])
        return pcm.nearest(samples * gains)
