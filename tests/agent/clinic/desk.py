"""A clinic with two patients, whose clock stands, for the tests of its records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from agent.clinic.clinic import EXAMPLE, Clinic, load
from agent.clinic.patients import NewPatient, add_patients
from agent.clinic.records import Records
from agent.clinic.schema import audit, patients
from agent.clinic.store import Store
from agent.clinic.visit import Visit
from agent.dialogue.errands import Book, Booked, Errand, Finding, FindSlots, Identified, Identify, Slots
from agent.personal import Personal
from tests.agent.clinic.conftest import Place

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # a Friday; in winter Dublin's clocks show UTC
TODAY = datetime(2026, 11, 20, 10, 0)  # noqa: DTZ001
MARY = Identify("Mary Murphy", date(1971, 5, 3))
PATRICK = Identify("Patrick Byrne", date(1958, 11, 21))


@dataclass
class Desk:
    store: Store
    clinic: Clinic
    now: datetime = NOW
    calls: int = field(default=0)

    @property
    def records(self) -> Records:
        return Records(self.store.database, self.clinic, lambda: self.now)

    def call(self, who: Identify | None = None) -> Visit:
        """A new call; of `who`, if anybody."""
        self.calls += 1
        visit = Visit(f"call{self.calls}")
        if who is not None:
            assert isinstance(self.records.perform(who, visit), Identified)
        return visit

    def do(self, errand: Errand, visit: Visit) -> Finding:
        return self.records.perform(errand, visit)

    def slots(self, reason: str = "consultation", **wish: Any) -> Slots:
        found = self.do(FindSlots(reason, **{"earliest": TODAY, **wish}), self.call())
        assert isinstance(found, Slots)
        return found

    def booked(self, visit: Visit, slot: str, reason: str = "consultation") -> Booked:
        done = self.do(Book(slot, reason), visit)
        assert isinstance(done, Booked)
        return done

    def add(self, name: str, born: str, phone: str = "") -> None:
        add_patients(
            self.store.database,
            self.clinic,
            [NewPatient(Personal(name), Personal(born), Personal(phone))],
            self.now,
            "test",
        )

    def patient_id(self, who: Identify) -> str:
        with self.store.database.engine.connect() as connection:
            return connection.execute(select(patients.c.id).where(patients.c.name == who.name)).scalar_one()

    def audited(self) -> list[tuple[str, str]]:
        """(who, what), oldest first."""
        with self.store.database.engine.connect() as connection:
            rows = connection.execute(select(audit.c.who, audit.c.what).order_by(audit.c.id)).all()
        return [(row.who, row.what) for row in rows]


@contextmanager
def opened(place: Place, **changes: object) -> Iterator[Desk]:
    clinic = load(EXAMPLE).model_copy(update=changes)
    with closing(Store(place.path, place.url)) as store:
        desk = Desk(store, clinic)
        desk.add(MARY.name, MARY.born.isoformat(), "+353855550171")
        desk.add(PATRICK.name, PATRICK.born.isoformat(), "+353865550158")
        yield desk
