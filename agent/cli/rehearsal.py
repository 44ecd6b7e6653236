"""`frontdesk demo --reminders`: a campaign from the list to the report, and nobody is rung.

Twelve people of twelve tempers, of whom seven speak, are rung through the loopback carrier; the server's own
ear hears them, and its own voice speaks.
"""

from __future__ import annotations

import asyncio
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

from agent.cli.call import speak
from agent.cli.remind import report_of
from agent.clinic.clinic import EXAMPLE, load
from agent.clinic.database import Database, join_database
from agent.double.people import LINES, person_at
from agent.io.dialing import rules_of
from agent.reminders import campaigns, importing
from agent.reminders.campaigns import SlotRow
from agent.settings import ENV_PREFIX, Settings
from audio import wav
from audio.frame import SAMPLE_RATE

# The last two digits of a number say who picks up (agent/double/people.py).
PEOPLE = {
    "21": "Mary Byrne",
    "22": "Tom Walsh",
    "23": "Anna Kelly",
    "24": "Peter Quinn",
    "25": "Nora Daly",
    "26": "John Brady",
    "27": "Susan Nolan",
    "42": "Paul Doyle",
    "01": "Emma Lynch",
    "02": "Jack Flynn",
    "03": "Clara Burke",
    "12": "Frank Moran",
}
# At any hour it is between eight and nine in the evening in one of these.
PLACES = (
    ("Europe/Dublin", "+3538712345{}"),
    ("Asia/Kolkata", "+9198765401{}"),
    ("America/New_York", "+120255501{}"),
    ("America/Los_Angeles", "+121355501{}"),
)
CALLS_A_CORE = 2  # in real time, with an ear and a voice of our own beside them
LONGEST_S = 600.0
LOOK_EVERY_S = 0.3


def appointments(now: datetime) -> str:
    """An example list, as a clinic would hand it over: for tomorrow, to be rung now."""
    zone, number = next(
        (zone, number) for zone, number in PLACES if 8 <= now.astimezone(ZoneInfo(zone)).hour < 20
    )
    there = now.astimezone(ZoneInfo(zone))
    first = (there + timedelta(days=1)).replace(hour=9, minute=0)
    lines = ["name,phone,appointment,call_at,zone"]
    for n, (digits, name) in enumerate(PEOPLE.items()):
        at = first + timedelta(minutes=20 * n)
        lines.append(f"{name},{number.format(digits)},{at:%Y-%m-%d %H:%M},{there:%Y-%m-%d %H:%M},{zone}")
    return "\n".join(lines) + "\n"


def environment(settings: Settings, folder: Path) -> dict[str, str]:
    """What a server needs for it; what people say, and a clinic where nobody moves appointments by hand, are
    written into `folder`. ValueError where there is no voice for them in the desk's language."""
    if settings.language != "en":
        raise ValueError("the synthetic patients speak English alone: take FRONTDESK_LANGUAGE=en")
    sounds = folder / "sounds"
    sounds.mkdir()
    for name, text in LINES.items():
        wav.write(sounds / f"{name}.wav", speak(text), SAMPLE_RATE)
    clinic = folder / "clinic.toml"
    example = EXAMPLE.read_text(encoding="utf-8")
    clinic.write_text(re.sub(r"\[\[hand_over\]\]\nname = .*\nnumber = .*\n", "", example), encoding="utf-8")
    its_own = {
        "DIALING": "true",
        "DIALING_CALLS": str(CALLS_A_CORE * (os.cpu_count() or 1)),
        "CARRIER": "loopback",
        "CLINIC_FILE": str(settings.clinic_file or clinic),
        "REHEARSAL_SOUNDS": str(sounds),
        "CALLING_DAYS": "1234567",
        "CALLING_ON_HOLIDAYS": "true",
    }
    return {f"{ENV_PREFIX}{name}": value for name, value in its_own.items()}


def empty(data_dir: Path) -> None:
    """Begin anew: whoever wants no calls in one rehearsal is rung in the next."""
    for file in data_dir.glob("frontdesk.db*"):
        file.unlink()


async def ring_all(settings: Settings, data_dir: Path, listed: str, console: Console) -> bool:
    """Put the list in, watch the server ring everybody on it, print the report. False if it did not end."""
    with_days = settings.model_copy(update={"calling_days": "1234567", "calling_on_holidays": True})
    database = await asyncio.to_thread(join_database, data_dir / "frontdesk.db")
    try:
        clinic = load(EXAMPLE)
        read = importing.read(listed, importing.Habits(clinic.time_zone, settings.region))
        done = campaigns.add(
            database,
            rules_of(with_days),
            read.entries,
            name="rehearsal",
            now=datetime.now(UTC),
            tenant=clinic.id,
        )
        console.print(f"campaign [bold]{done.campaign}[/]: {done.new} reminders")
        ended = await _watch(database, done.campaign, console)
        row = campaigns.find(database, done.campaign)
        assert row is not None, "it was just put in"
        console.rule("the report")
        console.print(report_of(campaigns.slots(database, done.campaign)))
        return ended
    finally:
        database.close()


async def _watch(database: Database, campaign: str, console: Console) -> bool:
    """A line for each of them, live; where nobody sees it change, a line for each that is over."""
    told: set[str] = set()
    until_s = monotonic() + LONGEST_S
    with Live(console=console, refresh_per_second=4, transient=True) as live:
        while monotonic() < until_s:
            slots = await asyncio.to_thread(campaigns.slots, database, campaign)
            live.update(_picture(slots))
            for slot in slots:
                if _is_over(slot) and slot.id not in told:
                    told.add(slot.id)
                    console.print(f"  {slot.name.reveal():12} {_temper(slot):44} [bold]{_came_to(slot)}[/]")
            if len(told) == len(slots):
                return True
            await asyncio.sleep(LOOK_EVERY_S)
    console.print("not everybody was rung in time", style="red")
    return False


def _picture(slots: list[SlotRow]) -> Table:
    """Whoever is on the telephone now, and how many have been."""
    over = sum(map(_is_over, slots))
    table = Table.grid(padding=(0, 2))
    for slot in slots:
        if slot.state == "dialling":
            table.add_row(
                f"  {slot.name.reveal():12}", f"{_temper(slot):44}", "on the telephone ...", style="cyan"
            )
    table.add_row("", ProgressBar(len(slots), over, width=44), f"{over} of {len(slots)}")
    return table


def _temper(slot: SlotRow) -> str:
    return person_at(slot.number.reveal()).temper


def _is_over(slot: SlotRow) -> bool:
    """Rung once: a second try of those whom it may reach comes in minutes or hours."""
    return slot.state not in ("waiting", "dialling") or (slot.state == "waiting" and slot.tries > 0)


def _came_to(slot: SlotRow) -> str:
    return (slot.outcome or slot.reason or slot.state).replace("_", " ")
