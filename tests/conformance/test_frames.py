"""V-14 on each socket that we really serve: frames that no client may send, written byte by byte.

Autobahn judges an echo; here it is seen that each endpoint's own code neither hides nor changes what the
server does, and that the connection is over after it.
"""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from agent.clinic.database import open_database
from agent.clinic.tickets import Holder, Tickets
from agent.io.tenants import sha256
from agent.wire.hiya import LIVE_CALLS_PATH
from agent.wire.vonage import ECHO_PATH, MEDIA_PATH
from tests.agent.io.edge import FakeDesk, local, ring, run, serving

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
ENDPOINTS = ("live", "events", "translation", "media", "echo")


def frame(
    opcode: int, payload: bytes = b"", *, fin: bool = True, reserved: int = 0, masked: bool = True
) -> bytes:
    head = bytes([(fin << 7) | (reserved << 4) | opcode])
    size = len(payload)
    length = bytes([size]) if size < 126 else b"\x7e" + struct.pack(">H", size)
    if not masked:
        return head + length + payload
    mask = os.urandom(4)
    body = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    return head + bytes([length[0] | 0x80]) + length[1:] + mask + body


BROKEN = {
    "text that is no UTF-8": (frame(TEXT, b"\xed\xa0\x80"), 1007),
    "a reserved bit": (frame(TEXT, b"{}", reserved=4), 1002),
    "opcode 3": (frame(3, b"{}"), 1002),
    "opcode 11": (frame(11, b""), 1002),
    "not masked": (frame(TEXT, b"{}", masked=False), 1002),
    "a ping of 126 bytes": (frame(PING, b"x" * 126), 1002),
    "a ping in fragments": (frame(PING, b"x", fin=False), 1002),
    "a continuation of nothing": (frame(0, b"x"), 1002),
    "a message within a message": (frame(TEXT, b"{", fin=False) + frame(TEXT, b"}"), 1002),
    "a close of one byte": (frame(CLOSE, b"\x03"), 1002),
    "a close code that nobody may send": (frame(CLOSE, struct.pack(">H", 1005)), 1002),
    "a close reason that is no UTF-8": (frame(CLOSE, struct.pack(">H", 1000) + b"\xed\xa0\x80"), 1007),
}


class Bare:
    """A WebSocket client that reads frames and checks nothing."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def read(self) -> tuple[int, bytes]:
        first, second = await self.reader.readexactly(2)
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack(">H", await self.reader.readexactly(2))
        return first & 0xF, await self.reader.readexactly(size)

    async def until(self, opcode: int) -> bytes:
        while True:
            kind, payload = await self.read()
            if kind == opcode:
                return payload

    async def close_code(self) -> int:
        (code,) = struct.unpack(">H", (await self.until(CLOSE))[:2])
        return int(code)


@asynccontextmanager
async def opened(endpoint: str, folder: Path) -> AsyncIterator[Bare]:
    with closing(open_database(folder / "frontdesk.db")) as database:
        desk = FakeDesk()
        desk.tickets = Tickets(database)
        runner = desk.live()
        desk.admissions.admit(ring("u-2"))  # its media connection is expected
        settings = local(vas_api_key="key")
        headers = {"Authorization": "Bearer any", "x-hiya-account-user-id": "ann"}
        path = {
            "live": f"{LIVE_CALLS_PATH}?conversationToken={runner.admission.viewer_token.reveal()}",
            "events": "/ws/?EIO=4&transport=websocket",
            "translation": "/ws",
            "media": MEDIA_PATH,
            "echo": ECHO_PATH,
        }[endpoint]
        if endpoint == "translation":
            ticket = desk.tickets.issue(Holder("a", sha256("key")))
            headers["Sec-WebSocket-Protocol"] = f"ticket.{ticket.reveal()}"
        async with serving(desk, settings) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            asked = {
                "Host": f"127.0.0.1:{port}",
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            } | headers
            lines = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
            writer.write(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 101"), answer
            yield Bare(reader, writer)
            writer.close()


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("fault", BROKEN)
def test_v14_a_broken_frame_ends_the_connection_with_its_code(
    endpoint: str, fault: str, tmp_path: Path
) -> None:
    async def scenario() -> None:
        sent, code = BROKEN[fault]
        async with opened(endpoint, tmp_path) as peer:
            peer.writer.write(sent)
            assert await peer.close_code() == code
            peer.writer.write(frame(CLOSE, struct.pack(">H", code)))
            assert await peer.reader.read() == b""  # and nothing else is said

    run(scenario())


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_v14_a_ping_between_fragments_is_answered_with_its_own_words(endpoint: str, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(endpoint, tmp_path) as peer:
            peer.writer.write(frame(TEXT, b"4", fin=False) + frame(PING, b"x" * 125))
            assert await peer.until(PONG) == b"x" * 125
            peer.writer.write(frame(PONG, b"unasked"))  # is ignored
            peer.writer.write(frame(PING, b""))
            assert await peer.until(PONG) == b""

    run(scenario())


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("code", [1000, 1001, 3000, 4999])
def test_v14_a_close_is_answered_with_its_code(endpoint: str, code: int, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(endpoint, tmp_path) as peer:
            peer.writer.write(frame(CLOSE, struct.pack(">H", code) + b"bye"))
            assert await peer.close_code() == code

    run(scenario())
