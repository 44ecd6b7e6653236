"""Three diallers are killed at any instruction, the carrier fails in every way, and nobody is rung twice."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from math import inf
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from agent.clinic.database import Database, open_database
from agent.clinic.schema import attempts, opt_outs, reminders
from agent.reminders import campaigns, upkeep
from agent.reminders.campaigns import Entry
from agent.reminders.ledger import Later, Ledger
from agent.reminders.schedule import Place
from tests.agent.reminders.book import entry
from tests.agent.reminders.diallers import DIALS_A_SECOND, RULES, Clock, CountingCarrier, dial

NIGHTLY = bool(os.environ.get("FRONTDESK_NIGHTLY"))
KILLS, SLOTS, DEADLINE_S = (2000, 20_000, 3600) if NIGHTLY else (50, 240, 150)
MOST_LINES = 30_000  # of a life that is cut short: some dozens of dials
LEAST_LIFE_S, LIVES = 0.1, 60  # of one that ends at an instant, and how much longer one may be

ZONES = (
    *("Europe/Dublin", "Asia/Tokyo", "America/New_York", "Australia/Sydney", "America/Los_Angeles"),
    *("Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo"),
)
FIRST_DAY = datetime(2026, 3, 5)  # noqa: DTZ001 - America's clocks go forward on the eighth
DAYS = 5
# The clock is put to just before Dublin's window opens, and to just before the last minute of it, in which
# nobody is dialled any more; elsewhere it is any other time of day.
PHASES = tuple(
    (FIRST_DAY + timedelta(days=day, seconds=seconds)).replace(tzinfo=UTC)
    for day in range(DAYS if NIGHTLY else 2)
    for seconds in (8 * 3600 - 5, 21 * 3600 - 65)
)


def slot(n: int) -> Entry:
    """One patient in sixteen has five reminders, two of them on one day, and four days in a row; the others
    have one each."""
    crowded = n % 20 < 5
    who = n - n % 20 if crowded else n
    day = (0, 0, 1, 2, 3)[n % 20] if crowded else n % len(PHASES) // 2
    due = FIRST_DAY + timedelta(days=day, hours=9)
    return entry(
        n,
        patient=f"p{who}",
        place=Place((ZONES[who % len(ZONES)],)),
        number=entry(who).number,
        appointment_local=due + timedelta(days=21),
        due_local=due,
        latest_local=due + timedelta(days=20),
        grace=timedelta(days=2),
    )


@pytest.mark.timeout(DEADLINE_S + 120)
def test_r01_killed_at_any_instruction_nobody_is_rung_twice(tmp_path: Path) -> None:
    """Nor outside the hours, over the limits, or after an opt-out. The carrier's own list is the truth."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.agent.reminders.diallers"])
    clock = Clock(processes.Value("d", 0.0))
    clock.put(PHASES[0])
    path = in_memory(tmp_path) / "frontdesk.db"
    database = open_database(path)
    ledger = Ledger(database, RULES, DIALS_A_SECOND)
    carrier = CountingCarrier(ledger, clock, seed)
    entries = [slot(n) for n in range(SLOTS)]
    campaigns.add(database, RULES, entries, name="a week", now=PHASES[0])
    began_s = time.monotonic()
    kills = refused = 0
    for n, phase in enumerate(PHASES, start=1):
        clock.put(phase)
        diallers: dict[str, multiprocessing.process.BaseProcess] = {}
        dies_at_s: dict[str, float] = {}
        try:
            while time.monotonic() - began_s < DEADLINE_S * n / len(PHASES):
                for name in ("d1", "d2", "d3"):
                    dialler = diallers.get(name)
                    if dialler is not None and time.monotonic() >= dies_at_s[name]:
                        dialler.kill()
                        dialler.join()
                    if dialler is not None and dialler.is_alive():
                        continue
                    if dialler is not None:
                        assert dialler.exitcode == -9, "a dialler ends by being killed, and in no other way"
                        kills += 1
                    # The first at an instruction, which is slow to count; the others at an instant.
                    dies_at = int(MOST_LINES ** chance.random() * 10) if name == "d1" else 0
                    dies_at_s[name] = time.monotonic() + LEAST_LIFE_S * LIVES ** chance.random()
                    if kills >= KILLS:
                        dies_at, dies_at_s[name] = 0, inf
                    diallers[name] = processes.Process(
                        target=dial, args=(str(path), carrier.port, name, dies_at, clock)
                    )
                    diallers[name].start()
                with suppress(OperationalError):  # three diallers without a pause hold the database at times
                    if refused < SLOTS // 20 and chance.random() < 0.2:
                        ledger.opt_out(chance.choice(entries).number, "staff", clock.now())
                        refused += 1
                    upkeep.sweep(database, clock.now())
                enough = kills >= KILLS * n / len(PHASES) and clock.now() > phase + timedelta(seconds=10)
                if enough and nothing_is_due(ledger, clock.now()):
                    break
                time.sleep(0.05)
        finally:
            for dialler in diallers.values():
                dialler.kill()
                dialler.join()
            kills += len(diallers)
        time.sleep(1.0)  # for requests that were on their way
    carrier.close()
    upkeep.sweep(database, PHASES[-1] + timedelta(days=30))
    took_s = time.monotonic() - began_s

    with database.engine.connect() as connection:
        tried = {row.id: row for row in connection.execute(select(attempts))}
        ended = Counter(connection.execute(select(reminders.c.state)).scalars())
        said_at = {row.who: row.said_at for row in connection.execute(select(opt_outs))}
    whose = {each.number.reveal(): each for each in entries}
    rung = Counter(attempt_id for attempt_id, _, _ in carrier.dials)
    outside = [each for each in carrier.dials if not 8 <= local(each, whose).hour < 21]
    after = [each for each in carrier.dials if tried[each[0]].intended_at > said_at.get(each[1], NEVER)]
    over = over_the_limits(carrier.dials, {row.id: row.slot for row in tried.values()}, whose)
    print(
        f"{kills} kills, {len(carrier.dials)} dials in {took_s:.0f} s; double {max(rung.values()) - 1}, "
        f"outside hours {len(outside)}, over limits {over}, after {len(said_at)} opt-outs {len(after)}; "
        f"{dict(ended)}, faults {dict(carrier.faults)}"
    )
    assert kills >= KILLS
    assert len(carrier.dials) > SLOTS / 4
    assert len({(row.slot, row.attempt) for row in tried.values()}) == len(tried)
    assert set(rung) <= set(tried), "every dial has an intent on record"
    assert max(rung.values()) == 1, f"rung twice: seed {seed}"
    last = Counter(row.slot for row in tried.values())
    for row in tried.values():
        if row.attempt < last[row.slot]:
            assert row.ending == "busy", "rung again although nobody knew the line to be busy"
    assert not outside
    assert not after
    assert over == 0
    # Suppressed: over a patient's limits. Cancelled: they want no calls.
    assert set(ended) <= {"done", "unknown", "missed", "suppressed", "cancelled"}, ended
    assert ended["suppressed"], "there was something to suppress"
    database.close()


NEVER = datetime.max.replace(tzinfo=UTC)
Dial = tuple[str, str, datetime]


def nothing_is_due(ledger: Ledger, now: datetime) -> bool:
    """Nor as soon as the account may dial again."""
    found = ledger.due(now)
    return isinstance(found, Later) and (found.at is None or found.at > now + timedelta(seconds=1))


def local(dial: Dial, whose: dict[str, Entry]) -> datetime:
    """When it rang, by the clock of whoever was rung."""
    return dial[2].astimezone(ZoneInfo(whose[dial[1]].place.zones[0]))


def over_the_limits(dials: list[Dial], slots: dict[str, str], whose: dict[str, Entry]) -> int:
    """Patients with two reminders on a day, or four within seven days; tries of one on one day are one."""
    days: dict[str, set[tuple[date, str]]] = {}
    for each in dials:
        days.setdefault(each[1], set()).add((local(each, whose).date(), slots[each[0]]))
    over = 0
    for theirs in days.values():
        per_day = Counter(day for day, _ in theirs)
        most = max(sum(0 <= (other - day).days < 7 for other, _ in theirs) for day in per_day)
        over += max(per_day.values()) > 1 or most > 3
    return over


def in_memory(folder: Path) -> Path:
    """A kill takes nothing from memory that the disk would have kept; of the disk other tests see to that."""
    memory = Path("/dev/shm")
    if not (NIGHTLY and memory.is_dir()):
        return folder
    quick = Path(tempfile.mkdtemp(dir=memory, prefix="frontdesk-nightly-"))
    atexit.register(shutil.rmtree, quick, ignore_errors=True)
    return quick


@pytest.mark.timeout(60)
def test_r05_stopped_with_its_request_on_the_way(tmp_path: Path) -> None:
    """SIGSTOP for a minute, by the other dialler's clock; then it goes on as if nothing had been."""
    path = tmp_path / "frontdesk.db"
    database = open_database(path)
    ledger = Ledger(database, RULES, DIALS_A_SECOND)
    processes = multiprocessing.get_context("forkserver")
    clock = Clock(processes.Value("d", 0.0))
    clock.put(noon := FIRST_DAY.replace(hour=12, tzinfo=UTC))
    carrier = CountingCarrier(ledger, clock, 0, ("held",))
    campaigns.add(database, RULES, [slot(0)], name="one", now=noon)
    stopped = processes.Process(target=dial, args=(str(path), carrier.port, "stopped", 0, clock))
    stopped.start()
    try:
        wait_for(lambda: bool(carrier.dials))
        assert stopped.pid is not None
        os.kill(stopped.pid, signal.SIGSTOP)
        later = clock.now() + timedelta(seconds=60)
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
