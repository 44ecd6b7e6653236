"""A day of the clinic's own appointment book becomes the entries of a campaign."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from agent.clinic.clinic import Clinic
from agent.clinic.database import Database
from agent.clinic.schema import TO_COME, appointments, patients
from agent.personal import Personal
from agent.reminders.campaigns import Entry
from agent.reminders.following import key_of
from agent.reminders.importing import Habits
from agent.reminders.numbers import NotDialable, dialable


@dataclass(frozen=True, slots=True)
class NotRung:
    """An appointment whose patient cannot be rung."""

    appointment: str
    why: str  # never quotes the number


@dataclass(frozen=True, slots=True)
class Day:
    entries: list[Entry] = field(default_factory=list)
    not_rung: list[NotRung] = field(default_factory=list)


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """An appointment as the records have it. `local`: by the clock of its branch, whose `zone` is named."""

    patient: str
    name: Personal
    phone: str
    branch: str
    local: datetime
    zone: str


def find(database: Database, clinic: Clinic, appointment_id: str) -> Known | None:
    """One that is still to come; None also for one that was cancelled. Blocks."""
    query = (
        select(appointments, patients.c.name, patients.c.phone)
        .join(patients, patients.c.id == appointments.c.patient_id)
        .where(
            appointments.c.hospital_id == clinic.id,
            appointments.c.id == appointment_id,
            appointments.c.status.in_(TO_COME),
        )
    )
    with database.engine.connect() as connection:
        row = connection.execute(query).first()
    if row is None:
        return None
    zone = clinic.zone(clinic.branch(row.branch_id))
    local = row.starts_at.astimezone(zone).replace(tzinfo=None)
    return Known(row.patient_id, Personal(row.name), row.phone, row.branch_id, local, zone.key)


def of_day(database: Database, clinic: Clinic, habits: Habits, day: date) -> Day:
    """All appointments that are booked on that date of their branch's calendar, in order of time; whoever has
    confirmed theirs already needs no reminder.

    An appointment that was moved since is another reminder, the same one again is the same.
    """
    midnight = datetime.combine(day, datetime.min.time(), clinic.zone())
    query = (
        select(appointments, patients.c.name, patients.c.phone)
        .join(patients, patients.c.id == appointments.c.patient_id)
        .where(
            appointments.c.hospital_id == clinic.id,
            appointments.c.status == "BOOKED",
            # Branches may lie in other zones: a day more on either side, and then by their own calendar.
            appointments.c.starts_at > midnight - timedelta(days=1),
            appointments.c.starts_at < midnight + timedelta(days=2),
        )
        .order_by(appointments.c.starts_at, appointments.c.id)
    )
    found = Day()
    with database.engine.connect() as connection:
        rows = connection.execute(query).all()
    for row in rows:
        zone = clinic.zone(clinic.branch(row.branch_id))
        local = row.starts_at.astimezone(zone).replace(tzinfo=None)
        if local.date() != day:
            continue
        try:
            number = dialable(row.phone, habits.region, zone.key)
        except NotDialable as why:
            found.not_rung.append(NotRung(row.id, str(why) if row.phone else "no telephone number"))
            continue
        found.entries.append(
            Entry(
                patient=row.patient_id,
                name=Personal(row.name),
                number=number.number,
                place=number.place,
                appointment_id=row.id,
                appointment_local=local,
                due_local=datetime.combine(day - timedelta(habits.days_before), habits.from_time),
                latest_local=local - habits.lead,
                grace=habits.within,
                key=key_of(row.id, local),
            )
        )
    return found
