"""How far behind the carrier plays: what a mark proves, and for how long.

Imagine a carrier next door, which plays a frame as soon as it is sent and then one every 20 ms. The real
one is later by a *lag*: the way of the first frame of a *run* (frames played without a gap), and later still
when a frame took longer than the sound held ahead of it could cover. A mark comes back with the lag and the
way back upon it, so what it proves errs on the safe side. A frame that leaves with too little ahead of it
may add to the lag, and until a mark behind it is back the worst is assumed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from audio.frame import FRAME_MS

# A mark every 200 ms: a tenth of our messages, and five proofs a second. That is also the largest lead, so
# the burst of frames that begins a run lies before the first mark which proves anything of those behind it.
MARK_FRAMES = 10
_DRIFT = 0.0005  # the carrier's clock against ours, at worst; telephone networks keep a tenth of that
_ROUNDING_MS = 2  # ours and the carrier's


@dataclass(slots=True, eq=False)
class Run:
    """Frames that the carrier plays without a gap. Frames are counted from the beginning of the call."""

    first: int
    started_ms: int
    quiet: int = 0  # frames of silence still to be sent before its sound
    proved_ms: int | None = None  # the smallest lag a mark has proved ...
    proved_at_ms: int = 0  # ... at this instant
    unproved_ms: int = 0  # what frames with too little ahead of them may have added since ...
    thin: int = 0  # ... and the last of them

    def ends_ms(self, frames: int) -> int:
        """When the carrier next door has played the first `frames` of all frames."""
        return self.started_ms + (frames - self.first) * FRAME_MS

    def finished(self, at_ms: int) -> int:
        """How many of all frames the carrier next door has played at an instant, were there enough."""
        return self.first + max(0, at_ms - self.started_ms) // FRAME_MS

    def lag_ms(self, now_ms: int) -> int | None:
        """The carrier's lag is at most this; None while nothing is proved."""
        if self.proved_ms is None:
            return None
        drift_ms = math.ceil(max(0, now_ms - self.proved_at_ms) * _DRIFT)
        return self.proved_ms + drift_ms + self.unproved_ms + _ROUNDING_MS

    def sends(self, frame: int, ahead_ms: int, jitter_ms: int) -> None:
        """A frame leaves with `ahead_ms` of sound still to be played before it."""
        if frame - self.first >= MARK_FRAMES and jitter_ms > ahead_ms:
            self.unproved_ms = max(self.unproved_ms, jitter_ms - ahead_ms)
            self.thin = frame

    def proves(self, frames: int, now_ms: int, jitter_ms: int) -> None:
        """The first `frames` of all frames were played, a mark tells us."""
        late_ms = now_ms - self.ends_ms(frames)
        if frames - self.first < MARK_FRAMES:
            return
        lag_ms = self.lag_ms(now_ms)
        covers_all = frames > self.thin
        if covers_all and (lag_ms is None or not lag_ms <= late_ms <= lag_ms + jitter_ms):
            # A better proof; or one so late that jitter cannot be why: the carrier ran dry unnoticed.
            self.proved_ms, self.proved_at_ms, self.unproved_ms = late_ms, now_ms, 0
        elif self.proved_ms is None or late_ms < self.proved_ms:
            self.proved_ms, self.proved_at_ms = late_ms, now_ms
