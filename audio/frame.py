"""The unit of sound: 20 ms of 16 kHz mono, counted in samples from the opening of the leg.

Everything behind the wire speaks this one format. `position` is the audio package's only clock:
it counts samples, so a stalled or bursting network changes when a frame arrives but never when
its sound happened.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000  # Hz; what Whisper and the voice activity detector were made for
FRAME_MS = 20
FRAME_SAMPLES = SAMPLE_RATE * FRAME_MS // 1000  # 320
SAMPLES_PER_MS = SAMPLE_RATE // 1000  # 16

Samples = NDArray[np.int16]
"""Mono PCM at SAMPLE_RATE, shape (n,), native int16."""

SILENCE: Samples = np.zeros(FRAME_SAMPLES, dtype=np.int16)
SILENCE.setflags(write=False)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Exactly FRAME_SAMPLES samples; `position` counts samples from the opening of the leg."""

    samples: Samples
    position: int

    @property
    def end(self) -> int:
        return self.position + len(self.samples)


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """One stretch of a caller's speech, with a little sound kept before it (pre-roll).

    `position` is where `samples` begin; `onset` and `speech_end` bracket the voiced part. All in
    samples since the leg opened, so `position <= onset < speech_end <= position + len(samples)`.
    """

    samples: Samples
    position: int
    onset: int
    speech_end: int

    @property
    def speech_ms(self) -> int:
        return (self.speech_end - self.onset) // SAMPLES_PER_MS
