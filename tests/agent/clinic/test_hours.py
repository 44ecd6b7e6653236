from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from agent.clinic.hours import Days, Span, Week, instant, within

DUBLIN = ZoneInfo("Europe/Dublin")
days = TypeAdapter(Days)


def test_days_off_have_both_ends() -> None:
    off = days.validate_python("2026-08-03 to 2026-08-14")
    assert date(2026, 8, 3) in off
    assert date(2026, 8, 14) in off
    assert date(2026, 8, 15) not in off
    assert date(2026, 8, 2) not in off
    assert days.validate_python(date(2026, 8, 3)) == days.validate_python("2026-08-03")


@pytest.mark.parametrize(
    "written", ["2026-08-14 to 2026-08-03", "2026-08-32", "August", 8, "2026-08-03 to 2036-08-03"]
)
def test_what_is_no_days_off(written: object) -> None:
    with pytest.raises(ValidationError):
        days.validate_python(written)


def test_within_is_half_open() -> None:
    week = Week.model_validate({"monday": ["08:00-12:30"]})
    monday = week.spans(0)
    assert monday == (Span(opens_minute=480, closes_minute=750),)
    assert within(monday, datetime(2026, 3, 2, 8, 0))  # noqa: DTZ001
    assert not within(monday, datetime(2026, 3, 2, 12, 30))  # noqa: DTZ001
    assert week.spans(1) == ()


def test_an_instant_of_the_wall_clock() -> None:
    assert instant(date(2026, 3, 2), 9 * 60, DUBLIN) == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert instant(date(2026, 7, 2), 9 * 60, DUBLIN) == datetime(2026, 7, 2, 8, 0, tzinfo=UTC)
    # 01:30 is left out on the last Sunday of March, and comes twice on the last of October.
    assert instant(date(2026, 3, 29), 90, DUBLIN) is None
    assert instant(date(2026, 10, 25), 90, DUBLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
