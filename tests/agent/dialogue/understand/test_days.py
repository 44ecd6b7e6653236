from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.dialogue.understand.days import MONTHS, Days, days_in
from agent.dialogue.understand.words import words_of

TODAY = date(2026, 11, 25)  # a Wednesday
WEEKENDS = frozenset((5, 6))


def d(text: str) -> date:
    """ "11-27" -> that day of 2026, "1-5" of 2027."""
    month, day = map(int, text.split("-"))
    return date(2026 if month >= 11 else 2027, month, day)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("today", "11-25", "11-25"),
        ("this afternoon", "11-25", "11-25"),
        ("tomorrow morning", "11-26", "11-26"),
        ("the day after tomorrow", "11-27", "11-27"),
        ("Thursday", "11-26", "11-26"),
        ("on Monday", "11-30", "11-30"),
        ("Wednesday", "12-2", "12-2"),
        ("this Friday", "11-27", "11-27"),
        ("next Tuesday after four", "12-1", "12-1"),
        ("next Friday", "12-4", "12-4"),
        ("Friday next week", "12-4", "12-4"),
        ("next week on Friday", "12-4", "12-4"),
        ("Friday week", "12-4", "12-4"),
        ("a week on Friday", "12-4", "12-4"),
        ("Tuesday after next", "12-8", "12-8"),
        ("Tuesday's", "12-1", "12-1"),
        ("choose day", "12-1", "12-1"),
        ("Wensday", "12-2", "12-2"),
        ("next week", "11-30", "12-6"),
        ("this week", "11-25", "11-29"),
        ("the week after next", "12-7", "12-13"),
        ("the beginning of next week", "11-30", "12-1"),
        ("the end of next week", "12-3", "12-6"),
        ("early next week", "11-30", "12-1"),
        ("in two weeks", "12-9", "12-15"),
        ("in two weeks time", "12-9", "12-15"),
        ("in a fortnight", "12-9", "12-15"),
        ("two weeks from now", "12-9", "12-15"),
        ("in ten days", "12-5", "12-5"),
        ("in a few days", "11-28", "11-29"),
        ("in the next few days", "11-25", "11-28"),
        ("a week from Friday", "12-4", "12-4"),
        ("before Christmas", "11-25", "12-23"),
        ("after Christmas", "12-27", None),
        ("in the new year", "1-2", None),
        ("the first week of December", "12-1", "12-7"),
        ("within a week", "11-25", "12-2"),
        ("in a month", "12-25", "1-7"),
        ("next month", "12-1", "12-31"),
        ("at the end of the month", "11-25", "11-30"),
        ("in December", "12-1", "12-31"),
        ("the start of January", "1-1", "1-10"),
        ("on the twelfth", "12-12", "12-12"),
        ("on the 12 in the afternoon", "12-12", "12-12"),  # as heard
        ("the 27th", "11-27", "11-27"),
        ("on the 12th of January", "1-12", "1-12"),
        ("January 12th", "1-12", "1-12"),
        ("January the twelfth", "1-12", "1-12"),
        ("12 January", "1-12", "1-12"),
        ("the third of May", "5-3", "5-3"),
        ("the twenty-first", "12-21", "12-21"),
        ("on 12/1", "1-12", "1-12"),
        ("before Friday", None, "11-26"),
        ("by Friday", None, "11-27"),
        ("after Friday", "11-28", None),
        ("from Friday", "11-27", None),
        ("from Friday onwards", "11-27", None),
        ("not before Friday", "11-27", None),
        ("after the twelfth", "12-13", None),
        ("between Monday and Thursday", "11-26", "11-30"),
        ("the weekend", "11-28", "11-29"),
        ("any day", None, None),
        ("not today", "11-26", None),
    ],
)
def test_days(text: str, earliest: str | None, latest: str | None) -> None:
    found = days_in(words_of(text), TODAY)
    assert found == Days(d(earliest) if earliest else None, d(latest) if latest else None)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("any day but Monday", Days(not_days=frozenset({0}))),
        ("any day except Friday", Days(not_days=frozenset({4}))),
        ("not on Mondays", Days(not_days=frozenset({0}))),
        ("next week but not on Friday", Days(d("11-30"), d("12-6"), frozenset({4}))),
        ("next week, any day but Monday", Days(d("11-30"), d("12-6"), frozenset({0}))),
        ("only on Tuesdays", Days(not_days=frozenset({0, 2, 3, 4, 5, 6}))),
        ("any Tuesday", Days(not_days=frozenset({0, 2, 3, 4, 5, 6}))),
        ("Tuesday or Thursday", Days(d("11-26"), d("12-1"), frozenset({0, 2, 4, 5, 6}))),
        ("as early as possible tomorrow", Days(d("11-26"), d("11-26"), soonest=True)),
        ("as soon as possible next week", Days(d("11-30"), d("12-6"), soonest=True)),
        ("as soon as possible but not on Monday", Days(TODAY, None, frozenset({0}), soonest=True)),
        ("not Tuesday, Wednesday", Days(d("12-2"), d("12-2"), frozenset({1}))),
        ("not Monday or Tuesday", Days(not_days=frozenset({0, 1}))),
        ("Wednesdays after three", Days(not_days=frozenset({0, 1, 3, 4, 5, 6}))),
        ("weekends only", Days(not_days=frozenset({0, 1, 2, 3, 4}))),
        ("on a weekday", Days(not_days=WEEKENDS)),
        ("as soon as possible", Days(TODAY, None, soonest=True)),
        ("the earliest you have", Days(TODAY, None, soonest=True)),
    ],
)
def test_days_left_out(text: str, days: Days) -> None:
    assert days_in(words_of(text), TODAY) == days


@pytest.mark.parametrize(
    "text",
    ["", "hello", "I may come", "the first one", "first thing", "he marched off", "I sat down", "May I?"],
)
def test_no_day(text: str) -> None:
    assert days_in(words_of(text), TODAY) is None


@given(ahead=st.integers(0, 364))
def test_a_date_comes_back_however_it_is_said(ahead: int) -> None:
    day = TODAY + timedelta(ahead)
    month = MONTHS[day.month - 1][0].capitalize()
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
    for said in (
        f"on the {day.day}{ending} of {month}",
        f"{month} {day.day}{ending}",
        f"{month} the {day.day}{ending}",
        f"{day.day} {month}",
        f"on {day.day}/{day.month}",
    ):
        assert days_in(words_of(said), TODAY) == Days(day, day), said
