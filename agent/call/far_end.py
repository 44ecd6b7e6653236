"""What time it is at the carrier, and how restless the way to it is, told by the caller's frames.

The carrier hears and plays in the same slots of 20 ms, and what it sends keeps its order. So its frames are
its clock: a mark or a confirmation that follows the frame which ends at 4.20 s was sent at 4.20 s of that
clock, whatever the network did to it on the way. And since a frame leaves every 20 ms, how much later than
the quickest of the last seconds one comes is jitter. Ours go the other way of the same connection, and fare
alike.
"""

from __future__ import annotations

import math

from audio.frame import FRAME_MS, SAMPLES_PER_MS

UNKNOWN_MS = 180  # until a line has been listened to, it is taken for nearly the worst we are built for
_SETTLED_FRAMES = 25  # half a second shows what a line is like
_WINDOW_FRAMES = 250  # the quickest is looked for in the last 5 to 10 s
_DRIFT = 0.0003  # of two clocks, at worst: a telephone network keeps a tenth of that, a server most of it
_DRIFTED_MS = 5  # ... in 10 s, and rounding
_FADE = 1 - 1 / 700  # of jitter, per frame: a bad moment is half forgotten after 10 s
_MORE = 1.1  # times what was seen: messages on a stream push each other, so its extremes are rare ...
_AT_LEAST_MS = 10  # ... and a calm line may become less so at any time
_WORST_MS = 400  # a stall is no jitter: nothing that is worth hearing waits so long


class FarEnd:
    """For one leg. Times there are in ms of sound since it opened; `now_ms` is ours."""

    def __init__(self) -> None:
        self.sent_ms: int | None = None  # when, there, the last thing left that has come
        self._frames = 0
        self._worst_ms = 0.0
        self._quickest_ms: float = math.inf  # journey, up to a constant
        self._quickest_before_ms: float = math.inf
        self._way_ms: int | None = None  # there, with what their clock is ahead of ours; the least known ...
        self._way_known_ms = 0  # ... at this instant

    def frame_arrived(self, end: int, now_ms: int) -> None:
        """`end`: of the frame, in samples since the leg opened."""
        self.sent_ms = end // SAMPLES_PER_MS
        journey_ms = now_ms - self.sent_ms
        if self._frames % _WINDOW_FRAMES == 0:
            self._quickest_ms, self._quickest_before_ms = math.inf, self._quickest_ms
        self._quickest_ms = min(self._quickest_ms, journey_ms)
        late_ms = journey_ms - self._shortest_ms
        self._worst_ms = max(min(late_ms, _WORST_MS), self._worst_ms * _FADE)
        self._frames += 1

    @property
    def _shortest_ms(self) -> float:
        return min(self._quickest_ms, self._quickest_before_ms)

    @property
    def jitter_ms(self) -> int:
        """By how much two messages' journeys may differ."""
        seen_ms = math.ceil(self._worst_ms * _MORE) + _AT_LEAST_MS
        return seen_ms if self._frames >= _SETTLED_FRAMES else max(seen_ms, UNKNOWN_MS)

    def time_ms(self, now_ms: int) -> int | None:
        """It is at least so late there; None before the first frame. It stands still when the frames stop."""
        if self.sent_ms is None:
            return None
        return min(now_ms - int(self._shortest_ms) - _DRIFTED_MS, self.sent_ms + self.jitter_ms)

    def known_at_ms(self, far_ms: int) -> int | None:
        """When, here, we may be sure that it is so late there: `time_ms` turned round."""
        return None if self.sent_ms is None else far_ms + int(self._shortest_ms) + _DRIFTED_MS

    def run_began(self, here_ms: int, far_ms: int, now_ms: int) -> None:
        """Sound of ours that left at `here_ms` was played from `far_ms` on at the latest, we have learned."""
        known_ms = self._least_way_ms(now_ms)
        if known_ms is None or far_ms - here_ms <= known_ms:
            self._way_ms, self._way_known_ms = far_ms - here_ms, now_ms

    def run_begins_ms(self, here_ms: int) -> int | None:
        """When, there, sound that leaves now is played, but for jitter. It may just have missed a slot."""
        way_ms = self._least_way_ms(here_ms)
        return None if way_ms is None else here_ms + way_ms + FRAME_MS

    def _least_way_ms(self, now_ms: int) -> int | None:
        if self._way_ms is None:
            return None
        return self._way_ms + math.ceil((now_ms - self._way_known_ms) * _DRIFT)
