"""A call's errands to the clinic's records, each under the authorisation of that call and no other.

`Records.perform` blocks, so it runs in a thread. Whatever changes or tells something is one transaction with
its line in the audit, durable before anybody hears of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, assert_never
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from agent.clinic import booking, slots
from agent.clinic.clinic import Clinic
from agent.clinic.database import Database, Unavailable
from agent.clinic.likeness import same_name
from agent.clinic.rows import as_said, busy, dialled, first_name, write_audit
from agent.clinic.schema import TO_COME, appointments, calls, messages, patients
from agent.clinic.slots import Wish
from agent.clinic.visit import MOST_MESSAGES, Visit
from agent.dialogue.errands import (
    Appointment,
    Appointments,
    Book,
    Booked,
    Cancel,
    Cancelled,
    Embed,
    Errand,
    Failed,
    FindAppointments,
    Finding,
    FindSlots,
    GoOn,
    Identified,
    Identify,
    LeaveMessage,
    Move,
    Noted,
    NotFound,
    Register,
    Settle,
    Slots,
    Taken,
    Think,
)

MOST_SLOTS = 20  # whatever a brain asks for; nobody listens to more
MESSAGE_CHARS = 2000  # some minutes of speech
PHONE_DIGITS = 4  # of a patient's number, where the clinic asks for them

REFUSED = Failed("refused")


class Late(Exception):
    """Nobody waits for this any more: nothing of it is to be."""


def _always() -> bool:
    return True


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Records:
    """One clinic's. `clock` gives the present as an aware instant."""

    database: Database
    clinic: Clinic
    clock: Callable[[], datetime] = _now

    def perform(self, errand: Errand, visit: Visit, may_end: Callable[[], bool] = _always) -> Finding:
        """Blocks for a disk write, or until the database's own time limits. Raises Late, with nothing done.

        `may_end` is asked once, when all that is left is to make it durable; False: nobody waits any more.
        """
        with visit.lock:
            visit.settle()
            try:
                return self._perform(errand, visit, may_end)
            except (Unavailable, SQLAlchemyError):
                return Failed("unavailable")

    def _perform(self, errand: Errand, visit: Visit, may_end: Callable[[], bool]) -> Finding:
        if isinstance(errand, FindSlots):  # nobody's data, and nothing changes
            with self.database.engine.connect() as connection:
                return self._find_slots(connection, errand)
        with self.database.begin_writing() as connection:
            desk = _Desk(self, connection, visit, self.clock())
            finding, then = desk.perform(errand)
            if not may_end():
                raise Late
        then()  # what the call may do changes only with what is durable
        return finding

    def _find_slots(self, connection: Connection, errand: FindSlots) -> Finding:
        reason = self.clinic.reason(errand.reason)
        doctor = self.clinic.doctor(errand.doctor) if errand.doctor else None
        branch = self.clinic.branch(errand.branch) if errand.branch else None
        unknown = (errand.doctor and doctor is None) or (errand.branch and branch is None)
        if reason is None or unknown:
            return REFUSED
        doctors = tuple(
            each
            for each in self.clinic.who_does(reason)
            if (doctor is None or each == doctor)
            and (branch is None or self.clinic.branch_of(each) == branch)
        )
        wish = Wish(
            doctors,
            reason.minutes,
            errand.earliest,
            errand.latest,
            errand.from_minute,
            errand.until_minute,
            min(errand.limit, MOST_SLOTS),
        )
        found = slots.free(self.clinic, wish, self.clock(), partial(busy, connection, self.clinic))
        return Slots(tuple(opening.as_said(self.clinic) for opening in found))


Done = tuple[Finding, Callable[[], None]]
"""What came of it, and what the visit is to remember once that is durable."""


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class _Desk:
    """One errand in its transaction."""

    records: Records
    connection: Connection
    visit: Visit
    now: datetime

    def perform(self, errand: Errand) -> Done:
        match errand:
            case Identify():
                return self._identify(errand)
            case Register():
                return self._register(errand)
            case LeaveMessage():
                return self._leave_message(errand)
            case FindSlots() | Embed() | Think() | GoOn() | Settle():
                raise TypeError(f"{errand!r} is not for this desk")
        patient_id = self.visit.patient_id
        if patient_id is None or self.visit.locked:
            return self._refuse()
        match errand:
            case FindAppointments():
                return self._find_appointments(patient_id), _nothing
            case Book():
                return self._book(patient_id, errand), _nothing
            case Move():
                return self._move(patient_id, errand), _nothing
            case Cancel():
                return self._cancel(patient_id, errand), _nothing
            case _:
                assert_never(errand)

    # -- who is it ---------------------------------------------------------------------------------

    def _identify(self, errand: Identify) -> Done:
        if self.visit.locked:
            return self._refuse()
        matching = self._matching(errand)
        if self.visit.only:  # father and son of one name at one telephone
            matching = [each for each in matching if each[0] == self.visit.only]
        if len(matching) != 1:
            self._name_caller(self.visit.patient_id)
            self._audit("not identified")
            return NotFound(), partial(self.visit.fail, errand)
        patient_id, name = matching[0]
        if self.visit.patient_id not in (None, patient_id):
            return self._refuse()
        self._name_caller(patient_id)
        self._audit("identified", patient_id)
        return Identified(first_name(name)), partial(self.visit.admit, errand, patient_id)

    def _matching(self, errand: Identify) -> list[tuple[str, str]]:
        """(id, name) of every patient whom this fits, by the clinic's own rule."""
        clinic = self.records.clinic
        query = select(patients.c.id, patients.c.name, patients.c.phone).where(
            patients.c.hospital_id == clinic.id, patients.c.duplicate_of.is_(None)
        )
        if "date_of_birth" in clinic.identity:
            query = query.where(patients.c.born == errand.born)
        digits = re.sub(r"\D", "", errand.phone)[-PHONE_DIGITS:]
        if "phone" in clinic.identity:
            if len(digits) < PHONE_DIGITS:
                return []
            query = query.where(patients.c.phone.like(f"%{digits}"))
        return [
            (row.id, row.name)
            for row in self.connection.execute(query)
            if "name" not in clinic.identity or same_name(errand.name, row.name, errand.spelled)
        ]

    def _register(self, errand: Register) -> Done:
        if self.visit.patient_id is not None or self.visit.locked or not errand.name.strip():
            return self._refuse()
        there = self.connection.execute(
            select(patients.c.id, patients.c.name).where(
                patients.c.hospital_id == self.records.clinic.id,
                patients.c.born == errand.born,
                patients.c.duplicate_of.is_(None),
            )
        )
        patient_id, name = uuid4().hex, " ".join(errand.name.split())
        row = {
            "id": patient_id,
            "hospital_id": self.records.clinic.id,
            "name": name,
            "born": errand.born,
            "phone": dialled(errand.phone, self.records.clinic.region) or errand.phone.strip(),
            "created_at": self.now,
            "duplicate_of": next((row.id for row in there if same_name(errand.name, row.name)), None),
        }
        self.connection.execute(insert(patients).values(**row))
        self._name_caller(patient_id)
        self._audit("registered", patient_id)
        return Identified(first_name(name)), partial(self.visit.admit, errand, patient_id)

    def _name_caller(self, patient_id: str | None) -> None:
        self.connection.execute(
            update(calls).where(calls.c.id == self.visit.call_id).values(patient_id=patient_id)
        )

    # -- the identified patient's own ------------------------------------------------------------------

    def _find_appointments(self, patient_id: str) -> Finding:
        query = (
            self._own(patient_id)
            .where(appointments.c.starts_at > self.now, appointments.c.status.in_(TO_COME))
            .order_by(appointments.c.starts_at)
        )
        found = tuple(self._as_said(row) for row in self.connection.execute(query))
        self._audit("saw appointments", patient_id)
        return Appointments(found)

    def _book(self, patient_id: str, errand: Book) -> Finding:
        clinic = self.records.clinic
        reason = clinic.reason(errand.reason)
        opening = slots.opening_named(clinic, errand.slot, reason.minutes) if reason else None
        if reason is None or opening is None or not booking.may_be_had(clinic, opening, reason.id, self.now):
            return self._refused()
        booking.hold(self.records.database, self.connection, clinic, opening)
        theirs = self.connection.execute(
            self._own(patient_id).where(
                appointments.c.doctor_id == opening.doctor.id,
                appointments.c.starts_at == opening.starts_at,
                appointments.c.status.in_(TO_COME),
            )
        ).first()
        if theirs is not None:  # booked in this breath already
            return Booked(self._as_said(theirs))
        booked = booking.take(
            self.records.database, self.connection, clinic, opening, patient_id, reason.id, self.now
        )
        if booked is None:
            return Taken()
        self._audit("booked", patient_id, booked)
        return Booked(self._appointment(booked))

    def _move(self, patient_id: str, errand: Move) -> Finding:
        clinic = self.records.clinic
        row = self._theirs(patient_id, errand.appointment)
        if row is None or row.status not in TO_COME or row.starts_at <= self.now:
            return self._refused()
        minutes = int((row.ends_at - row.starts_at).total_seconds()) // 60
        opening = slots.opening_named(clinic, errand.slot, minutes)
        if opening is None or not booking.may_be_had(clinic, opening, row.reason_id, self.now):
            return self._refused()
        if not booking.move(self.records.database, self.connection, clinic, row.id, opening, self.now):
            return Taken()
        self._audit("moved", patient_id, row.id)
        return Booked(self._appointment(row.id))

    def _cancel(self, patient_id: str, errand: Cancel) -> Finding:
        row = self._theirs(patient_id, errand.appointment)
        if row is None or row.status not in (*TO_COME, "CANCELLED") or row.starts_at <= self.now:
            return self._refused()
        if row.status in TO_COME:
            self.connection.execute(
                update(appointments)
                .where(appointments.c.id == row.id)
                .values(status="CANCELLED", changed_at=self.now)
            )
            self._audit("cancelled", patient_id, row.id)
        return Cancelled()

    # -- a message -----------------------------------------------------------------------------------

    def _leave_message(self, errand: LeaveMessage) -> Done:
        """Anybody may leave one, and nothing is told by it."""
        if self.visit.messages >= MOST_MESSAGES or not errand.text.strip():
            return self._refuse()
        call = select(calls.c.caller).where(calls.c.id == self.visit.call_id)
        message_id = uuid4().hex
        row = {
            "id": message_id,
            "hospital_id": self.records.clinic.id,
            "call_id": self.visit.call_id,
            "patient_id": self.visit.patient_id,
            "text": errand.text.strip()[:MESSAGE_CHARS],
            "number": errand.number.strip() or self.connection.execute(call).scalar() or "",
            "created_at": self.now,
        }
        self.connection.execute(insert(messages).values(**row))
        self._audit("left a message", self.visit.patient_id, message_id)
        return Noted(), self._count_message

    def _count_message(self) -> None:
        self.visit.messages += 1

    # -- the parts -----------------------------------------------------------------------------------

    def _own(self, patient_id: str) -> Any:
        return select(appointments).where(
            appointments.c.hospital_id == self.records.clinic.id, appointments.c.patient_id == patient_id
        )

    def _theirs(self, patient_id: str, appointment: str) -> Any:
        query = self._own(patient_id).where(appointments.c.id == appointment).with_for_update()
        return self.connection.execute(query).first()

    def _appointment(self, appointment_id: str) -> Appointment:
        query = select(appointments).where(appointments.c.id == appointment_id)
        return self._as_said(self.connection.execute(query).one())

    def _as_said(self, row: Any) -> Appointment:
        return as_said(self.records.clinic, row)

    def _refuse(self) -> Done:
        return self._refused(), _nothing

    def _refused(self) -> Finding:
        self._audit("refused", self.visit.patient_id)
        return REFUSED

    def _audit(self, what: str, patient_id: str | None = None, subject: str | None = None) -> None:
        who = f"call:{self.visit.call_id}"
        write_audit(self.connection, self.records.clinic.id, self.now, who, what, patient_id, subject)
