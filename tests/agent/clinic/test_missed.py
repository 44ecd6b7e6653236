"""What a listener missed, from either database."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from agent.clinic import missed as missed_module
from agent.clinic.database import Unavailable
from agent.clinic.missed import TooMuch, missed
from agent.clinic.store import Store
from agent.facts import CallEnded, CallStarted, Ring
from agent.personal import Personal
from tests.agent.clinic.conftest import Place

NOON = datetime(2026, 4, 8, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def write(store: Store, call_id: str, began: int, ended: int | None, hospital: str, branch: str = "") -> None:
    """Minutes after noon."""
    ring = Ring(call_id, Personal("+447700900001"), Personal("+44207"), "inbound", hospital, branch or None)
    store.write(CallStarted(call_id, ring, NOON + began * MINUTE)).result()
    if ended is not None:
        store.write(CallEnded(call_id, "completed", NOON + ended * MINUTE, 61_000)).result()


def told(store: Store, *branches: str, since: datetime = NOON) -> list[tuple[str, str]]:
    return [(type(fact).__name__, fact.call_id) for fact in missed(store.database, "a", branches, since)]


def test_s17_beginnings_and_ends_since_then_of_one_hospital_or_branch(place: Place) -> None:
    with closing(Store(place.path, place.url)) as store:
        write(store, "over by then", -20, -1, "a")
        write(store, "began before", -20, 3, "a")
        write(store, "whole", 1, 2, "a", "north")
        write(store, "on", 2, None, "a", "south")
        write(store, "theirs", 1, 2, "b", "north")
        assert told(store) == [
            ("CallStarted", "whole"),
            ("CallStarted", "on"),
            ("CallEnded", "whole"),
            ("CallEnded", "began before"),
        ]
        assert told(store, "north") == [("CallStarted", "whole"), ("CallEnded", "whole")]
        assert told(store, since=NOON + 4 * MINUTE) == []
        first, last = missed(store.database, "a", ["north"], NOON)
        assert isinstance(first, CallStarted)
        assert (first.ring.caller, first.ring.hospital_id) == (Personal("+447700900001"), "a")
        assert isinstance(last, CallEnded)
        assert (last.reason, last.duration_ms) == ("completed", 61_000)


def test_s17_the_end_of_a_call_that_a_crash_ended_is_told_too(place: Place) -> None:
    with closing(Store(place.path, place.url)) as store:
        write(store, "c", 1, None, "a")
    with closing(Store(place.path, place.url)) as store:  # the next process closes what was left open
        _, end = missed(store.database, "a", (), NOON)
        assert isinstance(end, CallEnded)
        assert (end.reason, end.duration_ms) == ("crashed", 0)


def test_more_than_is_told_at_once_is_said_and_not_cut(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missed_module, "MOST_CALLS", 2)
    with closing(Store(place.path, place.url)) as store:
        write(store, "1", 1, 2, "a")
        write(store, "2", 1, 2, "a")
        assert len(told(store)) == 4
        write(store, "3", 1, 2, "a")
        with pytest.raises(TooMuch):
            told(store)


def test_a_database_that_cannot_be_read(place: Place) -> None:
    with closing(Store(place.path, place.url)) as store:
        with store.database.begin_writing() as connection:
            connection.execute(text("ALTER TABLE calls RENAME TO elsewhere"))
        with pytest.raises(Unavailable):
            told(store)
        with store.database.begin_writing() as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO calls"))
