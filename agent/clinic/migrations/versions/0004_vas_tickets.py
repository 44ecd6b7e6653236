"""Tickets of the translation socket."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "vas_tickets",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("hospital", sa.String(128), nullable=False),
        sa.Column("key_sha256", sa.String(64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("digest", name="pk_vas_tickets"),
    )
    op.create_index("ix_vas_tickets_expires_at", "vas_tickets", ["expires_at"])
