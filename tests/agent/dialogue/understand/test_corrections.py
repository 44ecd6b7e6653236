from __future__ import annotations

import pytest

from agent.dialogue.understand.corrections import corrected


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("on Monday, sorry, Tuesday", "on Tuesday"),
        ("on Monday, no, Tuesday please", "on Tuesday please"),
        ("On Monday. No, Thursday I mean.", "On Thursday."),
        ("Monday, I mean Tuesday", "Tuesday"),
        ("Monday at four, no wait, Tuesday", "Tuesday at four"),
        ("Monday at four, sorry, at five", "Monday at five"),
        ("at half past three, actually half past four", "at half past four"),
        ("next Tuesday, or rather Wednesday, after four", "next Wednesday, after four"),
        ("the third of May, sorry, the fourth of May", "the fourth of May"),
        ("tomorrow, no, Friday", "Friday"),
        ("Friday, actually tomorrow", "tomorrow"),
        ("in the morning, sorry, in the afternoon", "in the afternoon"),
        ("Monday, no Tuesday, no Wednesday", "Wednesday"),
        ("at ten, make that eleven", "at eleven"),
        ("this week, I mean next week", "next week"),
        ("nineteen seventy one, sorry, nineteen seventy two", "nineteen seventy two"),
        ("the third, no, the fourth of May", "the fourth of May"),
        ("the third of May seventy one, sorry, seventy two", "the third of May seventy two"),
        ("May third, no, May fourth, 1971", "May fourth, 1971"),
        # Nothing was taken back.
        ("No, Thursday I mean.", "No, Thursday."),
        ("No, Thursday.", "No, Thursday."),
        ("Sorry, what did you say?", "Sorry, what did you say?"),
        ("No", "No"),
        ("", ""),
        ("I'd like to book, actually I want to cancel", "I'd like to book, actually I want to cancel"),
        ("My name is John Brown.", "My name is John Brown."),
        ("Tuesday after four, please.", "Tuesday after four, please."),
    ],
)
def test_corrected(text: str, result: str) -> None:
    assert corrected(text) == result
