"""Three diallers are killed at any instruction, the carrier fails in every way, and nobody is rung twice."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from agent.clinic.database import Database, open_database
from agent.clinic.schema import attempts, opt_outs, reminders
from agent.reminders import campaigns, upkeep
from agent.reminders.campaigns import Entry
from agent.reminders.ledger import Later, Ledger
from agent.reminders.schedule import Place
from tests.agent.reminders.book import entry
from tests.agent.reminders.diallers import ANY_TIME, DIALS_A_SECOND, CountingCarrier, dial

NIGHTLY = bool(os.environ.get("FRONTDESK_NIGHTLY"))
KILLS, SLOTS, DEADLINE_S = (2000, 20_000, 5400) if NIGHTLY else (50, 200, 150)
MOST_LINES = 30_000  # of a life that is cut short: some dozens of dials


def due_now(n: int) -> Entry:
    wall = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=1)
    return entry(
        n,
        place=Place(("UTC",)),
        number=entry(n % 100_000).number,
        appointment_local=wall + timedelta(days=3),
        due_local=wall,
        latest_local=wall + timedelta(days=2),
        grace=timedelta(days=1),
    )


@pytest.mark.timeout(DEADLINE_S + 60)
def test_r01_killed_at_any_instruction_nobody_is_rung_twice(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    path = tmp_path / "frontdesk.db"
    database = open_database(path)
    ledger = Ledger(database, ANY_TIME, DIALS_A_SECOND)
    carrier = CountingCarrier(ledger, seed)
    campaigns.add(
        database, ANY_TIME, [due_now(n) for n in range(SLOTS)], name="all at once", now=datetime.now(UTC)
    )
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.agent.reminders.diallers"])
    kills, refused, began_s = 0, 0, time.monotonic()
    diallers: dict[str, multiprocessing.process.BaseProcess] = {}
    try:
        while time.monotonic() - began_s < DEADLINE_S:
            for name in ("d1", "d2", "d3"):
                dialler = diallers.get(name)
                if dialler is not None and dialler.is_alive():
                    continue
                if dialler is not None:
                    assert dialler.exitcode == -9, "a dialler ends by being killed, and in no other way"
                    kills += 1
                dies_at = int(MOST_LINES ** chance.random() * 10) if kills < KILLS else 0
                diallers[name] = processes.Process(target=dial, args=(str(path), carrier.port, name, dies_at))
                diallers[name].start()
            with suppress(OperationalError):  # three diallers without a pause hold the database at times
                if refused < 10 and chance.random() < 0.2:
                    number = due_now(chance.randrange(SLOTS)).number
                    ledger.opt_out(number, "staff", datetime.now(UTC))
                    refused += 1
                upkeep.sweep(database, datetime.now(UTC))
            if kills >= KILLS and not open_slots(database):
                break
            time.sleep(0.05)
    finally:
        for dialler in diallers.values():
            dialler.kill()
            dialler.join()
        time.sleep(1.0)  # for requests that were on their way
        carrier.close()
    upkeep.sweep(database, datetime.now(UTC) + timedelta(minutes=1))

    with database.engine.connect() as connection:
        tried = {row.id: row for row in connection.execute(select(attempts))}
        ended = Counter(connection.execute(select(reminders.c.state)).scalars())
        said_at = {row.who: row.said_at for row in connection.execute(select(opt_outs))}
    print(f"{kills} kills, {len(carrier.dials)} dials, {dict(ended)}, {dict(carrier.faults)}")
    assert kills >= KILLS
    assert len({(row.slot, row.attempt) for row in tried.values()}) == len(tried)
    rung = Counter(attempt_id for attempt_id, _, _ in carrier.dials)
    assert set(rung) <= set(tried), "every dial has an intent on record"
    assert max(rung.values()) == 1, f"rung twice: seed {seed}"
    assert len(carrier.dials) > SLOTS / 4
    last = Counter(row.slot for row in tried.values())
    for row in tried.values():
        if row.attempt < last[row.slot]:
            assert row.ending == "busy", "rung again although nobody knew the line to be busy"
    for attempt_id, number, _ in carrier.dials:
        if number in said_at:
            assert tried[attempt_id].intended_at <= said_at[number], "after an opt-out: nobody"
    assert not {"waiting", "dialling"} & set(ended), ended
    database.close()


@pytest.mark.timeout(60)
def test_r05_stopped_with_its_request_on_the_way(tmp_path: Path) -> None:
    """SIGSTOP for a minute, by the other dialler's clock; then it goes on as if nothing had been."""
    path = tmp_path / "frontdesk.db"
    database = open_database(path)
    ledger = Ledger(database, ANY_TIME, DIALS_A_SECOND)
    carrier = CountingCarrier(ledger, 0, ("held",))
    campaigns.add(database, ANY_TIME, [due_now(1)], name="one", now=datetime.now(UTC))
    stopped = multiprocessing.get_context("forkserver").Process(
        target=dial, args=(str(path), carrier.port, "stopped", 0)
    )
    stopped.start()
    try:
        wait_for(lambda: bool(carrier.dials))
        assert stopped.pid is not None
        os.kill(stopped.pid, signal.SIGSTOP)
        later = datetime.now(UTC) + timedelta(seconds=60)
        assert upkeep.sweep(database, later) == (0, 1)
        assert ledger.due(later) == Later(None)  # the second dialler finds nothing to dial
        carrier.may_answer.set()
        os.kill(stopped.pid, signal.SIGCONT)
        wait_for(lambda: states(database) == ["done"])  # the carrier's own word, in the end
        upkeep.sweep(database, later)
        assert ledger.due(later) == Later(None)
    finally:
        stopped.kill()
        stopped.join()
        carrier.close()
    assert len(carrier.dials) == 1
    assert states(database) == ["done"]
    database.close()


def wait_for(true: Callable[[], bool]) -> None:
    """Another process is at work; the test's own timeout ends a wait in vain."""
    while not true():
        time.sleep(0.01)


def states(database: Database) -> list[str]:
    with database.engine.connect() as connection:
        return list(connection.execute(select(reminders.c.state)).scalars())


def open_slots(database: Database) -> int:
    with database.engine.connect() as connection:
        waiting = select(func.count()).where(reminders.c.state == "waiting")
        return int(connection.execute(waiting).scalar_one())
