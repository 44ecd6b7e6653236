"""Alembic's entrance: runs the migrations over the connection that `agent.clinic.database` opened."""

from __future__ import annotations

from alembic import context

from agent.clinic.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can, and a half-made schema is worse than none
)
with context.begin_transaction():
    context.run_migrations()
