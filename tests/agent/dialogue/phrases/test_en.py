from __future__ import annotations

import pytest

from agent.dialogue.phrases import en


@pytest.mark.parametrize(
    ("minute", "said"),
    [
        (0, "midnight"),
        (8 * 60, "eight"),
        (8 * 60 + 5, "eight oh 5"),
        (12 * 60, "noon"),
        (12 * 60 + 30, "half past twelve"),
        (13 * 60 + 15, "quarter past one"),
        (11 * 60 + 45, "quarter to twelve"),
        (23 * 60 + 45, "quarter to twelve"),
        (18 * 60 + 20, "six 20"),
    ],
)
def test_a_time_is_said_as_people_say_it(minute: int, said: str) -> None:
    assert en.clock(minute) == said


def test_like_days_are_said_together() -> None:
    long, short = ((480, 750), (810, 1080)), ((540, 720),)
    assert en.week([long, long, short, long, long, short, ()]) == (
        "On Monday and Tuesday we are open from eight to half past twelve, and from half past one to six. "
        "On Wednesday we are open from nine to noon. "
        "On Thursday and Friday we are open from eight to half past twelve, and from half past one to six. "
        "On Saturday we are open from nine to noon. "
        "On Sunday we are closed."
    )
    assert en.week([long] * 5 + [()] * 2) == (
        "From Monday to Friday we are open from eight to half past twelve, and from half past one to six. "
        "On Saturday and Sunday we are closed."
    )


def test_today() -> None:
    assert en.open_today(()) == "Today we are closed."
    assert en.open_today(((480, 1080),)) == "Today we are open from eight to six."


def test_what_was_understood_is_said_back() -> None:
    assert "book a visit" in en.back_to_you("book a visit")
