from __future__ import annotations

from benchmarks.heard_calls import Outcome
from benchmarks.heard_ledger import figures


def test_errors_are_counted_in_words_and_holes_from_one_frame_on() -> None:
    one = Outcome(cut_words=[0, 0, 1], instant_words=[0], lead_ms=[60], holes_ms=[20, 40], over_ms=[20])
    two = Outcome(cut_words=[2], at_once_words=[-1], lead_ms=[100], over_ms=[-5], spoken_ms=3000)
    both = figures([one, two])
    assert both["cut"] == {
        "count": 4,
        "exact": 0.5,
        "within_one": 0.75,
        "p99": 2,
        "max": 2,
        "never_played": 0,
    }
    assert both["cut_at_once"]["never_played"] == 1
    assert both["cut_at_once"]["within_one"] == 0
    assert (both["lead_ms"], both["spoken_s"]) == (80, 3)
    assert (both["underruns"], both["longest_underrun_ms"]) == (1, 40)
    assert both["over_too_early"] == 1


def test_a_call_without_interruptions_has_no_share() -> None:
    assert figures([Outcome()])["cut"] == {
        "count": 0,
        "exact": None,
        "within_one": None,
        "p99": None,
        "max": None,
        "never_played": 0,
    }
