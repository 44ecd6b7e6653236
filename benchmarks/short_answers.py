"""Short true answers, as callers give them to a question: recorded words, digits, and two synthetic voices.

All are sent through the telephone band at -30 to -18 dBFS, over a line with noise at -65 dBFS, and each comes
three times: so, and with pink noise 20 and 10 dB below the speech. Synthetic ones are said at two pitches
(resampled, which changes the pace too). The digits are fsdd_digits, taken apart at the digital silence with
which they were joined.

`half` parts them by speaker, or by clip where a source has one or does not say: thresholds were chosen on
half 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy import signal

from agent.dialogue.flow import Expects
from agent.double.audible import speech_level_dbfs
from agent.double.caller import on_the_line, pink_noise
from audio import pcm
from audio.frame import SAMPLE_RATE, SAMPLES_PER_MS, Samples
from audio.wav import read_speech
from benchmarks.ear_sounds import read_manifest, single_digits
from benchmarks.virtual_call import Voices

ANSWERS: dict[Expects, tuple[str, ...]] = {
    "yes_no": ("Yes.", "No.", "Yes, please.", "No, thank you.", "Yeah.", "Okay."),
    "number": ("Two.", "Seven.", "Ten.", "Twelve.", "Thirty."),
    "name": ("Anna.", "John.", "Smith.", "Peter Miller.", "Maria Lopez."),
    "date": ("Monday.", "Tomorrow.", "March third.", "At nine."),
    "anything": ("Hello?", "Thank you.", "Doctor Lee.", "The dentist."),
}
RECORDED: dict[str, tuple[tuple[str, Expects], ...]] = {  # by language: sources of words and short orders
    "en": (("short_words", "name"),),
    "es": (("mycroft_es", "anything"),),
    "fr": (),
}
DIGITS = {"en": "fsdd_digits", "es": "concat_es_digits", "fr": "concat_fr_digits"}
DIGITS_A_SET = 80
PITCHES = (0.9, 1.15)
NOISES_DB: tuple[float | None, ...] = (None, 20.0, 10.0)
SPEECH_DBFS = (-30.0, -18.0)
BEFORE_MS, AFTER_MS = 500, 1800
NOISE_LOOP_MS = 10_000


@dataclass(frozen=True, eq=False)
class Answer:
    kind: Expects  # what was asked for
    source: str
    condition: str
    half: int
    text: str
    samples: Samples  # 16 kHz, the whole call


def answers(corpora: Path, voices: Voices, language: str = "en") -> Iterator[Answer]:
    for kind, source, name, text, sound in _said(corpora, voices, language):
        dice = np.random.default_rng(crc32(f"{source} {name}".encode()))
        banded = on_the_line(sound, SAMPLE_RATE, telephone=True)
        level_dbfs = float(dice.uniform(*SPEECH_DBFS))
        louder = _louder(banded, level_dbfs - speech_level_dbfs(banded, SAMPLE_RATE))
        around = (BEFORE_MS * SAMPLES_PER_MS, AFTER_MS * SAMPLES_PER_MS)
        whole = np.pad(louder, around).astype(np.float64)
        for below_db in NOISES_DB:
            condition = "line" if below_db is None else f"noise {below_db:.0f} dB below"
            noisy = whole
            if below_db is not None:
                noise = np.resize(pink_noise(NOISE_LOOP_MS, SAMPLE_RATE, int(dice.integers(99))), len(whole))
                noisy = whole + _louder(noise, level_dbfs - below_db - pcm.level_dbfs(noise))
            half = crc32(name.encode()) % 2
            yield Answer(kind, source, condition, half, text, pcm.nearest(noisy))


def _said(corpora: Path, voices: Voices, language: str) -> Iterator[tuple[Expects, str, str, str, Samples]]:
    """(asked for, source, whose or which, text, sound)."""
    for source, kind in RECORDED[language]:
        for clip in read_manifest(corpora):
            if (clip.source, clip.language) == (source, language):
                yield kind, source, clip.path.stem, clip.text, read_speech(clip.path)
    digits = list(single_digits(corpora, DIGITS[language]))
    for digit, speaker, sound in digits[:: max(1, len(digits) // DIGITS_A_SET)]:
        yield "number", DIGITS[language], speaker, digit, sound
    if language != "en":
        return  # the two voices have no other
    for kind, texts in ANSWERS.items():
        for text in texts:
            spoken = {"hibari": voices.caller(text), "joe": voices.ours(text)[text].samples}
            for voice, sound in spoken.items():
                for pitch in PITCHES:
                    said = pcm.nearest(signal.resample(sound.astype(float), round(len(sound) / pitch)))
                    yield kind, voice, f"{voice} {text} {pitch}", text, said


def _louder(sound: Samples, gain_db: float) -> Samples:
    return pcm.nearest(sound * 10 ** (gain_db / 20))
