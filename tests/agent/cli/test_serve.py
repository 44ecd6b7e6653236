"""Why it would not start, said in a line. (Starting, ringing and stopping it for real: tests/e2e.)"""

from __future__ import annotations

import os
from pathlib import Path

from typer.testing import CliRunner

from agent.cli import commands

runner = CliRunner()


def refused(tmp_path: Path, *options: str, **environment: str) -> str:
    environment |= {"FRONTDESK_DATA_DIR": str(tmp_path), "COLUMNS": "400"}
    result = runner.invoke(commands(), ["serve", *options], env=environment)
    assert result.exit_code == os.EX_CONFIG
    return result.output


def test_g09_without_a_signature_secret_and_tls_it_does_not_serve_strangers(tmp_path: Path) -> None:
    said = refused(tmp_path)
    for missing in ("FRONTDESK_SIGNATURE_SECRET", "FRONTDESK_PUBLIC_URL", "--insecure-local"):
        assert missing in said


def test_insecure_means_local(tmp_path: Path) -> None:
    assert "FRONTDESK_HOST" in refused(tmp_path, "--insecure-local", FRONTDESK_HOST="0.0.0.0")


def test_m04_missing_weights_are_named_with_what_to_do(tmp_path: Path) -> None:
    said = refused(tmp_path, "--insecure-local", FRONTDESK_WEIGHTS_DIR=str(tmp_path / "none"))
    assert "frontdesk weights pull" in said


def test_a_mistake_in_the_clinic_file_is_named_by_line(tmp_path: Path) -> None:
    file = tmp_path / "clinic.toml"
    file.write_text('name = "A"\ngreting = "Hello."\n')
    said = refused(tmp_path, "--insecure-local", FRONTDESK_CLINIC_FILE=str(file))
    assert "clinic.toml:2: greting" in said


def test_help_says_what_it_does() -> None:
    result = runner.invoke(commands(), ["serve", "--help"])
    assert result.exit_code == 0
    assert "--insecure-local" in result.output
