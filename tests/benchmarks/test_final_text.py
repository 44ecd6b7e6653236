from __future__ import annotations

from pathlib import Path

from benchmarks.ear_sounds import Clip
from benchmarks.final_text import after_speech_ms, figures
from benchmarks.recorded_calls import Final, Heard

CLIP = Clip(Path(), "made", "en", "one two three", is_slots=False)


def heard(*finals: Final, line: str = "One two three.") -> Heard:
    return Heard(CLIP, 500.0, 2500.0, (), finals, line)


def test_only_the_words_that_were_used_count() -> None:
    one = heard(Final(1200, 1280, "One", used=False), Final(2620, 2700, "One two three.", used=True))
    assert after_speech_ms(one) == 200
    assert after_speech_ms(heard()) is None
    found = figures([one, heard(line="One too")])
    assert found["after_speech_ms"] == {"count": 1, "p50": 200.0, "p95": 200.0, "max": 200.0}
    assert (found["finals"], found["used"], found["thrown_away"]) == (2, 1, 1)
    assert found["by_length"]["2 to 5 s"]["count"] == 1
    assert found["words_wrong_share"] == round(2 / 6, 4)


def test_the_same_number_as_digits_is_no_error() -> None:
    assert figures([heard(line="1 2 3")])["words_wrong_share"] == 0
