"""The clinic's database as a file: SQLite, opened, or plainly said why it cannot be.

In write-ahead-log mode, synced at every commit. One process owns the file: beside
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
from typing import Any, ClassVar, TextIO

from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from agent.clinic import migrate
from agent.clinic.migrate import InUse, Unavailable

# Builds from 3.7.0 up to 3.51.2 can corrupt a write-ahead log when a checkpoint and a commit meet.
LEAST_SQLITE = (3, 51, 3)
# Longer than any commit of ours; whoever locks the file for longer is somebody else, and we say so.
BUSY_TIMEOUT_MS = 2000

_BEGIN = "frontdesk_begin"  # execution option: the SQL that begins a transaction


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """An open database at the newest schema; `close()` gives the file up."""

    node: ClassVar[str] = ""  # one process owns the file, so it need not say which of several it is

    path: Path
    engine: Engine
    _made: TextIO | None  # None: a guest beside the owner
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

    def hold(self, connection: Connection, what: str) -> None:
        """Whoever writes holds all of it anyway."""

    def close(self) -> None:
        self.engine.dispose()
        if self._made is not None:
            self._made.close()


def open_sqlite(path: Path) -> SqliteFile:
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
            return SqliteFile(path, engine, made, path.stat().st_ino)
    except OSError as error:
        raise Unavailable(f"{path} cannot be used: {error.strerror}; check the permissions there") from error
    except DatabaseError as error:
        raise Unavailable(f"{path} cannot be used: {error.orig}; free it, or restore a backup") from error


def join_sqlite(path: Path) -> SqliteFile:
    """Open a file that a running Frontdesk owns, beside that one, for a moment. Raises Unavailable."""
    _refuse_old_sqlite()
    engine = _engine(path)
    try:
        with engine.connect() as connection:
            migrate.refuse_another_version(connection, str(path))
        return SqliteFile(path, engine, None, path.stat().st_ino)
    except DatabaseError as error:
        engine.dispose()
        raise Unavailable(f"{path} cannot be used: {error.orig}; try again") from error


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
        have = migrate.version(connection, str(path))
    if have == migrate.newest():
        # A write that changes nothing tells a read-only file now instead of at the first call.
        with _writing(engine) as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
        return
    if have is not None:
        _copy_before_migrating(path, engine, have)
    with _writing(engine) as connection:
        migrate.upgrade(connection)


def _copy_before_migrating(path: Path, engine: Engine, revision: str) -> None:
    copy = path.with_name(f"{path.name}.before-migration-from-{revision}")
    # A copy left by a migration that failed is of this same, unmigrated database.
    copy.unlink(missing_ok=True)
    _private(copy)
    with contextlib.closing(engine.raw_connection()) as connection:  # VACUUM refuses to run in a transaction
        connection.cursor().execute("VACUUM INTO ?", (str(copy),))
