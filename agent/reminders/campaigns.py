"""Campaigns of reminders: put in, looked at, paused, resumed, cancelled.

Putting the same in again, or in ten processes at once, changes nothing: every slot has a key made of what
it is about (BEHAVIOUR R-16).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from agent.clinic.database import Database
from agent.clinic.schema import campaigns, dial_accounts, dial_tenants, opt_outs, reminders
from agent.personal import Personal
from agent.reminders import schedule
from agent.reminders.rows import cancel
from agent.reminders.schedule import Place, Rules

State = Literal["running", "paused", "cancelled"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One reminder to be made. Local times are those of the patient's zone, the last of `place.zones`.

    `grace`: how much later than due it may still be dialled. `latest_local`: from then on it is pointless.
    """

    patient: str = field(repr=False)  # the clinic's id; "": the number stands for the patient
    name: Personal
    number: Personal  # E.164
    place: Place
    appointment_id: str
    appointment_local: datetime = field(repr=False)
    due_local: datetime = field(repr=False)
    latest_local: datetime = field(repr=False)
    grace: timedelta = timedelta(minutes=15)
    key: str = ""  # what makes it this very reminder; "": patient, number and appointment


@dataclass(frozen=True, slots=True)
class Imported:
    campaign: str
    new: int
    known: int  # were there already
    missed: int  # new ones that no decent hour can be found for


@dataclass(frozen=True, slots=True)
class CampaignRow:
    id: str
    tenant: str
    name: str
    state: str
    created_at: datetime
    slots: int
    by_state: dict[str, int]

    @property
    def settled(self) -> int:
        return self.slots - self.by_state.get("waiting", 0) - self.by_state.get("dialling", 0)


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One slot as a report shows it. Times are aware, `appointment_local` is the patient's clock's."""

    id: str
    patient: Personal
    name: Personal
    number: Personal
    appointment_id: str
    appointment_local: datetime = field(repr=False)
    due_at: datetime
    state: str
    reason: str
    outcome: str
    tries: int


def add(
    database: Database,
    rules: Rules,
    entries: Sequence[Entry],
    *,
    name: str,
    now: datetime,
    tenant: str = "",
    account: str = "",
    batch: str = "",
) -> Imported:
    """Put in a campaign, all of it or nothing. `batch` names it for ever; "": the entries themselves do."""
    keys = [each.key or _key(each) for each in entries]
    batch = batch or hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()
    new = missed = 0
    with database.begin_writing() as connection:
        # The account's row first: it is what all who write here queue up for.
        _insert_if_new(connection, dial_accounts, {"account": account}, {"free_at": now})
        _insert_if_new(connection, dial_tenants, {"tenant": tenant}, {"dialled_at": now})
        campaign = {"tenant": tenant, "batch": batch}
        about = {"account": account, "name": name, "state": "running", "created_at": now}
        _insert_if_new(connection, campaigns, campaign, {"id": secrets.token_hex(4), **about})
        of_batch = (campaigns.c.tenant == tenant) & (campaigns.c.batch == batch)
        campaign_id: str = connection.execute(select(campaigns.c.id).where(of_batch)).scalar_one()
        for entry, key in zip(entries, keys, strict=True):
            row = _row(entry, rules, now)
            of = {"campaign_id": campaign_id, "account": account}
            if _insert_if_new(connection, reminders, {"tenant": tenant, "key": key}, row | of):
                new += 1
                missed += row["state"] == "missed"
    return Imported(campaign_id, new, len(entries) - new, missed)


def adopt(database: Database, hospital: str, now: datetime) -> None:
    """The house's own campaigns once named no hospital; from now on they are this one's, like all others."""
    unnamed = reminders.c.tenant == ""
    with database.begin_writing() as connection:
        if connection.execute(select(dial_tenants).where(dial_tenants.c.tenant == "")).first() is None:
            return
        theirs = select(reminders.c.key).where(reminders.c.tenant == hospital)
        twice = and_(unnamed, reminders.c.key.in_(theirs.scalar_subquery()))
        cancel(connection, twice, "asked for twice")
        connection.execute(update(reminders).where(twice).values(key=reminders.c.id))
        connection.execute(update(reminders).where(unnamed).values(tenant=hospital))
        connection.execute(update(campaigns).where(campaigns.c.tenant == "").values(tenant=hospital))
        for row in connection.execute(select(opt_outs).where(opt_outs.c.who.like("patient  %"))).all():
            who = {"who": f"patient {hospital} {row.who.removeprefix('patient  ')}"}
            _insert_if_new(connection, opt_outs, who, {"said_at": row.said_at, "by": row.by})
        connection.execute(delete(opt_outs).where(opt_outs.c.who.like("patient  %")))
        _insert_if_new(connection, dial_tenants, {"tenant": hospital}, {"dialled_at": now})
        connection.execute(delete(dial_tenants).where(dial_tenants.c.tenant == ""))


def _key(entry: Entry) -> str:
    whose = entry.patient or entry.number.reveal()
    what = entry.appointment_id or entry.appointment_local.isoformat()
    return hashlib.sha256(f"{whose}\n{entry.number.reveal()}\n{what}".encode()).hexdigest()


def _row(entry: Entry, rules: Rules, now: datetime) -> dict[str, object]:
    zone = entry.place.zones[-1]
    latest_at = schedule.instant(entry.latest_local, zone)
    plan = schedule.plan(entry.due_local, zone, entry.place, rules, entry.grace, latest_at)
    due_at = plan.due_at if plan else schedule.instant(entry.due_local, zone)
    until_at = plan.until_at if plan else due_at
    late = plan is None or plan.until_at < now
    return {
        "id": secrets.token_hex(16),
        "patient": entry.patient or entry.number.reveal(),
        "name": entry.name.reveal(),
        "number": entry.number.reveal(),
        "zones": " ".join(entry.place.zones),
        "country": entry.place.country,
        "appointment_id": entry.appointment_id,
        "appointment_local": entry.appointment_local.isoformat(),
        "due_local": entry.due_local.isoformat(),
        "grace_s": int(entry.grace.total_seconds()),
        "latest_at": latest_at,
        "due_at": due_at,
        "until_at": until_at,
        "state": "missed" if late else "waiting",
        "reason": "no decent hour before it" if plan is None else "late" if late else "",
        "outcome": "",
        "tries": 0,
    }


def _insert_if_new(
    connection: Connection, table: Table, key: Mapping[str, object], values: Mapping[str, object]
) -> bool:
    """In a savepoint, so that losing a race against another process costs this row alone."""
    there = select(func.count()).select_from(table)
    for name, value in key.items():
        there = there.where(table.c[name] == value)
    if connection.execute(there).scalar_one():
        return False
    try:
        with connection.begin_nested():
            connection.execute(insert(table).values(**key, **values))
    except IntegrityError:
        return False
    return True


# -- looking, and taking a hand ------------------------------------------------------------------------


def all_campaigns(database: Database) -> list[CampaignRow]:
    """Newest first."""
    counted = select(reminders.c.campaign_id, reminders.c.state, func.count()).group_by(
        reminders.c.campaign_id, reminders.c.state
    )
    with database.engine.connect() as connection:
        by_state: dict[str, dict[str, int]] = {}
        for campaign, state, count in connection.execute(counted):
            by_state.setdefault(campaign, {})[state] = count
        rows = connection.execute(select(campaigns).order_by(campaigns.c.created_at.desc())).all()
    return [
        CampaignRow(
            row.id,
            row.tenant,
            row.name,
            row.state,
            row.created_at,
            sum(by_state.get(row.id, {}).values()),
            by_state.get(row.id, {}),
        )
        for row in rows
    ]


def find(database: Database, campaign_id: str) -> CampaignRow | None:
    return next((row for row in all_campaigns(database) if row.id == campaign_id), None)


def slots(database: Database, campaign_id: str) -> list[SlotRow]:
    """In the order in which they are due."""
    return _shown(database, reminders.c.campaign_id == campaign_id)


def slot_of(database: Database, tenant: str, entry: Entry) -> SlotRow | None:
    """The slot that this entry has become, now or before."""
    key = entry.key or _key(entry)
    return next(iter(_shown(database, (reminders.c.tenant == tenant) & (reminders.c.key == key))), None)


def _shown(database: Database, which: ColumnElement[bool]) -> list[SlotRow]:
    order = (reminders.c.due_at, reminders.c.appointment_local, reminders.c.id)
    query = select(reminders).where(which).order_by(*order)
    with database.engine.connect() as connection:
        return [
            SlotRow(
                row.id,
                Personal(row.patient),
                Personal(row.name),
                Personal(row.number),
                row.appointment_id,
                datetime.fromisoformat(row.appointment_local),
                row.due_at,
                row.state,
                row.reason,
                row.outcome,
                row.tries,
            )
            for row in connection.execute(query)
        ]


def change(database: Database, campaign_id: str, state: State) -> bool:
    """False where there is no such campaign, or it was cancelled: that is for good."""
    with database.begin_writing() as connection:
        open_one = (campaigns.c.id == campaign_id) & (campaigns.c.state != "cancelled")
        if not connection.execute(update(campaigns).where(open_one).values(state=state)).rowcount:
            return False
        if state == "cancelled":
            cancel(connection, reminders.c.campaign_id == campaign_id, "campaign cancelled")
    return True
