"""Lists of patients, from the file in which a clinic has them into the database.

A CSV file in UTF-8 whose first line names its columns: name, date_of_birth (2026-03-02) and phone; email,
address, gender and branch may follow. All of a list is taken or nothing of it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import insert, select

from agent.clinic import booking, slots
from agent.clinic.clinic import Clinic
from agent.clinic.database import Database
from agent.clinic.rows import busy, dialled, write_audit
from agent.clinic.schema import appointments, patients
from agent.clinic.slots import Wish
from agent.personal import Personal

EXAMPLE_PATIENTS = Path(__file__).with_name("example_patients.csv")

MUST = ("name", "date_of_birth", "phone")
MAY = ("email", "address", "gender", "branch")
EARLIEST_BIRTH = date(1900, 1, 1)
MOST_CHARS = 300  # of a field
_NONE = Personal("")


class PatientsFileError(ValueError):
    """The list cannot be used; the message says where and why, a line for each mistake."""


@dataclass(frozen=True, slots=True)
class NewPatient:
    name: Personal  # whole, the first name first
    born: Personal  # ISO date
    phone: Personal  # E.164; "" where none is known
    email: Personal = _NONE
    address: Personal = _NONE
    gender: Personal = _NONE
    branch_id: str | None = None


def read_patients(path: Path, clinic: Clinic, today: date) -> list[NewPatient]:
    """Raises PatientsFileError naming file, line and column of every mistake."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # spreadsheets put a mark before it
    except (OSError, UnicodeDecodeError) as error:
        raise PatientsFileError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    found: list[NewPatient] = []
    wrong: list[str] = []
    try:
        columns = [name.strip() for name in rows.fieldnames or ()]
        wrong += [f"{path}:1: {name}: this column is missing" for name in MUST if name not in columns]
        wrong += [f"{path}:1: {name}: there is no such column" for name in columns if name not in MUST + MAY]
        if wrong:
            raise PatientsFileError("\n".join(wrong))
        rows.fieldnames = columns
        for row in rows:
            faults = list(_faults(row, clinic, today))
            wrong += [f"{path}:{rows.line_num}: {column}: {why}" for column, why in faults]
            if not faults:
                found.append(_patient(row, clinic))
    except csv.Error as error:
        raise PatientsFileError(f"{path}:{rows.line_num + 1}: not CSV: {error}") from None
    if wrong:
        raise PatientsFileError("\n".join(wrong))
    return found


def add_patients(
    database: Database, clinic: Clinic, new: list[NewPatient], now: datetime, who: str
) -> tuple[int, int]:
    """(added, there already). A patient of the same name, birth date and number is not added twice."""
    there = select(patients.c.name, patients.c.born, patients.c.phone).where(
        patients.c.hospital_id == clinic.id
    )
    added = 0
    with database.begin_writing() as connection:
        database.hold(connection, f"{clinic.id} patients")
        known = {(row.name, row.born.isoformat(), row.phone) for row in connection.execute(there)}
        for patient in new:
            key = (patient.name.reveal(), patient.born.reveal(), patient.phone.reveal())
            if key in known:
                continue
            known.add(key)
            added += 1
            patient_id = uuid4().hex
            row = {
                "id": patient_id,
                "hospital_id": clinic.id,
                "branch_id": patient.branch_id,
                "name": patient.name.reveal(),
                "born": date.fromisoformat(patient.born.reveal()),
                "phone": patient.phone.reveal(),
                "email": patient.email.reveal(),
                "address": patient.address.reveal(),
                "gender": patient.gender.reveal(),
                "created_at": now,
            }
            connection.execute(insert(patients).values(**row))
            write_audit(connection, clinic.id, now, who, "added a patient", patient_id)
    return added, len(new) - added


def add_examples(database: Database, clinic: Clinic, now: datetime) -> int:
    """The example patients, and for those without one a coming appointment, a day and a doctor after another.

    Returns how many patients were added. Of the last of them nobody expects anything: they have none.
    """
    listed = read_patients(EXAMPLE_PATIENTS, clinic, now.date())
    added, _ = add_patients(database, clinic, listed, now, "cli")
    with_appointments = [patient.name.reveal() for patient in listed[: len(listed) // 2]]
    coming = select(appointments.c.patient_id).where(
        appointments.c.hospital_id == clinic.id, appointments.c.starts_at > now
    )
    without = select(patients.c.id).where(
        patients.c.hospital_id == clinic.id,
        patients.c.name.in_(with_appointments),
        patients.c.id.not_in(coming),
    )
    with database.begin_writing() as connection:
        for n, patient_id in enumerate(connection.execute(without.order_by(patients.c.name)).scalars()):
            reason = clinic.reasons[n % len(clinic.reasons)] if clinic.reasons else None
            if reason is None:
                break
            earliest = (now.astimezone(clinic.zone()) + timedelta(days=2 + 2 * n)).replace(tzinfo=None)
            doctors = clinic.who_does(reason)
            wish = Wish(doctors, reason.minutes, earliest, None, 0, 24 * 60, 1)
            for opening in slots.free(clinic, wish, now, lambda d, day: busy(connection, clinic, d, day)):
                booked = booking.take(database, connection, clinic, opening, patient_id, reason.id, now)
                write_audit(connection, clinic.id, now, "cli", "booked", patient_id, booked)
    return added


def _faults(row: dict[str, str], clinic: Clinic, today: date) -> Iterator[tuple[str, str]]:
    """(column, why). Why never quotes the value: it is personal."""
    if None in row or None in row.values():
        yield "line", "has not as many fields as the first line names"
        return
    for column, value in row.items():
        if len(value) > MOST_CHARS or "\x00" in value:
            yield column, f"is longer than {MOST_CHARS} characters, or not text"
    if not row["name"].strip():
        yield "name", "is missing"
    born = _date(row["date_of_birth"])
    if born is None:
        yield "date_of_birth", "is not a date such as 1971-05-03"
    elif not EARLIEST_BIRTH <= born <= today:
        yield "date_of_birth", "is nobody's who is alive"
    if row["phone"].strip() and dialled(row["phone"], clinic.region) is None:
        where = f"in {clinic.region}" if clinic.region else "with a country code such as +353"
        yield "phone", f"is not a telephone number {where}"
    branch = row.get("branch", "").strip()
    if branch and clinic.branch(branch) is None:
        yield "branch", "is no branch's id in the clinic file"


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None


def _patient(row: dict[str, str], clinic: Clinic) -> NewPatient:
    branch = clinic.branch(row.get("branch", "").strip())
    return NewPatient(
        Personal(" ".join(row["name"].split())),
        Personal(date.fromisoformat(row["date_of_birth"].strip()).isoformat()),
        Personal(dialled(row["phone"], clinic.region) or ""),
        Personal(row.get("email", "").strip()),
        Personal(row.get("address", "").strip()),
        Personal(row.get("gender", "").strip().upper()[:16]),
        branch.id if branch else None,
    )
