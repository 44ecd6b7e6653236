"""Other systems ask for a call over HTTP, or for none ever again (PROTOCOLS §3.2).

What is asked for becomes a slot in the hospital's own campaign; the dialler rings when it is decent to.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from agent.clinic.database import Database, Unavailable
from agent.io.bodies import Done, OptedOut, Queued, answers
from agent.io.http import Failed, json_object
from agent.io.log import get_logger
from agent.personal import Personal
from agent.reminders import campaigns
from agent.reminders.booked import Known
from agent.reminders.campaigns import Entry, SlotRow
from agent.reminders.ledger import Ledger
from agent.reminders.numbers import Dialable, NotDialable, dialable
from agent.reminders.schedule import Rules

log = get_logger(__name__)

OUTBOUND_PATH = "/api/external/calls/outbound"
OPT_OUT_PATH = "/api/external/calls/opt-out"
PERMISSION = "calls:write"
NOT_KNOWN = "and our records have no such appointment"
MAX_KEY_CHARS, MAX_ID_CHARS, MAX_NAME_CHARS = 255, 64, 200
APPOINTMENT = ("appointment_id", MAX_ID_CHARS)
GRACE = timedelta(minutes=15)
LEAD = timedelta(hours=1)  # before the appointment; then a reminder helps nobody
CAMPAIGN = "requested over HTTP"

T = TypeVar("T")


class Principal(Protocol):
    """Whoever holds a key. No `branch_ids` means the whole hospital."""

    @property
    def hospital_id(self) -> str: ...

    @property
    def branch_ids(self) -> Set[str]: ...


# Raises what the server answers with 401, 403 or 429.
Allowed = Callable[[Request, str], Awaitable[Principal]]


Find = Callable[[str, str], Known | None]
"""A hospital's appointment, by its id in our own records. Blocks."""


def _no_records(hospital_id: str, appointment_id: str) -> Known | None:
    return None


@dataclass(frozen=True, slots=True)
class Home:
    """The clinic's own zone and country, for who names none; `account` is the carrier's."""

    zone: str
    region: str
    account: str


def routes(
    allowed: Allowed,
    database: Database,
    rules: Rules,
    home: Home,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    find: Find = _no_records,
) -> APIRouter:
    router = APIRouter(tags=["hospitals"])
    ledger = Ledger(database, rules)

    @router.post(
        OUTBOUND_PATH,
        status_code=202,
        summary="Ask for a reminder call",
        responses=answers(Queued, 400, 409, status=202),
    )
    async def outbound(request: Request) -> Response:
        """Rings at a decent hour from `scheduled_at` on, or as soon as one may.

        Of an appointment that our records have, `appointment_id` is enough; of any other `patient_name`,
        `phone_number` and `appointment_time` are needed, and `time_zone` where it is not the clinic's.
        The same `Idempotency-Key` again is the same call; with another call in the body it is a conflict.
        """
        principal = await allowed(request, PERMISSION)
        asked = await json_object(request)
        branch = _text(asked, "branch_id", MAX_ID_CHARS)
        if principal.branch_ids and branch not in principal.branch_ids:
            raise Failed(403, "Forbidden", "This key is locked to its own branch")
        known = await _kept(partial(find, principal.hospital_id, _text(asked, *APPOINTMENT)))
        if known and principal.branch_ids and known.branch not in principal.branch_ids:
            known = None
        entry = _entry(asked, known, home, now())
        idempotency = request.headers.get("idempotency-key", "")
        if len(idempotency) > MAX_KEY_CHARS:
            raise Failed(400, "Bad Request", "Idempotency-Key is too long")
        if idempotency:
            key = hashlib.sha256(f"{principal.hospital_id}\n{idempotency}".encode()).hexdigest()
            entry = replace(entry, key=key)
        slot = await _kept(lambda: _put_in(database, rules, entry, principal.hospital_id, home, now()))
        status = "queued" if slot.state == "waiting" else slot.state
        return Done(data=Queued(call_id=slot.id, status=status)).response(202)

    @router.post(OPT_OUT_PATH, summary="Never call this number again", responses=answers(OptedOut, 400))
    async def opt_out(request: Request) -> Response:
        """In effect once this is answered, for every campaign of everybody here."""
        await allowed(request, PERMISSION)
        number = _number(await json_object(request), home, home.zone).number
        await _kept(lambda: ledger.opt_out(number, "api", now()))
        return Done(data=OptedOut()).response()

    return router


def _put_in(database: Database, rules: Rules, entry: Entry, tenant: str, home: Home, at: datetime) -> SlotRow:
    campaigns.add(
        database, rules, [entry], name=CAMPAIGN, now=at, tenant=tenant, account=home.account, batch="api"
    )
    slot = campaigns.slot_of(database, tenant, entry)
    assert slot is not None, "it was just put in"
    same = (slot.number, slot.appointment_id, slot.appointment_local) == (
        entry.number,
        entry.appointment_id,
        entry.appointment_local,
    )
    if not same:
        raise Failed(409, "Conflict", "This Idempotency-Key was used for another call")
    return slot


def _entry(asked: dict[str, object], known: Known | None, home: Home, at: datetime) -> Entry:
    """What is not said, the records may know."""
    if _text(asked, "call_type", MAX_ID_CHARS) != "reminder":
        raise Failed(422, "Unprocessable", 'call_type must be "reminder"; no other is made yet')
    zone = _text(asked, "time_zone", MAX_ID_CHARS) or (known.zone if known else home.zone)
    try:
        there = ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        raise Failed(400, "Bad Request", "time_zone is not a zone such as Europe/Dublin") from None
    name = _text(asked, "patient_name", MAX_NAME_CHARS) or (known.name.reveal() if known else "")
    if not name:
        raise Failed(400, "Bad Request", f"patient_name is missing, {NOT_KNOWN}")
    appointment = _instant(asked, "appointment_time", there) or (known.local if known else None)
    if appointment is None:
        raise Failed(400, "Bad Request", f"appointment_time is missing, {NOT_KNOWN}")
    due = _instant(asked, "scheduled_at", there) or at.astimezone(there).replace(tzinfo=None)
    found = _number(asked, home, zone, known.phone if known else "")
    return Entry(
        patient=_text(asked, "patient_id", MAX_ID_CHARS) or (known.patient if known else ""),
        name=Personal(name),
        number=found.number,
        place=found.place,
        appointment_id=_text(asked, *APPOINTMENT),
        appointment_local=appointment,
        due_local=due,
        latest_local=appointment - LEAD,
        grace=GRACE,
    )


def _number(asked: dict[str, object], home: Home, zone: str, known: str = "") -> Dialable:
    try:
        return dialable(_text(asked, "phone_number", MAX_ID_CHARS) or known, home.region, zone)
    except NotDialable as why:
        raise Failed(422, "Unprocessable", f"phone_number: {why}") from None


def _instant(asked: dict[str, object], name: str, there: ZoneInfo) -> datetime | None:
    """As the patient's clock shows it. With a zone or offset it is an instant, without it is their clock."""
    text = _text(asked, name, MAX_ID_CHARS)
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        return at if at.tzinfo is None else at.astimezone(there).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise Failed(400, "Bad Request", f"{name} is not a time such as 2026-07-02T15:00:00Z") from None


def _text(asked: dict[str, object], name: str, most: int) -> str:
    value = asked.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise Failed(400, "Bad Request", f"{name} must be a text of at most {most} characters")
    return value.strip()


async def _kept(work: Callable[[], T]) -> T:
    try:
        return await asyncio.to_thread(work)
    except Unavailable:
        log.exception("a call could not be asked for")
        raise Failed(503, "Service Unavailable", "The database takes no writes; try again") from None
