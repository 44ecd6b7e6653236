from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from agent.cli.call import call
from audio.wav import read, write
from tests.agent.double.sounds import joined, silence, tone
from tests.agent.io.toy_server import ToyServer, listening

app = typer.Typer()
app.command()(call)


@pytest.fixture(scope="module")
def toy() -> Iterator[ToyServer]:
    """The toy in a thread with a loop of its own, since the command runs its own loop too."""
    server, listens, done = ToyServer(), threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with listening(server):
            listens.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert listens.wait(20)
    yield server
    loop.call_soon_threadsafe(done.set)
    thread.join(20)


@pytest.fixture
def line(tmp_path: Path) -> str:
    write(tmp_path / "line.wav", joined(silence(300), tone(400, 8000), silence(300)), 8000)
    return str(tmp_path / "line.wav")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_recording_is_said_and_the_call_saved(toy: ToyServer, line: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, shown = run(f"http://{toy.origin}/answer", "--wav", line, "--gap-ms", "100", "--out", str(out))
    assert code == 0, shown
    assert "line.wav" in shown
    assert "agent speaks, after" in shown
    assert "caller hung up, close code 1000" in shown
    report = json.loads((out / "call.json").read_text())
    assert report["ended"] == "caller hung up"
    assert report["turns"][0]["latency_ms"] > 200
    sound = read(out / "call.wav")
    assert sound.rate == 16_000
    assert sound.samples.shape == (report["duration_ms"] * 16, 2)
    assert sound.samples[:, 0].any()
    assert sound.samples[:, 1].any()
    assert (out / "call.png").exists()


def test_a_script_plays_files_that_lie_beside_it(toy: ToyServer, line: str, tmp_path: Path) -> None:
    (tmp_path / "part.txt").write_text("(waits 100 ms)\n(plays line.wav)\n(hangs up)\n")
    options = ("--gap-ms", "100", "--rate", "8000", "--header", "a=b")
    code, shown = run(f"ws://{toy.origin}/media", "--script", str(tmp_path / "part.txt"), *options)
    assert code == 0, shown
    assert toy.texts[-1]["a"] == "b"
    assert toy.texts[-1]["content-type"] == "audio/l16;rate=8000"


def test_a_call_without_a_sound_of_the_agents_fails(toy: ToyServer, line: str) -> None:
    options = ("--patience-ms", "200", "--gap-ms", "100", "--rate", "24000")
    toy.greets = False
    try:
        code, shown = run(f"ws://{toy.origin}/media", "--script", "/dev/null", *options)
    finally:
        toy.greets = True
    assert code == 1, shown
    assert "greeting after never" in shown


def test_nobody_there_is_said_in_a_line() -> None:
    code, shown = run("ws://127.0.0.1:9/", "--script", "/dev/null")
    assert code == 1
    assert "the media socket was refused" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--say", "hello", "--script", "x"), "take one of --say, --wav and --script"),
        (("--script", "missing.txt"), "missing.txt"),
        (("--wav", "missing.wav"), "missing.wav"),
        (("--say", "(coughs)"), "is no direction"),
        (("--script", "/dev/null", "--rate", "44100"), "not at 44100"),
        (("--script", "/dev/null", "--header", "ticket"), "write KEY=VALUE"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anybody_is_rung(
    options: tuple[str, ...], complaint: str
) -> None:
    code, shown = run("ws://127.0.0.1:9/", *options)
    assert code == 2
    assert complaint in " ".join(shown.split())
