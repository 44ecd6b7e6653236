from __future__ import annotations

import numpy as np
import pytest

from models.loudness import SPEECH_DBFS, Waveform, gain_to_speech_level, limited, speech_dbfs

RATE = 16_000


def tone(amplitude: float, seconds: float) -> Waveform:
    return (amplitude * np.sin(0.3 * np.arange(RATE * seconds))).astype(np.float32)


def test_pauses_do_not_count() -> None:
    word, pause = tone(0.1, 1), np.zeros(RATE, np.float32)
    assert speech_dbfs(word, RATE) == pytest.approx(-23.0, abs=0.1)
    assert speech_dbfs(np.concatenate((word, pause, word)), RATE) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("amplitude", [0.003, 0.1, 0.9])
def test_the_gain_leads_to_the_speech_level(amplitude: float) -> None:
    word = tone(amplitude, 1)
    assert speech_dbfs(word * gain_to_speech_level(word, RATE), RATE) == pytest.approx(SPEECH_DBFS, abs=0.1)


@pytest.mark.parametrize("seconds", [0, 0.01, 1])
def test_silence_has_no_speech_level(seconds: float) -> None:
    with pytest.raises(ValueError, match="no speech"):
        speech_dbfs(tone(0, seconds), RATE)


def test_only_peaks_are_bent_and_none_clips() -> None:
    ramp = np.linspace(-3, 3, 6001, dtype=np.float32)
    bent = limited(ramp)
    quiet = np.abs(ramp) <= 0.75
    np.testing.assert_array_equal(bent[quiet], ramp[quiet])
    assert np.abs(bent).max() <= 1
    assert np.all(np.diff(bent) >= 0)  # louder stays louder
    assert np.diff(bent).max() < 0.0011  # and no step where the bend begins
