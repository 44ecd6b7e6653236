"""The commands over a database of their own, beside the one who owns it."""

from __future__ import annotations

import csv
import io
import os
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import insert
from typer.testing import CliRunner

from agent.cli import commands
from agent.clinic.clinic import EXAMPLE, load
from agent.clinic.database import join_database
from agent.clinic.schema import appointments, patients
from agent.clinic.store import Store
from agent.reminders import campaigns
from agent.reminders.ledger import Candidate, Ledger
from agent.reminders.schedule import Rules

runner = CliRunner()
TOMORROW = datetime(2031, 7, 2, 15)  # noqa: DTZ001 - a Wednesday, far enough away to be one for long
HEAD = "patient_id,name,phone,appointment,appointment_id\n"


def remind(folder: Path, *words: str) -> Result:
    environment = {"FRONTDESK_DATA_DIR": str(folder), "COLUMNS": "300"}
    return runner.invoke(commands(), ["remind", *words], env=environment)


def listed(folder: Path, *lines: str) -> Path:
    file = folder / "tomorrow.csv"
    file.write_text(HEAD + "".join(f"{line}\n" for line in lines))
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    when = f"{TOMORROW:%Y-%m-%d %H:%M}"
    listed(tmp_path, f"p1,=Mary,(01) 555 0142,{when},a1", f"p2,John,(01) 555 0143,{when},a2")
    return tmp_path


def imported(folder: Path) -> str:
    said = remind(folder, "import", str(folder / "tomorrow.csv"))
    assert said.exit_code == 0, said.output
    found = re.search(r"campaign (\w+)", said.output)
    assert found
    return found[1]


def test_r16_import_twice_beside_a_server_that_runs(folder: Path) -> None:
    store = Store(folder / "frontdesk.db")
    campaign = imported(folder)
    again = remind(folder, "import", str(folder / "tomorrow.csv"))
    assert f"campaign {campaign}: 0 new, 2 known before" in again.output
    store.close()


def test_r14_bad_lines_are_named_and_nothing_is_imported(folder: Path) -> None:
    file = listed(folder, f"p1,A,(01) 555 0142,{TOMORROW},a1", f"p2,B,999,{TOMORROW},a2")
    refused = remind(folder, "import", str(file))
    assert refused.exit_code == os.EX_DATAERR
    assert "tomorrow.csv:3: phone: an emergency" in refused.output
    assert "0 of" not in remind(folder, "list").output
    kept = remind(folder, "import", str(file), "--skip-bad")
    assert "1 new" in kept.output
    assert "1 refused" in kept.output


def test_list_show_pause_resume_cancel(folder: Path) -> None:
    campaign = imported(folder)
    assert campaign in remind(folder, "list").output
    assert "0 of 2 settled; 2 waiting" in remind(folder, "show", campaign).output
    for word, state in (("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        assert remind(folder, word, campaign).exit_code == 0
        assert f"({state})" in remind(folder, "show", campaign).output
    assert remind(folder, "resume", campaign).exit_code == 1
    assert "2 of 2 settled" in remind(folder, "show", campaign, "--follow").output


def test_the_report_as_table_and_as_csv(folder: Path) -> None:
    campaign = imported(folder)
    database = join_database(folder / "frontdesk.db")
    ledger = Ledger(database, Rules())
    now = campaigns.slots(database, campaign)[0].due_at + timedelta(minutes=1)
    candidate = ledger.due(now)
    assert isinstance(candidate, Candidate)
    intent = ledger.intend(candidate, "d", now)
    assert intent is not None
    ledger.talked(intent.attempt_id, "confirmed", now)
    database.close()
    said = remind(folder, "report", campaign).output
    assert "confirmed" in said
    assert "1 of 2 settled" in said
    rows = list(csv.DictReader(io.StringIO(remind(folder, "report", campaign, "--csv").stdout)))
    assert {row["phone"] for row in rows} == {"+35315550142", "+35315550143"}
    assert {row["outcome"] for row in rows} == {"confirmed", ""}
    assert "'=Mary" in {row["name"] for row in rows}  # no formula for a spreadsheet


def test_a_campaign_nobody_knows(folder: Path) -> None:
    refused = remind(folder, "report", "nobody")
    assert refused.exit_code == 1
    assert "no campaign" in refused.output


def test_a_file_that_is_not_there_or_not_a_list(folder: Path) -> None:
    assert remind(folder, "import", str(folder / "none.csv")).exit_code == os.EX_DATAERR
    (folder / "odd.csv").write_text("a,b\n")
    assert "must name the columns" in remind(folder, "import", str(folder / "odd.csv")).output


def test_r12_staff_may_say_it_too(folder: Path) -> None:
    campaign = imported(folder)
    assert remind(folder, "opt-out", "(01) 555 0142").exit_code == 0
    assert "1 cancelled, 1 waiting" in remind(folder, "show", campaign).output
    assert remind(folder, "opt-out", "999").exit_code == 1


def test_r16_tomorrow_comes_straight_from_the_book_and_once(tmp_path: Path) -> None:
    clinic = load(EXAMPLE)
    with closing(Store(tmp_path / "frontdesk.db")) as store:
        with store.database.begin_writing() as connection:
            for n, phone in enumerate(("+35315550142", "")):
                at = TOMORROW.replace(tzinfo=UTC) + timedelta(hours=n)
                theirs = {"id": f"p{n}", "hospital_id": clinic.id, "name": "Mary Byrne", "phone": phone}
                born = TOMORROW.date().replace(year=1971)
                connection.execute(insert(patients).values(**theirs, born=born, created_at=at))
                about = {"hospital_id": clinic.id, "branch_id": clinic.branches[0].id, "patient_id": f"p{n}"}
                when = {
                    "starts_at": at,
                    "ends_at": at + timedelta(minutes=15),
                    "created_at": at,
                    "changed_at": at,
                }
                what = {"id": f"a{n}", "doctor_id": "reed", "reason_id": "check-up", "status": "BOOKED"}
                connection.execute(insert(appointments).values(**what, **about, **when))
        first = remind(tmp_path, "tomorrow", "--date", f"{TOMORROW:%Y-%m-%d}")
        assert "1 new, 0 known before, 1 cannot be rung" in first.output
        assert "appointment a1: no telephone number" in first.output
        assert "555" not in first.output
        again = remind(tmp_path, "tomorrow", "--date", f"{TOMORROW:%Y-%m-%d}")
        assert "0 new, 1 known before" in again.output
    assert remind(tmp_path, "tomorrow", "--date", "someday").exit_code == os.EX_DATAERR
