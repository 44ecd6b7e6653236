from __future__ import annotations

import numpy as np
import pytest

from audio import pcm


def test_the_wire_is_little_endian() -> None:
    assert pcm.from_bytes(b"\x01\x00\xff\x7f\x00\x80").tolist() == [1, 32767, -32768]
    assert pcm.to_bytes(np.array([1, 32767, -32768], np.int16)) == b"\x01\x00\xff\x7f\x00\x80"
    assert pcm.to_bytes(np.array([1], ">i2")) == b"\x01\x00"


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="multiple of element size"):
        pcm.from_bytes(b"\x00\x00\x00")


def test_every_sample_survives_the_way_through_floats() -> None:
    every = np.arange(-32768, 32768).astype(np.int16)
    assert np.array_equal(pcm.from_float(pcm.to_float(every)), every)


@pytest.mark.parametrize(
    ("value", "sample"),
    [
        *((1.0, 32767), (-1.0, -32768), (7.5, 32767), (-7.5, -32768)),
        *((np.nan, 0), (np.inf, 32767), (-np.inf, -32768)),
        *((0.6 / 32768, 1), (-0.6 / 32768, -1), (0.4 / 32768, 0)),
    ],
)
def test_floats_are_rounded_and_clipped(value: float, sample: int) -> None:
    assert pcm.from_float(np.array([value])).tolist() == [sample]


def test_levels() -> None:
    square = np.tile(np.array([-32768, 32767], np.int16), 160)
    sine = np.rint(16384 * np.sin(2 * np.pi * 1000 * np.arange(320) / 16000)).astype(np.int16)
    assert pcm.level_dbfs(square) == pytest.approx(0, abs=0.001)
    assert pcm.level_dbfs(sine) == pytest.approx(-9.03, abs=0.01)
    assert pcm.level_dbfs(np.ones(320, np.int16)) == pytest.approx(-90.3, abs=0.01)
    assert pcm.level_dbfs(pcm.silence(320)) == pcm.FLOOR_DBFS
    assert pcm.level_dbfs(pcm.silence(0)) == pcm.FLOOR_DBFS
