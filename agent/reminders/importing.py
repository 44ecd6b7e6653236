"""A clinic's list of appointments, as a spreadsheet saves it, becomes the entries of a campaign.

The first line names the columns: `name`, `phone` and `appointment` (2026-07-02 15:00, by the patient's clock)
are needed; `patient_id`, `appointment_id`, `zone` (IANA) and `call_at` may stand beside them. What cannot be
used is refused by its line number, and the rest is not imported either unless one asks for it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent.personal import Personal
from agent.reminders.campaigns import Entry
from agent.reminders.numbers import NotDialable, dialable

NEEDED = ("name", "phone", "appointment")
KNOWN = (*NEEDED, "patient_id", "appointment_id", "zone", "call_at")
MOST_LINES = 20_000  # a day's work at three dials a second; a larger file is a mistake
MOST_CHARS = 64  # of an id: what the database holds


@dataclass(frozen=True, slots=True)
class Habits:
    """How the clinic reminds. `zone` and `region` are its own, for patients who name none.

    Due `days_before` the appointment at `from_time`, and for `within` after that; a `call_at` is kept to
    the quarter of an hour. Within `lead` of the appointment nobody is reminded any more.
    """

    zone: str
    region: str
    days_before: int = 1
    from_time: time = time(9)
    within: timedelta = timedelta(hours=9)
    lead: timedelta = timedelta(hours=2)
    call_at_within: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Rejected:
    line: int
    why: str  # never quotes the line


@dataclass(frozen=True, slots=True)
class Read:
    entries: list[Entry] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


def read(text: str, habits: Habits) -> Read:
    """Every line as an Entry or as a Rejected. Raises ValueError where the columns cannot be made out."""
    text = text.removeprefix("\ufeff")  # Excel's
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
    columns = [(name or "").strip().lower() for name in rows.fieldnames or ()]
    rows.fieldnames = columns
    if missing := [name for name in NEEDED if name not in columns]:
        raise ValueError(
            f"the first line must name the columns {', '.join(NEEDED)}; missing: {', '.join(missing)}"
        )
    if unknown := [name for name in columns if name not in KNOWN]:
        raise ValueError(f"there is no column {', '.join(map(repr, unknown))}; known: {', '.join(KNOWN)}")
    found = Read()
    try:
        for row in rows:
            if rows.line_num > MOST_LINES + 1:
                raise ValueError(f"more than {MOST_LINES} lines")
            try:
                found.entries.append(_entry(row, habits))
            except ValueError as why:
                found.rejected.append(Rejected(rows.line_num, str(why)))
    except csv.Error as fault:
        raise ValueError(f"line {rows.line_num}: not CSV: {fault}") from None
    return found


def _entry(row: dict[str, str | None], habits: Habits) -> Entry:
    if None in row:
        raise ValueError("more fields than columns")
    cell = {name: (value or "").strip() for name, value in row.items()}
    zone = cell.get("zone") or habits.zone
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('the zone is not one such as "Europe/Dublin"') from None
    if not cell["name"]:
        raise ValueError("no name")
    for column in ("patient_id", "appointment_id"):
        if len(cell.get(column, "")) > MOST_CHARS:
            raise ValueError(f"the {column} has more than {MOST_CHARS} characters")
    try:
        number = dialable(cell["phone"], habits.region, zone)
    except NotDialable as why:
        raise ValueError(f"phone: {why}") from None
    appointment = _wall(cell["appointment"], "appointment")
    due = datetime.combine(appointment.date() - timedelta(habits.days_before), habits.from_time)
    grace = habits.within
    if cell.get("call_at"):
        due, grace = _wall(cell["call_at"], "call_at"), habits.call_at_within
    return Entry(
        patient=cell.get("patient_id", ""),
        name=Personal(cell["name"]),
        number=number.number,
        place=number.place,
        appointment_id=cell.get("appointment_id", ""),
        appointment_local=appointment,
        due_local=due,
        latest_local=appointment - habits.lead,
        grace=grace,
    )


def _wall(text: str, what: str) -> datetime:
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{what}: not a date and time such as 2026-07-02 15:00") from None
    if wall.tzinfo is not None:
        raise ValueError(f"{what}: write the time on the clock, without a zone")
    if len(text) <= len("2026-07-02"):
        raise ValueError(f"{what}: the time of day is missing")
    return wall
