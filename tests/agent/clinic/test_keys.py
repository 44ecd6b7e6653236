from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.clinic.database import open_database
from agent.clinic.keys import BadKey, KeyBook, UnknownKey, digest

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[KeyBook]:
    database = open_database(tmp_path / "frontdesk.db")
    yield KeyBook(database, clock)
    database.close()


def test_a_key_is_found_as_it_was_issued(book: KeyBook) -> None:
    issued = book.issue("h-1", ["ws:ticket", "calls:read"], ["b-2", "b-1"], NOW + timedelta(days=1))
    assert book.find(issued.api_key.key) == issued.api_key
    assert issued.api_key.branch_ids == ("b-1", "b-2")
    assert book.find("nyra_unknown") is None
    assert len(bytes.fromhex(issued.secret.reveal())) == len(bytes.fromhex(issued.token.reveal())) == 32


def test_secrets_are_stored_hashed_and_print_as_nothing(book: KeyBook, tmp_path: Path) -> None:
    issued = book.issue("h-1", ["ws:ticket"])
    secret, token = issued.secret.reveal(), issued.token.reveal()
    dump = "\n".join(sqlite3.connect(tmp_path / "frontdesk.db").iterdump())
    assert digest(secret) in dump
    assert digest(token) in dump
    assert secret not in dump + repr(issued)
    assert token not in dump + repr(issued)


@pytest.mark.parametrize(
    ("hospital", "permissions", "expires_at"),
    [("", ["ws:ticket"], None), ("h", [], None), ("h", ["ws:all"], None), ("h", ["ws:ticket"], NOW)],
)
def test_what_cannot_be_issued(
    book: KeyBook, hospital: str, permissions: list[str], expires_at: datetime | None
) -> None:
    with pytest.raises(BadKey):
        book.issue(hospital, permissions, expires_at=expires_at)
    assert book.all() == []


def test_a_key_can_be_disabled_and_enabled(book: KeyBook) -> None:
    one, two = (book.issue("h-1", ["ws:ticket"]).api_key for _ in range(2))
    assert book.disable(one.id).disabled_at == NOW
    assert book.usable([one.id, two.id, "unknown"]) == {two.id}
    book.enable(one.id)
    assert book.usable([one.id, two.id]) == {one.id, two.id}


def test_g14_two_keys_are_valid_during_rotation_and_the_old_one_stops_at_its_date(
    book: KeyBook, clock: Clock
) -> None:
    old = book.issue("h-1", ["ws:ticket"], ["b-1"]).api_key
    new = book.rotate(old.id, timedelta(hours=24)).api_key
    assert (new.hospital_id, new.permissions, new.branch_ids) == ("h-1", old.permissions, ("b-1",))
    clock.now += timedelta(hours=23, minutes=59)
    assert book.usable([old.id, new.id]) == {old.id, new.id}
    clock.now += timedelta(minutes=1)
    assert book.usable([old.id, new.id]) == {new.id}
    with pytest.raises(BadKey):
        book.rotate(old.id, timedelta(hours=1))


def test_rotation_never_lengthens_a_life(book: KeyBook) -> None:
    old = book.issue("h-1", ["ws:ticket"], expires_at=NOW + timedelta(hours=1)).api_key
    book.rotate(old.id, timedelta(days=7))
    assert book.get(old.id).expires_at == NOW + timedelta(hours=1)


def test_of_another_hospital_a_key_is_unknown(book: KeyBook) -> None:
    ours = book.issue("h-1", ["ws:ticket"]).api_key
    theirs = book.issue("h-2", ["ws:ticket"]).api_key
    assert book.all("h-1") == [ours]
    for ask in (
        lambda: book.get(theirs.id, "h-1"),
        lambda: book.disable(theirs.id, "h-1"),
        lambda: book.enable(theirs.id, "h-1"),
        lambda: book.rotate(theirs.id, timedelta(0), "h-1"),
        lambda: book.get("unknown"),
    ):
        with pytest.raises(UnknownKey):
            ask()
    assert book.all("h-2") == [theirs]
