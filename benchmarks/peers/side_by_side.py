"""Our server and a pipecat bot, rung by the same double, with the same callers, call by call in turn.

    python -m benchmarks.peers.side_by_side --ear whisper-tiny.en

Both servers run in processes of their own, on the same weights; the one that is not called has nothing to do.
Each call is held twice, once with either, and every other time the peer goes first, so that whatever else
the machine is doing falls on both. What is measured is what the caller hears (turn_latency.py says how): the
delay of each reply, and the replies that did not wait for the end. Two kinds of turns: `sentence`, recorded
people as they spoke, and `hesitating`, the half of the pause set (pauses.py) that ours was not tuned on.

What was understood is compared with what was said, word by word, where that is known; a line belongs to the
turn during or after which it came. README.md tells what was done to be fair, and what could not be.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import numpy as np
import typer
from faster_whisper import WhisperModel
from rich.console import Console

from agent.dialogue.phrases import en
from agent.double.caller import Caller, Say
from agent.io.ring import CallRecord, ring
from agent.settings import ENV_PREFIX, Settings
from audio.wav import read_speech
from benchmarks import machine, pauses, turn_latency
from benchmarks.peers.comparison import OURS, PEER, Answered, Spoken, attributed, figures, plot, table
from models.process import ONE_THREAD
from models.weights import Weights
from models.whisper import Transcriber

SENTENCES, HESITATING = 40, 24
QUICK_SENTENCES, QUICK_HESITATING = 1, 0
TURNS_A_CALL = turn_latency.TURNS_A_CALL
SHARE_OF_PAUSES = 0.6  # of the pause set: enough for HESITATING
SCENES_EAR = "whisper-base"  # finds and checks the words of the pause set
PEER_PYTHON = Path(__file__).parents[2] / ".peers-venv" / "bin" / "python"  # `make peers`
PEER_SERVER = Path(__file__).with_name("pipecat_server.py")
# What ours mostly says, its first sentence as short as it can be: to the peer's advantage.
REPLY = en.back_to_you("what you said")
LAST_LINE_S = 1.0  # what was understood last is written behind the call
SETTLE_S = 60.0  # for the peer to load what its next call needs


class System(NamedTuple):
    """A server to ring. `heard` is its folder of transcripts, a file a call."""

    answer_url: str
    ready_url: str
    heard: Path


def run(
    quick: bool = False,
    ear: str = "whisper-tiny.en",
    peer_python: Path = PEER_PYTHON,
    peer_threads: int = os.cpu_count() or 1,
    sentences: int = SENTENCES,
    hesitating: int = HESITATING,
) -> dict[str, Any]:
    """Measure, print, save. `peer_threads`: of the peer's one recogniser; ours are two of one thread."""
    console = Console()
    settings = Settings()
    if not (settings.corpora_dir / "dev" / "manifest.tsv").exists():
        console.print(f"skipped: no recorded speech in {settings.corpora_dir}")
        return {}
    if not peer_python.exists():
        console.print(f"skipped: no pipecat at {peer_python}; `make peers` installs it")
        return {}
    if quick:
        sentences, hesitating = QUICK_SENTENCES, QUICK_HESITATING
    spoken = callers(settings, sentences, hesitating)
    weights = Weights(settings.weights_dir)
    with (
        tempfile.TemporaryDirectory(prefix="frontdesk-peers-") as folder,
        ours(Path(folder), ear) as our_system,
        peer(Path(folder), weights.path(ear), weights.path(settings.voice), peer_python, peer_threads) as its,
    ):
        systems = {OURS: our_system, PEER: its}
        versions = httpx.get(its.ready_url.replace("readyz", "versions"), trust_env=False).json()
        answered, records = asyncio.run(hold_calls(systems, spoken, console, warm_up=not quick))
    result = {"ear": ear, "peer_threads": peer_threads, "peer_versions": versions}
    result |= figures(spoken, answered, records)
    console.print(table(result))
    if not quick:
        machine.save(f"side_by_side_{ear.removeprefix('whisper-').replace('.', '_')}", result, plot(result))
    return result


def callers(settings: Settings, sentences: int, hesitating: int) -> list[Spoken]:
    """Always the same, the two kinds mixed."""
    chosen = turn_latency.choose(turn_latency.read_manifest(settings.corpora_dir), sentences)
    spoken = [
        Spoken(clip.path.name, "sentence", clip.source, read_speech(clip.path), clip.text) for clip in chosen
    ]
    if hesitating:
        spoken += hesitations(settings, hesitating)
    return [spoken[at] for at in np.random.default_rng(turn_latency.SEED).permutation(len(spoken))]


def hesitations(settings: Settings, count: int) -> list[Spoken]:
    """Callers who pause and go on, of the half that ours was not tuned on: all kinds of pauses, all sources.

    Without those over noise: the double tells by level when its caller's line has ended.
    """
    weights = str(Weights(settings.weights_dir).path(SCENES_EAR))
    ears = pauses.Ears(WhisperModel(weights, compute_type="int8", cpu_threads=1), Transcriber(weights))
    scenes = [
        scene
        for scene in pauses.scenes(settings.corpora_dir, ears, SHARE_OF_PAUSES)
        if scene.half == 1 and scene.gaps and scene.complete and not scene.name.endswith("/noise")
    ]
    chosen = scenes[:: max(1, len(scenes) // count)][:count]
    return [Spoken(scene.name, "hesitating", scene.source, scene.samples, "") for scene in chosen]


# -- the two servers ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def ours(folder: Path, ear: str) -> Iterator[System]:
    heard = folder / OURS
    with turn_latency.server("--transcripts", str(heard), **{f"{ENV_PREFIX}EAR": ear}) as answer_url:
        yield System(answer_url, str(httpx.URL(answer_url).join("/readyz")), heard)


@contextlib.contextmanager
def peer(folder: Path, ear: Path, voice: Path, python: Path, threads: int) -> Iterator[System]:
    heard = folder / PEER
    heard.mkdir()
    url = f"http://127.0.0.1:{(port := turn_latency.free_port())}"
    command = [str(python), str(PEER_SERVER), "--port", str(port), "--ear", str(ear)]
    command += ["--voice", str(next(voice.glob("*.onnx"))), "--heard", str(heard)]
    command += ["--greeting", _greeting(), "--reply", REPLY]
    environment = ONE_THREAD | {"OMP_NUM_THREADS": str(threads), "HF_HUB_OFFLINE": "1"}
    with turn_latency.running(command, environment, f"{url}/readyz", folder / f"{PEER}.log"):
        yield System(f"{url}/answer", f"{url}/readyz", heard)


def _greeting() -> str:
    """What ours says, so that both have as much to say."""
    clinic = tomllib.loads(turn_latency.CLINIC)
    return f"{clinic['greeting']} {en.CAN_HELP}"


async def hold_calls(
    systems: dict[str, System], spoken: Sequence[Spoken], console: Console, warm_up: bool = False
) -> tuple[dict[str, list[Answered]], dict[str, list[CallRecord]]]:
    """Every turn with every system. `warm_up`: one more call with each comes first, and is not counted."""
    answered: dict[str, list[Answered]] = {name: [] for name in systems}
    records: dict[str, list[CallRecord]] = {name: [] for name in systems}
    for system in systems.values() if warm_up else ():
        await _hold(system, spoken[:1])
    order = list(systems)
    for begin in range(0, len(spoken), TURNS_A_CALL):
        for name in order:
            waiting = list(spoken[begin : begin + TURNS_A_CALL])
            while waiting:  # a server that hangs up early is rung again for the rest
                became, record = await _hold(systems[name], waiting)
                if not became:
                    raise RuntimeError(f"a call in which the caller could not say a line: {record.ended}")
                answered[name] += became
                records[name].append(record)
                waiting = waiting[len(became) :]
                delays = " ".join(f"{latency:.0f}" for latency in record.report.latencies_ms)
                console.print(
                    f"{name:10} {record.ended}; talked over {record.report.talked_over}; delays {delays} ms",
                    highlight=False,
                )
        order.reverse()
    return answered, records


async def _hold(system: System, spoken: Sequence[Spoken]) -> tuple[list[Answered], CallRecord]:
    actions = [Say(samples=each.samples, text=each.name) for each in spoken]
    talker = partial(Caller, actions, gap_ms=turn_latency.GAP_MS, patience_ms=turn_latency.PATIENCE_MS)
    record = await ring(system.answer_url, talker)
    await _settled(system)
    turns = record.report.turns
    heard = attributed(lines(system.heard / f"{record.uuid}.jsonl"), [turn.onset_ms for turn in turns])
    return [Answered(*pair) for pair in zip(turns, heard, strict=True)], record


async def _settled(system: System) -> None:
    """Ready for the next call, so that nothing of this one burdens the other system's; its lines written."""
    await asyncio.sleep(LAST_LINE_S)
    async with httpx.AsyncClient(trust_env=False) as client:
        deadline = time.monotonic() + SETTLE_S
        while (await client.get(system.ready_url)).status_code != 200:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{system.ready_url} is not ready {SETTLE_S:.0f} s after a call")
            await asyncio.sleep(0.2)


# -- what was understood -----------------------------------------------------------------------------------


def lines(file: Path) -> list[tuple[int, str]]:
    """(ms, text) of what the caller was understood to say: our transcript's shape, or the peer's."""
    read = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    return [
        (line["offset"], line["msg"]) if "offset" in line else (line["at_ms"], line["text"])
        for line in read
        if line.get("role") == "user" or "at_ms" in line
    ]


if __name__ == "__main__":
    typer.run(run)
