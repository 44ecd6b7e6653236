from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from agent.clinic.clinic import EXAMPLE, Branch, Clinic, Doctor, load
from agent.clinic.hours import Week
from agent.clinic.slots import Busy, Opening, Wish, free, opening_named, openings

CLINIC = load(EXAMPLE)
REED, WALSH, KELLY = CLINIC.doctors
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # a Friday
NOBODY: Busy = []


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def times(found: list[Opening]) -> list[str]:
    return [f"{opening.local:%m-%d %H:%M}" for opening in found]


def look(
    clinic: Clinic = CLINIC, now: datetime = NOW, busy: Busy = NOBODY, **changes: object
) -> list[Opening]:
    wish = {
        "doctors": (REED,),
        "minutes": 15,
        "earliest": local("2026-11-20 00:00"),
        "latest": None,
        "from_minute": 0,
        "until_minute": 1440,
        "limit": 3,
    }
    return free(clinic, Wish(**{**wish, **changes}), now, lambda doctor, day: busy)  # type: ignore[arg-type]


def on(day: str, doctor: Doctor = REED, minutes: int = 15, clinic: Clinic = CLINIC) -> list[str]:
    return [f"{o.local:%H:%M}" for o in openings(clinic, doctor, date.fromisoformat(day), minutes)]


def test_a_day_is_cut_into_slots() -> None:
    assert on("2026-11-23")[:3] == ["08:00", "08:15", "08:30"]
    assert on("2026-11-23")[-1] == "16:45"
    assert "12:00" not in on("2026-11-23")  # the doctor's break
    assert on("2026-11-23", WALSH)[:2] == ["09:00", "09:20"]
    assert on("2026-11-22") == []  # a Sunday


def test_a_long_visit_must_fit_before_the_break() -> None:
    assert on("2026-11-25", minutes=30)[-1] == "11:30"
    assert on("2026-11-25", minutes=241) == []


def test_holidays_days_off_and_the_clinics_own_hours_count() -> None:
    assert on("2026-12-25") == []
    assert on("2026-12-24") == []  # until noon, and the doctor comes at two
    assert on("2026-12-24", WALSH)[-1] == "11:40"  # shorter hours: not until a quarter past twelve
    assert on("2027-02-15") == on("2027-02-19") == []
    assert on("2027-02-12") != []
    shut = CLINIC.model_copy(update={"opening": Week.model_validate({"monday": ["09:00-10:00"]})})
    assert on("2026-11-23", clinic=shut) == ["09:00", "09:15", "09:30", "09:45"]
    assert on("2026-11-24", clinic=shut) == []


NIGHT = REED.model_copy(update={"week": Week.model_validate({"sunday": ["00:00-03:00"]}), "slot_minutes": 30})
ALWAYS = CLINIC.model_copy(
    update={"opening": Week.model_validate({"sunday": ["00:00-24:00"]}), "doctors": (NIGHT,)}
)


def test_the_hour_that_is_left_out_in_spring_has_no_slots() -> None:
    found = list(openings(ALWAYS, NIGHT, date(2026, 3, 29), 30))
    assert times(found) == ["03-29 00:00", "03-29 00:30", "03-29 02:00", "03-29 02:30"]
    assert found[2].starts_at - found[1].starts_at == timedelta(minutes=30)


def test_the_hour_that_comes_twice_in_autumn_comes_once() -> None:
    found = list(openings(ALWAYS, NIGHT, date(2026, 10, 25), 30))
    assert len({opening.starts_at for opening in found}) == len(found) == 6
    assert found[3].starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_nine_in_the_morning_stays_nine_over_the_change_of_the_clocks() -> None:
    before, after = (
        next(o for o in openings(CLINIC, REED, day, 15) if o.local.hour == 9)
        for day in (date(2026, 3, 27), date(2026, 3, 30))
    )
    assert (before.starts_at.hour, after.starts_at.hour) == (9, 8)


def test_a_branch_has_its_own_clock_and_its_name_is_said() -> None:
    madrid = Branch(id="sol", name="Sol", address="At the sun.", time_zone="Europe/Madrid")
    clinic = CLINIC.model_copy(
        update={
            "branches": (*CLINIC.branches, madrid),
            "doctors": (REED, WALSH.model_copy(update={"branch": "sol"})),
        }
    )
    opening = next(openings(clinic, clinic.doctors[1], date(2026, 11, 23), 20))
    assert opening.starts_at == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    slot = opening.as_said(clinic)
    assert (slot.at, slot.branch) == (local("2026-11-23 09:00"), "Sol")
    assert opening_named(clinic, slot.slot, 20) == opening


@pytest.mark.parametrize("doctor", [REED, WALSH, KELLY], ids=lambda d: d.id)
def test_an_id_leads_back_to_its_slot(doctor: Doctor) -> None:
    found = [o for days in range(370) for o in openings(CLINIC, doctor, NOW.date() + timedelta(days), 10)]
    assert len({opening.id for opening in found}) == len(found) > 1000
    for opening in found[::37]:
        assert opening_named(CLINIC, opening.id, 10) == opening


def test_the_first_ones_from_the_earliest_time_on() -> None:
    assert times(look()) == ["11-20 11:00", "11-20 11:15", "11-20 11:30"]  # an hour's notice
    assert times(look(earliest=local("2026-11-23 11:40"))) == ["11-23 11:45", "11-23 14:00", "11-23 14:15"]
    assert times(look(earliest=local("2026-11-20 11:40"), limit=2)) == ["11-20 11:45", "11-23 08:00"]


def test_the_time_of_day_is_kept_to() -> None:
    found = look(earliest=local("2026-11-24 00:00"), from_minute=16 * 60, until_minute=17 * 60)
    assert times(found) == ["11-24 16:00", "11-24 16:15", "11-24 16:30"]
    found = look(earliest=local("2026-11-24 00:00"), until_minute=8 * 60 + 15)
    assert times(found) == ["11-24 08:00", "11-25 08:00", "11-27 08:00"]


def test_within_the_days_that_are_asked_for() -> None:
    found = look(earliest=local("2026-11-24 16:30"), latest=local("2026-11-24 23:59"))
    assert times(found) == ["11-24 16:30", "11-24 16:45"]


def test_of_days_without_any_the_next_that_has_some() -> None:
    weekend = {"earliest": local("2026-11-21 00:00"), "latest": local("2026-11-22 23:59")}
    assert times(look(**weekend)) == ["11-23 08:00", "11-23 08:15", "11-23 08:30"]
    assert times(look(**weekend, from_minute=15 * 60)) == ["11-23 15:00", "11-23 15:15", "11-23 15:30"]
    full = [(datetime(2026, 11, 23, 0, 0, tzinfo=UTC), datetime(2026, 11, 24, 16, 45, tzinfo=UTC))]
    assert times(look(**weekend, busy=full)) == ["11-24 16:45"]  # that day's, and no other's
    noon = {"earliest": local("2026-11-23 12:00"), "latest": local("2026-11-23 13:30")}
    assert times(look(**noon)) == ["11-23 14:00", "11-23 14:15", "11-23 14:30"]


def test_of_two_who_are_free_at_one_time_the_first_is_offered() -> None:
    found = look(doctors=(REED, WALSH), earliest=local("2026-11-23 09:00"), limit=4)
    assert [(o.doctor.id, f"{o.local:%H:%M}") for o in found] == [
        ("reed", "09:00"),
        ("reed", "09:15"),
        ("walsh", "09:20"),
        ("reed", "09:30"),
    ]


def test_nothing_beyond_what_may_be_booked_ahead() -> None:
    assert look(earliest=local("2027-02-19 00:00")) == []
    assert look(earliest=local("9999-12-31 23:59")) == []
    assert times(look(earliest=local("0001-01-01 00:00"))) == ["11-20 11:00", "11-20 11:15", "11-20 11:30"]
    always = [(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))]
    assert look(busy=always) == []
    assert look(doctors=()) == []


def test_a_stretch_that_only_touches_is_no_clash() -> None:
    eight = next(openings(CLINIC, REED, date(2026, 11, 23), 15))
    before = (eight.starts_at - timedelta(minutes=15), eight.starts_at)
    after = (eight.ends_at, eight.ends_at + timedelta(minutes=15))
    inside = (eight.starts_at + timedelta(minutes=5), eight.starts_at + timedelta(minutes=6))
    assert not eight.clashes([before, after])
    assert eight.clashes([before, inside])
