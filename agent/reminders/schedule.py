"""When a reminder may be dialled: a pure function of the instant, the place called and the dials before it.

Instants are aware and in UTC; a "local" time is a wall clock's, without a zone. The place is where the
called party may be: the zones that the number can be in and the one of the patient's address. An instant is
decent when it is decent in all of them, so whichever is narrower wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

Outcome = Literal["busy", "no_answer", "voicemail", "failed", "call_later"]
"""What another try may mend. Everything else a call can end with is final."""

# Beyond this there is no appointment to remind of: longer than any run of holidays.
HORIZON_DAYS = 14
# An account places so many calls a second, whoever of us dials (the carrier's limit).
DIALS_A_SECOND = 3
# From the decision to dial until it rings, at most: in the last minute of a window nobody is dialled any
# more, so that nobody is rung after it.
MARGIN = timedelta(minutes=1)

# Minutes until the next try, after the first, second ... one of this slot. A line that is busy is free
# soon; who did not hear it ring is elsewhere for a while; a machine is out for the day.
LADDER: Mapping[Outcome, tuple[int, ...]] = {
    "busy": (10, 30, 120),
    "no_answer": (60, 180),
    "voicemail": (24 * 60,),
    "failed": (15, 60),
    "call_later": (60, 120),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the law and decency allow. A week is any seven days in a row, at the place called."""

    opens: time = time(8)
    closes: time = time(21)
    weekdays: frozenset[int] = frozenset(range(6))  # as `date.weekday()` counts: Monday to Saturday
    on_holidays: bool = False
    a_day: int = 1  # reminders for one patient
    a_week: int = 3
    # A try that reached nobody is no reminder: the same one may be tried again. Under a stricter law it is.
    every_try_counts: bool = False
    ladder: Mapping[Outcome, tuple[int, ...]] = field(default_factory=lambda: LADDER)

    def __post_init__(self) -> None:
        if not (self.opens < self.closes and self.weekdays <= frozenset(range(7))):
            raise ValueError("the window must run forward within a day, on days 0 to 6")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the called party may be. `country` (ISO 3166, "" if unknown) is whose holidays are kept."""

    zones: tuple[str, ...]
    country: str = ""

    def __post_init__(self) -> None:
        if not self.zones:
            raise ValueError("a place has a time zone")


@dataclass(frozen=True, slots=True)
class Plan:
    """Dial at `due_at` or a little later, but not after `until_at`."""

    due_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Dialled:
    """An earlier dial to the same patient. `day` is the date at the place called.

    `reached`: somebody or something answered, or may have: a call in progress or unknown counts.
    """

    slot: str
    day: date
    reached: bool


def instant(local: datetime, zone: str) -> datetime:
    """The one instant of a wall-clock time (BEHAVIOUR R-07).

    In the gap of a spring night, 02:30 becomes 03:30; of the two 01:30 of an autumn night it is the first.
    """
    if local.tzinfo is not None:
        raise ValueError("a local time has no zone of its own")
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall(at: datetime, zone: str) -> datetime:
    """What the clock on the wall shows there at that instant, without a zone."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def day_at(at: datetime, place: Place) -> date:
    """The date at the place called. The patient's own zone stands last in it, and is believed."""
    return at.astimezone(ZoneInfo(place.zones[-1])).date()


def is_decent(at: datetime, place: Place, rules: Rules) -> bool:
    """Whether a telephone may ring there now."""
    return all(_opens_next(at, zone, place.country, rules) == at for zone in place.zones)


def next_decent(at: datetime, place: Place, rules: Rules) -> datetime | None:
    """The first decent instant from `at` on; None if there is none within HORIZON_DAYS."""
    end = at + timedelta(days=HORIZON_DAYS)
    while at <= end:
        openings = [_opens_next(at, zone, place.country, rules) for zone in place.zones]
        known = [opening for opening in openings if opening is not None]
        if len(known) < len(openings):
            return None
        if max(known) == at:
            return at
        at = max(known)
    return None


def plan(
    local: datetime, zone: str, place: Place, rules: Rules, grace: timedelta, latest_at: datetime
) -> Plan | None:
    """When to dial what is due at a wall-clock time; None if no decent instant lies before `latest_at`.

    Computed anew from local time and zone whenever it matters, because the zones' rules change (R-08).
    """
    return plan_from(instant(local, zone), place, rules, grace, latest_at)


def plan_from(at: datetime, place: Place, rules: Rules, grace: timedelta, latest_at: datetime) -> Plan | None:
    due_at = next_decent(at, place, rules)
    if due_at is None or due_at >= latest_at:
        return None
    return Plan(due_at, min(due_at + grace, latest_at))


def retry_at(outcome: str, tries: int, ended_at: datetime, rules: Rules) -> datetime | None:
    """When to try again after `tries` tries of which the last had this outcome; None: no more."""
    for mendable, minutes in rules.ladder.items():
        if mendable == outcome and 1 <= tries <= len(minutes):
            return ended_at + timedelta(minutes=minutes[tries - 1])
    return None


def suppressed(slot: str, today: date, dialled: Iterable[Dialled], rules: Rules) -> str:
    """Why this patient may not be dialled for `slot` on this day; "" when they may (R-13).

    All tries of one reminder on one day are one reminder, as long as none has reached anybody.
    """
    week = [each for each in dialled if timedelta() <= today - each.day < timedelta(days=7)]
    if rules.every_try_counts:
        days = [each.day for each in week]
        if days.count(today) >= rules.a_day:
            return "daily limit"
        return "weekly limit" if len(days) >= rules.a_week else ""
    if any(each.slot == slot and each.day == today and each.reached for each in week):
        return "daily limit"
    others = {(each.slot, each.day) for each in week} - {(slot, today)}
    if sum(day == today for _, day in others) >= rules.a_day:
        return "daily limit"
    return "weekly limit" if len(others) >= rules.a_week else ""


@dataclass(frozen=True, slots=True)
class Dial:
    day: date  # at the place called: what the limits count


@dataclass(frozen=True, slots=True)
class Wait:
    plan: Plan


@dataclass(frozen=True, slots=True)
class Never:
    state: Literal["missed", "suppressed"]
    reason: str


def decide(
    at: datetime, slot: str, plan: Plan, place: Place, rules: Rules, dialled: Sequence[Dialled]
) -> Dial | Wait | Never:
    """What to do with a slot now: everything but who else might be doing it."""
    if at > plan.until_at:
        return Never("missed", "late")  # late is missed, never rung late
    if at < plan.due_at:
        return Wait(plan)
    rings_at = at if is_decent(at + MARGIN, place, rules) else at + MARGIN
    if not is_decent(rings_at, place, rules):
        again_at = next_decent(rings_at, place, rules)
        if again_at is None or again_at > plan.until_at:
            return Never("missed", "no decent hour left")
        return Wait(Plan(again_at, plan.until_at))
    today = day_at(at, place)
    if reason := suppressed(slot, today, dialled, rules):
        return Never("suppressed", reason)
    return Dial(today)


# -- one zone ----------------------------------------------------------------------------------------


def _opens_next(at: datetime, zone: str, country: str, rules: Rules) -> datetime | None:
    """`at`, if the window is open there, else the instant at which it opens next."""
    there = ZoneInfo(zone)
    local = at.astimezone(there)
    if _is_open(local, country, rules):
        return at
    for days in range(HORIZON_DAYS + 1):
        day = local.date() + timedelta(days)
        opening = datetime.combine(day, rules.opens, there).astimezone(UTC)
        # An opening that the day does not have (a clock put forward over it) is moved behind the gap, and
        # over a day that a zone has skipped to another date altogether: only the clock on the wall counts.
        if opening > at and _is_open(opening.astimezone(there), country, rules):
            return opening
    return None


def _is_open(local: datetime, country: str, rules: Rules) -> bool:
    return (
        rules.opens <= local.time() < rules.closes
        and local.weekday() in rules.weekdays
        and (rules.on_holidays or not _is_holiday(local.date(), country))
    )


def _is_holiday(day: date, country: str) -> bool:
    return day in _holidays(country, day.year)


@lru_cache(maxsize=256)  # countries times years that are dialled in one life
def _holidays(country: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:  # a country that the library does not know
        return frozenset()
