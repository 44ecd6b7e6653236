"""Sounds made over our speech: what should stop us, and what should not.

There is no free corpus of people interrupting a machine, so the scenes are made, as follows. All sounds are
sent through the telephone band and laid at a random moment over a line of ours that goes on for a quarter of
a minute, on a line with noise at -65 dBFS; speech at -18 to -30 dBFS, a third of it with recorded background
noise 15 dB below.

* `words`: recorded people begin to speak: short words, digits, orders, read sentences, prompts.
* `murmurs`: "mhm", "uh-huh", "okay", "right" and the like, said by the caller's synthetic voice at three
  speeds and three pitches (resampled).
* `meeting`: what is shorter than a second and stands alone in recorded meetings. Most of it is a murmur, but
  nobody has written down what is said there; these few are counted apart.
* `growing`: a murmur that goes on into a sentence, by the synthetic voice. Here the stop is counted from
  the beginning of the sentence's first own word, taken to be at the share of its letters.
* `noise`: pieces of recorded noise and music, coughs (two bursts of noise through a mouth's resonances) and
  laughs (four to five breathy vowels a second). People can be made out in two of the recordings; those
  count all the same.
* `echo`: nobody speaks; our own voice comes back 10 to 30 dB down and 50 to 400 ms later, through nothing or
  a recorded room, half of it on a leg at 8 kHz. `double talk` is that with a caller of `words`.

`half` parts them by speaker, or by clip where a source has one: thresholds were chosen on half 0.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from agent.double.audible import speech_level_dbfs, voiced
from agent.double.caller import on_the_line
from audio import pcm
from audio.frame import SAMPLE_RATE, SAMPLES_PER_MS, Samples
from audio.wav import read_speech

OUR_LINE = (
    "Thank you for calling Riverside Clinic. We are open from eight in the morning until six in the evening, "
    "from Monday to Friday, and until noon on Saturday. You will find us at twelve Mill Lane, next to the "
    "old town library, and there is a car park behind the building. To change an appointment, "
    "please have your date of birth and your patient number at hand."
)
MURMURS = (
    *("Mhm.", "Mm-hmm.", "Uh-huh.", "Hmm.", "Okay."),
    *("Right.", "Yeah.", "I see.", "All right.", "Okay, okay."),
)
GROWING = (
    ("Okay,", "but what about Sunday?"),
    ("Right,", "and where do I park my car?"),
    ("Yeah,", "I need an appointment."),
    ("Mhm,", "but I cannot come on Monday."),
    ("I see,", "can I speak to a person?"),
)
WORDS = (
    *("short_words", "fsdd_digits", "barista_orders"),
    *("librispeech_other", "vctk", "asterisk_en", "ljspeech"),
)
CLIPS_A_SOURCE = 24
LONGEST_S = 4
PACES, PITCHES = (0.8, 1.0, 1.25), (0.85, 1.0, 1.2)
BEGINS_MS = (1500, 5000)
SPEECH_DBFS, NOISE_DBFS = (-30.0, -18.0), (-35.0, -20.0)
BACKGROUND_DB = 15.0
ECHO_DB, ECHO_MS = (-30.0, -10.0), (50.0, 400.0)
ECHOES = 8  # for each room, and for none


@dataclass(frozen=True, eq=False)
class Scene:
    kind: str
    source: str
    half: int
    sound: Samples  # the caller's, from the beginning of the call on; the line's noise is not in it
    onset_ms: float | None = None  # of what should stop us
    end_ms: float = 0.0
    text: str = ""
    echo: tuple[float, float, Samples | None] | None = None  # dB, ms, room
    rate: int = SAMPLE_RATE  # of the leg


Say = Callable[[str, float], Samples]
"""The caller's synthetic voice, at a pace."""


def scenes(corpora: Path, say: Say, seed: int = 1) -> list[Scene]:
    chance = np.random.default_rng(seed)
    clips = _clips(corpora)
    background = [sound for _, _, sound in clips("noise", 99)]
    placed = [
        _placed("words", source, name, sound, chance, background)
        for source in WORDS
        for name, _, sound in clips(source, CLIPS_A_SOURCE)
    ]
    words = [scene for scene in placed if scene is not None]
    rooms = [None, *(sound for _, _, sound in clips("rir", 99))]
    found = [
        *words,
        *(_placed("murmurs", "synthetic", name, sound, chance) for name, sound in _voices(say, MURMURS)),
        *(_placed("meeting", "ami", name, sound, chance) for name, sound in _asides(corpora)),
        *_growing(say, chance),
        *(_noise(source, name, sound, chance) for source, name, sound in _noises(clips, chance)),
        *_echoes(rooms, chance),
        *(replace(scene, kind="double talk", echo=_echo(rooms, chance)) for scene in words[::2]),
    ]
    return [scene for scene in found if scene is not None]


def _clips(corpora: Path) -> Callable[[str, int], list[tuple[str, str, Samples]]]:
    """(speaker or path, text, sound) of a source, so many of them, evenly from all it has."""
    with (corpora / "dev" / "manifest.tsv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))

    def of(source: str, at_most: int) -> list[tuple[str, str, Samples]]:
        mine = [row for row in rows if row["source"] == source]
        chosen = mine[:: max(1, len(mine) // at_most)][:at_most]
        several = len({row["speaker"] for row in mine}) > 1
        return [
            (row["speaker"] if several else row["path"], row["text"], read_speech(corpora / row["path"]))
            for row in chosen
        ]

    return of


def _half(name: str) -> int:
    return crc32(name.encode()) % 2


def _placed(
    kind: str,
    source: str,
    name: str,
    sound: Samples,
    chance: np.random.Generator,
    background: list[Samples] | None = None,
) -> Scene | None:
    """Speech somewhere over ours. None where nothing can be heard in it."""
    sound = on_the_line(sound[: LONGEST_S * SAMPLE_RATE], SAMPLE_RATE, telephone=True)
    sound = _at(sound, chance.uniform(*SPEECH_DBFS), speech_level_dbfs(sound, SAMPLE_RATE))
    span = voiced(sound, SAMPLE_RATE)
    if span is None:
        return None
    begin_ms = int(chance.uniform(*BEGINS_MS))
    whole = np.zeros(begin_ms * SAMPLES_PER_MS + len(sound), dtype=np.float64)
    whole[-len(sound) :] += sound
    if background and chance.random() < 1 / 3:
        noise = np.resize(background[int(chance.integers(len(background)))], len(whole))
        level_dbfs = speech_level_dbfs(sound, SAMPLE_RATE) - BACKGROUND_DB
        whole += _at(noise, level_dbfs, pcm.level_dbfs(noise))
    onset_ms, end_ms = begin_ms + span.begin_ms, begin_ms + span.end_ms
    return Scene(kind, source, _half(name), pcm.nearest(whole), onset_ms, end_ms, name)


def _at(sound: Samples, wanted_dbfs: float, level_dbfs: float) -> Samples:
    return pcm.nearest(sound * 10 ** ((wanted_dbfs - level_dbfs) / 20))


def _voices(say: Say, texts: Iterable[str]) -> Iterator[tuple[str, Samples]]:
    for text in texts:
        for pace in PACES:
            said = say(text, pace)
            for pitch in PITCHES:
                length = round(len(said) / pitch)
                yield f"{text} {pace} {pitch}", pcm.nearest(signal.resample(said.astype(float), length))


def _growing(say: Say, chance: np.random.Generator) -> Iterator[Scene | None]:
    for murmur, words in GROWING:
        for name, sound in _voices(say, [f"{murmur} {words}"]):
            scene = _placed("growing", "synthetic", name, sound, chance)
            if scene is not None and scene.onset_ms is not None:
                share = len(murmur) / len(f"{murmur} {words}")
                yield replace(scene, onset_ms=scene.onset_ms + share * (scene.end_ms - scene.onset_ms))


def _asides(corpora: Path) -> Iterator[tuple[str, Samples]]:
    """What is short and alone in recorded meetings."""
    for path in sorted((corpora / "dev" / "ami_meeting").glob("*.rttm")):
        turns = [
            (float(words[3]), float(words[3]) + float(words[4]), words[7])
            for words in (line.split() for line in path.read_text().splitlines())
        ]
        meeting = read_speech(path.with_suffix(".wav"))
        for begin_s, end_s, who in turns:
            others = [turn for turn in turns if turn[2] != who]
            alone = all(end < begin_s - 0.2 or begin > end_s + 0.2 for begin, end, _ in others)
            if end_s - begin_s < 1 and alone:
                sound = meeting[int((begin_s - 0.1) * SAMPLE_RATE) : int((end_s + 0.15) * SAMPLE_RATE)]
                yield f"{path.stem} {begin_s}", sound


# -- noises ------------------------------------------------------------------------------------------------


def _noises(
    clips: Callable[[str, int], list[tuple[str, str, Samples]]], chance: np.random.Generator
) -> Iterator[tuple[str, str, Samples]]:
    for source in ("noise", "music"):
        for name, _, sound in clips(source, 99):
            for _ in range(6):
                length = int(chance.uniform(0.15, 1.5) * SAMPLE_RATE)
                begin = int(chance.integers(len(sound) - length))
                yield source, name, sound[begin : begin + length]
    for i in range(24):
        yield "cough", f"cough {i}", _cough(chance)
        yield "laugh", f"laugh {i}", _laugh(chance)


def _noise(source: str, name: str, sound: Samples, chance: np.random.Generator) -> Scene | None:
    sound = on_the_line(sound, SAMPLE_RATE, telephone=True)
    if pcm.level_dbfs(sound) < -80:
        return None
    begin = int(chance.uniform(*BEGINS_MS)) * SAMPLES_PER_MS
    sound = _at(sound, chance.uniform(*NOISE_DBFS), pcm.level_dbfs(sound))
    return Scene("noise", source, _half(name), np.concatenate([pcm.silence(begin), sound]))


def _cough(chance: np.random.Generator) -> Samples:
    length = int(chance.uniform(0.25, 0.5) * SAMPLE_RATE)
    t = np.arange(length) / SAMPLE_RATE
    breath, mouth_hz = chance.standard_normal(length), chance.uniform(400, 900)
    voice = _through(breath, mouth_hz, 2) + 0.5 * _through(breath, 2.6 * mouth_hz, 2) + 0.15 * breath
    second = (t > 0.15) * 0.5 * np.exp(-np.maximum(0, t - 0.15) / 0.08)
    fades = np.exp(-t / chance.uniform(0.03, 0.07)) + second
    once = np.concatenate([voice * fades, np.zeros(SAMPLE_RATE // 8)])
    return _scaled(np.tile(once, int(chance.integers(1, 4))))


def _laugh(chance: np.random.Generator) -> Samples:
    length = int(chance.uniform(0.5, 1.5) * SAMPLE_RATE)
    t = np.arange(length) / SAMPLE_RATE
    pitch_hz = chance.uniform(150, 300) * (1 - 0.2 * ((5 * t) % 1))
    buzz = signal.sawtooth(2 * np.pi * np.cumsum(pitch_hz) / SAMPLE_RATE)
    throat = buzz + 0.8 * chance.standard_normal(length)
    vowel = np.sum([_through(throat, formant_hz, 6) for formant_hz in (750, 1200, 2500)], axis=0)
    return _scaled(vowel * np.exp(-5 * ((t * chance.uniform(4, 5.5)) % 1)))


def _through(sound: NDArray[np.float64], peak_hz: float, quality: float) -> NDArray[np.float64]:
    resonance: NDArray[np.float64] = signal.lfilter(*signal.iirpeak(peak_hz, quality, fs=SAMPLE_RATE), sound)
    return resonance


def _scaled(sound: NDArray[np.float64]) -> Samples:
    return pcm.nearest(sound / np.abs(sound).max() * 10_000)


# -- echoes ------------------------------------------------------------------------------------------------


def _echo(rooms: list[Samples | None], chance: np.random.Generator) -> tuple[float, float, Samples | None]:
    room = rooms[int(chance.integers(len(rooms)))]
    return float(chance.uniform(*ECHO_DB)), float(chance.uniform(*ECHO_MS)), room


def _echoes(rooms: list[Samples | None], chance: np.random.Generator) -> Iterator[Scene]:
    for i, room in enumerate(rooms):
        for j in range(ECHOES):
            gain_db, delay_ms, _ = _echo(rooms, chance)
            source = "no room" if room is None else f"room {i}"
            rate = (SAMPLE_RATE, 8000)[j // 2 % 2]
            yield Scene("echo", source, j % 2, pcm.silence(0), echo=(gain_db, delay_ms, room), rate=rate)
