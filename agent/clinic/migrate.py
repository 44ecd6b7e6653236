"""The schema's version, whichever database it is in: read it, refuse a newer one, bring an older one up."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

_MIGRATIONS = Path(__file__).with_name("migrations")


class Unavailable(Exception):
    """The database cannot be opened or written now: full, locked, read-only, damaged, gone, not reached."""


class InUse(Unavailable):
    """Another Frontdesk owns the database; a short command may join it."""


def newest() -> str:
    head = ScriptDirectory(str(_MIGRATIONS)).get_current_head()
    assert head is not None
    return head


def version(connection: Connection, name: str) -> str | None:
    """The version of what is there; None for an empty database. Raises Unavailable for what we may not touch.

    `name`: what people call this database.
    """
    have = MigrationContext.configure(connection).get_current_revision()
    if have is None:
        if inspect(connection).get_table_names():
            raise Unavailable(f"{name} is not a Frontdesk database; name another one")
        return None
    known = {revision.revision for revision in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
    if have not in known:
        raise Unavailable(
            f"{name} has schema {have}, this Frontdesk knows {newest()} at most; install the newer "
            "Frontdesk again, or restore the copy that was kept before migrating"
        )
    return have


def refuse_another_version(connection: Connection, name: str) -> None:
    """A guest migrates nothing: raises Unavailable unless the owner's schema is ours."""
    have = version(connection, name)
    if have != newest():
        raise Unavailable(f"{name} has schema {have}, this command knows {newest()}; use the same version")


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest version, within the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def cause(error: Exception) -> str:
    """What went wrong, without the values that were being written."""
    if not isinstance(error, DBAPIError):
        return type(error).__name__
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is None or diagnosis.sqlstate is None:  # SQLite; or PostgreSQL was not reached at all
        return " ".join(str(error.orig).split())
    if diagnosis.sqlstate.startswith("22"):  # PostgreSQL quotes the value it cannot take
        return type(error.orig).__name__
    return str(diagnosis.message_primary)
