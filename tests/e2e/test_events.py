"""A hospital's own system hears of a whole call: key by command, ticket, Socket.IO, real ears and voice."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import Any

import httpx
import pytest
import socketio

from tests.e2e.conftest import Server
from tests.e2e.test_call import call, say

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


def key(server: Server, *options: str) -> dict[str, str]:
    """The headers of a new key, made beside the running server."""
    issued = subprocess.run(
        [sys.executable, "-m", "agent.cli", "keys", "issue", "ws:ticket", *options],
        env=os.environ | {"FRONTDESK_DATA_DIR": str(server.transcripts.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split(": ", 1) for line in issued.stdout.splitlines())


async def listening(
    server: Server, headers: dict[str, str], heard: asyncio.Queue[dict[str, Any]]
) -> socketio.AsyncClient:
    async with httpx.AsyncClient(trust_env=False) as http:
        reply = await http.post(f"{server.url}/api/external/ws-ticket", headers=headers)
    ticket = reply.json()["data"]
    client = socketio.AsyncClient(reconnection=False)

    @client.on("*")
    async def on_event(name: str, payload: dict[str, Any]) -> None:
        heard.put_nowait(payload)

    await client.connect(
        ticket["ws_url"],
        socketio_path=ticket["ws_path"],
        auth={"token": ticket["token"]},
        transports=["websocket"],
    )
    return client


async def test_a_hospital_hears_when_a_call_begins_and_ends_and_another_one_does_not(server: Server) -> None:
    ours: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    theirs: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    clients = [
        await listening(server, key(server), ours),
        await listening(server, key(server, "--hospital", "elsewhere"), theirs),
    ]
    await call(server, say("No thank you, goodbye."))
    async with asyncio.timeout(20):
        began, ended = await ours.get(), await ours.get()
    for client in clients:
        await client.disconnect()
    assert (began["type"], ended["type"]) == ("inbound_call", "call_ended")
    assert began["data"]["call_id"] == ended["data"]["call_id"]
    assert (ended["data"]["status"], ended["data"]["duration"] > 0) == ("completed", True)
    assert theirs.empty()
