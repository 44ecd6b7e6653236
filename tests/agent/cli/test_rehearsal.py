"""`frontdesk demo --reminders`, as a newcomer types it."""

from __future__ import annotations

import asyncio
import io
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from agent.cli import rehearsal
from agent.clinic.clinic import EXAMPLE, load
from agent.clinic.database import join_database
from agent.double.people import person_at
from agent.reminders import campaigns, importing
from agent.reminders.ledger import Ledger
from agent.reminders.schedule import Rules, is_decent
from agent.settings import Settings

HABITS = importing.Habits("Europe/Dublin", "IE")
ANY_DAY = Rules(weekdays=frozenset(range(7)), on_holidays=True)
CAME_TO = {
    "Mary Byrne": "confirmed",
    "Tom Walsh": "cancelled",
    "Anna Kelly": "move",
    "Peter Quinn": "wrong number",
    "Nora Daly": "opt out",
    "John Brady": "voicemail",
    "Susan Nolan": "call later",
    "Paul Doyle": "confirmed",
    "Emma Lynch": "busy",
    "Jack Flynn": "no answer",
    "Clara Burke": "voicemail",
    "Frank Moran": "no reply",
}


@pytest.mark.parametrize("hour", range(24))
def test_the_list_can_be_rung_at_any_hour(hour: int) -> None:
    now = datetime(2026, 11, 25, hour, 17, tzinfo=UTC)
    read = importing.read(rehearsal.appointments(now), HABITS)
    assert not read.rejected
    assert {entry.name.reveal() for entry in read.entries} == set(CAME_TO)
    assert all(is_decent(now, entry.place, ANY_DAY) for entry in read.entries)


def test_they_are_twelve_of_twelve_tempers() -> None:
    assert len({person_at(digits).temper for digits in rehearsal.PEOPLE}) == len(rehearsal.PEOPLE) == 12


def test_whoever_is_over_is_told_in_a_line_and_in_the_report(tmp_path: Path) -> None:
    database = join_database(tmp_path / "frontdesk.db")
    settings = Settings(data_dir=tmp_path)
    now = datetime.now(UTC)
    listed = "\n".join(rehearsal.appointments(now).splitlines()[:2])
    [entry] = importing.read(listed, HABITS).entries
    done = campaigns.add(database, ANY_DAY, [entry], name="rehearsal", now=now, tenant=load(EXAMPLE).id)
    Ledger(database, ANY_DAY).opt_out(entry.number, "staff", now + timedelta(seconds=1))
    assert campaigns.find(database, done.campaign) is not None
    database.close()
    said = io.StringIO()
    console = Console(file=said, width=120)
    assert asyncio.run(rehearsal.ring_all(settings, tmp_path, listed, console))
    assert re.search(r"Mary Byrne\s+says that they will come\s+opt-out", said.getvalue())
    assert "the report" in said.getvalue()


def test_a_rehearsal_begins_with_nobody_refused(tmp_path: Path) -> None:
    (tmp_path / "frontdesk.db-wal").touch()
    (tmp_path / "phrases").mkdir()
    rehearsal.empty(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["phrases"]


@pytest.mark.e2e
@pytest.mark.timeout(600)
@pytest.mark.skipif(not os.environ.get("FRONTDESK_NIGHTLY"), reason="rings for two minutes: `make nightly`")
def test_twelve_patients_are_rung_and_reported(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "agent.cli", "demo", "--reminders", "--out", str(tmp_path)],
        env=os.environ | {"COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    said = result.stdout + result.stderr
    assert result.returncode == 0, said
    report = said.split("the report")[1]
    for name, outcome in CAME_TO.items():
        assert re.search(rf"{name} .*\b{outcome}\b", report), said
    assert (tmp_path / "appointments.csv").read_text().count("\n") == 13
