"""Opening the clinic's database, or saying plainly why it cannot be opened.

SQLite in write-ahead-log mode, synced at every commit. One process owns the file: beside
`frontdesk.db` lies `frontdesk.db.made`, locked while we run. It also remembers that the
database was once made, so that a lost file is reported instead of begun anew (H-03).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DatabaseError

# Builds from 3.7.0 up to 3.51.2 can corrupt a write-ahead log when a checkpoint and a commit meet.
LEAST_SQLITE = (3, 51, 3)
# Longer than any commit of ours; whoever locks the file for longer is somebody else, and we say so.
BUSY_TIMEOUT_MS = 2000

_MIGRATIONS = Path(__file__).with_name("migrations")
_BEGIN = "frontdesk_begin"  # execution option: the SQL that begins a transaction


class Unavailable(Exception):
    """The database cannot be opened or written now: full, locked, read-only, damaged, gone."""


class InUse(Unavailable):
    """Another Frontdesk owns it; `open_beside` still reaches what is in it."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database at the newest schema; `close()` gives the file up."""

    path: Path
    engine: Engine
    _made: TextIO
    _inode: int

    def begin_writing(self) -> AbstractContextManager[Connection]:
        """A transaction that holds the write lock from its start, committed (and synced) at its end.

        Raises Unavailable if the file was deleted or replaced: what is written to it would be lost.
        """
        try:
            present = self.path.stat().st_ino == self._inode
        except FileNotFoundError:
            present = False
        if not present:
            raise Unavailable(f"{self.path} was deleted or replaced while in use; restore it and restart")
        return _writing(self.engine)

    def close(self) -> None:
        self.engine.dispose()
        self._made.close()


def open_database(path: Path) -> Database:
    """Open or make the database, check it whole, migrate it. Raises Unavailable with what to do."""
    _refuse_old_sqlite()
    try:
        with contextlib.ExitStack() as undo:
            made = undo.enter_context(_own(path))
            engine = _engine(path)
            undo.callback(engine.dispose)
            _prepare(path, engine)
            if made.tell() == 0:
                made.write(
                    "Frontdesk made a database here. Delete this file only to begin with an empty one.\n"
                )
                made.flush()
            undo.pop_all()
            return Database(path, engine, made, path.stat().st_ino)
    except OSError as error:
        raise Unavailable(f"{path} cannot be used: {error.strerror}; check the permissions there") from error
    except DatabaseError as error:
        raise Unavailable(f"{path} cannot be used: {error.orig}; free it, or restore a backup") from error


def open_beside(path: Path) -> Database:
    """Open a database without owning it: reminders are imported and read while the server runs.

    Makes and migrates it first where nobody owns it. Raises Unavailable, as `open_database` does.
    """
    try:
        open_database(path).close()
    except InUse:
        _refuse_old_sqlite()
    try:
        made = path.with_name(path.name + ".made").open("a", encoding="utf-8")
        beside = Database(path, _engine(path), made, path.stat().st_ino)
    except OSError as error:
        raise Unavailable(f"{path} cannot be used: {error.strerror}; check the permissions there") from error
    with beside.engine.connect() as connection:
        have = MigrationContext.configure(connection).get_current_revision()
    if have != ScriptDirectory(str(_MIGRATIONS)).get_current_head():
        beside.close()
        raise Unavailable(f"{path} is owned by a Frontdesk of another version, or is just being made")
    return beside


def _refuse_old_sqlite() -> None:
    if tuple(int(part) for part in sqlite.sqlite_version.split(".")) < LEAST_SQLITE:
        least = ".".join(map(str, LEAST_SQLITE))
        raise Unavailable(
            f"SQLite {sqlite.sqlite_version} (in package pysqlite3) can corrupt a database; install a "
            f"pysqlite3 that carries {least} or newer"
        )


def _own(path: Path) -> TextIO:
    """Lock the file that says who owns the database; refuse a second owner and a lost database."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made_path = path.with_name(path.name + ".made")
    with contextlib.ExitStack() as undo:
        made = undo.enter_context(made_path.open("a", encoding="utf-8"))
        try:
            fcntl.flock(made, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"{path} is in use by another Frontdesk; stop that one first") from None
        if made.tell() > 0 and (not path.exists() or path.stat().st_size == 0):
            raise Unavailable(
                f"{path} was made earlier and is now gone or empty; restore a backup, or delete {made_path} "
                "to begin with an empty database"
            )
        _private(path)
        undo.pop_all()
        return made


def _private(path: Path) -> None:
    """Make an empty file for our eyes only; the log and index that SQLite adds take their mode from it."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=sqlite,
        hide_parameters=True,  # an error message would otherwise quote what a caller said
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver would begin late and never for DDL; `on_begin` does it
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))

    return engine


def _writing(engine: Engine) -> AbstractContextManager[Connection]:
    # A transaction that read first and then finds another writer ahead could only fail, without waiting.
    return engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"}).begin()


def _prepare(path: Path, engine: Engine) -> None:
    """Check the file and bring its schema to the newest, keeping a copy of an older one."""
    with engine.connect() as connection:
        damage = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if damage != "ok":
            raise Unavailable(f"{path} is damaged ({damage}); restore a backup")
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        if mode != "wal":
            raise Unavailable(f"{path} lies on a file system without shared memory; move it to a local disk")
        have = MigrationContext.configure(connection).get_current_revision()
        tables = inspect(connection).get_table_names()
    script = ScriptDirectory(str(_MIGRATIONS))
    newest = script.get_current_head()
    if have == newest:
        # A write that changes nothing tells a read-only file now instead of at the first call.
        with _writing(engine) as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
        return
    if have is None and tables:
        raise Unavailable(f"{path} is not a Frontdesk database; name another file")
    if have is not None:
        if have not in {revision.revision for revision in script.walk_revisions()}:
            raise Unavailable(
                f"{path} has schema {have}, this Frontdesk knows {newest} at most; install the newer "
                "Frontdesk again, or restore the copy it kept before migrating"
            )
        _copy_before_migrating(path, engine, have)
    with _writing(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _copy_before_migrating(path: Path, engine: Engine, revision: str) -> None:
    copy = path.with_name(f"{path.name}.before-migration-from-{revision}")
    # A copy left by a migration that failed is of this same, unmigrated database.
    copy.unlink(missing_ok=True)
    _private(copy)
    with contextlib.closing(engine.raw_connection()) as connection:  # VACUUM refuses to run in a transaction
        connection.cursor().execute("VACUUM INTO ?", (str(copy),))
