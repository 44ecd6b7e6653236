"""Rows of the audit, written while nobody waits."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from agent.clinic.database import Database, Unavailable, open_database
from agent.clinic.rows import write_audit
from agent.clinic.schema import audit
from agent.io import audit as audit_io
from agent.io.audit import MAX_WAITING, STRANGER, STRANGERS, Audit
from tests.agent.io.edge import run

NOW = datetime(2026, 4, 8, 10, 30, tzinfo=UTC)


def rows(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        return list(connection.execute(select(audit).order_by(audit.c.id)))


def test_a_row_tells_who_what_when_and_from_where_however_long_that_is(tmp_path: Path) -> None:
    async def scenario() -> None:
        trail = Audit(database, lambda: NOW)
        trail.note("a", "viewer:ann", "opened a transcript", "c-1", "192.0.2.1")
        trail.note("a", "viewer:" + "x" * 200, "opened a transcript", "y" * 200, "z" * 200)
        await trail.drain()
        await trail.close()

    with closing(open_database(tmp_path / "frontdesk.db")) as database:
        run(scenario())
        first, second = rows(database)
    told = (first.hospital_id, first.at, first.who, first.what, first.subject, first.address)
    assert told == ("a", NOW, "viewer:ann", "opened a transcript", "c-1", "192.0.2.1")
    assert (len(second.who), len(second.subject), len(second.address)) == (80, 64, 64)


def test_a_database_that_is_away_loses_no_row_and_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_io, "RETRY_S", 0.0)
    away = 2

    def writing_away(connection: Any, *args: Any, **kwargs: Any) -> None:
        nonlocal away
        away -= 1
        if away >= 0:
            raise Unavailable("locked")
        write_audit(connection, *args, **kwargs)

    monkeypatch.setattr(audit_io, "write_audit", writing_away)

    async def scenario() -> None:
        trail = Audit(database)
        for n in range(600):
            trail.note("a", "key:1", "listens to events", str(n))
        await trail.drain()

    with closing(open_database(tmp_path / "frontdesk.db")) as database:
        run(scenario())
        assert [row.subject for row in rows(database)] == [str(n) for n in range(600)]


def test_strangers_cannot_fill_it_and_a_full_one_says_what_it_lost(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    async def scenario() -> None:
        trail = Audit(database)
        for _ in range(STRANGERS + 10):
            trail.note("", STRANGER, "origin refused")
        await trail.drain()
        for _ in range(MAX_WAITING + 1):
            trail.note("a", "key:1", "listens to events", "the last")
        await trail.close()

    with closing(open_database(tmp_path / "frontdesk.db")) as database:
        run(scenario())
        assert len(rows(database)) == STRANGERS
    logged = "".join(capfd.readouterr()) + caplog.text
    assert logged.count("audit row lost") == 1
    assert "audit rows lost" in logged
