"""The beep of an answering machine: one steady tone, and then silence or the line.

A voice is a row of harmonics that moves all the time. A beep is a single one that stays where it is, for
longer than any vowel is sung on a telephone.
"""

from __future__ import annotations

import numpy as np

from audio import pcm
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples

LEAST_MS, MOST_MS = 160, 2000  # what is longer is a dial tone, a fax, or music on hold
LEAST_DBFS = -45.0
LEAST_HZ, MOST_HZ = 420.0, 2300.0  # below lie voices, and tones of the network
SHARE = 0.9  # of a frame's power within a lobe of the tone
DRIFT_HZ = 20.0  # between frames, by the interpolated peak: a beep does not move
_LOBE = 5  # bins on either side, of 1024 points: what the window makes of a pure tone
_POINTS = 1024
_WINDOW = np.hanning(FRAME_SAMPLES)


class BeepDetector:
    """For one call; feed it every frame once, in order."""

    def __init__(self) -> None:
        self._tone_hz = 0.0
        self._frames = 0  # of the tone that lasts

    def push(self, frame: Frame) -> bool:
        """True for the frame in which a beep has just ended."""
        tone_hz = _tone(frame.samples)
        if tone_hz and self._frames and abs(tone_hz - self._tone_hz) <= DRIFT_HZ:
            self._frames += 1
            self._tone_hz = tone_hz
            return False
        ended_ms, self._frames, self._tone_hz = self._frames * FRAME_MS, int(tone_hz > 0), tone_hz
        return LEAST_MS <= ended_ms <= MOST_MS


def _tone(samples: Samples) -> float:
    """The frequency of the one tone that is all this frame holds, in Hz; 0 for anything else."""
    if pcm.level_dbfs(samples) < LEAST_DBFS:
        return 0.0
    power = np.abs(np.fft.rfft(samples * _WINDOW, _POINTS)) ** 2
    peak = int(power.argmax())
    if not LEAST_HZ <= peak * SAMPLE_RATE / _POINTS <= MOST_HZ:
        return 0.0
    lobe = power[peak - _LOBE : peak + _LOBE + 1].sum()
    if lobe < SHARE * power.sum():
        return 0.0
    left, middle, right = np.log(power[peak - 1 : peak + 2] + 1e-9)
    offset = 0.5 * (left - right) / (left - 2 * middle + right)
    return float((peak + offset) * SAMPLE_RATE / _POINTS)
