from __future__ import annotations

from datetime import datetime

import pytest

from agent.dialogue.phrases import en_reminder as en

AT = datetime(2026, 7, 2, 15, 30)  # noqa: DTZ001


def test_the_reminder_says_the_time_and_nothing_else() -> None:
    assert en.reminder(AT) == (
        "I am calling to remind you of your appointment on Thursday the second of July "
        "at half past three in the afternoon."
    )


def test_a_whole_call_is_about_a_minute_of_speech() -> None:
    longest = [en.disclosure("Riverside Clinic", "Mary Byrne"), en.KEYS, en.PROVE, en.reminder(AT)]
    words = " ".join([*longest, en.COMING, en.SHALL_CANCEL, en.MOVE]).split()
    assert len(words) / 150 * 60 < 60  # at 150 words a minute


def test_r15_a_machine_is_told_who_should_ring_back_and_nothing_more() -> None:
    told = en.message("Riverside Clinic", "Mary Byrne", "zero one, five five five")
    assert told == (
        "Hello, this is an automated message from Riverside Clinic for Mary Byrne. "
        "Please ring us back on zero one, five five five. Thank you. Goodbye."
    )
    assert "reminder" not in told
    assert "appointment" not in told


@pytest.mark.parametrize("name", ["The Oncology Centre", "City Fertility Clinic", "Saint Ann's Psychiatry"])
def test_r15_a_name_that_tells_what_for_is_not_left_on_a_machine(name: str) -> None:
    told = en.message(name, "Mary Byrne", "")
    assert name not in told
    assert (
        told == "Hello, this is an automated message for Mary Byrne. Please ring us back. Thank you. Goodbye."
    )
