"""H-03 and H-04: an unusable database is named, with what to do, and never begun anew in silence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import inspect

from agent.clinic import database
from agent.clinic.database import InUse, Unavailable, open_beside, open_database
from agent.clinic.store import Store
from tests.agent.clinic.made_facts import said, started

PRIVATE = 0o600


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "frontdesk.db"


def filled(path: Path, lines: int = 3) -> None:
    """A database with one call in it, closed."""
    with closing(Store(path)) as store:
        store.write(started()).result()
        for n in range(lines):
            store.write(said(n)).result()


def test_a_new_database_is_private_and_synced_at_every_commit(path: Path) -> None:
    with closing(open_database(path)) as opened, opened.begin_writing() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.glob("frontdesk.db*")}
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 2000,
    }
    assert modes["frontdesk.db"] == modes["frontdesk.db-wal"] == modes["frontdesk.db-shm"] == PRIVATE


def test_an_older_sqlite_is_refused_by_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "sqlite_version", "3.51.2")
    with pytest.raises(Unavailable, match=r"SQLite 3\.51\.2 .* install a pysqlite3 .* 3\.51\.3"):
        open_database(path)
    assert not path.exists()


def test_the_folder_is_made(tmp_path: Path) -> None:
    open_database(tmp_path / "a b" / "100%?" / "frontdesk.db").close()
    assert (tmp_path / "a b" / "100%?" / "frontdesk.db").exists()


def test_a_second_owner_is_refused(path: Path) -> None:
    with (
        closing(open_database(path)),
        pytest.raises(Unavailable, match="in use by another Frontdesk"),
    ):
        open_database(path)
    open_database(path).close()


@pytest.mark.parametrize("lost", ["deleted", "emptied"])
def test_h_03_a_lost_database_is_not_begun_anew(path: Path, lost: str) -> None:
    filled(path)
    if lost == "deleted":
        path.unlink()
    else:
        os.truncate(path, 0)
    for _ in range(2):  # the refusal itself must not make the next start succeed
        with pytest.raises(Unavailable, match=r"gone or empty; restore a backup, or delete .*\.made"):
            open_database(path)
    path.with_name("frontdesk.db.made").unlink()
    open_database(path).close()


def test_h_03_a_file_that_is_no_database(path: Path) -> None:
    path.write_bytes(b"These are the minutes of the meeting. " * 500)
    before = path.read_bytes()
    with pytest.raises(Unavailable, match=r"frontdesk\.db cannot be used: file is not a database"):
        open_database(path)
    assert path.read_bytes() == before


def test_h_03_a_damaged_page(path: Path) -> None:
    filled(path, lines=300)
    with path.open("r+b") as file:
        for page in range(2, path.stat().st_size // 4096, 2):
            file.seek(4096 * page)
            file.write(os.urandom(2048))
    with pytest.raises(Unavailable, match=r"damaged|malformed"):
        open_database(path)


def test_h_03_somebody_elses_database(path: Path) -> None:
    with closing(sqlite.connect(str(path))) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(Unavailable, match="not a Frontdesk database"):
        open_database(path)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write anything; be somebody who may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_h_03_a_read_only_database(what: str) -> None:
    folder = Path(tempfile.mkdtemp())  # not under tmp_path, whose parents are root's alone
    path = folder / "frontdesk.db"
    try:
        filled(path)
        folder.chmod(0o777 if what == "file" else 0o555)
        path.with_name("frontdesk.db.made").chmod(0o666 if what == "file" else 0o444)
        path.chmod(0o444)
        with as_nobody(), pytest.raises(Unavailable, match=r"cannot be used: .*; check the permissions"):
            open_database(path)
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_database_locked_at_the_start_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    with closing(sqlite.connect(str(path), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Unavailable, match="database is locked"):
            open_database(path)


def test_h_03_a_database_deleted_in_use_takes_no_more_writes(path: Path) -> None:
    with closing(Store(path)) as store:
        store.write(started()).result()
        path.unlink()
        with pytest.raises(Unavailable, match="deleted or replaced while in use"):
            store.write(said(0)).result()


HEAD = ScriptDirectory(str(Path(database.__file__).with_name("migrations"))).get_current_head()
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("calls", sa.Column("note", sa.Text()))
    {then}
"""


def newer_frontdesk(folder: Path, monkeypatch: pytest.MonkeyPatch, then: str = "") -> None:
    """Let this Frontdesk know a migration 9999."""
    migrations = folder / "migrations"
    shutil.copytree(database._MIGRATIONS, migrations, dirs_exist_ok=True)
    (migrations / "versions" / "9999_note.py").write_text(MIGRATION.format(then=then, head=HEAD))
    monkeypatch.setattr(database, "_MIGRATIONS", migrations)


def columns(path: Path) -> list[str]:
    with closing(sqlite.connect(str(path))) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(calls)")]


def test_h_04_an_older_schema_is_migrated_after_a_copy(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path)
    newer_frontdesk(tmp_path, monkeypatch)
    with closing(Store(path)) as store:
        assert [fact.sequence for fact in store.lines("c1")] == [0, 1, 2]
    assert "note" in columns(path)
    copy = tmp_path / f"frontdesk.db.before-migration-from-{HEAD}"
    assert copy.stat().st_mode & 0o777 == PRIVATE
    assert "note" not in columns(copy)
    with closing(sqlite.connect(str(copy))) as connection:
        assert connection.execute("SELECT count(*) FROM transcript_lines").fetchone() == (3,)


def test_h_04_a_migration_that_fails_changes_nothing_and_can_be_tried_again(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path)
    with monkeypatch.context() as patch:
        newer_frontdesk(tmp_path, patch, then='op.execute("SELECT absent")')
        for _ in range(2):
            with pytest.raises(Unavailable, match="no such column: absent"):
                open_database(path)
    assert "note" not in columns(path)
    with closing(Store(path)) as store:
        assert len(store.lines("c1")) == 3


def test_h_04_a_newer_schema_is_refused(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        newer_frontdesk(tmp_path, patch)
        filled(path)
    with pytest.raises(Unavailable, match=rf"schema 9999, this Frontdesk knows {HEAD} .* newer Frontdesk"):
        open_database(path)
    assert "note" in columns(path)


def test_p_03_deleted_words_leave_no_bytes(path: Path) -> None:
    canary = "persimmon-8431"
    with closing(Store(path)) as store:
        for fact in (started(), said(0, text=canary), said(1)):
            store.write(fact).result()
        assert canary.encode() in path.with_name("frontdesk.db-wal").read_bytes()
        with store.database.begin_writing() as connection:
            connection.exec_driver_sql("DELETE FROM transcript_lines WHERE sequence = 0")
    assert [file.name for file in path.parent.iterdir() if canary.encode() in file.read_bytes()] == []


def test_a_crash_gives_the_file_up(path: Path) -> None:
    """Ownership is the kernel's lock, so nobody has to clean up after a process that died."""
    code = f"import os; from pathlib import Path; from agent.clinic.database import open_database; \
open_database(Path({str(path)!r})); os._exit(9)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    open_database(path).close()


def test_beside_its_owner_a_database_can_be_written_and_is_not_owned(tmp_path: Path) -> None:
    path = tmp_path / "frontdesk.db"
    owner = open_database(path)
    beside = open_beside(path)
    with beside.begin_writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
    with pytest.raises(InUse):
        open_database(path)
    owner.close()
    open_database(path).close()  # whoever stands beside holds nobody up
    beside.close()


def test_beside_nobody_it_is_made_first(tmp_path: Path) -> None:
    beside = open_beside(tmp_path / "frontdesk.db")
    with beside.engine.connect() as connection:
        assert "reminders" in inspect(connection).get_table_names()
    beside.close()
