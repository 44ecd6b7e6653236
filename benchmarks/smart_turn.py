"""smart-turn v3.2, the end-of-turn classifier that others use, as a yardstick: sound in, probability out.

It is a small Whisper encoder over the last 8 s. What it wants to be fed is that of Whisper's own features
(log-mel, 80 bands, Slaney's scale), of a waveform brought to mean 0 and variance 1, silence put before it.

onnxruntime and CTranslate2 do not share a process, so `probabilities` starts one of its own.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audio import pcm
from audio.frame import SAMPLE_RATE, Samples

_WINDOW = 8 * SAMPLE_RATE
_FFT, _HOP, _BANDS = 400, 160, 80


def probabilities(sounds: Sequence[Samples], model: str) -> list[float]:
    """That the talker is done, for each sound; `model` is the path of the ONNX file."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (list(sounds), model))


def _run(sounds: list[Samples], model: str) -> list[float]:
    import onnxruntime  # noqa: PLC0415  here alone: see above

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options)
    return [
        float(session.run(None, {"input_features": features(sound)[np.newaxis]})[0][0, 0]) for sound in sounds
    ]


def features(sound: Samples) -> NDArray[np.float32]:
    """Shape (80, 800): what the model was trained on."""
    wave = pcm.to_float(sound[-_WINDOW:]).astype(np.float64)
    wave = np.pad(wave, (_WINDOW - len(wave), 0))
    wave = (wave - wave.mean()) / np.sqrt(wave.var() + 1e-7)
    padded = np.pad(wave, _FFT // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::_HOP][:-1]
    power = np.abs(np.fft.rfft(frames * np.hanning(_FFT + 1)[:-1])) ** 2
    log = np.log10(np.maximum(power @ _mel_bands().T, 1e-10)).T
    scaled: NDArray[np.float32] = ((np.maximum(log, log.max() - 8) + 4) / 4).astype(np.float32)
    return scaled


def _mel_bands() -> NDArray[np.float64]:
    """Triangles of equal area on Slaney's mel scale (linear to 1 kHz, then 27 steps to a factor of 6.4)."""
    top = 15 + 27 * np.log(SAMPLE_RATE / 2000) / np.log(6.4)
    mels = np.linspace(0, top, _BANDS + 2)
    hz = np.where(mels < 15, mels * 200 / 3, 1000 * 6.4 ** ((mels - 15) / 27))
    bins = np.fft.rfftfreq(_FFT, 1 / SAMPLE_RATE)
    rising = (bins - hz[:-2, np.newaxis]) / np.diff(hz)[:-1, np.newaxis]
    falling = (hz[2:, np.newaxis] - bins) / np.diff(hz)[1:, np.newaxis]
    triangles = np.maximum(0, np.minimum(rising, falling))
    bands: NDArray[np.float64] = triangles * (2 / (hz[2:] - hz[:-2]))[:, np.newaxis]
    return bands
