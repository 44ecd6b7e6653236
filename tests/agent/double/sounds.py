"""Sounds whose beginning and end are known to the sample."""

from __future__ import annotations

import numpy as np

from audio.frame import Samples


def tone(length_ms: int, rate: int = 16_000, level_dbfs: float = -20.0, hz: float = 440.0) -> Samples:
    """A sine of this RMS level; audible from its first 10 ms block to its last."""
    when = np.arange(length_ms * rate // 1000) / rate
    return np.rint(np.sqrt(2) * 32768 * 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * hz * when)).astype(
        np.int16
    )


def silence(length_ms: int, rate: int = 16_000) -> Samples:
    return np.zeros(length_ms * rate // 1000, dtype=np.int16)


def joined(*pieces: Samples) -> Samples:
    return np.concatenate(pieces)
