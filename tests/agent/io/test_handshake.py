"""Connections that say nothing, or say it one byte at a time, on a real server."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import psutil
import pytest
from websockets.asyncio.client import connect

from agent.io import handshake
from tests.agent.io.edge import FakeDesk, local, run, serving

ROOT = Path(__file__).parents[3]

Peer = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def silent(port: int, count: int) -> list[Peer]:
    return [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]


async def let_go(peers: list[Peer]) -> list[bytes]:
    """What each was told before it was closed."""

    async def told_to(reader: asyncio.StreamReader) -> bytes:
        try:
            return await reader.read()
        except ConnectionResetError:  # it was still sending when it was closed
            return b""

    told = await asyncio.gather(*(told_to(reader) for reader, _ in peers))
    for _, writer in peers:
        writer.close()
    return told


async def drip(peer: Peer) -> None:
    """A request that never ends, a byte at a time."""
    _, writer = peer
    for char in b"GET /ws/?EIO=4&transport=websocket HTTP/1.1\r\nX-Slow: " + b"x" * 4_000:
        if writer.is_closing():
            return
        writer.write(bytes([char]))
        await asyncio.sleep(0.01)


def test_g05_a_slow_handshake_is_closed_and_live_sockets_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    assert handshake.HANDSHAKE_S == 5.0
    monkeypatch.setattr(handshake, "HANDSHAKE_S", 0.3)

    async def scenario() -> None:
        async with serving(FakeDesk()) as port:
            url = f"ws://127.0.0.1:{port}/ws/?EIO=4&transport=websocket"
            async with connect(url, proxy=None) as live:
                await live.recv()
                peers = await silent(port, 40)
                slow = [asyncio.create_task(drip(peer)) for peer in peers[:20]]
                began_s = time.monotonic()
                assert await let_go(peers) == [b""] * 40
                assert time.monotonic() - began_s < 20  # the drip alone would take twice as long
                for task in slow:
                    task.cancel()
                await asyncio.gather(*slow, return_exceptions=True)
                await (await live.ping())

    run(scenario())


def test_g05_also_the_second_request_of_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshake, "HANDSHAKE_S", 0.2)

    async def scenario() -> None:
        async with serving(FakeDesk()) as port:
            reader, writer = (await silent(port, 1))[0]
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b"}")
            writer.write(b"GET /healthz HTT")
            assert await reader.read() == b""
            writer.close()

    run(scenario())


@pytest.mark.parametrize("behind_proxy", [False, True])
def test_g06_fifty_silent_connections_of_one_address(
    behind_proxy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handshake, "HANDSHAKE_S", 0.6)
    monkeypatch.setattr(handshake, "CROWDED_S", 0.1)

    async def scenario() -> None:
        async with serving(FakeDesk(), local(behind_proxy=behind_proxy)) as port:
            told = await let_go(await silent(port, 120))
            assert [answer[9:12] for answer in told].count(b"503") == (0 if behind_proxy else 70)
            url = f"ws://127.0.0.1:{port}/ws/?EIO=4&transport=websocket"
            async with connect(url, proxy=None) as later:
                await later.recv()  # the address is not remembered for it

    run(scenario())


FEW_DESCRIPTORS = 60
SERVER = f"""
import asyncio, resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({FEW_DESCRIPTORS}, {FEW_DESCRIPTORS}))
from agent.io.server import make_server, serve
from tests.agent.io.edge import FakeDesk, local
desk, settings = FakeDesk(), local()
asyncio.run(serve(make_server(desk, settings, True), desk, settings, lambda port: print(port, flush=True)))
"""


def test_g07_without_descriptors_it_neither_spins_nor_harms_who_is_there_and_recovers() -> None:
    async def scenario() -> None:
        server = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SERVER, stdout=asyncio.subprocess.PIPE, cwd=ROOT
        )
        assert server.stdout is not None
        port = int(await server.stdout.readline())
        url = f"ws://127.0.0.1:{port}/ws/?EIO=4&transport=websocket"
        process = psutil.Process(server.pid)
        async with connect(url, proxy=None) as live:
            await live.recv()
            peers = await silent(port, 2 * FEW_DESCRIPTORS)
            while process.num_fds() < FEW_DESCRIPTORS:  # noqa: ASYNC110 - it happens in the server
                await asyncio.sleep(0.01)
            began, began_s = process.cpu_times(), time.monotonic()
            await asyncio.sleep(1.5)  # what is measured is an interval
            ended, took_s = process.cpu_times(), time.monotonic() - began_s
            assert (ended.user + ended.system - began.user - began.system) / took_s < 0.2
            await (await live.ping())
            for _, writer in peers:
                writer.close()
            async with connect(url, proxy=None) as later:  # once the server has tried again
                await later.recv()
        server.terminate()
        await server.wait()

    run(scenario())


def test_g07_the_fault_is_said_once_in_a_while_and_others_as_ever(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        loop, handler = asyncio.get_running_loop(), handshake.OutOfDescriptors()
        for _ in range(500):
            handler(loop, {"message": "socket.accept() out of system resource"})
        handler(loop, {"message": "something else"})

    run(scenario())
    assert "".join(capfd.readouterr()).count("no descriptors left") == 1
    assert "something else" in caplog.text
