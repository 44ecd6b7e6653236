"""Versions of the schema. (What a file does around a migration: test_sqlite_file.)"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from agent.clinic import migrate
from agent.clinic.database import open_database
from agent.clinic.migrate import Unavailable, cause
from agent.clinic.schema import appointments, patients
from tests.agent.clinic.conftest import Place


def test_h_04_versions(place: Place) -> None:
    with closing(open_database(place.path, place.url)) as database:
        with database.engine.connect() as connection:
            assert migrate.version(connection, "it") == migrate.newest()
        with database.begin_writing() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with (
            database.engine.connect() as connection,
            pytest.raises(Unavailable, match=r"it has schema 9999, this Frontdesk knows \d{4} at most"),
        ):
            migrate.version(connection, "it")


def test_h_03_somebody_elses_tables() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        assert migrate.version(connection, "it") is None
        connection.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
        with pytest.raises(Unavailable, match="it is not a Frontdesk database"):
            migrate.version(connection, "it")


def test_p_09_a_cause_quotes_no_value(place: Place) -> None:
    start = "INSERT INTO calls (id, carrier_uuid, direction, caller, called, started_at) VALUES "
    first = f"{start} ('c1', 'u', 'inbound', '', '', '2026-03-02 09:30:00')"
    again = first.replace("'u'", "'canary-4711'")
    wrong = "SELECT CAST('canary-4711' AS integer)" if place.url else "SELECT json('canary-4711')"
    with closing(open_database(place.path, place.url)) as database:
        with database.begin_writing() as connection:
            connection.exec_driver_sql(first)
        for statement in (again, wrong):
            with database.engine.connect() as connection, pytest.raises(DBAPIError) as error:
                connection.exec_driver_sql(statement)
            assert cause(error.value)
            assert "canary" not in cause(error.value)


def test_h_04_what_was_booked_before_appointments_could_be_confirmed_stays(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite makes the table anew for that: with all its rows, and what it must not hold."""

    def upgrade(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(migrate.__file__).with_name("migrations")))
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")

    at = datetime(2026, 7, 2, 15, tzinfo=UTC)
    whose = {"hospital_id": "h", "created_at": at}
    booked = {
        **whose,
        **{"id": "a1", "branch_id": "b", "patient_id": "p1", "doctor_id": "d", "reason_id": "r"},
        **{"starts_at": at, "ends_at": at + timedelta(minutes=20), "status": "BOOKED", "changed_at": at},
    }
    with monkeypatch.context() as older:
        older.setattr(migrate, "upgrade", upgrade)
        older.setattr(migrate, "newest", lambda: "0006")
        with (
            closing(open_database(place.path, place.url)) as database,
            database.begin_writing() as connection,
        ):
            patient = {**whose, "id": "p1", "name": "Mary", "born": at.date(), "phone": ""}
            connection.execute(insert(patients).values(**patient))
            connection.execute(insert(appointments).values(**booked))
            connection.execute(insert(appointments).values(**booked | {"id": "a2", "status": "CANCELLED"}))
    with closing(open_database(place.path, place.url)) as database:
        with database.begin_writing() as connection:
            assert connection.execute(select(appointments).order_by(appointments.c.id)).first() == tuple(
                booked[column.name] for column in appointments.columns
            )
            connection.execute(
                update(appointments).where(appointments.c.id == "a1").values(status="CONFIRMED")
            )
        for wrong in ({"status": "PERHAPS"}, {"ends_at": at}, {"id": "a3"}):
            change = insert(appointments).values(**booked | {"id": "a4", "doctor_id": "e"} | wrong)
            if "id" in wrong:  # the time is taken, by who has confirmed it too
                change = insert(appointments).values(**booked | wrong)
            with pytest.raises(IntegrityError), database.begin_writing() as connection:
                connection.execute(change)
