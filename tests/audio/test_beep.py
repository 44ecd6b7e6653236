from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from audio.beep import BeepDetector
from audio.frame import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples
from tests.sounds import babble, silence


def tone(hz: float, ms: int, level: float = 6000.0) -> Samples:
    at = np.arange(SAMPLE_RATE * ms // 1000) / SAMPLE_RATE
    return (level * np.sin(2 * np.pi * hz * at)).astype(np.int16)


def beeps(*sounds: Samples) -> list[int]:
    """When a beep has ended, in ms."""
    detector, found = BeepDetector(), []
    for at, frame in enumerate(frames(np.concatenate(sounds))):
        if detector.push(frame):
            found.append(at * 20)
    return found


def frames(samples: Samples) -> Iterator[Frame]:
    for at in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield Frame(samples[at : at + FRAME_SAMPLES], at)


@pytest.mark.parametrize("hz", [440, 850, 1000, 1400, 2000])
@pytest.mark.parametrize("ms", [200, 500, 1200])
def test_a_beep_is_heard_as_it_ends(hz: float, ms: int) -> None:
    [at_ms] = beeps(babble(1500), tone(hz, ms), silence(400))
    assert 1500 + ms - 40 <= at_ms <= 1500 + ms + 40


@pytest.mark.parametrize("noise", [30.0, 100.0, 300.0])
def test_a_beep_is_heard_through_noise(noise: float) -> None:
    sound = np.concatenate([silence(400), tone(1000, 400), silence(400)]).astype(np.float64)
    sound += np.random.default_rng(1).normal(0, noise, len(sound))
    assert len(beeps(sound.astype(np.int16))) == 1


def test_the_quiet_and_the_deep_is_none() -> None:
    assert beeps(tone(1000, 400, level=40), silence(200)) == []
    assert beeps(tone(300, 400), silence(200)) == []


@pytest.mark.parametrize("seed", range(5))
def test_speech_is_no_beep(seed: int) -> None:
    assert beeps(babble(8000, seed=seed), silence(200)) == []


def test_a_key_is_no_beep_and_nor_is_a_tone_without_end() -> None:
    key = (tone(770, 300).astype(np.int32) + tone(1336, 300)).astype(np.int16)
    assert beeps(silence(200), key, silence(200)) == []
    assert beeps(tone(1000, 5000), silence(200)) == []
    assert beeps(tone(1000, 100), silence(200)) == []


def test_a_siren_moves() -> None:
    at = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    siren = (6000 * np.sin(2 * np.pi * (800 * at + 700 * at**2))).astype(np.int16)
    assert beeps(siren, silence(200)) == []
