"""Dates and times of day as people say them: a date of birth, a wish for an appointment, a choice of times.

All times are the clinic's local ones, without a zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody would like to come. Days are inclusive, None for any; minutes are after midnight.

    `exact_minute`: they named one time of day, and from/until are then a stretch around it.
    `said_day`, `said_time`: which of the two the caller spoke of at all.
    `not_days`: weekdays they ruled out, Monday 0. `soonest`: they want whatever comes first.
    """

    earliest: date | None = None
    latest: date | None = None
    from_minute: int = 0
    until_minute: int = DAY_MINUTES
    exact_minute: int | None = None
    said_day: bool = False
    said_time: bool = False
    not_days: frozenset[int] = frozenset()
    soonest: bool = False


def birth_date(text: str, today: date, day_first: bool = True) -> date | None:
    """The date of birth in it, or typed (DDMMYYYY). `day_first`: how 3/5/71 is read. None for none, for one that
    does not exist ("31st of April"), for one to come, and for an age above 120 years."""
    raise NotImplementedError


def wish(text: str, now: datetime) -> Wish | None:
    """When the caller would like to come; None if they spoke of no time at all."""
    raise NotImplementedError


def choose(text: str, options: Sequence[datetime]) -> int | None:
    """Which of the offered times was meant, from 0. None for none of them, and where two would fit."""
    raise NotImplementedError
