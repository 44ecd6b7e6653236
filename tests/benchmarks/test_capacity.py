from __future__ import annotations

import numpy as np
import pytest

from agent.double.network import Step
from audio.frame import FRAME_SAMPLES, Samples
from benchmarks.capacity import LATE_MS, RUN_ENDS_MS, Held, Punctual, certificate, figures, loop_quantile_ms

FRAME = bytes(2 * FRAME_SAMPLES)


class Mute:
    def step(self, heard: Samples) -> Step:
        return Step(np.zeros(len(heard), dtype=np.int16))


def lateness(arrivals_ms: list[int]) -> list[int]:
    network = Punctual(Mute(), 16_000)
    for at_ms in arrivals_ms:
        network.receive(FRAME, at_ms)
    return network.late_ms


@pytest.mark.parametrize(
    ("arrivals_ms", "late_ms"),
    [
        ([1000, 1020, 1040], [0, 0, 0]),
        ([1000, 1000, 1000, 1059], [0, 0, 0, 0]),  # what came early covers it
        ([1000, 1000, 1047, 1067], [0, 0, 7, 0]),  # then 7 ms of silence were heard, once
        ([1000, 1020 + RUN_ENDS_MS], [0, 0]),  # another line
    ],
    ids=["paced", "lead", "late", "next line"],
)
def test_a_frame_is_late_by_the_silence_it_left(arrivals_ms: list[int], late_ms: list[int]) -> None:
    assert lateness(arrivals_ms) == late_ms


def test_nothing_is_late_after_a_clear() -> None:
    network = Punctual(Mute(), 16_000)
    for _ in range(5):
        network.receive(FRAME, 1000)
    network.receive('{"action": "clear"}', 1010)
    network.receive(FRAME, 1200)
    network.receive(FRAME, 1225)
    assert network.late_ms == [0] * 6 + [5]


def test_the_certificate_is_the_last_step_below_the_first_that_failed() -> None:
    steps = [{"callers": n, "holds": holds} for n, holds in ((4, True), (8, True), (12, False), (16, True))]
    assert certificate(steps) == 8
    assert certificate(steps[2:]) == 0


def test_a_run_without_a_reply_or_with_a_refusal_does_not_hold() -> None:
    result = figures([Held([], [], [LATE_MS], refused=1)], {})
    assert result["refused"] == 1
    assert not result["holds"]


def test_the_loops_lateness_is_the_bound_of_its_bucket() -> None:
    counts = {"0.001": 990.0, "0.005": 998.0, "0.02": 1000.0, "+Inf": 1000.0}
    assert loop_quantile_ms(counts, 0.5) == 1
    assert loop_quantile_ms(counts, 0.999) == 20
    assert loop_quantile_ms(counts | {"+Inf": 2000.0}, 0.999) == float("inf")
