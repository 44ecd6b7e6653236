from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, select
from sqlalchemy.exc import StatementError

from agent.clinic.database import open_database
from agent.clinic.schema import calls, metadata
from tests.agent.clinic.conftest import Place

CALL = {"id": "c1", "carrier_uuid": "u", "direction": "inbound", "caller": "", "called": ""}


def test_the_migrations_make_exactly_these_tables(place: Place) -> None:
    database = open_database(place.path, place.url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_an_instant_comes_back_aware_and_in_utc() -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    in_tokyo = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    with engine.begin() as connection:
        connection.execute(insert(calls).values(**CALL, started_at=in_tokyo))
        back = connection.execute(select(calls.c.started_at)).scalar_one()
    assert back == in_tokyo
    assert back.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection, pytest.raises(StatementError, match="without a zone"):
        connection.execute(insert(calls).values(**CALL, started_at=datetime(2026, 3, 2)))  # noqa: DTZ001
