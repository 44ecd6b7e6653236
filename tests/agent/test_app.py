"""The clinic file as the receptionist says it. (The App itself is started for real by tests/e2e.)"""

from __future__ import annotations

from datetime import UTC, datetime

from agent.app import knowledge
from agent.clinic.clinic import EXAMPLE, load

CLINIC = load(EXAMPLE)


def test_the_example_clinic_is_said_well() -> None:
    said = knowledge(CLINIC, datetime(2026, 11, 20, 10, 0, tzinfo=UTC))  # a Friday
    assert said.greeting == f"{CLINIC.greeting} {CLINIC.disclosure}"
    assert said.today == "Today we are open from eight to half past twelve, and from half past one to five."
    assert said.days[6] == "On Sunday we are closed."
    assert said.person_number == "+35315550142"
    assert any("parking" in question for questions, _ in said.answers for question in questions)


def test_today_is_the_clinics_day_and_knows_holidays() -> None:
    assert knowledge(CLINIC, datetime(2026, 12, 25, 12, 0, tzinfo=UTC)).today == "Today we are closed."
    # In Dublin it is still Saturday when UTC's Sunday has not begun: winter time is UTC there.
    assert "nine to noon" in knowledge(CLINIC, datetime(2026, 11, 21, 23, 59, tzinfo=UTC)).today
    assert knowledge(CLINIC, datetime(2026, 11, 22, 0, 1, tzinfo=UTC)).today == "Today we are closed."
