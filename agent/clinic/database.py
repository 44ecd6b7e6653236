"""The clinic's database: a file of our own, or a PostgreSQL server where one is named."""

from __future__ import annotations

from pathlib import Path

from agent.clinic.migrate import InUse, Unavailable, cause
from agent.clinic.postgres import Postgres, join_postgres, open_postgres
from agent.clinic.sqlite_file import SqliteFile, join_sqlite, open_sqlite

__all__ = ["Database", "InUse", "Unavailable", "cause", "join_database", "open_database"]

Database = SqliteFile | Postgres
"""Both have `engine`, `node`, `begin_writing()`, `hold(connection, what)` and `close()`."""


def open_database(path: Path, url: str = "") -> Database:
    """Open or make the database at `url`; without one, the file at `path`. Raises Unavailable."""
    if url:
        return open_postgres(url, path.with_name("postgresql.made"))
    return open_sqlite(path)


def join_database(path: Path, url: str = "") -> Database:
    """Open the database or, where a running Frontdesk owns it, work beside that one for a moment.

    A guest migrates nothing: raises Unavailable unless the owner's schema is ours.
    """
    try:
        return open_database(path, url)
    except InUse:
        return join_postgres(url) if url else join_sqlite(path)
