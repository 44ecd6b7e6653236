"""The carrier's clock, as its frames tell it."""

from __future__ import annotations

from random import Random

import pytest

from agent.call.far_end import UNKNOWN_MS, FarEnd
from audio.frame import FRAME_SAMPLES

FRAMES_10_S = 500


def listen(
    far_end: FarEnd, frames: int, *, first: int = 0, way_ms: int = 0, jitter_ms: int = 0, seed: int = 0
) -> int:
    """Let frames come over a network that keeps their order. Returns when the last one came."""
    chance, came_ms = Random(seed), 0
    for i in range(first, first + frames):
        came_ms = max(came_ms, 20 * (i + 1) + way_ms + chance.randint(0, jitter_ms))
        far_end.frame_arrived((i + 1) * FRAME_SAMPLES, came_ms)
    return came_ms


def test_a_line_nobody_has_listened_to_is_taken_for_bad() -> None:
    far_end = FarEnd()
    assert far_end.jitter_ms >= UNKNOWN_MS
    assert far_end.time_ms(1000) is None
    assert far_end.known_at_ms(1000) is None
    listen(far_end, 24)
    assert far_end.jitter_ms >= UNKNOWN_MS
    listen(far_end, 1, first=24)
    assert far_end.jitter_ms <= 10


@pytest.mark.parametrize("jitter_ms", [30, 100, 200])
def test_jitter_is_found_within_a_second_and_forgotten_in_a_minute(jitter_ms: int) -> None:
    far_end = FarEnd()
    listen(far_end, 50)
    listen(far_end, 50, first=50, jitter_ms=jitter_ms)
    assert 0.7 * jitter_ms <= far_end.jitter_ms <= 1.1 * jitter_ms + 10
    listen(far_end, 50 * 60, first=100)
    assert far_end.jitter_ms <= 12 + jitter_ms // 50


@pytest.mark.parametrize(("way_ms", "jitter_ms"), [(0, 0), (150, 0), (0, 200), (150, 200)])
def test_the_time_there_is_never_put_too_late(way_ms: int, jitter_ms: int) -> None:
    """... and is behind by the quickest way from there, not by what each frame took."""
    far_end = FarEnd()
    chance, came_ms = Random(1), 0
    for i in range(FRAMES_10_S):
        came_ms = max(came_ms, 20 * (i + 1) + way_ms + chance.randint(0, jitter_ms))
        far_end.frame_arrived((i + 1) * FRAME_SAMPLES, came_ms)
        told_ms = far_end.time_ms(came_ms)
        assert told_ms is not None
        assert told_ms <= came_ms
    assert told_ms >= came_ms - way_ms - jitter_ms // 2 - 10
    known_at_ms = far_end.known_at_ms(told_ms)
    assert known_at_ms is not None
    assert abs(known_at_ms - came_ms) <= 1


def test_the_time_there_stands_still_when_the_frames_stop() -> None:
    """We cannot tell a stalled network from a carrier that plays no more."""
    far_end = FarEnd()
    last_ms = listen(far_end, 100)
    stopped_ms = far_end.time_ms(last_ms + 1000)
    assert stopped_ms == far_end.time_ms(last_ms + 5000)
    assert stopped_ms is not None
    assert stopped_ms <= 100 * 20 + far_end.jitter_ms + 20


def test_a_stall_that_was_not_made_good_is_forgotten() -> None:
    """Frames were lost for two seconds: from then on all come 'late', and that is no jitter."""
    far_end = FarEnd()
    listen(far_end, 100)
    listen(far_end, FRAMES_10_S, first=100, way_ms=2000)
    settled_ms = far_end.jitter_ms
    listen(far_end, 50 * 60, first=100 + FRAMES_10_S, way_ms=2000)
    assert far_end.jitter_ms < settled_ms / 4


@pytest.mark.parametrize("drift_ppm", [-200, 200])
def test_drift_is_no_jitter(drift_ppm: int) -> None:
    far_end = FarEnd()
    for i in range(50 * 60 * 30):
        far_end.frame_arrived((i + 1) * FRAME_SAMPLES, round(20 * (i + 1) * (1 + drift_ppm / 1e6)))
    assert far_end.jitter_ms <= 14
    now_ms = round(20 * 90_000 * (1 + drift_ppm / 1e6))
    told_ms = far_end.time_ms(now_ms)
    assert told_ms is not None
    assert 20 * 90_000 - 10 <= told_ms <= 20 * 90_000


def test_the_way_there_is_the_least_known() -> None:
    far_end = FarEnd()
    assert far_end.run_begins_ms(500) is None
    listen(far_end, 100)
    far_end.run_began(1000, 1500, now_ms=2000)  # by a mark that was late
    far_end.run_began(3000, 3170, now_ms=4000)
    far_end.run_began(5000, 5600, now_ms=6000)
    begins_ms = far_end.run_begins_ms(7000)
    assert begins_ms is not None
    assert 7170 + 20 <= begins_ms <= 7170 + 20 + 2
