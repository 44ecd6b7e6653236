"""A restart with many listeners: all come back at once, and who speaks meanwhile loses no frame."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect

from agent.io import socketio
from agent.io.keys import Principal
from audio.frame import FRAME_MS
from tests.agent.io.edge import local, serving
from tests.agent.io.hospital import Hospitals, House
from tests.agent.io.test_echo import hello

NIGHTLY = bool(os.environ.get("FRONTDESK_NIGHTLY"))
CLIENTS, WITHIN_S = (500, 5.0) if NIGHTLY else (60, 0.0)
BACK_S, LATE_MS = 30.0, 50.0  # S-19; how late the loop is says something only on a machine that is quiet
FRAME = bytes(640)


async def late(figures_ms: list[float]) -> None:
    """How much later the loop wakes a frame's task than it is due, again and again."""
    while True:
        due_s = time.monotonic() + FRAME_MS / 1000
        await asyncio.sleep(FRAME_MS / 1000)
        figures_ms.append((time.monotonic() - due_s) * 1000)


async def speak(peer: ClientConnection, until: asyncio.Event) -> int:
    """A frame every 20 ms; how many."""
    sent = 0
    while not until.is_set():
        await peer.send(FRAME)
        sent += 1
        with suppress(TimeoutError):
            await asyncio.wait_for(until.wait(), FRAME_MS / 1000)
    return sent


@pytest.mark.timeout(170)
def test_s19_whoever_was_there_before_a_restart_comes_back_and_no_call_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socketio, "MAX_STRANGERS", CLIENTS)  # here they all have one address

    async def scenario() -> None:
        desk = Hospitals(tmp_path)
        key = desk.key("a").api_key
        principal = Principal(key.id, "a", frozenset(), frozenset())
        tickets = [desk.keys.ticket(principal).reveal() for _ in range(CLIENTS // 2)] * 2
        async with serving(desk) as port:
            before = [await House(desk, port, None).listener(ticket) for ticket in tickets[:10]]  # type: ignore[arg-type]
        assert {(await listener.closed())[0] for listener in before} == {1012}
        back = asyncio.Event()
        figures_ms: list[float] = []
        async with (
            serving(desk, local(port=port)),
            connect(f"ws://127.0.0.1:{port}/vonage/echo", proxy=None) as call,
        ):
            await call.send(hello())
            watching = asyncio.create_task(late(figures_ms))
            speaking = asyncio.create_task(speak(call, back))
            clients = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.agent.io.coming_back", str(port), str(WITHIN_S)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            assert clients.stdin is not None
            assert clients.stdout is not None
            clients.stdin.write("\n".join(tickets).encode())
            clients.stdin.close()
            took_s = float(await clients.stdout.readline())
            back.set()
            watching.cancel()
            assert took_s < BACK_S
            for _ in range(await speaking):
                assert await call.recv() == FRAME
            desk.rings("after", "a")
            assert await clients.stdout.readline() == b"all have heard\n"
            assert await clients.wait() == 0
        desk.database.close()
        if NIGHTLY:
            assert np.percentile(figures_ms, 99) < LATE_MS

    asyncio.run(asyncio.wait_for(scenario(), 120))
