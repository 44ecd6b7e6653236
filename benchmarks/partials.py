"""What a viewer sees while a caller speaks: how soon, how often, and whether what stands is taken back.

Over recorded utterances in virtual calls with the real ear (recorded_calls.py). The first partial counts from
the first voiced sample of the clean recording, for utterances that last longer than FIRST_MS. A word in the
stable prefix is *taken back* if a later partial of the utterance does not begin with that prefix; it is
*right* if the finished line has it, by edits: that line is another hearing, of the whole, and may correct.
What is shown because a pause has had everything heard counts only for what is taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

from agent.double.measure import spread
from agent.settings import Settings
from benchmarks import machine
from benchmarks.recorded_calls import Heard, Shown, all_heard
from benchmarks.words import edits, spoken

FIRST_MS = 600  # within which the first shall be there
EVERY_MS = 300


def run(quick: bool = False) -> dict[str, Any]:
    """Play, print, save."""
    console, settings = Console(), Settings()
    if not (settings.corpora_dir / "dev" / "manifest.tsv").exists():
        console.print(f"skipped: no recorded speech in {settings.corpora_dir}; set FRONTDESK_CORPORA_DIR")
        return {}
    result = {language: {"ear": ear} | figures(heard) for language, (ear, heard) in all_heard(quick).items()}
    console.print(_table(result))
    machine.save("partials", result, _plot(result), quick=quick)
    return result


def figures(heard: Sequence[Heard]) -> dict[str, Any]:
    long = [one for one in heard if one.length_ms > FIRST_MS]
    firsts_ms = [one.utterances[0][0].at_ms - one.onset_ms for one in long if one.utterances]
    meanwhile = [_meanwhile(partials) for one in heard for partials in one.utterances]
    intervals_ms = [b.at_ms - a.at_ms for partials in meanwhile for a, b in pairwise(partials)]
    stable = taken_back = 0
    for utterance in (utterance for one in heard for utterance in one.utterances):
        settled, broken = prefixes(utterance)
        stable += settled
        taken_back += broken
    final_words = right = shown_words = 0
    for one in heard:
        line = spoken(one.line, one.clip.language)
        lasts = [partials[-1] for each in one.utterances if (partials := _meanwhile(each))]
        kept = [last.text[: last.stable_chars] for last in lasts]
        words = spoken(" ".join(kept), one.clip.language)
        # what the line has beyond the prefix costs nothing: the best of its beginnings is compared
        wrong = min(edits(words, line[:end]) for end in range(len(line) + 1))
        final_words += len(line)
        shown_words += len(words)
        right += max(0, len(words) - wrong)
    return {
        "utterances": len(heard),
        "first_ms": spread(firsts_ms),
        "without_partial": sum(not one.utterances for one in long),
        "interval_ms": spread(intervals_ms),
        "partials": sum(map(len, meanwhile)),
        "stable_words": stable,
        "taken_back": taken_back,
        "stable_right_share": round(right / shown_words, 4) if shown_words else None,
        "stable_at_the_end_share": round(shown_words / final_words, 4) if final_words else None,
        "each_first_ms": sorted(round(first_ms) for first_ms in firsts_ms),
        "each_interval_ms": sorted(intervals_ms),
    }


def _meanwhile(partials: Sequence[Shown]) -> list[Shown]:
    return [shown for shown in partials if not shown.at_pause]


def prefixes(partials: Sequence[Shown]) -> tuple[int, int]:
    """Words that became stable in one utterance, and those that a later partial does not begin with."""
    stable: list[str] = []
    broken = 0
    for shown in partials:
        words = shown.text.split()
        broken += sum(a != b for a, b in zip(stable, words, strict=False)) + max(0, len(stable) - len(words))
        stable = shown.text[: shown.stable_chars].split()
    return len(stable), broken


def _table(result: dict[str, Any]) -> Table:
    table = Table(
        *("", "utterances", "first p50", "p95", "none", "interval p50", "p95"),
        *("stable words", "taken back", "right", "of the line"),
        title=f"partials, ms from the first voiced sample; bars: {FIRST_MS}, {EVERY_MS}, 0 taken back",
        title_justify="left",
    )
    for language, row in result.items():
        table.add_row(
            f"{row['ear']}, {language}",
            str(row["utterances"]),
            *(str(row["first_ms"][key]) for key in ("p50", "p95")),
            str(row["without_partial"]),
            *(str(row["interval_ms"][key]) for key in ("p50", "p95")),
            *(str(row[key]) for key in ("stable_words", "taken_back")),
            *(str(row[key]) for key in ("stable_right_share", "stable_at_the_end_share")),
        )
    table.caption = (
        "right: stable words that the finished line has; of the line: stable before it was finished"
    )
    return table


def _plot(result: dict[str, Any]) -> Figure:
    figure = Figure(figsize=(9, 4), layout="constrained")
    first, interval = figure.subplots(1, 2, sharey=True)
    for axes, key, limit_ms in (
        (first, "each_first_ms", FIRST_MS),
        (interval, "each_interval_ms", EVERY_MS),
    ):
        for language, row in result.items():
            share = np.arange(1, len(row[key]) + 1) / max(1, len(row[key]))
            axes.step(row[key], share, where="post", label=f"{row['ear']}, {language}")
        axes.axvline(limit_ms, color="black", linestyle=":")
        axes.set_xlim(left=0)
    first.set(title="onset to the first partial", xlabel="ms", ylabel="share")
    interval.set(title="from one partial to the next", xlabel="ms")
    first.legend()
    return figure


if __name__ == "__main__":
    run()
