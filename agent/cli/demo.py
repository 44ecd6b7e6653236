"""`frontdesk demo`: the main job, from nothing: ring the example clinic and watch the call."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import SecretStr
from rich.console import Console

from agent.cli import rehearsal
from agent.cli.call import save, speak
from agent.cli.patients import seed
from agent.cli.weights import needed, pull_all
from agent.clinic.clinic import EXAMPLE, load
from agent.clinic.database import Unavailable
from agent.double import script
from agent.double.caller import Action, Caller, Noted, Said, Say
from agent.double.measure import table
from agent.io.ring import CallRecord, RingFailed, ring
from agent.settings import ENV_PREFIX, Settings
from audio.wav import read_speech

STORY = """
Hello, I'd like to book a check-up for Thursday, please.
Mary Murphy.
The third of May, nineteen seventy-one.
(interrupts after 2500 ms) Sorry, do you have anything in the afternoon?
The first one, please.
Yes, please.
No thank you, that is all.
"""
NOISE_DB = 25.0  # behind the caller: a quiet room at the other end of a telephone line
LOG_LINES_SHOWN = 20
_WHO = {"user": "caller", "assistant": "agent", "other": "other"}
LAST_LINES_S = 0.3  # for the last lines to reach the disk and the screen


def demo(
    caller: Annotated[
        list[Path] | None,
        typer.Option(help="a recorded person instead: 16-bit WAV, a line each; repeat it for more"),
    ] = None,
    story: Annotated[
        Path | None, typer.Option(help="another script for the synthetic caller; see `frontdesk call --help`")
    ] = None,
    reminders: Annotated[
        bool, typer.Option("--reminders", help="the other way round: twelve synthetic patients are rung")
    ] = False,
    out: Annotated[Path, typer.Option(help="where the call, or the list of patients, is saved")] = Path(
        "demo"
    ),
) -> None:
    """Pull the weights, start the server with the example clinic, ring it, show and save the call.

    With --reminders a list of appointments is imported, everybody on it is rung over a carrier that stays on
    this machine, and what came of it is reported.

    Into a pipe or a file goes the transcript alone, as JSON lines in the shape that live viewers get.
    """
    console = Console(highlight=False, stderr=not sys.stdout.isatty())
    settings = Settings()
    if not pull_all([name for name in needed(settings) if name != settings.reader], settings, console):
        raise typer.Exit(os.EX_CONFIG)
    if settings.reader and not pull_all([settings.reader], settings, console):  # no hub has it
        console.print("going on without it: what a caller means is told by rules alone")
        settings = settings.model_copy(update={"reader": ""})
    try:
        if reminders:
            out.mkdir(parents=True, exist_ok=True)
            file = out / "appointments.csv"
            file.write_text(rehearsal.appointments(datetime.now(UTC)), encoding="utf-8")
            console.print(f"the list: {file}", markup=False)
            raise typer.Exit(0 if asyncio.run(_reminders(settings, file.read_text(), console)) else 1)
        actions = _actions(caller or [], story)
        record, messages = asyncio.run(_demo(actions, settings, bool(caller), console))
    except (RingFailed, ServerFailed, Unavailable, OSError, ValueError) as error:
        console.print(f"the demo failed: {error}", style="red", markup=False)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("hung up")
        raise typer.Exit(130) from None
    console.print(table(record.report))
    said = [message for message in messages if message["type"] == "transcript"]
    save(record, out, console, [(line["offset"], _WHO[line["role"]], line["msg"]) for line in said])
    if not record.report.agent_audible_ms:
        raise typer.Exit(1)


class ServerFailed(Exception):
    """The server did not come up; the message is what it said last."""


def _actions(recordings: list[Path], story: Path | None) -> list[Action]:
    if recordings:
        return [Say(samples=read_speech(path), text=path.name) for path in recordings]
    text, folder = (story.read_text(), story.parent) if story else (STORY, Path())
    return script.read(text, speak, lambda name: read_speech(folder / name))


async def _demo(
    actions: list[Action], settings: Settings, recorded: bool, console: Console
) -> tuple[CallRecord, list[dict[str, Any]]]:
    """The call, and its transcript's messages."""
    messages: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="frontdesk-") as folder:
        async with _server(settings, settings.data_dir / "demo", Path(folder), console) as url:
            console.rule("the call")
            listening = asyncio.create_task(_show_lines(Path(folder), messages, console))
            # A recording is taken as it is; the synthetic caller gets a telephone and a room.
            line = partial(Caller, actions, telephone=not recorded, snr_db=None if recorded else NOISE_DB)
            try:
                record = await ring(f"{url}/vonage/answer", line, on_event=_latency_teller(console))
                return record, messages
            finally:
                await asyncio.sleep(LAST_LINES_S)
                listening.cancel()
                console.rule()


async def _reminders(settings: Settings, listed: str, console: Console) -> bool:
    """False if it did not come to its end."""
    its_own = settings.data_dir / "demo-reminders"
    with tempfile.TemporaryDirectory(prefix="frontdesk-") as folder:
        with console.status("the patients learn their lines"):
            more = await asyncio.to_thread(rehearsal.environment, settings, Path(folder))
        rehearsal.empty(its_own)
        async with _server(settings, its_own, Path(folder), console, more):
            return await rehearsal.ring_all(settings, its_own, listed, console)


@asynccontextmanager
async def _server(
    settings: Settings, data_dir: Path, transcripts: Path, console: Console, more: Mapping[str, str] = {}
) -> AsyncIterator[str]:
    """`frontdesk serve` in a process of its own, as a clinic would run it; yields its address.

    `data_dir`: with a database of its own, so that nothing invented ever stands beside real patients.
    """
    its_own = {"data_dir": data_dir, "database_url": SecretStr("")}
    if settings.clinic_file is None:
        await asyncio.to_thread(seed, settings.model_copy(update=its_own), load(EXAMPLE))
    environment = os.environ | {
        f"{ENV_PREFIX}DATA_DIR": str(data_dir),
        f"{ENV_PREFIX}DATABASE_URL": "",
        f"{ENV_PREFIX}READER": settings.reader,
        **more,
    }
    serve = ("-m", "agent.cli", "serve", "--insecure-local", "--port", "0", "--transcripts", str(transcripts))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *serve, env=environment, stderr=asyncio.subprocess.PIPE, start_new_session=True
    )
    assert process.stderr is not None
    said: list[str] = []
    url = ""
    reading: asyncio.Task[None] | None = None
    try:
        with console.status("starting the server: loading the ear, the voice and the clinic's phrases"):
            async for raw in process.stderr:
                text = raw.decode(errors="replace").strip()
                said = [*said[-LOG_LINES_SHOWN:], text]
                if text.startswith("listening on "):
                    url = text.removeprefix("listening on ")
                if text == "ready for calls":
                    break
            else:
                raise ServerFailed("\n".join(["the server did not start:", *said]))
        reading = asyncio.create_task(_forget(process.stderr))
        yield url
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.wait()
        if reading is not None:
            await reading


async def _forget(stream: asyncio.StreamReader) -> None:
    """Read on, so that the server never waits for us to read its log."""
    while await stream.read(65536):
        pass


async def _show_lines(folder: Path, messages: list[dict[str, Any]], console: Console) -> None:
    """Print each line of the transcript as it becomes final, and keep all messages."""
    while True:
        files = await asyncio.to_thread(lambda: sorted(folder.glob("*.jsonl")))
        lines = [line for file in files for line in file.read_text().splitlines()]
        for line in lines[len(messages) :]:
            message = json.loads(line)
            messages.append(message)
            if console.stderr:
                print(line, flush=True)
            if message["type"] == "transcript":
                style = "cyan" if message["role"] == "user" else "green"
                who = _WHO[message["role"]]
                console.print(f"{message['offset'] / 1000:7.2f} s  [bold {style}]{who:6}[/]  ", end="")
                console.print(message["msg"], style=style, markup=False)
        await asyncio.sleep(0.05)


def _latency_teller(console: Console) -> Callable[[Said | Noted], None]:
    """Prints how long the caller waited for each reply, as heard on the line."""
    speech_end_ms: float | None = None

    def tell(entry: Said | Noted) -> None:
        nonlocal speech_end_ms
        if isinstance(entry, Said):
            speech_end_ms = entry.speech_end_ms
        elif entry.what == "agent speaks" and speech_end_ms is not None and entry.at_ms >= speech_end_ms:
            console.print(f"{'':20}answered after {entry.at_ms - speech_end_ms:.0f} ms", style="dim")
            speech_end_ms = None

    return tell
