from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from agent.cli import weights as command
from agent.settings import Settings
from models import catalogue, weights
from tests.models.sources import CONTENT, DEAD_HUB, Hub, files_toml, hub, hub_toml

__all__ = ["hub"]  # a fixture


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue in which the ear and the voice are small, and a folder with neither."""
    file = tmp_path / "catalogue.toml"
    names = ("'whisper-tiny.en'", "piper-en_US-joe-medium", "unneeded")
    file.write_text("".join(files_toml(name) + hub_toml(name) for name in names))
    loaded = catalogue.load_catalogue(file)
    monkeypatch.setattr(weights, "load_catalogue", lambda: loaded)
    monkeypatch.setenv("FRONTDESK_WEIGHTS_DIR", str(tmp_path / "weights"))
    monkeypatch.setenv("FRONTDESK_EAR", "whisper-tiny.en")
    monkeypatch.setenv("FRONTDESK_READER", "")
    monkeypatch.setenv("FRONTDESK_HUB_URL", DEAD_HUB)
    return tmp_path / "weights"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command.app, arguments, env={"COLUMNS": "300"})


def test_needed_is_what_the_settings_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_EAR", "whisper-small")
    monkeypatch.setenv("FRONTDESK_VOICE", "another")
    monkeypatch.setenv("FRONTDESK_TRANSLATION_EAR", "whisper-base")
    monkeypatch.delenv("FRONTDESK_READER")
    assert command.needed(Settings()) == ["whisper-small", "another", "minilm-l6-int8", "whisper-base"]
    monkeypatch.setenv("FRONTDESK_READER", "")
    assert command.needed(Settings()) == ["whisper-small", "another", "whisper-base"]


def test_pull_gets_what_is_needed_and_no_more(
    folder: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTDESK_HUB_URL", hub.url)
    result = run("pull")
    assert result.exit_code == 0, result.output
    installed = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert installed == {"whisper-tiny.en", "piper-en_US-joe-medium"}
    assert run("verify").exit_code == 0
    assert run("pull", "--all").exit_code == 0
    assert (folder / "unneeded").is_dir()


def test_pull_goes_on_after_a_failure_and_exits_with_78(folder: Path) -> None:
    target = folder / "piper-en_US-joe-medium"
    target.mkdir(parents=True)
    for name, content in CONTENT.items():
        (target / name).write_bytes(content)
    result = run("pull")
    assert result.exit_code == 78
    assert "failed whisper-tiny.en: no source gave the right files" in result.output
    assert "ready  piper-en_US-joe-medium" in result.output


def test_a_name_that_is_not_there(folder: Path) -> None:
    result = run("pull", "wisper")
    assert result.exit_code == 78
    assert "there is no weight 'wisper'" in result.output


def test_verify_names_what_is_wrong(folder: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_HUB_URL", hub.url)
    assert run("pull").exit_code == 0
    (folder / "whisper-tiny.en" / "model.bin").write_bytes(b"short")
    result = run("verify")
    assert result.exit_code == 78
    assert "wrong  whisper-tiny.en: model.bin has 5 bytes instead of 350000" in result.output
    assert "right  piper-en_US-joe-medium" in result.output
    assert run("verify", "piper-en_US-joe-medium").exit_code == 0


def test_list_tells_what_is_missing_and_needed() -> None:
    result = run("list")
    assert result.exit_code == 0
    lines = {line.split()[0]: line for line in result.output.splitlines() if line.split()}
    assert "no, and needed" in lines["whisper-tiny.en"]
    assert "no, and needed" not in lines["unneeded"]


def test_a_folder_that_cannot_be_written_is_told(folder: Path) -> None:
    folder.write_text("a file stands where the folder should be")
    console = Console(record=True, width=300)
    assert not command.pull_all(["unneeded"], Settings(), console)
    assert str(folder) in console.export_text()
