from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.dialogue.understand.dates import Wish, birth_date, choose, wish
from agent.dialogue.understand.days import MONTHS

TODAY = date(2026, 11, 25)  # a Wednesday
NOW = datetime(2026, 11, 25, 10, 30)  # noqa: DTZ001
BORN = date(1971, 5, 3)
UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()


@pytest.mark.parametrize(
    "text",
    [
        "the third of May seventy-one",
        "The third of May, nineteen seventy-one.",
        "3 May 1971",
        "May 3rd, 1971",
        "May 3, 1971.",
        "May third seventy one",
        "May the third, nineteen seventy one",
        "3rd May 71",
        "The 3rd of May 71.",
        "It's the third of May 1971.",
        "It's a third of May 1971.",  # as heard
        "The third of May 19 71",
        "the 3rd of May, 19-71",
        "the third of May nineteen hundred and seventy one",
        "3.5.71",
        "3.5.1971",
        "03/05/1971",
        "3/5/71",
        "3-5-1971",
        "1971-05-03",
        "three five seventy one",
        "three, five, nineteen seventy one",
        "oh three oh five seventy-one",
        "oh three, oh five, nineteen seventy one",
        "zero three zero five one nine seven one",
        "0 3 0 5 1 9 7 1",
        "03 05 71",
        "03051971",
        "030571",
        "03 05 1971",
        "03051971#",
        "the third of the fifth seventy one",
        "third of the fifth, 1971",
        "I was born on the third of May 1971",
        "My date of birth is May 3rd, 1971, and my name is John Brown",
        "nineteen seventy one, third of May",
        "1971, May 3",
        "O3-05-1971",  # as heard
        "0305971",
        "The third of May 71's.",
        "third May '71",
        "I am 55, born on May 3rd 1971",
        "the fourth of May, sorry, the third of May seventy one",
        "the third of May 1972, no, 1971",
    ],
)
def test_one_day_said_in_many_ways(text: str) -> None:
    assert birth_date(text, TODAY) == BORN


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("the first of January two thousand and four", date(2004, 1, 1)),
        ("the first of January two thousand", date(2000, 1, 1)),
        ("January 1st 2004", date(2004, 1, 1)),
        ("January first, oh four", date(2004, 1, 1)),
        ("the 1st of January, twenty oh four", date(2004, 1, 1)),
        ("the second of June twenty eleven", date(2011, 6, 2)),
        ("2nd of June 2011", date(2011, 6, 2)),
        ("June 2nd, 20 11", date(2011, 6, 2)),
        ("the tenth of October nineteen oh nine", date(1909, 10, 10)),
        ("twelfth of December nineteen ninety", date(1990, 12, 12)),
        ("twelve twelve ninety", date(1990, 12, 12)),
        ("twenty-third of August forty-eight", date(1948, 8, 23)),
        ("twenty three eight forty eight", date(1948, 8, 23)),
        ("August twenty-third forty-eight", date(1948, 8, 23)),
        ("the thirty-first of March eighty-five", date(1985, 3, 31)),
        ("the 29th of February 1988", date(1988, 2, 29)),
        ("5/13/1980", date(1980, 5, 13)),  # no other reading exists
        ("twenty twenty one, fourth of July", date(2021, 7, 4)),
        ("the fourth of July twenty twenty one", date(2021, 7, 4)),
        ("1 1 25", date(2025, 1, 1)),
        ("the seventh of the eleventh twenty-six", date(2026, 11, 7)),
    ],
)
def test_other_days(text: str, born: date) -> None:
    assert birth_date(text, TODAY) == born


def test_the_month_first_where_that_is_usual() -> None:
    assert birth_date("3/5/71", TODAY, day_first=False) == date(1971, 3, 5)
    assert birth_date("03051971", TODAY, day_first=False) == date(1971, 3, 5)
    assert birth_date("13/5/71", TODAY, day_first=False) == date(1971, 5, 13)
    assert birth_date("the third of May 1971", TODAY, day_first=False) == BORN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "John Brown",
        "the third of May",
        "May 1971",
        "the 31st of April 1980",
        "the 29th of February 1987",
        "the third of May 2030",
        "the third of May 1890",
        "the tenth of October nineteen oh five",  # 121 years
        "1971",
        "seventy one",
        "half past three",
        "45 45 45",
        "087 123 4567",
        "I may be late",
    ],
)
def test_no_date_of_birth(text: str) -> None:
    assert birth_date(text, TODAY) is None


def spoken(number: int) -> str:
    if number < 20:
        return UNITS[number]
    tens, unit = divmod(number, 10)
    return TENS[tens] + (f"-{UNITS[unit]}" if unit else "")


def ordinal(number: int) -> str:
    if number <= 20:
        return ORDINALS[number]
    return "thirtieth" if number == 30 else f"{TENS[number // 10]}-{ORDINALS[number % 10]}"


def years_said(year: int) -> list[str]:
    century, rest = divmod(year, 100)
    said = [str(year)]
    if year == 2000:
        return [*said, "two thousand"]
    if 2000 < year < 2010:
        return [
            *said,
            f"two thousand and {UNITS[rest]}",
            f"two thousand {UNITS[rest]}",
            f"twenty oh {UNITS[rest]}",
        ]
    if rest == 0:
        return [*said, f"{spoken(century)} hundred"]
    return [*said, f"{spoken(century)} {spoken(rest) if rest > 9 else f'oh {UNITS[rest]}'}"]


@given(born=st.dates(date(1910, 1, 1), TODAY))
def test_every_date_comes_back(born: date) -> None:
    month = MONTHS[born.month - 1][0].capitalize()
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(born.day, "th")
    for year in years_said(born.year):
        for said in (
            f"the {ordinal(born.day)} of {month} {year}",
            f"{month} {ordinal(born.day)}, {year}.",
            f"{month} the {born.day}{ending} {year}",
            f"{born.day} {month} {year}",
            f"{month} {born.day}, {year}",
        ):
            assert birth_date(said, TODAY) == born, said
    for said in (
        f"{born:%d/%m/%Y}",
        f"{born:%d.%m.%Y}",
        f"{born.day}/{born.month}/{born.year}",
        f"{born:%d%m%Y}",
        f"{born:%Y-%m-%d}",
        f"{born:%d %m %Y}",
        " ".join(f"{born:%d%m%Y}"),
    ):
        assert birth_date(said, TODAY) == born, said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "next Tuesday after four",
            Wish(date(2026, 12, 1), date(2026, 12, 1), 16 * 60, said_day=True, said_time=True),
        ),
        ("half past three", Wish(None, None, 870, 990, 930, said_time=True)),
        (
            "tomorrow morning",
            Wish(date(2026, 11, 26), date(2026, 11, 26), 0, 720, said_day=True, said_time=True),
        ),
        ("the week after next", Wish(date(2026, 12, 7), date(2026, 12, 13), said_day=True)),
        ("As soon as possible.", Wish(TODAY, None, said_day=True, soonest=True)),
        ("Any day but Monday.", Wish(said_day=True, not_days=frozenset({0}))),
        ("on the twelfth", Wish(date(2026, 12, 12), date(2026, 12, 12), said_day=True)),
        ("in two weeks", Wish(date(2026, 12, 9), date(2026, 12, 15), said_day=True)),
        ("not before ten", Wish(from_minute=600, said_time=True)),
        ("around noon", Wish(None, None, 660, 780, 720, said_time=True)),
        ("this afternoon", Wish(TODAY, TODAY, 720, 1080, said_day=True, said_time=True)),
        (
            "Can I come on Friday at ten past four?",
            Wish(date(2026, 11, 27), date(2026, 11, 27), 910, 1030, 970, said_day=True, said_time=True),
        ),
        (
            "on Monday, sorry, Tuesday, in the morning",
            Wish(date(2026, 12, 1), date(2026, 12, 1), 0, 720, said_day=True, said_time=True),
        ),
        (
            "I'd like to book a check-up for Thursday morning please",
            Wish(date(2026, 11, 26), date(2026, 11, 26), 0, 720, said_day=True, said_time=True),
        ),
        ("Any time is fine.", Wish(said_day=True)),
        ("I'd like an appointment", None),
        ("Good morning", None),
        ("", None),
    ],
)
def test_wish(text: str, expected: Wish | None) -> None:
    assert wish(text, NOW) == expected


OPTIONS = tuple(
    datetime(2026, 12, day, hour, minute)  # noqa: DTZ001
    for day, hour, minute in ((1, 10, 0), (1, 15, 30), (3, 10, 30))  # Tuesday, Tuesday, Thursday
)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("The first one.", 0),
        ("the second", 1),
        ("number three", 2),
        ("the last one please", 2),
        ("Thursday", 2),
        ("On Thursday please", 2),
        ("Tuesday", None),  # two of them
        ("Tuesday at ten", 0),
        ("Tuesday morning", 0),
        ("Tuesday afternoon", 1),
        ("the half past three", 1),
        ("half three", 1),
        ("three thirty", 1),
        ("3:30", 1),
        ("3.30 p.m.", 1),
        ("ten is fine", 0),
        ("ten", 0),
        ("ten thirty", 2),
        ("the ten thirty one", 2),
        ("half past ten", 2),
        ("the one at ten", 0),
        ("three", 1),
        ("2", 1),
        ("Two.", 1),
        ("Tuesday's the best, at ten", 0),
        ("let's take the afternoon one", 1),
        ("I'd go for Thursday the third", 2),
        ("the ten o'clock", 0),
        ("half ten on Thursday please", 2),
        ("I'll take ten thirty", 2),
        ("the morning on Thursday", 2),
        ("either", None),
        ("in the afternoon", 1),
        ("the third of December", 2),
        ("the third", 2),
        ("the 3rd", 2),
        ("not Tuesday", 2),
        ("the later one on Tuesday", 1),
        ("the earlier one", 0),
        ("the latest", 2),
        ("Thursday, no, Tuesday at ten", 0),
        ("Friday", None),
        ("eleven", None),
        ("neither", None),
        ("none of them", None),
        ("yes", None),
        ("", None),
    ],
)
def test_choose(text: str, index: int | None) -> None:
    assert choose(text, OPTIONS) == index


def test_choose_of_nothing() -> None:
    assert choose("the first one", ()) is None


@given(st.lists(st.integers(0, 300), min_size=1, max_size=3, unique=True))
def test_each_offer_can_be_chosen_by_its_date_and_time(halves: list[int]) -> None:
    first = datetime(2026, 12, 1, 8)  # noqa: DTZ001
    options = [first + timedelta(days=half // 16, minutes=30 * (half % 16)) for half in halves]
    for index, at in enumerate(options):
        assert choose(f"{at:%B} {at.day} at {at:%H:%M}", options) == index
