"""(Leases, doubts and withdrawn calls are seen through the ledger's tests.)"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.reminders import schedule, upkeep
from tests.agent.reminders.book import RULES, TEN, booked, entry

pytestmark = pytest.mark.usefixtures("either")


def test_r08_a_zone_that_moved_moves_what_is_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with booked(tmp_path, entry(1), entry(2)) as book:
        before = book.slot(2)["due_at"]
        first = book.dial()
        assert upkeep.replan(book.database, RULES) == 0
        monkeypatch.setattr(
            schedule, "ZoneInfo", lambda zone: ZoneInfo("Europe/Paris" if zone == "Europe/Dublin" else zone)
        )
        assert upkeep.replan(book.database, RULES) == 1  # what is being dialled stays as it is
        assert book.slot(2)["due_at"] == before - timedelta(hours=1)
        assert first.slot == book.slot(1)["id"]


def test_r08_even_without_a_replan_the_dial_follows_the_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The instant on record says "now", the zone's new rules say "in an hour"."""
    with booked(tmp_path, entry(1)) as book:
        monkeypatch.setattr(
            schedule,
            "ZoneInfo",
            lambda zone: ZoneInfo("Atlantic/Azores" if zone == "Europe/Dublin" else zone),
        )
        assert book.intend() is None
        assert book.state() == ("waiting", "")
        book.later(hours=1)
        assert book.intend() is not None


def test_a_sweep_twice_changes_nothing(tmp_path: Path) -> None:
    with booked(tmp_path, entry(1), entry(2), entry(3)) as book:
        book.dial()
        book.now = TEN + timedelta(hours=1)
        assert upkeep.sweep(book.database, book.now) == (2, 1)
        assert upkeep.sweep(book.database, book.now) == (0, 0)


def test_doubts_ripen_and_calls_end_some_day(tmp_path: Path) -> None:
    with booked(tmp_path, entry(1), entry(2)) as book:
        book.ledger.doubted(book.dial())
        book.later(seconds=1)
        book.ledger.placed(book.dial(), "u-2", book.now)
        assert upkeep.doubts(book.database, book.now) == []
        book.later(minutes=4)
        assert [doubt.carrier_uuid for doubt in upkeep.doubts(book.database, book.now)] == [""]
        book.later(hours=3)
        assert [doubt.carrier_uuid for doubt in upkeep.doubts(book.database, book.now)] == ["", "u-2"]
