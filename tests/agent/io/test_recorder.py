from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2 as sqlite
from structlog.testing import capture_logs

from agent.clinic import sqlite_file
from agent.clinic.store import Refused, Store, Unavailable
from agent.facts import Fact, LineSaid, News, PartialHeard
from agent.io import log
from agent.io.recorder import HELD_LINES_PER_CALL, Recorder
from agent.personal import Personal
from agent.settings import Settings
from tests.agent.clinic.made_facts import ended, said, started
from tests.agent.clinic.test_store import set_room


def run(test: Coroutine[Any, Any, None]) -> None:
    async def within_a_deadline() -> None:
        async with asyncio.timeout(30):
            await test

    asyncio.run(within_a_deadline())


async def until(true: Callable[[], bool]) -> None:
    """Returns when it is so; `run` has the deadline."""
    while not true():  # noqa: ASYNC110 - the recorder tells nobody when its health changes
        await asyncio.sleep(0.002)


class ListBus:
    def __init__(self) -> None:
        self.published: list[News] = []

    def publish(self, fact: News) -> None:
        self.published.append(fact)


class HandStore:
    """A store whose writes the test completes by hand."""

    def __init__(self) -> None:
        self.writes: list[tuple[Fact, Future[None]]] = []

    def write(self, fact: Fact) -> Future[None]:
        durable: Future[None] = Future()
        self.writes.append((fact, durable))
        return durable


class FailingStore:
    """Fails with `error` while there is one, else keeps the fact."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.poison: list[Fact] = []
        self.kept: list[Fact] = []

    def write(self, fact: Fact) -> Future[None]:
        durable: Future[None] = Future()
        if self.error is not None:
            durable.set_exception(self.error)
        elif fact in self.poison:
            durable.set_exception(Refused("contradiction"))
        else:
            self.kept.append(fact)
            durable.set_result(None)
        return durable


def test_durable_before_shown_and_in_order() -> None:
    async def test() -> None:
        store, bus = HandStore(), ListBus()
        recorder = Recorder(store, bus)
        recorder.start()
        facts: list[Fact] = [started(), said(0), said(1)]
        for fact in facts:
            recorder.record(fact)
        assert store.writes == []  # record itself does nothing
        await until(lambda: len(store.writes) == 3)
        store.writes[1][1].set_result(None)
        store.writes[2][1].set_result(None)
        for _ in range(10):
            await asyncio.sleep(0)
        assert bus.published == []  # the first is not durable yet
        store.writes[0][1].set_result(None)
        await recorder.drain()
        assert bus.published == facts
        await recorder.close()

    run(test())


def test_a_partial_is_shown_at_once_and_never_written() -> None:
    store, bus = HandStore(), ListBus()
    recorder = Recorder(store, bus)
    partial = PartialHeard("c", Personal("when are"), 4, 900)
    recorder.show(partial)
    assert bus.published == [partial]
    assert store.writes == []


def test_a_line_recorded_while_others_are_written_follows_them() -> None:
    async def test() -> None:
        store, bus = HandStore(), ListBus()
        recorder = Recorder(store, bus)
        recorder.start()
        recorder.record(started())
        await until(lambda: len(store.writes) == 1)
        recorder.record(said(0))
        store.writes[0][1].set_result(None)
        await until(lambda: len(store.writes) == 2)
        assert bus.published == [started()]
        store.writes[1][1].set_result(None)
        await recorder.drain()
        assert bus.published == [started(), said(0)]
        await recorder.close()

    run(test())


def test_a_failure_holds_back_everything_after_it() -> None:
    """Later facts of the batch that did get written are written again, and shown only after the first."""

    async def test() -> None:
        store, bus = HandStore(), ListBus()
        recorder = Recorder(store, bus)
        recorder.start()
        for fact in (started(), said(0), started("c2")):
            recorder.record(fact)
        await until(lambda: len(store.writes) == 3)
        store.writes[0][1].set_result(None)
        store.writes[1][1].set_exception(Unavailable("disk full"))
        store.writes[2][1].set_result(None)
        await until(lambda: not recorder.healthy)
        assert recorder.problem == "disk full"
        assert bus.published == [started()]
        await until(lambda: len(store.writes) == 5)
        assert [fact for fact, _ in store.writes[3:]] == [said(0), started("c2")]
        for _, durable in store.writes[3:]:
            durable.set_result(None)
        await recorder.drain()
        assert recorder.healthy
        assert bus.published == [started(), said(0), started("c2")]
        await recorder.close()

    run(test())


def test_a_refused_fact_is_not_shown_and_stops_nobody() -> None:
    async def test() -> None:
        store, bus = FailingStore(), ListBus()
        store.poison = [said(0)]
        recorder = Recorder(store, bus)
        recorder.start()
        for fact in (started(), said(0), said(1)):
            recorder.record(fact)
        await recorder.drain()
        assert bus.published == [started(), said(1)]
        assert recorder.refused == 1
        assert recorder.healthy
        await recorder.close()

    run(test())


def test_a_bus_that_fails_stops_no_record() -> None:
    class BrokenBus(ListBus):
        def publish(self, fact: News) -> None:
            if isinstance(fact, LineSaid):
                raise RuntimeError("a viewer's fault")
            super().publish(fact)

    async def test() -> None:
        store, bus = FailingStore(), BrokenBus()
        recorder = Recorder(store, bus)
        recorder.start()
        for fact in (started(), said(0), ended()):
            recorder.record(fact)
        await recorder.drain()
        assert store.kept == [started(), said(0), ended()]
        assert bus.published == [started(), ended()]
        await recorder.close()

    run(test())


def test_h_01_memory_is_bounded_while_the_disk_is_full() -> None:
    async def test() -> None:
        store, bus = FailingStore(Unavailable("disk full")), ListBus()
        recorder = Recorder(store, bus)
        recorder.start()
        recorder.record(started())
        recorder.record(started("c2"))
        for n in range(HELD_LINES_PER_CALL + 50):
            recorder.record(said(n))
        recorder.record(said(0, "c2"))  # another call has its own share
        recorder.record(ended())  # and an end is always kept
        await until(lambda: not recorder.healthy)
        assert recorder.dropped == 50
        store.error = None
        await recorder.drain()
        assert recorder.healthy
        lines = [
            fact.sequence for fact in bus.published if isinstance(fact, LineSaid) and fact.call_id == "c1"
        ]
        assert lines == list(range(HELD_LINES_PER_CALL))
        assert bus.published[-2:] == [said(0, "c2"), ended()]
        assert store.kept == bus.published
        recorder.record(said(HELD_LINES_PER_CALL + 50))  # its share is free again
        await recorder.drain()
        assert recorder.dropped == 50
        await recorder.close()

    run(test())


def test_closing_with_facts_unwritten_says_how_many() -> None:
    async def test() -> None:
        recorder = Recorder(FailingStore(Unavailable("disk full")), ListBus())
        recorder.start()
        recorder.record(started())
        recorder.record(said(0))
        await until(lambda: not recorder.healthy)
        await recorder.close()

    with capture_logs() as logs:
        run(test())
    assert logs[-1]["event"] == "facts lost: the database did not come back"
    assert logs[-1]["facts"] == 2
    assert logs[-1]["why"] == "disk full"


# -- on the real store ---------------------------------------------------------------------------


def test_h_01_disk_full_and_then_room_again(tmp_path: Path) -> None:
    path = tmp_path / "frontdesk.db"

    async def test(store: Store) -> None:
        bus = ListBus()
        recorder = Recorder(store, bus)
        recorder.start()
        recorder.record(started())
        await recorder.drain()
        set_room(store, pages=12)
        facts = [said(n, text="x" * 500) for n in range(100)]
        for fact in facts:
            recorder.record(fact)
        await until(lambda: not recorder.healthy)
        assert "full" in recorder.problem
        shown = [fact for fact in bus.published if isinstance(fact, LineSaid)]
        assert store.lines("c1")[: len(shown)] == shown  # nothing is shown that is not durable
        recorder.record(ended())
        set_room(store, pages=2**30)
        await recorder.drain()
        assert recorder.healthy
        assert bus.published == [started(), *facts, ended()]
        assert store.lines("c1") == facts
        await recorder.close()

    with closing(Store(path)) as store:
        run(test(store))
    with closing(sqlite.connect(str(path))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


LOCK = """
import sys
from pysqlite3 import dbapi2
connection = dbapi2.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
"""


@contextmanager
def locked_by_another_process(path: Path) -> Iterator[None]:
    command = [sys.executable, "-c", LOCK, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        yield
        other.communicate("let go\n")


def test_h_02_locked_by_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_TIMEOUT_MS", 20)
    path = tmp_path / "frontdesk.db"

    async def test(store: Store) -> None:
        bus = ListBus()
        recorder = Recorder(store, bus)
        recorder.start()
        facts: list[Fact] = [started(), *(said(n) for n in range(30)), ended()]
        with locked_by_another_process(path):
            for fact in facts:
                recorder.record(fact)
            await until(lambda: "locked" in recorder.problem)
            assert bus.published == []
        await recorder.drain()
        assert bus.published == facts
        assert store.lines("c1") == facts[1:-1]
        await recorder.close()

    with closing(Store(path)) as store:
        run(test(store))


def test_p_01_no_fault_of_the_record_tells_what_was_said(tmp_path: Path) -> None:
    canary = "persimmon-8431"

    class BrokenBus:
        def publish(self, fact: News) -> None:
            raise RuntimeError(f"cannot publish {fact}")

    async def test(store: Store) -> None:
        recorder = Recorder(store, BrokenBus())
        recorder.start()
        recorder.record(started())
        recorder.record(said(0, text=canary))
        recorder.record(said(0, text=canary + " again"))  # refused: contradicts
        recorder.record(said(0, "unknown", text=canary))  # refused: foreign key
        await recorder.drain()
        set_room(store, pages=5)
        recorder.record(said(1, text=canary * 1000))
        await until(lambda: not recorder.healthy)
        await recorder.close()

    reader, writer = os.pipe()
    with closing(Store(tmp_path / "frontdesk.db")) as store:
        lines = log.configure(Settings(log_level="debug"), fd=writer)
        run(test(store))
        lines.close()
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as output:
        logged = output.read()
    for expected in ("fact refused", "fact not published", "takes no writes", "facts lost"):
        assert expected in logged
    assert canary not in logged
