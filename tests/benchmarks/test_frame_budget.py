from __future__ import annotations

import numpy as np

from audio.frame import FRAME_SAMPLES, Frame
from benchmarks.frame_budget import BUDGET_US, RATES, Stage, caller, figures, measure, stages


def test_every_stage_sees_every_frame_in_order() -> None:
    frames = caller(1)
    assert [frame.position for frame in frames] == list(range(0, 16_000, FRAME_SAMPLES))
    seen: list[Frame] = []
    [took_us] = measure([Stage("a", seen.append)], frames)
    assert seen == frames
    assert len(took_us) == len(frames)
    assert (took_us > 0).all()


def test_a_leg_is_charged_with_what_it_needs() -> None:
    work = [
        Stage("in", print, 8000),
        Stage("in", print, 16_000),
        Stage("in", print, 24_000),
        Stage("hear", print),
    ]
    result = figures(work, [np.full(3, us) for us in (10.0, 1.0, 30.0, 5.0)])
    together = {rate: leg["together"]["p50_us"] for rate, leg in result["legs"].items()}
    assert together == {"8000": 15, "16000": 6, "24000": 35}
    assert result["frames_a_core_keeps_up_with"] == 20_000 // 35
    assert result["within_budget"]


def test_the_budget_holds() -> None:
    """The median of three seconds is a third of it, so a busy machine may still pass."""
    frames = caller(3)
    work = stages(frames)
    result = figures(work, measure(work, frames))
    assert set(result["legs"]) == {str(rate) for rate in RATES}
    assert all(leg["together"]["p50_us"] < BUDGET_US for leg in result["legs"].values()), result["legs"]
