from __future__ import annotations

from pathlib import Path

from benchmarks.ear_sounds import Clip
from benchmarks.partials import figures, prefixes
from benchmarks.recorded_calls import Heard, Shown

ONE_TWO = Shown(1000, "One two", 3)


def test_a_stable_word_that_changes_is_taken_back() -> None:
    assert prefixes([ONE_TWO, Shown(1300, "One two three.", 7)]) == (2, 0)
    assert prefixes([ONE_TWO, Shown(1300, "Won two three.", 7)]) == (2, 1)
    assert prefixes([ONE_TWO, Shown(1300, "", 0)]) == (0, 1)
    assert prefixes([]) == (0, 0)


def heard(*partials: Shown, line: str) -> Heard:
    clip = Clip(Path(), "made", "en", line, is_slots=False)
    return Heard(clip, 500.0, 2500.0, (partials,) if partials else (), (), line)


def test_figures_count_from_the_onset_and_leave_out_what_a_pause_has_heard() -> None:
    spoken = heard(
        ONE_TWO,
        Shown(1320, "One two tree", 7),
        Shown(2700, "One two three.", 14, True),
        line="One two three.",
    )
    found = figures([spoken, heard(line="")])
    assert found["first_ms"]["p50"] == 500
    assert found["interval_ms"] == {"count": 1, "p50": 320.0, "p95": 320.0, "max": 320}
    assert found["without_partial"] == 1
    assert (found["stable_words"], found["taken_back"], found["partials"]) == (3, 0, 2)
    assert (found["stable_right_share"], found["stable_at_the_end_share"]) == (1.0, round(2 / 3, 4))


def test_a_stable_word_that_the_line_has_not_is_wrong() -> None:
    found = figures([heard(Shown(1000, "One tree", 8), line="One two three.")])
    assert found["stable_right_share"] == 0.5
