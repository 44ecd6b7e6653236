from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from agent.clinic.database import InUse, Unavailable, join_database, open_database
from agent.clinic.postgres import Postgres
from agent.clinic.sqlite_file import SqliteFile
from tests.agent.clinic.conftest import Place

CALL = (
    "INSERT INTO calls (id, carrier_uuid, direction, caller, called, started_at) "
    "VALUES ('c1', 'u', 'inbound', '', '', '2026-03-02 09:30:00')"
)


def test_an_address_or_a_file(place: Place) -> None:
    with closing(open_database(place.path, place.url)) as database:
        assert isinstance(database, Postgres if place.url else SqliteFile)
        with database.begin_writing() as connection:
            database.hold(connection, "doctor reed")
            assert connection.exec_driver_sql("SELECT count(*) FROM calls").scalar_one() == 0
    assert place.path.exists() is not bool(place.url)


def test_a_guest_joins_the_owner_and_owns_nothing(place: Place) -> None:
    with closing(open_database(place.path, place.url)) as owner:
        with pytest.raises(InUse):
            open_database(place.path, place.url)
        with closing(join_database(place.path, place.url)) as guest, guest.begin_writing() as connection:
            connection.exec_driver_sql(CALL)
        with owner.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM calls").scalar_one() == 1
    open_database(place.path, place.url).close()


def test_a_guest_where_nobody_is_becomes_the_owner(place: Place) -> None:
    with closing(join_database(place.path, place.url)), pytest.raises(InUse):
        open_database(place.path, place.url)


def test_a_guest_of_another_version_is_refused(place: Place) -> None:
    with closing(open_database(place.path, place.url)) as owner:
        with owner.begin_writing() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        with pytest.raises(Unavailable, match=r"has schema 0001, this command knows \d{4}; use the same"):
            join_database(place.path, place.url)


def test_another_kind_of_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"begins with mysql; only postgresql://"):
        open_database(tmp_path / "frontdesk.db", "mysql://u:secret@host/name")
    with pytest.raises(Unavailable, match=r"not an address like") as refusal:
        open_database(tmp_path / "frontdesk.db", "secret@host")
    assert "secret" not in str(refusal.value)
