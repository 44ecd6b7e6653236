"""Reminders: campaigns, slots, attempts, opt-outs, and whose turn it is to dial."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def instant(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def text(name: str, length: int | None = None) -> sa.Column[object]:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "campaigns",
        text("id", 32),
        text("tenant", 64),
        text("account", 64),
        text("name"),
        text("batch", 64),
        text("state", 16),
        instant("created_at"),
        sa.CheckConstraint("state IN ('running', 'paused', 'cancelled')", name=op.f("ck_campaigns_state")),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sa.UniqueConstraint("tenant", "batch", name="uq_campaigns_tenant"),
    )
    op.create_table(
        "reminders",
        text("id", 32),
        text("campaign_id", 32),
        text("tenant", 64),
        text("account", 64),
        text("key", 64),
        text("patient", 64),
        text("name"),
        text("number", 16),
        text("zones"),
        text("country", 2),
        text("appointment_id", 64),
        text("appointment_local", 32),
        text("due_local", 32),
        sa.Column("grace_s", sa.Integer(), nullable=False),
        instant("latest_at"),
        instant("due_at"),
        instant("until_at"),
        text("state", 16),
        text("reason", 64),
        text("outcome", 32),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN "
            "('waiting', 'dialling', 'done', 'unknown', 'missed', 'suppressed', 'cancelled', 'parked')",
            name=op.f("ck_reminders_state"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_reminders_campaign_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint("tenant", "key", name="uq_reminders_tenant"),
    )
    op.create_index("ix_reminders_state", "reminders", ["state", "tenant", "due_at"])
    op.create_index("ix_reminders_campaign_id", "reminders", ["campaign_id"])
    op.create_index("ix_reminders_number", "reminders", ["number"])
    op.create_index("ix_reminders_appointment_id", "reminders", ["appointment_id"])
    op.create_table(
        "attempts",
        text("id", 32),
        text("slot", 32),
        sa.Column("attempt", sa.Integer(), nullable=False),
        text("patient", 160),
        sa.Column("day", sa.Date(), nullable=False),
        text("dialler", 64),
        sa.Column("fence", sa.Integer(), nullable=False),
        instant("lease_until"),
        instant("intended_at"),
        instant("ended_at", nullable=True),
        text("state", 16),
        text("ending", 16),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("machine", sa.Boolean(), nullable=False),
        text("talk", 32),
        text("carrier_uuid", 256),
        sa.ForeignKeyConstraint(["slot"], ["reminders.id"], name="fk_attempts_slot", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint("slot", "attempt", name="uq_attempts_slot"),
    )
    op.create_index("ix_attempts_patient", "attempts", ["patient", "day"])
    op.create_index("ix_attempts_state", "attempts", ["state"])
    op.create_table(
        "attempt_reports",
        text("attempt_id", 32),
        text("status", 64),
        text("detail", 64),
        text("timestamp", 64),
        instant("received_at"),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name="fk_attempt_reports_attempt_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attempt_id", "status", "detail", "timestamp", name="pk_attempt_reports"),
    )
    op.create_table(
        "opt_outs",
        text("who", 160),
        instant("said_at"),
        text("by", 32),
        sa.PrimaryKeyConstraint("who", name="pk_opt_outs"),
    )
    op.create_table(
        "dial_accounts",
        text("account", 64),
        instant("free_at"),
        sa.PrimaryKeyConstraint("account", name="pk_dial_accounts"),
    )
    op.create_table(
        "dial_tenants",
        text("tenant", 64),
        instant("dialled_at"),
        sa.PrimaryKeyConstraint("tenant", name="pk_dial_tenants"),
    )
