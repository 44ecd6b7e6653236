"""How loud a voice is while it speaks, and bringing every voice to the same level.

One gain for a whole voice, never one for a piece of sound: a gain that follows the sound is heard as
pumping, and makes the same word sound different in two phrases.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Waveform = NDArray[np.float32]
"""Mono sound, shape (n,), full scale is 1."""

SPEECH_DBFS = -20.0  # where telephone speech usually lies, with room for its peaks
_FRAME_MS = 20
_PAUSE_DB = 30.0  # a frame this far below the loudest one is a pause between words

_KNEE = 0.75  # up to here (-2.5 dBFS) a sample is left as it is


def speech_dbfs(waveform: Waveform, rate: int) -> float:
    """RMS level of the 20 ms frames in which somebody speaks. ValueError when nobody does."""
    size = rate * _FRAME_MS // 1000
    frames = waveform[: len(waveform) // size * size].reshape(-1, size)
    power = np.mean(np.square(frames, dtype=np.float64), axis=1)
    if not np.any(power):
        raise ValueError("no speech to measure: the sound is silent or shorter than 20 ms")
    spoken = power[power > power.max() * 10 ** (-_PAUSE_DB / 10)]
    return float(10 * np.log10(spoken.mean()))


def gain_to_speech_level(waveform: Waveform, rate: int) -> float:
    """The factor that brings this speech to SPEECH_DBFS. ValueError when there is no speech in it."""
    return float(10 ** ((SPEECH_DBFS - speech_dbfs(waveform, rate)) / 20))


def limited(waveform: Waveform) -> Waveform:
    """Peaks bent below full scale instead of clipped; sample by sample, so chunks join without a seam."""
    room = 1 - _KNEE
    over = np.abs(waveform) - _KNEE
    bent = np.copysign(_KNEE + room * np.tanh(over / room), waveform)
    return np.where(over > 0, bent, waveform)
