"""The one way in which a stretch of a doctor's time becomes somebody's. Of two that want it, one gets it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Executable, insert, update
from sqlalchemy.exc import IntegrityError

from agent.clinic.clinic import Clinic
from agent.clinic.database import Database
from agent.clinic.rows import busy
from agent.clinic.schema import appointments
from agent.clinic.slots import Opening, branch_id


def may_be_had(clinic: Clinic, opening: Opening, reason_id: str, now: datetime) -> bool:
    """What the clinic file allows, whoever has made up the wish."""
    reason = clinic.reason(reason_id)
    last = now + timedelta(days=clinic.booking.ahead_days + 1)
    return (
        reason is not None and opening.doctor in clinic.who_does(reason) and now < opening.starts_at <= last
    )


def hold(database: Database, connection: Connection, clinic: Clinic, opening: Opening) -> None:
    """Two that want this doctor's time are served one after the other, until their transactions end."""
    database.hold(connection, f"{clinic.id} doctor {opening.doctor.id}")


def take(
    database: Database,
    connection: Connection,
    clinic: Clinic,
    opening: Opening,
    patient_id: str,
    reason_id: str,
    now: datetime,
) -> str | None:
    """The new appointment's id; None where the time is taken."""
    hold(database, connection, clinic, opening)
    row = {
        "id": uuid4().hex,
        "hospital_id": clinic.id,
        "patient_id": patient_id,
        "reason_id": reason_id,
        "status": "BOOKED",
        "created_at": now,
        **_place_of(clinic, opening, now),
    }
    taken = _is_taken(connection, clinic, opening)
    return None if taken or not _first(connection, insert(appointments).values(**row)) else str(row["id"])


def move(
    database: Database,
    connection: Connection,
    clinic: Clinic,
    appointment_id: str,
    opening: Opening,
    now: datetime,
) -> bool:
    """False where the time is taken: the appointment then stays where it was."""
    hold(database, connection, clinic, opening)
    change = (
        update(appointments)
        .where(appointments.c.id == appointment_id)
        .values(status="BOOKED", **_place_of(clinic, opening, now))  # whoever confirmed it meant another time
    )
    return not _is_taken(connection, clinic, opening, but=appointment_id) and _first(connection, change)


def _is_taken(connection: Connection, clinic: Clinic, opening: Opening, but: str | None = None) -> bool:
    return opening.clashes(busy(connection, clinic, opening.doctor, opening.local.date(), but))


def _first(connection: Connection, statement: Executable) -> bool:
    """False if the table says that somebody was quicker, though we saw nobody."""
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except IntegrityError:
        return False
    return True


def _place_of(clinic: Clinic, opening: Opening, now: datetime) -> dict[str, Any]:
    return {
        "branch_id": branch_id(clinic, opening),
        "doctor_id": opening.doctor.id,
        "starts_at": opening.starts_at,
        "ends_at": opening.ends_at,
        "changed_at": now,
    }
