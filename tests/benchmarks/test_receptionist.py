"""What counts as a success, and what as a wrong booking; no engine runs here."""

from __future__ import annotations

from collections import Counter

from agent.double import story
from benchmarks.reception_call import Outcome
from benchmarks.receptionist import HELD_OUT, LINES, Verdict, judge, plan, tellable
from tests.stories import FOLDER

TOLD = story.read((FOLDER / "book-step-by-step.txt").read_text(encoding="utf-8"))
BOOKED = "appointment booked: check-up, Mary Murphy, Thursday 3 December 2026 14:00, Doctor Reed"


def verdict(*facts: str, identified: str = "Mary Murphy") -> Verdict:
    lines = [("caller says", "A check-up."), ("caller heard", "A ketchup."), ("agent", "Pardon me?")]
    return judge("story", "clean", TOLD, Outcome(list(facts), lines, {identified}))


def test_enough_stories_are_told_on_each_line() -> None:
    told = Counter(line for _, line in plan())
    assert all(told[line] >= (60 if language == "en" else 30) for line, (language, _) in LINES.items())
    assert len(list(plan(quick=True))) == 6


def test_what_is_told_is_not_what_we_look_at() -> None:
    names = set(tellable()) | set(tellable("es"))
    assert {name for name, _ in plan()} == names & HELD_OUT
    assert names - HELD_OUT


def test_what_the_story_says_is_a_success() -> None:
    good = verdict(BOOKED, "call ends: completed")
    assert good.success
    assert not good.wrong_changes
    assert not good.told_wrong


def test_another_time_is_a_failure_and_a_wrong_booking() -> None:
    bad = verdict(BOOKED.replace("14:00", "14:20"))
    assert not bad.success
    assert bad.wrong_changes
    assert bad.began == "heard wrong"


def test_nothing_booked_is_a_failure_and_no_wrong_booking() -> None:
    assert not verdict("call ends: completed").success
    assert not verdict("call ends: completed").wrong_changes


def test_the_records_of_somebody_else_are_told_to_the_wrong_caller() -> None:
    assert verdict(BOOKED, identified="Patrick Byrne").told_wrong
