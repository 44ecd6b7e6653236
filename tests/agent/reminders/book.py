"""A database with reminders in it, and a clock that a test moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from agent.clinic.database import Database, join_database
from agent.clinic.schema import attempts, reminders
from agent.personal import Personal
from agent.reminders import campaigns
from agent.reminders.campaigns import Entry, Imported
from agent.reminders.ledger import Candidate, Intent, Ledger
from agent.reminders.schedule import Place, Rules

TEN = datetime(2026, 7, 1, 10, tzinfo=UTC)  # a Wednesday, eleven in Dublin
DUBLIN = Place(("Europe/Dublin",), "IE")
RULES = Rules()
URL = ""  # of a PostgreSQL database, where a test is run on one (conftest.py)


def entry(n: int = 1, **changes: Any) -> Entry:
    """The n-th patient and the n-th to be due, before eleven in Dublin, for an appointment the day after."""
    values: dict[str, Any] = {
        "patient": f"p{n}",
        "name": Personal(f"Patient {n}"),
        "number": Personal(f"+3538712{n:05d}"),
        "place": DUBLIN,
        "appointment_id": f"a{n}",
        "appointment_local": datetime(2026, 7, 2, 15),  # noqa: DTZ001
        "due_local": datetime(2026, 7, 1, 10, 55) + timedelta(seconds=n),  # noqa: DTZ001
        "latest_local": datetime(2026, 7, 2, 14),  # noqa: DTZ001
    }
    return Entry(**(values | changes))


class Book:
    """A ledger on a database of its own, with shortcuts that a test reads well with."""

    def __init__(self, database: Database, dials_a_second: float = 3) -> None:
        self.database = database
        self.ledger = Ledger(database, RULES, dials_a_second)
        self.now = TEN

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def add(self, *entries: Entry, **about: Any) -> Imported:
        about = {"name": "tomorrow", "now": self.now - timedelta(minutes=1)} | about
        return campaigns.add(self.database, RULES, entries, **about)

    def intend(self, dialler: str = "d1") -> Intent | None:
        """What the next step of a dialler would ask the carrier for."""
        candidate = self.ledger.due(self.now)
        return self.ledger.intend(candidate, dialler, self.now) if isinstance(candidate, Candidate) else None

    def dial(self, dialler: str = "d1") -> Intent:
        intent = self.intend(dialler)
        assert intent is not None
        return intent

    def report(self, intent: Intent, *statuses: str) -> None:
        for status in statuses:
            self.ledger.reported(intent.attempt_id, "u", status, "", f"{self.now}", self.now)

    def slot(self, n: int = 1) -> dict[str, Any]:
        with self.database.engine.connect() as connection:
            query = select(reminders).where(reminders.c.appointment_id == f"a{n}")
            return dict(connection.execute(query).mappings().one())

    def state(self, n: int = 1) -> tuple[str, str]:
        """Of the n-th patient's slot: the state, and its reason or else its outcome."""
        slot = self.slot(n)
        return slot["state"], slot["reason"] or slot["outcome"]

    def tried(self) -> list[dict[str, Any]]:
        with self.database.engine.connect() as connection:
            query = select(attempts).order_by(attempts.c.intended_at)
            return [dict(row) for row in connection.execute(query).mappings()]


@contextmanager
def booked(folder: Path, *entries: Entry, dials_a_second: float = 3) -> Iterator[Book]:
    database = join_database(folder / "frontdesk.db", URL)
    book = Book(database, dials_a_second)
    if entries:
        book.add(*entries)
    yield book
    database.close()
