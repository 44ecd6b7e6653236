from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from agent.clinic.schema import dial_tenants, opt_outs
from agent.reminders import campaigns
from agent.reminders.schedule import Place
from tests.agent.reminders.book import TEN, booked, entry

pytestmark = pytest.mark.usefixtures("either")


def test_r16_the_same_again_is_the_same(tmp_path: Path) -> None:
    with booked(tmp_path) as book:
        first = book.add(entry(1), entry(2))
        again = book.add(entry(2), entry(1))  # in another order, the same batch
        assert (first.new, again.new, again.known) == (2, 0, 2)
        assert first.campaign == again.campaign
        grown = book.add(entry(1), entry(2), entry(3))  # tomorrow's list, printed again an hour later
        assert (grown.new, grown.known) == (1, 2)
        assert book.add(entry(1), tenant="another hospital").new == 1


def test_r16_a_batch_named_by_its_caller_is_one_campaign(tmp_path: Path) -> None:
    with booked(tmp_path) as book:
        one = book.add(entry(1), batch="day 1")
        two = book.add(entry(2), batch="day 1")
        assert one.campaign == two.campaign
        [row] = campaigns.all_campaigns(book.database)
        assert (row.slots, row.settled) == (2, 0)


def test_what_no_decent_hour_can_be_found_for_is_missed_at_once(tmp_path: Path) -> None:
    nowhere = Place(("Pacific/Honolulu", "Europe/Dublin", "Australia/Brisbane"))
    sunday = datetime(2026, 7, 5, 11)  # noqa: DTZ001
    with booked(tmp_path) as book:
        imported = book.add(
            entry(1, place=nowhere),
            entry(2, due_local=sunday, latest_local=sunday + timedelta(hours=2)),
            entry(3, due_local=datetime(2026, 6, 30, 11)),  # noqa: DTZ001 - yesterday
            entry(4),
        )
        assert imported.missed == 3
        assert [book.state(n)[0] for n in (1, 2, 3, 4)] == ["missed"] * 3 + ["waiting"]
        assert book.state(3) == ("missed", "late")


def test_slots_are_listed_as_they_are_due(tmp_path: Path) -> None:
    with booked(tmp_path) as book:
        campaign = book.add(entry(2), entry(1)).campaign
        listed = campaigns.slots(book.database, campaign)
        assert [row.appointment_id for row in listed] == ["a1", "a2"]
        assert listed[0].due_at == TEN - timedelta(minutes=5) + timedelta(seconds=1)
        assert "Patient" not in repr(listed)
        assert campaigns.find(book.database, "none") is None


def test_campaigns_that_named_no_hospital_become_the_houses_own_with_all_that_was_said(
    tmp_path: Path,
) -> None:
    with booked(tmp_path, dials_a_second=1000) as book:
        book.add(entry(1), entry(2), entry(3), tenant="")
        book.add(entry(2), tenant="riverside", batch="api")  # once more, over HTTP
        book.add(entry(9), tenant="hillside")
        book.ledger.talked(book.dial().attempt_id, "opt_out", book.now)
        for _ in range(2):  # again, it changes nothing
            campaigns.adopt(book.database, "riverside", book.now)
            rows = campaigns.all_campaigns(book.database)
            assert sorted(row.tenant for row in rows) == ["hillside", "riverside", "riverside"]
            slots = [slot for row in rows for slot in campaigns.slots(book.database, row.id)]
            same = sorted((slot.state, slot.reason) for slot in slots if slot.appointment_id == "a2")
            assert same == [("cancelled", "asked for twice"), ("waiting", "")]
        with book.database.engine.connect() as connection:
            refused = set(connection.execute(select(opt_outs.c.who)).scalars())
            assert set(connection.execute(select(dial_tenants.c.tenant)).scalars()) == {
                "hillside",
                "riverside",
            }
        assert "patient riverside p1" in refused
