"""`frontdesk bench`: measure this machine; every benchmark prints a table and leaves JSON and a plot."""

from __future__ import annotations

import importlib
import os
import time
from typing import Annotated

import typer
from rich.console import Console

from agent.cli.weights import needed, pull_all
from agent.settings import Settings
from models.weights import Weights, WeightsMissing

BENCHMARKS = {
    "frame_budget": "microseconds of work in one 20 ms frame, by stage",
    "first_audio": "text to first sound of the voice",
    "accuracy": "word errors of the ear on recorded people, by set",
    "turn_latency": "end of a caller's speech to our reply, on the wire, over recorded people",
    "capacity": "how many talking callers this machine carries",
    "endpointing": "when a turn is over: false cut-offs against delay, over made pauses",
    "barge_in": "who may stop us: words, murmurs, noise, our own echo",
    "viewers": "what a viewer who does not read costs the others",
    "human_or_machine": "who has picked up: people taken for machines, and the other way round",
    "receptionist": "stories told over a telephone: does she do what the caller rang for",
    "heard_ledger": "what we believe the caller has heard, against what was really played",
    "drift": "half an hour of our speech on a line with jitter and a clock of its own",
    "phantom_words": "what is written down of an hour in which nobody speaks, and of short true answers",
    "partials": "what is shown while a caller speaks: how soon, how often, how true",
    "final_text": "end of a caller's speech to its final text, and what speculation costs",
}

AN_HOUR = "receptionist"  # alone; `all` takes less without it
WEIGHTS = {  # beside those that the settings name
    "accuracy": ("whisper-base",),
    "endpointing": ("whisper-base", "smart-turn-v3.2"),
    "partials": ("whisper-base",),
    "final_text": ("whisper-base",),
    "phantom_words": ("whisper-base",),
    "receptionist": ("kokoro-en-callers", "whisper-base", "kokoro-es-dora", "kokoro-es-alex"),
}


def bench(
    name: Annotated[str, typer.Argument(help="a benchmark's name, or `all`; nothing lists them")] = "",
    quick: Annotated[bool, typer.Option(help="few repetitions: does it run, not how fast")] = False,
) -> None:
    """Run a benchmark on this machine; results go to benchmarks/results/ (the short form's to .../quick/)."""
    console = Console()
    if name != "all" and name not in BENCHMARKS:
        for known, meaning in BENCHMARKS.items():
            console.print(f"[bold]{known:16}[/] {meaning}")
        console.print(f"[bold]{'all':16}[/] these, but {AN_HOUR}, which takes an hour, only with --quick")
        if name:
            console.print(f"[red]there is no benchmark {name!r}[/]")
            raise typer.Exit(2)
        return
    settings = Settings()
    everything = [known for known in BENCHMARKS if quick or known != AN_HOUR]
    for chosen in everything if name == "all" else [name]:
        console.rule(f"{chosen}: {BENCHMARKS[chosen]}")
        wanted = [*needed(settings), *WEIGHTS.get(chosen, ())]
        if not pull_all([each for each in wanted if _is_missing(each, settings)], settings, console):
            raise typer.Exit(os.EX_CONFIG)
        began_s = time.monotonic()
        importlib.import_module(f"benchmarks.{chosen}").run(quick=quick)
        console.print(f"{chosen} took {(time.monotonic() - began_s) / 60:.1f} min")


def _is_missing(name: str, settings: Settings) -> bool:
    try:
        Weights(settings.weights_dir).path(name)
    except WeightsMissing:
        return True
    return False
