"""The clinic's records as other systems of the same hospital see and change them. Blocking.

Who asks has been checked before; what belongs to another branch than theirs is not there for them. Each look
and each change is a line in the audit, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, or_, select, update

from agent.clinic import booking, slots
from agent.clinic.clinic import Clinic, Doctor
from agent.clinic.database import Database
from agent.clinic.rows import busy, dialled, write_audit
from agent.clinic.schema import appointments, calls, patients, transcript_lines
from agent.clinic.slots import Opening

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


class NoSuch(LookupError):
    """It is not there, or not for them; nobody is told which. The message names the kind of thing."""


class Conflict(Exception):
    """It cannot be now: taken, or already otherwise."""


class Wrong(ValueError):
    """What is asked for makes no sense; the message says why."""


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf; no `branch_ids` means the whole hospital."""

    who: str  # as in the audit: "key:17"
    hospital_id: str
    branch_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PatientWish:
    name: str
    born: date
    phone: str
    email: str = ""
    address: str = ""
    gender: str = ""
    branch_id: str | None = None


@dataclass(frozen=True, slots=True)
class BookingWish:
    doctor_id: str
    at: datetime  # without a zone: the branch's own
    reason_id: str | None = None  # None: the first that the doctor does


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows, and how many there are in all."""

    total: int
    rows: list[dict[str, Any]]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Office:
    database: Database
    clinic: Clinic
    clock: Callable[[], datetime] = _now

    # -- patients ----------------------------------------------------------------------------------

    def add_patient(
        self, asker: Asker, wish: PatientWish, appointment: BookingWish | None
    ) -> tuple[str, str | None]:
        """(patient, appointment). Both are made, or neither."""
        self._check(asker)
        branch_id = self._branch(asker, wish.branch_id)
        now = self.clock()
        patient_id = uuid4().hex
        row = {
            "id": patient_id,
            "hospital_id": self.clinic.id,
            "branch_id": branch_id,
            "name": " ".join(wish.name.split()),
            "born": wish.born,
            "phone": self._phone(wish.phone),
            "email": wish.email,
            "address": wish.address,
            "gender": wish.gender,
            "created_at": now,
        }
        if not row["name"] or _sane(wish.born, "date_of_birth") > now.date():
            raise Wrong("a patient has a name, and is born")
        with self.database.begin_writing() as connection:
            connection.execute(insert(patients).values(**row))
            write_audit(connection, self.clinic.id, now, asker.who, "added a patient", patient_id)
            booked = self._book(connection, asker, patient_id, appointment, now) if appointment else None
        return patient_id, booked

    def patients(
        self,
        asker: Asker,
        offset: int,
        limit: int,
        q: str = "",
        status: str | None = None,
        branch_id: str | None = None,
        doctor_id: str | None = None,
    ) -> Page:
        """By name. `q` is a part of a name or number; `status` and `doctor_id` are of an appointment."""
        self._check(asker)
        where = [self._patients_of(asker, branch_id)]
        if q:
            parts = (column.icontains(q, autoescape=True) for column in (patients.c.name, patients.c.phone))
            where.append(or_(*parts))
        theirs = [appointments.c.status == status] if status else []
        theirs += [appointments.c.doctor_id == doctor_id] if doctor_id else []
        if theirs:
            where.append(patients.c.id.in_(select(appointments.c.patient_id).where(*theirs)))
        query = select(patients).where(*where).order_by(patients.c.name, patients.c.id)
        return self._page(asker, "listed patients", query, offset, limit)

    # -- appointments ------------------------------------------------------------------------------

    def book(self, asker: Asker, patient_id: str, wish: BookingWish) -> str:
        """The appointment's id. Raises NoSuch, Wrong, Conflict."""
        self._check(asker)
        with self.database.begin_writing() as connection:
            mine = and_(self._patients_of(asker, None), patients.c.id == patient_id)
            if connection.execute(select(patients.c.id).where(mine)).first() is None:
                raise NoSuch("patient")
            return self._book(connection, asker, patient_id, wish, self.clock())

    def appointments(
        self,
        asker: Asker,
        offset: int,
        limit: int,
        patient_id: str | None = None,
        doctor_id: str | None = None,
        status: str | None = None,
        branch_id: str | None = None,
        day: date | None = None,
    ) -> Page:
        """By time. `day` is of the clinic's calendar."""
        self._check(asker)
        query = select(appointments, patients.c.name.label("patient_name")).join(patients)
        query = query.where(self._of(asker, branch_id, appointments))
        for column, value in (
            (appointments.c.patient_id, patient_id),
            (appointments.c.doctor_id, doctor_id),
            (appointments.c.status, status),
        ):
            query = query if value is None else query.where(column == value)
        if day is not None:
            query = query.where(_on(appointments.c.starts_at, day, day, self.clinic))
        query = query.order_by(appointments.c.starts_at, appointments.c.id)
        return self._page(asker, "listed appointments", query, offset, limit)

    def set_status(self, asker: Asker, appointment_id: str, status: str) -> None:
        """Raises NoSuch; Conflict where a cancelled one cannot come back because its time is taken."""
        self._check(asker)
        now = self.clock()
        mine = and_(self._of(asker, None, appointments), appointments.c.id == appointment_id)
        with self.database.begin_writing() as connection:
            row = connection.execute(select(appointments).where(mine).with_for_update()).first()
            if row is None:
                raise NoSuch("appointment")
            if row.status == "CANCELLED" and status != "CANCELLED":
                raise Conflict("what is cancelled stays so: book again")
            connection.execute(update(appointments).where(mine).values(status=status, changed_at=now))
            what = f"made it {status}"
            write_audit(connection, self.clinic.id, now, asker.who, what, row.patient_id, appointment_id)

    # -- doctors -----------------------------------------------------------------------------------

    def doctor(self, asker: Asker, doctor_id: str) -> Doctor:
        self._check(asker)
        doctor = next((each for each in self.clinic.doctors if each.id == doctor_id), None)
        if doctor is None or (asker.branch_ids and self.clinic.branch_of(doctor).id not in asker.branch_ids):
            raise NoSuch("doctor")
        return doctor

    def day(self, asker: Asker, doctor_id: str, day: date) -> list[tuple[Opening, bool]]:
        """Every slot of a doctor's day, and whether it can still be booked."""
        doctor = self.doctor(asker, doctor_id)
        _sane(day, "date")
        now = self.clock()
        with self.database.engine.connect() as connection:
            taken = busy(connection, self.clinic, doctor, day)
        found = slots.openings(self.clinic, doctor, day, doctor.slot_minutes)
        return [(opening, opening.starts_at > now and not opening.clashes(taken)) for opening in found]

    # -- calls -------------------------------------------------------------------------------------

    def calls(
        self,
        asker: Asker,
        offset: int,
        limit: int,
        patient_id: str | None = None,
        branch_id: str | None = None,
        direction: str | None = None,
        first: date | None = None,
        last: date | None = None,
    ) -> Page:
        """Newest first, each with its `lines`: (role, text). Days are of the clinic's calendar."""
        self._check(asker)
        named = patients.c.name.label("patient_name")
        query = select(calls, named).join(patients, patients.c.id == calls.c.patient_id, isouter=True)
        query = query.where(self._of(asker, branch_id, calls))
        if patient_id is not None:
            query = query.where(calls.c.patient_id == patient_id)
        if direction is not None:
            query = query.where(calls.c.direction == direction)
        query = query.where(_on(calls.c.started_at, first, last, self.clinic))
        query = query.order_by(calls.c.started_at.desc(), calls.c.id)
        page = self._page(asker, "saw calls", query, offset, limit)
        said = (
            select(transcript_lines)
            .where(transcript_lines.c.call_id.in_([row["id"] for row in page.rows]))
            .order_by(transcript_lines.c.call_id, transcript_lines.c.sequence)
        )
        lines: dict[str, list[tuple[str, str]]] = {row["id"]: [] for row in page.rows}
        with self.database.engine.connect() as connection:
            for line in connection.execute(said):
                lines[line.call_id].append((line.role, line.text))
        return Page(page.total, [row | {"lines": lines[row["id"]]} for row in page.rows])

    # -- the parts ---------------------------------------------------------------------------------

    def _check(self, asker: Asker) -> None:
        if asker.hospital_id != self.clinic.id:
            raise NoSuch("hospital")

    def _branch(self, asker: Asker, wanted: str | None) -> str | None:
        """The branch that a new row belongs to. One that is not the asker's is not there."""
        if wanted is None:
            return next(iter(sorted(asker.branch_ids)), None)
        known = {branch.id for branch in self.clinic.branches}
        if wanted not in (asker.branch_ids & known if asker.branch_ids else known):
            raise NoSuch("branch")
        return wanted

    def _of(self, asker: Asker, branch_id: str | None, table: Any) -> ColumnElement[bool]:
        """The rows that are the asker's. `branch_id` narrows it, but not for who is narrowed already."""
        ours = table.c.hospital_id == self.clinic.id
        if asker.branch_ids:
            return and_(ours, table.c.branch_id.in_(asker.branch_ids))
        return and_(ours, table.c.branch_id == branch_id) if branch_id is not None else and_(ours)

    def _patients_of(self, asker: Asker, branch_id: str | None) -> ColumnElement[bool]:
        """A branch's patients are those of its own list, and whoever has been booked there."""
        ours = patients.c.hospital_id == self.clinic.id
        branches = asker.branch_ids or ({branch_id} if branch_id is not None else set())
        if not branches:
            return and_(ours)
        booked = select(appointments.c.patient_id).where(appointments.c.branch_id.in_(branches))
        return and_(ours, or_(patients.c.branch_id.in_(branches), patients.c.id.in_(booked)))

    def _phone(self, phone: str) -> str:
        number = dialled(phone, self.clinic.region) if phone.strip() else ""
        if number is None:
            raise Wrong("phone is not a telephone number")
        return number

    def _book(
        self, connection: Connection, asker: Asker, patient_id: str, wish: BookingWish, now: datetime
    ) -> str:
        doctor = self.doctor(asker, wish.doctor_id)
        does = [reason for reason in self.clinic.reasons if doctor in self.clinic.who_does(reason)]
        reason = next((r for r in does if wish.reason_id in (None, r.id)), None)
        if reason is None:
            raise Wrong("that doctor does not do this")
        _sane(wish.at.date(), "appointment_time")
        zone = self.clinic.zone(self.clinic.branch_of(doctor))
        at = (wish.at if wish.at.tzinfo else wish.at.replace(tzinfo=zone)).astimezone(UTC)
        day = at.astimezone(zone).date()
        openings = slots.openings(self.clinic, doctor, day, reason.minutes)
        opening = next((each for each in openings if each.starts_at == at), None)
        if opening is None or not booking.may_be_had(self.clinic, opening, reason.id, now):
            raise Wrong("appointment_time is not one of the doctor's slots")
        booked = booking.take(self.database, connection, self.clinic, opening, patient_id, reason.id, now)
        if booked is None:
            raise Conflict("that time is taken")
        write_audit(connection, self.clinic.id, now, asker.who, "booked", patient_id, booked)
        return booked

    def _page(self, asker: Asker, what: str, query: Select[Any], offset: int, limit: int) -> Page:
        with self.database.begin_writing() as connection:
            rows = connection.execute(query.offset(offset).limit(limit)).mappings().all()
            counted = select(func.count()).select_from(query.order_by(None).subquery())
            total = connection.execute(counted).scalar_one()
            write_audit(connection, self.clinic.id, self.clock(), asker.who, what)
        return Page(total, [dict(row) for row in rows])


def _sane(day: date, what: str) -> date:
    """Beyond these, zones and databases disagree about arithmetic."""
    if not EARLIEST <= day <= LATEST:
        raise Wrong(f"{what} is out of range")
    return day


def _on(column: Any, first: date | None, last: date | None, clinic: Clinic) -> ColumnElement[bool]:
    """From the first day's midnight to the last day's, both days included."""
    zone = clinic.zone()
    for day in (first, last):
        _sane(day or EARLIEST, "date")
    bounds = [column.is_not(None)]
    if first is not None:
        bounds.append(column >= datetime.combine(first, datetime.min.time(), zone))
    if last is not None:
        bounds.append(column <= datetime.combine(last, datetime.max.time(), zone))
    return and_(*bounds)
