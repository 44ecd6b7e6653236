"""What the ear is tried on: recorded clips and their texts, sounds in which nothing is said, digits."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio import pcm, wav
from audio.frame import SAMPLE_RATE, SAMPLES_PER_MS, Samples

LANGUAGES = ("en", "es", "fr")
LONGEST_S = 28.0  # a window of 30 s, our yardstick, holds no more


@dataclass(frozen=True)
class Clip:
    path: Path
    source: str
    language: str
    text: str
    is_slots: bool  # `text` names what must be found in what was heard, not all that was said

    @property
    def set_name(self) -> str:
        return self.source if self.language == "en" else f"{self.source} ({self.language})"


def read_manifest(corpora: Path) -> list[Clip]:
    with (corpora / "dev" / "manifest.tsv").open() as file:
        names, *rows = (line.rstrip("\n").split("\t") for line in file)
    clips = []
    for row in (dict(zip(names, values, strict=True)) for values in rows):
        if row["text"] and row["lang"] in LANGUAGES and float(row["duration_s"]) <= LONGEST_S:
            is_slots = row["kind"] == "slots"
            text = row["text"]
            if is_slots:  # size=twenty ounce; roast=dark roast
                text = " ".join(slot.partition("=")[2] for slot in text.split(";"))
            clips.append(Clip(corpora / row["path"], row["source"], row["lang"], text, is_slots))
    return clips


def by_set(clips: list[Clip]) -> dict[str, list[Clip]]:
    sets: dict[str, list[Clip]] = {}
    for clip in clips:
        sets.setdefault(clip.set_name, []).append(clip)
    return sets


def first_of_each(clips: list[Clip], count: int) -> list[Clip]:
    return [clip for of_set in by_set(clips).values() for clip in of_set[:count]]


def sounds_without_words(corpora: Path) -> Iterator[tuple[str, Samples]]:
    """(name, sound) of 0.4 .. 5 s: made ones, and pieces of recorded noise and music. Mind that people talk
    in the recording called cafe, and may well do so in mycroft_bg2."""
    chance = np.random.default_rng(1)
    for seconds in (0.4, 1.0, 2.0, 5.0):
        n = round(seconds * SAMPLE_RATE)
        t = np.arange(n) / SAMPLE_RATE
        noise = chance.standard_normal(n)
        made = {
            "digital silence": np.zeros(n),
            "line noise": 0.001 * noise,
            "loud noise": 0.1 * noise,
            "breath": 0.03 * np.convolve(noise, np.ones(8) / 8, "same") * np.sin(np.pi * t / seconds) ** 2,
            "mains hum": 0.05 * np.sin(2 * np.pi * 50 * t),
            "keypad tone": 0.1 * (np.sin(2 * np.pi * 697 * t) + np.sin(2 * np.pi * 1209 * t)),
            "busy tone": 0.1 * np.sin(2 * np.pi * 425 * t) * (np.sin(2 * np.pi * t) > 0),
            "clicks": 0.5 * (chance.random(n) < 0.0005),
        }
        for name, sound in made.items():
            yield name, pcm.from_float(sound)
    for path in sorted(
        [*(corpora / "dev" / "noise").glob("*.wav"), *(corpora / "dev" / "music").glob("*.wav")]
    ):
        samples = wav.read_speech(path)
        for begin, seconds in itertools.product((0.3, 2.7, 4.1), (0.4, 1.0, 2.0, 5.0)):
            yield path.stem, samples[round(begin * SAMPLE_RATE) : round((begin + seconds) * SAMPLE_RATE)]


def single_digits(corpora: Path, source: str = "fsdd_digits") -> Iterator[tuple[str, str, Samples]]:
    """(digit, speaker, sound). These recordings were joined with digital silence, and can be taken apart."""
    for clip in read_manifest(corpora):
        if clip.source != source:
            continue
        samples = wav.read_speech(clip.path)
        block = 10 * SAMPLES_PER_MS
        blocks = samples[: len(samples) // block * block].reshape(-1, block)
        is_loud = np.abs(blocks).max(axis=1) > 1
        edges = np.flatnonzero(np.diff(np.concatenate([[False], is_loud, [False]]).astype(int)))
        stretches = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 8]
        digits = clip.text.split()
        if len(stretches) != len(digits):
            continue  # the resampler's ringing joined two of them
        for (begin, end), digit in zip(stretches, digits, strict=True):
            yield (
                digit,
                clip.path.stem.partition("_")[0],
                np.pad(samples[begin * block : end * block], (250 * SAMPLES_PER_MS, 200 * SAMPLES_PER_MS)),
            )
