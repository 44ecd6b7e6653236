"""16-bit WAV files. The ValueErrors say what is wrong with a file and what to do about it."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import NamedTuple

import numpy as np

from audio import pcm
from audio.frame import SAMPLE_RATE, Samples
from audio.resample import resampled


class Sound(NamedTuple):
    samples: Samples  # (n,) mono, or (n, 2) stereo
    rate: int  # Hz


def decode(content: bytes) -> Sound:
    """What a WAV file's bytes hold. ValueError unless it is 16-bit PCM, mono or stereo."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            wire = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as fault:
        if "unknown format" in str(fault):
            raise ValueError(f"not plain PCM ({fault}): convert it to 16-bit PCM") from None
        raise ValueError(f"not a whole WAV file: {fault or 'it ends too soon'}") from None
    if width != pcm.BYTES_PER_SAMPLE:
        raise ValueError(f"{8 * width}-bit samples: convert the file to 16-bit PCM")
    if channels not in (1, 2):
        raise ValueError(f"{channels} channels: mix the file down to one or two")
    if rate <= 0:
        raise ValueError("a sample rate of 0 Hz: the header is damaged")
    samples = pcm.from_bytes(wire[: len(wire) // (width * channels) * width * channels])
    return Sound(samples if channels == 1 else samples.reshape(-1, channels), rate)


def encode(samples: Samples, rate: int) -> bytes:
    """A WAV file's bytes: mono from shape (n,), stereo from (n, 2)."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(pcm.BYTES_PER_SAMPLE)
        file.setframerate(rate)
        file.writeframes(pcm.to_bytes(samples))
    return content.getvalue()


def read(path: Path) -> Sound:
    """As `decode`, of a file; the ValueError names it. OSError when it cannot be opened."""
    try:
        return decode(path.read_bytes())
    except ValueError as fault:
        raise ValueError(f"{path}: {fault}") from None


def read_speech(path: Path) -> Samples:
    """One voice at SAMPLE_RATE, whatever the file had: channels averaged, resampled. Faults as `read`."""
    samples, rate = read(path)
    if samples.ndim == 2:
        samples = pcm.nearest(np.mean(samples, axis=1))
    try:
        return resampled(samples, rate, SAMPLE_RATE)
    except ValueError as fault:
        raise ValueError(f"{path}: {fault}") from None


def write(path: Path, samples: Samples, rate: int) -> None:
    path.write_bytes(encode(samples, rate))
