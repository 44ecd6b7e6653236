from __future__ import annotations

import numpy as np

from agent.double.echoing import Echoing
from agent.double.network import Step
from audio.frame import FRAME_SAMPLES, SAMPLE_RATE, Samples


class Counting:
    """Says its own step number, and hears."""

    def __init__(self) -> None:
        self.steps = 0

    def step(self, heard: Samples) -> Step:
        self.steps += 1
        return Step(np.full(len(heard), self.steps, dtype=np.int16), digit="5", hangs_up=self.steps == 3)


def spoken(echoing: Echoing, heard: Samples) -> tuple[Samples, list[Step]]:
    frames = heard.reshape(-1, FRAME_SAMPLES)
    steps = [echoing.step(frame) for frame in frames]
    return np.concatenate([step.samples for step in steps]), steps


def test_what_was_heard_comes_back_later_and_softer() -> None:
    heard = np.zeros(20 * FRAME_SAMPLES, dtype=np.int16)
    heard[100] = 10_000
    sound, steps = spoken(Echoing(Counting(), SAMPLE_RATE, gain_db=-20, delay_ms=50), heard)
    own = np.repeat(np.arange(1, 21), FRAME_SAMPLES)
    back = sound - own
    assert back[100 + 800] == 1000
    assert np.count_nonzero(back) == 1
    assert [step.hangs_up for step in steps[:4]] == [False, False, True, False]
    assert steps[0].digit == "5"


def test_a_room_smears_it_and_keeps_its_level() -> None:
    chance = np.random.default_rng(1)
    heard = (1000 * chance.standard_normal(100 * FRAME_SAMPLES)).astype(np.int16)
    room = np.array([0, 0, 20_000, 5000, -8000, 3000], dtype=np.int16)
    sound, _ = spoken(Echoing(Counting(), SAMPLE_RATE, gain_db=-6, delay_ms=130, room=room), heard)
    back = sound - np.repeat(np.arange(1, 101), FRAME_SAMPLES)
    assert np.all(back[: 130 * 16] == 0)
    level_db = 10 * np.log10(np.mean(back[4000:].astype(float) ** 2) / np.mean(heard.astype(float) ** 2))
    assert abs(level_db + 6) < 0.5
