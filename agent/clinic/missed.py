"""What happened to a hospital's calls since an instant, from the record: for a listener that was away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError

from agent.clinic.database import Database, Unavailable, cause
from agent.clinic.schema import calls
from agent.facts import CallEnded, CallStarted, Ring
from agent.personal import Personal

MOST_CALLS = 1000  # a busy hospital's morning; whoever missed more wants pages, not events
LONGEST_CALL = timedelta(hours=3)  # the settings allow two


class TooMuch(Exception):
    """More happened than is told at once; the call list has it in pages."""


def missed(
    database: Database, hospital_id: str, branch_ids: Collection[str], since: datetime
) -> list[CallStarted | CallEnded]:
    """Beginnings and ends since then, of a call in that order. No `branch_ids`: the whole hospital.

    Blocks for a disk read. Raises TooMuch, or Unavailable.
    """
    query = (
        select(calls)
        .where(
            calls.c.hospital_id == hospital_id,
            calls.c.started_at >= since - LONGEST_CALL,  # so that the index serves
            or_(calls.c.started_at >= since, calls.c.ended_at >= since),
        )
        .order_by(calls.c.started_at, calls.c.id)
        .limit(MOST_CALLS + 1)
    )
    if branch_ids:
        query = query.where(calls.c.branch_id.in_(branch_ids))
    try:
        with database.engine.connect() as connection:
            rows = connection.execute(query).all()
    except SQLAlchemyError as error:
        raise Unavailable(cause(error)) from error
    if len(rows) > MOST_CALLS:
        raise TooMuch
    happened = [fact for row in rows for fact in _facts(row) if fact.at >= since]
    return sorted(happened, key=lambda fact: (fact.at, isinstance(fact, CallEnded)))


def _facts(row: Any) -> list[CallStarted | CallEnded]:
    ring = Ring(
        row.carrier_uuid,
        Personal(row.caller),
        Personal(row.called),
        row.direction,
        row.hospital_id,
        row.branch_id,
        Personal(row.patient_id or ""),
    )
    facts: list[CallStarted | CallEnded] = [CallStarted(row.id, ring, row.started_at)]
    if row.ended_at is not None:
        lasted = row.ended_at - row.started_at
        duration_ms = row.duration_ms  # of a call that a crash ended nobody measured it
        duration_ms = lasted // timedelta(milliseconds=1) if duration_ms is None else duration_ms
        facts.append(CallEnded(row.id, row.end_reason, row.ended_at, duration_ms))
    return facts
