"""What one listener may say, and what becomes of one that does not read, on a real server."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from socketio.packet import CONNECT, Packet

from agent.io import visit
from agent.io.bus import Limits
from tests.agent.io.edge import run
from tests.agent.io.hospital import House, Listener, house


def test_s11_who_never_connects_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "CONNECT_WITHIN_S", 0.05)

    async def scenario() -> None:
        async with house(tmp_path) as ours:
            listener = Listener(await ours.open())
            code, said = await listener.closed()
            assert code == 1008
            assert [text[0] for text in said] == ["0"]

    run(scenario())


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_s20_memory_stays_flat_whatever_is_sent(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            token = await ours.ticket(ours.desk.key("a"))

            async def nonsense() -> None:
                for sent in ("4" + "x" * 20_000, "45999999999-[1]", b"x" * 20_000):
                    listener = await ours.listener(token)
                    await listener.peer.send(sent)
                    await listener.closed()

            await nonsense()
            before_bytes = resident_bytes()
            for _ in range(40):
                await nonsense()
            assert resident_bytes() - before_bytes < 4 * 1024 * 1024

    run(scenario())


async def stopped_reading(ours: House, token: str) -> Listener:
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.setblocking(False)
    await asyncio.get_running_loop().sock_connect(narrow, ("127.0.0.1", ours.port))
    slow = await ours.listener(token, sock=narrow, max_queue=1)
    assert slow.connected
    slow.peer.transport.pause_reading()
    return slow


async def calls_until_one_is_dropped(ours: House, quick: Listener) -> None:
    """`quick` hears every one of them."""
    listeners = ours.desk.bus._of_all
    assert len(listeners) == 2
    heard = 0
    while len(listeners) == 2:
        for _ in range(50):
            ours.desk.rings(f"c-{heard}", "a", "x" * 64)
            ours.desk.ends(f"c-{heard}")
            heard += 1
        await quick.until("call_ended", f"c-{heard - 1}")
    ours.desk.rings("last", "a")
    assert await quick.until("inbound_call", "last") == ["last"]


def test_s16_a_listener_that_fell_behind_is_closed_1013_and_the_others_hear_everything(
    tmp_path: Path,
) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            token = await ours.ticket(ours.desk.key("a"))
            quick, slow = await ours.listener(token), await stopped_reading(ours, token)
            await calls_until_one_is_dropped(ours, quick)
            slow.peer.transport.resume_reading()
            code, said = await slow.closed()
            assert (code, said[-1]) == (1013, "41")

    run(scenario())


def test_s16_a_listener_that_never_reads_again_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "VIEWER", Limits(facts=256, size_bytes=1_000_000, behind_s=0.2))
    monkeypatch.setattr(visit, "GOODBYE_S", 0.1)

    async def scenario() -> None:
        gone: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()
        real_run = visit.Visit.run

        async def watched_run(one: visit.Visit, library: Any, scope: Any) -> None:
            await real_run(one, library, scope)
            if not gone.done():
                gone.set_result(one._over.result())

        monkeypatch.setattr(visit.Visit, "run", watched_run)
        async with house(tmp_path) as ours:
            token = await ours.ticket(ours.desk.key("a"))
            quick, slow = await ours.listener(token), await stopped_reading(ours, token)
            await calls_until_one_is_dropped(ours, quick)
            assert await gone == (1013, "too slow")
            slow.peer.transport.abort()

    run(scenario())


# -- what they may not say -------------------------------------------------------------------------


def test_s13_s15_nothing_a_client_says_is_heard(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            listener = await ours.listener(await ours.ticket(ours.desk.key("a")))
            for said in ('42["join","hospital:b"]', '427["subscribe:hospital",{"id":"b"}]', '431["x"]'):
                await listener.peer.send(said)
            await listener.peer.send('451-["file",{"_placeholder":true,"num":0}]')
            await listener.peer.send(b"\0" * 100)
            await listener.peer.send("40/admin,")
            assert await listener._text() == '44/admin,{"message":"Invalid namespace"}'
            await listener.peer.send('40/*,{"token":"x"}')
            assert await listener._text() == '44/*,{"message":"Invalid namespace"}'
            ours.desk.rings("b-1", "b")
            ours.desk.rings("a-1", "a")
            assert await listener.until("inbound_call", "a-1") == ["a-1"]  # and no acknowledgement

    run(scenario())


def test_s13_more_than_fifty_messages_in_ten_seconds(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            listener = await ours.listener(await ours.ticket(ours.desk.key("a")))
            for number in range(60):
                await listener.peer.send(f"43{number}[]")
            assert await listener.closed() == (1008, ["41"])

    run(scenario())


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("4" + "2" + "x" * 16_384, 1009),
        (b"\0" * 16_385, 1009),
        ('451000000000-["x",{"_placeholder":true,"num":0}]', 1008),
        ("40", 1008),  # a second CONNECT
        ("40/,", 1008),
        ('40/?x,{"token":"y"}', 1008),
        ("", 1008),
        ("nonsense", 1008),
        ("40{", 1008),
        ("40" + "[" * 10_000, 1008),
        ('44{"message":"x"}', 1008),
        ("5", 1008),
        ("41", 1000),
        ("1", 1000),
    ],
    ids=lambda said: str(said)[:12],
)
def test_s20_nonsense_and_too_much_of_it_ends_the_visit(tmp_path: Path, said: str | bytes, code: int) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            token = await ours.ticket(ours.desk.key("a"))
            listener, other = await ours.listener(token), await ours.listener(token)
            await listener.peer.send(said)
            assert await listener.closed() == (code, ["41"])
            ours.desk.rings("c-1", "a")
            await other.until("inbound_call", "c-1")

    run(scenario())


PIECES = '4 0 40 42 45 1 3 / /a, /? , ? { } {} [ - 9 {"token":"x"} " \u0663 \x00 *'.split(" ")
TEXTS = st.one_of(st.text(max_size=40), st.builds("".join, st.lists(st.sampled_from(PIECES), max_size=8)))


@given(texts=st.lists(TEXTS, max_size=6))
@settings(max_examples=200, deadline=None)
def test_s13_s20_the_library_sees_only_what_it_can_read(texts: list[str]) -> None:
    """Pongs, and CONNECT with an object for a namespace; the root's once."""

    async def scenario() -> None:
        one = visit.Visit("", None, None, None, None)  # type: ignore[arg-type]
        roots = 0
        for text in texts:
            if one._lets_in({"type": "websocket.receive", "text": text}) and text != "3":
                assert text.startswith("4")
                packet = Packet(encoded_packet=text[1:])
                assert (packet.packet_type, packet.attachment_count) == (CONNECT, 0)
                assert isinstance(packet.data or {}, dict)
                roots += packet.namespace in (None, "/")
        assert roots <= 1
        one._deadline.cancel()

    asyncio.run(scenario())
