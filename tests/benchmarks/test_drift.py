from __future__ import annotations

import pytest

from agent.call.playout import Playout
from audio.frame import FRAME_MS
from benchmarks.drift import figures, play


@pytest.mark.parametrize("drift_ppm", [-200, 200])
def test_a_call_of_half_a_minute_has_no_hole(drift_ppm: int) -> None:
    found = figures(play(50, drift_ppm, 30_000))
    assert found["spoken_s"] > 25
    assert (found["underruns"], found["longest_gap_ms"], found["lost_frames"]) == (0, 0, 0)
    assert 60 <= found["lead_ms"]["p50"] <= found["lead_ms"]["max"] < 400


def test_a_carrier_that_gets_too_little_ahead_is_heard_as_holes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stick measures."""
    monkeypatch.setattr(Playout, "lead_ms", FRAME_MS)
    found = figures(play(200, 200, 60_000))
    assert found["holes"] > found["underruns"] > 0
    assert found["longest_gap_ms"] > FRAME_MS
