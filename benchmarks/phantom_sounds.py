"""What a telephone line carries while nobody speaks to us: made sounds, and recorded rooms and music.

Each goes through the telephone band, at each of its levels (dBFS, RMS over the whole stretch). `half` parts
them: thresholds were chosen on half 0. Half 1 has other dice for what is made (pitches, rates, rhythms, other
talkers in the babble) and, where there are several recordings of a kind, other recordings.

Babble is eight recorded people at once, none louder than the rest: nobody can be followed. In two of the
recordings people talk nearby (cafe, mycroft_bg2); what an ear hears there may be true, so they are counted
apart, as `people`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from agent.double.audible import speech_level_dbfs
from agent.double.caller import on_the_line
from audio import pcm
from audio.frame import SAMPLE_RATE, Samples
from audio.wav import read_speech

Wave = NDArray[np.float64]
Dice = np.random.Generator
Make = Callable[[NDArray[np.float64], Dice], Wave]
"""A sound over these seconds (0, 1/16000, ...), at any level."""

PEOPLE = "people"
TALKERS = 8
KEYS_HZ = ((697, 770, 852, 941), (1209, 1336, 1477))
NOTES_HZ = 220 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16]) / 12)


@dataclass(frozen=True, eq=False)
class Sound:
    kind: str
    name: str
    level_dbfs: float
    half: int
    samples: Samples  # 16 kHz


def sounds(corpora: Path, length_s: float) -> Iterator[Sound]:
    """Every kind at every level, in both halves; always the same."""
    for half in (0, 1):
        for i, (kind, make, levels_dbfs) in enumerate(MADE):
            for level_dbfs in levels_dbfs:
                dice = np.random.default_rng((half, i, round(-level_dbfs)))
                made = make(np.arange(round(length_s * SAMPLE_RATE)) / SAMPLE_RATE, dice)
                yield _sound(kind, kind, made, level_dbfs, half)
        for kind, name, recorded, levels_dbfs in _recorded(corpora, half):
            for level_dbfs in levels_dbfs:
                yield _sound(kind, name, _lasting(recorded, length_s), level_dbfs, half)
        yield from _babble(corpora, length_s, half)


def _sound(kind: str, name: str, wave: Wave, level_dbfs: float, half: int) -> Sound:
    peak = np.abs(wave).max()
    samples = pcm.from_float(wave / peak / 2) if peak else pcm.silence(len(wave))
    samples = on_the_line(samples, SAMPLE_RATE, telephone=True)
    gain_db = level_dbfs - pcm.level_dbfs(samples)
    samples = pcm.nearest(samples * 10 ** (gain_db / 20)) if peak else samples
    return Sound(kind, name, level_dbfs, half, samples)


def _lasting(recorded: Samples, length_s: float) -> Wave:
    return np.resize(recorded.astype(np.float64), round(length_s * SAMPLE_RATE))


# -- recorded ----------------------------------------------------------------------------------------------

_RECORDED = {  # by what the file is called: its kind, its half (None: both)
    "dishes": ("cutlery", None),
    "keyboard-typing": ("office", 0),
    "fridge": ("office", 1),
    "mycroft_bg0": ("office", 0),
    "traffic": ("street", 0),
    "sheep": ("animals", 1),
    "macroform-cold_day": ("hold music", 0),
    "manolo_camp-morning_coffee": ("hold music", 1),
    "cafe": (PEOPLE, None),
    "mycroft_bg1": ("office", 1),
    "mycroft_bg2": (PEOPLE, None),
}
_RECORDED_DBFS = (-45.0, -35.0, -25.0)


def _recorded(corpora: Path, half: int) -> Iterator[tuple[str, str, Samples, tuple[float, ...]]]:
    for path in sorted((corpora / "dev").glob("[nm][ou][is]*/*.wav")):
        kind, its_half = _RECORDED.get(path.stem, ("office", None))
        if its_half in (None, half):
            recorded = read_speech(path)
            begin = len(recorded) // 3 * half if its_half is None else 0
            yield kind, path.stem, np.roll(recorded, -begin), _RECORDED_DBFS


def _babble(corpora: Path, length_s: float, half: int) -> Iterator[Sound]:
    with (corpora / "dev" / "manifest.tsv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] == "asr"]
    rows = sorted(rows, key=lambda row: row["sha256"])[half::2]
    dice = np.random.default_rng(half)
    for level_dbfs in (-50.0, -42.0, -35.0):
        length = round(length_s * SAMPLE_RATE)
        whole = np.zeros(length)
        for _ in range(TALKERS):
            talker: list[Wave] = []
            while sum(map(len, talker)) < length:
                clip = read_speech(corpora / rows[int(dice.integers(len(rows)))]["path"])
                talker.append(
                    clip.astype(np.float64) * 10 ** ((-20 - speech_level_dbfs(clip, SAMPLE_RATE)) / 20)
                )
            whole += np.roll(np.concatenate(talker)[:length], int(dice.integers(length)))
        yield _sound("babble", f"{TALKERS} people", whole, level_dbfs, half)


# -- made --------------------------------------------------------------------------------------------------


def _nothing(t: Wave, dice: Dice) -> Wave:
    return np.zeros(len(t))


def _white(t: Wave, dice: Dice) -> Wave:
    return dice.standard_normal(len(t))


def _pink(t: Wave, dice: Dice) -> Wave:
    spectrum = np.fft.rfft(dice.standard_normal(len(t)))
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), len(t))


def _gusts(t: Wave, dice: Dice) -> Wave:
    """Wind in a microphone, or a lorry: noise that swells and falls within a second."""
    swell = np.interp(
        t,
        np.arange(0, t[-1] + 1, 0.4),
        10 ** (dice.uniform(-1.5, 0, int(t[-1] / 0.4) + 4)[: len(np.arange(0, t[-1] + 1, 0.4))]),
    )
    return _through(_pink(t, dice), dice.uniform(300, 700), 0.7) * swell


def _hum(t: Wave, dice: Dice) -> Wave:
    mains_hz = dice.choice([50, 60])
    return sum((np.sin(2 * np.pi * mains_hz * n * t) / n for n in range(1, 20)), np.zeros(len(t)))


def _square(t: Wave, dice: Dice) -> Wave:
    """A fault of a line: as it is, and chopped."""
    wave = signal.square(2 * np.pi * dice.uniform(100, 500) * t)
    return np.asarray(wave * (signal.square(2 * np.pi * dice.uniform(0.2, 3) * t) > 0))


def _tone(cadence_s: tuple[float, ...], *pitches_hz: float) -> Make:
    """On, off, on, off ... ; a network's tones."""

    def make(t: Wave, dice: Dice) -> Wave:
        edges = np.cumsum(cadence_s)
        phase = (t + dice.uniform(0, edges[-1])) % edges[-1]
        is_on = np.searchsorted(edges, phase, side="right") % 2 == 0
        return np.asarray(np.sin(2 * np.pi * np.outer(pitches_hz, t)).sum(axis=0) * is_on)

    return make


def _three_tones(t: Wave, dice: Dice) -> Wave:
    """ "The number you have dialled ...", without the words."""
    step = (t % 3 / 0.33).astype(int)
    pitch_hz = np.select([step == 0, step == 1, step == 2], [950, 1400, 1800], 0)
    return np.sin(2 * np.pi * pitch_hz * t) * (pitch_hz > 0)


def _fax(t: Wave, dice: Dice) -> Wave:
    """A calling fax, then a modem's chatter."""
    calling = np.sin(2 * np.pi * 1100 * t) * (t % 3.5 < 0.5)
    bits = dice.choice([980.0, 1180.0], len(t) // 53 + 1).repeat(53)[: len(t)]
    chatter = np.sin(2 * np.pi * np.cumsum(bits) / SAMPLE_RATE) * (t % 14 > 9)
    return np.asarray(calling + chatter)


def _keys(t: Wave, dice: Dice) -> Wave:
    """A telephone's keys, pressed by somebody in no hurry and then in a great one."""
    wave, at_s = np.zeros(len(t)), 0.3
    while at_s < t[-1]:
        low_hz, high_hz = dice.choice(KEYS_HZ[0]), dice.choice(KEYS_HZ[1])
        held = (t >= at_s) & (t < at_s + dice.uniform(0.06, 0.3))
        wave[held] = np.sin(2 * np.pi * low_hz * t[held]) + np.sin(2 * np.pi * high_hz * t[held])
        at_s += dice.uniform(0.15, 0.3) if dice.random() < 0.7 else dice.uniform(0.6, 2.5)
    return wave


def _clicks(t: Wave, dice: Dice) -> Wave:
    return np.asarray(
        signal.lfilter([1], [1, -0.9], dice.standard_normal(len(t)) * (dice.random(len(t)) < 0.0002))
    )


def _knocks(t: Wave, dice: Dice) -> Wave:
    """On a table, on a door, a receiver put down: a thud of 60 ms, three or four in a row."""
    hits = np.zeros(len(t))
    at_s = 0.5
    while at_s < t[-1]:
        hits[int(at_s * SAMPLE_RATE)] = dice.uniform(0.3, 1)
        at_s += dice.uniform(0.12, 0.3) if dice.random() < 0.7 else dice.uniform(0.8, 3)
    fading = np.exp(-np.arange(SAMPLE_RATE // 5) / (0.02 * SAMPLE_RATE))
    thud = _through(dice.standard_normal(len(fading)) * fading, dice.uniform(150, 600), 3)
    return np.asarray(signal.fftconvolve(hits, thud)[: len(t)])


def _breath(t: Wave, dice: Dice) -> Wave:
    """In and out through a mouth, close to the receiver."""
    rate_hz = dice.uniform(0.25, 0.45)
    strength = np.sin(2 * np.pi * rate_hz * t) ** 2 * (1 + 0.5 * np.sign(np.sin(2 * np.pi * rate_hz * t)))
    return _mouth(dice.standard_normal(len(t)), dice) * strength


def _coughs(t: Wave, dice: Dice) -> Wave:
    """Two bursts through a mouth, now and then: somebody with a cold."""
    hits, at_s = np.zeros(len(t)), 0.5
    while at_s < t[-1]:
        hits[int(at_s * SAMPLE_RATE)] = dice.uniform(0.5, 1)
        at_s += dice.uniform(0.25, 0.45) if dice.random() < 0.6 else dice.uniform(1, 4)
    n = np.arange(SAMPLE_RATE // 3)
    burst = _mouth(dice.standard_normal(len(n)), dice) * np.exp(-n / (dice.uniform(0.03, 0.07) * SAMPLE_RATE))
    return np.asarray(signal.fftconvolve(hits, burst)[: len(t)])


def _melody(t: Wave, dice: Dice) -> Wave:
    """What a cheap exchange plays to who waits: one voice over three held ones, 100 beats a minute."""
    beat = (t / 0.6).astype(int)
    tune_hz = dice.choice(NOTES_HZ, beat[-1] + 1)[beat] * 2
    chord_hz = NOTES_HZ[[[0, 2, 4], [3, 5, 7], [4, 6, 8]]][dice.integers(0, 3, beat[-1] // 4 + 1)][beat // 4]
    fading = np.exp(-3 * (t % 0.6))
    tune = signal.sawtooth(2 * np.pi * np.cumsum(tune_hz) / SAMPLE_RATE) * fading
    chord = np.sin(2 * np.pi * np.cumsum(chord_hz, axis=0) / SAMPLE_RATE).sum(axis=1)
    return np.asarray(tune + 0.4 * chord)


def _mouth(throat: Wave, dice: Dice) -> Wave:
    first_hz = dice.uniform(400, 900)
    return _through(throat, first_hz, 2) + 0.5 * _through(throat, 2.6 * first_hz, 2) + 0.1 * throat


def _through(wave: Wave, peak_hz: float, quality: float) -> Wave:
    return np.asarray(signal.lfilter(*signal.iirpeak(peak_hz, quality, fs=SAMPLE_RATE), wave))


_QUIET, _USUAL = (-50.0, -40.0, -30.0), (-40.0, -30.0, -20.0)
MADE: tuple[tuple[str, Make, tuple[float, ...]], ...] = (
    ("silence", _nothing, (pcm.FLOOR_DBFS,)),
    ("line noise", _white, (-60.0, -50.0, -40.0, -30.0)),
    ("pink noise", _pink, (-50.0, -40.0, -30.0)),
    ("gusts", _gusts, _QUIET),
    ("mains hum", _hum, _QUIET),
    ("square wave", _square, _USUAL),
    ("ringback", _tone((2, 4), 440, 480), _USUAL),
    ("ringback", _tone((1, 4), 425), _USUAL),
    ("ringback", _tone((0.4, 0.2, 0.4, 2), 400, 450), _USUAL),
    ("busy tone", _tone((0.5, 0.5), 480, 620), _USUAL),
    ("busy tone", _tone((0.25, 0.25), 425), _USUAL),
    ("dial tone", _tone((9, 1), 350, 440), _USUAL),
    ("beeps", _tone((0.2, 2), 1400), _USUAL),
    ("three tones", _three_tones, _USUAL),
    ("fax", _fax, _USUAL),
    ("keys", _keys, (-30.0, -20.0, -12.0)),
    ("clicks", _clicks, _QUIET),
    ("knocks", _knocks, _USUAL),
    ("breath", _breath, (-50.0, -40.0, -30.0)),
    ("coughs", _coughs, (-40.0, -30.0, -25.0)),
    ("hold music", _melody, (-40.0, -30.0, -20.0)),
)
