from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

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
