"""Appointments that change between the import and the call, on either kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from agent.clinic.database import Database
from agent.clinic.office import Asker, Office
from agent.clinic.schema import appointments, audit
from agent.dialogue.errands import Appointment, Cancel, Cancelled, FindAppointments, Move
from agent.reminders import campaigns, upkeep
from agent.reminders.booked import of_day
from agent.reminders.campaigns import SlotRow
from agent.reminders.importing import Habits
from agent.reminders.ledger import Candidate, Intent, Ledger
from agent.reminders.schedule import Rules
from tests.agent.clinic.conftest import Place
from tests.agent.clinic.desk import MARY, NOW, PATRICK, Desk, opened

HABITS = Habits("Europe/Dublin", "IE")
RULES = Rules(weekdays=frozenset(range(7)), on_holidays=True)
DUBLIN = ZoneInfo("Europe/Dublin")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Campaign:
    """Mary's one appointment, and the campaign that reminds her of it, the day before at ten."""

    desk: Desk
    appointment: Appointment
    ledger: Ledger
    id: str

    @property
    def database(self) -> Database:
        return self.desk.store.database

    @property
    def slots(self) -> list[SlotRow]:
        return campaigns.slots(self.database, self.id)

    @property
    def slot(self) -> SlotRow:
        [slot] = self.slots
        return slot

    @property
    def due_at(self) -> datetime:
        return self.slot.due_at + timedelta(minutes=1)

    def intend(self, at: datetime) -> Intent | None:
        candidate = self.ledger.due(at)
        return self.ledger.intend(candidate, "d1", at) if isinstance(candidate, Candidate) else None

    def set_status(self, status: str) -> None:
        asker = Asker("key:1", self.desk.clinic.id)
        office = Office(self.database, self.desk.clinic, lambda: NOW)
        office.set_status(asker, self.appointment.appointment, status)

    def move_to(self, wanted: datetime) -> datetime:
        """By telephone, to the first free time from then on: which."""
        mary = self.desk.call(MARY)
        free = self.desk.slots("consultation", earliest=wanted, limit=20).slots
        slot = next(each for each in free if each.doctor == self.appointment.doctor and each.at >= wanted)
        self.desk.do(Move(self.appointment.appointment, slot.slot), mary)
        return slot.at


@contextmanager
def put_in(place: Place) -> Iterator[Campaign]:
    with opened(place) as desk:
        far = desk.slots(earliest=NOW.replace(tzinfo=None) + timedelta(days=4), limit=20).slots
        held = desk.booked(desk.call(MARY), far[0].slot).appointment
        database = desk.store.database
        found = of_day(database, desk.clinic, HABITS, held.at.date())
        done = campaigns.add(database, RULES, found.entries, name="t", now=NOW - timedelta(days=30))
        yield Campaign(desk, held, Ledger(database, RULES, hospital=desk.clinic.id), done.campaign)


def test_r11_cancelled_by_an_inbound_call_it_is_not_dialled_and_says_so(place: Place) -> None:
    with put_in(place) as campaign:
        done = campaign.desk.do(Cancel(campaign.appointment.appointment), campaign.desk.call(MARY))
        assert isinstance(done, Cancelled)
        assert campaign.intend(campaign.due_at) is None
        assert (campaign.slot.state, campaign.slot.reason) == ("cancelled", "appointment cancelled")


def test_r11_cancelled_over_rest_it_is_withdrawn_beforehand(place: Place) -> None:
    with put_in(place) as campaign:
        assert campaign.ledger.follow(LONG_AGO) == 0
        campaign.set_status("CANCELLED")
        assert campaign.ledger.follow(LONG_AGO) == 1
        assert (campaign.slot.state, campaign.slot.reason) == ("cancelled", "appointment cancelled")
        assert campaign.ledger.follow(LONG_AGO) == 0


def test_what_has_not_changed_since_is_not_looked_at_again(place: Place) -> None:
    with put_in(place) as campaign:
        campaign.set_status("CANCELLED")
        assert campaign.ledger.follow(NOW + timedelta(minutes=1)) == 0


def test_r11_moved_by_telephone_it_is_made_the_day_before_the_new_time(place: Place) -> None:
    with put_in(place) as campaign:
        was = campaign.slot
        new = campaign.move_to(campaign.appointment.at + timedelta(days=3))
        assert campaign.intend(campaign.due_at) is None, "not at the old time"
        now = campaign.slot
        assert now.appointment_local == new
        assert (now.state, now.reason) == ("waiting", "appointment moved")
        days = new.date() - campaign.appointment.at.date()
        assert now.due_at.astimezone(DUBLIN).replace(tzinfo=None) == (
            was.due_at.astimezone(DUBLIN).replace(tzinfo=None) + days
        )
        intent = campaign.intend(campaign.due_at)
        assert intent is not None
        assert intent.appointment_local == new


def test_moved_on_its_day_it_is_told_with_the_new_time(place: Place) -> None:
    with put_in(place) as campaign:
        new = campaign.move_to(campaign.appointment.at + timedelta(minutes=30))
        assert new.date() == campaign.appointment.at.date()
        intent = campaign.intend(campaign.due_at)
        assert intent is not None, "in the very transaction that decides to dial"
        assert intent.appointment_local == new


def test_moved_to_before_its_reminder_it_is_reminded_of_earlier(place: Place) -> None:
    with put_in(place) as campaign:
        was = campaign.slot
        new = campaign.move_to(NOW.replace(tzinfo=None) + timedelta(days=1))
        assert new < campaign.appointment.at
        assert campaign.ledger.follow(LONG_AGO) == 1
        assert campaign.slot.due_at < was.due_at


def test_a_list_put_in_again_after_a_move_reminds_of_it_once(place: Place) -> None:
    with put_in(place) as campaign:
        new = campaign.move_to(campaign.appointment.at + timedelta(days=3))
        campaign.ledger.follow(LONG_AGO)
        again = of_day(campaign.database, campaign.desk.clinic, HABITS, new.date())
        done = campaigns.add(campaign.database, RULES, again.entries, name="t", now=NOW - timedelta(days=30))
        assert (done.new, done.known) == (0, 1)


def test_put_in_again_before_we_saw_the_move_the_older_one_goes(place: Place) -> None:
    with put_in(place) as campaign:
        new = campaign.move_to(campaign.appointment.at + timedelta(days=3))
        again = of_day(campaign.database, campaign.desk.clinic, HABITS, new.date())
        campaigns.add(campaign.database, RULES, again.entries, name="t", now=NOW - timedelta(days=30))
        assert campaign.ledger.follow(LONG_AGO) == 1
        assert (campaign.slot.state, campaign.slot.reason) == ("cancelled", "appointment moved")


def test_who_has_confirmed_elsewhere_is_not_rung(place: Place) -> None:
    with put_in(place) as campaign:
        campaign.set_status("CONFIRMED")
        assert campaign.intend(campaign.due_at) is None
        assert (campaign.slot.state, campaign.slot.reason) == ("cancelled", "appointment confirmed")


def test_r11_cancelled_while_it_rings_the_call_is_withdrawn(place: Place) -> None:
    with put_in(place) as campaign:
        at = campaign.due_at
        intent = campaign.intend(at)
        assert intent is not None
        campaign.ledger.placed(intent, "u", at)
        campaign.set_status("CANCELLED")
        assert campaign.ledger.follow(LONG_AGO) == 1
        [call] = upkeep.withdrawn(campaign.database)
        assert call.carrier_uuid == "u"


def test_who_cancels_in_our_call_is_not_cut_off(place: Place) -> None:
    with put_in(place) as campaign:
        at = campaign.due_at
        intent = campaign.intend(at)
        assert intent is not None
        campaign.ledger.reported(intent.attempt_id, "u", "answered", "", "t", at)
        campaign.set_status("CANCELLED")
        assert campaign.ledger.follow(LONG_AGO) == 0
        assert upkeep.withdrawn(campaign.database) == []


def test_a_yes_is_the_appointments_status_and_in_the_audit(place: Place) -> None:
    with put_in(place) as campaign:
        at = campaign.due_at
        intent = campaign.intend(at)
        assert intent is not None
        campaign.ledger.settled(intent.attempt_id, "confirmed", "c1", at)
        with campaign.database.engine.connect() as connection:
            [row] = connection.execute(select(appointments)).all()
            noted = connection.execute(select(audit).where(audit.c.what == "reminder: confirmed")).one()
        assert (row.status, row.changed_at) == ("CONFIRMED", at)
        assert (noted.who, noted.subject, noted.patient_id) == ("call:c1", row.id, row.patient_id)
        assert campaign.ledger.follow(LONG_AGO) == 0, "our own call goes on"
        asker = Asker("key:1", campaign.desk.clinic.id)
        shown = Office(campaign.database, campaign.desk.clinic, lambda: NOW)
        assert shown.appointments(asker, 0, 10, status="CONFIRMED").total == 1


def test_a_confirmed_appointment_is_theirs_and_taken_as_any_other(place: Place) -> None:
    with put_in(place) as campaign:
        campaign.set_status("CONFIRMED")
        desk, held = campaign.desk, campaign.appointment
        mary = desk.call(MARY)
        found = desk.do(FindAppointments(), mary)
        assert held in getattr(found, "appointments")  # noqa: B009
        free = desk.slots(earliest=held.at, latest=held.at + timedelta(hours=1), limit=20).slots
        assert not [each for each in free if (each.at, each.doctor) == (held.at, held.doctor)]
        assert of_day(campaign.database, desk.clinic, HABITS, held.at.date()).entries == []
        new = campaign.move_to(held.at + timedelta(days=3))
        with campaign.database.engine.connect() as connection:
            [row] = connection.execute(select(appointments)).all()
        assert row.status == "BOOKED", "nobody has said that they come then"
        campaign.set_status("CONFIRMED")
        assert isinstance(desk.do(Cancel(held.appointment), mary), Cancelled)
        later = desk.booked(desk.call(PATRICK), desk.slots(earliest=new, limit=1).slots[0].slot)
        assert later.appointment.at == new, "the time is free again"


def test_what_is_not_in_the_book_stays_as_it_was_put_in(place: Place) -> None:
    with put_in(place) as campaign:
        with campaign.database.begin_writing() as connection:
            connection.execute(update(appointments).values(hospital_id="another"))
        assert campaign.ledger.follow(LONG_AGO) == 0
        assert campaign.intend(campaign.due_at) is not None
