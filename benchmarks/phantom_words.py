"""What is written down though nobody said it, and what is not though somebody did.

An hour of phantom_sounds.py and the short true answers of short_answers.py go through whole virtual calls
(virtual_call.py): line, voice activity, endpointer, ear, session. A phantom is a line of the caller's in the
transcript; a shown partial that came to nothing is counted beside it. Every second sound comes after a
question for yes or no, where the ear is told to expect just these words.

An answer is kept if anything was written down; its words are right by edits, as in accuracy.py. Figures do
not depend on the machine's speed, so the calls are spread over its cores.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from matplotlib.figure import Figure
from rich.console import Console
from rich.progress import track
from rich.table import Table

from agent.commands import Commit, Role, ShowPartial, Transcribe
from agent.dialogue.flow import Expects
from agent.settings import Settings
from audio import pcm
from audio.frame import SAMPLES_PER_MS, Samples
from benchmarks import machine
from benchmarks.phantom_sounds import PEOPLE, Sound, sounds
from benchmarks.short_answers import Answer, answers
from benchmarks.virtual_call import LINE_DBFS, Ear, Listening, VirtualCall, Voices
from benchmarks.words import edits, is_digits, spoken
from models.process import ONE_THREAD
from models.weights import Weights

LENGTH_S, QUICK_LENGTH_S = 23.0, 2.2  # of each sound: some 170 of them
LAST_WORDS_MS = 2500  # after the sound, for the last line to be written
QUICK_ANSWERS = 24  # every so many
LEAST_KEPT = 0.98
# Language, ear ("": as set), and of how many sounds, and answers, it hears one: an hour for the usual ear is
# enough, and in Spanish the ear is the same as in French.
EARS = (("en", "", 1, 1), ("en", "whisper-base", 7, 4), ("es", "whisper-base", 13, 1))

Asked = TypeVar("Asked")


@dataclass(frozen=True)
class Outcome:
    """Of one call."""

    lines: tuple[str, ...]
    shown: tuple[str, ...]  # the last partial of each utterance
    hearings: int  # how often the ear was asked


def run(quick: bool = False) -> dict[str, Any]:
    """Play, print, save."""
    console, settings = Console(), Settings()
    if not (settings.corpora_dir / "dev" / "manifest.tsv").exists():
        console.print(f"skipped: no recorded speech in {settings.corpora_dir}; set FRONTDESK_CORPORA_DIR")
        return {}
    result: dict[str, Any] = {}
    for language, name, every_sound, every_answer in EARS:
        ear = name or settings.ear
        if not (settings.weights_dir / ear).is_dir():
            console.print(f"skipped {ear}: its weights are not here; `frontdesk weights pull {ear}`")
        elif not quick:
            result[f"{ear}, {language}"] = measure(settings, ear, language, every_sound, every_answer)
        elif not result:
            result[f"{ear}, {language}"] = measure(settings, ear, language, 3, QUICK_ANSWERS, QUICK_LENGTH_S)
    console.print(*map(_table, result, result.values()))
    for figures in result.values():
        _print_faults(console, figures)
    machine.save("phantom_words", result, _plot(result), quick=quick)
    return result


def measure(
    settings: Settings,
    ear: str,
    language: str,
    every_sound: int,
    every_answer: int,
    length_s: float = LENGTH_S,
) -> dict[str, Any]:
    weights = Weights(settings.weights_dir)
    voices = Voices(weights.path(settings.voice))
    said = list(answers(settings.corpora_dir, voices, language))[::every_answer]
    voices.close()
    noises = islice(enumerate(sounds(settings.corpora_dir, length_s)), 0, None, every_sound)
    with _workers(weights.path(ear), language) as workers:
        heard = _played(workers, noises, play_sound, f"{ear}, {language}: sounds")
        kept = _played(workers, said, play_answer, f"{ear}, {language}: answers")
    return {
        "sounds": sound_figures([(sound, outcome) for (_, sound), outcome in heard]),
        "answers": answer_figures(kept, language),
    }


# -- calls, on all cores -----------------------------------------------------------------------------------

_ears: list[Ear] = []  # the one of a worker process


def _workers(weights: Path, language: str) -> ProcessPoolExecutor:
    os.environ.update(ONE_THREAD)  # read by the numeric libraries of the workers as they load
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(os.cpu_count(), spawn, _load, (weights, language))


def _load(weights: Path, language: str) -> None:
    _ears.append(Ear(weights, language))


def _played(
    workers: ProcessPoolExecutor, asked: Iterable[Asked], play: Callable[[Asked], Outcome], title: str
) -> list[tuple[Asked, Outcome]]:
    """A few calls at a time, or an hour of sound would lie in memory."""
    waiting = iter(asked)
    heard: list[tuple[Asked, Outcome]] = []
    for some in track(iter(lambda: list(islice(waiting, 8)), []), title, transient=True):
        heard += zip(some, workers.map(play, some), strict=True)
    return heard


def play_sound(numbered: tuple[int, Sound]) -> Outcome:
    number, sound = numbered
    line_dbfs = pcm.FLOOR_DBFS if sound.kind == "silence" else LINE_DBFS
    return _play(sound.samples, "yes_no" if number % 2 else "anything", line_dbfs)


def play_answer(answer: Answer) -> Outcome:
    return _play(answer.samples, answer.kind, LINE_DBFS)


def _play(samples: Samples, expects: Expects, line_dbfs: float) -> Outcome:
    call = VirtualCall(Listening(expects), {}, samples, _ears[0], line_dbfs=line_dbfs)
    call.run(len(samples) // SAMPLES_PER_MS + LAST_WORDS_MS)
    commands = [command for _, command in call.commands]
    lines = [command.line for command in commands if isinstance(command, Commit)]
    shown = {command.offset_ms: command.text for command in commands if isinstance(command, ShowPartial)}
    return Outcome(
        tuple(line.text.reveal() for line in lines if line.role is Role.USER),
        tuple(text.reveal() for text in shown.values()),
        sum(isinstance(command, Transcribe) for command in commands),
    )


# -- figures -----------------------------------------------------------------------------------------------


def sound_figures(heard: Sequence[tuple[Sound, Outcome]]) -> dict[str, Any]:
    kinds = list(dict.fromkeys(sound.kind for sound, _ in heard))
    mine = [(sound, outcome) for sound, outcome in heard if sound.kind != PEOPLE]
    return {
        "all": _of_sounds(mine),
        "held_out": _of_sounds([(sound, outcome) for sound, outcome in mine if sound.half == 1]),
        "by_kind": {kind: _of_sounds([each for each in heard if each[0].kind == kind]) for kind in kinds},
        "written": [
            {"sound": sound.name, "level_dbfs": sound.level_dbfs, "half": sound.half, "lines": outcome.lines}
            for sound, outcome in heard
            if outcome.lines
        ],
    }


def _of_sounds(heard: Sequence[tuple[Sound, Outcome]]) -> dict[str, Any]:
    return {
        "minutes": round(sum(len(sound.samples) for sound, _ in heard) / SAMPLES_PER_MS / 60_000, 1),
        "lines": sum(len(outcome.lines) for _, outcome in heard),
        "only_shown": sum(max(0, len(outcome.shown) - len(outcome.lines)) for _, outcome in heard),
        "hearings": sum(outcome.hearings for _, outcome in heard),
    }


def answer_figures(heard: Sequence[tuple[Answer, Outcome]], language: str) -> dict[str, Any]:
    return {
        "all": _of_answers(heard, language),
        "held_out": _of_answers([each for each in heard if each[0].half == 1], language),
        **{
            f"by_{name}": {
                value: _of_answers([each for each in heard if getattr(each[0], name) == value], language)
                for value in dict.fromkeys(getattr(answer, name) for answer, _ in heard)
            }
            for name in ("kind", "source", "condition")
        },
        "lost": [
            {"source": a.source, "condition": a.condition, "half": a.half, "text": a.text}
            for a, outcome in heard
            if not outcome.lines
        ],
    }


def _of_answers(heard: Sequence[tuple[Answer, Outcome]], language: str) -> dict[str, Any]:
    words = wrong = 0
    for answer, outcome in heard:
        one_by_one = is_digits(answer.text, language)
        said = spoken(answer.text, language, one_by_one)
        words += len(said)
        wrong += min(len(said), edits(said, spoken(" ".join(outcome.lines), language, one_by_one)))
    kept = sum(bool(outcome.lines) for _, outcome in heard)
    return {
        "count": len(heard),
        "kept": kept,
        "kept_share": round(kept / len(heard), 4) if heard else None,
        "words_right_share": round(1 - wrong / words, 4) if words else None,
    }


# -- to be looked at ---------------------------------------------------------------------------------------


def _table(ear: str, result: dict[str, Any]) -> Table:
    table = Table(
        *("sound", "minutes", "lines", "only shown", "heard"),
        *("answers", "count", "kept", "words right"),
        title=f"{ear}: bars are 0 lines, and {LEAST_KEPT:.0%} kept",
        title_justify="left",
    )
    sound_rows = {"all": result["sounds"]["all"], "held out": result["sounds"]["held_out"]}
    sound_rows |= result["sounds"]["by_kind"]
    answer_rows = {"all": result["answers"]["all"], "held out": result["answers"]["held_out"]}
    for name in ("by_kind", "by_source", "by_condition"):
        answer_rows |= result["answers"][name]
    left = [
        (name, *(str(row[key]) for key in ("minutes", "lines", "only_shown", "hearings")))
        for name, row in sound_rows.items()
    ]
    right = [
        (name, str(row["count"]), *map(_percent, (row["kept_share"], row["words_right_share"])))
        for name, row in answer_rows.items()
    ]
    for i in range(max(len(left), len(right))):
        cells = (*(left[i : i + 1] or [("",) * 5])[0], *(right[i : i + 1] or [("",) * 4])[0])
        table.add_row(*cells, style="bold" if i < 2 else "")
    return table


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _print_faults(console: Console, result: dict[str, Any]) -> None:
    for each in result["sounds"]["written"]:
        console.print("written:", each, highlight=False)
    for each in result["answers"]["lost"]:
        console.print("lost:", each, highlight=False)


def _plot(result: dict[str, Any]) -> Figure:
    figure = Figure(figsize=(9, 4.5), layout="constrained")
    phantoms, kept = figure.subplots(1, 2)
    for shift, (ear, figures) in enumerate(result.items()):
        per_hour = {
            kind: 60 * row["lines"] / row["minutes"]
            for kind, row in figures["sounds"]["by_kind"].items()
            if row["minutes"]
        }
        places = [i + 0.2 * shift for i in range(len(per_hour))]
        phantoms.barh(places, list(per_hour.values()), 0.2, label=ear)
        phantoms.set_yticks(places, list(per_hour), fontsize=6)
        shares = {
            name: row["kept_share"]
            for by in ("by_kind", "by_condition")
            for name, row in figures["answers"][by].items()
            if row["kept_share"] is not None
        }
        kept.plot(list(shares.values()), list(shares), "o", label=ear)
    phantoms.set(title="lines written an hour, though nobody spoke")
    kept.axvline(LEAST_KEPT, color="black", linestyle=":")
    kept.set(title="share of short answers kept")
    kept.legend(fontsize=7)
    return figure


if __name__ == "__main__":
    run()
