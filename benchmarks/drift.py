"""Half an hour of talking to a carrier whose clock is not ours, over a line that is not steady.

Whole virtual calls (virtual_call.py): a line of a quarter of a minute, said again and again, on the real
session, playout and wire. Nobody answers, no engine runs and no time passes, so the figures are the same on
every machine. Every frame carries its number, from which the network's own timeline tells all: a *hole* is
silence in the middle of a line, and an underrun is one that is longer than a frame; the *lead* is how long
before it is played a frame has left us, which is what an interruption has to undo.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from rich.console import Console
from rich.progress import track
from rich.table import Table

from agent.call.policy import Policy
from agent.commands import SendFrame
from agent.dialogue.flow import Flow, HangUp, Reply, Say, Why
from agent.events import WordEnd
from audio import pcm
from audio.frame import FRAME_MS, FRAME_SAMPLES
from benchmarks import machine
from benchmarks.virtual_call import Recording, VirtualCall

JITTERS_MS = (0, 50, 200)
DRIFTS_PPM = (-200, 200)
LENGTH_MS, QUICK_LENGTH_MS = 30 * 60_000, 40_000
LINE_FRAMES = 750  # 15 s
TEXT = "Again and again."
AUDIBLE_HOLE_MS = 20  # one frame that is missing in a word passes unnoticed
POLICY = Policy(idle_ms=700, max_call_ms=LENGTH_MS + 60_000)  # soon after a line comes the next


@dataclass(frozen=True)
class Outcome:
    spoken_s: int
    lost: int  # frames sent and never played
    holes_ms: list[int]
    leads_ms: list[int]  # of each frame played


class Talking(Flow):
    """Says its line, and into every silence again."""

    def begin(self) -> Reply:
        return Reply(self, (Say(TEXT),))

    def heard(self, text: str) -> Reply:
        return self.begin()

    def pressed(self, digit: str) -> Reply:
        return self.begin()

    def silence(self, times: int) -> Reply:
        return self.begin()

    def give_up(self, why: Why) -> Reply:
        return Reply(self, (HangUp(why),))

    def phrases(self) -> tuple[str, ...]:
        return ()


def run(quick: bool = False) -> dict[str, Any]:
    """Play, print, save."""
    lines = list(product(JITTERS_MS, DRIFTS_PPM))
    length_ms = QUICK_LENGTH_MS if quick else LENGTH_MS
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as cores:
        playing = [cores.submit(play, *line, length_ms) for line in lines]
        outcomes = [one.result() for one in track(playing, "calls", transient=True)]
    result = {
        "minutes": length_ms / 60_000,
        "lines": [
            {"jitter_ms": jitter_ms, "drift_ppm": drift_ppm} | figures(outcome)
            for (jitter_ms, drift_ppm), outcome in zip(lines, outcomes, strict=True)
        ],
    }
    Console().print(_table(result))
    machine.save("drift", result, _plot(lines, outcomes), quick=quick)
    return result


def play(jitter_ms: int, drift_ppm: int, length_ms: int) -> Outcome:
    numbers = np.repeat(np.arange(1, LINE_FRAMES + 1), FRAME_SAMPLES).astype(np.int16)
    ours = {TEXT: Recording(numbers, (WordEnd(len(TEXT), len(numbers)),))}
    call = VirtualCall(
        Talking(), ours, pcm.silence(0), None, policy=POLICY, jitter_ms=jitter_ms, drift_ppm=drift_ppm
    )
    call.run(length_ms)
    return judge(call, drift_ppm)


def judge(call: VirtualCall, drift_ppm: int) -> Outcome:
    """From what was sent when, and what was played in which slot."""
    sent = [
        (at_ms, int(command.samples[FRAME_SAMPLES // 2]))
        for at_ms, command in call.commands
        if isinstance(command, SendFrame)
    ]
    slot_ms = FRAME_MS / (1 + drift_ppm / 1e6)
    heard = call.network.heard[FRAME_SAMPLES // 2 :: FRAME_SAMPLES]
    played = [(slot, int(number)) for slot, number in enumerate(heard) if number]
    numbered = [(at_ms, number) for at_ms, number in sent if number]  # silence of ours cannot be told apart
    leads_ms, holes_ms, at, lost = [], [], 0, 0
    for slot, number in played:
        while numbered[at][1] != number:
            at, lost = at + 1, lost + 1
        leads_ms.append(round(slot * slot_ms) - numbered[at][0])
        at += 1
    for (before, number), (slot, following) in pairwise(played):
        if following > number and slot - before > following - number:
            holes_ms.append((slot - before - (following - number)) * FRAME_MS)
    return Outcome(len(played) * FRAME_MS // 1000, lost, holes_ms, leads_ms)


def figures(outcome: Outcome) -> dict[str, Any]:
    underruns_ms = [hole_ms for hole_ms in outcome.holes_ms if hole_ms > AUDIBLE_HOLE_MS]
    return {
        "spoken_s": outcome.spoken_s,
        "lost_frames": outcome.lost,
        "holes": len(outcome.holes_ms),
        "underruns": len(underruns_ms),
        "longest_gap_ms": max(outcome.holes_ms, default=0),
        "lead_ms": {
            "p50": round(float(np.percentile(outcome.leads_ms, 50))),
            "max": max(outcome.leads_ms),
        },
    }


def _table(result: dict[str, Any]) -> Table:
    table = Table(
        *("jitter", "drift, ppm", "spoken, s", "holes", "underruns", "longest", "lead p50", "max", "lost"),
        title=f"{result['minutes']:.0f} minutes on a line with jitter, clocks apart; ms",
        title_justify="left",
    )
    for row in result["lines"]:
        columns = ("jitter_ms", "drift_ppm", "spoken_s", "holes", "underruns", "longest_gap_ms")
        table.add_row(
            *(str(row[column]) for column in columns),
            *(str(row["lead_ms"][key]) for key in ("p50", "max")),
            str(row["lost_frames"]),
        )
    table.caption = f"a hole of {AUDIBLE_HOLE_MS} ms passes unnoticed; underruns are longer"
    return table


def _plot(lines: list[tuple[int, int]], outcomes: list[Outcome]) -> Figure:
    """A lead that runs away would show as a slope."""
    figure = Figure(figsize=(9, 4.5), layout="constrained")
    axes = figure.add_subplot()
    for (jitter_ms, drift_ppm), outcome in zip(lines, outcomes, strict=True):
        leads_ms = np.array(outcome.leads_ms[: len(outcome.leads_ms) // 50 * 50]).reshape(-1, 50).max(axis=1)
        minutes = np.arange(len(leads_ms)) * 50 * FRAME_MS / 60_000
        axes.plot(minutes, leads_ms, linewidth=0.6, label=f"jitter {jitter_ms} ms, {drift_ppm:+} ppm")
    axes.set(xlabel="minutes of speech", ylabel="largest lead in each second, ms")
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=7)
    return figure


if __name__ == "__main__":
    run()
