"""One-time tickets: what they open, for how long, and what survives."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from agent.clinic.database import Database, Unavailable, open_database
from agent.clinic.schema import vas_tickets
from agent.clinic.sqlite_file import SqliteFile
from agent.clinic.tickets import CHARS, REMEMBERED, Holder, TicketRefused, Tickets
from agent.personal import Personal

A, RIVERSIDE = Holder("a", "a" * 64), Holder("riverside", "b" * 64)
AT = datetime(2026, 1, 15, 10, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now

    def go(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "frontdesk.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with closing(open_database(path)) as database:
        yield database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tickets(database: Database, clock: Clock) -> Tickets:
    return Tickets(database, clock)


def why(tickets: Tickets, ticket: Personal) -> str:
    with pytest.raises(TicketRefused) as refused:
        tickets.use(ticket)
    return refused.value.why


def test_a_ticket_opens_its_hospital_once(tickets: Tickets) -> None:
    ticket = tickets.issue(RIVERSIDE)
    assert len(ticket.reveal()) == CHARS == 32
    assert ticket.reveal().isalnum()
    assert ticket.reveal().isascii()
    assert tickets.use(ticket) == RIVERSIDE
    assert why(tickets, ticket) == "ticket_already_used"
    assert why(tickets, Personal("a" * 32)) == "ticket_invalid"


@pytest.mark.parametrize(("seconds", "fresh"), [(59.9, True), (60, False), (61, False)])
def test_k04_a_minute(tickets: Tickets, clock: Clock, seconds: float, fresh: bool) -> None:
    ticket = tickets.issue(A)
    clock.go(seconds)
    if fresh:
        assert tickets.use(ticket) == A
    else:
        assert why(tickets, ticket) == "ticket_expired"


def test_k02_k13_a_used_one_is_remembered_and_then_purged(
    tickets: Tickets, database: Database, clock: Clock
) -> None:
    used, unused = tickets.issue(A), tickets.issue(A)
    tickets.use(used)
    clock.go(60 + REMEMBERED.total_seconds() - 1)
    tickets.issue(A)
    assert why(tickets, used) == "ticket_already_used"
    assert why(tickets, unused) == "ticket_expired"
    clock.go(2)
    tickets.issue(A)
    assert why(tickets, used) == "ticket_invalid"
    with database.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(vas_tickets)).scalar_one() == 2


def test_k03_of_fifty_who_come_at_once_one_gets_in(tickets: Tickets) -> None:
    ticket = tickets.issue(A)
    outcomes: list[str] = []
    barrier = threading.Barrier(50)

    def come() -> None:
        barrier.wait()
        try:
            outcomes.append(tickets.use(ticket).hospital)
        except TicketRefused as refused:
            outcomes.append(refused.why)

    comers = [threading.Thread(target=come) for _ in range(50)]
    for comer in comers:
        comer.start()
    for comer in comers:
        comer.join()
    assert sorted(outcomes) == ["a"] + ["ticket_already_used"] * 49


def test_k03_the_use_itself_is_one_statement(
    tickets: Tickets, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody uses it between our look and our use."""
    ticket = tickets.issue(A)
    begin = SqliteFile.begin_writing

    def after_another(self: SqliteFile) -> object:
        monkeypatch.undo()
        assert Tickets(self, lambda: AT).use(ticket) == A
        return begin(self)

    monkeypatch.setattr(SqliteFile, "begin_writing", after_another)
    assert why(tickets, ticket) == "ticket_already_used"


def test_k08_a_store_that_is_down_lets_nobody_in_and_uses_nothing_up(tickets: Tickets, path: Path) -> None:
    ticket = tickets.issue(A)
    aside = path.with_suffix(".aside")
    path.rename(aside)
    with pytest.raises(Unavailable):
        tickets.use(ticket)
    with pytest.raises(Unavailable):
        tickets.issue(A)
    aside.rename(path)
    assert tickets.use(ticket) == A


def test_k10_a_restart_between_issue_and_use(path: Path, clock: Clock) -> None:
    with closing(open_database(path)) as before:
        ticket, used = Tickets(before, clock).issue(A), Tickets(before, clock).issue(A)
        Tickets(before, clock).use(used)
    with closing(open_database(path)) as after:
        assert Tickets(after, clock).use(ticket) == A
        assert why(Tickets(after, clock), used) == "ticket_already_used"


def test_k11_a_clock_set_back(tickets: Tickets, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    used, unused = tickets.issue(A), tickets.issue(A)
    tickets.use(used)
    clock.go(-3600)
    assert why(tickets, used) == "ticket_already_used"
    with caplog.at_level(logging.ERROR):
        assert why(tickets, unused) == "ticket_expired"
    assert "clock was set back" in caplog.text


def test_only_a_hash_is_stored(tickets: Tickets, path: Path) -> None:
    ticket = tickets.issue(A).reveal()
    files = [file.read_bytes() for file in path.parent.glob("frontdesk.db*")]
    assert not any(ticket.encode() in file for file in files)
