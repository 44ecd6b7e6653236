"""`frontdesk init`: what a clinic begins with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.cli import commands
from agent.clinic.clinic import EXAMPLE, load

runner = CliRunner()


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRONTDESK_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def test_the_example_is_written_and_what_comes_next_is_said(tmp_path: Path, data_dir: Path) -> None:
    folder = tmp_path / "my clinic"
    result = runner.invoke(commands(), ["init", str(folder)])
    assert result.exit_code == 0
    assert load(folder / "clinic.toml") == load(EXAMPLE)
    assert f"FRONTDESK_CLINIC_FILE={folder / 'clinic.toml'}" in result.output
    assert "frontdesk patients import" in result.output
    assert not data_dir.exists()


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text("mine")
    result = runner.invoke(commands(), ["init", str(tmp_path)])
    assert result.exit_code == os.EX_CANTCREAT
    assert "is there already" in result.output
    assert (tmp_path / "clinic.toml").read_text() == "mine"


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = runner.invoke(commands(), ["init", str(tmp_path / "file" / "folder")])
    assert result.exit_code == os.EX_CANTCREAT
    assert "cannot be written" in result.output


def test_invented_patients_on_demand(tmp_path: Path, data_dir: Path) -> None:
    result = runner.invoke(commands(), ["init", str(tmp_path), "--with-example-patients"])
    assert result.exit_code == 0, result.output
    assert "10 invented patients added" in result.output
    assert (data_dir / "frontdesk.db").exists()
