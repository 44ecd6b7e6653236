"""One viewer who does not read, beside others who do: it is dropped, holds little, and costs them nothing.

The long form (`make nightly`) takes the times, too; on a machine that does other things at the same time they
would say more of those. benchmarks/viewers.py has them as figures.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr
from websockets.asyncio.client import ClientConnection, connect

from agent.clinic.database import open_database
from agent.commands import Line, Role
from agent.facts import LineSaid
from agent.io import closing, live, server, vas, visit
from agent.personal import Personal
from audio import pcm
from audio.frame import FRAME_SAMPLES, Frame
from models.job import Answer, Job, SpeechChunk, SynthesizeJob
from tests.agent.io import test_vas
from tests.agent.io.edge import closed, live_call, local, run
from tests.agent.io.hospital import house
from tests.agent.io.interpreting import Engines
from tests.agent.io.test_vas import SENTENCE, START, final, say, told
from tests.agent.io.test_visit import stopped_reading

NIGHTLY = bool(os.environ.get("FRONTDESK_NIGHTLY"))
QUICK, TIMES = (20, 300) if NIGHTLY else (4, 20)
MORE_MS = 5.0  # of the others' p99, says T-15
HELD_BYTES = 2_000_000
SAMPLES = pcm.from_bytes(SENTENCE)
FRAMES = [Frame(SAMPLES[at : at + FRAME_SAMPLES], at) for at in range(0, len(SAMPLES), FRAME_SAMPLES)]


@pytest.fixture(autouse=True)
def little_room_in_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else megabytes have to be sent until the server notices that somebody does not read."""
    real_listener = server._listener

    def narrow(host: str, port: int) -> socket.socket:
        listener = real_listener(host, port)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        return listener

    monkeypatch.setattr(server, "_listener", narrow)


@contextmanager
def holding_little() -> Iterator[Callable[[], None]]:
    """Gives a look at what the process has come to hold since, the test's own clients included."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()

        def look() -> None:
            held, _ = tracemalloc.get_traced_memory()
            assert held - before < HELD_BYTES

        yield look
    finally:
        tracemalloc.stop()


async def p99_ms(once: Callable[[], Awaitable[float]]) -> float:
    """Of the seconds that `once` returns."""
    return float(np.percentile([1000 * await once() for _ in range(TIMES)], 99))


def not_later(alone_ms: float, beside_ms: float) -> None:
    if NIGHTLY:
        assert beside_ms <= alone_ms + MORE_MS


def narrow_socket(port: int) -> socket.socket:
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", port))  # the kernel answers, whatever our loop does
    narrow.setblocking(False)
    return narrow


# -- live transcripts --------------------------------------------------------------------------------


def test_t15_a_viewer_who_does_not_read_costs_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "CLOSE_S", 60.0)  # it reads again, and shall learn why it was dropped

    async def scenario() -> None:
        async with live_call(local(viewer_bearer=SecretStr("right"))) as (desk, runner, port):
            token = runner.admission.viewer_token.reveal()
            target = f"ws://127.0.0.1:{port}/ws/v1/liveCalls?conversationToken={token}"
            bearer = {"Authorization": "Bearer right"}
            monkeypatch.setattr(live, "MAX_SOCKETS", QUICK + 1)  # here they share one bearer

            async def comes(user: str, **options: Any) -> ClientConnection:
                headers = bearer | {"x-hiya-account-user-id": user}
                peer = await connect(target, proxy=None, additional_headers=headers, **options)
                assert "event:start" in str(await peer.recv())
                return peer

            quick = [await comes(f"quick-{n}") for n in range(QUICK)]
            lines = 0

            async def one(at_once: int = 1) -> float:
                """Until the last of them has read so many lines."""
                nonlocal lines
                began_s = time.perf_counter()
                for _ in range(at_once):
                    line = Line(Role.ASSISTANT, Personal("word " * 100), lines)
                    desk.bus.publish(LineSaid(runner.admission.call_id, lines, line))
                    lines += 1
                for each in quick:
                    for _ in range(at_once):
                        await each.recv()
                return time.perf_counter() - began_s

            alone_ms = await p99_ms(one)
            slow = await comes("slow", sock=narrow_socket(port), max_queue=1)
            slow.transport.pause_reading()
            not_later(alone_ms, await p99_ms(one))
            with holding_little() as look:
                while len(desk.bus._of_call[runner.admission.call_id]) > QUICK:
                    await one(10)
                    look()
            slow.transport.resume_reading()
            assert await closed(slow) == 1013
            await asyncio.gather(*(each.close() for each in quick))

    run(scenario())


# -- events ----------------------------------------------------------------------------------------


def test_t15_s16_a_listener_who_does_not_read_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "GOODBYE_S", 60.0)  # it reads again, and shall learn why it was dropped

    async def scenario() -> None:
        async with house(tmp_path) as ours:
            tickets = [await ours.ticket(ours.desk.key("a")) for _ in range(QUICK + 1)]
            quick = [await ours.listener(ticket) for ticket in tickets[1:]]

            calls = 0

            async def one(at_once: int = 1) -> float:
                """Until the last of them has heard of so many calls."""
                nonlocal calls
                began_s = time.perf_counter()
                for _ in range(at_once):
                    calls += 1
                    ours.desk.rings(f"c-{calls}", "a", "x" * 64)
                    ours.desk.ends(f"c-{calls}")
                await asyncio.gather(*(each.until("call_ended", f"c-{calls}") for each in quick))
                return time.perf_counter() - began_s

            alone_ms = await p99_ms(one)
            slow = await stopped_reading(ours, tickets[0])
            not_later(alone_ms, await p99_ms(one))
            with holding_little() as look:
                while len(ours.desk.bus._of_all) > QUICK:
                    await one(50)
                    look()
            slow.peer.transport.resume_reading()
            assert (await slow.closed())[0] == 1013
            await asyncio.gather(*(each.peer.close() for each in quick))

    run(scenario())


# -- translation -----------------------------------------------------------------------------------


class Wordy(Engines):
    """Its voice takes five seconds for whatever it says. What it was asked, it does not keep."""

    def submit(self, job: Job) -> None:
        super().submit(job)
        self.jobs.clear()

    def _answers(self, job: Job) -> list[Answer]:
        if isinstance(job, SynthesizeJob):
            half = np.full(8_000, 7, dtype=np.int16)
            return [SpeechChunk(job.call, job.job, half, ((1, 500),), last=n == 9) for n in range(10)]
        return super()._answers(job)


async def reading_in_english(ours: test_vas.House, token: str, **options: Any) -> ClientConnection:
    """One more of the staff, beside the caller."""
    offered: Any = [f"ticket.{await ours.ticket()}"]
    peer = await connect(f"ws://127.0.0.1:{ours.port}/ws", proxy=None, subprotocols=offered, **options)
    await say(peer, START | {"conversation_token": token})
    await told(peer, "session_started")
    return peer


def test_t15_a_translator_who_does_not_read_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "CLOSE_S", 60.0)
    gone: list[vas.Conversing] = []
    real_write = vas.Conversing._write

    async def watched_write(one: vas.Conversing) -> tuple[int, str]:
        ending = await real_write(one)
        gone.append(one)
        return ending

    monkeypatch.setattr(vas.Conversing, "_write", watched_write)

    async def scenario(ours: test_vas.House) -> None:
        ours.desk.translating = Wordy().speech
        async with ours.open():
            runner = ours.desk.live()
            token = runner.admission.viewer_token.reveal()
            # a hospital has sixteen
            quick = [await reading_in_english(ours, token) for _ in range(min(QUICK, 8))]
            sentences = 0

            async def one() -> float:
                """Until the last of them has the caller's sentence in English."""
                nonlocal sentences
                began_s = time.perf_counter()
                sentences += 1
                for tap in runner.taps:
                    for frame in FRAMES:
                        tap.offer(frame)
                for each in quick:
                    assert (await final(each))["sid"] == sentences
                return time.perf_counter() - began_s

            alone_ms = await p99_ms(one)
            slow = await reading_in_english(ours, token, sock=narrow_socket(ours.port), max_queue=1)
            await one()
            assert (await final(slow))["sid"] == 1
            slow.transport.pause_reading()
            not_later(alone_ms, await p99_ms(one))
            with holding_little() as look:
                for _ in range(12):  # a minute of speech that it wants and does not take
                    await say(slow, {"action": "tts_play", "sid": 1})
                    await one()
                    look()
                while not gone:
                    await one()
                    look()
            slow.transport.resume_reading()
            assert await closed(slow) == 1013
            await asyncio.gather(*(each.close() for each in quick))

    database = open_database(tmp_path / "frontdesk.db")
    run(scenario(test_vas.House(database)))
    database.close()
