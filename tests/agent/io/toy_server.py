"""A stranger's server on loopback, for the double to ring: real HTTP, real sockets, none of our own code.

It greets with 300 ms of tone, answers 200 ms after each line of the caller with 300 ms of another, and does
what a test asks besides. It counts frames, so its delays are the same on a slow machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

REPLY_AFTER_FRAMES = 10
TONE_FRAMES = 15


class ToyServer:
    def __init__(self) -> None:
        self.rate = 16_000  # asked for in the NCCO; the first message has the last word
        self.origin = ""  # host:port, once it listens
        self.ncco: list[dict[str, Any]] = []  # set by a test; [] means one `connect` to this server
        self.leg_reply: list[dict[str, Any]] | None = None  # to the first synchronous event
        self.hangs_up_after_lines: int | None = None
        self.greets = True
        self.mark_greeting = False
        self.refuses_sockets = False
        self.answer: Any = ...  # instead of an NCCO, whatever JSON can hold
        self.answer_status = 200
        self.webhooks: list[tuple[str, dict[str, Any], str, bytes]] = []  # path, body, authorization, raw
        self.upgrades: list[str] = []  # Authorization header of each media socket
        self.texts: list[dict[str, Any]] = []  # what arrived as text
        self.frame_sizes: set[int] = set()
        self.socket_closed = asyncio.Event()
        self.close_codes: list[int] = []
        self.app = Starlette(
            routes=[
                Route("/answer", self._answer, methods=["POST"]),
                Route("/leg", self._leg, methods=["POST"]),
                Route("/events", self._webhook, methods=["POST"]),
                WebSocketRoute("/media", self._media),
            ]
        )

    def connect(self, **more: Any) -> dict[str, Any]:
        endpoint = {
            "type": "websocket",
            "uri": f"ws://{self.origin}/media",
            "content-type": f"audio/l16;rate={self.rate}",
            "headers": {"ticket": "t-1"},
        }
        return {"action": "connect", "endpoint": [endpoint | more.pop("endpoint", {})]} | more

    async def _note(self, request: Request) -> None:
        raw = await request.body()
        authorization = request.headers.get("authorization", "")
        self.webhooks.append((request.url.path, json.loads(raw), authorization, raw))

    async def _answer(self, request: Request) -> Response:
        await self._note(request)
        answer = (self.ncco or [self.connect()]) if self.answer is ... else self.answer
        return JSONResponse(answer, status_code=self.answer_status)

    async def _leg(self, request: Request) -> Response:
        await self._note(request)
        reply, self.leg_reply = self.leg_reply, None
        return JSONResponse(reply) if reply else Response(status_code=204)

    async def _webhook(self, request: Request) -> Response:
        await self._note(request)
        return Response(status_code=204)

    async def _tone(self, socket: WebSocket, hz: float) -> None:
        when = np.arange(TONE_FRAMES * self.rate // 50) / self.rate
        sound = (4000 * np.sin(2 * np.pi * hz * when)).astype("<i2").tobytes()
        size = self.rate // 25
        for begin in range(0, len(sound), size):
            await socket.send_bytes(sound[begin : begin + size])

    async def _media(self, socket: WebSocket) -> None:
        self.upgrades.append(socket.headers.get("authorization", ""))
        if self.refuses_sockets:
            await socket.close()
            return
        await socket.accept()
        quiet_frames, lines, owes_reply = 0, 0, False
        try:
            while True:
                message = await socket.receive()
                if message["type"] == "websocket.disconnect":
                    self.close_codes.append(message["code"])
                    break
                if text := message.get("text"):
                    self.texts.append(json.loads(text))
                    if self.texts[-1]["event"] == "websocket:connected":
                        self.rate = int(self.texts[-1]["content-type"].rpartition("=")[2])
                        if self.greets:
                            await self._tone(socket, 400)
                        if self.mark_greeting:
                            await socket.send_json({"action": "notify", "payload": {"mark": "greeted"}})
                    continue
                frame = message["bytes"]
                self.frame_sizes.add(len(frame))
                if np.any(np.frombuffer(frame, "<i2")):
                    quiet_frames, owes_reply = 0, True
                    continue
                quiet_frames += 1
                if owes_reply and quiet_frames == REPLY_AFTER_FRAMES:
                    owes_reply, lines = False, lines + 1
                    await self._tone(socket, 600)
                    if lines == self.hangs_up_after_lines:
                        await socket.close(1000, "goodbye")
                        break
        except WebSocketDisconnect:
            pass
        finally:
            self.socket_closed.set()


@contextlib.asynccontextmanager
async def listening(toy: ToyServer) -> AsyncIterator[ToyServer]:
    """Serves `toy` on a free port of 127.0.0.1 until the block is left."""
    config = uvicorn.Config(toy.app, host="127.0.0.1", port=0, log_level="error", ws="websockets-sansio")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    toy.origin = f"{host}:{port}"
    try:
        yield toy
    finally:
        server.should_exit = True
        await serving
