"""Who gets a stretch of time. (Two at one moment: test_records.)"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from agent.clinic import booking
from agent.clinic.schema import appointments
from agent.clinic.slots import Opening, opening_named
from tests.agent.clinic.conftest import Place
from tests.agent.clinic.desk import MARY, NOW, PATRICK, Desk, opened


def opening(desk: Desk, slot: str, minutes: int = 15) -> Opening:
    found = opening_named(desk.clinic, slot, minutes)
    assert found is not None
    return found


def take(desk: Desk, wanted: Opening, patient_id: str) -> str | None:
    with desk.store.database.begin_writing() as connection:
        return booking.take(
            desk.store.database, connection, desk.clinic, wanted, patient_id, "consultation", NOW
        )


def test_the_table_has_the_last_word(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that sees nobody there is told so by the index."""
    with opened(place) as desk:
        eight = opening(desk, "reed@20261123T0800Z")
        mary, patrick = desk.patient_id(MARY), desk.patient_id(PATRICK)
        first = take(desk, eight, mary)
        assert first is not None
        monkeypatch.setattr(booking, "busy", lambda *_: [])
        assert take(desk, eight, patrick) is None
        second = take(desk, opening(desk, "reed@20261123T0815Z"), patrick)
        assert second is not None
        with desk.store.database.begin_writing() as connection:
            assert not booking.move(desk.store.database, connection, desk.clinic, second, eight, NOW)
            connection.execute(
                update(appointments).where(appointments.c.id == first).values(status="CANCELLED")
            )
            assert booking.move(desk.store.database, connection, desk.clinic, second, eight, NOW)
        with desk.store.database.engine.connect() as connection:
            found = connection.execute(select(appointments).where(appointments.c.id == second)).one()
        assert (found.starts_at, found.patient_id) == (eight.starts_at, patrick)


@pytest.mark.parametrize(
    ("now", "reason", "may"),
    [
        (NOW, "consultation", True),
        (NOW, "vaccination", False),
        (NOW, "gone", False),
        (datetime.fromisoformat("2026-11-23T08:00:00+00:00"), "consultation", False),
        (NOW - timedelta(days=100), "consultation", False),
    ],
)
def test_what_the_clinic_file_allows(place: Place, now: datetime, reason: str, may: bool) -> None:
    with opened(place) as desk:
        assert booking.may_be_had(desk.clinic, opening(desk, "reed@20261123T0800Z"), reason, now) is may
