from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from agent.personal import Personal
from agent.reminders.importing import Habits, read

HABITS = Habits(zone="Europe/Dublin", region="IE")
HEAD = "name,phone,appointment\n"


def test_a_line_becomes_an_entry() -> None:
    text = (
        "Patient_ID;Name;Phone;Appointment;Zone;Appointment_ID\n"
        "p7; Mary Byrne ;(01) 555 0142;2026-07-02 15:00;;a9\n"
        "p8;John;+1 202 555 0123;2026-07-02T09:30;America/Los_Angeles;\n"
    )
    found = read("\ufeff" + text, HABITS)
    assert found.rejected == []
    mary, john = found.entries
    assert (mary.patient, mary.name, mary.number) == ("p7", Personal("Mary Byrne"), Personal("+35315550142"))
    assert mary.due_local == datetime(2026, 7, 1, 9)  # noqa: DTZ001
    assert mary.grace == timedelta(hours=9)
    assert mary.latest_local == datetime(2026, 7, 2, 13)  # noqa: DTZ001
    assert mary.appointment_id == "a9"
    assert john.place.zones == ("America/New_York", "America/Los_Angeles")


def test_a_call_at_is_kept_to_the_quarter() -> None:
    habits = Habits(zone="Europe/Dublin", region="IE", from_time=time(10))
    [entry] = read(
        "name,phone,appointment,call_at\nA,+35315550142,2026-07-02 15:00,2026-07-02 11:00\n", habits
    ).entries
    assert (entry.due_local, entry.grace) == (datetime(2026, 7, 2, 11), timedelta(minutes=15))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("A,112,2026-07-02 15:00", "phone: an emergency"),
        ("A,1550 123 456,2026-07-02 15:00", "phone: a premium"),
        ("A,12345678901234567,2026-07-02 15:00", "phone: not a"),
        ("A,(01) 555 0142,tomorrow", "appointment: not a date"),
        ("A,(01) 555 0142,2026-07-02", "time of day is missing"),
        ("A,(01) 555 0142,2026-07-02 15:00+01:00", "without a zone"),
        (",(01) 555 0142,2026-07-02 15:00", "no name"),
        ("A,(01) 555 0142,2026-07-02 15:00,extra", "more fields"),
        ("A", "phone"),
    ],
)
def test_r14_a_bad_line_is_refused_by_its_number(line: str, why: str) -> None:
    found = read(f"{HEAD}Good,(01) 555 0142,2026-07-02 15:00\n{line}\n", HABITS)
    assert len(found.entries) == 1
    [rejected] = found.rejected
    assert rejected.line == 3
    assert why in rejected.why
    assert "555" not in rejected.why


def test_a_bad_zone_is_refused_by_its_line() -> None:
    found = read("name,phone,appointment,zone\nA,(01) 555 0142,2026-07-02 15:00,../etc\n", HABITS)
    assert "Europe/Dublin" in found.rejected[0].why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "must name the columns"),
        ("name,phone\n", "missing: appointment"),
        ("name,phone,appointment,diagnosis\n", "no column 'diagnosis'"),
        (HEAD + '"A,x,y\n', "not CSV"),
    ],
)
def test_columns_that_cannot_be_made_out(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read(text, HABITS)
