"""The clinic file as the receptionist says it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent.briefing import briefing
from agent.clinic.clinic import EXAMPLE, Branch, load

CLINIC = load(EXAMPLE)


def test_the_example_clinic_is_said_well() -> None:
    said = briefing(CLINIC, datetime(2026, 11, 20, 10, 0, tzinfo=UTC), "en")  # a Friday
    assert said.greeting == f"{CLINIC.greeting} {CLINIC.disclosure}"
    assert said.today == "Today we are open from eight to half past twelve, and from half past one to five."
    assert said.days[6] == "On Sunday we are closed."
    assert said.person_number == "+35315550142"
    assert any("parking" in question for questions, _ in said.answers for question in questions)


def test_today_is_the_clinics_day_and_knows_holidays() -> None:
    assert briefing(CLINIC, datetime(2026, 12, 25, 12, 0, tzinfo=UTC), "en").today == "Today we are closed."
    # In Dublin it is still Saturday when UTC's Sunday has not begun: winter time is UTC there.
    assert "nine to noon" in briefing(CLINIC, datetime(2026, 11, 21, 23, 59, tzinfo=UTC), "en").today
    assert briefing(CLINIC, datetime(2026, 11, 22, 0, 1, tzinfo=UTC), "en").today == "Today we are closed."


def test_it_knows_what_for_with_whom_and_since_when() -> None:
    said = briefing(CLINIC, datetime(2026, 7, 20, 10, 0, 30, tzinfo=UTC), "en")
    assert said.now == datetime(2026, 7, 20, 11, 0)  # noqa: DTZ001 - summer time in Dublin
    assert {reason.name for reason in said.reasons} == {reason.id for reason in CLINIC.reasons}
    assert {doctor.said for doctor in said.doctors} == {doctor.name for doctor in CLINIC.doctors}
    assert said.identity_digits == (4 if "phone" in CLINIC.identity else 0)


def test_places_are_to_choose_from_where_there_are_several() -> None:
    now = datetime(2026, 7, 20, 10, 0, tzinfo=UTC)
    assert briefing(CLINIC, now, "en").branches == ()
    harbour = Branch(id="harbour", name="Harbour Street", address="We are at one Harbour Street.")
    two = CLINIC.model_copy(update={"branches": (*CLINIC.branches, harbour)})
    assert [branch.said for branch in briefing(two, now, "en").branches] == ["Mill Lane", "Harbour Street"]


def test_a_clinic_without_doctors_books_nothing() -> None:
    clinic = CLINIC.model_copy(update={"doctors": ()})
    assert briefing(clinic, datetime(2026, 7, 20, tzinfo=UTC), "en").reasons == ()


@pytest.mark.parametrize(("region", "people", "expected"), [("GB", 1, "GB"), (None, 1, "IE"), (None, 0, "")])
def test_where_numbers_are_at_home(region: str | None, people: int, expected: str) -> None:
    clinic = CLINIC.model_copy(update={"region": region, "hand_over": CLINIC.hand_over[:people]})
    assert briefing(clinic, datetime(2026, 7, 20, tzinfo=UTC), "en").region == expected


def test_it_is_worded_in_the_language_of_the_call() -> None:
    assert briefing(CLINIC, datetime(2026, 7, 20, tzinfo=UTC), "es").days[6] != "On Sunday we are closed."
