from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agent.cli import commands
from agent.clinic.database import open_database
from agent.clinic.keys import KeyBook, digest


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRONTDESK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def keys(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(commands(), ["keys", *arguments])
    assert result.exit_code == code, result.output
    return result


def issued(*arguments: str) -> tuple[str, dict[str, str]]:
    """The id, and the headers."""
    result = keys(*arguments)
    headers = dict(line.split(": ", 1) for line in result.stdout.splitlines())
    assert list(headers) == ["x-api-key", "x-api-secret", "Authorization"]
    match = re.search(r"id (\w+);", result.stderr)
    assert match is not None
    return match[1], headers


def test_a_key_is_issued_for_the_clinic_and_works(data_dir: Path) -> None:
    id, headers = issued("issue", "ws:ticket", "calls:read", "--branch", "mill-lane")
    database = open_database(data_dir / "frontdesk.db")
    key = KeyBook(database).find(headers["x-api-key"])
    database.close()
    assert key is not None
    assert (key.id, key.hospital_id, key.branch_ids) == (id, "riverside", ("mill-lane",))
    assert key.permissions == {"ws:ticket", "calls:read"}
    assert key.secret_hash == digest(headers["x-api-secret"])
    listed = keys("list").stdout
    assert headers["x-api-key"] in listed
    assert headers["x-api-secret"] not in listed


def test_keys_are_disabled_enabled_and_rotated_while_a_frontdesk_runs(data_dir: Path) -> None:
    running = open_database(data_dir / "frontdesk.db")
    book = KeyBook(running)
    id, _ = issued("issue", "ws:ticket", "--hospital", "h-9")
    assert book.usable([id]) == {id}
    keys("disable", id)
    assert book.usable([id]) == set()
    assert "disabled" in keys("list", "--hospital", "h-9").stdout
    assert id not in keys("list", "--hospital", "h-8").stdout
    keys("enable", id)
    new, _ = issued("rotate", id, "--overlap-hours", "1")
    assert book.usable([id, new]) == {id, new}
    issued("rotate", new, "--overlap-hours", "0")
    assert book.usable([new]) == set()
    running.close()


def test_what_cannot_be_done_is_said_in_a_line(data_dir: Path) -> None:
    assert "no key with the id x" in keys("disable", "x", code=65).stderr
    assert "unknown permission: ws:all" in keys("issue", "ws:all", code=65).stderr
    (data_dir / "frontdesk.db").write_text("not a database at all, this is just text" * 40)
    assert "frontdesk.db" in keys("list", code=78).stderr
