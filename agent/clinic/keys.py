"""The keys with which other systems ask us for things, and watch: who holds one, for whom, to do what.

A key is three credentials that belong together: the public `key` (names the row), the `secret`, and the
hospital's `token`. The last two are shown once and kept as SHA-256. That is enough here, and a slow hash
for passwords would buy nothing: each is 256 random bits, so nobody can try them out, stored hash or not.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update
from sqlalchemy.exc import DatabaseError

from agent.clinic.database import Database, Unavailable
from agent.clinic.rows import write_audit
from agent.clinic.schema import api_keys
from agent.personal import Personal

PERMISSIONS = frozenset(
    "analytics:read appointments:read appointments:write calls:read calls:write doctor_slots:read "
    "doctor_slots:write keys:manage patients:create patients:read ws:ticket".split()
)


class UnknownKey(Exception):
    """No such key, or not in this hospital. Nobody is told which."""


class BadKey(ValueError):
    """A key that cannot be issued; the message says why."""


@dataclass(frozen=True, slots=True)
class By:
    """Whose doing it is, for the audit."""

    who: str  # "cli", "key:17"
    address: str | None = None  # the peer's, where it came over the network


CLI = By("cli")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as recorded. No `branch_ids` means the whole hospital."""

    id: str
    key: str
    hospital_id: str
    branch_ids: tuple[str, ...]
    permissions: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    disabled_at: datetime | None
    secret_hash: str
    token_hash: str

    def usable(self, at: datetime) -> bool:
        return self.disabled_at is None and (self.expires_at is None or at < self.expires_at)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new key and what is shown this one time only."""

    api_key: ApiKey
    secret: Personal
    token: Personal


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


class KeyBook:
    """The table of keys. Every method blocks for a disk read or a commit, and may raise Unavailable."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def issue(
        self,
        hospital_id: str,
        permissions: Collection[str],
        branch_ids: Collection[str] = (),
        expires_at: datetime | None = None,
        by: By = CLI,
    ) -> Issued:
        """Raises BadKey for an unknown permission or an end in the past."""
        if not hospital_id:
            raise BadKey("a key needs a hospital")
        if not permissions or (unknown := set(permissions) - PERMISSIONS):
            named = ", ".join(sorted(unknown)) if permissions else "none given"
            raise BadKey(f"unknown permission: {named}; there are {', '.join(sorted(PERMISSIONS))}")
        if expires_at is not None and expires_at <= self._clock():
            raise BadKey("the key would have expired already")
        secret, token = secrets.token_hex(32), secrets.token_hex(32)
        api_key = ApiKey(
            id=secrets.token_hex(8),
            key=f"nyra_{secrets.token_hex(16)}",
            hospital_id=hospital_id,
            branch_ids=tuple(sorted(set(branch_ids))),
            permissions=frozenset(permissions),
            created_at=self._clock(),
            expires_at=expires_at,
            disabled_at=None,
            secret_hash=digest(secret),
            token_hash=digest(token),
        )
        with _said_plainly(), self._database.begin_writing() as connection:
            connection.execute(insert(api_keys).values(**_row(api_key)))
            self._audit(connection, api_key, "issued a key", by)
        return Issued(api_key, Personal(secret), Personal(token))

    def all(self, hospital_id: str | None = None) -> list[ApiKey]:
        """Every key, of one hospital or of all, oldest first."""
        return self._read(*([] if hospital_id is None else [api_keys.c.hospital_id == hospital_id]))

    def find(self, key: str) -> ApiKey | None:
        return next(iter(self._read(api_keys.c.key == key)), None)

    def get(self, id: str, hospital_id: str | None = None) -> ApiKey:
        """Raises UnknownKey."""
        for api_key in self._read(api_keys.c.id == id):
            if hospital_id in (None, api_key.hospital_id):
                return api_key
        raise UnknownKey(id)

    def usable(self, ids: Iterable[str]) -> set[str]:
        """Those of `ids` that still open something."""
        now = self._clock()
        return {key.id for key in self._read(api_keys.c.id.in_(list(ids))) if key.usable(now)}

    def disable(self, id: str, hospital_id: str | None = None, by: By = CLI) -> ApiKey:
        """From now on, until `enable`. Raises UnknownKey."""
        return self._change(id, hospital_id, "disabled a key", by, disabled_at=self._clock())

    def enable(self, id: str, hospital_id: str | None = None, by: By = CLI) -> ApiKey:
        return self._change(id, hospital_id, "enabled a key", by, disabled_at=None)

    def rotate(self, id: str, overlap: timedelta, hospital_id: str | None = None, by: By = CLI) -> Issued:
        """Another key for the same; the old one stops after `overlap`, or at its own date if that is sooner.

        Raises UnknownKey, and BadKey for a key that is no longer usable.
        """
        old = self.get(id, hospital_id)
        if not old.usable(self._clock()):
            raise BadKey("this key is disabled or has expired; issue a new one")
        issued = self.issue(old.hospital_id, old.permissions, old.branch_ids, by=by)
        stops_at = self._clock() + overlap
        if old.expires_at is None or stops_at < old.expires_at:
            self._change(id, hospital_id, "replaced a key", by, expires_at=stops_at)
        return issued

    def _read(self, *conditions: ColumnElement[bool]) -> list[ApiKey]:
        query = select(api_keys).where(*conditions).order_by(api_keys.c.created_at, api_keys.c.id)
        with _said_plainly(), self._database.engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [_api_key(dict(row)) for row in rows]

    def _change(self, id: str, hospital_id: str | None, what: str, by: By, **values: Any) -> ApiKey:
        old = self.get(id, hospital_id)
        with _said_plainly(), self._database.begin_writing() as connection:
            connection.execute(update(api_keys).where(api_keys.c.id == id).values(**values))
            self._audit(connection, old, what, by)
        return self.get(id, hospital_id)

    def _audit(self, connection: Connection, key: ApiKey, what: str, by: By) -> None:
        write_audit(
            connection, key.hospital_id, self._clock(), by.who, what, subject=key.id, address=by.address
        )


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise Unavailable(str(error.orig)) from error


def _row(api_key: ApiKey) -> dict[str, Any]:
    fields = {name: getattr(api_key, name) for name in ApiKey.__slots__}
    lists = {
        "branch_ids": list(api_key.branch_ids),
        "permissions": sorted(api_key.permissions),
    }
    return fields | lists


def _api_key(row: dict[str, Any]) -> ApiKey:
    sets = {
        "branch_ids": tuple(row["branch_ids"]),
        "permissions": frozenset(row["permissions"]),
    }
    return ApiKey(**(row | sets))
