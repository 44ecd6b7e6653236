"""`frontdesk patients import`, as a clinic types it."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from typer.testing import CliRunner

from agent.cli import commands
from agent.cli.patients import opened, seed
from agent.clinic.clinic import EXAMPLE, load
from agent.clinic.database import Unavailable, open_database
from agent.clinic.patients import EXAMPLE_PATIENTS
from agent.clinic.schema import patients
from agent.settings import Settings

runner = CliRunner()


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRONTDESK_DATA_DIR", str(tmp_path))
    return tmp_path


def test_a_list_is_imported_once(data_dir: Path) -> None:
    for said in ("10 added, 0 there already", "0 added, 10 there already"):
        result = runner.invoke(commands(), ["patients", "import", str(EXAMPLE_PATIENTS)])
        assert result.exit_code == 0, result.output
        assert said in result.output
    with opened(Settings()) as database, database.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(patients)).scalar_one() == 10


def test_a_mistake_is_named_and_nothing_is_taken(data_dir: Path) -> None:
    path = data_dir / "list.csv"
    path.write_text("name,date_of_birth,phone\nMary Murphy,1971-05-03,\nTom Ray,yesterday,\n")
    result = runner.invoke(commands(), ["patients", "import", str(path)])
    assert result.exit_code == os.EX_DATAERR
    assert f"{path}:3: date_of_birth: is not a date" in result.output
    assert not (data_dir / "frontdesk.db").exists()


def test_a_list_is_imported_while_the_server_runs(data_dir: Path) -> None:
    with closing(open_database(data_dir / "frontdesk.db")) as owner:
        result = runner.invoke(commands(), ["patients", "import", str(EXAMPLE_PATIENTS)])
        assert "10 added" in result.output
        with owner.engine.connect() as connection:
            assert connection.execute(select(func.count()).select_from(patients)).scalar_one() == 10


def test_the_address_in_the_settings_counts() -> None:
    elsewhere = Settings(database_url=SecretStr("mysql://x"))
    with pytest.raises(Unavailable, match="only postgresql://"):
        seed(elsewhere, load(EXAMPLE))
    assert seed(Settings(), load(EXAMPLE)) == 10
