"""What the ear hears wrong, by set of recorded people, beside the same weights in a window of 30 s.

The 30 s window, filled up with digital silence, is how Whisper is usually run: it is the yardstick. Beside
the sets: other ways to make the window (the reasons for models/whisper.py's choice, the failures too), the
same clips quiet or cut tightly, sounds in which nothing is said, and single digits.

Each ear runs in a process of its own: the numeric libraries read their number of threads as they load.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from agent.settings import Settings
from audio import pcm, wav
from audio.frame import SAMPLE_RATE, SAMPLES_PER_MS, Samples
from benchmarks import machine
from benchmarks.ear_sounds import (
    Clip,
    by_set,
    first_of_each,
    read_manifest,
    single_digits,
    sounds_without_words,
)
from benchmarks.words import edits, is_digits, spoken
from models.job import TranscribeJob
from models.process import ONE_THREAD

if TYPE_CHECKING:
    from models.whisper import Transcriber

EARS = ("whisper-tiny.en", "whisper-base")
QUICK_CLIPS = 2  # of each set
RECIPE_CLIPS, QUICK_RECIPE_CLIPS = 8, 1  # of each set: the recipes are many
QUIET_DBFS = -45.0  # RMS of a whole clip; most lie around -25
PROMPT = "Appointment, prescription, date of birth, Doctor Lee."  # words that none of the clips has
LOOP = 4  # times the same words in a row: no clip says anything so often


@dataclass
class Tally:
    """Of one way of hearing, over one set."""

    words: int = 0
    wrong: int = 0
    loops: int = 0

    def add(self, clip: Clip, heard: str) -> None:
        one_by_one = is_digits(clip.text, clip.language)
        words = spoken(clip.text, clip.language, one_by_one)
        found = spoken(heard, clip.language, one_by_one)
        self.words += len(words)
        self.wrong += len(set(words) - set(found)) if clip.is_slots else edits(words, found)
        self.loops += is_loop(found)

    @property
    def percent(self) -> float:
        return round(100 * self.wrong / max(1, self.words), 1)


Hearing = Callable[[Samples, Clip], str]


def run(quick: bool = False) -> dict[str, Any]:
    """Measure, print, save: word errors in %, and CPU time on one thread in ms."""
    console = Console()
    settings = Settings()
    if not (settings.corpora_dir / "dev" / "manifest.tsv").exists():
        console.print(f"skipped: no recorded speech in {settings.corpora_dir}; set FRONTDESK_CORPORA_DIR")
        return {}
    result = {}
    for ear in EARS:
        if not (settings.weights_dir / ear).is_dir():
            console.print(f"skipped {ear}: its weights are not here; `frontdesk weights pull {ear}`")
            continue
        child = subprocess.run(
            [sys.executable, "-m", "benchmarks.accuracy", ear, *(["quick"] if quick else [])],
            env={**os.environ, **ONE_THREAD},
            stdout=subprocess.PIPE,
            check=True,
        )
        result[ear] = json.loads(child.stdout)
        console.print(*_tables(ear, result[ear]))
    machine.save("accuracy", result, _plot(result), quick=quick)
    return result


def measure(ear: str, quick: bool) -> dict[str, Any]:
    """One ear's figures. To be run with ONE_THREAD in the environment."""
    from models.whisper import Transcriber  # noqa: PLC0415  not in the process that only prints

    settings = Settings()
    began = time.perf_counter()
    transcriber = Transcriber(str(settings.weights_dir / ear))
    load_ms = round((time.perf_counter() - began) * 1000)
    languages = ("en",) if ear.endswith(".en") else ("en", "es", "fr")
    clips = [clip for clip in read_manifest(settings.corpora_dir) if clip.language in languages]
    some = first_of_each(clips, QUICK_CLIPS) if quick else clips
    few = first_of_each(clips, QUICK_RECIPE_CLIPS if quick else RECIPE_CLIPS)
    few = [clip for clip in few if not clip.is_slots]
    ours = _ours(transcriber)
    return {
        "load_ms": load_ms,
        "clips": len(some),
        "sets": {
            name: {
                "window of 30 s": figures(clips, _through(transcriber, whole_window)),
                "ours": figures(clips, ours),
            }
            for name, clips in by_set(some).items()
        },
        "conditions": {
            **{name: figures(few, change(ours)) for name, change in CONDITIONS.items()},
            "with a prompt": figures(few, _ours(transcriber, PROMPT)),
        },
        "recipes": {
            name: figures(few, _through(transcriber, recipe)) for name, recipe in recipes(transcriber).items()
        },
        "nothing_said": _phantoms(transcriber, settings.corpora_dir),
        "single_digits": _single_digits(transcriber, settings.corpora_dir),
    }


def figures(clips: list[Clip], hear: Hearing) -> dict[str, Any]:
    """Word errors in %, loops, and the median CPU time of a clip in ms."""
    tally = Tally()
    took_ms = []
    for clip in clips:
        samples = wav.read_speech(clip.path)
        began = time.process_time()
        heard = hear(samples, clip)
        took_ms.append((time.process_time() - began) * 1000)
        tally.add(clip, heard)
    return {
        "wrong_percent": tally.percent,
        "words": tally.words,
        "loops": tally.loops,
        "cpu_ms": round(statistics.median(took_ms)),
    }


def is_loop(words: list[str]) -> bool:
    """Whether up to six words come LOOP times in a row; a telephone number's digits may repeat so."""
    return any(
        words[start : start + period] * LOOP == words[start : start + period * LOOP]
        for period in range(1, 7)
        for start in range(len(words) - period * LOOP + 1)
    )


# -- ways of hearing ----------------------------------------------------------------------------------

Encoding = NDArray[np.float32]
Recipe = Callable[["Transcriber", NDArray[np.float32]], Encoding]


def _ours(ear: Transcriber, prompt: str = "") -> Hearing:
    return lambda samples, clip: (
        next(ear.run(TranscribeJob("", 0, samples, language=clip.language, prompt=prompt))).text
    )


def _through(ear: Transcriber, recipe: Recipe) -> Hearing:
    """Straight from the window to the text: no second look, no guard but the budget of 224 tokens."""

    def hear(samples: Samples, clip: Clip) -> str:
        tokenizer = ear._tokenizer(clip.language)
        heard = ear._decode(recipe(ear, pcm.to_float(samples)), tokenizer, prompt="", budget=224)
        return str(tokenizer.decode(heard.tokens))

    return hear


def whole_window(ear: Transcriber, sound: NDArray[np.float32]) -> Encoding:
    return ear._encode(sound, 30 * SAMPLE_RATE)


def recipes(ear: Transcriber) -> dict[str, Recipe]:
    """What is put behind the encoding of clip + margin; n is where it ends."""
    behind_buzz = ear._silence
    alone = ear._encode(np.zeros(0, np.float32), 30 * SAMPLE_RATE)  # features of digital zeros

    def join(margin_ms: int, rest: Callable[[int], tuple[Encoding, ...]]) -> Recipe:
        def recipe(ear: Transcriber, sound: NDArray[np.float32]) -> Encoding:
            near = ear._encode(sound, len(sound) + margin_ms * SAMPLES_PER_MS)
            return np.concatenate([near, *rest(near.shape[1])], axis=1)

        return recipe

    return {
        "30 s": whole_window,
        "clip + 1 s, nothing behind": join(1000, lambda n: ()),
        "+ 0.5 s, silence from its start": join(500, lambda n: (alone[:, : 1500 - n],)),
        "+ 0.5 s, first 100 and last 200 of silence": join(500, lambda n: (alone[:, :100], alone[:, -200:])),
        "+ 0.5 s, silence from n": join(500, lambda n: (alone[:, n:],)),
        "+ 1 s, silence from n": join(1000, lambda n: (alone[:, n:],)),
        "+ 0.3 s, silence behind a sound, from n": join(300, lambda n: (behind_buzz[:, n:],)),
        "+ 0.5 s, silence behind a sound, from n": join(500, lambda n: (behind_buzz[:, n:],)),
        "+ 1 s, silence behind a sound, from n": join(1000, lambda n: (behind_buzz[:, n:],)),
        "+ 2 s, silence behind a sound, from n": join(2000, lambda n: (behind_buzz[:, n:],)),
        "+ 1 s, the same, n to n+200 and last 100": join(
            1000, lambda n: (behind_buzz[:, n : n + 200], behind_buzz[:, -100:])
        ),
        "+ 1 s, the same, every second position": join(1000, lambda n: (behind_buzz[:, n::2],)),
    }


def _cut(hear: Hearing) -> Hearing:
    """As an endpointer cuts: 250 ms before the first loud frame, 200 ms after the last one."""

    def hear_cut(samples: Samples, clip: Clip) -> str:
        frame = 20 * SAMPLES_PER_MS
        power = np.mean(
            pcm.to_float(samples[: len(samples) // frame * frame]).reshape(-1, frame) ** 2, axis=1
        )
        [loud] = np.nonzero(power > power.max() / 1000)
        begin, end = loud[0] * frame - 250 * SAMPLES_PER_MS, (loud[-1] + 1) * frame + 200 * SAMPLES_PER_MS
        return hear(samples[max(0, begin) : end], clip)

    return hear_cut


def _quiet(hear: Hearing) -> Hearing:
    return lambda samples, clip: hear(
        pcm.nearest(samples * 10 ** ((QUIET_DBFS - pcm.level_dbfs(samples)) / 20)), clip
    )


CONDITIONS: dict[str, Callable[[Hearing], Hearing]] = {
    "as recorded": lambda hear: hear,
    "cut tightly": _cut,
    f"at {QUIET_DBFS:.0f} dBFS": _quiet,
}


# -- nothing, and next to nothing ---------------------------------------------------------------------


def _phantoms(ear: Transcriber, corpora: Path) -> dict[str, Any]:
    count = 0
    heard: dict[str, list[str]] = {}
    for name, samples in sounds_without_words(corpora):
        count += 1
        if text := next(ear.run(TranscribeJob("", 0, samples))).text:
            heard.setdefault(name, []).append(text)
    return {"sounds": count, "heard": heard}


def _single_digits(ear: Transcriber, corpora: Path) -> dict[str, Any]:
    """How many are not heard at all, and how many are taken for another word; beside the 30 s window."""
    hear, hear_whole = _ours(ear), _through(ear, whole_window)
    clip = Clip(Path(), "", "en", "", is_slots=False)
    heard = [
        (digit, hear(samples, clip), hear_whole(samples, clip))
        for digit, _, samples in single_digits(corpora)
    ]
    return {
        "digits": len(heard),
        "missed": sum(not ours for _, ours, _ in heard),
        "wrong": sum(bool(ours) and spoken(ours) != [digit] for digit, ours, _ in heard),
        "missed_though_right": sum(not ours and spoken(whole) == [digit] for digit, ours, whole in heard),
        "wrong_in_30_s": sum(spoken(whole) != [digit] for digit, _, whole in heard),
    }


# -- to be looked at ----------------------------------------------------------------------------------


def _tables(ear: str, result: dict[str, Any]) -> Iterator[Table]:
    sets = Table(ear, "words", "wrong %, 30 s", "wrong %, ours", "loops", "cpu ms, 30 s", "cpu ms, ours")
    for name, ways in result["sets"].items():
        whole, ours = ways["window of 30 s"], ways["ours"]
        sets.add_row(
            *(name, str(ours["words"]), str(whole["wrong_percent"]), str(ours["wrong_percent"])),
            *(f"{whole['loops']} / {ours['loops']}", str(whole["cpu_ms"]), str(ours["cpu_ms"])),
        )
    yield sets
    others = Table("recipe or condition", "wrong %", "loops", "cpu ms")
    for name, figure in {**result["recipes"], **result["conditions"]}.items():
        others.add_row(name, *(str(figure[key]) for key in ("wrong_percent", "loops", "cpu_ms")))
    yield others
    rest = Table("", "")
    for name, figure in {**result["nothing_said"], **result["single_digits"]}.items():
        rest.add_row(name, str(figure))
    yield rest


def _plot(result: dict[str, Any]) -> Figure:
    figure = Figure(figsize=(6.5, 4), layout="constrained")
    axes = figure.add_subplot()
    for ear, ways in result.items():
        for name, marker in (("window of 30 s", "o"), ("ours", "*")):
            of_way = [one[name] for one in ways["sets"].values()]
            wrong = 100 * sum(one["wrong_percent"] / 100 * one["words"] for one in of_way)
            axes.plot(
                statistics.median(one["cpu_ms"] for one in of_way),
                wrong / sum(one["words"] for one in of_way),
                marker,
                markersize=12,
                label=f"{ear}, {name}",
            )
    axes.set(xlabel="CPU ms per clip, one thread", ylabel="words wrong, %", xlim=(0, None), ylim=(0, None))
    axes.legend()
    return figure


def main() -> None:
    if len(sys.argv) > 1:
        json.dump(measure(sys.argv[1], quick="quick" in sys.argv), sys.stdout)
    else:
        run()


if __name__ == "__main__":
    main()
