from __future__ import annotations

import asyncio

import numpy as np

from agent.io.tap import MAX_FRAMES, Tap
from audio.frame import FRAME_SAMPLES, Frame


def frame(value: int, position: int = 0) -> Frame:
    return Frame(np.full(FRAME_SAMPLES, value, dtype=np.int16), position)


def test_frames_come_in_order_on_a_clock_of_the_listeners_own() -> None:
    async def scenario() -> list[tuple[int, int]]:
        tap = Tap()
        tap.offer(frame(1, 320_000))
        tap.offer(frame(2, 0))  # a new leg of the call
        listening = asyncio.create_task(_all(tap))
        await asyncio.sleep(0)
        tap.offer(frame(3, 320))
        tap.close()
        return await listening

    assert asyncio.run(scenario()) == [(1, 0), (2, FRAME_SAMPLES), (3, 2 * FRAME_SAMPLES)]


def test_who_does_not_listen_loses_the_oldest_and_holds_up_nobody() -> None:
    async def scenario() -> None:
        tap = Tap()
        for value in range(MAX_FRAMES + 3):
            tap.offer(frame(value))
        tap.close()
        assert tap.dropped == 3
        assert [value for value, _ in await _all(tap)] == list(range(3, MAX_FRAMES + 3))

    asyncio.run(scenario())


async def _all(tap: Tap) -> list[tuple[int, int]]:
    return [(int(one.samples[0]), one.position) async for one in tap]
