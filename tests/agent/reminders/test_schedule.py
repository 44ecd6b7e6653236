"""Decent hours, limits and retries, at every turn of every clock."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.reminders import schedule
from agent.reminders.schedule import Dial, Dialled, Never, Place, Plan, Rules, Wait, decide, instant

RULES = Rules()
EVERY_DAY = Rules(weekdays=frozenset(range(7)), on_holidays=True)
DUBLIN = Place(("Europe/Dublin",), "IE")
GRACE = timedelta(minutes=15)
ZONES = sorted(zone for zone in available_timezones() if zone not in ("Factory", "localtime"))
YEARS = range(2005, 2037) if os.environ.get("FRONTDESK_NIGHTLY") else (2011, 2024, 2026, 2027)


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc, arg-type]


def local(*when: int) -> datetime:
    return datetime(*when)  # type: ignore[arg-type]  # noqa: DTZ001


# -- the window --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "first"),
    [
        (utc(2026, 7, 1, 6, 59), utc(2026, 7, 1, 7)),  # 07:59 in a Dublin summer
        (utc(2026, 7, 1, 7), utc(2026, 7, 1, 7)),
        (utc(2026, 7, 1, 19, 59), utc(2026, 7, 1, 19, 59)),
        (utc(2026, 7, 1, 20), utc(2026, 7, 2, 7)),  # 21:00: too late today
        (utc(2026, 7, 4, 20), utc(2026, 7, 6, 7)),  # Saturday evening: Sunday is nobody's
        (utc(2026, 12, 24, 21), utc(2026, 12, 28, 8)),  # Christmas, St Stephen's, a Sunday
    ],
)
def test_the_window_at_the_called_place(at: datetime, first: datetime) -> None:
    assert schedule.next_decent(at, DUBLIN, RULES) == first
    assert schedule.is_decent(at, DUBLIN, RULES) is (at == first)


def test_the_narrower_of_two_places_wins() -> None:
    """A New York number whose owner lives in Los Angeles: eight there, nine in the evening here."""
    both = Place(("America/New_York", "America/Los_Angeles"), "US")
    assert schedule.next_decent(utc(2026, 6, 10, 12), both, RULES) == utc(2026, 6, 10, 15)
    assert not schedule.is_decent(utc(2026, 6, 11, 1), both, RULES)  # 21:00 in New York
    assert schedule.is_decent(utc(2026, 6, 11, 0, 59), both, RULES)


def test_a_place_without_a_common_hour_is_never_called() -> None:
    anywhere = Place(("Pacific/Honolulu", "Europe/Dublin", "Australia/Brisbane"))
    assert schedule.next_decent(utc(2026, 6, 10, 12), anywhere, RULES) is None


def test_a_country_nobody_knows_has_no_holidays() -> None:
    assert schedule.is_decent(utc(2026, 12, 25, 12), Place(("UTC",), "ZZ"), RULES)
    assert not schedule.is_decent(utc(2026, 12, 25, 12), DUBLIN, RULES)


# -- clocks that are put forward and back --------------------------------------------------------------


def test_r07_a_time_that_does_not_exist_comes_once_after_the_gap() -> None:
    assert instant(local(2026, 3, 8, 2, 30), "America/New_York") == utc(2026, 3, 8, 7, 30)  # 03:30 there
    assert instant(local(2026, 3, 8, 3, 30), "America/New_York") == utc(2026, 3, 8, 7, 30)
    assert instant(local(2026, 3, 8, 1, 59), "America/New_York") == utc(2026, 3, 8, 6, 59)


def test_r07_of_a_time_that_comes_twice_the_first_counts() -> None:
    assert instant(local(2026, 11, 1, 1, 30), "America/New_York") == utc(2026, 11, 1, 5, 30)
    assert instant(local(2026, 11, 1, 1, 30).replace(fold=1), "America/New_York") == utc(2026, 11, 1, 5, 30)


def transitions(zone: str, year: int) -> list[datetime]:
    """When the clock of a zone is put forward or back in a year, to the second."""
    there = ZoneInfo(zone)
    found = []
    at, end = utc(year, 1, 1), utc(year + 1, 1, 1)
    while at < end:
        after = at + timedelta(days=7)
        if at.astimezone(there).utcoffset() != after.astimezone(there).utcoffset():
            low, high = at, after
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                same = middle.astimezone(there).utcoffset() == at.astimezone(there).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high.replace(microsecond=0))
        at = after
    return found


@pytest.mark.parametrize("year", YEARS)
def test_r07_round_every_transition_of_every_zone(year: int) -> None:
    """Whatever a clock does, the answer is decent on the wall, and no decent quarter lies before it."""
    seen = 0
    for zone in ZONES:
        place = Place((zone,))
        for turn in transitions(zone, year):
            seen += 1
            for hours in (-30, -1, 0, 1, 9):
                at = turn + timedelta(hours=hours)
                first = schedule.next_decent(at, place, EVERY_DAY)
                assert first is not None
                assert first >= at
                assert time(8) <= first.astimezone(ZoneInfo(zone)).time() < time(21)
                quarter = at
                while quarter < first:
                    wall = quarter.astimezone(ZoneInfo(zone)).time()
                    assert not time(8) <= wall < time(21), (zone, turn, at)
                    quarter += timedelta(minutes=15)
    assert seen > 200


@pytest.mark.parametrize("year", YEARS)
def test_r07_a_local_time_has_one_instant_in_every_zone(year: int) -> None:
    for zone in ZONES:
        for turn in transitions(zone, year):
            for minutes in range(-150, 151, 30):
                wall = (turn + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
                at = instant(wall, zone)
                assert at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == wall.replace(fold=0)
                assert at <= turn + timedelta(minutes=minutes)  # the first of two


def test_r08_the_instant_follows_the_zones_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stored is the wall clock; when a parliament moves the zone, the same wall clock is another instant."""
    nine = local(2026, 7, 1, 9)
    before = schedule.plan(nine, "Europe/Dublin", DUBLIN, RULES, GRACE, utc(2026, 7, 2))

    def moved(zone: str) -> ZoneInfo:
        return real("Europe/Paris" if zone == "Europe/Dublin" else zone)

    real = ZoneInfo
    monkeypatch.setattr(schedule, "ZoneInfo", moved)
    after = schedule.plan(nine, "Europe/Dublin", DUBLIN, RULES, GRACE, utc(2026, 7, 2))
    assert before is not None
    assert after is not None
    assert (before.due_at, after.due_at) == (utc(2026, 7, 1, 8), utc(2026, 7, 1, 7))


# -- late ----------------------------------------------------------------------------------------------


def test_what_is_due_at_night_is_due_in_the_morning_unless_the_appointment_is_then() -> None:
    night = local(2026, 7, 1, 5)
    moved = schedule.plan(night, "Europe/Dublin", DUBLIN, RULES, GRACE, utc(2026, 7, 1, 12))
    assert moved == Plan(utc(2026, 7, 1, 7), utc(2026, 7, 1, 7, 15))
    assert schedule.plan(night, "Europe/Dublin", DUBLIN, RULES, GRACE, utc(2026, 7, 1, 7)) is None


def test_r10_back_after_eight_hours_at_half_past_ten_it_is_missed() -> None:
    due = Plan(utc(2026, 7, 1, 13, 30), utc(2026, 7, 1, 13, 45))
    assert decide(utc(2026, 7, 1, 21, 30), "s", due, DUBLIN, RULES, ()) == Never("missed", "late")


def test_r09_a_clock_a_day_ahead_or_behind_dials_nothing() -> None:
    due = Plan(utc(2026, 7, 1, 13, 30), utc(2026, 7, 1, 13, 45))
    assert decide(utc(2026, 7, 2, 13, 30), "s", due, DUBLIN, RULES, ()) == Never("missed", "late")
    assert decide(utc(2026, 6, 30, 13, 30), "s", due, DUBLIN, RULES, ()) == Wait(due)


def test_within_its_grace_it_waits_for_the_window_or_is_missed() -> None:
    long_grace = Plan(utc(2026, 7, 1, 19), utc(2026, 7, 2, 10))
    assert decide(utc(2026, 7, 1, 20, 30), "s", long_grace, DUBLIN, RULES, ()) == Wait(
        Plan(utc(2026, 7, 2, 7), utc(2026, 7, 2, 10))
    )
    short = Plan(utc(2026, 7, 1, 19, 50), utc(2026, 7, 1, 20, 5))
    assert decide(utc(2026, 7, 1, 20, 1), "s", short, DUBLIN, RULES, ()) == Never(
        "missed", "no decent hour left"
    )
    assert decide(utc(2026, 7, 1, 19, 55), "s", short, DUBLIN, RULES, ()) == Dial(date(2026, 7, 1))


# -- how often -----------------------------------------------------------------------------------------

MONDAY = date(2026, 7, 6)


def days(*before: int, slot: str = "other", reached: bool = True) -> list[Dialled]:
    return [Dialled(f"{slot}{n}", MONDAY - timedelta(days=n), reached) for n in before]


@pytest.mark.parametrize(
    ("dialled", "why"),
    [
        ([], ""),
        (days(0), "daily limit"),
        (days(0, reached=False), "daily limit"),  # another reminder that day, reached or not
        ([Dialled("s", MONDAY, reached=False)] * 3, ""),  # its own tries, nobody reached
        ([Dialled("s", MONDAY, reached=True)], "daily limit"),
        (days(1, 2), ""),
        (days(1, 2, 3), "weekly limit"),
        (days(1, 2, 7), ""),  # seven days ago is another week
        (days(4, 5, 6), "weekly limit"),
    ],
)
def test_r13_one_a_day_and_three_a_week(dialled: list[Dialled], why: str) -> None:
    assert schedule.suppressed("s", MONDAY, dialled, RULES) == why


def test_r13_where_every_try_counts_there_is_one_try_a_day() -> None:
    strict = Rules(every_try_counts=True)
    tried = [Dialled("s", MONDAY, reached=False)]
    assert schedule.suppressed("s", MONDAY, tried, strict) == "daily limit"
    assert schedule.suppressed("s", MONDAY + timedelta(days=1), tried, strict) == ""
    assert schedule.suppressed("s", MONDAY + timedelta(days=1), tried * 3, strict) == "weekly limit"


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 13), st.booleans()), max_size=30),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_r13_no_history_leads_to_more_than_the_limits(
    tries: list[tuple[str, int, bool]], strict: bool
) -> None:
    """Dial whatever is allowed, day by day; then count as somebody would who knows only the dials."""
    rules = Rules(every_try_counts=strict)
    dialled: list[Dialled] = []
    for slot, n, reached in sorted(tries, key=lambda each: each[1]):
        day = MONDAY + timedelta(days=n)
        if not schedule.suppressed(slot, day, dialled, rules):
            dialled.append(Dialled(slot, day, reached))
    for day in {each.day for each in dialled}:
        today = [each for each in dialled if each.day == day]
        week = [each for each in dialled if timedelta() <= day - each.day < timedelta(days=7)]
        assert len({each.slot for each in today}) == 1
        assert sum(each.reached for each in today) <= 1
        assert len({(each.slot, each.day) for each in week}) <= 3
        if strict:
            assert len(today) == 1


# -- again ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "tries", "minutes"),
    [
        ("busy", 1, 10),
        ("busy", 3, 120),
        ("busy", 4, None),
        ("no_answer", 1, 60),
        ("voicemail", 1, 1440),
        ("confirmed", 1, None),
        ("opt_out", 1, None),
        ("unknown", 1, None),
        ("wrong_number", 1, None),
    ],
)
def test_the_ladder_by_outcome(outcome: str, tries: int, minutes: int | None) -> None:
    ended_at = utc(2026, 7, 1, 12)
    expected = None if minutes is None else ended_at + timedelta(minutes=minutes)
    assert schedule.retry_at(outcome, tries, ended_at, RULES) == expected


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="forward"):
        Rules(opens=time(21), closes=time(8))
    with pytest.raises(ValueError, match="zone"):
        Place(())
    with pytest.raises(ValueError, match="zone of its own"):
        instant(utc(2026, 7, 1), "UTC")


def test_in_the_last_minute_nobody_is_dialled_who_would_be_rung_after_it() -> None:
    due = Plan(utc(2026, 7, 1, 9), utc(2026, 7, 2, 9))
    opens = Plan(utc(2026, 7, 2, 7), due.until_at)
    assert decide(utc(2026, 7, 1, 19, 58), "s", due, DUBLIN, RULES, ()) == Dial(date(2026, 7, 1))
    assert decide(utc(2026, 7, 1, 19, 59), "s", due, DUBLIN, RULES, ()) == Wait(opens)
    assert decide(utc(2026, 7, 2, 6, 59), "s", due, DUBLIN, RULES, ()) == Wait(opens)
    assert decide(utc(2026, 7, 2, 7), "s", due, DUBLIN, RULES, ()) == Dial(date(2026, 7, 2))
