"""The clinic's database on a PostgreSQL server, for when one machine's file is outgrown.

Several Frontdesks may share it, each under the name of its machine: what a crash left open is closed by the
one of the same name, and two of one name are refused. Beside the place where the SQLite file would lie,
`postgresql.made` remembers that tables were once there, so that an empty database behind a mistyped
address is reported instead of begun anew (H-03). A copy before migrating (H-04) is the server's
administrator's to make: a migration that fails changes nothing, and one that succeeds is not undone.
"""

from __future__ import annotations

import contextlib
import platform
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError

from agent.clinic import migrate
from agent.clinic.migrate import InUse, Unavailable, cause

# As long as a caller may be kept waiting for a finding; who waits longer is told that it cannot be done now.
CONNECT_TIMEOUT_S = 3
STATEMENT_TIMEOUT_MS = 3000
LOCK_TIMEOUT_MS = 2000
# The writer of facts, a few errands, a few readers; ten Frontdesks stay below a server's usual hundred.
CONNECTIONS = 9


@dataclass(frozen=True, slots=True)
class Postgres:
    """An open database at the newest schema; `close()` gives our name in it up."""

    node: str
    engine: Engine
    _owner: Connection | None  # holds the lock on our name for as long as we live; None: a guest

    def begin_writing(self) -> AbstractContextManager[Connection]:
        """A transaction, durable at its end."""
        return self.engine.begin()

    def hold(self, connection: Connection, what: str) -> None:
        """Until the transaction ends, whoever else wants to hold `what` waits. What they did is then seen."""
        connection.execute(select(func.pg_advisory_xact_lock(_number(what))))

    def close(self) -> None:
        if self._owner is not None:
            self._owner.close()
        self.engine.dispose()


def open_postgres(url: str, made: Path, node: str | None = None) -> Postgres:
    """Connect, migrate. Raises Unavailable with what to do. `made` is the file that remembers."""
    engine, name = _engine(url)
    try:
        with contextlib.ExitStack() as undo:
            undo.callback(engine.dispose)
            node = platform.node()[:64] if node is None else node
            owner = undo.enter_context(engine.connect()).execution_options(isolation_level="AUTOCOMMIT")
            _own(owner, node, name)
            _prepare(engine, name, made)
            undo.pop_all()
            return Postgres(node, engine, owner)
    except OSError as error:
        raise Unavailable(f"{made} cannot be written: {error.strerror}; check the permissions") from error
    except DBAPIError as error:
        raise Unavailable(f"{name} cannot be used: {cause(error)}") from error


def join_postgres(url: str) -> Postgres:
    """Connect beside a running Frontdesk of the same name, for a moment. Raises Unavailable."""
    engine, name = _engine(url)
    try:
        with engine.connect() as connection:
            migrate.refuse_another_version(connection, name)
        return Postgres("", engine, None)
    except DBAPIError as error:
        engine.dispose()
        raise Unavailable(f"{name} cannot be used: {cause(error)}") from error


def _engine(url: str) -> tuple[Engine, str]:
    """The engine, and the address without its password, for people."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise Unavailable(
            "database_url is not an address like postgresql://user:password@host/name"
        ) from None
    if address.drivername not in {"postgresql", "postgresql+psycopg"}:
        raise Unavailable(f"database_url begins with {address.drivername}; only postgresql:// is known")
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"),
        hide_parameters=True,  # an error message would otherwise quote what a caller said
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=CONNECT_TIMEOUT_S,
        pool_pre_ping=True,  # a server that was restarted costs nobody a failure
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_S,
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS}",
        },
    )
    return engine, address.render_as_string(hide_password=True)


def _own(owner: Connection, node: str, name: str) -> None:
    if not owner.execute(select(func.pg_try_advisory_lock(_number(f"node {node}")))).scalar_one():
        raise InUse(f'{name} is in use by another Frontdesk on "{node}"; stop that one first')


def _prepare(engine: Engine, name: str, made: Path) -> None:
    with engine.begin() as connection:
        # Two that start together migrate one after the other; making a schema may take its time.
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        connection.execute(select(func.pg_advisory_xact_lock(_number("migration"))))
        have = migrate.version(connection, name)
        if have is None and made.exists():
            raise Unavailable(
                f"{name} is empty, and tables were made earlier; restore a backup, correct database_url, or "
                f"delete {made} to begin with an empty database"
            )
        if have != migrate.newest():
            migrate.upgrade(connection)
    made.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made.write_text(
        "Frontdesk made its tables in PostgreSQL. Delete this file only to begin with empty ones.\n"
    )


def _number(what: str) -> object:
    """Advisory locks go by number; ours are told from other programs' by the word before."""
    return func.hashtextextended(f"frontdesk {what}", 0)
