"""The ledger's single rows: how they are read, written, and what they mean."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from agent.clinic.schema import appointments, attempts, campaigns, opt_outs, reminders
from agent.reminders import schedule
from agent.reminders.attempt import Attempt
from agent.reminders.schedule import Dialled, Place, Plan, Rules

Row = dict[str, Any]


def slot_of(connection: Connection, slot_id: str) -> Row | None:
    """The row, locked until the transaction ends."""
    query = select(reminders).where(reminders.c.id == slot_id).with_for_update()
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def attempt_of(connection: Connection, attempt_id: str) -> Row | None:
    """The row, locked until the transaction ends."""
    query = select(attempts).where(attempts.c.id == attempt_id).with_for_update()
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def set_slot(connection: Connection, slot_id: str, **values: Any) -> None:
    connection.execute(update(reminders).where(reminders.c.id == slot_id).values(**values))


def set_attempt(connection: Connection, attempt_id: str, **values: Any) -> None:
    connection.execute(update(attempts).where(attempts.c.id == attempt_id).values(**values))


def holds(connection: Connection, attempt_id: str, fence: int) -> bool:
    """Whether the holder of this fence still has the intent, and nothing is known of it yet."""
    row = attempt_of(connection, attempt_id)
    return row is not None and row["fence"] == fence and row["state"] == "intent"


def doubt(connection: Connection, attempt_id: str, slot_id: str) -> None:
    """Nobody knows what became of it; whoever held the intent holds nothing any more."""
    set_attempt(connection, attempt_id, state="unknown", fence=attempts.c.fence + 1)
    in_flight = and_(reminders.c.id == slot_id, reminders.c.state == "dialling")
    connection.execute(
        update(reminders).where(in_flight).values(state="unknown", reason="no answer of the carrier")
    )


def cancel(connection: Connection, which: ColumnElement[bool], why: str) -> None:
    """Slots that will not be dialled, and those whose call has to end."""
    open_ones = and_(which, reminders.c.state.in_(("waiting", "dialling", "unknown")))
    connection.execute(update(reminders).where(open_ones).values(state="cancelled", reason=why))


def confirm(connection: Connection, appointment_id: str, now: datetime) -> None:
    """Its patient has said that they come."""
    booked = and_(appointments.c.id == appointment_id, appointments.c.status == "BOOKED")
    connection.execute(update(appointments).where(booked).values(status="CONFIRMED", changed_at=now))


def refuse_calls(connection: Connection, who: str, by: str, now: datetime) -> None:
    """Once said, it holds for ever: who said it first stays on record."""
    if connection.execute(select(opt_outs.c.who).where(opt_outs.c.who == who)).first() is None:
        connection.execute(insert(opt_outs).values(who=who, said_at=now, by=by[:32]))


def opted_out(connection: Connection, slot: Row) -> bool:
    who = (slot["number"], patient_of(slot))
    return connection.execute(select(opt_outs.c.who).where(opt_outs.c.who.in_(who))).first() is not None


def is_running(connection: Connection, slot: Row) -> bool:
    state = select(campaigns.c.state).where(campaigns.c.id == slot["campaign_id"])
    return bool(connection.execute(state).scalar_one() == "running")


def dialled_in_the_week(connection: Connection, patient: str, today: date) -> list[Dialled]:
    """What a patient's limits count: every dial that was made, or may have been."""
    query = select(attempts.c.slot, attempts.c.day, attempts.c.state, attempts.c.reached).where(
        attempts.c.patient == patient,
        attempts.c.day > today - timedelta(days=7),
        attempts.c.state.not_in(("held", "absent")),
    )
    return [
        Dialled(slot, day, reached or state != "over")
        for slot, day, state, reached in connection.execute(query)
    ]


def place_of(slot: Row) -> Place:
    return Place(tuple(slot["zones"].split()), slot["country"])


def plan_of(slot: Row, rules: Rules) -> Plan | None:
    """When it may be dialled. Of a first try computed anew, for the zones may have moved (R-08)."""
    if slot["tries"]:
        return Plan(slot["due_at"], slot["until_at"])
    place = place_of(slot)
    due = datetime.fromisoformat(slot["due_local"])
    grace = timedelta(seconds=slot["grace_s"])
    return schedule.plan(due, place.zones[-1], place, rules, grace, slot["latest_at"])


def patient_of(slot: Row) -> str:
    """Whose limits and wishes count, by a name that no number can be."""
    return f"patient {slot['tenant']} {slot['patient']}"


def folded(row: Row) -> Attempt:
    return Attempt(row["state"], row["ending"], row["reached"], row["machine"])
