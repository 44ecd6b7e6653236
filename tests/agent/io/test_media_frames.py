"""What a WebSocket library must not let through to the media socket, byte by byte (BEHAVIOUR V-14, V-27)."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import connect

from agent.io.server import PINGS_A_S
from tests.agent.io.edge import FakeDesk, ring, run, serving

UPGRADE = (
    b"GET /vonage/media HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
MASK = b"\x11\x22\x33\x44"
TEXT, BINARY, PING, CLOSE = 1, 2, 9, 8


def frame(opcode: int, payload: bytes, *, first: int = 0x80, masked: bool = True) -> bytes:
    """One whole frame of a client; `first`: what stands beside the opcode."""
    size = bytes([len(payload)]) if len(payload) < 126 else b"\x7e" + struct.pack(">H", len(payload))
    size = bytes([size[0] | (0x80 if masked else 0)]) + size[1:]
    body = bytes(byte ^ MASK[n % 4] for n, byte in enumerate(payload)) if masked else payload
    return bytes([first | opcode]) + size + (MASK if masked else b"") + body


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter, int]]:
    """A media socket just upgraded, and the server's port."""
    desk = FakeDesk()
    desk.admissions.admit(ring())
    async with serving(desk) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(UPGRADE)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
        yield reader, writer, port
        writer.close()


async def close_code(reader: asyncio.StreamReader) -> int:
    """Read the server's frames up to its close."""
    while True:
        first, size = await reader.readexactly(2)
        payload = await reader.readexactly(size)
        if first & 0x0F == CLOSE:
            return int(struct.unpack(">H", payload[:2])[0])


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (frame(TEXT, b"\xff\xfe"), 1007),
        (frame(TEXT, b"\xed\xa0\x80"), 1007),  # half a character
        (frame(BINARY, b"\0\0", first=0xC0), 1002),  # reserved bits, and nothing negotiated
        (frame(3, b""), 1002),
        (frame(11, b""), 1002),
        (frame(BINARY, b"\0\0", masked=False), 1002),
        (frame(PING, bytes(126)), 1002),
        (frame(PING, b"", first=0), 1002),  # a ping in fragments
        (frame(0, b"\0\0"), 1002),  # a continuation of nothing
        (frame(TEXT, b"{", first=0) + frame(TEXT, b"}"), 1002),
        (frame(CLOSE, b"\x03"), 1002),
        (frame(CLOSE, struct.pack(">H", 1005)), 1002),
    ],
)
def test_v14_what_is_no_websocket_is_closed_and_harms_nobody(sent: bytes, code: int) -> None:
    async def scenario() -> None:
        async with opened() as (reader, writer, port):
            writer.write(sent)
            assert await close_code(reader) == code
            async with connect(f"ws://127.0.0.1:{port}/vonage/media", proxy=None) as other:
                await (await other.ping())

    run(scenario())


def test_v27_pings_without_end_are_closed_and_ten_a_second_are_answered() -> None:
    async def scenario() -> None:
        async with opened() as (reader, writer, _):
            writer.write(b"".join(frame(PING, bytes([n])) for n in range(PINGS_A_S)))
            for n in range(PINGS_A_S):
                assert await reader.readexactly(3) == bytes([0x8A, 1, n])
            writer.write(frame(PING, b"") * 100)
            assert await close_code(reader) == 1008
            assert await reader.read() == b""

    run(scenario())
