"""The media socket on a real server, over real loopback sockets; the calls behind it only take notes."""

import asyncio
import json
import logging
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import jwt
import numpy as np
import pytest
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from agent.commands import ClearPlayout, SendFrame, SendMark
from agent.events import CarrierReported, DigitPressed, FrameReceived, LegClosed, LegOpened, MarkPlayed
from agent.io import media
from agent.io.admission import Admission
from agent.io.media import MAX_FRAMES_OUT, Patience
from agent.settings import Settings
from audio.frame import FRAME_SAMPLES, SILENCE
from tests.agent.io.edge import SECRET, FakeDesk, local, public, ring, run, serving

IMPATIENT = Patience(first_message_ms=150, stalled_ms=100, dead_ms=1000, blocked_ms=300)
FRAME = b"\x01\x02" * FRAME_SAMPLES


def hello(call: Admission, rate: int = 16000, **changes: object) -> str:
    about: dict[str, object] = {
        "event": "websocket:connected",
        "content-type": f"audio/l16;rate={rate}",
        "call_id": call.call_id,
        "ticket": call.ticket.reveal(),
    }
    return json.dumps(about | changes)


@asynccontextmanager
async def house(
    patience: Patience | None = None, settings: Settings | None = None
) -> AsyncIterator[tuple[FakeDesk, str]]:
    """A desk and the address of its media socket."""
    desk, settings = FakeDesk(), settings or local()
    app = FastAPI()
    app.include_router(media.routes(desk, settings, patience))
    async with serving(desk, settings, app) as port:
        yield desk, f"ws://127.0.0.1:{port}/vonage/media"


async def closed(peer: ClientConnection) -> tuple[int | None, str | None]:
    """Read until the server closes; its code and reason."""
    try:
        while True:
            await peer.recv()
    except ConnectionClosed:
        return peer.close_code, peer.close_reason


@asynccontextmanager
async def leg(
    desk: FakeDesk, url: str, uuid: str = "u-1", **options: Any
) -> AsyncIterator[tuple[ClientConnection, Any]]:
    """The carrier's end of an open leg that has sent one frame, and the runner of its call."""
    call = desk.admissions.admit(ring(uuid))
    async with connect(url, proxy=None, **options) as peer:
        await peer.send(hello(call))
        await peer.send(FRAME)
        runner = await desk.opened(call.call_id)
        await runner.saw(FrameReceived)
        yield peer, runner


async def refused(url: str, **options: Any) -> InvalidStatus:
    with pytest.raises(InvalidStatus) as refusal:
        async with connect(url, proxy=None, **options):
            pass
    return refusal.value


# -- a leg's life ----------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [8000, 16000, 24000])
def test_a_leg_is_heard_and_speaks(rate: int) -> None:
    async def scenario() -> None:
        async with house() as (desk, url):
            call = desk.admissions.admit(ring())
            async with connect(url, proxy=None) as peer:
                await peer.send(hello(call, rate))
                wire = bytes(rate // 50 * 2)
                for _ in range(10):
                    await peer.send(wire)
                await peer.send('{"event": "websocket:dtmf", "digit": "7"}')
                runner = await desk.opened(call.call_id)
                frames = await runner.saw(FrameReceived, 10)
                assert [frame.frame.position for frame in frames] == [n * FRAME_SAMPLES for n in range(10)]
                assert {frame.leg for frame in frames} == {1}
                assert (await runner.saw(DigitPressed))[0].digit.reveal() == "7"
                assert isinstance(runner.events[0], LegOpened)

                assert runner.leg is not None
                for command in (SendFrame(SILENCE), SendMark("m"), SendFrame(SILENCE)):
                    runner.leg.send(command)
                assert [await peer.recv() for _ in range(3)] == [
                    wire,
                    '{"action": "notify", "payload": {"mark": "m", "generation": 0}}',
                    wire,
                ]
                await peer.send('{"event": "websocket:notify", "payload": {"mark": "m", "generation": 0}}')
                assert await runner.saw(MarkPlayed) == [MarkPlayed("m")]
            assert await runner.saw(LegClosed) == [LegClosed(1, "closed")]

    run(scenario())


def test_v25_what_waits_is_taken_back_by_a_clear() -> None:
    async def scenario() -> None:
        async with house() as (desk, url):
            call = desk.admissions.admit(ring())
            async with connect(url, proxy=None) as peer:
                await peer.send(hello(call))
                await peer.send(FRAME)
                runner = await desk.opened(call.call_id)
                await runner.saw(FrameReceived)
                assert runner.leg is not None
                for _ in range(20):
                    runner.leg.send(SendFrame(SILENCE))
                runner.leg.send(SendMark("never heard"))
                runner.leg.send(ClearPlayout())
                assert json.loads(await peer.recv()) == {"action": "clear"}

    run(scenario())


def test_the_call_hangs_up() -> None:
    async def scenario() -> None:
        async with house() as (desk, url), leg(desk, url) as (peer, runner):
            runner.leg.close(1000, "the call is over")
            runner.leg.close(1011, "and a second time")
            assert await closed(peer) == (1000, "the call is over")
            assert await runner.saw(LegClosed) == [LegClosed(1, "the call is over")]

    run(scenario())


def test_v22_a_connection_that_breaks_is_lost_not_closed() -> None:
    async def scenario() -> None:
        async with house() as (desk, url), leg(desk, url) as (peer, runner):
            peer.transport.abort()
            assert await runner.saw(LegClosed) == [LegClosed(1, "lost")]

    run(scenario())


def test_v24_nothing_is_left_of_a_leg_and_nothing_is_sent_after_its_end() -> None:
    async def scenario() -> None:
        async with house() as (desk, url):
            before = asyncio.all_tasks()
            async with leg(desk, url, max_queue=None) as (_, runner):  # it reads on while it closes
                for _ in range(30):
                    runner.leg.send(SendFrame(SILENCE))
            await runner.saw(LegClosed)
            for _ in range(100):
                runner.leg.send(SendFrame(SILENCE))  # a call that has not heard of it yet
            async with asyncio.timeout(2):
                await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
            assert len(runner.of(LegClosed)) == 1

    run(scenario())


def test_v03_a_second_leg_of_the_same_call_takes_over() -> None:
    async def scenario() -> None:
        async with house() as (desk, url), leg(desk, url) as (first, runner):
            call = desk.admissions.admit(ring())
            async with connect(url, proxy=None) as second:
                await second.send(hello(call))
                assert (await closed(first))[0] == 4001
                await runner.saw(LegClosed)
                await second.send(FRAME)
                await runner.saw(FrameReceived, 2)
                assert [event.leg for event in runner.of(FrameReceived)] == [1, 2]
                assert runner.of(LegOpened) == [LegOpened(1), LegOpened(2)]
                assert [event.leg for event in runner.of(LegClosed)] == [1]
            assert len(desk.runners) == 1

    run(scenario())


# -- who may come in -------------------------------------------------------------------------------


def test_v01_v02_no_ticket_no_call() -> None:
    async def scenario() -> None:
        async with house() as (desk, url):
            assert (await refused(url)).response.status_code == 401  # nobody is expected at all
            call = desk.admissions.admit(ring())
            other = desk.admissions.admit(ring("u-2"))
            for bad in (
                hello(call, ticket="x"),
                hello(call, ticket="\ud800"),
                hello(call, call_id=other.call_id),
                hello(call, call_id=None),
            ):
                async with connect(url, proxy=None) as peer:
                    await peer.send(bad)
                    assert await closed(peer) == (1008, "ticket is not valid")
            assert not desk.runners
            async with connect(url, proxy=None) as peer:
                await peer.send(hello(call))
                await desk.opened(call.call_id)
                async with connect(url, proxy=None) as thief:
                    await thief.send(hello(call))
                    assert (await closed(thief))[0] == 1008
                await peer.send(FRAME)
                await desk.runners[call.call_id].saw(FrameReceived)
                assert desk.runners[call.call_id].legs == 1

    run(scenario())


def test_v01_the_upgrade_must_be_signed_when_configured() -> None:
    async def scenario() -> None:
        settings = public(media_authorization=True)
        async with house(settings=settings) as (desk, url):
            call = desk.admissions.admit(ring())
            claims = {"iat": int(time.time()), "jti": "j", "iss": "Vonage", "api_key": "a1b2c3d"}
            for token in (
                None,
                "x.y.z",
                jwt.encode(claims, SECRET + "!", algorithm="HS256"),
                jwt.encode(claims | {"iat": 1}, SECRET, algorithm="HS256"),
            ):
                headers = {"Authorization": f"Bearer {token}"} if token else {}
                assert (await refused(url, additional_headers=headers)).response.status_code == 401
            good = {"Authorization": f"Bearer {jwt.encode(claims, SECRET, algorithm='HS256')}"}
            async with connect(url, proxy=None, additional_headers=good) as peer:
                await peer.send(hello(call))
                await peer.send(FRAME)
                await desk.opened(call.call_id)

    run(scenario())


def test_v04_nothing_said_in_time_closes_1008_even_if_sound_comes() -> None:
    async def scenario() -> None:
        async with house(IMPATIENT) as (desk, url):
            desk.admissions.admit(ring())
            async with connect(url, proxy=None) as mute, connect(url, proxy=None) as loud:
                await loud.send(FRAME)
                assert await closed(mute) == (1008, "no_hello")
                assert await closed(loud) == (1008, "no_hello")

    run(scenario())


@pytest.mark.parametrize(
    ("first", "code"), [("{", 1003), ("[]", 1003), ("{}", 1003), ('{"event": "x"}', 1008)]
)
def test_v05_a_bad_first_text_closes_at_once_and_harms_nobody(first: str, code: int) -> None:
    async def scenario() -> None:
        async with house() as (desk, url):
            desk.admissions.admit(ring("u-9"))
            async with connect(url, proxy=None) as peer:
                await peer.send(first)
                sent_s = time.monotonic()
                assert (await closed(peer))[0] == code
                assert time.monotonic() - sent_s < 0.5  # asked for: 100 ms; a busy machine may take longer
            async with leg(desk, url):
                pass

    run(scenario())


def test_g03_a_plain_get_is_told_what_this_is() -> None:
    async def scenario() -> None:
        async with house() as (_, url):
            reader, writer = await asyncio.open_connection(*_address(url))
            writer.write(b"GET /vonage/media HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert (await reader.read()).startswith(b"HTTP/1.1 426 ")
            writer.close()
            reader, writer = await asyncio.open_connection(*_address(url))
            writer.write(b"POST /vonage/media HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert (await reader.read()).startswith(b"HTTP/1.1 405 ")
            writer.close()

    run(scenario())


def _address(url: str) -> tuple[str, int]:
    host, _, port = url.split("/")[2].partition(":")
    return host, int(port)


# -- what breaks a leg -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([b"\0" * 639] * 6, 1007),  # V-08
        ([b"\0" * 65_537], 1009),  # V-10
        (["x" * 9000], 1009),
    ],
)
def test_v08_v10_faults_close_with_their_code_and_the_call_learns_of_it(
    messages: list[str | bytes], code: int
) -> None:
    async def scenario() -> None:
        async with house() as (desk, url), leg(desk, url) as (peer, runner):
            for message in messages:
                await peer.send(message)
            assert (await closed(peer))[0] == code
            await runner.saw(LegClosed)
            assert len(runner.of(LegClosed)) == 1

    run(scenario())


def test_v11_one_message_in_many_fragments() -> None:
    async def scenario() -> None:
        async with house() as (desk, url), leg(desk, url) as (peer, runner):

            async def crumbs() -> AsyncIterator[bytes]:
                for n in range(6400):
                    yield FRAME[n % 640 : n % 640 + 1]

            await peer.send(crumbs())
            assert len(await runner.saw(FrameReceived, 11)) == 11

    run(scenario())


def test_v17_a_burst_is_taken_whole_and_the_call_gets_its_turn_between() -> None:
    async def scenario() -> None:
        async with house() as (desk, url), leg(desk, url) as (peer, runner):
            at_once, most, before = 0, 0, len(runner.events)

            async def like_a_runner() -> None:
                nonlocal at_once, most, before
                while True:
                    at_once, before = len(runner.events) - before, len(runner.events)
                    most = max(most, at_once)
                    runner._changed.clear()
                    await runner._changed.wait()

            reading = asyncio.create_task(like_a_runner())
            await peer.send(FRAME * 100)
            for _ in range(100):
                await peer.send(FRAME)
            frames = await runner.saw(FrameReceived, 201)
            reading.cancel()
            assert [frame.frame.position for frame in frames] == [n * FRAME_SAMPLES for n in range(201)]
            assert most <= 2 * media.FRAMES_AT_ONCE

    run(scenario())


def test_v19_a_silent_line_is_reported_and_in_the_end_given_up() -> None:
    async def scenario() -> None:
        async with house(IMPATIENT) as (desk, url), leg(desk, url) as (peer, runner):
            assert await runner.saw(CarrierReported) == [CarrierReported("media_stalled")]
            await peer.send('{"event": "websocket:dtmf", "digit": "7"}')  # a key is no sound
            await peer.send(FRAME)
            assert (await runner.saw(CarrierReported, 2))[1] == CarrierReported("media_resumed")
            assert await closed(peer) == (1011, "media_timeout")
            assert await runner.saw(LegClosed) == [LegClosed(1, "media_timeout")]

    run(scenario())


def test_v23_a_peer_that_does_not_read_holds_a_second_of_ours_and_is_given_up() -> None:
    async def scenario() -> None:
        async with house(Patience(blocked_ms=300, stalled_ms=100, dead_ms=60_000)) as (desk, url):
            call = desk.admissions.admit(ring())
            deaf = socket.socket()
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            deaf.setblocking(False)
            await asyncio.get_running_loop().sock_connect(deaf, _address(url))
            async with connect(url, proxy=None, sock=deaf, max_queue=1) as peer:
                await peer.send(hello(call))
                await peer.send(FRAME)
                runner = await desk.opened(call.call_id)
                await runner.saw(FrameReceived)
                peer.transport.pause_reading()
                leg: Any = runner.leg
                while not runner.of(LegClosed):
                    for _ in range(10):
                        leg.send(SendFrame(np.ones(FRAME_SAMPLES, dtype=np.int16)))
                    assert len(leg._out) <= MAX_FRAMES_OUT
                    await asyncio.sleep(0.001)
                assert runner.of(LegClosed) == [LegClosed(1, "blocked")]
                assert leg.frames_dropped > 0
                peer.transport.abort()

    run(scenario())


def test_v28_no_compression_is_negotiated() -> None:
    async def scenario() -> None:
        async with house() as (desk, url):
            desk.admissions.admit(ring())
            async with connect(url, proxy=None, compression="deflate") as peer:
                assert peer.response is not None
                assert "Sec-WebSocket-Extensions" not in peer.response.headers

    run(scenario())


def test_p01_t06_tickets_and_digits_are_in_no_log(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> str:
        async with house() as (desk, url):
            call = desk.admissions.admit(ring())
            async with connect(f"{url}?token=canary-in-the-query", proxy=None) as peer:
                await peer.send(hello(call))
                await peer.send('{"event": "websocket:dtmf", "digit": "7", "note": "canary-in-a-text"}')
                await peer.send("canary-in-junk")
                await (await desk.opened(call.call_id)).saw(DigitPressed)
            await refused(f"{url}?token=canary-in-the-query")
            return call.ticket.reveal()

    caplog.set_level(logging.INFO)
    ticket = run(scenario())
    logged = "".join(capfd.readouterr()) + caplog.text
    assert "/vonage/media?..." in logged  # the server does log the upgrade
    assert ticket not in logged
    assert "canary" not in logged
