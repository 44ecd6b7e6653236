from __future__ import annotations

import random

import numpy as np
import pytest

from audio import pcm
from audio.frame import SAMPLE_RATE, SAMPLES_PER_MS, Samples
from benchmarks.pauses import PAUSE_MS, Word, _digit_gaps, _filler, _room, _with_pauses
from tests.sounds import babble, silence


def hiss(length_ms: int, level_dbfs: float) -> Samples:
    noise = np.random.default_rng(1).standard_normal(length_ms * SAMPLES_PER_MS)
    return pcm.nearest(noise * pcm.FULL_SCALE * 10 ** (level_dbfs / 20))


def test_a_pause_lengthens_and_changes_nothing_else() -> None:
    sound = babble(1000)
    chance = random.Random(2)
    at = [3000, 9000]
    pieces, gaps = _with_pauses(sound, at, _room(hiss(500, -60), chance), chance, PAUSE_MS)
    whole = np.concatenate(pieces)
    kept = np.ones(len(whole), dtype=bool)
    for begin, end in gaps:
        kept[begin:end] = False
        assert PAUSE_MS[0] <= (end - begin) / SAMPLES_PER_MS <= PAUSE_MS[1]
    assert np.array_equal(whole[kept], sound)
    assert gaps[0][0] == at[0]


def test_the_room_is_as_loud_as_the_recording_s_quietest_place() -> None:
    sound = np.concatenate([babble(800), hiss(300, -55), babble(800)])
    room = _room(sound, random.Random(3))(1000)
    assert len(room) == SAMPLE_RATE
    assert pcm.level_dbfs(room) == pytest.approx(-55, abs=1.5)


def test_an_uh_has_the_pitch_of_the_speaker() -> None:
    sound = babble(400)
    uh = _filler(sound, Word("open", 0, len(sound)), random.Random(4))
    assert uh is not None
    assert 250 <= len(uh) / SAMPLES_PER_MS <= 450

    def pitch_hz(samples: Samples) -> float:
        wave = samples[2000:3000].astype(np.float64)
        likeness = np.correlate(wave, wave, "full")[len(wave) - 1 :]
        return SAMPLE_RATE / float(60 + likeness[60:213].argmax())

    assert pitch_hz(uh) == pytest.approx(pitch_hz(sound), rel=0.2)


def test_a_hiss_makes_no_uh() -> None:
    sound = hiss(400, -30)
    assert _filler(sound, Word("s", 0, len(sound)), random.Random(5)) is None


def test_digits_are_parted_where_they_were_joined() -> None:
    gap_ms, digit_ms = 120, 300
    sound = np.concatenate([babble(digit_ms), silence(gap_ms)] * 3 + [babble(digit_ms)])
    middles_ms = sorted(at / SAMPLES_PER_MS for _, at in _digit_gaps(sound, 4))
    assert middles_ms == pytest.approx([360, 780, 1200], abs=15)
