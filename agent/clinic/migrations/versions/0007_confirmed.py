"""An appointment may be confirmed: the patient has said that they come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

STATUS = "status IN ('BOOKED', 'CONFIRMED', 'COMPLETED', 'NO_SHOW', 'CANCELLED')"
TAKEN = ["hospital_id", "doctor_id", "starts_at"]


def upgrade() -> None:
    named = op.f("ck_appointments_status")
    live = sa.text("status <> 'CANCELLED'")
    # SQLite changes no constraint: the table is made anew there, without its partial index meanwhile.
    op.drop_index("ix_appointments_taken", "appointments")
    with op.batch_alter_table("appointments") as table:
        table.drop_constraint(named, type_="check")
        table.create_check_constraint(named, STATUS)
    op.create_index(
        *("ix_appointments_taken", "appointments", TAKEN),
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
