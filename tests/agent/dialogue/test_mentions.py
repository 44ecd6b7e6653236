from __future__ import annotations

import pytest

from agent.dialogue.mentions import branch_in, doctor_in, reason_in, without_birth_date
from tests.records import BRANCHES, DOCTORS, KNOWN, REASONS


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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Harbour Street please", "harbour"),
        ("the one at the harbor", "harbour"),
        ("Mill Lane", "mill-lane"),
        ("I'd like to come to Mill Lane on Tuesday", "mill-lane"),
    ],
)
def test_a_branch_by_its_name(text: str, name: str) -> None:
    branch = branch_in(text, BRANCHES)
    assert branch is not None
    assert branch.name == name


@pytest.mark.parametrize("text", ["either", "Mill Lane or Harbour Street", "on the street", "a check-up"])
def test_no_branch_where_none_or_two_would_fit(text: str) -> None:
    assert branch_in(text, BRANCHES) is None
