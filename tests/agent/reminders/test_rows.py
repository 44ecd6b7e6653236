"""(The rest is seen through the ledger.)"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from agent.reminders.rows import dialled_in_the_week, opted_out, patient_of, refuse_calls
from tests.agent.reminders.book import TEN, booked, entry


def test_r13_a_dial_counts_unless_there_certainly_was_none(tmp_path: Path) -> None:
    with booked(tmp_path, entry(1)) as book:
        patient = patient_of(book.slot())
        day = TEN.date()

        def counted() -> list[bool]:
            with book.database.engine.connect() as connection:
                return [each.reached for each in dialled_in_the_week(connection, patient, day)]

        intent = book.dial()
        assert counted() == [True]  # may reach somebody at any moment
        book.ledger.put_off(intent, book.now)
        assert counted() == []
        book.later(seconds=1)
        book.report(book.dial(), "busy")
        assert counted() == [False]
        day += timedelta(days=7)
        assert counted() == []


def test_r12_who_said_it_first_stays_on_record(tmp_path: Path) -> None:
    with booked(tmp_path, entry(1)) as book:
        slot = book.slot()
        with book.database.begin_writing() as connection:
            assert not opted_out(connection, slot)
            refuse_calls(connection, slot["number"], "staff", TEN)
            refuse_calls(connection, slot["number"], "voice", TEN)
            assert opted_out(connection, slot)
