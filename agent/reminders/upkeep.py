"""What time alone decides about reminders, and what the carrier must be asked about.

Any process may do this at any time, and any number of them: doing it twice changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update

from agent.clinic.database import Database
from agent.clinic.schema import attempts, reminders
from agent.personal import Personal
from agent.reminders.attempt import IN_FLIGHT
from agent.reminders.rows import doubt, plan_of, set_slot
from agent.reminders.schedule import Rules

# Of an attempt in doubt: by then the carrier's own records are complete.
DOUBT_RIPENS = timedelta(minutes=3)
# A call that has lasted so long was over long ago; its last report was lost.
LONGEST_CALL = timedelta(hours=3)
AT_ONCE = 100  # asked about in one round, at some requests a second; the next round takes the next


@dataclass(frozen=True, slots=True)
class Doubt:
    """An attempt to ask the carrier about. `carrier_uuid` is "" where it never told us."""

    attempt_id: str
    carrier_uuid: str
    number: Personal
    intended_at: datetime


def sweep(database: Database, now: datetime) -> tuple[int, int]:
    """Late is missed, a lost lease is a doubt: how many of each."""
    late = and_(reminders.c.state == "waiting", reminders.c.until_at < now)
    lost = and_(attempts.c.state == "intent", attempts.c.lease_until < now)
    with database.begin_writing() as connection:
        missed = connection.execute(update(reminders).where(late).values(state="missed", reason="late"))
        left = connection.execute(select(attempts.c.id, attempts.c.slot).where(lost).with_for_update()).all()
        for attempt_id, slot in left:
            doubt(connection, attempt_id, slot)
        return missed.rowcount, len(left)


def replan(database: Database, rules: Rules) -> int:
    """After a change of the zones' rules: every first try's instant anew (R-08). How many moved."""
    moved = 0
    first = and_(reminders.c.state == "waiting", reminders.c.tries == 0)
    with database.begin_writing() as connection:
        for row in connection.execute(select(reminders).where(first).with_for_update()).mappings().all():
            plan = plan_of(dict(row), rules)
            if plan and (plan.due_at, plan.until_at) != (row["due_at"], row["until_at"]):
                set_slot(connection, row["id"], due_at=plan.due_at, until_at=plan.until_at)
                moved += 1
    return moved


def withdrawn(database: Database) -> list[Doubt]:
    """Calls in flight that should not be any more: hang up, before they say something false (R-11)."""
    return _asked(
        database,
        and_(attempts.c.state.in_(IN_FLIGHT), reminders.c.state == "cancelled", attempts.c.talk == ""),
    )


def doubts(database: Database, now: datetime) -> list[Doubt]:
    """Attempts in doubt, and those that are on for longer than a call can be."""
    ripe = and_(attempts.c.state == "unknown", attempts.c.intended_at < now - DOUBT_RIPENS)
    endless = and_(attempts.c.state.in_(IN_FLIGHT[1:]), attempts.c.intended_at < now - LONGEST_CALL)
    return _asked(database, or_(ripe, endless))


def _asked(database: Database, which: ColumnElement[bool]) -> list[Doubt]:
    query = (
        select(attempts.c.id, attempts.c.carrier_uuid, reminders.c.number, attempts.c.intended_at)
        .join(reminders, reminders.c.id == attempts.c.slot)
        .where(which)
        .order_by(attempts.c.intended_at)
        .limit(AT_ONCE)
    )
    with database.engine.connect() as connection:
        return [Doubt(row[0], row[1], Personal(row[2]), row[3]) for row in connection.execute(query)]
