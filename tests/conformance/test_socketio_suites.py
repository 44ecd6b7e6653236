"""The published Engine.IO and Socket.IO suites against our router, wrapper and library, over WebSocket.

In production a listener says nothing and hears only its hospital's calls. The suites want to be let in and
to be answered, so the configuration under test differs in that: `Answering` lets everybody in, and events
through to handlers that answer. The suites' own constants (address, ping, payload) are set to ours.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.io import socketio, visit
from agent.io.router import Receive, Router, Scope, Send
from agent.io.socketio import SocketIo
from agent.io.visit import MAX_PACKET_BYTES, VISIT, Visit
from tests.agent.io.edge import FakeDesk, local, serving
from tests.agent.io.hospital import Hospitals
from tests.conformance import suite

# By name, why a case of a suite does not hold here. Whatever else fails is a fault.
NO_POLLING = "long-polling is not offered: S-10"
NO_ENGINE_ALONE = "there is no Engine.IO without Socket.IO here"
PLAIN_GET = "a request without EIO is no Engine.IO request: 426, as of any socket's path (G-03), and not 400"
EXPECTED = {
    "engine.io-protocol": {
        "close HTTP long-polling forcefully closes the session": NO_POLLING,
        "handshake HTTP long-polling fails with an invalid 'EIO' query parameter": PLAIN_GET,
        "handshake HTTP long-polling successfully opens a session": NO_POLLING,
        "heartbeat HTTP long-polling closes the session upon ping timeout": NO_POLLING,
        "heartbeat HTTP long-polling sends ping/pong packets": NO_POLLING,
        "message HTTP long-polling closes the session upon duplicate poll requests": NO_POLLING,
        "message HTTP long-polling closes the session upon invalid packet format": NO_POLLING,
        "message HTTP long-polling sends and receives a payload containing one plain text packet": NO_POLLING,
        "message HTTP long-polling sends and receives a payload containing plain text and binary packets": (
            NO_POLLING
        ),
        "message HTTP long-polling sends and receives a payload containing several plain text packets": (
            NO_POLLING
        ),
        "message WebSocket sends and receives a binary packet": NO_ENGINE_ALONE,
        "message WebSocket sends and receives a plain text packet": NO_ENGINE_ALONE,
        "upgrade ignores HTTP requests with same sid after upgrade": NO_POLLING,
        "upgrade ignores WebSocket connection with same sid after upgrade": NO_POLLING,
        "upgrade successfully upgrades from HTTP long-polling to WebSocket": NO_POLLING,
    },
    "socket.io-protocol": {
        "close HTTP long-polling should forcefully close the session": NO_POLLING,
        "handshake HTTP long-polling should fail with an invalid 'EIO' query parameter": PLAIN_GET,
        "handshake HTTP long-polling should successfully open a session": NO_POLLING,
        "heartbeat HTTP long-polling should close the session upon ping timeout": NO_POLLING,
        "heartbeat HTTP long-polling should send ping/pong packets": NO_POLLING,
        "upgrade should ignore HTTP requests with same sid after upgrade": NO_POLLING,
        "upgrade should ignore WebSocket connection with same sid after upgrade": NO_POLLING,
        "upgrade should successfully upgrade from HTTP long-polling to WebSocket": NO_POLLING,
    },
}
FEWEST_PASSED = {"engine.io-protocol": 8, "socket.io-protocol": 22}
ENGINE_EVENT = re.compile(r"4[123456]")


class Letting(Visit):
    """A visit whose client may speak."""

    def _lets_in(self, message: Any) -> bool:
        text = message.get("text")
        return text is None or bool(ENGINE_EVENT.match(text)) or super()._lets_in(message)


class Answering(SocketIo):
    def __init__(self, desk: FakeDesk) -> None:
        super().__init__(desk, local())
        server = self._server
        for namespace in ("/", "/custom"):

            async def connect(sid: str, environ: Any, auth: Any = None, namespace: str = namespace) -> None:
                one: Visit = environ["asgi.scope"][VISIT]
                one._deadline.cancel()
                telling = server.emit("auth", auth or {}, to=sid, namespace=namespace)
                asyncio.get_running_loop().call_later(0.05, asyncio.ensure_future, telling)  # behind CONNECT

            async def message(sid: str, *words: Any, namespace: str = namespace) -> None:
                await server.emit("message-back", words, to=sid, namespace=namespace)

            async def message_with_ack(sid: str, *words: Any) -> tuple[Any, ...]:
                return words

            server.on("connect", connect, namespace=namespace)
            server.on("message", message, namespace=namespace)
            server.on("message-with-ack", message_with_ack, namespace=namespace)


class Renamed(Router):
    """Ours, under the path that the suites have written in."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") in ("/engine.io/", "/socket.io/"):
            scope = {**scope, "path": "/ws/"}
        await super().__call__(scope, receive, send)


async def nobody(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("the suites know one path")


def titles(results: dict[str, Any], kind: str) -> Iterator[str]:
    for test in results[kind]:
        yield test["fullTitle"].removeprefix("Engine.IO protocol ").removeprefix("Socket.IO protocol ")


@pytest.mark.timeout(170)
@pytest.mark.parametrize("name", EXPECTED)
def test_the_published_suite(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = suite(name) / "test-suite"
    node = shutil.which("node")
    if node is None or not (folder / "node_modules").is_dir():
        pytest.skip(f"no Node, or npm ci was not run in {folder}")
    monkeypatch.setattr(socketio, "PING_EVERY_S", 1)
    monkeypatch.setattr(socketio, "PING_WITHIN_S", 1)
    monkeypatch.setattr(visit, "CONNECT_WITHIN_S", 4.0)  # longer than the three pings that are awaited
    monkeypatch.setattr(socketio, "Visit", Letting)

    async def scenario() -> str:
        desk = Hospitals(tmp_path)
        router = Renamed(nobody, [], Answering(desk), None, local(), True, desk.audit)
        async with serving(desk, app=router) as port:
            text = (folder / "test-suite.js").read_text()
            for theirs, ours in (
                ("http://localhost:3000", f"http://127.0.0.1:{port}"),
                ("const PING_INTERVAL = 300", "const PING_INTERVAL = 1000"),
                ("const PING_TIMEOUT = 200", "const PING_TIMEOUT = 1000"),
                ("eql(1000000)", f"eql({MAX_PACKET_BYTES})"),
            ):
                assert theirs in text
                text = text.replace(theirs, ours)
            (tmp_path / "test-suite.js").write_text(text)
            for file in ("node-imports.js", "package.json"):
                shutil.copy(folder / file, tmp_path / file)
            (tmp_path / "node_modules").symlink_to(folder / "node_modules")
            mocha = await asyncio.create_subprocess_exec(
                node,
                "node_modules/mocha/bin/mocha",
                *("--reporter", "json", "--timeout", "10000", "--exit", "test-suite.js"),
                cwd=tmp_path,
                stdout=asyncio.subprocess.PIPE,
            )
            told, _ = await mocha.communicate()
            return told.decode()

    told = asyncio.run(scenario())
    results = json.loads(told[told.index('{\n  "stats"') :])
    passed, failed = set(titles(results, "passes")), set(titles(results, "failures"))
    assert failed == set(EXPECTED[name])
    assert len(passed) >= FEWEST_PASSED[name]
