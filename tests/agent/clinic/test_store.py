from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from agent.clinic import sqlite_file
from agent.clinic.store import INBOX, CallRow, Refused, Store, Unavailable
from agent.facts import Fact, HandedOver
from tests.agent.clinic.conftest import Place
from tests.agent.clinic.made_facts import AT, ended, said, started

ROUNDS = 200 if os.environ.get("FRONTDESK_NIGHTLY") else 20


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "frontdesk.db"


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """On either kind of database."""
    with closing(Store(place.path, place.url)) as opened:
        yield opened


@pytest.fixture
def file_store(path: Path) -> Iterator[Store]:
    with closing(Store(path)) as opened:
        yield opened


def test_a_call_comes_back_as_it_was(store: Store) -> None:
    handed_over = HandedOver("c1", AT + timedelta(seconds=40))
    for fact in (started(), said(0), said(1, text="quoth “the raven” \x00 ' -- ?"), handed_over, ended()):
        store.write(fact).result()
    # PostgreSQL keeps no NUL; so neither does the file.
    assert store.lines("c1") == [said(0), said(1, text="quoth “the raven” \ufffd ' -- ?")]
    assert store.calls(10) == [CallRow("c1", started().ring, AT, handed_over.at, AT, "completed", 42_000)]
    assert store.lines("unknown") == []


def test_a_call_is_its_hospitals_and_its_branchs(store: Store) -> None:
    ring = replace(started().ring, hospital_id="riverside", branch_id="quay")
    store.write(replace(started(), ring=ring)).result()
    assert store.calls(1)[0].ring == ring


def test_the_latest_calls_come_first_and_in_pages(store: Store) -> None:
    for n in range(5):
        store.write(started(f"c{n}", AT + timedelta(minutes=n))).result()
    first = store.calls(2)
    assert [call.call_id for call in first] == ["c4", "c3"]
    assert [call.call_id for call in store.calls(10, before=first[-1].started_at)] == ["c2", "c1", "c0"]


@pytest.mark.parametrize(
    "fact", [started(), said(0), HandedOver("c1", AT), ended()], ids=lambda f: type(f).__name__
)
def test_writing_a_fact_again_is_harmless(store: Store, fact: Fact) -> None:
    for one in (started(), said(0), HandedOver("c1", AT), ended()):
        store.write(one).result()
    store.write(fact).result()
    assert len(store.lines("c1")) == 1


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (said(0, text="something else"), "another row"),
        (started(at=AT + timedelta(seconds=1)), "another row"),
        (said(0, call="unknown"), "(?i)foreign key"),
        (ended("unknown"), "no such call"),
        (HandedOver("c1", AT + timedelta(seconds=1)), "recorded otherwise"),
        (said(1, text="\ud800"), "UnicodeEncodeError"),  # half a character, as JSON may carry it
        (said(2**70), "OverflowError|NumericValueOutOfRange"),
        (started("c2", datetime(2026, 3, 2)), "StatementError"),  # noqa: DTZ001
    ],
)
def test_a_contradiction_is_refused_and_harms_no_other_write(
    store: Store, place: Place, fact: Fact, why: str
) -> None:
    for one in (started(), said(0), HandedOver("c1", AT)):
        store.write(one).result()
    with place.held_up():  # so that the three are gathered into one transaction
        writes = [store.write(one) for one in (said(2), fact, said(3))]
    with pytest.raises(Refused, match=why):
        writes[1].result()
    assert writes[0].result() is writes[2].result() is None
    assert [line.sequence for line in store.lines("c1")] == [0, 2, 3]


def test_a_refusal_does_not_quote_what_was_said(store: Store) -> None:
    error = store.write(said(0, call="unknown", text="canary-4711")).exception()
    assert "canary-4711" not in f"{error!r} {error} {error.__cause__!r} {error.__context__!r}"  # type: ignore[union-attr]


def test_what_gathers_during_a_commit_shares_the_next_one(store: Store, place: Place) -> None:
    commits: list[int] = []
    event.listen(store.database.engine, "commit", lambda _: commits.append(1))
    store.write(started()).result()
    assert len(commits) == 1  # a lone write waits for nobody
    with place.held_up():  # the first of these; the others gather behind it
        writes = [store.write(said(n)) for n in range(200)]
    for write in writes:
        write.result()
    assert len(commits) <= 3
    assert len(store.lines("c1")) == 200


def test_a_full_inbox_refuses_and_does_not_block(store: Store, place: Place) -> None:
    store.write(started()).result()
    with place.held_up():
        writes = [store.write(said(0))]
        while store._inbox.qsize():  # until the writer has it, and is held up
            pass
        writes += [store.write(said(n)) for n in range(1, 2 * INBOX)]
        with pytest.raises(Unavailable, match=f"{INBOX} writes behind"):
            writes[-1].result(timeout=0)
    kept = [n for n, write in enumerate(writes) if write.exception() is None]
    assert kept[:INBOX] == list(range(INBOX))  # whatever the writer takes meanwhile makes room for later ones
    assert [line.sequence for line in store.lines("c1")] == kept


def test_h_01_a_full_disk_loses_nothing_that_was_acknowledged(file_store: Store, path: Path) -> None:
    store = file_store
    store.write(started()).result()
    set_room(store, pages=12)
    acknowledged = []
    for n in range(1000):
        error = store.write(said(n, text="x" * 500)).exception()
        if error is not None:
            break
        acknowledged.append(n)
    assert isinstance(error, Unavailable)
    assert "full" in str(error)
    assert acknowledged
    assert [line.sequence for line in store.lines("c1")] == acknowledged
    set_room(store, pages=2**30)
    store.write(said(len(acknowledged))).result()
    with closing(sqlite.connect(str(path))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def set_room(store: Store, pages: int) -> None:
    """From now on the disk has room for `pages` pages of 4 KiB, as far as this database can tell."""

    def limit(connection: sqlite.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(store.database.engine, "checkout", limit)


def test_h_02_a_lock_held_by_others_is_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_TIMEOUT_MS", 20)
    with closing(Store(path)) as store, closing(sqlite.connect(str(path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked"):
            store.write(started()).result()
        assert store.calls(1) == []  # reading goes on
        other.execute("ROLLBACK")
        store.write(started()).result()


def test_closing_writes_what_was_accepted(place: Place) -> None:
    store = Store(place.path, place.url)
    writes = [store.write(started()), *(store.write(said(n)) for n in range(300))]
    store.close()
    assert all(write.done() and write.exception() is None for write in writes)
    with pytest.raises(Unavailable, match="closed"):
        store.write(said(300)).result(timeout=0)


def test_calls_that_a_crash_left_open_are_closed_at_the_start(place: Place) -> None:
    with closing(Store(place.path, place.url)) as store:
        before = datetime.now(UTC)
        for fact in (
            started("with lines"),
            said(0, "with lines"),
            started("silent"),
            started("over"),
            ended("over"),
        ):
            store.write(fact).result()
    with closing(Store(place.path, place.url)) as store:
        calls = {call.call_id: call for call in store.calls(10)}
    assert calls["over"].end_reason == "completed"
    assert calls["with lines"].end_reason == calls["silent"].end_reason == "crashed"
    assert calls["with lines"].duration_ms is None
    assert calls["silent"].ended_at == AT  # nothing is known of it but its start
    last_word = calls["with lines"].ended_at
    assert last_word is not None
    assert last_word >= before


def test_h_01_a_disk_that_is_full_at_the_start_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Store) -> None:
        raise OperationalError("UPDATE calls", {}, sqlite.OperationalError("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_close_crashed_calls", full)
        with pytest.raises(Unavailable, match=r"frontdesk\.db cannot be written: database or disk is full"):
            Store(path)
    Store(path).close()  # the file was given up


def _write_until_killed(path: Path, call: str, acknowledged: Connection) -> None:
    store = Store(path)
    store.write(started(call)).result()
    for n in range(1_000_000):
        store.write(said(n, call)).result()
        acknowledged.send(n)


@pytest.mark.timeout(ROUNDS * 10)
def test_t_18_kill_9_loses_no_acknowledged_line(path: Path) -> None:
    """Every round kills a process that writes, at another place; each next one opens what it left."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["agent.clinic.store", "tests.agent.clinic.made_facts"])
    known: dict[str, int] = {}  # the last line of each call that its process was told is durable
    for n in range(ROUNDS):
        call = f"c{n}"
        receiver, sender = processes.Pipe(duplex=False)
        process = processes.Process(target=_write_until_killed, args=(path, call, sender), daemon=True)
        process.start()
        sender.close()
        while known.setdefault(call, -1) < 7 * n % 50:
            assert receiver.poll(30), "the writer is stuck"
            known[call] = receiver.recv()
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        while receiver.poll():  # what it said between our decision and its death
            try:
                known[call] = receiver.recv()
            except EOFError:
                break
    with closing(Store(path)) as store:
        for call, last in known.items():
            sequences = [line.sequence for line in store.lines(call)]
            assert sequences == list(range(len(sequences)))
            assert len(sequences) > last
        assert {row.end_reason for row in store.calls(ROUNDS)} == {"crashed"}


def test_h08_a_call_that_a_crash_cut_off_is_known_as_that(path: Path) -> None:
    with closing(Store(path)) as store:
        for call_id in ("c1", "c2"):
            store.write(replace(started(), call_id=call_id)).result()
        store.write(ended()).result()
        assert store.crashed("c2") is None  # still on
    with closing(Store(path)) as store:
        assert store.crashed("c2") == started().ring
        assert store.crashed("c1") is None
        assert store.crashed("unknown") is None
