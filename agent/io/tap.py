"""What a live call's leg hears, for a listener beside the call. The call never waits for it."""

from __future__ import annotations

import asyncio
from collections import deque

from audio.frame import FRAME_SAMPLES, Frame

# Ten seconds of sound: who is that far behind a conversation has lost it anyway. The oldest are dropped.
MAX_FRAMES = 500


class Tap:
    """`async for frame in tap`, until the call is over or `close`. Positions count what is delivered."""

    def __init__(self) -> None:
        self.dropped = 0
        self._waiting: deque[Frame] = deque(maxlen=MAX_FRAMES)
        self._arrived = asyncio.Event()
        self._closed = False
        self._position = 0

    @property
    def closed(self) -> bool:
        return self._closed

    def offer(self, frame: Frame) -> None:
        """For the call's runner: one more; never blocks."""
        self.dropped += len(self._waiting) == MAX_FRAMES
        self._waiting.append(frame)
        self._arrived.set()

    def close(self) -> None:
        """No more frames; those already here can still be heard."""
        self._closed = True
        self._arrived.set()

    def __aiter__(self) -> Tap:
        return self

    async def __anext__(self) -> Frame:
        while not self._waiting:
            if self._closed:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        # A new leg of the call counts from 0 again, and frames may be missing: this listener's clock goes on.
        frame = Frame(self._waiting.popleft().samples, self._position)
        self._position += FRAME_SAMPLES
        return frame
