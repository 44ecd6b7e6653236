"""Versions of the schema. (What a file does around a migration: test_sqlite_file.)"""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from agent.clinic import migrate
from agent.clinic.database import open_database
from agent.clinic.migrate import Unavailable, cause
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
