"""How many talking callers this machine carries: the capacity certificate.

A server in its own process, its engines in theirs; all callers in this one, which takes its share of the same
cores: it is printed, since without it more callers would fit. Every caller says recorded lines, and rings
again after three of them. The number of callers rises until a limit is broken; the certificate is the last
that held.

How much callers talk decides what they cost. Those who wait until the agent has been silent for a moment talk
for a quarter of the time. Those who interrupt it after a second and a half talk for nearly half of it, and
each time the voice over ours has to be understood as well: once with partial transcripts and once without.

What is judged here is the machine. How long to wait for more words is a decision and not work: how good a one
is for benchmarks/endpointing.py and turn_latency.py to say, and it would drown what a full machine adds. So
all lines are said first while few are on the line, and those are kept that are answered without waiting.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import psutil  # type: ignore[import-untyped]
import typer
from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

from agent.double.caller import Caller, Say
from agent.double.measure import Turn, spread
from agent.double.network import Network
from agent.io.ring import CallRecord, RingFailed, ring
from agent.settings import ENV_PREFIX, Settings
from audio.frame import FRAME_MS
from audio.wav import read_speech
from benchmarks import machine
from benchmarks.turn_latency import TURNS_A_CALL, Clip, choose, read_manifest, server

LINES, QUICK_CALLERS, QUICK_LINES = 4, (2,), 2
FEW = 4  # who say all lines once, to see which are answered without waiting
UNDISPUTED_MS = 500
SHORTEST_S = 5.0  # of a line: with the replies between them, callers then talk for about half of the time
GAP_MS = 600
PATIENCE_MS = 6000
SPREAD_MS = 330  # between two rings: the greetings of a clinic's callers do not all begin at once
RUN_ENDS_MS = 500  # a longer silence is between two lines and makes no frame late

P95_MS, LATE_MS = 800, 20  # the limits


@dataclass(frozen=True, slots=True)
class Mode:
    """`interrupt_ms` after the agent begins to speak the caller does; None: once it is silent."""

    partials: bool
    interrupt_ms: int | None
    ladder: tuple[int, ...]


MODES = {
    "who wait": Mode(True, None, (16, 24, 32)),
    "who interrupt": Mode(True, 1500, (12, 16, 20, 24)),
    "who interrupt, no partials": Mode(False, 1500, (16, 20, 24)),
}


class Punctual(Network):
    """A line that notes how long each frame of the agent's left the caller without sound."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.late_ms: list[int] = []
        self._played_ms = -RUN_ENDS_MS  # when all that came so far will have been played

    def receive(self, message: bytes | str, now_ms: int) -> None:
        super().receive(message, now_ms)
        if isinstance(message, bytes):
            gap_ms = now_ms - self._played_ms
            self.late_ms.append(max(0, gap_ms) if gap_ms < RUN_ENDS_MS else 0)
            self._played_ms = max(self._played_ms, now_ms) + FRAME_MS
        elif "clear" in message:
            self._played_ms = -RUN_ENDS_MS


@dataclass(frozen=True, slots=True)
class Held:
    """What became of one caller, who rang once or several times."""

    records: Sequence[CallRecord]
    turns: Sequence[tuple[Clip, Turn]]
    late_ms: Sequence[int] = ()
    refused: int = 0


def run(quick: bool = False) -> dict[str, Any]:
    """Measure, print, save."""
    console = Console()
    corpora = Settings().corpora_dir
    if not (corpora / "dev" / "manifest.tsv").exists():
        console.print(f"skipped: no recorded speech in {corpora}; FRONTDESK_CORPORA_DIR names its folder")
        return {}
    clips = [clip for clip in read_manifest(corpora) if clip.duration_s >= SHORTEST_S]
    result: dict[str, Any] = {"limits": {"p95_ms": P95_MS, "late_p99.9_ms": LATE_MS}}
    if not quick:
        with server() as url:
            undisputed = asyncio.run(screen(url, choose(clips, len(clips))))
        result["lines"] = {"said": len(clips), "kept": len(undisputed)}
        console.print(f"{len(undisputed)} of {len(clips)} lines are answered within {UNDISPUTED_MS} ms")
        clips = undisputed
    for name, mode in list(MODES.items())[: 1 if quick else None]:
        console.print(f"callers {name}")
        ladder, lines = (QUICK_CALLERS, QUICK_LINES) if quick else (mode.ladder, LINES)
        steps = climb(clips, replace(mode, ladder=ladder), lines, console)
        result[name] = {"certificate": certificate(steps), "steps": steps}
        console.print(_table(name, result[name]))
    machine.save("capacity", result, plot(result), quick=quick)
    return result


def climb(clips: list[Clip], mode: Mode, lines: int, console: Console) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    environment = {
        f"{ENV_PREFIX}MAX_CALLS": str(max(mode.ladder)),
        f"{ENV_PREFIX}PARTIALS": str(mode.partials).lower(),
    }
    with server(**environment) as url:
        for callers in mode.ladder:
            steps.append(asyncio.run(step(url, clips, callers, lines, mode.interrupt_ms)))
            console.print({name: value for name, value in steps[-1].items() if name != "cpu"})
            if not steps[-1]["holds"]:
                break
    return steps


async def screen(url: str, clips: list[Clip]) -> list[Clip]:
    """Those that are answered at once and not before their end, by a machine that has little to do."""
    said = await asyncio.gather(*(hold(url, clips[i::FEW], i * SPREAD_MS) for i in range(FEW)))
    turns = [turn for held in said for turn in held.turns]
    return [clip for clip, turn in turns if (turn.latency_ms or np.inf) <= UNDISPUTED_MS]


async def step(
    url: str, clips: list[Clip], callers: int, lines: int, interrupt_ms: int | None
) -> dict[str, Any]:
    """So many callers at once, each with lines of its own."""
    said = list(islice(cycle(clips), callers * lines))
    late_before = await loop_lateness(url)
    cpu = Cpu()
    began_s = time.monotonic()
    calls = await asyncio.gather(
        *(hold(url, said[i::callers], i * SPREAD_MS, interrupt_ms) for i in range(callers))
    )
    elapsed_s = time.monotonic() - began_s
    late = {bound: count - late_before[bound] for bound, count in (await loop_lateness(url)).items()}
    return figures(calls, late) | {"cpu": cpu.shares(elapsed_s)}


async def hold(url: str, clips: Sequence[Clip], after_ms: int, interrupt_ms: int | None = None) -> Held:
    """A caller with all these lines, a few a call. Who is refused does not ring again."""
    await asyncio.sleep(after_ms / 1000)
    networks: list[Punctual] = []
    records: list[CallRecord] = []
    turns: list[tuple[Clip, Turn]] = []

    def network(*arguments: Any) -> Network:
        networks.append(Punctual(*arguments))
        return networks[-1]

    for first in range(0, len(clips), TURNS_A_CALL):
        few = clips[first : first + TURNS_A_CALL]
        actions = [Say(samples=read_speech(clip.path), interrupt_ms=interrupt_ms) for clip in few]
        caller = partial(Caller, actions, gap_ms=GAP_MS, patience_ms=PATIENCE_MS)
        try:
            records.append(await ring(url, caller, network=network))
        except RingFailed:
            return Held(records, turns, _late_ms(networks), refused=1)
        turns += zip(few, records[-1].report.turns, strict=False)
    return Held(records, turns, _late_ms(networks))


def _late_ms(networks: Sequence[Punctual]) -> list[int]:
    return [late_ms for network in networks for late_ms in network.late_ms]


def figures(calls: Sequence[Held], loop_late: dict[str, float]) -> dict[str, Any]:
    """What all callers together heard, and whether it is within the limits."""
    records = [record for call in calls for record in call.records]
    turns = [turn for record in records for turn in record.report.turns]
    latencies_ms = spread([turn.latency_ms for turn in turns if turn.latency_ms is not None])
    late_ms = np.concatenate([np.zeros(1), *(call.late_ms for call in calls)])
    late_p999_ms = round(float(np.percentile(late_ms, 99.9)), 1)
    talked_ms = sum(turn.speech_end_ms - turn.onset_ms for turn in turns)
    result: dict[str, Any] = {
        "callers": len(calls),
        "refused": sum(call.refused for call in calls),
        "turns": len(turns),
        "duty": round(talked_ms / max(1.0, sum(record.report.duration_ms for record in records)), 2),
        "latency_ms": latencies_ms,
        "late_p99.9_ms": late_p999_ms,
        "underruns": sum(len(record.report.underruns) for record in records),
        "dropped": sum(record.report.lost_messages + record.report.wrong_frames for record in records),
        "no_reply": sum(turn.latency_ms is None and not turn.talked_over for turn in turns),
        "talked_over": sum(turn.talked_over for turn in turns),
        "loop_late_p99.9_ms": loop_quantile_ms(loop_late, 0.999),
        "measuring_clock_late_ms": max((record.late_ms for record in records), default=0),
    }
    result["holds"] = (
        not (result["refused"] or result["dropped"] or result["underruns"])
        and (latencies_ms["p95"] or np.inf) <= P95_MS
        and late_p999_ms <= LATE_MS
    )
    return result


def certificate(steps: Sequence[dict[str, Any]]) -> int:
    """The most callers at which everything held, with everything below holding too."""
    carried = 0
    for each in steps:
        if not each["holds"]:
            break
        carried = each["callers"]
    return carried


# -- the server, from outside ----------------------------------------------------------------------

_BUCKET = re.compile(r'frontdesk_loop_late_seconds_bucket\{le="([^"]+)"\} (\S+)')


async def loop_lateness(url: str) -> dict[str, float]:
    """How often the server's loop has been at most so late (seconds, as text), since it began."""
    origin = urlsplit(url)
    async with httpx.AsyncClient(trust_env=False) as http:
        page = (await http.get(f"{origin.scheme}://{origin.netloc}/metrics")).text
    return {bound: float(count) for bound, count in _BUCKET.findall(page)}


def loop_quantile_ms(counts: dict[str, float], share: float) -> float:
    """The upper end of the bucket that holds it; infinite beyond the last."""
    total = counts.get("+Inf", 0.0)
    return next((1000 * float(bound) for bound, count in counts.items() if count >= share * total), 0.0)


class Cpu:
    """What the server, its engines and we ourselves take of a core, from now on."""

    def __init__(self) -> None:
        self._before = _cpu_seconds()

    def shares(self, elapsed_s: float) -> dict[str, float]:
        after = _cpu_seconds()
        return {
            name: round((after[name] - self._before.get(name, 0.0)) / elapsed_s, 3) for name in sorted(after)
        }


def _cpu_seconds() -> dict[str, float]:
    """By what a process does; ours and those we have started."""
    seconds: dict[str, float] = {}
    me = psutil.Process()
    for process in [me, *me.children(recursive=True)]:
        try:
            times, words = process.cpu_times(), " ".join(process.cmdline())
        except psutil.Error:
            continue  # gone meanwhile
        kinds = {"ears": "models.whisper" in words, "voices": "models.piper" in words}
        name = next(
            (kind for kind, is_it in kinds.items() if is_it), "callers" if process == me else "server"
        )
        seconds[name] = seconds.get(name, 0.0) + times.user + times.system
    return seconds


# -- shown -----------------------------------------------------------------------------------------


def _table(name: str, result: dict[str, Any]) -> Table:
    shown = Table(title=f"capacity with callers {name}, ms", title_justify="left")
    for heading in ("callers", "p50", "p95", "late", "loop", "gaps", "refused", "duty", "cores", "theirs"):
        shown.add_column(heading, justify="right")
    columns = ("late_p99.9_ms", "loop_late_p99.9_ms", "underruns", "refused", "duty")
    for each in result["steps"]:
        shown.add_row(
            str(each["callers"]),
            *(f"{each['latency_ms'][quantile] or 0:.0f}" for quantile in ("p50", "p95")),
            *(str(each[column]) for column in columns),
            f"{sum(each['cpu'].get(who, 0) for who in ('server', 'ears', 'voices')):.2f}",
            f"{each['cpu'].get('callers', 0):.2f}",
            style="" if each["holds"] else "red",
        )
    shown.caption = (
        f"certificate: {result['certificate']} callers. late, loop: p99.9; cores: what we and the callers use"
    )
    return shown


def plot(result: dict[str, Any]) -> Figure:
    """p95 over the number of callers, with the limit."""
    figure = Figure(figsize=(7, 4.5), dpi=110, layout="constrained")
    axes = figure.subplots()
    for colour, name in enumerate(MODES):
        steps = [each for each in result.get(name, {"steps": []})["steps"] if each["latency_ms"].get("count")]
        if steps:
            callers = [each["callers"] for each in steps]
            for quantile, style in (("p95", "o-"), ("p50", "o:")):
                reached_ms = [each["latency_ms"][quantile] for each in steps]
                axes.plot(callers, reached_ms, style, color=f"C{colour}", label=f"{quantile}, {name}")
            failed = [(each["callers"], each["latency_ms"]["p95"]) for each in steps if not each["holds"]]
            axes.plot(*np.array(failed).reshape(-1, 2).T, "rx", markersize=12)
    axes.axhline(P95_MS, color="tab:red", linestyle="--", label="limit of p95")
    axes.set(xlabel="callers at once", ylabel="end of speech to first sound of the reply, ms")
    axes.set_title("How many callers this machine carries (x: refused some, or broke a limit)")
    axes.set_ylim(bottom=0)
    axes.legend()
    return figure


if __name__ == "__main__":
    typer.run(run)
