from __future__ import annotations

from datetime import datetime, timedelta

from agent.dialogue.phrases import en


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


def test_times_are_offered_as_shortly_as_they_can_be() -> None:
    day, hours = datetime.fromisoformat("2026-12-03"), (9, 14, 15)
    same_day = [day.replace(hour=hour) for hour in hours]
    assert en.offer(same_day, ["Doctor Reed"] * 3, day.date() - timedelta(5)) == (
        "On Thursday the third of December I have nine in the morning, two in the afternoon, "
        "or three in the afternoon, with Doctor Reed."
    )
    assert en.offer(same_day[1:], ["Doctor Reed"] * 2, day.date() - timedelta(1)) == (
        "Tomorrow in the afternoon I have two o'clock, or three o'clock, with Doctor Reed."
    )
    two_doctors = en.offer(same_day[:2], ["Doctor Reed", "Doctor Walsh"], day.date())
    assert "nine in the morning with Doctor Reed, or two in the afternoon with Doctor Walsh" in two_doctors
    assert en.offer([day.replace(hour=9), day.replace(day=4, hour=9)], ["Doctor Reed"] * 2, day.date()) == (
        "I have Thursday the third of December at nine in the morning, "
        "or Friday the fourth of December at nine in the morning, with Doctor Reed."
    )


def test_what_is_fixed_is_known_beforehand() -> None:
    assert en.CAN_HELP in en.FIXED
    assert all(isinstance(text, str) for text in en.FIXED)


def test_an_emergency_number_is_said_digit_by_digit() -> None:
    assert "one one two" in en.emergency("112")
