"""What we believe the caller has heard, against what the double's network really played.

The calls are made in heard_calls.py: virtual, so the figures are the same on every machine.

Three errors are counted in words. *Cut*: what was written down of an interrupted line, against all that the
caller ever got of it. *At once*: the same, had we not waited for the carrier to confirm. *At an instant*:
played until now, less credited now, at random moments; here news of what was played has to come all the way
back. An error below zero would be a word credited that was not played: there must be none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from itertools import product
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import machine
from benchmarks.heard_calls import FAULTS, Call, Line, Outcome

DELAYS_MS = ((0, 0), (75, 75), (150, 150), (150, 0))
JITTERS_MS = (0, 30, 100, 200)
GUSTS_MS = 4000
LENGTH_MS, QUICK_LENGTH_MS = 180_000, 20_000
CALLS, QUICK_CALLS = 2, 1
AUDIBLE_HOLE_MS = 20  # a hole in a word that is no longer than one frame passes unnoticed


def run(quick: bool = False) -> dict[str, Any]:
    """Play, print, save."""
    lines = [
        Line(there_ms, back_ms, jitter_ms, faults, drift_ppm=200 if i % 2 else -200)
        for i, ((there_ms, back_ms), jitter_ms, faults) in enumerate(product(DELAYS_MS, JITTERS_MS, FAULTS))
    ]
    lines += [Line(75, 75, jitter_ms, gusts_ms=GUSTS_MS) for jitter_ms in JITTERS_MS[1:]]
    length_ms = QUICK_LENGTH_MS if quick else LENGTH_MS
    outcomes = []
    for line in track(lines, "calls"):
        outcome = Outcome()
        for seed in range(QUICK_CALLS if quick else CALLS):
            outcome += Call(line, seed).run(length_ms)
        outcomes.append((line, outcome))
    result = {
        "by_kind": {
            kind: figures(outcome for line, outcome in outcomes if _kind(line) == kind)
            for kind in dict.fromkeys(_kind(line) for line in lines)
        },
        "by_line": [asdict(line) | figures([outcome]) for line, outcome in outcomes],
        "all": figures(outcome for _, outcome in outcomes),
    }
    Console().print(_table(result))
    machine.save("heard_ledger", result, _plot(result), quick=quick)
    return result


def _kind(line: Line) -> str:
    return f"{line.jitter_ms}, in gusts" if line.gusts_ms else f"{line.jitter_ms}, {line.faults}"


def figures(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    total = Outcome()
    for outcome in outcomes:
        total += outcome
    holes_ms = [hole_ms for hole_ms in total.holes_ms if hole_ms > AUDIBLE_HOLE_MS]
    return {
        "spoken_s": round(total.spoken_ms / 1000),
        "cut": _errors(total.cut_words),
        "cut_at_once": _errors(total.at_once_words),
        "at_an_instant": _errors(total.instant_words),
        "lead_ms": _mean(total.lead_ms),
        "taken_back_ms": _mean(total.taken_back_ms),
        "underruns": len(holes_ms),
        "longest_underrun_ms": max(holes_ms, default=0),
        "over_after_ms": {"p50": _percentile(total.over_ms, 50), "max": max(total.over_ms, default=None)},
        "over_too_early": sum(over_ms < 0 for over_ms in total.over_ms),
    }


def _errors(words: list[int]) -> dict[str, Any]:
    return {
        "count": len(words),
        "exact": _share(words, lambda error: error == 0),
        "within_one": _share(words, lambda error: 0 <= error <= 1),
        "p99": _percentile(words, 99),
        "max": max(words, default=None),
        "never_played": sum(error < 0 for error in words),
    }


def _share(values: list[int], holds: Callable[[int], bool]) -> float | None:
    return round(sum(map(holds, values)) / len(values), 4) if values else None


def _percentile(values: list[int], share: int) -> int | None:
    return int(np.percentile(values, share, method="higher")) if values else None


def _mean(values: list[int]) -> float | None:
    return round(float(np.mean(values)), 1) if values else None


def _table(result: dict[str, Any]) -> Table:
    table = Table(
        *("jitter, marks", "lines cut", "exact", "<= 1", "p99", "at once", "instant", "never played"),
        *("lead", "underruns", "over after"),
        title="words by which we err; delays 0 to 150 ms one way, clocks 200 ppm apart; times in ms",
        title_justify="left",
    )
    for kind, row in [*result["by_kind"].items(), ("all", result["all"])]:
        never = sum(row[kind]["never_played"] for kind in ("cut", "cut_at_once", "at_an_instant"))
        table.add_row(
            kind,
            *(str(row["cut"][key]) for key in ("count", "exact", "within_one", "p99")),
            *(str(row[kind]["p99"]) for kind in ("cut_at_once", "at_an_instant")),
            str(never),
            f"{row['lead_ms']:.0f}",
            str(row["underruns"]),
            f"{row['over_after_ms']['p50']}, {row['over_after_ms']['max']}",
            style="bold" if kind == "all" else "",
        )
    table.caption = f"at once, instant: p99; over after: p50, max; {result['all']['spoken_s']} s of speech"
    return table


def _plot(result: dict[str, Any]) -> Figure:
    figure = Figure(figsize=(10, 4), layout="constrained")
    cut, instant = figure.subplots(1, 2, sharey=True)
    for faults in FAULTS:
        shares = [
            result["by_kind"][f"{jitter_ms}, {faults}"]["cut"]["within_one"] for jitter_ms in JITTERS_MS
        ]
        cut.plot(JITTERS_MS, shares, "o-", label=faults)
    cut.set(title="an interrupted line, as written down", xlabel="jitter, ms", ylabel="share within one word")
    cut.legend(title="marks")
    for there_ms, back_ms in DELAYS_MS:
        rows = [
            row
            for row in result["by_line"]
            if (row["there_ms"], row["back_ms"], row["faults"], row["gusts_ms"])
            == (there_ms, back_ms, "whole", 0)
        ]
        shares = [row["at_an_instant"]["within_one"] for row in rows]
        instant.plot(JITTERS_MS, shares, "o-", label=f"{there_ms} there, {back_ms} back")
    instant.set(title="at an instant, before the news is here", xlabel="jitter, ms")
    instant.legend(title="ms of delay; marks whole")
    for axes in (cut, instant):
        axes.axhline(0.99, color="black", linestyle=":")
    return figure
