"""`frontdesk remind`: hand over tomorrow's appointments, watch the calls, read what came of them.

These commands only write and read the database; `frontdesk serve` makes the calls, with FRONTDESK_DIALING on.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import date as day_of
from datetime import time as clock
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from agent.clinic.clinic import EXAMPLE, ClinicFileError, load
from agent.clinic.database import Database, Unavailable, join_database
from agent.io.dialing import rules_of
from agent.reminders import booked, campaigns, importing
from agent.reminders.campaigns import CampaignRow, SlotRow
from agent.reminders.ledger import Ledger
from agent.reminders.numbers import NotDialable, dialable
from agent.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Reminder calls: import, watch, report.")

LINES_SHOWN = 20  # of what was refused; the rest is counted
WATCH_EVERY_S = 0.5

Campaign = Annotated[str, typer.Argument(help="as `frontdesk remind list` shows it")]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV: name, phone, appointment; - reads standard input")],
    name: Annotated[str, typer.Option(help="name of the campaign; default: the file's")] = "",
    days_before: Annotated[int, typer.Option(min=0, max=14, help="call so many days before")] = 1,
    start: Annotated[
        str, typer.Option("--from", help="time of the first calls, by the patient's clock")
    ] = "09:00",
    within_hours: Annotated[
        float, typer.Option(min=0.25, max=13, help="calls may begin for so long after --from")
    ] = 9.0,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="import the rest if lines are refused")
    ] = False,
) -> None:
    """Make a campaign of a list of appointments. The same file again changes nothing.

    The first line names the columns: `name,phone,appointment`, the last as 2026-07-02 15:00. There may be
    `patient_id`, `appointment_id`, `zone` (of the patient: Europe/Dublin) and `call_at` (instead of
    --days-before and --from). A line that cannot be used is named with its number, and nothing is imported.
    """
    settings = Settings()
    console = Console(stderr=True, highlight=False)
    try:
        clinic = load(settings.clinic_file or EXAMPLE)
        habits = importing.Habits(
            zone=clinic.time_zone,
            region=settings.region,
            days_before=days_before,
            from_time=clock.fromisoformat(start),
            within=timedelta(hours=within_hours),
        )
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        read = importing.read(text, habits)
    except (OSError, ValueError, ClinicFileError) as fault:
        console.print(f"{file}: {fault}", style="red", markup=False)
        raise typer.Exit(os.EX_DATAERR) from None
    for rejected in read.rejected[:LINES_SHOWN]:
        console.print(f"{file}:{rejected.line}: {rejected.why}", style="red", markup=False)
    if len(read.rejected) > LINES_SHOWN:
        console.print(f"... and {len(read.rejected) - LINES_SHOWN} more lines", style="red")
    if read.rejected and not skip_bad:
        console.print("nothing was imported; mend these lines, or take --skip-bad")
        raise typer.Exit(os.EX_DATAERR)
    with _database(settings) as database:
        done = campaigns.add(
            database,
            rules_of(settings),
            read.entries,
            name=name or file.stem,
            now=datetime.now(UTC),
            tenant=clinic.id,
            account=settings.api_key,
        )
    console.print(
        f"campaign [bold]{done.campaign}[/]: {done.new} new, {done.known} known before, "
        f"{len(read.rejected)} refused, {done.missed} with no decent hour left"
    )


@app.command()
def tomorrow(
    date: Annotated[str, typer.Option(help="another day, as 2026-07-02")] = "",
    days_before: Annotated[int, typer.Option(min=0, max=14, help="call so many days before")] = 1,
    start: Annotated[
        str, typer.Option("--from", help="time of the first calls, by the patient's clock")
    ] = "09:00",
    within_hours: Annotated[
        float, typer.Option(min=0.25, max=13, help="calls may begin for so long after --from")
    ] = 9.0,
) -> None:
    """Make a campaign of tomorrow's appointments in the book. Again, it adds what was booked since."""
    settings = Settings()
    console = Console(stderr=True, highlight=False)
    try:
        clinic = load(settings.clinic_file or EXAMPLE)
        now = datetime.now(UTC)
        day = day_of.fromisoformat(date) if date else now.astimezone(clinic.zone()).date() + timedelta(days=1)
        habits = importing.Habits(
            zone=clinic.time_zone,
            region=clinic.region or settings.region,
            days_before=days_before,
            from_time=clock.fromisoformat(start),
            within=timedelta(hours=within_hours),
        )
    except (ValueError, ClinicFileError) as fault:
        console.print(str(fault), style="red", markup=False)
        raise typer.Exit(os.EX_DATAERR) from None
    with _database(settings) as database:
        found = booked.of_day(database, clinic, habits, day)
        done = campaigns.add(
            database,
            rules_of(settings),
            found.entries,
            name=f"appointments of {day}",
            now=now,
            tenant=clinic.id,
            account=settings.api_key,
            batch=f"book {day}",
        )
    for each in found.not_rung:
        console.print(f"appointment {each.appointment}: {each.why}", style="red", markup=False)
    console.print(
        f"campaign [bold]{done.campaign}[/]: {done.new} new, {done.known} known before, "
        f"{len(found.not_rung)} cannot be rung, {done.missed} with no decent hour left"
    )


@app.command("list")
def list_() -> None:
    """All campaigns, newest first."""
    with _database(Settings()) as database:
        rows = campaigns.all_campaigns(database)
    table = Table(box=None, header_style="bold")
    for heading in ("campaign", "name", "state", "made", "settled", "of"):
        table.add_column(heading)
    for row in rows:
        made = row.created_at.strftime("%Y-%m-%d %H:%M")
        table.add_row(row.id, row.name, row.state, made, str(row.settled), str(row.slots))
    Console().print(table)


@app.command()
def show(
    campaign: Campaign,
    follow: Annotated[bool, typer.Option("--follow", help="until every reminder is settled")] = False,
) -> None:
    """How far a campaign is; with --follow, a bar until the end."""
    with _database(Settings()) as database:
        row = _found(database, campaign)
        if follow:
            row = _watch(database, row)
    Console().print(_counts(row))


@app.command()
def pause(campaign: Campaign) -> None:
    """No more dials until `resume`; calls that are on go on."""
    _change(campaign, "paused")


@app.command()
def resume(campaign: Campaign) -> None:
    """Dial again; what is late by now is missed."""
    _change(campaign, "running")


@app.command()
def cancel(campaign: Campaign) -> None:
    """No more dials, for good; calls that are on are hung up."""
    _change(campaign, "cancelled")


@app.command("opt-out")
def opt_out(
    number: Annotated[str, typer.Argument(help="a telephone number that must never be called again")],
) -> None:
    """Never call this number again: no campaign, no patient, from this moment on."""
    settings = Settings()
    try:
        found = dialable(number, settings.region, "UTC")
    except NotDialable as why:
        Console(stderr=True).print(f"{why}: it would not be called anyway", style="red", markup=False)
        raise typer.Exit(1) from None
    with _database(settings) as database:
        Ledger(database, rules_of(settings)).opt_out(found.number, "staff", datetime.now(UTC))


@app.command()
def report(
    campaign: Campaign,
    as_csv: Annotated[bool, typer.Option("--csv", help="as CSV on standard output")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="until every reminder is settled")] = False,
) -> None:
    """What came of every reminder: personal data, for the clinic's eyes. The CSV has all columns."""
    with _database(Settings()) as database:
        row = _found(database, campaign)
        if wait:
            row = _watch(database, row)
        slots = campaigns.slots(database, campaign)
    if as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(_COLUMNS)
        writer.writerows(_cells(slot) for slot in slots)
        return
    Console(highlight=False).print(report_of(slots))
    Console(highlight=False).print(_counts(row))


def report_of(slots: Sequence[SlotRow]) -> Table:
    """What a person wants to see of it; the rest is in the CSV."""
    table = Table(box=None, header_style="bold")
    for column in ("name", "phone", "appointment", "outcome", "state", "tries", "why, or when again"):
        table.add_column(column, no_wrap=column in ("phone", "appointment"))
    for slot in slots:
        again = f"{slot.due_at:%Y-%m-%d %H:%M} UTC" if slot.state == "waiting" else ""
        table.add_row(
            slot.name.reveal(),
            slot.number.reveal(),
            slot.appointment_local.isoformat(" ", "minutes"),
            slot.outcome.replace("_", " "),
            slot.state,
            str(slot.tries),
            ", ".join(filter(None, (slot.reason, again))),
        )
    return table


_COLUMNS = (
    *("patient", "name", "phone", "appointment", "appointment_id", "due", "state", "outcome", "reason"),
    "tries",
)


def _cells(slot: SlotRow) -> tuple[str, ...]:
    return (
        _plain(slot.patient.reveal()) if slot.patient != slot.number else "",
        _plain(slot.name.reveal()),
        slot.number.reveal(),
        slot.appointment_local.isoformat(" ", "minutes"),
        _plain(slot.appointment_id),
        slot.due_at.strftime("%Y-%m-%d %H:%MZ"),
        slot.state,
        slot.outcome,
        slot.reason,
        str(slot.tries),
    )


def _plain(text: str) -> str:
    """A text that begins like a formula would be one, once the report is opened in a spreadsheet."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _counts(row: CampaignRow) -> str:
    counts = ", ".join(f"{count} {state}" for state, count in sorted(row.by_state.items()))
    return f"{row.name} ({row.state}): {row.settled} of {row.slots} settled; {counts or 'nothing in it'}"


def _watch(database: Database, row: CampaignRow) -> CampaignRow:
    """Show a bar until everything is settled."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[counts]}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task(row.name, total=row.slots, counts="")
        while True:
            row = _found(database, row.id)
            counts = ", ".join(f"{count} {state}" for state, count in sorted(row.by_state.items()))
            bar.update(task, completed=row.settled, total=row.slots, counts=counts)
            if row.settled == row.slots or row.state != "running":
                return row
            time.sleep(WATCH_EVERY_S)


def _change(campaign: str, state: campaigns.State) -> None:
    with _database(Settings()) as database:
        _found(database, campaign)
        if not campaigns.change(database, campaign, state):
            Console(stderr=True).print("it was cancelled, and stays so", style="red")
            raise typer.Exit(1)


def _found(database: Database, campaign: str) -> CampaignRow:
    row = campaigns.find(database, campaign)
    if row is None:
        Console(stderr=True).print(f"there is no campaign {campaign!r}", style="red", markup=False)
        raise typer.Exit(1)
    return row


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    try:
        database = join_database(settings.data_dir / "frontdesk.db", settings.database_url.get_secret_value())
    except Unavailable as why:
        Console(stderr=True).print(str(why), style="red", markup=False)
        raise typer.Exit(os.EX_UNAVAILABLE) from None
    try:
        yield database
    finally:
        database.close()
