from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from audio import pcm
from audio.frame import Samples
from audio.resample import PASS_BAND, Resampler, resampled

LEG_RATES = (8000, 16000, 24000, 48000)
PAIRS = [
    (from_rate, to_rate) for from_rate in (*LEG_RATES, 22050) for to_rate in LEG_RATES if from_rate != to_rate
]
AMPLITUDE = 16000.0


def tone(hz: float, rate: int, length_s: float = 0.5) -> NDArray[np.float64]:
    return AMPLITUDE * np.sin(2 * np.pi * hz * np.arange(int(rate * length_s)) / rate)


def db(power: float | np.floating) -> float:
    return 10 * math.log10(max(float(power), 1e-12))


def middle(sound: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Without the 10 ms at both ends where the filter sees a tone being switched."""
    return sound[rate // 100 : -rate // 100]


@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
def test_tones_in_the_pass_band_come_out_as_they_were(from_rate: int, to_rate: int) -> None:
    """Against the ideal tone at the new rate, so that gain, phase, images and rounding all count.

    The bar: the line's own 8-bit companding leaves some 38 dB, so 70 dB vanish below it.
    """
    for share in np.linspace(0.02, PASS_BAND, 9):
        hz = share * min(from_rate, to_rate) / 2
        ideal = tone(hz, to_rate)
        got = resampled(np.rint(tone(hz, from_rate)).astype(np.int16), from_rate, to_rate)[: len(ideal)]
        fault = middle(got - ideal, to_rate)
        assert db(np.mean(middle(ideal, to_rate) ** 2) / np.mean(fault**2)) > 70, f"at {hz:.0f} Hz"


@pytest.mark.parametrize(("from_rate", "to_rate"), [p for p in PAIRS if p[0] > p[1]])
def test_what_the_new_rate_cannot_hold_is_gone(from_rate: int, to_rate: int) -> None:
    for hz in np.linspace(to_rate / 2, from_rate / 2 * 0.99, 9):
        got = resampled(np.rint(tone(hz, from_rate)).astype(np.int16), from_rate, to_rate)
        power = np.mean(middle(got.astype(np.float64), to_rate) ** 2)
        assert db(power / (AMPLITUDE**2 / 2)) < -70, f"an alias of {hz:.0f} Hz"


@pytest.mark.parametrize(("from_rate", "to_rate"), [p for p in PAIRS if p[0] < p[1]])
def test_there_are_no_images_above_the_old_rate(from_rate: int, to_rate: int) -> None:
    sound = sweep(from_rate)
    spectrum = np.abs(np.fft.rfft(resampled(sound, from_rate, to_rate) * np.hanning(2 * to_rate))) ** 2
    hz = np.fft.rfftfreq(2 * to_rate, 1 / to_rate)
    assert db(spectrum[hz > from_rate / 2].sum() / spectrum.sum()) < -70


def sweep(rate: int, length_s: int = 2) -> Samples:
    """300 to 3400 Hz, the telephone's speech band."""
    t = np.arange(rate * length_s) / rate
    phase = 2 * np.pi * (300 * t + (3400 - 300) / (2 * length_s) * t**2)
    return np.rint(AMPLITUDE * np.sin(phase)).astype(np.int16)


@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
def test_a_speech_band_sweep_in_20_ms_frames(from_rate: int, to_rate: int) -> None:
    """Frame by frame, as a call has it: a click at a frame's border would stand out of the difference."""
    resampler, sound = Resampler(from_rate, to_rate), sweep(from_rate)
    frames = np.array_split(sound, 100)
    got = np.concatenate([*(resampler.push(frame) for frame in frames), resampler.flush()])
    fault = middle(got[resampler.delay_samples :] - sweep(to_rate).astype(np.float64), to_rate)
    assert db(AMPLITUDE**2 / 2 / np.mean(fault**2)) > 70
    assert np.max(np.abs(fault)) < AMPLITUDE * 0.001


@given(
    pair=st.sampled_from([(8000, 16000), (16000, 8000), (22050, 16000), (24000, 16000), (16000, 48000)]),
    cuts=st.lists(st.integers(0, 2500), max_size=12),
    seed=st.integers(0, 99),
)
def test_any_chunking_gives_the_same_bits_and_the_exact_count(
    pair: tuple[int, int], cuts: list[int], seed: int
) -> None:
    sound = np.random.default_rng(seed).integers(-32768, 32768, 2500).astype(np.int16)
    whole, parts = Resampler(*pair), Resampler(*pair)
    pushed = 0
    pieces: list[Samples] = []
    for piece in np.split(sound, sorted(cuts)):
        pieces.append(parts.push(piece))
        pushed += len(piece)
        assert sum(map(len, pieces)) == math.ceil(pushed * pair[1] / pair[0])
    assert np.array_equal(np.concatenate(pieces), whole.push(sound))
    assert np.array_equal(parts.flush(), whole.flush())


@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
def test_an_impulse_comes_out_after_the_delay_it_says(from_rate: int, to_rate: int) -> None:
    resampler = Resampler(from_rate, to_rate)
    impulse = pcm.silence(from_rate // 10)
    impulse[0] = 30000
    got = resampler.push(impulse)
    assert int(np.argmax(np.abs(got))) == resampler.delay_samples
    assert resampler.delay_samples * 1000 / to_rate < 5


@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
def test_flush_gives_the_rest_and_begins_anew(from_rate: int, to_rate: int) -> None:
    resampler, sound = Resampler(from_rate, to_rate), sweep(from_rate)[:1234]
    first = [resampler.push(sound), resampler.flush()]
    assert len(first[1]) == resampler.delay_samples
    assert np.array_equal(resampler.push(sound), first[0])
    assert len(resampled(sound, from_rate, to_rate)) == math.ceil(1234 * to_rate / from_rate)


def test_equal_rates_change_nothing() -> None:
    resampler, sound = Resampler(16000, 16000), sweep(16000)
    assert resampler.delay_samples == 0
    assert np.array_equal(resampler.push(sound), sound)
    assert len(resampler.flush()) == 0
    assert np.array_equal(resampled(sound, 16000, 16000), sound)


def test_a_full_scale_square_wave_is_clipped_not_wrapped() -> None:
    square = np.repeat(np.tile(np.array([32767, -32768], np.int16), 50), 40)
    got = resampled(square, 8000, 16000).astype(np.int32)
    assert np.abs(np.diff(got)).max() < 50000  # an overflow would jump by 65,536


@pytest.mark.parametrize("pair", [(44099, 16000), (0, 16000), (16000, -8000)])
def test_impossible_rates_are_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="rate"):
        Resampler(*pair)
