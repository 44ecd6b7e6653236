"""How soon the agent's voice begins, and what it costs: in windows, against the phrase made whole.

Measured in a process of its own, as the voice runs in production: onnxruntime does not live beside the
engines of the other benchmarks, and the numeric libraries read their number of threads as they load.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

from agent.settings import Settings
from benchmarks import machine
from models.job import SynthesizeJob
from models.process import ONE_THREAD

if TYPE_CHECKING:
    from models.piper import Voice

PHRASES = (
    "Hello.",
    "Good morning, Riverside Clinic.",
    "How can I help you today?",
    "The next free appointment is on Tuesday morning at half past nine.",
    "I am sorry, but we are closed now, so please call again tomorrow morning between eight and twelve, "
    "or leave your name and number and we will call you back.",
)
REPEATS, QUICK_REPEATS = 15, 3


def run(quick: bool = False) -> dict[str, Any]:
    """Measure, print, save. Times in ms: medians, and the worst first sound."""
    repeats = QUICK_REPEATS if quick else REPEATS
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.first_audio", str(repeats)],
        env={**os.environ, **ONE_THREAD},
        stdout=subprocess.PIPE,
        check=True,
    )
    result: dict[str, Any] = json.loads(child.stdout)
    Console().print(_table(result))
    machine.save("first_audio", result, _plot(result), quick=quick)
    return result


def measure(repeats: int) -> dict[str, Any]:
    """To be run where onnxruntime may live."""
    from models import vits  # noqa: PLC0415
    from models.piper import Voice  # noqa: PLC0415

    settings = Settings()
    folder = settings.weights_dir / settings.voice
    began = time.perf_counter()
    windowed, whole = Voice(str(folder)), Voice(str(folder))
    load_ms = (time.perf_counter() - began) * 1000 / 2
    whole._vits = vits.WholeVits(next(folder.glob("*.onnx")).read_bytes(), threads=1)
    return {
        "load_ms": round(load_ms),
        "repeats": repeats,
        "phrases": [
            {
                "words": len(text.split()),
                "windowed": _timed(windowed, text, repeats),
                "whole": _timed(whole, text, repeats),
            }
            for text in PHRASES
        ],
    }


def _timed(voice: Voice, text: str, repeats: int) -> dict[str, float]:
    firsts, first_cpus, totals, cpus = [], [], [], []
    audio_s = 0.0
    for _ in range(repeats + 1):
        began, began_cpu = time.perf_counter(), time.process_time()
        chunks = voice.run(SynthesizeJob("", 0, text))
        samples = len(next(chunks).samples)
        firsts.append(time.perf_counter() - began)
        first_cpus.append(time.process_time() - began_cpu)
        audio_s = (samples + sum(len(chunk.samples) for chunk in chunks)) / 16_000
        totals.append(time.perf_counter() - began)
        cpus.append(time.process_time() - began_cpu)
    # The first round warms up: onnxruntime asks for its memory when it sees a new length.
    return {
        "first_ms": round(statistics.median(firsts[1:]) * 1000, 1),
        "first_worst_ms": round(max(firsts[1:]) * 1000, 1),
        "first_cpu_ms": round(statistics.median(first_cpus[1:]) * 1000, 1),  # what a busy machine hides
        "total_ms": round(statistics.median(totals[1:]) * 1000, 1),
        "cpu_ms": round(statistics.median(cpus[1:]) * 1000, 1),
        "audio_s": round(audio_s, 2),
        "real_time_factor": round(statistics.median(totals[1:]) / audio_s, 3),
    }


def _table(result: dict[str, Any]) -> Table:
    table = Table(
        "words", "speech s", "first sound ms", "of that cpu", "whole", "cpu ms", "whole", "cpu / speech"
    )
    for phrase in result["phrases"]:
        windowed, whole = phrase["windowed"], phrase["whole"]
        table.add_row(
            str(phrase["words"]),
            f"{windowed['audio_s']:.1f}",
            f"{windowed['first_ms']:.0f}",
            f"{windowed['first_cpu_ms']:.0f}",
            f"{whole['first_ms']:.0f}",
            f"{windowed['cpu_ms']:.0f}",
            f"{whole['cpu_ms']:.0f}",
            f"{windowed['cpu_ms'] / 1000 / windowed['audio_s']:.3f}",
        )
    return table


def _plot(result: dict[str, Any]) -> Figure:
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.add_subplot()
    words = [phrase["words"] for phrase in result["phrases"]]
    for way, colour in (("whole", "tab:grey"), ("windowed", "tab:blue")):
        axes.plot(
            words, [phrase[way]["first_ms"] for phrase in result["phrases"]], "o-", color=colour, label=way
        )
    axes.set(xlabel="words in the phrase", ylabel="ms to its first sound", ylim=(0, None))
    axes.set_title("The voice begins before the phrase is made")
    axes.legend()
    return figure


def main() -> None:
    if len(sys.argv) > 1:
        json.dump(measure(int(sys.argv[1])), sys.stdout)
    else:
        run()


if __name__ == "__main__":
    main()
