"""Rows as the rest of the house knows them, and what every way to them shares: the audit, what is taken."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import phonenumbers
from sqlalchemy import Connection, insert, select

from agent.clinic.clinic import Clinic, Doctor
from agent.clinic.schema import AUDIT_TEXT, AUDIT_WHAT, AUDIT_WHO, appointments, audit
from agent.clinic.slots import Busy, branch_name
from agent.dialogue.errands import Appointment

LONGEST = timedelta(hours=8)  # no visit is longer, says the clinic file


def busy(connection: Connection, clinic: Clinic, doctor: Doctor, day: date, but: str | None = None) -> Busy:
    """What is taken of a doctor's time on a day of the branch's calendar (and a little around it)."""
    midnight = datetime.combine(day, datetime.min.time(), clinic.zone(clinic.branch_of(doctor)))
    query = select(appointments.c.starts_at, appointments.c.ends_at).where(
        appointments.c.hospital_id == clinic.id,
        appointments.c.doctor_id == doctor.id,
        appointments.c.status != "CANCELLED",
        appointments.c.starts_at > midnight - LONGEST,
        appointments.c.starts_at < midnight + timedelta(days=1) + LONGEST,
    )
    if but is not None:
        query = query.where(appointments.c.id != but)
    return [(row.starts_at, row.ends_at) for row in connection.execute(query)]


def as_said(clinic: Clinic, row: Any) -> Appointment:
    """A row of `appointments`. What the clinic file no longer knows is called by its id."""
    doctor = clinic.doctor(row.doctor_id)
    reason = clinic.reason(row.reason_id)
    local = row.starts_at.astimezone(clinic.zone(clinic.branch(row.branch_id)))
    return Appointment(
        row.id,
        local.replace(tzinfo=None),
        int((row.ends_at - row.starts_at).total_seconds()) // 60,
        doctor.name if doctor else row.doctor_id,
        branch_name(clinic, row.branch_id),
        reason.name if reason else row.reason_id,
    )


def write_audit(
    connection: Connection,
    hospital_id: str,
    at: datetime,
    who: str,
    what: str,
    patient_id: str | None = None,
    subject: str | None = None,
    address: str | None = None,
) -> None:
    """Who saw or changed what, from where if that is known, in the transaction in which they do."""
    connection.execute(
        insert(audit).values(
            hospital_id=hospital_id,
            at=at,
            who=who[:AUDIT_WHO],
            what=what[:AUDIT_WHAT],
            patient_id=patient_id,
            subject=subject and subject[:AUDIT_TEXT],
            address=address and address[:AUDIT_TEXT],
        )
    )


def first_name(name: str) -> str:
    return name.split(maxsplit=1)[0]


def dialled(number: str, region: str | None) -> str | None:
    """In international form; None for what is no telephone number."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
