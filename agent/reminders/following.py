"""A reminder follows its appointment: what was moved or cancelled elsewhere since, by whom ever, counts.

It is looked at again in the very transaction that decides to dial, and every few seconds besides, because
an appointment may have been moved to before the time at which its reminder would have been due.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, or_, select

from agent.clinic.database import Database
from agent.clinic.schema import appointments, attempts, patients, reminders
from agent.reminders import schedule
from agent.reminders.rows import Row, cancel, place_of, set_slot, slot_of
from agent.reminders.schedule import Rules

_ENDS = {
    "CANCELLED": "appointment cancelled",
    "CONFIRMED": "appointment confirmed",
    "COMPLETED": "appointment over",
    "NO_SHOW": "appointment over",
}
_RINGS = ("intent", "held", "unknown", "placed", "ringing")  # nobody has been told anything yet


def key_of(appointment_id: str, local: datetime) -> str:
    """Of the reminder of an appointment in the book: at another time it is another one."""
    return hashlib.sha256(f"{appointment_id}\n{local.isoformat()}".encode()).hexdigest()


def in_the_book(connection: Connection, slot: Row, hospital: str) -> tuple[str, str]:
    """The ids of the patient and of the appointment, each "" where the records do not know it."""
    booked = select(appointments.c.patient_id, appointments.c.id).where(
        appointments.c.hospital_id == hospital, appointments.c.id == slot["appointment_id"]
    )
    if row := connection.execute(booked).first():
        return row.patient_id, row.id
    known = select(patients.c.id).where(patients.c.hospital_id == hospital, patients.c.id == slot["patient"])
    return connection.execute(known).scalar() or "", ""


def follow(connection: Connection, slot: Row, hospital: str, rules: Rules) -> Row | None:
    """The slot as its appointment now is; None where nobody is to be reminded of that any more.

    One that the records do not know stays as it was put in.
    """
    booked = select(appointments.c.status, appointments.c.starts_at).where(
        appointments.c.hospital_id == hospital, appointments.c.id == slot["appointment_id"]
    )
    row = connection.execute(booked).first()
    if row is None:
        return slot
    if why := _ENDS.get(row.status):
        cancel(connection, reminders.c.id == slot["id"], why)
        return None
    zone = place_of(slot).zones[-1]
    was_local = datetime.fromisoformat(slot["appointment_local"])
    was_at = schedule.instant(was_local, zone)
    if row.starts_at == was_at:
        return slot
    return _moved(connection, slot, was_local, row.starts_at - was_at, rules)


def _moved(connection: Connection, slot: Row, was_local: datetime, by: timedelta, rules: Rules) -> Row | None:
    """As many days before the new time as before the old one, at the same hour."""
    place = place_of(slot)
    zone = place.zones[-1]
    at = schedule.instant(was_local, zone) + by
    local = schedule.wall(at, zone)
    due_local = datetime.fromisoformat(slot["due_local"]) + (local.date() - was_local.date())
    latest_at = slot["latest_at"] + by
    values: Row = {
        "appointment_local": local.isoformat(),
        "due_local": due_local.isoformat(),
        "latest_at": latest_at,
        "reason": "appointment moved",
    }
    if slot["key"] == key_of(slot["appointment_id"], was_local):
        values["key"] = key_of(slot["appointment_id"], local)
        same = and_(reminders.c.tenant == slot["tenant"], reminders.c.key == values["key"])
        if connection.execute(select(reminders.c.id).where(same)).first():  # put in anew since
            cancel(connection, reminders.c.id == slot["id"], "appointment moved")
            return None
    grace = timedelta(seconds=slot["grace_s"])
    plan = schedule.plan(due_local, zone, place, rules, grace, latest_at)
    if plan is None:
        set_slot(
            connection, slot["id"], **values | {"state": "missed", "reason": "appointment moved: too late"}
        )
        return None
    values |= {"due_at": plan.due_at, "until_at": plan.until_at}
    set_slot(connection, slot["id"], **values)
    return slot | values


def follow_all(database: Database, hospital: str, rules: Rules, since: datetime) -> int:
    """Every reminder whose appointment has changed `since`, if nobody has been told of it: how many do not
    stay as they were. `hospital`: the clinic's own id, where a campaign names none."""
    changed = 0
    theirs = or_(
        appointments.c.hospital_id == reminders.c.tenant,
        and_(reminders.c.tenant == "", appointments.c.hospital_id == hospital),
    )
    rings = (
        select(attempts.c.id)
        .where(
            attempts.c.slot == reminders.c.id,
            attempts.c.attempt == reminders.c.tries,
            attempts.c.state.in_(_RINGS),
            attempts.c.talk == "",
        )
        .exists()
    )
    query = (
        select(reminders.c.id, appointments.c.status)
        .join(appointments, and_(appointments.c.id == reminders.c.appointment_id, theirs))
        .where(
            appointments.c.changed_at > since,
            or_(
                reminders.c.state == "waiting",
                # Whoever is rung meanwhile hears the new time; of a cancelled one they are not told.
                and_(reminders.c.state == "dialling", rings, appointments.c.status.in_(tuple(_ENDS))),
            ),
        )
    )
    with database.engine.connect() as connection:
        found = [row.id for row in connection.execute(query)]
    for slot_id in found:
        with database.begin_writing() as connection:
            slot = slot_of(connection, slot_id)
            if slot is not None and slot["state"] in ("waiting", "dialling"):
                after = follow(connection, slot, slot["tenant"] or hospital, rules)
                changed += after != slot
    return changed
