"""`frontdesk serve`: answer the telephone until told to stop."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from agent.app import App
from agent.clinic.clinic import ClinicFileError
from agent.clinic.store import Unavailable
from agent.io import log
from agent.io.server import ConfigurationError, make_server
from agent.io.server import serve as run_server
from agent.settings import Settings
from models.process import WorkerError
from models.weights import WeightsError


def serve(
    insecure_local: Annotated[
        bool, typer.Option("--insecure-local", help="accept unsigned webhooks; on this machine only")
    ] = False,
    port: Annotated[int | None, typer.Option(help="instead of FRONTDESK_PORT; 0 picks a free one")] = None,
    transcripts: Annotated[
        Path | None, typer.Option(help="write every call's transcript to this folder, a file a call")
    ] = None,
) -> None:
    """Answer calls; GET /readyz says when. Ctrl-C lets live calls end, a second one hurries them."""
    settings = Settings() if port is None else Settings(port=port)
    writer = log.configure(settings)
    try:
        asyncio.run(_serve(settings, insecure_local, transcripts))
    except (WeightsError, ClinicFileError, Unavailable, ConfigurationError, WorkerError) as error:
        _refuse(str(error), os.EX_CONFIG)
    except OSError as error:
        _refuse(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}", os.EX_UNAVAILABLE)
    finally:
        writer.close()


def _refuse(why: str, code: int) -> None:
    Console(stderr=True).print(f"[red]frontdesk cannot start:[/] {why}", soft_wrap=True, highlight=False)
    raise typer.Exit(code)


async def _serve(settings: Settings, insecure_local: bool, transcripts: Path | None) -> None:
    app = App(settings, transcripts)
    server = make_server(app, settings, insecure_local)
    console = Console(stderr=True)
    listening = asyncio.Event()

    def on_listening(port: int) -> None:
        app.port = port
        console.print(f"listening on http://{settings.host}:{port}", highlight=False)
        listening.set()

    serving = asyncio.create_task(run_server(server, app, settings, on_listening))
    starting = asyncio.create_task(_start(app, console, listening))
    try:
        await asyncio.wait({serving, starting}, return_when=asyncio.FIRST_COMPLETED)
        if not serving.done():
            starting.result()  # a start that failed ends the server too
        await serving
    finally:
        serving.cancel()
        starting.cancel()
        await asyncio.gather(serving, starting, return_exceptions=True)
        await app.stop()


async def _start(app: App, console: Console, listening: asyncio.Event) -> None:
    await listening.wait()
    bar = Progress(
        TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn(), console=console, transient=True
    )
    tasks: dict[str, TaskID] = {}

    def on_progress(what: str, done: int, of: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what)
        bar.update(tasks[what], completed=done, total=of)

    with bar:
        await app.start(on_progress)
    console.print("[green]ready for calls[/]")
