from __future__ import annotations

import pytest

from agent.dialogue.mentions import doctor_in, reason_in, without_birth_date
from tests.records import DOCTORS, KNOWN, REASONS


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I'd like a check-up.", "check-up"),
        ("for a checkup please", "check-up"),
        ("I need my bloods taken", "blood-test"),
        ("two vaccinations for my sons", "vaccination"),
        ("I want to see the doctor, I have a cough", "consultation"),
        ("to talk about the results", "follow-up"),
        ("I'd like an appointment", None),
        ("a painting", None),
    ],
)
def test_a_reason_is_known_by_its_words(text: str, name: str | None) -> None:
    found = reason_in(text, REASONS)
    assert (found and found.name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("with Doctor Reed please", "reed"),
        ("doctor read", "reed"),
        ("Dr. Walsh", "walsh"),
        ("can I see Walsh", "walsh"),
        ("the nurse please", "kelly"),
        ("my name is Aoife Kelly and I want a check-up", None),
        ("a general practitioner", None),  # two of them are
        ("any doctor", None),
    ],
)
def test_a_doctor_is_known_by_name_or_by_a_title_of_one_only(text: str, name: str | None) -> None:
    found = doctor_in(text, DOCTORS)
    assert (found and found.name) == name


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Mary Murphy, third of May 1971.", "Mary Murphy,"),
        ("the third of May seventy-one", "the"),
        ("born 3/5/1971, on Tuesday", "born on Tuesday"),
    ],
)
def test_a_day_of_a_year_that_is_past_is_no_wish(text: str, rest: str) -> None:
    assert without_birth_date(text, KNOWN) == rest


@pytest.mark.parametrize(
    "text",
    [
        "Thursday 3 December at 9:40",
        "the third of December 2026",
        "8th December 10:40",
        "on the tenth of December at nine fifty",
        "December 8th at 4.50",
        "tomorrow at nine forty",
    ],
)
def test_a_day_to_come_stays(text: str) -> None:
    assert without_birth_date(text, KNOWN) == text
