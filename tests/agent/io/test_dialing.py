"""The dialler's steps, over a real ledger and a carrier that says what a test tells it to."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent.clinic.database import Unavailable
from agent.dialogue.errands import Failed, Noted
from agent.dialogue.flow import Flow
from agent.dialogue.reminder import Reminder
from agent.events import CarrierReported
from agent.facts import CallEnded, CallStarted
from agent.io import dialing as dialing_module
from agent.io.dialer import Answer, Found, Order, Placed, PutOff, Refused, Undecided, Unknown
from agent.io.dialing import Dialing, rules_of
from agent.personal import Personal
from agent.reminders import upkeep
from agent.reminders.ledger import Intent
from agent.wire.vonage_http import CallReport
from tests.agent.io.edge import FakeDesk, local, run
from tests.agent.reminders.book import RULES, TEN, Book, booked, entry
from tests.audio.test_beep import frames, tone
from tests.records import KNOWN
from tests.sounds import babble, silence


class Carrier:
    """Gives the answers it was given, then places every call."""

    def __init__(self, *answers: Answer) -> None:
        self.orders: list[Order] = []
        self.hung_up: list[str] = []
        self.records: dict[str, Found] = {}  # by number
        self.undecided = False
        self._answers = list(answers)

    async def dial(self, order: Order) -> Answer:
        self.orders.append(order)
        return self._answers.pop(0) if self._answers else Placed(f"u-{order.attempt_id}")

    async def hang_up(self, uuid: str) -> None:
        self.hung_up.append(uuid)

    async def status(self, uuid: str) -> str:
        return next((found.status for found in self.records.values() if found.uuid == uuid), "")

    async def find(self, number: Personal, intended_at: datetime) -> Found | None:
        if self.undecided:
            raise Undecided("too many")
        return self.records.get(number.reveal())


def flow_for(intent: Intent) -> Flow:
    return Reminder(KNOWN, ours="Riverside", name=intent.name.reveal(), at=intent.appointment_local)


def dialler(book: Book, carrier: Carrier, desk: FakeDesk | None = None, **clocks: Any) -> Dialing:
    return Dialing(
        desk or FakeDesk(),
        book.database,
        book.ledger,
        carrier,
        flow_for,
        base_url="https://desk.example.org",
        name="d1",
        ours=Personal("+35315550142"),
        at_once=3,
        now=lambda: book.now,
        **{"clock_s": count().__next__} | clocks,
    )


async def step(dialing: Dialing, book: Book) -> float:
    wait_s = await dialing.step(book.now)
    await dialing.settle()
    return wait_s


def report(status: str, uuid: str = "u", detail: str = "") -> CallReport:
    return CallReport(uuid, status, detail, "2026-07-01T10:00:00.000Z")


def test_what_is_due_is_dialled_with_its_place_reserved(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        carrier, desk = Carrier(), FakeDesk()
        dialing = dialler(book, carrier, desk)
        assert run(step(dialing, book)) == 0
        [order] = carrier.orders
        assert order.media_url == "wss://desk.example.org/vonage/media"
        assert order.event_url == f"https://desk.example.org/vonage/events/{order.attempt_id}"
        assert order.attempt_id == book.tried()[0]["id"]
        admission = desk.admissions.claim(order.call_id, order.ticket)
        assert (admission.ring.direction, admission.ring.called) == ("outbound", order.number)
        assert admission.ring.hospital_id == desk.hospital_id  # else nobody could watch it
        flow = dialing.flow(order.call_id)
        assert isinstance(flow, Reminder)
        assert flow.name == "Patient 1"
        assert dialing.flow("another call") is None
        assert book.tried()[0]["carrier_uuid"] == f"u-{order.attempt_id}"


def test_r19_without_a_place_nobody_is_rung(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        carrier, desk = Carrier(), FakeDesk(max_calls=1)
        taken = desk.live()
        dialing = dialler(book, carrier, desk)
        assert run(step(dialing, book)) == dialing_module.POLL_S
        assert carrier.orders == []
        assert book.state() == ("waiting", "")
        desk.end(taken)
        desk.reasons = ["no ear is alive"]
        run(step(dialing, book))
        assert carrier.orders == []
        desk.reasons = []
        run(step(dialing, book))
        assert len(carrier.orders) == 1


@pytest.mark.parametrize(
    ("answer", "state", "kept"),
    [
        (Unknown("HTTP 500"), ("unknown", "no answer of the carrier"), True),
        (Refused("HTTP 422"), ("parked", "HTTP 422"), False),
        (PutOff(2.0), ("waiting", ""), False),
        (Placed("u"), ("dialling", ""), True),
    ],
)
def test_r02_r04_r17_what_the_carrier_says_is_written_down(
    tmp_path: Path, answer: Answer, state: tuple[str, str], kept: bool
) -> None:
    with booked(tmp_path, entry()) as book:
        desk = FakeDesk()
        run(step(dialler(book, Carrier(answer), desk), book))
        assert book.state() == state
        assert len(desk.admissions) == kept  # the place, for as long as there may be a call


def test_r17_an_order_that_cannot_be_written_is_parked(tmp_path: Path) -> None:
    class Poisoned(Carrier):
        async def dial(self, order: Order) -> Answer:
            raise ValueError("bad template")

    with booked(tmp_path, entry(), entry(2)) as book:
        run(step(dialler(book, Poisoned()), book))
        assert book.state(1) == ("parked", "bad template")
        book.later(seconds=1)
        run(step(dialler(book, Carrier()), book))
        assert book.state(2) == ("dialling", "")


def test_r05_held_up_for_longer_than_the_lease_it_does_not_ask(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        carrier = Carrier()
        clock = iter([*5 * [0.0], 31.0])  # stopped for half a minute between the commit and the request
        run(step(dialler(book, carrier, clock_s=lambda: next(clock)), book))
        assert carrier.orders == []
        assert book.state()[0] == "unknown"


def test_r06_without_the_database_nothing_is_dialled(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        carrier, desk = Carrier(), FakeDesk()
        (tmp_path / "frontdesk.db").rename(tmp_path / "elsewhere.db")
        with pytest.raises(Unavailable):
            run(step(dialler(book, carrier, desk), book))
        assert carrier.orders == []
        assert len(desk.admissions) == 0


def test_r20_answered_before_the_post_returns(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:

        class Quick(Carrier):
            async def dial(self, order: Order) -> Answer:
                assert await dialing.report(order.attempt_id, report("answered"))
                return await super().dial(order)

        dialing = dialler(book, Quick())
        run(step(dialing, book))
        [attempt] = book.tried()
        assert attempt["state"] == "answered"
        assert book.state() == ("dialling", "")


def test_a_report_reaches_the_call_and_frees_the_place_of_one_that_never_was(tmp_path: Path) -> None:
    async def scenario() -> None:
        carrier, desk = Carrier(), FakeDesk()
        dialing = dialler(book, carrier, desk)
        await step(dialing, book)
        book.later(seconds=1)
        await step(dialing, book)
        first, second = carrier.orders
        runner = desk.open_call(desk.admissions.claim(first.call_id, first.ticket))
        assert await dialing.report(first.attempt_id, report("answered"))
        assert runner.of(CarrierReported) == [CarrierReported("answered")]
        assert await dialing.report(second.attempt_id, report("busy"))
        assert len(desk.admissions) == 1
        [started, ended] = desk.facts  # of the second; the first tells of itself
        assert isinstance(started, CallStarted)
        assert isinstance(ended, CallEnded)
        assert (started.call_id, started.at) == (ended.call_id, book.now)
        assert (started.ring.uuid, started.ring.purpose) == (second.attempt_id, "reminder")
        assert (ended.reason, ended.duration_ms) == ("busy", 0)
        assert not await dialing.report("nobody's", report("busy"))

    with booked(tmp_path, entry(), entry(2)) as book:
        run(scenario())
        assert book.state(2) == ("waiting", "busy")


def test_whom_a_call_is_for_is_told_with_it(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        carrier, desk = Carrier(), FakeDesk()
        run(step(dialler(book, carrier, desk), book))
        ring = desk.admissions.claim(carrier.orders[0].call_id, carrier.orders[0].ticket).ring
        assert (ring.purpose, ring.patient_id) == ("reminder", Personal("p1"))


def test_r15_beside_the_call_our_own_ear_listens_for_a_machine(tmp_path: Path) -> None:
    async def scenario() -> None:
        dialing = dialler(book, carrier, desk)
        await step(dialing, book)
        [order] = carrier.orders
        admission = desk.admissions.claim(order.call_id, order.ticket)
        runner = desk.open_call(admission)
        assert dialing.accompany(order.call_id, runner) == Personal("")  # our records do not know them
        for frame in frames(np.concatenate([babble(1000), tone(1000, 400), silence(100)])):
            runner.taps[0].offer(frame)
        assert await runner.saw(CarrierReported) == [CarrierReported("machine", "beep_start")]
        runner.taps[0].close()
        await dialing.report(order.attempt_id, report("machine", detail="beep_start"))
        assert carrier.hung_up == [], "the conversation decides what it is told"

    with booked(tmp_path, entry()) as book:
        carrier, desk = Carrier(), FakeDesk()
        run(scenario())


def test_what_a_call_came_to_cannot_be_said_of_another(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        assert dialler(book, Carrier()).settle_call("another call", "confirmed") == Failed("refused")


def test_r15_a_machine_is_hung_up_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        dialing = dialler(book, carrier)
        await step(dialing, book)
        attempt = carrier.orders[0].attempt_id
        await dialing.report(attempt, report("answered"))
        await dialing.report(attempt, report("machine", detail="beep_start"))
        await dialing.report(attempt, report("completed"))
        await dialing.report(attempt, report("machine", detail="beep_timeout"))

    with booked(tmp_path, entry()) as book:
        carrier = Carrier()
        run(scenario())
        assert carrier.hung_up == ["u"]
        assert book.slot()["outcome"] == "voicemail"


def test_r11_a_call_that_should_not_be_is_hung_up(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        carrier = Carrier()
        dialing = dialler(book, carrier)
        run(step(dialing, book))
        book.ledger.cancel_appointment("", "a1")
        run(step(dialing, book))
        assert carrier.hung_up == [f"u-{carrier.orders[0].attempt_id}"]


@pytest.mark.parametrize("late", [True, False])
def test_r12_an_opt_out_holds_before_the_goodbye_is_over(tmp_path: Path, late: bool) -> None:
    """Also where they hang up before it is even written."""

    async def scenario() -> None:
        dialing = dialler(book, carrier)
        await step(dialing, book)
        call_id = carrier.orders[0].call_id
        if late:
            await dialing.call_over(call_id, "hangup")
        assert await asyncio.to_thread(dialing.settle_call, call_id, "opt_out") == Noted()
        book.later(seconds=1)
        await step(dialing, book)  # the same number, for another appointment
        assert len(carrier.orders) == 1
        assert book.state(2) == ("cancelled", "opt-out")
        if not late:
            await dialing.call_over(call_id, "hangup")

    with booked(tmp_path, entry(), entry(2, number=entry().number)) as book:
        carrier = Carrier()
        run(scenario())
        assert book.state(1) == ("done", "opt_out")


def test_what_the_conversation_came_to_is_on_record(tmp_path: Path) -> None:
    async def scenario() -> None:
        dialing = dialler(book, carrier)
        await step(dialing, book)
        await dialing.call_over(carrier.orders[0].call_id, "confirmed")
        await dialing.call_over("another call", "completed")

    with booked(tmp_path, entry()) as book:
        carrier = Carrier()
        run(scenario())
        assert book.state() == ("done", "confirmed")


def test_r02_the_carrier_is_asked_about_what_is_in_doubt(tmp_path: Path) -> None:
    async def scenario() -> None:
        dialing = dialler(book, carrier)
        for _ in range(2):
            await step(dialing, book)
            book.later(seconds=1)
        carrier.undecided = True
        book.later(minutes=5)
        await dialing.keep_up(book.now)
        assert [book.state(n)[0] for n in (1, 2)] == ["unknown", "unknown"]
        carrier.undecided = False
        await dialing.keep_up(book.now)

    with booked(tmp_path, entry(), entry(2)) as book:
        carrier = Carrier(Unknown("ReadTimeout"), Unknown("ReadTimeout"))
        carrier.records[entry(1).number.reveal()] = Found("u-9", "completed")
        run(scenario())
        assert book.state(1) == ("done", "answered")
        assert book.tried()[0]["carrier_uuid"] == "u-9"
        assert book.state(2) == ("waiting", "failed")  # there was no call: it may be tried again
        assert len(carrier.orders) == 2


def test_r18_the_steps_wait_for_the_accounts_turn(tmp_path: Path) -> None:
    with booked(tmp_path, entry(), entry(2)) as book:
        carrier = Carrier()
        dialing = dialler(book, carrier)
        run(step(dialing, book))
        wait_s = run(step(dialing, book))
        assert 0.3 < wait_s < 0.4
        assert len(carrier.orders) == 1


def test_r10_what_is_late_is_missed_by_a_step(tmp_path: Path) -> None:
    with booked(tmp_path, entry()) as book:
        carrier = Carrier()
        book.now = TEN + timedelta(hours=8)
        run(step(dialler(book, carrier), book))
        assert book.state() == ("missed", "late")
        assert carrier.orders == []
        assert upkeep.doubts(book.database, book.now) == []


def test_r19_some_places_stay_for_those_who_ring_us(tmp_path: Path) -> None:
    async def scenario() -> None:
        carrier, desk = Carrier(), FakeDesk(max_calls=10)
        dialing = dialler(book, carrier, desk)  # three at once
        for _ in range(5):
            await step(dialing, book)
            book.later(seconds=1)
        assert len(carrier.orders) == 3
        await dialing.report(carrier.orders[0].attempt_id, report("busy"))
        await step(dialing, book)
        assert len(carrier.orders) == 4

    with booked(tmp_path, *(entry(n) for n in range(1, 6))) as book:
        run(scenario())


def test_what_has_happened_is_written_once_the_database_is_free_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        dialing = dialler(book, carrier)
        await step(dialing, book)
        attempt = carrier.orders[0].attempt_id
        await dialing.report(attempt, report("answered"))
        hidden = tmp_path / "elsewhere.db"
        (tmp_path / "frontdesk.db").rename(hidden)
        asyncio.get_running_loop().call_later(0.1, hidden.rename, tmp_path / "frontdesk.db")
        await dialing.call_over(carrier.orders[0].call_id, "confirmed")

    with booked(tmp_path, entry()) as book:
        carrier = Carrier()
        run(scenario())
        assert book.state() == ("done", "confirmed")


def test_the_clinic_may_be_stricter_than_the_rules() -> None:
    rules = rules_of(local(calling_from="09:30", calling_until="18:00", calling_days="15"))
    assert (rules.opens, rules.closes) == (time(9, 30), time(18))
    assert rules.weekdays == {0, 4}
    assert rules_of(local()) == RULES
    for looser in (
        {"calling_from": "07:00"},
        {"calling_until": "21:30"},
        {"calling_days": "8"},
        {"calling_from": "21:00"},
    ):
        with pytest.raises(ValueError, match="calling"):
            local(**looser)


def test_the_loop_goes_on_after_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        dialing = dialler(book, Carrier())
        steps = 0
        done = asyncio.Event()

        async def troubled(now: datetime) -> float:
            nonlocal steps
            steps += 1
            if steps == 3:
                done.set()
                await asyncio.Event().wait()
            raise Unavailable("locked") if steps == 1 else RuntimeError("a fault of ours")

        monkeypatch.setattr(dialing, "step", troubled)
        monkeypatch.setattr(dialing_module, "POLL_S", 0.0)
        loop = asyncio.create_task(dialing.run(RULES))
        await done.wait()
        loop.cancel()

    with booked(tmp_path) as book:
        run(scenario())
