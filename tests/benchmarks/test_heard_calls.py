from __future__ import annotations

import pytest

from agent.call.playout import Cut, Playout
from audio.frame import FRAME_MS
from benchmarks.heard_calls import FAULTS, Call, Line


@pytest.mark.parametrize("faults", FAULTS)
def test_a_call_goes_the_same_way_every_time(faults: str) -> None:
    line = Line(75, 75, 60, faults, 200)
    one, two = Call(line, 3).run(20_000), Call(line, 3).run(20_000)
    assert one.instant_words == two.instant_words
    assert one.spoken_ms == two.spoken_ms > 5000


def test_a_ledger_that_credits_what_was_only_sent_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stick measures: crediting all that was sent shows as words that were never played."""
    monkeypatch.setattr(Playout, "heard_frames", lambda self, _: self._sent)

    def everything(self: Playout, cut: Cut, confirmed: bool) -> str:
        return " ".join(phrase.text for phrase in cut.line)

    monkeypatch.setattr(Playout, "heard_of", everything)
    outcome = Call(Line(), 0).run(60_000)
    assert min(outcome.instant_words) < 0
    assert min(outcome.cut_words) < 0


def test_a_carrier_that_gets_too_little_ahead_is_heard_as_holes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Playout, "lead_ms", FRAME_MS)
    assert Call(Line(jitter_ms=100), 0).run(20_000).holes_ms
