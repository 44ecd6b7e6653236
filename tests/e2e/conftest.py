"""The real thing: `frontdesk serve` in its own process, on real weights, reached only over its port."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import monotonic

import pytest

from agent.settings import Settings
from models.weights import Weights, WeightsError

START_S = 120  # on a busy machine, fixed phrases included
STOP_S = 20
LAST_WORDS_S = 20
# The first server has the fixed phrases made, which takes most of its start; the others find them.
_PHRASES = TemporaryDirectory(prefix="frontdesk-phrases-")


@dataclass(slots=True)
class Server:
    url: str
    process: subprocess.Popen[str]
    transcripts: Path
    said: list[str]
    listening_s: float  # from its start until it answers HTTP
    ready_s: float  # ... and takes calls

    def transcript(self, uuid: str) -> list[dict[str, object]]:
        """A call's messages, once it is over: its last words may come some seconds after a hang-up."""
        file = self.transcripts / f"{uuid}.jsonl"
        deadline_s = monotonic() + LAST_WORDS_S
        messages: list[dict[str, object]] = []
        while monotonic() < deadline_s:
            if file.exists():
                messages = [json.loads(line) for line in file.read_text().splitlines()]
            if messages and messages[-1]["type"] == "event:callEnd":
                return messages
            Event().wait(0.05)
        pytest.fail(f"the call has not ended: {messages[-1:]}")

    def stop(self) -> int:
        """As Ctrl-C does; the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_S)


def serve(data_dir: Path, *options: str, **environment: str) -> Server:
    """Start a server and wait until it is ready for calls."""
    transcripts = data_dir / "transcripts"
    if not (data_dir / "phrases").exists():
        (data_dir / "phrases").symlink_to(_PHRASES.name)
    command = (sys.executable, "-m", "agent.cli", "serve", "--insecure-local", "--port", "0")
    process = subprocess.Popen(
        [*command, "--transcripts", str(transcripts), *options],
        env=os.environ | {"FRONTDESK_DATA_DIR": str(data_dir)} | environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    began_s = monotonic()
    said: list[str] = []
    url, listening_s = "", 0.0
    for line in process.stderr:
        said.append(line.rstrip())
        if line.startswith("listening on "):
            url, listening_s = line.removeprefix("listening on ").strip(), monotonic() - began_s
        if line.strip() == "ready for calls":
            break
    else:
        pytest.fail("the server did not start:\n" + "\n".join(said))
    stream = process.stderr
    Thread(target=lambda: said.extend(line.rstrip() for line in stream), daemon=True).start()
    return Server(url, process, transcripts, said, listening_s, monotonic() - began_s)


@pytest.fixture(scope="session")
def weights_are_here() -> None:
    settings = Settings()
    try:
        for name in (settings.ear, settings.voice):
            Weights(settings.weights_dir).path(name)
    except WeightsError as error:
        pytest.fail(f"{error}")  # `make test` pulls them; their absence is a fault, not a reason to skip


@pytest.fixture(scope="module")
def server(weights_are_here: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that leave it as they found it."""
    server = serve(tmp_path_factory.mktemp("server"))
    yield server
    assert server.stop() == 0, "\n".join(server.said[-30:])
