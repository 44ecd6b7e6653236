"""Samples as bytes and as floats, and how loud they are.

The wires that carry 16-bit PCM here are little-endian ("<i2"), whatever their MIME type says.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from audio.frame import Samples

BYTES_PER_SAMPLE = 2
FULL_SCALE = 32768.0
FLOOR_DBFS = -100.0  # said of digital silence; the smallest step of 16-bit sound lies at -90


def from_bytes(wire: bytes) -> Samples:
    """16-bit little-endian samples, shape (len(wire) // 2,), read-only. ValueError on half a sample."""
    return np.frombuffer(wire, dtype="<i2").astype(np.int16, copy=False)


def to_bytes(samples: Samples) -> bytes:
    return samples.astype("<i2", copy=False).tobytes()


def silence(count: int) -> Samples:
    return np.zeros(count, dtype=np.int16)


def to_float(samples: Samples) -> NDArray[np.float32]:
    """The range [-1, 1) that models take; exact, since float32 holds every 16-bit number."""
    return samples.astype(np.float32) / np.float32(FULL_SCALE)


def from_float(waveform: NDArray[np.floating]) -> Samples:
    """From the range [-1, 1): rounded to the nearest sample, clipped beyond full scale, NaN made silent."""
    return nearest(np.nan_to_num(waveform * FULL_SCALE, posinf=FULL_SCALE, neginf=-FULL_SCALE))


def nearest(values: NDArray[np.floating]) -> Samples:
    """Rounded and clipped; `values` are finite and in units of one sample step."""
    samples: Samples = np.clip(np.rint(values), -32768, 32767).astype(np.int16)
    return samples


def level_dbfs(samples: Samples) -> float:
    """RMS level; a square wave of full amplitude is 0, a sine -3. FLOOR_DBFS for silence or nothing."""
    if not len(samples):
        return FLOOR_DBFS
    whole = samples.astype(np.int64)  # exact; and kept from a BLAS that would wake threads for long sounds
    power = int(whole @ whole) / (len(whole) * FULL_SCALE * FULL_SCALE)
    return max(FLOOR_DBFS, 10 * math.log10(power)) if power else FLOOR_DBFS
