"""How unevenly a network brings what was sent evenly: one number, learned from the caller's frames.

The carrier sends a frame every 20 ms, so the place of a frame in the sound says when it left, up to a
constant; how much later than the quickest of the last seconds it came is jitter. Our own frames travel the
other way of the same connection and fare alike. Marks come back too rarely for this (five a second), and
say as much about the carrier's leisure as about the network.
"""

from __future__ import annotations

import math

from audio.frame import SAMPLES_PER_MS

UNKNOWN_MS = 180  # until a line has been listened to, it is taken for nearly the worst we are built for
_SETTLED_FRAMES = 25  # half a second shows what a line is like
_WINDOW_FRAMES = 250  # the quickest is looked for in 5 to 10 s: clocks drift apart by 2 ms in that time
_FADE = 1 - 1 / 700  # per frame: a bad moment is half forgotten after 10 s
_MORE = 1.25  # of what was seen: messages on a stream push each other, so its extremes are rarely seen ...
_AT_LEAST_MS = 10  # ... and a calm line may become less so at any time
_WORST_MS = 400  # a stall is no jitter; nothing that waits 400 ms for its sound is of use


class Jitter:
    def __init__(self) -> None:
        self._frames = 0
        self._worst_ms = 0.0
        self._quickest_ms = self._quickest_before_ms = math.inf
        self.last_ms: int | None = None  # when the last frame came

    def frame_arrived(self, position: int, now_ms: int) -> None:
        """`position`: of the frame, in samples since the leg opened."""
        journey_ms = now_ms - position / SAMPLES_PER_MS  # up to a constant
        if self._frames % _WINDOW_FRAMES == 0:
            self._quickest_ms, self._quickest_before_ms = math.inf, self._quickest_ms
        self._quickest_ms = min(self._quickest_ms, journey_ms)
        late_ms = journey_ms - min(self._quickest_ms, self._quickest_before_ms)
        self._worst_ms = max(min(late_ms, _WORST_MS), self._worst_ms * _FADE)
        self._frames += 1
        self.last_ms = now_ms

    @property
    def ms(self) -> int:
        """By how much two messages' journeys may differ."""
        seen_ms = math.ceil(self._worst_ms * _MORE) + _AT_LEAST_MS
        return seen_ms if self._frames >= _SETTLED_FRAMES else max(seen_ms, UNKNOWN_MS)
