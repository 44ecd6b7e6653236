"""How long a caller waits for each answer: real engines, a real socket, recorded people.

A server is started in its own process (or `--url` names one), and our double rings it, one call at a time,
three recorded lines a call, of as many sources and speakers as there are, at 8 and 16 kHz. The delay of a
turn is what the caller hears: from the last voiced sample of the clean recording to the first audible
sample of the reply. Turns into which the agent spoke are counted apart: they have no delay, they are faults.
"""

from __future__ import annotations

import asyncio
import contextlib
import csv
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import typer
from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

from agent.double.caller import Caller, Said, Say
from agent.double.measure import Turn, spread
from agent.io.ring import CallRecord, ring
from agent.settings import ENV_PREFIX, Settings
from audio.wav import read_speech
from benchmarks import machine

TURNS = 48
QUICK_TURNS = 8
TURNS_A_CALL = 3  # whoever says nothing that a receptionist understands is not listened to for ever
SHORTEST_S, LONGEST_S = 1.5, 8.0
SEED = 20
GAP_MS = 1000  # longer than between the agent's own phrases, so that the caller does not interrupt
PATIENCE_MS = 8000
READY_WITHIN_S = 180.0  # loading engines on a busy machine
STOP_WITHIN_S = 20.0
# Nobody to be put through to and nothing to book, so that a call lasts as long as its lines do.
CLINIC = """
name = "Riverside Clinic"
greeting = "Hello, this is Riverside Clinic. You are speaking with our automated assistant."
address = "We are at twelve Mill Lane, next to the old stone bridge."
time_zone = "Europe/Dublin"
[opening]
monday = ["08:00-18:00"]
"""
BIN_MS = 25  # of the histogram


@dataclass(frozen=True, slots=True)
class Clip:
    path: Path
    source: str
    rate: int
    duration_s: float
    speaker: str
    text: str = ""  # where it is known word for word


def run(quick: bool = False, url: str = "") -> dict[str, Any]:
    """Measure, print, save. `url`: the answer URL of a server that already runs."""
    console = Console()
    corpora = Settings().corpora_dir
    if not (corpora / "dev" / "manifest.tsv").exists():
        console.print(f"skipped: no recorded speech in {corpora}; FRONTDESK_CORPORA_DIR names its folder")
        return {}
    clips = choose(read_manifest(corpora), QUICK_TURNS if quick else TURNS)
    with contextlib.nullcontext(url) if url else server() as answer_url:
        turns, records = asyncio.run(hold_calls(answer_url, clips, console))
    result = figures(turns, records)
    console.print(_table(result))
    machine.save("turn_latency", result, plot(result), quick=quick)
    return result


def read_manifest(corpora: Path) -> list[Clip]:
    """English sentences and orders of a caller's usual length."""
    with (corpora / "dev" / "manifest.tsv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["lang"] == "en"]
    return [
        Clip(
            corpora / row["path"],
            row["source"],
            int(row["sample_rate"]),
            float(row["duration_s"]),
            row["speaker"],
            row["text"] if row["kind"] == "asr" else "",
        )
        for row in rows
        if row["kind"] in ("asr", "slots") and SHORTEST_S <= float(row["duration_s"]) <= LONGEST_S
    ]


def choose(clips: Sequence[Clip], count: int) -> list[Clip]:
    """`count` clips, the sources in turn so that the largest does not drown the others; always the same."""
    chance = random.Random(SEED)
    sources: dict[str, list[Clip]] = {}
    for clip in sorted(clips, key=lambda clip: clip.path):
        sources.setdefault(clip.source, []).append(clip)
    for of_source in sources.values():
        chance.shuffle(of_source)
    chosen: list[Clip] = []
    while len(chosen) < count and any(sources.values()):
        for of_source in sources.values():
            if of_source and len(chosen) < count:
                chosen.append(of_source.pop())
    chance.shuffle(chosen)
    return chosen


@contextlib.contextmanager
def server(*options: str, **environment: str) -> Iterator[str]:
    """Our own server in its own process, all its state in a folder that goes away; its answer URL."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as folder:
        command = [sys.executable, "-m", "agent.cli", "serve", "--insecure-local", "--port", str(port)]
        clinic = Path(folder) / "clinic.toml"
        clinic.write_text(CLINIC)
        ours = {f"{ENV_PREFIX}DATA_DIR": folder, f"{ENV_PREFIX}CLINIC_FILE": str(clinic)}
        environment = ours | environment
        ready_url = f"http://127.0.0.1:{port}/readyz"
        with running([*command, *options], environment, ready_url, Path(folder) / "log"):
            yield f"http://127.0.0.1:{port}/vonage/answer"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], ready_url: str, log: Path
) -> Iterator[None]:
    """A server of anybody's, from ready to gone; what it says goes to `log`."""
    with log.open("w+") as said:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=said, stderr=said)
        try:
            await_ready(ready_url, process, log)
            yield
        finally:
            process.terminate()
            try:
                process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def await_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url, trust_env=False).status_code == 200:
                return
        if process.poll() is not None or time.monotonic() > deadline:
            last = "\n".join(log.read_text().splitlines()[-10:])
            raise RuntimeError(f"the server did not become ready; it said:\n{last}")
        time.sleep(0.2)


async def hold_calls(
    url: str, clips: Sequence[Clip], console: Console
) -> tuple[list[tuple[Clip, Turn]], list[CallRecord]]:
    """Say every clip in some call. A call that the server ends early leaves the rest to the next one."""
    waiting, turns, records = list(clips), [], []
    while waiting:
        batch = waiting[:TURNS_A_CALL]
        actions = [Say(samples=read_speech(clip.path), text=clip.path.name) for clip in batch]
        record = await ring(url, partial(Caller, actions, gap_ms=GAP_MS, patience_ms=PATIENCE_MS))
        records.append(record)
        said = sum(isinstance(entry, Said) for entry in record.log)
        answered = list(zip(batch, record.report.turns, strict=False))
        if not answered:
            raise RuntimeError(f"a call in which the caller could not say a line: {record.ended}")
        turns += answered
        waiting = waiting[len(answered) :]
        console.print(
            f"call {len(records)}: {said} lines, {record.ended};"
            f" delays {' '.join(f'{latency:.0f}' for latency in record.report.latencies_ms)} ms",
            highlight=False,
        )
    return turns, records


def figures(turns: Sequence[tuple[Clip, Turn]], records: Sequence[CallRecord]) -> dict[str, Any]:
    """Everything measured, ready for JSON."""
    latencies_ms = [turn.latency_ms for _, turn in turns if turn.latency_ms is not None]
    greetings_ms = [record.report.greeting_ms for record in records if record.report.greeting_ms is not None]
    return {
        "turns": len(turns),
        "calls": len(records),
        "latency_ms": spread(latencies_ms),
        "talked_over": sum(turn.talked_over for _, turn in turns),
        "no_reply": sum(turn.latency_ms is None and not turn.talked_over for _, turn in turns),
        "greeting_ms": spread(greetings_ms),
        "underruns": sum(len(record.report.underruns) for record in records),
        "wrong_frames": sum(record.report.wrong_frames for record in records),
        "measuring_clock_late_ms": max((record.late_ms for record in records), default=0),
        "each_turn": [
            {
                "clip": clip.path.name,
                "source": clip.source,
                "speaker": clip.speaker,
                "rate": clip.rate,
                "duration_s": clip.duration_s,
                "latency_ms": turn.latency_ms,
                "talked_over": turn.talked_over,
            }
            for clip, turn in turns
        ],
    }


def plot(result: dict[str, Any]) -> Figure:
    """How many turns waited how long, and the share of them that had been answered by then."""
    figure = Figure(figsize=(10, 4.5), dpi=110, layout="constrained")
    axes = figure.subplots()
    waits_ms = np.sort([turn["latency_ms"] for turn in result["each_turn"] if turn["latency_ms"] is not None])
    if len(waits_ms):
        axes.hist(waits_ms, bins=np.arange(0, waits_ms[-1] + 2 * BIN_MS, BIN_MS).tolist(), color="#9DB8D2")
        share = axes.twinx()
        share.step(waits_ms, np.arange(1, len(waits_ms) + 1) / len(waits_ms), where="post", color="#D55E00")
        share.set_ylim(0, 1.02)
        share.set_ylabel("share of turns answered by then", color="#D55E00")
        for quantile in ("p50", "p95"):
            at_ms = result["latency_ms"][quantile]
            axes.axvline(at_ms, color="black", linewidth=0.8, linestyle="--")
            top = (at_ms, axes.get_ylim()[1])
            axes.annotate(f"{quantile} {at_ms:.0f} ms", top, (4, -14), textcoords="offset points")
    axes.set_xlim(left=0)
    axes.set_xlabel("end of the caller's speech to first audible sample of the reply, ms")
    axes.set_ylabel("turns")
    axes.set_title(
        f"{result['turns']} recorded turns in {result['calls']} calls; talked over {result['talked_over']},"
        f" no reply {result['no_reply']}"
    )
    return figure


def _table(result: dict[str, Any]) -> Table:
    shown = Table(title="turn latency on the wire, ms", title_justify="left")
    for heading in ("", "count", "p50", "p95", "max"):
        shown.add_column(heading, justify="right" if heading else "left")
    for name in ("latency_ms", "greeting_ms"):
        row = result[name]
        shown.add_row(
            name.removesuffix("_ms"), *(str(row[column]) for column in ("count", "p50", "p95", "max"))
        )
    shown.add_row("talked over", str(result["talked_over"]))
    shown.add_row("no reply", str(result["no_reply"]))
    shown.add_row("underruns", str(result["underruns"]))
    return shown


if __name__ == "__main__":
    typer.run(run)
