"""Callers who pause and go on: scenes made from recorded sentences, to measure when a turn is taken for over.

There is no free corpus of people hesitating on the telephone, so the hesitations are made, as follows.

* A clip is one sentence said in one breath: where its speaker stopped for 300 ms, or began another sentence,
  nobody can say whether an answer was wrong. Numbers, dates and orders are taken with the gaps they have.
* Words are found with Whisper's own word times, and moved to the quietest 20 ms within 100 ms of them. A
  boundary counts only where the recording itself falls SOFTER_DB below its speech there, so that every pause
  lengthens a gap that the speaker made; and where another hearing, of the sound up to it alone, ends with
  the same word: else it cuts the word. Behind a full stop there is none: the speaker may be done.
* A pause is filled with the recording's own room: overlapping 20 ms grains, at random, of its quietest
  120 ms. It lasts 200 to 1200 ms, evenly spread.
* `pause` has one, at any boundary. `filled` has "uh" before it: the speaker's own last vowel, a few pitch
  periods of it repeated for 250 to 450 ms. `restart` says the word before the pause again after it. `slow`
  has 200 to 500 ms at every boundary. `number` and `date` pause between the digits or the parts of a date.
  `open` are prompts recorded as the first half of a sentence ("To hear them..."), which end with the melody
  of one that goes on; the pause follows, then another prompt.
* `whole` is the recording as it is.

Every scene is in the telephone band, between stretches of its own room, over line noise at -65 dBFS; a third
has a recorded background 20 dB below the speech. What the speaker says last ends the turn only if the source
says so (a full stop, all digits, an order); the delay of the others is not counted (`complete`).

`half` parts the scenes by speaker or, where a source has one speaker, by clip: 0 is what the numbers of
agent/call/policy.py were chosen on, 1 is what they are tested on.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import random
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from agent.dialogue.flow import Expects
from agent.double.audible import block_levels_dbfs, spans, speech_level_dbfs, voiced
from audio import pcm
from audio.frame import SAMPLE_RATE, SAMPLES_PER_MS, Samples
from audio.wav import read_speech
from models import whisper
from models.job import TranscribeJob
from models.whisper import Transcriber

CACHE = Path(tempfile.gettempdir()) / "frontdesk-endpointing"  # word times and transcripts, by hash
SEED = 11
SOFTER_DB = 15.0
PAUSE_MS = (200, 1200)
SLOW_MS = (200, 500)
FILLER_MS = (250, 450)
BEFORE_MS, AFTER_MS = 600, 2500
LINE_DBFS = -65.0
NOISE_BELOW_DB = 20.0
LONGEST_S = 8.5
NOISY = 1 / 3
LEAST_GAP_BLOCKS = 6  # between recorded digits


Room = Callable[[int], Samples]
"""So many ms of the room behind a recording."""


class Ears(NamedTuple):
    times: Any  # a faster_whisper.WhisperModel
    check: Transcriber


class Word(NamedTuple):
    text: str
    begin: int  # samples
    end: int


class Clip(NamedTuple):
    path: Path
    source: str
    kind: str
    speaker: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """`gaps`: where a pause was put, in samples; `end`: the last voiced sample of the speaker."""

    name: str
    kind: str
    source: str
    half: int
    samples: Samples
    gaps: tuple[tuple[int, int], ...]
    end: int
    complete: bool
    expects: Expects
    digits: int | None


# -- the set ---------------------------------------------------------------------------------------------

HOW_MANY = {  # English clips of each source; a source with one speaker must not drown the others
    "asterisk_en": 24, "vctk": 10, "librispeech_other": 12, "barista_orders": 16, "ljspeech": 4,
    "cmu_arctic": 2, "short_words": 6, "fsdd_digits": 12, "concat_en_datetime": 8,
}  # fmt: skip


def scenes(corpora: Path, ears: Ears, share: float = 1.0) -> Iterator[Scene]:
    """All scenes, always the same. `ears`: for the word times, and to check them. `share`: of the clips."""
    clips = _clips(corpora)
    backgrounds = [read_speech(clip.path) for clip in clips if clip.kind == "noise"]
    opened = [clip for clip in clips if clip.source == "asterisk_en" and clip.text.rstrip().endswith("...")]
    for source, at_most in HOW_MANY.items():
        usable = [clip for clip in clips if clip.source == source]
        random.Random(SEED).shuffle(usable)
        speakers = {clip.speaker for clip in usable}
        chosen = (clip for clip in usable if _in_one_breath(clip))
        for clip in itertools.islice(chosen, max(1, round(at_most * share))):
            half = crc32((clip.speaker if len(speakers) > 1 else clip.path.name).encode()) % 2
            chance = random.Random(clip.path.name)
            first = chance.choice(opened) if source == "asterisk_en" else None
            for scene, room in _of_clip(clip, half, ears, chance, first):
                dice = np.random.default_rng(crc32(scene.name.encode()))
                noise = backgrounds[dice.integers(len(backgrounds))] if dice.random() < NOISY else None
                yield _on_the_line(scene, room, noise, dice)


def _clips(corpora: Path) -> list[Clip]:
    with (corpora / "dev" / "manifest.tsv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    rows = [row for row in rows if row["kind"] == "noise" or row["lang"] == "en"]
    rows = [row for row in rows if row["kind"] == "noise" or float(row["duration_s"]) <= LONGEST_S]
    return [
        Clip(corpora / row["path"], row["source"], row["kind"], row["speaker"], row["text"])
        for row in sorted(rows, key=lambda row: row["path"])
    ]


def _in_one_breath(clip: Clip) -> bool:
    text = clip.text.strip()
    if clip.kind in ("digits", "slots"):
        return True
    if text.startswith("...") or text.endswith("...") or re.search(r"[.?!;:]\W*\s\w", text):
        return False
    sound = _trimmed(read_speech(clip.path))
    if sound is None:
        return False
    threshold_dbfs = speech_level_dbfs(sound, SAMPLE_RATE) - 25
    return len(spans(sound, SAMPLE_RATE, threshold_dbfs)) == 1


def _of_clip(
    clip: Clip, half: int, ears: Ears, chance: random.Random, opened: Clip | None
) -> Iterator[tuple[Scene, Room]]:
    recording = read_speech(clip.path)
    sound = _trimmed(recording)
    if sound is None:
        return
    digits = len(clip.text.split()) if clip.kind == "digits" and "," not in clip.text else None
    dated = clip.kind == "digits" and digits is None
    expects: Expects = "number" if digits else "date" if dated else "anything"
    complete = bool(digits) or dated or clip.source in ("barista_orders", "short_words", "cmu_arctic")
    room = _room(recording, chance)
    complete = complete or clip.text.rstrip().endswith((".", "?", "!"))

    def scene(
        kind: str, pieces: list[Samples], gaps: list[tuple[int, int]], expects: Expects
    ) -> tuple[Scene, Room]:
        name = f"{clip.source}/{clip.path.stem}/{kind}" + ("/" + expects if expects != "anything" else "")
        samples = np.concatenate(pieces)
        return Scene(
            name, kind, clip.source, half, samples, tuple(gaps), len(samples), complete, expects,
            digits if expects == "number" else None,
        ), room  # fmt: skip

    yield scene("whole", [sound], [], expects)
    boundaries = _digit_gaps(sound, digits) if digits else _boundaries(sound, ears)
    if digits or dated:
        for asked in (expects, "anything"):
            if boundaries:
                at = chance.choice(boundaries)[1]
                pieces, gaps = _with_pauses(sound, [at], room, chance, PAUSE_MS)
                yield scene("number" if digits else "date", pieces, gaps, asked)
        return
    if not boundaries:
        return
    kinds = ["pause", chance.choice(["filled", "restart", "slow"])]
    for kind in kinds:
        word, at = chance.choice(boundaries)
        if kind == "slow":
            pieces, gaps = _with_pauses(sound, [at for _, at in boundaries], room, chance, SLOW_MS)
        else:
            pieces, gaps = _with_pauses(sound, [at], room, chance, PAUSE_MS)
        if kind == "filled":
            filler = _filler(sound, word, chance)
            if filler is None:
                continue
            pieces[1:1] = [room(60), filler]
            shift = len(pieces[1]) + len(filler)
            gaps = [(begin + shift, end + shift) for begin, end in gaps]
        if kind == "restart":
            pieces[2] = np.concatenate([sound[word.begin : at], sound[at:]])
        yield scene(kind, pieces, gaps, expects)
    if opened is not None and complete:
        first = _trimmed(read_speech(opened.path))
        if first is not None:
            pause = room(chance.randint(*PAUSE_MS))
            gap = (len(first), len(first) + len(pause))
            yield scene("open", [first, pause, sound], [gap], "anything")


# -- the pieces ------------------------------------------------------------------------------------------


def _trimmed(sound: Samples) -> Samples | None:
    """From the first to the last voiced block, as a person at the telephone would judge."""
    span = voiced(sound, SAMPLE_RATE)
    if span is None:
        return None
    return sound[round(span.begin_ms) * SAMPLES_PER_MS : round(span.end_ms) * SAMPLES_PER_MS]


def _boundaries(sound: Samples, ears: Ears) -> list[tuple[Word, int]]:
    """The word before a gap, and the quietest sample position in it."""
    words = word_times(sound, ears.times)
    levels = block_levels_dbfs(sound, SAMPLE_RATE)
    speech_dbfs = speech_level_dbfs(sound, SAMPLE_RATE)
    block = SAMPLE_RATE // 100
    found = []
    for word, following in itertools.pairwise(words):
        if re.search(r"[.?!]$", word.text) and not word.text.endswith("..."):
            continue
        middle = (word.end + following.begin) // 2 // block
        window = np.arange(max(0, middle - 10), min(len(levels) - 1, middle + 10))
        if not len(window):
            continue
        pairs = np.maximum(levels[window], levels[window + 1])
        best = int(pairs.argmin())
        if pairs[best] <= speech_dbfs - SOFTER_DB:
            found.append((word, int(window[best] + 1) * block))
    return [(word, at) for word, at in found if _ends_with(sound[:at], word.text, ears.check)]


def _digit_gaps(sound: Samples, digits: int) -> list[tuple[Word, int]]:
    """Spoken digits were recorded one by one: the longest silences lie between them."""
    quiet = block_levels_dbfs(sound, SAMPLE_RATE) < speech_level_dbfs(sound, SAMPLE_RATE) - 25
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(int)))
    stretches = sorted(
        ((past - first, (first + past) // 2) for first, past in zip(edges[::2], edges[1::2], strict=True)),
        reverse=True,
    )
    block = SAMPLE_RATE // 100
    return [
        (Word("", 0, int(at) * block), int(at) * block)
        for length, at in stretches[: digits - 1]
        if length >= 6
    ]


def _ends_with(sound: Samples, word: str, ear: Transcriber) -> bool:
    heard = hear(sound, ear, "check")
    last = heard["text"].split()[-1:]
    return bool(last) and _bare(last[0]) == _bare(word)


def _bare(word: str) -> str:
    return re.sub(r"\W", "", word.lower())


def hear(sound: Samples, ear: Transcriber, name: str) -> dict[str, Any]:
    """What an ear makes of a sound, kept on disk from run to run; `name` tells the ears apart, and an ear
    that has been changed since hears anew."""
    version = crc32(Path(whisper.__file__).read_bytes())
    file = CACHE / f"{name}-{version:08x}-{_digest(sound)}.json"
    if not file.exists():
        (transcript,) = ear.run(TranscribeJob("", 0, sound))
        CACHE.mkdir(exist_ok=True)
        file.write_text(json.dumps({"text": transcript.text, "stop": transcript.stop_probability}))
    heard: dict[str, Any] = json.loads(file.read_text())
    return heard


def word_times(sound: Samples, ear: Any) -> list[Word]:
    file = CACHE / f"words-{_digest(sound)}.json"
    if not file.exists():
        segments, _ = ear.transcribe(pcm.to_float(sound), language="en", beam_size=1, word_timestamps=True)
        found = [
            (word.word.strip(), int(word.start * SAMPLE_RATE), int(word.end * SAMPLE_RATE))
            for segment in segments
            for word in segment.words
        ]
        CACHE.mkdir(exist_ok=True)
        file.write_text(json.dumps(found))
    return [Word(*row) for row in json.loads(file.read_text())]


def _digest(sound: Samples) -> str:
    return hashlib.sha256(pcm.to_bytes(sound)).hexdigest()[:24]


def _with_pauses(
    sound: Samples, places: list[int], room: Room, chance: random.Random, length_ms: tuple[int, int]
) -> tuple[list[Samples], list[tuple[int, int]]]:
    pieces: list[Samples] = []
    gaps: list[tuple[int, int]] = []
    at = past = 0
    for place in sorted(places):
        pause = room(chance.randint(*length_ms))
        pieces += [sound[past:place], pause]
        at += place - past
        gaps.append((at, at + len(pause)))
        at += len(pause)
        past = place
    return [*pieces, sound[past:]], gaps


def _room(sound: Samples, chance: random.Random) -> Room:
    levels = 10 ** (block_levels_dbfs(sound, SAMPLE_RATE) / 10)
    wide = 12
    quietest = int(np.convolve(levels, np.ones(wide), "valid").argmin()) if len(levels) > wide else 0
    block = SAMPLE_RATE // 100
    stretch = sound[quietest * block : (quietest + wide) * block].astype(np.float64)
    grain = 2 * block
    # grains at random add in power, not in amplitude: a sine window keeps the level
    window = np.sin(np.pi * (np.arange(grain) + 0.5) / grain)

    def room(length_ms: int) -> Samples:
        made = np.zeros(length_ms * SAMPLES_PER_MS + 2 * grain)
        for at in range(0, len(made) - grain, grain // 2):
            begin = chance.randrange(max(1, len(stretch) - grain))
            piece = stretch[begin : begin + grain]
            made[at : at + len(piece)] += piece * window[: len(piece)]
        return pcm.nearest(made[grain : grain + length_ms * SAMPLES_PER_MS])

    return room


def _filler(sound: Samples, word: Word, chance: random.Random) -> Samples | None:
    """The loudest vowel of a word held for a while: its pitch periods laid end to end, falling a little."""
    said = sound[word.begin : word.end].astype(np.float64)
    frame = 40 * SAMPLES_PER_MS
    if len(said) < 2 * frame:
        return None
    starts = range(0, len(said) - frame, frame // 4)
    begin = max(starts, key=lambda at: float(np.sum(said[at : at + frame] ** 2)))
    vowel = said[begin : begin + frame]
    shortest, longest = SAMPLE_RATE // 350, SAMPLE_RATE // 75
    likeness = signal.correlate(vowel, vowel, "full")[frame - 1 :]
    period = shortest + int(likeness[shortest:longest].argmax())
    if likeness[period] < 0.4 * likeness[0]:
        return None  # no pitch: a hiss
    length = chance.randint(*FILLER_MS) * SAMPLES_PER_MS
    made = np.zeros(length + 3 * period)
    window = np.hanning(2 * period)
    at = 0
    while at < length:
        made[at : at + 2 * period] += vowel[: 2 * period] * window if len(vowel) >= 2 * period else 0
        at += period + period * at // (8 * length)  # the pitch falls by an eighth
    envelope = np.interp(np.arange(length), [0, 800, length * 0.6, length], [0, 0.8, 0.6, 0])
    return pcm.nearest(made[:length] * envelope)


def _on_the_line(scene: Scene, room: Room, noise: Samples | None, chance: np.random.Generator) -> Scene:
    before, after = BEFORE_MS * SAMPLES_PER_MS, AFTER_MS * SAMPLES_PER_MS
    sound = np.concatenate([room(BEFORE_MS), scene.samples, room(AFTER_MS)]).astype(np.float64)
    sound = signal.sosfiltfilt(signal.butter(4, (300, 3400), "bandpass", fs=SAMPLE_RATE, output="sos"), sound)
    sound += _at_level(chance.standard_normal(len(sound)), LINE_DBFS)
    if noise is not None:
        level_dbfs = speech_level_dbfs(scene.samples, SAMPLE_RATE) - NOISE_BELOW_DB
        shifted = np.roll(noise, int(chance.integers(len(noise)))).astype(np.float64)
        sound += _at_level(np.resize(shifted, len(sound)), level_dbfs)
    assert len(sound) == before + len(scene.samples) + after
    return replace(
        scene,
        name=scene.name + ("/noise" if noise is not None else ""),
        samples=pcm.nearest(sound),
        gaps=tuple((begin + before, end + before) for begin, end in scene.gaps),
        end=scene.end + before,
    )


def _at_level(sound: NDArray[np.float64], level_dbfs: float) -> NDArray[np.float64]:
    rms = float(np.sqrt(np.mean(sound**2)))
    return sound / rms * pcm.FULL_SCALE * 10 ** (level_dbfs / 20)
