from __future__ import annotations

import numpy as np

from audio.frame import FRAME_SAMPLES, SAMPLES_PER_MS
from audio.gain import Gain


def test_at_one_nothing_is_touched() -> None:
    sound = np.arange(FRAME_SAMPLES, dtype=np.int16)
    assert Gain().push(sound) is sound


def test_it_goes_down_without_a_step_and_comes_back_to_the_exact_sample() -> None:
    gain = Gain()
    sound = np.full(FRAME_SAMPLES, 20_000, dtype=np.int16)
    gain.target = 0.25
    down = np.concatenate([gain.push(sound) for _ in range(3)]).astype(int)
    assert np.abs(np.diff(down, prepend=20_000)).max() <= 20_000 / (40 * SAMPLES_PER_MS) + 1
    assert np.all(down[30 * SAMPLES_PER_MS :] == 5000), "12 dB in 30 ms"
    gain.target = 1.0
    up = np.concatenate([gain.push(sound) for _ in range(3)]).astype(int)
    assert np.all(np.diff(up) >= 0)
    assert np.all(up[30 * SAMPLES_PER_MS :] == 20_000)
    assert gain.push(sound) is sound


def test_a_change_of_mind_turns_round_where_it_is() -> None:
    gain = Gain()
    sound = np.full(5 * SAMPLES_PER_MS, 10_000, dtype=np.int16)
    gain.target = 0.0
    half_way = gain.push(sound)
    gain.target = 1.0
    back = gain.push(sound)
    assert abs(int(back[0]) - int(half_way[-1])) <= 20
    assert back[-1] == 10_000


def test_it_is_silent_once_it_has_got_there() -> None:
    gain = Gain()
    sound = np.full(20 * SAMPLES_PER_MS, 10_000, dtype=np.int16)
    gain.target = 0.0
    assert (gain.push(sound)[-1] == 5000, gain.silent) == (True, False)
    assert (gain.push(sound)[-1] == 0, gain.silent) == (True, True)
    gain.target = 1.0
    assert not gain.silent


def test_nothing_in_is_nothing_out() -> None:
    gain = Gain()
    gain.target = 0.5
    assert len(gain.push(np.zeros(0, dtype=np.int16))) == 0
