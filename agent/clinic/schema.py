"""The tables of a clinic's own data, in SQL that SQLite and PostgreSQL both speak.

A change here needs a migration beside it (`migrations/versions`); a test holds the two together.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. SQLite forgets zones, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value


metadata = MetaData(
    # Named constraints, because a migration can only alter what has a name.
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

calls = Table(
    "calls",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("carrier_uuid", String(256), nullable=False),
    Column("direction", String(8), nullable=False),
    Column("caller", Text, nullable=False),  # "" where the carrier does not say
    Column("called", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("handed_over_at", UtcDateTime),
    Column("ended_at", UtcDateTime),  # empty: the call is live, or we crashed in it
    Column("end_reason", String(32)),
    Column("duration_ms", Integer),  # empty after a crash: nobody saw the end
    CheckConstraint("direction IN ('inbound', 'outbound')", name="direction"),
    Index("ix_calls_started_at", "started_at"),
    Index("ix_calls_carrier_uuid", "carrier_uuid"),
)

transcript_lines = Table(
    "transcript_lines",
    metadata,
    Column("call_id", ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),  # from 0 in each call
    Column("role", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("offset_ms", Integer, nullable=False),  # from the start of the call
    Column("committed_at", UtcDateTime, nullable=False),
)

vas_tickets = Table(
    "vas_tickets",
    metadata,
    Column("digest", String(64), primary_key=True),  # SHA-256, hexadecimal; the ticket itself is kept nowhere
    Column("hospital", String(128), nullable=False),
    Column("key_sha256", String(64), nullable=False),  # of the key it was issued for
    Column("issued_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),  # a used one stays until it would have expired, to be told from unknown
    Index("ix_vas_tickets_expires_at", "expires_at"),
)
