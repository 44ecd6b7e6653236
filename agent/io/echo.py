"""The echo: a socket that returns what it hears. Point a number at it to hear the line, and nothing else."""

from __future__ import annotations

import asyncio
import time

from fastapi import APIRouter, Response, WebSocket, WebSocketDisconnect

from agent.commands import SendFrame
from agent.events import FrameReceived
from agent.io.media import Patience, refusal
from agent.settings import Settings
from agent.wire.vonage import ECHO_PATH, ProtocolFault, VonageLeg

MAX_ECHOES = 4  # it is a tool for trying a line, and needs no call to be admitted


def routes(settings: Settings, patience: Patience | None = None) -> APIRouter:
    router = APIRouter()
    dead_s = (patience or Patience()).dead_ms / 1000
    echoes = 0

    @router.websocket(ECHO_PATH)
    async def echo(socket: WebSocket) -> None:
        nonlocal echoes
        refused = refusal(socket, settings)
        if refused is None and echoes >= MAX_ECHOES:
            refused = Response("too many echoes\n", 503, {"Retry-After": "60"})
        if refused is not None:
            await socket.send_denial_response(refused)
            return
        await socket.accept()
        echoes += 1
        try:
            await _return_all(socket, VonageLeg(0), dead_s)
        except ProtocolFault as fault:
            await socket.close(fault.close_code, fault.reason)
        except TimeoutError:
            await socket.close(1011, "nothing heard, or nobody reads")
        except WebSocketDisconnect:
            pass
        finally:
            echoes -= 1

    return router


async def _return_all(socket: WebSocket, codec: VonageLeg, dead_s: float) -> None:
    """Every frame goes back when it comes: the peer's own pace is the pace."""
    while True:
        async with asyncio.timeout(dead_s):
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            sound = message.get("bytes")
            for event in codec.receive(message["text"] if sound is None else sound, _now_ms()):
                if isinstance(event, FrameReceived):
                    wire = codec.send(SendFrame(event.frame.samples))
                    assert isinstance(wire, bytes)
                    await socket.send_bytes(wire)
        await asyncio.sleep(codec.pause_ms / 1000)


def _now_ms() -> int:
    return int(time.monotonic() * 1000)
