from __future__ import annotations

import pytest
from typer.testing import CliRunner

from agent.cli import commands
from agent.settings import Settings

runner = CliRunner()


def test_every_setting_is_shown_with_its_meaning() -> None:
    result = runner.invoke(commands(), ["settings"], env={"COLUMNS": "300"})
    assert result.exit_code == 0
    for name, field in Settings.model_fields.items():
        assert f"FRONTDESK_{name.upper()}" in result.output
        assert field.description


def test_a_secret_is_only_said_to_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_SIGNATURE_SECRET", "hush-hush")
    result = runner.invoke(commands(), ["settings"], env={"COLUMNS": "300"})
    assert "(set)" in result.output
    assert "hush" not in result.output


def test_the_markdown_has_a_row_a_setting() -> None:
    result = runner.invoke(commands(), ["settings", "--markdown"])
    assert result.output.count("\n| `FRONTDESK_") == len(Settings.model_fields)
