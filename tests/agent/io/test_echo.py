import asyncio
import json
from itertools import pairwise

import pytest
from fastapi import FastAPI
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from agent.io import echo
from agent.io.echo import MAX_ECHOES
from agent.io.media import Patience
from tests.agent.io.edge import FakeDesk, local, public, run, serving


def echo_on(port: int) -> connect:
    return connect(f"ws://127.0.0.1:{port}/vonage/echo", proxy=None)


def hello(rate: int = 16000) -> str:
    return json.dumps({"event": "websocket:connected", "content-type": f"audio/l16;rate={rate}"})


def test_what_is_heard_comes_back_frame_by_frame_whatever_the_cutting() -> None:
    async def scenario() -> None:
        async with serving(FakeDesk()) as port, echo_on(port) as peer:
            await peer.send(hello())
            wire = bytes(range(256)) * 25  # 6400 bytes: ten frames
            for start, end in pairwise([0, 2, 700, 702, 4000, 6400]):
                await peer.send(wire[start:end])
            back = [await peer.recv() for _ in range(10)]
            assert {len(frame) for frame in back} == {640}
            assert b"".join(frame for frame in back if isinstance(frame, bytes)) == wire

    run(scenario())


@pytest.mark.parametrize(("rate", "size"), [(8000, 320), (24000, 960)])
def test_at_another_rate_the_frames_are_of_that_rate(rate: int, size: int) -> None:
    async def scenario() -> None:
        async with serving(FakeDesk()) as port, echo_on(port) as peer:
            await peer.send(hello(rate))
            for _ in range(5):
                await peer.send(bytes(size))
            assert [await peer.recv() for _ in range(5)] == [bytes(size)] * 5

    run(scenario())


def test_faults_close_with_their_code() -> None:
    async def scenario() -> None:
        async with serving(FakeDesk()) as port, echo_on(port) as peer:
            await peer.send("{")
            with pytest.raises(ConnectionClosed):
                await peer.recv()
            assert peer.close_code == 1003

    run(scenario())


def test_a_silent_line_is_given_up() -> None:
    async def scenario() -> None:
        app = FastAPI()
        app.include_router(echo.routes(local(), Patience(dead_ms=100)))
        async with serving(FakeDesk(), app=app) as port, echo_on(port) as peer:
            await peer.send(hello())
            with pytest.raises(ConnectionClosed):
                await peer.recv()
            assert peer.close_code == 1011

    run(scenario())


def test_v29_few_at_once_and_only_signed_ones_when_configured() -> None:
    async def scenario() -> None:
        async with serving(FakeDesk()) as port:
            peers = [await echo_on(port) for _ in range(MAX_ECHOES)]
            with pytest.raises(InvalidStatus) as refusal:
                await echo_on(port)
            assert refusal.value.response.status_code == 503
            assert "Retry-After" in refusal.value.response.headers
            await asyncio.gather(*(peer.close() for peer in peers))
        app = FastAPI()
        app.include_router(echo.routes(public(media_authorization=True)))
        async with serving(FakeDesk(), app=app) as port:
            with pytest.raises(InvalidStatus) as refusal:
                await echo_on(port)
            assert refusal.value.response.status_code == 401

    run(scenario())
