from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect

from agent.io import closing
from agent.io.closing import POLICY, first_decides
from tests.agent.io.edge import run


class Socket:
    def __init__(self, reads: bool = True) -> None:
        self.closed: list[tuple[int, str]] = []
        self._reads = reads

    async def close(self, code: int, reason: str) -> None:
        if not self._reads:
            await asyncio.Event().wait()
        self.closed.append((code, reason))


async def says(code: int) -> tuple[int, str]:
    return code, "why"


async def fails(error: Exception) -> tuple[int, str]:
    raise error


def serve(socket: Socket, *doing: Any) -> list[str]:
    """Beside one that goes on for ever; what became of that one."""
    ends: list[str] = []

    async def goes_on() -> tuple[int, str]:
        try:
            await asyncio.Event().wait()
        finally:
            ends.append("cancelled")
        return 0, ""

    run(first_decides(cast(WebSocket, socket), goes_on(), *doing))
    return ends


def test_the_first_to_return_says_how_to_close_and_the_others_end() -> None:
    socket = Socket()
    assert serve(socket, says(POLICY)) == ["cancelled"]
    assert socket.closed == [(POLICY, "why")]


def test_a_peer_that_has_gone_is_no_fault() -> None:
    socket = Socket()
    assert serve(socket, fails(WebSocketDisconnect(1006))) == ["cancelled"]
    assert socket.closed == []


def test_a_peer_that_does_not_read_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "CLOSE_S", 0.01)
    assert serve(Socket(reads=False), says(POLICY)) == ["cancelled"]


def test_a_fault_of_ours_is_one() -> None:
    with pytest.raises(ZeroDivisionError):
        serve(Socket(), fails(ZeroDivisionError()))
