"""Frames that the carrier plays without a gap: which of them it has played at what time.

A mark that comes back says how many frames had been played, and its place among the caller's frames says
when that was by the carrier's clock (far_end.py). From there on it plays one frame every 20 ms of that clock,
exactly, until it runs dry. It may have run dry since at a frame which left with less sound ahead of it than
the network's jitter turned out to be; then the worst is assumed until a mark from behind that frame is back.

Before any mark is back there is only our own clock. A carrier next door would play a frame as soon as it is
sent, and then one every 20 ms; the real one is behind it by the way there.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from audio.frame import FRAME_MS

# A mark every 200 ms: a tenth of our messages. That is also the largest lead, so the burst of frames which
# begins a run, and which jitter may still tear apart, lies before the first mark that is believed.
MARK_FRAMES = 10


@dataclass(slots=True, eq=False)
class Run:
    """Frames are counted from the beginning of the call. Times are in ms; `far_ms` by the carrier's clock."""

    first: int
    started_ms: int
    quiet: int = 0  # frames of silence still to be sent before its sound
    far_ms: int | None = None  # when its first frame began to be played, had it waited for no jitter since
    # Of the frames behind the last proof the one with the least sound ahead of it, as (frame, ms); then the
    # same of those behind that one, and so on. The first of a run has none.
    _ahead: deque[tuple[int, int]] = field(default_factory=deque)
    _told_ms: int | None = None  # the same as `far_ms`, by the last mark, believed or not

    def __post_init__(self) -> None:
        self._ahead.append((self.first, 0))

    def ends_ms(self, frames: int) -> int:
        """When a carrier next door has played the first `frames` of all frames, by our clock."""
        return self.started_ms + (frames - self.first) * FRAME_MS

    def finished(self, at_ms: int) -> int:
        """How many of all frames it has played at an instant of our clock, were there enough."""
        return self.first + max(0, at_ms - self.started_ms) // FRAME_MS

    def played(self, far_ms: int, jitter_ms: int) -> int | None:
        """How many of all frames the real one has certainly played, were there enough; None: no idea."""
        if self.far_ms is None:
            return None
        return self.first + (far_ms - self.far_ms - self._feared_ms(jitter_ms)) // FRAME_MS

    def over_ms(self, frames: int, jitter_ms: int) -> int | None:
        """When it has certainly played the first `frames`, by its clock."""
        if self.far_ms is None:
            return None
        return self.far_ms + self._feared_ms(jitter_ms) + (frames - self.first) * FRAME_MS

    def _feared_ms(self, jitter_ms: int) -> int:
        """For how long it may have been dry since the last proof."""
        return max(0, jitter_ms - self._ahead[0][1]) if self._ahead else 0

    def sends(self, frame: int, ahead_ms: int) -> None:
        """A frame leaves with `ahead_ms` of sound still to be played before it."""
        if frame - self.first < MARK_FRAMES:
            return
        while self._ahead and self._ahead[-1][1] >= ahead_ms:
            self._ahead.pop()
        self._ahead.append((frame, ahead_ms))

    def proves(self, frames: int, far_ms: int, jitter_ms: int) -> None:
        """At `far_ms` the first `frames` of all frames had been played, a mark tells us.

        It may tell it late, which is the mark's fault unless the next one agrees: then the carrier ran dry.
        """
        if frames - self.first < MARK_FRAMES:
            return
        began_ms = far_ms - (frames - self.first) * FRAME_MS
        agreed = self._told_ms is not None and abs(began_ms - self._told_ms) < FRAME_MS
        self._told_ms = began_ms
        if self.far_ms is None or agreed or began_ms <= self.far_ms + self._feared_ms(jitter_ms):
            self.far_ms = began_ms
            while self._ahead and self._ahead[0][0] < frames:
                self._ahead.popleft()
