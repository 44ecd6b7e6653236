"""What a model says of appointments must be so."""

from __future__ import annotations

import pytest

from agent.dialogue.errands import Slot
from agent.dialogue.grounds import LONGEST_CHARS, Fact, believable
from agent.dialogue.speech import spoken
from tests.records import KNOWN, _at

# Tuesday the 1st at 10:30 and 15:00 with Doctor Reed, Thursday the 3rd at 15:00 with Doctor Walsh.
FACTS: tuple[Fact, ...] = (
    Slot("a", _at("2026-12-01 10:30"), 30, "Doctor Reed", ""),
    Slot("b", _at("2026-12-01 15:00"), 30, "Doctor Reed", ""),
    Slot("c", _at("2026-12-03 15:00"), 20, "Doctor Walsh", ""),
)


def is_believed(sentence: str, facts: tuple[Fact, ...] = FACTS) -> bool:
    return believable(spoken(sentence), facts, KNOWN)


@pytest.mark.parametrize(
    "sentence",
    [
        "I have Tuesday at half past ten.",
        "I have Tuesday the first of December at 10:30 with Doctor Reed.",
        "There is Tuesday at 10:30 or 3 pm, or Thursday at 3 pm.",
        "Tomorrow at half past ten, or three.",
        "Tomorrow at half past ten or at three o'clock with Dr. Reed?",
        "At half past ten on Tuesday, or at three on Thursday.",
        "On Tuesday at three with Doctor Reed, or on Thursday at three with Doctor Walsh.",
        "Doctor Reed is one of our doctors.",
        "Good morning, I can certainly help you with that.",
        "I'm sorry to hear that, OK.",
        "I have Tuesday morning at half past ten, or Thursday afternoon at three.",
        "Which one would suit you?",
        "Would you like me to book one for you?",
    ],
)
def test_what_the_records_told_may_be_said(sentence: str) -> None:
    assert is_believed(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "I have Wednesday at half past ten.",
        "I have Tuesday at eleven o'clock.",
        "I have Thursday at half past ten.",  # each is in some fact, together in none
        "I have Tuesday at half past ten with Doctor Walsh.",
        "I have Thursday at three or at half past ten.",
        "At half past ten or at three on Thursday.",
        "On Tuesday the second of December at three.",
        "On Tuesday at three with Doctor Reed, or on Thursday.",
        "On the fifth of December.",
        "Tomorrow at half past ten, or one.",
        "Tomorrow at half past ten, or four.",
        "I have Thursday morning with Doctor Walsh.",
        "There is something free next week.",
        "Sometime in January.",
        "The next one is in three weeks.",
        "It costs €40.",
        "Our number is 01 555 0142.",
        "You will see Doctor Smith.",
        "Thank you, Mary.",
        "On Tuesday, two or three o'clock.",
    ],
)
def test_what_the_records_did_not_tell_is_not_said(sentence: str) -> None:
    assert not is_believed(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Your appointment is booked.",
        "I have cancelled it for you.",
        "All right, it has been moved.",
        "I'll book that for you now.",
        "You are all set.",
        "I am putting you through.",
    ],
)
def test_nothing_is_said_to_be_done(sentence: str) -> None:
    assert not is_believed(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["", '{"name": "book"}', "<tool_call>", "**Hello** there.", "See https://example.org", "word " * 100],
)
def test_what_nobody_would_say_is_not_said(sentence: str) -> None:
    assert not is_believed(sentence)
    assert LONGEST_CHARS < 500


def test_without_facts_no_time_is_believed() -> None:
    assert not is_believed("I have Tuesday at half past ten.", ())
    assert not is_believed("We are open on Friday.", ())
    assert is_believed("How can I help you?", ())
