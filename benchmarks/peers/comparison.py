"""What side_by_side.py found: which line belongs to which turn, word errors, figures, a table and a plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure
from rich.table import Table

from agent.double.measure import Turn, spread
from agent.io.ring import CallRecord
from audio.frame import Samples
from benchmarks.words import edits
from benchmarks.words import spoken as spoken_words

OURS, PEER = "frontdesk", "pipecat"
KINDS = ("sentence", "hesitating")
COLOURS = {OURS: "#0072B2", PEER: "#D55E00"}
EARLY_MS = 500  # a line may be dated a little before the sound it came from


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A turn of the caller's. `text` where it is known word for word, else empty."""

    name: str
    kind: str  # of KINDS
    source: str
    samples: Samples
    text: str


class Answered(NamedTuple):
    """What became of a turn: by the sound, and by what the server says it understood."""

    turn: Turn
    heard: str


def attributed(lines: Sequence[tuple[int, str]], onsets_ms: Sequence[float]) -> list[str]:
    """For each turn the lines dated from a little before its onset to a little before the next one's."""
    borders = [onset - EARLY_MS for onset in onsets_ms] + [float("inf")]
    return [
        " ".join(text for at_ms, text in lines if begin <= at_ms < end) for begin, end in pairwise(borders)
    ]


def figures(
    spoken: Sequence[Spoken],
    answered: dict[str, list[Answered]],
    records: dict[str, list[CallRecord]],
) -> dict[str, Any]:
    """Everything measured, ready for JSON."""
    systems = {name: _of_system(spoken, answered[name], records[name]) for name in answered}
    both = [
        (mine.turn.latency_ms, its.turn.latency_ms)
        for mine, its in zip(answered[OURS], answered[PEER], strict=True)
        if mine.turn.latency_ms is not None and its.turn.latency_ms is not None
    ]
    medians = [systems[name]["latency_ms"]["p50"] for name in (OURS, PEER)]
    return {
        "turns": len(spoken),
        "systems": systems,
        "ratio_of_medians": round(medians[0] / medians[1], 3) if all(medians) else None,
        # the same over the turns that both answered without talking over: no turn chosen by its system
        "ratio_of_medians_common": round(
            float(np.median([mine for mine, _ in both]) / np.median([its for _, its in both])), 3
        )
        if both
        else None,
        "common_turns": len(both),
        "each_turn": [
            {"clip": each.name, "kind": each.kind, "source": each.source, "said": each.text}
            | {
                name: asdict(answered[name][at].turn) | {"heard": answered[name][at].heard}
                for name in answered
            }
            for at, each in enumerate(spoken)
        ],
    }


def _of_system(
    spoken: Sequence[Spoken], answered: Sequence[Answered], records: Sequence[CallRecord]
) -> dict[str, Any]:
    known = [
        (spoken_words(each.text), spoken_words(became.heard))
        for each, became in zip(spoken, answered, strict=True)
        if each.text
    ]
    said = sum(len(text) for text, _ in known)
    errors = sum(edits(*pair) for pair in known)
    greetings_ms = [record.report.greeting_ms for record in records if record.report.greeting_ms is not None]
    kinds = {}
    for kind in KINDS:
        turns = [became.turn for each, became in zip(spoken, answered, strict=True) if each.kind == kind]
        kinds[kind] = {
            "turns": len(turns),
            "latency_ms": spread([turn.latency_ms for turn in turns if turn.latency_ms is not None]),
            "talked_over": sum(turn.talked_over for turn in turns),
            "no_reply": sum(turn.latency_ms is None and not turn.talked_over for turn in turns),
        }
    return {
        "latency_ms": spread([a.turn.latency_ms for a in answered if a.turn.latency_ms is not None]),
        "greeting_ms": spread(greetings_ms),
        "kinds": kinds,
        "word_error_rate": round(errors / said, 4) if said else None,
        "words": said,
        "calls": len(records),
        "underruns": sum(len(record.report.underruns) for record in records),
        "wrong_frames": sum(record.report.wrong_frames for record in records),
        "measuring_clock_late_ms": max((record.late_ms for record in records), default=0),
    }


def table(result: dict[str, Any]) -> Table:
    shown = Table(
        title=f"side by side, ear {result['ear']}, {result['turns']} turns each", title_justify="left"
    )
    systems = result["systems"]
    shown.add_column("")
    for name in systems:
        version = result["peer_versions"]["pipecat-ai"] if name == PEER else ""
        shown.add_column(f"{name} {version}".strip(), justify="right")

    def row(title: str, cell: Any) -> None:
        shown.add_row(title, *(str(cell(system)) for system in systems.values()))

    for quantile in ("p50", "p95", "max"):
        row(f"reply after, {quantile}, ms", lambda system, q=quantile: system["latency_ms"][q])
    row("greeting after, p50, ms", lambda system: system["greeting_ms"]["p50"])
    for kind in KINDS:
        row(f"{kind}: turns", lambda system, k=kind: system["kinds"][k]["turns"])
        row("  reply after, p50, ms", lambda system, k=kind: system["kinds"][k]["latency_ms"]["p50"])
        row("  talked over", lambda system, k=kind: system["kinds"][k]["talked_over"])
        row("  no reply", lambda system, k=kind: system["kinds"][k]["no_reply"])
    row("word errors, %", lambda system: _percent(system["word_error_rate"]))
    row("underruns", lambda system: system["underruns"])
    row("wrong frames", lambda system: system["wrong_frames"])
    row("our own clock late, max, ms", lambda system: system["measuring_clock_late_ms"])
    shown.caption = (
        f"median of ours / median of theirs: {result['ratio_of_medians']};"
        f" over the {result['common_turns']} turns that both answered in time:"
        f" {result['ratio_of_medians_common']}"
    )
    return shown


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def plot(result: dict[str, Any]) -> Figure:
    """The share of all turns answered by then; talked-over turns never are, so the curves end below one."""
    figure = Figure(figsize=(10, 4.8), dpi=110, layout="constrained")
    axes = figure.subplots()
    for name, system in result["systems"].items():
        waits_ms = np.sort(
            [each[name]["latency_ms"] for each in result["each_turn"] if each[name]["latency_ms"] is not None]
        )
        if not len(waits_ms):
            continue
        over = sum(kind["talked_over"] for kind in system["kinds"].values())
        axes.step(
            np.concatenate(([0.0], waits_ms)),
            np.arange(len(waits_ms) + 1) / result["turns"],
            where="post",
            color=COLOURS[name],
            label=f"{name}: median {system['latency_ms']['p50']:.0f} ms, talked over {over}",
        )
        axes.axvline(system["latency_ms"]["p50"], color=COLOURS[name], linewidth=0.8, linestyle="--")
    axes.set_xlim(left=0)
    axes.set_ylim(0, 1)
    axes.set_xlabel("end of the caller's speech to first audible sample of the reply, ms")
    axes.set_ylabel("share of turns answered by then")
    axes.set_title(f"the same {result['turns']} recorded turns with either, ear {result['ear']}", loc="left")
    if axes.lines:
        axes.legend(loc="upper left")
    return figure
