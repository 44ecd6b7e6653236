from __future__ import annotations

import io
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from audio import wav
from audio.frame import Samples

RAMP = np.arange(-500, 500, dtype=np.int16)


def file_of(wire: bytes, channels: int = 1, width: int = 2, rate: int = 8000) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(wire)
    return content.getvalue()


@pytest.mark.parametrize("samples", [RAMP, RAMP.reshape(-1, 2), RAMP[:0]], ids=["mono", "stereo", "empty"])
def test_what_was_written_is_read(samples: Samples, tmp_path: Path) -> None:
    wav.write(tmp_path / "a.wav", samples, 24000)
    sound = wav.read(tmp_path / "a.wav")
    assert sound.rate == 24000
    assert sound.samples.shape == samples.shape
    assert np.array_equal(sound.samples, samples)


def test_speech_is_mono_at_16_khz(tmp_path: Path) -> None:
    left, right = np.full(800, 1000, np.int16), np.full(800, 3000, np.int16)
    wav.write(tmp_path / "a.wav", np.stack((left, right), axis=1), 8000)
    speech = wav.read_speech(tmp_path / "a.wav")
    assert speech.shape == (1600,)
    assert abs(int(speech[800]) - 2000) <= 1


def test_a_file_cut_short_gives_what_it_has() -> None:
    """Recorders that stream write a length they do not know yet; half a sample at the end is dropped."""
    assert np.array_equal(wav.decode(wav.encode(RAMP, 8000)[:-201]).samples, RAMP[:-101])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "not a whole WAV file"),
        (b"ID3 this is music", "not a whole WAV file"),
        (wav.encode(RAMP, 8000)[:30], "not a whole WAV file"),
        (file_of(bytes(100), width=1), "8-bit samples: convert"),
        (file_of(bytes(300), width=3), "24-bit samples: convert"),
        (file_of(bytes(120), channels=6), "6 channels: mix"),
        (wav.encode(RAMP, 8000).replace(b"fmt \x10\0\0\0\x01\0", b"fmt \x10\0\0\0\x07\0"), "not plain PCM"),
        (wav.encode(RAMP, 8000).replace(struct.pack("<I", 8000), bytes(4)), "0 Hz"),
    ],
)
def test_a_fault_is_named(content: bytes, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "b.wav"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=fault) as refused:
        wav.read(path)
    assert "b.wav" in str(refused.value)


def test_a_rate_nobody_uses_is_refused_by_name(tmp_path: Path) -> None:
    wav.write(tmp_path / "c.wav", RAMP, 44099)
    with pytest.raises(ValueError, match=r"c\.wav.*44099"):
        wav.read_speech(tmp_path / "c.wav")
