"""Which stretches of a doctor's time can be booked: the clinic file's week, less what is taken. Pure.

A slot begins at each step of `slot_minutes` within a doctor's span, local time of the branch. It can be
booked for a visit of so many minutes if all of that lies in the span and in the branch's opening hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from agent.clinic.clinic import Clinic, Doctor
from agent.clinic.hours import Span, instant
from agent.dialogue.errands import Slot

Busy = list[tuple[datetime, datetime]]  # taken stretches: from, until


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch of a doctor's time, whether or not somebody has it."""

    doctor: Doctor
    starts_at: datetime  # UTC
    local: datetime  # the same on the branch's clock, without a zone
    minutes: int

    @property
    def id(self) -> str:
        return f"{self.doctor.id}@{self.starts_at:%Y%m%dT%H%MZ}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def clashes(self, busy: Busy) -> bool:
        return any(begins < self.ends_at and self.starts_at < ends for begins, ends in busy)

    def as_said(self, clinic: Clinic) -> Slot:
        branch = branch_name(clinic, branch_id(clinic, self))
        return Slot(self.id, self.local, self.minutes, self.doctor.name, branch)


def branch_id(clinic: Clinic, opening: Opening) -> str:
    return clinic.branch_of(opening.doctor).id


def branch_name(clinic: Clinic, named: str) -> str:
    """As spoken; "" where there is one only."""
    branch = clinic.branch(named)
    return branch.name if branch is not None and len(clinic.branches) > 1 else ""


def openings(clinic: Clinic, doctor: Doctor, day: date, minutes: int) -> Iterator[Opening]:
    """In order, those of one day of the branch's calendar at which a visit of `minutes` fits."""
    branch = clinic.branch_of(doctor)
    if any(day in days for days in doctor.days_off):
        return
    open_spans = clinic.spans_on(day, branch)
    for span in doctor.week.spans(day.weekday()):
        for minute in range(span.opens_minute, span.closes_minute - minutes + 1, doctor.slot_minutes):
            if not _fits(minute, minutes, open_spans):
                continue
            starts_at = instant(day, minute, clinic.zone(branch))
            if starts_at is not None:
                local = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
                yield Opening(doctor, starts_at, local, minutes)


def opening_named(clinic: Clinic, slot: str, minutes: int) -> Opening | None:
    """The one with this id; None if there is none: such an id is not ours, or the clinic has changed."""
    doctor_id, _, written = slot.partition("@")
    doctor = next((doctor for doctor in clinic.doctors if doctor.id == doctor_id), None)
    if doctor is None:
        return None
    try:
        starts_at = datetime.strptime(written, "%Y%m%dT%H%MZ").replace(tzinfo=UTC)
        day = starts_at.astimezone(clinic.zone(clinic.branch_of(doctor))).date()
    except (ValueError, OverflowError):
        return None
    return next((o for o in openings(clinic, doctor, day, minutes) if o.starts_at == starts_at), None)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for. Times are local, without a zone; both ends may be had, but `until_minute`."""

    doctors: tuple[Doctor, ...]
    minutes: int
    earliest: datetime
    latest: datetime | None
    from_minute: int
    until_minute: int
    limit: int


def free(clinic: Clinic, wish: Wish, now: datetime, busy: Callable[[Doctor, date], Busy]) -> list[Opening]:
    """The earliest that are free, as `errands.FindSlots` says. At one time and place, one doctor's only.

    `busy` tells what is taken of a doctor's time on a day; it is asked for one day after another.
    """
    soonest = now + timedelta(minutes=clinic.booking.notice_minutes)
    last_day = now.astimezone(clinic.zone()).date() + timedelta(clinic.booking.ahead_days)
    found: list[Opening] = []
    day = max(wish.earliest.date(), now.astimezone(clinic.zone()).date() - timedelta(1))
    while day <= last_day and len(found) < wish.limit:
        today: dict[tuple[datetime, str], Opening] = {}
        for doctor in wish.doctors:
            taken: Busy | None = None
            for opening in openings(clinic, doctor, day, wish.minutes):
                if not _wanted(opening, wish, soonest):
                    continue
                taken = busy(doctor, day) if taken is None else taken
                if not opening.clashes(taken):
                    today.setdefault((opening.starts_at, branch_id(clinic, opening)), opening)
        in_order = [today[key] for key in sorted(today)]
        inside = [o for o in in_order if wish.latest is None or o.local <= wish.latest]
        found += inside
        if len(inside) < len(in_order):  # past what was asked for; where that had none, this is the next best
            return (found or in_order)[: wish.limit]
        day += timedelta(1)
    return found[: wish.limit]


def _wanted(opening: Opening, wish: Wish, soonest: datetime) -> bool:
    minute = 60 * opening.local.hour + opening.local.minute
    return (
        opening.starts_at >= soonest
        and opening.local >= wish.earliest
        and wish.from_minute <= minute < wish.until_minute
    )


def _fits(minute: int, minutes: int, spans: tuple[Span, ...]) -> bool:
    return any(span.opens_minute <= minute and minute + minutes <= span.closes_minute for span in spans)
