from __future__ import annotations

from datetime import datetime

import pytest

from agent.dialogue.phrases import en_reminder as en


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (1, "Wednesday the first of July"),
        (12, "Sunday the twelfth of July"),
        (20, "Monday the twentieth of July"),
        (21, "Tuesday the twenty-first of July"),
        (30, "Thursday the thirtieth of July"),
        (31, "Friday the thirty-first of July"),
    ],
)
def test_a_day_as_it_is_said(day: int, said: str) -> None:
    assert en.day(datetime(2026, 7, day, 9)) == said  # noqa: DTZ001


def test_the_reminder_says_the_time_and_nothing_else() -> None:
    assert en.reminder(datetime(2026, 7, 2, 15, 30)) == (  # noqa: DTZ001
        "I am calling to remind you of your appointment on Thursday the second of July at half past three."
    )


def test_a_whole_call_is_about_a_minute_of_speech() -> None:
    at = datetime(2026, 7, 2, 15)  # noqa: DTZ001
    longest = [en.disclosure("Riverside Clinic", "Mary Byrne"), en.KEYS, en.reminder(at)]
    words = " ".join([*longest, en.COMING, en.SHALL_CANCEL, en.MOVE]).split()
    assert len(words) / 150 * 60 < 60  # at 150 words a minute
