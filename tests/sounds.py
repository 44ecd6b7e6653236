"""Small synthetic sounds for tests: nobody's voice, made from nothing but arithmetic."""

from __future__ import annotations

import numpy as np
from scipy import signal

from audio.frame import SAMPLE_RATE, Samples

_FORMANTS_HZ = ((730, 1090, 2440), (270, 2290, 3010), (570, 840, 2410))  # a, i, o (Peterson & Barney 1952)


def babble(length_ms: int, level_dbfs: float = -20.0, seed: int = 0) -> Samples:
    """Speech-like sound without words: a buzzing throat through moving formants, four syllables a second, and
    between two of them 40 ms that are 14 dB softer, as one talker's consonants are.

    Voice activity detectors take it for speech from its first 20 ms to its last.
    """
    n = length_ms * SAMPLE_RATE // 1000
    t = np.arange(n) / SAMPLE_RATE
    knots = np.arange(0, n / SAMPLE_RATE + 0.1, 0.1)  # its melody, so that no two stretches are alike
    melody = 1 + 0.2 * np.random.default_rng(seed).uniform(-1, 1, len(knots))
    pitch_hz = (100 + 11 * (seed % 5)) * np.interp(t, knots, melody)
    throat = signal.sawtooth(2 * np.pi * np.cumsum(pitch_hz) / SAMPLE_RATE)
    sound = np.zeros(n)
    for i, formants in enumerate(_FORMANTS_HZ):
        share = np.clip(np.sin(2 * np.pi * 1.3 * t + 2.1 * i + seed), 0, None) + 0.2
        vowel = sum(signal.lfilter(*signal.iirpeak(f, f / 90, fs=SAMPLE_RATE), throat) for f in formants)
        sound += share * vowel
    sound *= 0.75 + 0.25 * np.cos(2 * np.pi * 4 * t)
    softer = (4 * t + 0.58) % 1 < 0.16  # where it is soft already
    sound *= np.convolve(
        np.where(softer, 10 ** (-14 / 20), 1), np.full(80, 1 / 80), "same"
    )  # without a click
    rms = np.sqrt(np.mean(sound**2)) if n else 1.0
    return np.clip(sound / rms * 32768 * 10 ** (level_dbfs / 20), -32768, 32767).astype(np.int16)


def silence(length_ms: int) -> Samples:
    return np.zeros(length_ms * SAMPLE_RATE // 1000, dtype=np.int16)


def crowd(length_ms: int, level_dbfs: float) -> Samples:
    """Six voices at once, each with pauses of its own."""
    chance = np.random.default_rng(7)
    count = length_ms * SAMPLE_RATE // 1000
    mixed = np.zeros(count)
    for _ in range(6):
        words: list[Samples] = []
        while sum(map(len, words)) < count:
            word = babble(int(chance.integers(150, 500)), -20 + float(chance.integers(-6, 6)))
            words += [word, silence(int(chance.integers(30, 120)))]
        mixed += np.concatenate(words)[:count].astype(np.float64)
    mixed *= 32768 * 10 ** (level_dbfs / 20) / np.sqrt(np.mean(mixed**2))
    return np.clip(mixed, -32768, 32767).astype(np.int16)
