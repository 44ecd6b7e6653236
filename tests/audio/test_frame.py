from __future__ import annotations

import numpy as np
import pytest

from audio.frame import FRAME_SAMPLES, SILENCE, Frame, Utterance


def test_a_frame_knows_where_it_ends() -> None:
    assert Frame(SILENCE, 3 * FRAME_SAMPLES).end == 4 * FRAME_SAMPLES


def test_the_speech_of_an_utterance_is_from_its_onset_to_its_last_voice() -> None:
    assert Utterance(np.zeros(32_000, np.int16), 16_000, onset=20_000, speech_end=36_000).speech_ms == 1000


def test_nobody_can_write_into_everybodys_silence() -> None:
    with pytest.raises(ValueError, match="read-only"):
        SILENCE[0] = 1
