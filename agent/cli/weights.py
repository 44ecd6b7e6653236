"""`frontdesk weights list | pull | verify`: the models' files, their sources, and whether they are right."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn
from rich.table import Table

from agent.settings import Settings
from models.weights import Skipped, Step, Waiting, Weights, WeightsError, WeightsMissing

app = typer.Typer(no_args_is_help=True, help="List, pull and verify the weights of the models.")

Names = Annotated[
    list[str] | None, typer.Argument(help="names as in `list`; without any, those the settings need")
]


def needed(settings: Settings) -> list[str]:
    """The weights a server with these settings loads."""
    names = (settings.ear, settings.voice, settings.reader, settings.translation_ear)
    return list(dict.fromkeys(name for name in names if name))


@app.command("list")
def show() -> None:
    """Every weight, its licence and whether it is installed."""
    settings = Settings()
    weights = Weights(settings.weights_dir)
    table = Table(box=None, header_style="bold")
    for heading in ("name", "purpose", "size", "licence", "installed", "sources"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "size" else "left")
    for name, weight in weights.catalogue.items():
        try:
            weights.path(name)
            state = "[green]yes"
        except WeightsMissing:
            state = "[red]no, and needed" if name in needed(settings) else "no"
        except WeightsError:
            state = "[red]wrong"
        size = f"{weight.size_bytes / 1e6:.0f} MB"
        sources = ", ".join(source.label for source in weight.sources)
        table.add_row(name, weight.purpose, size, weight.licence, state, sources)
    console = Console()
    console.print(table)
    for name, weight in weights.catalogue.items():
        if weight.note:
            console.print(f"[bold]{name}[/]: {escape(weight.note)}.")
    console.print(f"They are kept in {escape(str(settings.weights_dir))} (FRONTDESK_WEIGHTS_DIR).")


@app.command()
def pull(
    names: Names = None, every: Annotated[bool, typer.Option("--all", help="all of them")] = False
) -> None:
    """Fetch weights, compare their sha256 and install them."""
    settings = Settings()
    wanted = list(Weights(settings.weights_dir).catalogue) if every else names or needed(settings)
    if not pull_all(wanted, settings, Console()):
        raise typer.Exit(os.EX_CONFIG)


@app.command()
def verify(names: Names = None) -> None:
    """Compare every sha256 again; this also accepts files that were copied by hand."""
    settings = Settings()
    weights = Weights(settings.weights_dir)
    console = Console()
    failed = False
    for name in names or needed(settings):
        try:
            console.print(f"[green]right[/]  {name} in {escape(str(weights.verify(name)))}", soft_wrap=True)
        except (WeightsError, OSError) as error:
            console.print(f"[red]wrong[/]  {escape(str(error))}", soft_wrap=True)
            failed = True
    if failed:
        raise typer.Exit(os.EX_CONFIG)


def pull_all(names: list[str], settings: Settings, console: Console) -> bool:
    """Pull with a progress bar each, and tell what could not be had. True if all are in place now."""
    weights = Weights(settings.weights_dir)
    bar = Progress(
        TextColumn("{task.description:24}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=console,
        transient=True,
    )
    failed = False
    with bar:
        for name in names:
            task = bar.add_task(name, total=None, visible=False)

            def on_step(step: Step, task: TaskID = task) -> None:
                match step:
                    case Skipped():
                        console.print(
                            f"[yellow]skipped[/] {escape(step.source)}: {escape(step.reason)}", soft_wrap=True
                        )
                    case Waiting():
                        console.print(f"another process is pulling {step.weight}; waiting for it")
                    case _:
                        bar.update(task, completed=step.done_bytes, total=step.total_bytes, visible=True)

            try:
                folder = weights.pull(name, settings.hub_url, on_step)
                console.print(f"[green]ready[/]  {name} in {escape(str(folder))}", soft_wrap=True)
            except (WeightsError, OSError) as error:
                console.print(f"[red]failed[/] {escape(str(error))}", soft_wrap=True)
                failed = True
            bar.remove_task(task)
    return not failed
