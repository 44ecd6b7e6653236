from __future__ import annotations

from datetime import date, datetime

import pytest

from agent.dialogue.phrases import en_numbers as said


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (17, "seventeen"),
        (40, "forty"),
        (99, "ninety-nine"),
        (100, "one hundred"),
        (142, "one hundred and forty-two"),
        (1005, "one thousand and five"),
        (12_300, "twelve thousand three hundred"),
    ],
)
def test_numbers(number: int, words: str) -> None:
    assert said.cardinal(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "first"),
        (2, "second"),
        (3, "third"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty-first"),
        (30, "thirtieth"),
    ],
)
def test_ordinals(number: int, words: str) -> None:
    assert said.ordinal(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1971, "nineteen seventy-one"),
        (1905, "nineteen oh five"),
        (1900, "nineteen hundred"),
        (2000, "two thousand"),
        (2005, "two thousand and five"),
        (2026, "twenty twenty-six"),
    ],
)
def test_years(number: int, words: str) -> None:
    assert said.year(number) == words


@pytest.mark.parametrize(
    ("minute", "words"),
    [
        (0, "midnight"),
        (8 * 60, "eight"),
        (8 * 60 + 5, "eight oh five"),
        (12 * 60, "noon"),
        (12 * 60 + 30, "half past twelve"),
        (13 * 60 + 15, "quarter past one"),
        (11 * 60 + 45, "quarter to twelve"),
        (23 * 60 + 45, "quarter to twelve"),
        (18 * 60 + 20, "six twenty"),
    ],
)
def test_a_time_is_said_as_people_say_it(minute: int, words: str) -> None:
    assert said.clock(minute) == words


def test_nobody_comes_twelve_hours_late() -> None:
    times = [said.time_of(datetime.fromisoformat(f"2026-01-01 {hour:02}:00")) for hour in (9, 12, 16, 19)]
    assert times == ["nine in the morning", "noon", "four in the afternoon", "seven in the evening"]


def test_dates() -> None:
    assert said.day_of(date(2026, 12, 3)) == "Thursday the third of December"
    assert said.date_of(date(1971, 5, 3)) == "the third of May, nineteen seventy-one"


def test_letters_and_digits() -> None:
    assert said.letters("O'Shea-K") == "O, apostrophe, S as in Sierra, H, E, A, hyphen, K as in Kilo"
    assert said.digits("0142") == "zero one four two"
    assert said.count(1, "euro", "euros") == "one euro"
