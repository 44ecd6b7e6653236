from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio import pcm
from audio.frame import FRAME_SAMPLES, Frame, Samples
from audio.intake import Intake
from audio.resample import Resampler


def noise(count: int) -> Samples:
    return np.random.default_rng(7).integers(-9000, 9000, count).astype(np.int16)


def joined(frames: list[Frame]) -> Samples:
    return np.concatenate([frame.samples for frame in frames]) if frames else pcm.silence(0)


@pytest.mark.parametrize("rate", [8000, 16000, 24000])
def test_a_carriers_frame_is_a_frame(rate: int) -> None:
    intake = Intake(rate)
    for n in range(5):
        [frame] = intake.push(pcm.to_bytes(noise(rate // 50)))
        assert len(frame.samples) == FRAME_SAMPLES
        assert frame.position == n * FRAME_SAMPLES
    assert not intake.oddities


@given(
    rate=st.sampled_from([8000, 16000, 24000]),
    cuts=st.lists(st.integers(0, 4000), max_size=20),
)
def test_any_cutting_gives_the_same_frames(rate: int, cuts: list[int]) -> None:
    """BEHAVIOUR V-09 and V-18: 2 bytes, 3840 bytes, bursts; the remainder waits for its frame."""
    sound = noise(4000)
    intake = Intake(rate)
    frames = [frame for piece in np.split(sound, sorted(cuts)) for frame in intake.push(pcm.to_bytes(piece))]
    expected = Resampler(rate, 16000).push(sound)
    whole = len(expected) // FRAME_SAMPLES * FRAME_SAMPLES
    assert np.array_equal(joined(frames), expected[:whole])
    assert [frame.position for frame in frames] == list(range(0, whole, FRAME_SAMPLES))
    assert all(len(frame.samples) == FRAME_SAMPLES for frame in frames)


def test_an_odd_message_becomes_silence_and_shifts_nothing() -> None:
    """BEHAVIOUR V-08."""
    intake, sound = Intake(16000), noise(960)
    wire = [pcm.to_bytes(part) for part in np.split(sound, 3)]
    frames = [frame for message in (wire[0], wire[1][:-1], wire[2]) for frame in intake.push(message)]
    assert np.array_equal(joined(frames), np.concatenate((sound[:320], pcm.silence(320), sound[640:])))
    assert intake.oddities == {"odd_bytes": 1}


def test_oddities_are_counted() -> None:
    intake = Intake(16000)
    assert intake.push(b"") == []
    assert intake.push(b"\x01") == []
    assert intake.push(b"\x01\x02") == []
    assert len(intake.push(bytes(3840))) == 6
    assert intake.oddities == {"empty": 1, "odd_bytes": 1, "reframed": 2}
