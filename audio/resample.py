"""From one sample rate to another, frame by frame, without a seam between the frames.

An ideal resampler puts `up` - 1 zeros behind every sample, removes what lies above the narrower of the two
Nyquist frequencies with a low-pass filter, and keeps every `down`-th sample; up / down is the ratio of the
rates in lowest terms. Nobody computes the zeros: output k is a sum over the few inputs m where the filter
is not zero,

    y[k] = sum over m of x[m] * h[k * down - m * up]

and since h repeats against the inputs every `down` of them, one block of `up` outputs after another is the
same matrix times the next stretch of inputs. So a frame costs one small matrix product.

Two promises follow from the arithmetic. The coefficients are integers and so are the samples, and their
sums stay below 2**53: the products are exact in float64 in whatever order a BLAS adds them. Hence any
chunking of a sound gives the same bits, on every machine. And the number of outputs after n inputs is
ceil(n * up / down), of nothing else: no drift, ever.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from audio import pcm
from audio.frame import Samples

# The pass band ends at 85 % of the narrower Nyquist frequency: 3400 Hz at 8 kHz, which is where the telephone
# band ends. What is above that frequency itself is a mirror image and must be gone. A narrower gap between
# the two needs a longer filter: 90 % would delay 8 kHz sound by more than 5 ms.
PASS_BAND = 0.85
STOP_BAND_DB = (
    72.0  # with margin below the 60 dB that are asked for; this filter delays 8 kHz sound by 3.75 ms
)

_ONE = 2.0**30  # the integer that stands for a coefficient of 1
_MAX_TERM = 640  # of the ratio in lowest terms: 11025 -> 16000 Hz; 44099 would ask for a matrix of gigabytes
_BLOCK = 32  # inputs a matrix row advances by, at least: fewer copies every input more often


class _Filter(NamedTuple):
    up: int
    down: int
    delay: int  # outputs
    history: int  # inputs before a block that its outputs still need
    step: int  # inputs per block, a multiple of `down`
    matrix: NDArray[np.float64]  # (history + step, outputs per block), integers


class Resampler:
    """Streaming conversion of mono sound. The result lags by `delay_samples` (at most 4 ms)."""

    def __init__(self, from_rate: int, to_rate: int) -> None:
        """Rates in Hz. ValueError when their ratio is no fraction of small numbers."""
        self._filter = None if from_rate == to_rate else _design(from_rate, to_rate)
        self._begin()

    def _begin(self) -> None:
        history = self._filter.history if self._filter else 0
        self._kept = np.zeros(history)  # the history of the current block and what it has of its own inputs

    @property
    def delay_samples(self) -> int:
        """How late the sound comes out: input sample 0 is output sample `delay_samples`."""
        return self._filter.delay if self._filter else 0

    def push(self, samples: Samples) -> Samples:
        """The outputs that are due: ceil(n * to_rate / from_rate) in all after n inputs."""
        if self._filter is None:
            return samples
        up, down, _, history, step, matrix = self._filter
        already = len(self._kept) - history
        total = already + len(samples)
        blocks = -(-total // step)
        inputs = np.zeros(history + blocks * step)  # a block not yet complete is, for now, silent at its end
        inputs[: len(self._kept)] = self._kept
        inputs[len(self._kept) : history + total] = samples
        self._kept = inputs[total // step * step : history + total]

        # Overlapping rows, spelt cheaper than as_strided; copied because BLAS wants them apart.
        width, stride = history + step, inputs.itemsize
        rows = np.ndarray((blocks, width), inputs.dtype, inputs, strides=(step * stride, stride)).copy()
        outputs = (rows @ matrix).ravel()
        return pcm.nearest(outputs[_due(already, up, down) : _due(total, up, down)] / _ONE)

    def flush(self) -> Samples:
        """The `delay_samples` outputs still in the filter, as if silence followed. Begins anew."""
        tail = self.push(pcm.silence(len(self._kept)))[: self.delay_samples]
        self._begin()
        return tail


def resampled(samples: Samples, from_rate: int, to_rate: int) -> Samples:
    """A whole sound at another rate, not delayed: ceil(len(samples) * to_rate / from_rate) samples."""
    resampler = Resampler(from_rate, to_rate)
    return np.concatenate((resampler.push(samples), resampler.flush()))[resampler.delay_samples :]


def _due(inputs: int, up: int, down: int) -> int:
    return -(-inputs * up // down)


@lru_cache(maxsize=16)  # the few pairs of rates that legs and voices have; the largest matrix takes 1.6 MB
def _design(from_rate: int, to_rate: int) -> _Filter:
    """A linear-phase low-pass (windowed sinc, Kaiser) at the common multiple of both rates, cut into rows."""
    if from_rate <= 0 or to_rate <= 0:
        raise ValueError(f"a sample rate is a positive number of Hz: {from_rate}, {to_rate}")
    common = math.gcd(from_rate, to_rate)
    up, down = to_rate // common, from_rate // common
    if max(up, down) > _MAX_TERM:
        raise ValueError(f"cannot resample from {from_rate} to {to_rate} Hz: use a common rate such as 16000")
    nyquist_hz = min(from_rate, to_rate) / 2
    upsampled_hz = from_rate * up
    transition = (1 - PASS_BAND) * nyquist_hz / (upsampled_hz / 2)
    taps, beta = signal.kaiserord(STOP_BAND_DB, transition)
    delay = math.ceil(taps / 2 / down)  # whole outputs, so that an aligned sound is aligned exactly
    half = delay * down
    cutoff_hz = (1 + PASS_BAND) / 2 * nyquist_hz
    kernel = signal.firwin(2 * half + 1, cutoff_hz, window=("kaiser", beta), fs=upsampled_hz)
    kernel = np.rint(kernel * up * _ONE)

    history = -(-2 * half // up)
    step = -(-_BLOCK // down) * down
    matrix = np.zeros((history + step, step * up // down))
    at_input = np.arange(-history, step)
    for k in range(matrix.shape[1]):
        lag = k * down - at_input * up
        reached = (lag >= 0) & (lag <= 2 * half)
        matrix[reached, k] = kernel[lag[reached]]
    matrix.setflags(write=False)
    return _Filter(up, down, delay, history, step, matrix)
