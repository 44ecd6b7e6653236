"""What one 20 ms frame of a caller costs before any engine hears it, stage by stage.

The sound is speech-like and made here (syllables with pauses, some line noise), so the figures need no
recordings. Every stage gets what the stage before made of it, one frame at a time. The same call is held
several times, and each frame counts with its fastest: this is what the work costs, and p99 shows the dear
frames (those that hand over an utterance); what a busy machine adds on top is not in it.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from agent.call.session import CallSession
from agent.commands import Transcribe
from agent.dialogue.flow import Flow, Reply, Why
from agent.events import FrameReceived, LegOpened, Transcribed
from agent.personal import Personal
from audio import pcm
from audio.endpoint import Endpointer
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE, SAMPLES_PER_MS, Frame
from audio.intake import Intake
from audio.resample import Resampler
from audio.vad import VoiceActivity
from benchmarks import machine

BUDGET_US = 100.0  # for all of SOUND, the dearest leg: half a percent of the 20 ms that a frame lasts
LENGTH_S, QUICK_LENGTH_S = 60, 3
ROUNDS = 5
RATES = (8000, 16_000, 24_000)

Times = NDArray[np.float64]
"""Microseconds, one per frame."""


class Stage(NamedTuple):
    name: str
    work: Callable[[Frame], object]  # frames come in order; what a call remembers is kept in here
    rate: int | None = None  # of the legs that need it; None: all do
    counts: bool = True  # in what a frame costs before anybody understands it


def run(quick: bool = False) -> dict[str, Any]:
    """Measure, print, save."""
    frames = caller(QUICK_LENGTH_S if quick else LENGTH_S)
    rounds = [measure(stages(frames), frames) for _ in range(ROUNDS)]
    result = figures(stages(frames), list(np.min(rounds, axis=0)))
    Console().print(_table(result))
    machine.save("frame_budget", result, _plot(result), quick=quick)
    return result


def stages(frames: list[Frame]) -> list[Stage]:
    """In the order in which a frame meets them."""
    vad, endpointer = VoiceActivity(), Endpointer()
    ahead = VoiceActivity()
    is_speech = {frame.position: ahead.is_speech(frame) for frame in frames}
    return [
        *(Stage("intake", _intake(frames, rate), rate) for rate in RATES),
        Stage("voice activity", vad.is_speech),
        Stage("endpoint", lambda frame: endpointer.push(frame, is_speech[frame.position])),
        *(Stage("to the leg", _to_leg(rate), rate) for rate in RATES),
        Stage("the call's core", _core(), counts=False),
    ]


class Mute(Flow):
    """A flow that never says a word, so that only the listening is measured."""

    def begin(self) -> Reply:
        return Reply(self, ())

    def heard(self, text: str) -> Reply:
        return self.begin()

    def pressed(self, digit: str) -> Reply:
        return self.begin()

    def silence(self, times: int) -> Reply:
        return self.begin()

    def give_up(self, why: Why) -> Reply:
        return self.begin()

    def phrases(self) -> tuple[str, ...]:
        return ()


def _core() -> Callable[[Frame], object]:
    """`CallSession.handle`, with voice activity and endpoint; every transcription comes at once, empty."""
    session = CallSession(Mute())
    session.handle(LegOpened(1), 0)

    def hear(frame: Frame) -> None:
        now_ms = frame.end // SAMPLES_PER_MS
        for command in session.handle(FrameReceived(1, frame), now_ms):
            if isinstance(command, Transcribe):
                session.handle(Transcribed(command.job, Personal("")), now_ms)

    return hear


def _intake(frames: list[Frame], rate: int) -> Callable[[Frame], object]:
    resampler, intake = Resampler(SAMPLE_RATE, rate), Intake(rate)
    wire = {frame.position: pcm.to_bytes(resampler.push(frame.samples)) for frame in frames}
    return lambda frame: intake.push(wire[frame.position])


def _to_leg(rate: int) -> Callable[[Frame], object]:
    resampler = Resampler(SAMPLE_RATE, rate)
    return lambda frame: pcm.to_bytes(resampler.push(frame.samples))


def caller(length_s: int) -> list[Frame]:
    """Bursts of a buzz, 200 to 900 ms each with as much between them, over noise at -60 dBFS."""
    chance = np.random.default_rng(1)
    count = length_s * SAMPLE_RATE
    t = np.arange(count) / SAMPLE_RATE
    buzz = np.sum([np.sin(2 * np.pi * 130 * k * t) / k for k in range(1, 25)], axis=0)
    speaking = np.zeros(count)
    at = SAMPLE_RATE // 2
    while at < count:
        voiced, pause = (int(length) for length in chance.uniform(0.2, 0.9, 2) * SAMPLE_RATE)
        speaking[at : at + voiced] = 1
        at += voiced + pause
    sound = pcm.from_float(0.1 * buzz * speaking + 0.001 * chance.standard_normal(count))
    return [Frame(sound[at : at + FRAME_SAMPLES], at) for at in range(0, count, FRAME_SAMPLES)]


def measure(work: list[Stage], frames: list[Frame]) -> list[Times]:
    """What each stage took."""
    took_us = [np.zeros(len(frames)) for _ in work]
    gc.collect()
    gc.disable()  # a collection is nobody's stage
    try:
        for i, frame in enumerate(frames):
            for stage, times_us in zip(work, took_us, strict=True):
                began_ns = time.perf_counter_ns()
                stage.work(frame)
                times_us[i] = (time.perf_counter_ns() - began_ns) / 1000
    finally:
        gc.enable()
    return took_us


def figures(work: list[Stage], took_us: list[Times]) -> dict[str, Any]:
    """By the rate of the leg: each stage, and all of them together frame by frame."""
    legs = {}
    for rate in RATES:
        mine = {
            stage.name: times_us
            for stage, times_us in zip(work, took_us, strict=True)
            if stage.rate in (None, rate)
        }
        counted = {stage.name for stage in work if stage.counts}
        mine["together"] = np.sum([mine[name] for name in mine if name in counted], axis=0)
        legs[str(rate)] = {name: _spread(times_us) for name, times_us in mine.items()}
    dearest_us = max(leg["together"]["p50_us"] for leg in legs.values())
    return {
        "frames": len(took_us[0]),
        "legs": legs,
        "budget_us": BUDGET_US,
        "within_budget": dearest_us <= BUDGET_US,
        "frames_a_core_keeps_up_with": int(FRAME_MS * 1000 / dearest_us),
    }


def _spread(times_us: Times) -> dict[str, float]:
    return {f"p{share}_us": round(float(np.percentile(times_us, share)), 1) for share in (50, 99)}


def _table(result: dict[str, Any]) -> Table:
    table = Table(
        "us per 20 ms frame, p50 / p99", *(f"leg at {int(rate) // 1000} kHz" for rate in result["legs"])
    )
    for name in next(iter(result["legs"].values())):
        spreads = [leg[name] for leg in result["legs"].values()]
        table.add_row(
            name,
            *(f"{spread['p50_us']:.1f} / {spread['p99_us']:.1f}" for spread in spreads),
            style="bold" if name == "together" else "",
        )
    return table


def _plot(result: dict[str, Any]) -> Figure:
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.add_subplot()
    rates = list(result["legs"])
    bottom = np.zeros(len(rates))
    for name in next(iter(result["legs"].values())):
        if name not in ("together", "the call's core"):
            p50_us = np.array([result["legs"][rate][name]["p50_us"] for rate in rates])
            axes.bar([f"{int(rate) // 1000} kHz" for rate in rates], p50_us, bottom=bottom, label=name)
            bottom += p50_us
    p99_us = [result["legs"][rate]["together"]["p99_us"] for rate in rates]
    axes.plot(range(len(rates)), p99_us, "k_", markersize=24, label="together, p99")
    axes.axhline(result["budget_us"], color="tab:red", linestyle="--", label="budget")
    axes.set(xlabel="rate of the leg", ylabel="us per 20 ms frame, p50")
    axes.set_title("What a frame costs before anybody understands it")
    axes.legend()
    return figure


def main() -> None:
    run()


if __name__ == "__main__":
    main()
