"""Does the receptionist do what a caller rang for? Stories of tests/golden/dialogues, told over a telephone.

Each is a whole call at 8 kHz in the telephone band: the callers have other voices than ours and answer what
they hear asked. The ear, the voice, the model of meaning, the core and the wire are the real ones, and only
the clock is virtual, so that a busy machine changes nothing (benchmarks/reception_call.py). Each is told once
on a quiet line, and once with six strangers talking behind the caller, 10 dB below.

Played is the half of them that is named in held_out.txt, of those that can be told aloud (no sounds without
words, no mishearing that is part of the story). What we look at while we work is the others, and what is
written from now on.

A call succeeds when what came of it is what the story says: the same changes in the records to the minute,
the same person put through, the same answers. A change that is not the story's is a wrong booking, whoever
confirmed it. `told the wrong caller`: the call was let into the records of somebody who is not in the story.
"""

from __future__ import annotations

import multiprocessing
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from rich.console import Console
from rich.progress import track
from rich.table import Table

from agent.call.policy import Policy
from agent.double import story
from agent.double.story import Story
from agent.double.telling import likeness, reached
from agent.settings import Settings
from audio import pcm
from audio.frame import SAMPLE_RATE, Samples
from benchmarks import machine
from benchmarks.reception_call import KOKORO, PEOPLE, Mouths, Outcome, StoryCall
from benchmarks.virtual_call import Ear
from models.weights import Weights
from tests.stories import FOLDER

BABBLE_DB = 10.0
BABBLERS, BABBLE_S = 6, 20
HEARD_RIGHT = 0.9  # of the words, in order
LINES: dict[str, tuple[str, float | None]] = {
    "clean": ("en", None),
    "babble, 10 dB": ("en", BABBLE_DB),
    "Spanish, clean": ("es", None),
}
BARS = {"clean": 0.95, "babble, 10 dB": 0.85, "Spanish, clean": 0.95}
COLOURS = ("tab:blue", "tab:orange", "tab:green")
RECORDS = ("appointment", "new patient", "message")
_UNTELLABLE = re.compile(r"\(heard as|\(mumbles|\(says nothing")
HELD_OUT = frozenset(Path(__file__).with_name("held_out.txt").read_text(encoding="utf-8").split())
SPANISH = "clinic: speaks Spanish"


@dataclass(frozen=True)
class Verdict:
    """Of one call. `began`: where a failure began, "" for a success."""

    name: str
    line: str
    success: bool
    turns: int
    length_ms: int
    wrong_changes: tuple[str, ...]
    told_wrong: bool
    began: str
    detail: tuple[str, ...] = ()


def run(quick: bool = False) -> None:
    console = Console()
    verdicts = []
    calls = list(plan(quick))
    workers = 1 if quick else os.cpu_count()  # each loads all engines
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        for verdict in track(pool.map(_told, calls), "calls", len(calls), console=console):
            verdicts.append(verdict)
            if not verdict.success:
                console.print(*verdict.detail, sep="\n", markup=False, style="dim")
    report(verdicts, console, keep=not quick)


def plan(quick: bool = False) -> Iterator[tuple[str, str]]:
    """(story, line) of each call."""
    for line, (language, _) in LINES.items():
        names = [name for name in tellable(language) if name in HELD_OUT]
        for name in names[3::24][:2] if quick else names:
            yield name, line


def tellable(language: str = "en") -> list[str]:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))}
    return [
        name
        for name, text in texts.items()
        if not _UNTELLABLE.search(text) and (SPANISH in text) == (language == "es")
    ]


class Desk:
    """The engines of one language, loaded once."""

    def __init__(self, settings: Settings) -> None:
        weights, self._language = Weights(settings.weights_dir), settings.language
        wanted = {KOKORO[person.voice][0] for person in PEOPLE[settings.language] if person.voice in KOKORO}
        reader = weights.path(settings.reader or "minilm-l6-int8") if settings.language == "en" else None
        callers = {name: weights.path(name) for name in wanted}
        self.mouths = Mouths(weights.path(settings.voice), reader, callers)
        self._ear = Ear(weights.path(settings.ear), settings.language)
        self._babble: Samples | None = None

    def tell(self, name: str, line: str) -> Verdict:
        told = story.read((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
        people, snr_db = PEOPLE[self._language], LINES[line][1]
        person = people[sum(name.encode()) % len(people)]
        if snr_db is not None and self._babble is None:
            self._babble = babble(self.mouths)
        noise = None if snr_db is None else self._babble
        outcome = StoryCall(told, self.mouths, self._ear, person, noise, snr_db, Policy()).play()
        return judge(name, line, told, outcome)


@cache
def _desk(language: str) -> Desk:
    """Of this process."""
    return Desk(Settings(language=language))


def _told(call: tuple[str, str]) -> Verdict:
    name, line = call
    return _desk(LINES[line][0]).tell(name, line)


def babble(mouths: Mouths) -> Samples:
    """Six people who say other things at once, without an end."""
    size = BABBLE_S * SAMPLE_RATE
    mixed = np.zeros(size)
    texts = [
        line.said
        for name in tellable()
        if name not in HELD_OUT
        for line in story.read((FOLDER / f"{name}.txt").read_text(encoding="utf-8")).lines
        if line.who == "caller" and len(line.said) > 25
    ]
    for i, person in enumerate(PEOPLE["en"][:BABBLERS]):
        said = np.concatenate([mouths.caller(text, person) for text in texts[i * 8 : i * 8 + 8]])
        said = np.roll(np.resize(said, size), i * size // BABBLERS)  # they do not breathe together
        mixed += said * (1000 / max(1.0, float(np.std(said))))
    return pcm.nearest(mixed)


# -- what came of it ---------------------------------------------------------------------------------


def judge(name: str, line: str, told: Story, outcome: Outcome) -> Verdict:
    expected = [each.text for each in told.lines if each.who == "fact" and "another caller" not in each.text]
    changes = [fact for fact in outcome.facts if fact.startswith(RECORDS)]
    wanted = [fact for fact in expected if fact.startswith(RECORDS)]
    wrong = tuple(
        fact
        for fact in changes
        if fact.startswith("appointment") and not any(same(fact, each) for each in wanted)
    )
    ours = [text for who, text in outcome.lines if who == "agent"]
    put_through = any(fact.startswith("put through") for fact in outcome.facts)
    success = (
        len(changes) == len(wanted)
        and all(map(same, changes, wanted))
        and put_through == any(fact.startswith("put through") for fact in expected)
        and (bool(wanted) or put_through or all(reached(told, ours, "").values()))
    )
    text = "\n".join(map(str, told.lines))
    told_wrong = any(who not in text for who in outcome.identified if who.split()[0] not in text)
    detail = [f"--- {name}, {line}", *(f"{who}: {said}" for who, said in outcome.lines), *outcome.facts]
    return Verdict(
        name,
        line,
        success,
        sum(who == "caller says" for who, _ in outcome.lines),
        outcome.length_ms,
        wrong,
        told_wrong,
        "" if success else began(told, outcome),
        () if success and not wrong and not told_wrong else tuple(detail),
    )


def same(fact: str, wanted: str) -> bool:
    """Word for word; of a message its number, and most of its words."""
    if fact.startswith("message") and wanted.startswith("message"):
        (text, number), (meant, whole) = (each.split(" Ring ") for each in (fact, wanted))
        return number == whole and likeness(text, meant) >= 0.5
    return fact == wanted


def began(told: Story, outcome: Outcome) -> str:
    """What went before the first words of ours that are not in the story."""
    ours = {each.text for each in told.lines if each.who.startswith("agent")}
    said = ""
    heard: list[str] = []
    for who, text in outcome.lines:
        if who == "caller says":
            said, heard = text, []
        elif who == "caller heard":
            heard.append(text)
        elif not any(text in each or each in text for each in ours):
            break
    all_heard = " ".join(heard)
    if len(heard) > 1 or not heard:
        return "endpoint cut" if heard else "not heard"
    return "understood wrong" if likeness(all_heard, said) >= HEARD_RIGHT else "heard wrong"


# -- the report --------------------------------------------------------------------------------------


def report(verdicts: Sequence[Verdict], console: Console, keep: bool) -> None:
    figures: dict[str, Any] = {}
    table = Table(*"line|calls|success|bar|turns|wrong bookings|told the wrong caller|began".split("|"))
    for line in LINES:
        of_line = [verdict for verdict in verdicts if verdict.line == line]
        if not of_line:
            continue
        right = sum(verdict.success for verdict in of_line)
        causes = Counter(verdict.began for verdict in of_line if verdict.began)
        figures[line] = {
            "calls": len(of_line),
            "successes": right,
            "success": round(right / len(of_line), 3),
            "bar": BARS[line],
            "turns_mean": round(float(np.mean([verdict.turns for verdict in of_line])), 1),
            "length_s_mean": round(float(np.mean([verdict.length_ms for verdict in of_line])) / 1000, 1),
            "wrong_bookings": sum(len(verdict.wrong_changes) for verdict in of_line),
            "told_the_wrong_caller": sum(verdict.told_wrong for verdict in of_line),
            "failures_began": dict(causes),
            "failed": sorted(verdict.name for verdict in of_line if not verdict.success),
        }
        one = figures[line]
        table.add_row(
            line,
            str(one["calls"]),
            f"{one['success']:.1%}",
            f"{one['bar']:.0%}",
            str(one["turns_mean"]),
            str(one["wrong_bookings"]),
            str(one["told_the_wrong_caller"]),
            ", ".join(f"{cause} {count}" for cause, count in causes.most_common()) or "-",
        )
    console.print(table)
    if keep:
        calls = [asdict(verdict) | {"detail": list(verdict.detail)} for verdict in verdicts]
        machine.save("receptionist", figures | {"calls": calls}, _plot(figures))


def _plot(figures: dict[str, Any]) -> Figure:
    plot = Figure(figsize=(9, 3.5), layout="constrained")
    success, causes = plot.subplots(1, 2)
    lines = list(figures)
    success.bar(lines, [100 * figures[line]["success"] for line in lines], color=COLOURS)
    for i, line in enumerate(lines):
        success.plot([i - 0.4, i + 0.4], [100 * figures[line]["bar"]] * 2, "k--")
    success.set(ylim=(0, 100), ylabel="calls that did what they were for, %", title="success (dashed: bar)")
    names = sorted({cause for line in lines for cause in figures[line]["failures_began"]})
    for i, line in enumerate(lines):
        counts = [figures[line]["failures_began"].get(name, 0) for name in names]
        causes.bar(np.arange(len(names)) + (i - 1) * 0.27, counts, 0.27, label=line, color=COLOURS[i])
    causes.set_xticks(np.arange(len(names)), names)
    causes.set(title="where failures began", ylabel="calls")
    causes.legend()
    return plot
