"""Hours as a clinic writes them: "08:00-12:30", a week of such spans, days off."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_DAYS_OFF = 366  # in a row; a longer range is a slip of the pen


class Page(BaseModel):
    """A part of the clinic file: nothing in it may be misspelt."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(Page):
    """Open from `opens_minute` until just before `closes_minute`: minutes after local midnight, 0 to 1440."""

    opens_minute: int
    closes_minute: int


def _span(text: object) -> object:
    if not isinstance(text, str):
        raise ValueError('must be a time span in quotes, such as "08:00-12:30"')
    match = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*", text)
    if not match:
        raise ValueError(f'"{text}" is not a time span such as "08:00-12:30"')
    hour, minute, end_hour, end_minute = map(int, match.groups())
    opens, closes = 60 * hour + minute, 60 * end_hour + end_minute
    if minute > 59 or end_minute > 59 or not opens < closes <= 24 * 60:
        raise ValueError(f'"{text}" does not run forward within one day (00:00 to 24:00)')
    return {"opens_minute": opens, "closes_minute": closes}


def _apart(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    if any(later.opens_minute < earlier.closes_minute for earlier, later in pairwise(spans)):
        raise ValueError("the spans of a day must be in order and must not overlap")
    return spans


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'"{name}" is not a time zone such as "Europe/Dublin"') from None
    return name


def _days(written: object) -> object:
    """`2026-08-03`, or "2026-08-03 to 2026-08-14" with both ends off."""
    if isinstance(written, date) and not isinstance(written, datetime):
        return {"first": written, "last": written}
    match = re.fullmatch(r"\s*(\d{4}-\d{2}-\d{2})(?:\s+to\s+(\d{4}-\d{2}-\d{2}))?\s*", str(written))
    try:
        first, last = (date.fromisoformat(part) for part in (match[1], match[2] or match[1]))  # type: ignore[index]
    except (TypeError, ValueError):
        raise ValueError(f'"{written}" is not a date, nor days such as "2026-08-03 to 2026-08-14"') from None
    if not timedelta(0) <= last - first <= timedelta(MOST_DAYS_OFF):
        raise ValueError(f'"{written}" does not run forward within one year')
    return {"first": first, "last": last}


class DaysOff(Page):
    """Both ends are off."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


Spans = Annotated[tuple[Annotated[Span, BeforeValidator(_span)], ...], AfterValidator(_apart)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Days = Annotated[DaysOff, BeforeValidator(_days)]


class Week(Page):
    """Spans of each weekday; a day that is not named has none."""

    monday: Spans = ()
    tuesday: Spans = ()
    wednesday: Spans = ()
    thursday: Spans = ()
    friday: Spans = ()
    saturday: Spans = ()
    sunday: Spans = ()

    def spans(self, weekday: int) -> tuple[Span, ...]:
        """`weekday` as `date.weekday()` counts: Monday is 0."""
        spans: tuple[Span, ...] = getattr(self, WEEKDAYS[weekday])
        return spans


def within(spans: tuple[Span, ...], local: datetime) -> bool:
    """Whether a local time of day falls into one of the spans."""
    minute = 60 * local.hour + local.minute
    return any(span.opens_minute <= minute < span.closes_minute for span in spans)


def instant(day: date, minute: int, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) at which a clock on the wall of that zone shows `minute` after midnight.

    None where it never does: the hour that is left out in spring. Of an hour that comes twice in autumn, the
    first.
    """
    local = datetime.combine(day, time(*divmod(minute, 60)), zone)
    at = local.astimezone(UTC)
    return at if at.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else None
