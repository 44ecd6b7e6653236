"""How soon after a caller's last voiced sample their words are there, and what speculation costs.

Every pause starts a transcription of the utterance so far; if speech goes on it is thrown away, and if not it
is the final text. Over recorded utterances of up to 8 s (recorded_calls.py), by language. The time counts
from the last voiced sample of the clean recording to the ear's answer for the last stretch of speech. How
long we then wait before we answer is another matter (endpointing.py, turn_latency.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

from agent.double.measure import spread
from agent.settings import Settings
from benchmarks import machine
from benchmarks.recorded_calls import Heard, all_heard
from benchmarks.words import edits, is_digits, spoken

LIMITS_MS = {"p50": 200, "p95": 400}
MIDDLE_MS, LONG_MS = 2000, 5000
LENGTHS_MS = {"up to 2 s": (0, MIDDLE_MS), "2 to 5 s": (MIDDLE_MS, LONG_MS), "5 to 8 s": (LONG_MS, 1e9)}


def run(quick: bool = False) -> dict[str, Any]:
    """Play, print, save."""
    console, settings = Console(), Settings()
    if not (settings.corpora_dir / "dev" / "manifest.tsv").exists():
        console.print(f"skipped: no recorded speech in {settings.corpora_dir}; set FRONTDESK_CORPORA_DIR")
        return {}
    found = {language: {"ear": ear} | figures(heard) for language, (ear, heard) in all_heard(quick).items()}
    result = {"limits_ms": LIMITS_MS, "languages": found}
    console.print(_table(result))
    machine.save("final_text", result, _plot(result), quick=quick)
    return result


def figures(heard: Sequence[Heard]) -> dict[str, Any]:
    waits_ms = [wait_ms for one in heard if (wait_ms := after_speech_ms(one)) is not None]
    finals = [final for one in heard for final in one.finals]
    words = wrong = 0
    for one in heard:
        if not one.clip.is_slots:
            digits = is_digits(one.clip.text, one.clip.language)
            said = spoken(one.clip.text, one.clip.language, digits)
            words += len(said)
            wrong += edits(said, spoken(one.line, one.clip.language, digits))
    return {
        "utterances": len(heard),
        "nothing_heard": sum(not one.line for one in heard),
        "after_speech_ms": spread(waits_ms),
        "by_length": {
            name: spread(
                [
                    wait_ms
                    for one in heard
                    if least_ms <= one.length_ms < most_ms and (wait_ms := after_speech_ms(one)) is not None
                ]
            )
            for name, (least_ms, most_ms) in LENGTHS_MS.items()
        },
        "ear_ms": spread([final.there_ms - final.asked_ms for final in finals]),
        "finals": len(finals),
        "used": sum(final.used for final in finals),
        "thrown_away": sum(not final.used for final in finals),
        "words_wrong_share": round(wrong / words, 4) if words else None,
        "each_ms": sorted(round(wait_ms) for wait_ms in waits_ms),
    }


def after_speech_ms(one: Heard) -> float | None:
    """Till the last words were there; None where no ear was asked."""
    return max((final.there_ms - one.end_ms for final in one.finals if final.used), default=None)


def _table(result: dict[str, Any]) -> Table:
    table = Table(
        *("", "utterances", "p50", "p95", "max", "ear p50", "finals", "thrown away", "nothing heard"),
        "words wrong",
        title="ms from the last voiced sample to the final text",
        title_justify="left",
    )
    for language, row in result["languages"].items():
        spreads = {f"{row['ear']}, {language}": row["after_speech_ms"]} | row["by_length"]
        for i, (name, waits) in enumerate(spreads.items()):
            shares = (row["finals"], row["thrown_away"], row["nothing_heard"], row["words_wrong_share"])
            table.add_row(
                *(name, *(str(waits[key]) for key in ("count", "p50", "p95", "max"))),
                *((str(row["ear_ms"]["p50"]), *map(str, shares)) if i == 0 else ()),
                style="bold" if i == 0 else "",
            )
    table.caption = " ".join(f"{key} <= {limit_ms}" for key, limit_ms in result["limits_ms"].items())
    return table


def _plot(result: dict[str, Any]) -> Figure:
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot()
    for language, row in result["languages"].items():
        waits_ms = row["each_ms"]
        share = np.arange(1, len(waits_ms) + 1) / max(1, len(waits_ms))
        axes.step(waits_ms, share, where="post", label=f"{row['ear']}, {language}")
    for limit_ms, share_there in zip(LIMITS_MS.values(), (0.5, 0.95), strict=True):
        axes.plot(limit_ms, share_there, "kx")
    axes.set(xlabel="ms from the last voiced sample", ylabel="share whose final text is there")
    axes.set_xlim(left=0)
    axes.legend()
    return figure


if __name__ == "__main__":
    run()
