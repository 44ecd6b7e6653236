"""Never twice, whatever happens: the ledger by itself. (Under kill -9: test_never_twice.py.)"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from agent.clinic.database import Unavailable
from agent.clinic.schema import audit
from agent.personal import Personal
from agent.reminders import campaigns, upkeep
from agent.reminders.ledger import Candidate, Later, Ledger
from tests.agent.reminders.book import RULES, TEN, Book, booked, entry

pytestmark = pytest.mark.usefixtures("either")


def test_a_dial_is_on_record_before_it_is_one(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        intent = book.dial()
        assert intent.number == Personal("+353871200001")
        assert [row["state"] for row in book.tried()] == ["intent"]
        assert book.state() == ("dialling", "")
        book.later(seconds=1)
        assert book.intend("another") is None
        book.ledger.placed(intent, "u-1", book.now)
        book.report(intent, "ringing", "answered", "completed")
        assert book.state() == ("done", "answered")


def test_r02_a_carrier_that_does_not_answer_is_never_asked_again(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        intent = book.dial()
        assert book.ledger.doubted(intent)
        for _ in range(50):
            book.later(minutes=7)
            assert book.intend() is None
            upkeep.sweep(book.database, book.now)
        assert book.state()[0] == "unknown"
        assert len(book.tried()) == 1


def test_r02_evidence_of_the_call_ends_the_doubt(tmp_path: Path) -> None:
    with booked(tmp_path, entry(), entry(2)) as book:
        called = book.dial()
        book.ledger.doubted(called)
        book.later(seconds=1)
        absent = book.dial()
        book.ledger.doubted(absent)
        book.later(minutes=4)
        assert {doubt.attempt_id for doubt in upkeep.doubts(book.database, book.now)} == {
            called.attempt_id,
            absent.attempt_id,
        }
        book.report(called, "ringing")
        assert book.state(1) == ("dialling", "")
        book.report(called, "completed")
        assert book.state(1) == ("done", "answered")
        book.ledger.absent(absent.attempt_id, book.now)
        assert book.state(2) == ("waiting", "failed")
        book.later(minutes=15)
        assert book.dial().attempt == 2


def test_r04_too_many_is_the_same_attempt_later_and_counts_as_none(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        first = book.dial()
        assert book.ledger.put_off(first, book.now + timedelta(seconds=3))
        book.later(seconds=2)
        assert book.intend() is None
        book.later(seconds=2)
        second = book.dial()
        assert (second.attempt_id, second.attempt) == (first.attempt_id, 1)
        assert second.fence > first.fence
        assert not book.ledger.put_off(first, book.now)  # whoever holds the older fence is nobody
        book.report(second, "busy")
        book.later(minutes=10)
        assert book.dial().attempt == 2


def test_r04_put_off_for_too_long_is_missed(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        book.ledger.put_off(book.dial(), book.now + timedelta(minutes=20))
        book.later(minutes=20)
        upkeep.sweep(book.database, book.now)
        assert book.state() == ("missed", "late")


def test_r05_a_lost_lease_fences_what_comes_late(tmp_path: Path) -> None:
    """A dialler is stopped for a minute with its request on the way."""
    with booked(tmp_path, entry()) as book:
        paused = book.dial("paused")
        book.later(seconds=60)
        assert upkeep.sweep(book.database, book.now) == (0, 1)
        assert book.intend("second") is None
        assert not book.ledger.refused(paused, "HTTP 400", book.now)
        assert not book.ledger.put_off(paused, book.now)
        assert not book.ledger.doubted(paused)
        assert book.state()[0] == "unknown"
        book.ledger.placed(paused, "u-9", book.now)  # but that there is a call is true, however late
        assert book.state()[0] == "dialling"
        assert book.tried()[0]["carrier_uuid"] == "u-9"


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)  # a file that is gone
def test_r06_who_cannot_commit_dials_nothing(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        candidate = book.ledger.due(book.now)
        assert isinstance(candidate, Candidate)
        (tmp_path / "frontdesk.db").rename(tmp_path / "elsewhere.db")
        with pytest.raises(Unavailable):
            book.ledger.intend(candidate, "cut off", book.now)


def test_r09_a_clock_that_jumps_dials_nothing_twice_and_nothing_late(tmp_path: Path) -> None:
    with booked(tmp_path, entry(), entry(2)) as book:
        book.report(book.dial(), "busy")
        book.later(days=1)
        assert book.intend() is None
        upkeep.sweep(book.database, book.now)
        assert book.state(2) == ("missed", "late")
        book.later(days=-2)  # and back, to a day too early
        assert book.intend() is None
        book.now = TEN + timedelta(seconds=1)
        assert book.intend() is None
        assert len(book.tried()) == 1


def test_r09_a_clock_put_back_does_not_stop_the_dialling(tmp_path: Path) -> None:
    with booked(tmp_path, entry(), entry(2)) as book:
        book.later(minutes=10)
        book.dial()
        book.later(minutes=-9)
        assert book.dial().slot == book.slot(2)["id"]


def test_r10_down_until_late_in_the_evening(tmp_path: Path) -> None:
    with booked(tmp_path, entry(), entry(2, grace=timedelta(days=1))) as book:
        book.now = datetime.fromisoformat("2026-07-01T21:30:00+00:00")  # 22:30 in Dublin
        assert book.intend() is None
        assert book.intend() is None
        assert book.state(1) == ("missed", "late")
        assert book.state(2)[0] == "waiting"  # had until tomorrow
        assert book.slot(2)["due_at"] == datetime.fromisoformat("2026-07-02T07:00:00+00:00")


def test_r11_cancelled_before_the_intent_is_not_dialled(tmp_path: Path) -> None:
    with booked(tmp_path, entry(), entry(2)) as book:
        candidate = book.ledger.due(book.now)
        assert isinstance(candidate, Candidate)
        book.ledger.cancel_appointment("", "a1")
        book.ledger.cancel_appointment("", "a2")
        assert book.ledger.intend(candidate, "d", book.now) is None
        assert book.intend() is None
        assert book.state() == ("cancelled", "appointment cancelled")


def test_r11_cancelled_while_it_rings_is_hung_up(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        intent = book.dial()
        book.ledger.placed(intent, "u-1", book.now)
        assert upkeep.withdrawn(book.database) == []
        book.ledger.cancel_appointment("", "a1")
        assert [call.carrier_uuid for call in upkeep.withdrawn(book.database)] == ["u-1"]
        book.report(intent, "cancelled")
        assert upkeep.withdrawn(book.database) == []
        assert book.state() == ("cancelled", "appointment cancelled")
        book.later(minutes=15)
        assert book.intend() is None


@pytest.mark.parametrize("how", ["staff", "voice"])
def test_r12_after_an_opt_out_nobody_dials(tmp_path: Path, how: str) -> None:
    number = entry().number
    with booked(tmp_path, entry(), entry(2, number=number), entry(3)) as book:
        if how == "staff":
            candidate = book.ledger.due(book.now)
            book.ledger.opt_out(number, "staff", book.now)
            assert isinstance(candidate, Candidate)
            assert book.ledger.intend(candidate, "d", book.now) is None
        else:
            intent = book.dial()
            book.report(intent, "answered")
            book.ledger.talked(intent.attempt_id, "opt_out", book.now)
            assert book.state(1) == ("done", "opt_out")
        book.later(seconds=1)
        assert book.dial().slot == book.slot(3)["id"]  # somebody else's
        book.add(entry(4, number=number), tenant="another hospital")
        book.later(seconds=1)
        assert book.intend() is None
        assert book.state(4) == ("suppressed", "opt-out")
        if how == "voice":  # on any other number of theirs too
            book.add(entry(5, patient="p1"))
            book.later(seconds=1)
            assert book.intend() is None
            assert book.state(5) == ("suppressed", "opt-out")


def test_r12_a_wrong_number_is_not_rung_again(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        intent = book.dial()
        book.ledger.talked(intent.attempt_id, "wrong_number", book.now)
        book.add(entry(2, number=entry().number), entry(3, patient="p1"))
        book.now += timedelta(days=0, seconds=1)
        assert book.intend() is None  # the number is a stranger's; the patient was "reached" today
        assert book.state(2) == ("suppressed", "opt-out")


def test_r13_a_second_reminder_on_a_day_and_a_fourth_in_a_week(tmp_path: Path) -> None:
    with booked(tmp_path, entry(), entry(2, patient="p1")) as book:
        book.report(book.dial(), "completed")
        book.later(seconds=1)
        assert book.intend() is None
        assert book.state(2) == ("suppressed", "daily limit")
        for day in (1, 2, 3):
            book.now = TEN + timedelta(days=day)
            wall = datetime(2026, 7, 1 + day, 11)  # noqa: DTZ001
            book.add(
                entry(
                    10 + day,
                    patient="p1",
                    due_local=wall,
                    appointment_local=wall + timedelta(days=1),
                    latest_local=wall + timedelta(days=1),
                )
            )
            intent = book.intend()
            if day < 3:
                assert intent is not None
                book.report(intent, "completed")
        assert intent is None
        assert book.state(13) == ("suppressed", "weekly limit")


def test_r16_ten_imports_at_once_make_the_slots_once(tmp_path: Path) -> None:
    with booked(tmp_path) as book:
        entries = [entry(n) for n in range(40)]
        with ThreadPoolExecutor(10) as pool:
            imported = list(pool.map(lambda _: book.add(*entries), range(10)))
        assert sum(each.new for each in imported) == 40
        assert len({each.campaign for each in imported}) == 1
        [campaign] = campaigns.all_campaigns(book.database)
        assert campaign.by_state == {"waiting": 40}


def test_r17_a_poison_row_is_parked_and_the_queue_goes_on(tmp_path: Path) -> None:
    with booked(tmp_path, entry(), entry(2)) as book:
        first = book.dial()
        assert book.ledger.refused(first, "HTTP 422", book.now)
        assert book.state(1) == ("parked", "HTTP 422")
        book.later(seconds=1)
        assert book.dial().slot == book.slot(2)["id"]
        book.later(minutes=1)
        assert book.intend() is None


def test_r18_three_a_second_for_all_diallers_of_an_account(tmp_path: Path) -> None:
    with booked(tmp_path, *(entry(n) for n in range(40))) as book:
        dialled_at: list[datetime] = []
        other = Book(book.database)
        for step in range(1000):  # ten seconds, a hundred tries in each, by two diallers in turn
            book.now = other.now = TEN + timedelta(milliseconds=10 * step)
            if (book if step % 2 else other).intend(f"d{step % 2}") is not None:
                dialled_at.append(book.now)
        assert 28 <= len(dialled_at) <= 30
        for at in dialled_at:
            assert sum(timedelta() <= each - at < timedelta(seconds=1) for each in dialled_at) <= 3


def test_r18_tenants_take_turns(tmp_path: Path) -> None:
    with booked(tmp_path) as book:
        book.add(*(entry(n) for n in range(20)), tenant="large")
        book.add(*(entry(n) for n in range(100, 103)), tenant="small")
        turns = []
        for _ in range(6):
            intent = book.dial()
            turns.append("small" if int(intent.name.reveal().split()[1]) >= 100 else "large")
            book.later(seconds=1)
        assert sorted(turns) == ["large"] * 3 + ["small"] * 3


def test_r18_what_does_not_fit_into_its_time_says_so(tmp_path: Path) -> None:
    with booked(tmp_path, *(entry(n) for n in range(30)), dials_a_second=0.02) as book:
        for _ in range(60):
            book.intend()
            book.later(seconds=30)
            upkeep.sweep(book.database, book.now)
        [campaign] = campaigns.all_campaigns(book.database)
        assert campaign.by_state["missed"] >= 1
        assert set(campaign.by_state) <= {"missed", "unknown"}  # the carrier never answered here


def test_r20_answered_before_the_post_returned(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        intent = book.dial()
        book.report(intent, "answered")
        book.ledger.placed(intent, "u-1", book.now)
        [attempt] = book.tried()
        assert (attempt["state"], attempt["attempt"]) == ("answered", 1)
        assert not book.ledger.doubted(intent)  # the carrier's own word is better


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)  # a database for each example
@given(
    st.lists(
        st.sampled_from(["placed", "started", "ringing", "answered", "machine", "completed", "talked"]),
        min_size=1,
        max_size=12,
    ).filter(lambda told: "completed" in told)
)
@settings(max_examples=40, deadline=None)
def test_w07_w08_a_call_is_settled_once_whatever_the_order(
    tmp_path_factory: pytest.TempPathFactory, told: list[str]
) -> None:
    with booked(tmp_path_factory.mktemp("book"), entry()) as book:
        intent = book.dial()
        for what in [*told, *told]:
            if what == "placed":
                book.ledger.placed(intent, "u-1", book.now)
            elif what == "talked":
                book.ledger.talked(intent.attempt_id, "confirmed", book.now)
            else:
                book.report(intent, what)
        state, outcome = book.state()
        if "talked" in told:
            assert (state, outcome) == ("done", "confirmed")
        elif "machine" in told:
            assert outcome == "voicemail"
        else:
            assert (state, outcome) == ("done", "answered")
        assert len(book.tried()) == 1


def test_a_report_of_an_attempt_nobody_made_changes_nothing(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        assert book.ledger.reported("nobody", "u", "completed", "", "t", book.now) is None
        assert book.state()[0] == "waiting"


def test_paused_and_cancelled_campaigns_are_not_dialled(tmp_path: Path) -> None:
    with booked(tmp_path) as book:
        campaign = book.add(entry()).campaign
        campaigns.change(book.database, campaign, "paused")
        assert isinstance(book.ledger.due(book.now), Later)
        campaigns.change(book.database, campaign, "running")
        candidate = book.ledger.due(book.now)
        assert isinstance(candidate, Candidate)
        campaigns.change(book.database, campaign, "cancelled")
        assert book.ledger.intend(candidate, "d", book.now) is None
        assert book.state() == ("cancelled", "campaign cancelled")
        assert not campaigns.change(book.database, campaign, "running")


def test_the_ladder_ends(tmp_path: Path) -> None:
    with booked(tmp_path, entry(grace=timedelta(hours=6))) as book:
        for minutes in (10, 30, 120):
            book.report(book.dial(), "busy")
            book.later(minutes=minutes)
        book.report(book.dial(), "busy")
        assert book.state() == ("done", "busy")
        assert [row["attempt"] for row in book.tried()] == [1, 2, 3, 4]


def test_nothing_personal_in_what_may_be_logged(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        candidate = book.ledger.due(book.now)
        intent = book.dial()
        for shown in (repr(candidate), repr(intent), repr(entry())):
            assert "+353" not in shown
            assert "Patient" not in shown


def test_many_threads_dial_each_slot_once(tmp_path: Path) -> None:
    with booked(tmp_path, *(entry(n) for n in range(30)), dials_a_second=1000) as book:

        def dialler(name: str) -> list[str]:
            mine = Ledger(book.database, RULES, 1000)
            taken = []
            for step in range(120):
                now = book.now + timedelta(milliseconds=20 * step)
                candidate = mine.due(now)
                if isinstance(candidate, Candidate) and (intent := mine.intend(candidate, name, now)):
                    taken.append(intent.slot)
            return taken

        with ThreadPoolExecutor(4) as pool:
            taken = [slot for slots in pool.map(dialler, "abcd") for slot in slots]
        assert len(taken) == len(set(taken)) == 30


def test_what_a_call_came_to_is_audited_and_survives_its_end(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        intent = book.dial()
        book.ledger.talked(intent.attempt_id, "", book.now)
        book.ledger.settled(intent.attempt_id, "confirmed", "c1", book.now)
        assert book.state() == ("done", "confirmed")
        with book.database.engine.connect() as connection:
            [row] = connection.execute(select(audit)).all()
        assert (row.who, row.what, row.subject) == ("call:c1", "reminder: confirmed", "a1")
        book.ledger.settled("nobody's", "confirmed", "c1", book.now)
