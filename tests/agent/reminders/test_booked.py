"""A day of the book, on either kind of database."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from agent.clinic.schema import patients
from agent.dialogue.errands import Cancel, NotFound
from agent.reminders import campaigns
from agent.reminders.booked import of_day
from agent.reminders.importing import Habits
from agent.reminders.ledger import Candidate, Ledger
from agent.reminders.schedule import Rules
from tests.agent.clinic.conftest import Place
from tests.agent.clinic.desk import MARY, NOW, PATRICK, opened

HABITS = Habits("Europe/Dublin", "IE")


def test_r16_the_booked_of_a_day_and_each_once(place: Place) -> None:
    with opened(place) as desk:
        mary, patrick = desk.call(MARY), desk.call(PATRICK)
        slots = list(desk.slots(limit=20).slots)
        day = slots[0].at.date()
        first = desk.booked(mary, slots[0].slot).appointment
        gone = desk.booked(patrick, next(s.slot for s in slots if s.at > slots[0].at)).appointment
        desk.do(Cancel(gone.appointment), patrick)
        database = desk.store.database
        found = of_day(database, desk.clinic, HABITS, day)
        [entry] = found.entries
        assert entry.appointment_local == first.at
        assert (entry.name.reveal(), entry.appointment_id) == ("Mary Murphy", first.appointment)
        assert entry.place.zones[-1] == "Europe/Dublin"
        assert of_day(database, desk.clinic, HABITS, day + timedelta(days=7)).entries == []
        before = NOW - timedelta(days=30)
        rules = Rules(weekdays=frozenset(range(7)), on_holidays=True)
        for new in (1, 0):
            done = campaigns.add(database, rules, found.entries, name="t", now=before, batch=f"book {day}")
            assert done.new == new

        due_at = datetime.combine(day - timedelta(days=1), datetime.min.time(), NOW.tzinfo) + timedelta(
            hours=10
        )
        ledger = Ledger(
            database, Rules(weekdays=frozenset(range(7)), on_holidays=True), hospital=desk.clinic.id
        )
        candidate = ledger.due(due_at)
        assert isinstance(candidate, Candidate)
        intent = ledger.intend(candidate, "d1", due_at)
        assert intent is not None
        assert intent.appointment_id == first.appointment
        assert intent.patient.reveal() == entry.patient


def test_who_has_no_telephone_is_named(place: Place) -> None:
    with opened(place) as desk:
        [slot, *_] = desk.slots().slots
        booked = desk.booked(desk.call(MARY), slot.slot).appointment
        for phone, why in (("", "no telephone number"), ("112", "an emergency or short number")):
            with desk.store.database.begin_writing() as connection:
                connection.execute(update(patients).values(phone=phone))
            day = of_day(desk.store.database, desk.clinic, HABITS, slot.at.date())
            assert [(each.appointment, each.why) for each in day.not_rung] == [(booked.appointment, why)]
            assert day.entries == []


def test_v31_in_a_call_that_was_placed_for_one_patient_nobody_else_is_found(place: Place) -> None:
    with opened(place) as desk:
        with desk.store.database.engine.connect() as connection:
            ids = dict(connection.execute(select(patients.c.name, patients.c.id)).all())  # type: ignore[arg-type]
        visit = desk.call()
        visit.only = ids["Patrick Byrne"]
        assert desk.do(MARY, visit) == NotFound()
        assert desk.do(PATRICK, visit) != NotFound()
