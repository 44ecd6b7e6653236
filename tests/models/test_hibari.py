from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from audio.frame import SAMPLE_RATE
from audio.pcm import to_float
from models.job import SpeechChunk, SynthesizeJob
from models.loudness import SPEECH_DBFS, speech_dbfs
from tests.models.speaking import apart

if TYPE_CHECKING:
    from models.hibari import CallerVoice

pytestmark = pytest.mark.skipif(
    find_spec("hibari") is None, reason="the caller's voice needs the extra: pip install 'frontdesk[demo]'"
)

TEXT = "I would like to make an appointment for next Tuesday, please."


@lru_cache
def caller() -> CallerVoice:
    from models.hibari import CallerVoice

    return CallerVoice()


def spoken(text: str, **job: Any) -> list[SpeechChunk]:
    return list(caller().run(SynthesizeJob("c", 3, text, **job)))


def test_a_caller_speaks_in_one_chunk() -> None:
    (chunk,) = apart(spoken, TEXT)
    assert (chunk.call, chunk.job, chunk.last) == ("c", 3, True)
    assert 2 * SAMPLE_RATE < len(chunk.samples) < 6 * SAMPLE_RATE
    assert chunk.words == ((len(TEXT), len(chunk.samples)),)
    assert speech_dbfs(to_float(chunk.samples), SAMPLE_RATE) == pytest.approx(SPEECH_DBFS, abs=0.5)


def test_the_same_text_makes_the_same_samples() -> None:
    (first,), (second,) = apart(spoken, TEXT), apart(spoken, TEXT)
    np.testing.assert_array_equal(first.samples, second.samples)


def test_a_slower_pace_takes_longer() -> None:
    (usual,), (slow,) = apart(spoken, TEXT), apart(spoken, TEXT, pace=1.5)
    assert len(slow.samples) / len(usual.samples) == pytest.approx(1.5, abs=0.2)


@pytest.mark.parametrize(
    "bad", [{"text": ""}, {"text": " ... "}, {"text": "x" * 2001}, {"text": "a", "pace": 9.0}]
)
def test_bad_input_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"at most 2000|between 0\.5 and 2"):
        apart(spoken, **bad)


def lengths_at(pitches: tuple[float, ...]) -> list[int]:
    from models.hibari import CallerVoice

    voices = [CallerVoice(pitch=pitch) for pitch in pitches]
    return [len(next(voice.run(SynthesizeJob("c", 3, TEXT))).samples) for voice in voices]


def test_another_pitch_is_another_voice_that_speaks_as_long() -> None:
    usual, deeper = apart(lengths_at, (1.0, 0.85))
    assert deeper != usual
    assert 0.85 < deeper / usual < 1.15
