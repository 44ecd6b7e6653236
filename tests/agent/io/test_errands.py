"""Errands at the edge: one answer each, none too late, and a Visit for each call."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest

from agent.clinic.records import Late
from agent.clinic.visit import Visit
from agent.dialogue.errands import (
    Book,
    Booked,
    Errand,
    Failed,
    FindAppointments,
    Finding,
    Identified,
    Identify,
    Noted,
)
from agent.events import ErrandDone, JobFailed
from agent.io.errands import MOST_OPEN, THREADS, Errands, Perform
from tests.agent.io.edge import run

LOOK = FindAppointments()
BOOK = Book("reed@20261123T0800Z", "consultation")
MARY = Identify("Mary Murphy", date(1971, 5, 3))
PATIENCE_S = 20.0


class Answers:
    """What was posted to a call."""

    def __init__(self) -> None:
        self.got: list[ErrandDone | JobFailed] = []
        self._came = asyncio.Event()

    def post(self, event: ErrandDone | JobFailed) -> None:
        self.got.append(event)
        self._came.set()

    async def wait(self, count: int = 1) -> list[ErrandDone | JobFailed]:
        while len(self.got) < count:
            self._came.clear()
            await self._came.wait()
        return self.got


class Gate:
    """A desk behind which the test decides when things go on."""

    def __init__(self, finding: Finding = Noted()) -> None:  # noqa: B008
        self.finding = finding
        self.arrived, self.open = threading.Event(), threading.Event()  # before it may end
        self.ending, self.durable = threading.Event(), threading.Event()  # after
        self.done: list[Errand] = []
        self.visits: list[Visit] = []

    def perform(self, errand: Errand, visit: Visit, may_end: Callable[[], bool]) -> Finding:
        self.visits.append(visit)
        self.arrived.set()
        assert self.open.wait(PATIENCE_S)
        if not may_end():
            raise Late
        self.ending.set()
        assert self.durable.wait(PATIENCE_S)
        self.done.append(errand)
        return self.finding


async def reached(event: threading.Event) -> None:
    assert await asyncio.to_thread(event.wait, PATIENCE_S)


def errands(perform: Perform, deadline_s: float = PATIENCE_S, patience_s: float = 2 * PATIENCE_S) -> Errands:
    return Errands(perform, deadline_s, patience_s)


def test_an_answer_comes_back_with_its_number() -> None:
    async def scenario() -> None:
        desk = errands(lambda errand, visit, may_end: Identified("Mary"))
        answers = Answers()
        desk.start("c1", 7, LOOK, answers.post)
        assert await answers.wait() == [ErrandDone(7, Identified("Mary"))]
        await desk.close()

    run(scenario())


def test_each_call_has_one_visit_and_forgets_it() -> None:
    async def scenario() -> None:
        visits: list[Visit] = []

        def perform(errand: Errand, visit: Visit, may_end: Callable[[], bool]) -> Finding:
            visits.append(visit)
            return Noted()

        desk, answers = errands(perform), Answers()
        for count, call in enumerate(("c1", "c1", "c2"), start=1):
            desk.start(call, count, LOOK, answers.post)
            await answers.wait(count)
        desk.forget("c1")
        desk.forget("never there")
        desk.start("c1", 4, LOOK, answers.post)
        await answers.wait(4)
        assert visits[0] is visits[1]
        assert [visit.call_id for visit in visits] == ["c1", "c1", "c2", "c1"]
        assert len({id(visit) for visit in visits}) == 3
        await desk.close()

    run(scenario())


def test_an_errand_past_its_deadline_fails_and_changes_nothing() -> None:
    async def scenario() -> None:
        gate, answers = Gate(), Answers()
        desk = errands(gate.perform, deadline_s=0)
        desk.start("c1", 1, BOOK, answers.post)
        assert await answers.wait() == [JobFailed(1, "deadline")]
        gate.open.set()
        await desk.close()
        await asyncio.sleep(0)
        assert gate.done == []
        assert answers.got == [JobFailed(1, "deadline")]

    run(scenario())


def test_what_is_becoming_durable_at_the_deadline_is_waited_for() -> None:
    async def scenario() -> None:
        gate, answers = Gate(Noted()), Answers()
        desk = errands(gate.perform)
        desk.start("c1", 1, BOOK, answers.post)
        gate.open.set()
        await reached(gate.ending)
        running = desk._calls["c1"].jobs[1]
        desk._too_late("c1", 1, running, answers.post, False)  # the deadline, at this very moment
        assert answers.got == []
        gate.durable.set()
        assert await answers.wait() == [ErrandDone(1, Noted())]
        await desk.close()

    run(scenario())


def test_but_not_for_ever() -> None:
    async def scenario() -> None:
        gate, answers = Gate(), Answers()
        desk = errands(gate.perform)
        desk.start("c1", 1, BOOK, answers.post)
        gate.open.set()
        await reached(gate.ending)
        running = desk._calls["c1"].jobs[1]
        desk._too_late("c1", 1, running, answers.post, True)
        assert answers.got == [JobFailed(1, "deadline")]
        gate.durable.set()
        await desk.close()
        await asyncio.sleep(0)
        assert len(answers.got) == 1

    run(scenario())


def test_a_fault_is_one_failed_job(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        def perform(errand: Errand, visit: Visit, may_end: Callable[[], bool]) -> Finding:
            if visit.call_id == "c1":
                raise ZeroDivisionError
            return Noted()

        desk, answers = errands(perform), Answers()
        desk.start("c1", 1, LOOK, answers.post)
        assert await answers.wait() == [JobFailed(1, "worker_died")]
        desk.start("c2", 2, LOOK, answers.post)
        assert (await answers.wait(2))[1] == ErrandDone(2, Noted())
        await desk.close()

    run(scenario())


def test_a_desk_with_too_much_to_do_says_so() -> None:
    async def scenario() -> None:
        gate, answers, refused = Gate(), Answers(), Answers()
        desk = errands(gate.perform)
        for job in range(MOST_OPEN):
            desk.start(f"c{job}", job, LOOK, answers.post)
        desk.start("one more", 0, LOOK, refused.post)
        assert refused.got == [JobFailed(0, "overloaded")]
        gate.open.set()
        gate.durable.set()
        assert len(await answers.wait(MOST_OPEN)) == MOST_OPEN
        desk.start("one more", 1, LOOK, refused.post)
        assert (await refused.wait(2))[1] == ErrandDone(1, Noted())
        await desk.close()

    run(scenario())


def test_a_call_that_is_over_hears_nothing_and_books_nothing() -> None:
    async def scenario() -> None:
        gate, answers = Gate(), Answers()
        desk = errands(gate.perform)
        desk.start("c1", 1, BOOK, answers.post)
        await reached(gate.arrived)
        desk.forget("c1")
        gate.open.set()
        gate.durable.set()
        await desk.close()
        await asyncio.sleep(0)
        assert answers.got == []
        assert gate.done == []

    run(scenario())


def test_a_cancelled_try_to_identify_is_withdrawn_and_answers_nothing() -> None:
    async def scenario() -> None:
        settled: list[str | None] = []

        def perform(errand: Errand, visit: Visit, may_end: Callable[[], bool]) -> Finding:
            with visit.lock:
                visit.settle()
                settled.append(visit.patient_id)
                if isinstance(errand, Identify) and may_end():
                    visit.admit(errand, "p1")
                return Identified("Mary")

        desk, answers = errands(perform), Answers()
        desk.start("c1", 1, replace(MARY), answers.post)
        await answers.wait()
        desk.cancel("c1", 1)
        desk.start("c1", 2, LOOK, answers.post)
        await answers.wait(2)
        desk.cancel("c1", 2)  # had been answered: nothing to take back
        desk.cancel("unknown", 1)
        assert settled == [None, None]
        await desk.close()

    run(scenario())


def test_a_look_that_is_cancelled_under_way_answers_nothing_but_a_booking_goes_on() -> None:
    async def scenario() -> None:
        for errand, answered in ((LOOK, 0), (BOOK, 1)):
            gate, answers = Gate(), Answers()
            desk = errands(gate.perform)
            desk.start("c1", 1, errand, answers.post)
            await reached(gate.arrived)
            desk.cancel("c1", 1)
            gate.open.set()
            gate.durable.set()
            await desk.close()
            await asyncio.sleep(0)
            assert len(answers.got) == answered

    run(scenario())


def test_a_slow_errand_does_not_hold_up_another_call() -> None:
    async def scenario() -> None:
        gate, slow, quick = Gate(), Answers(), Answers()

        def perform(errand: Errand, visit: Visit, may_end: Callable[[], bool]) -> Finding:
            return gate.perform(errand, visit, may_end) if visit.call_id == "slow" else Failed("refused")

        desk = errands(perform)
        for job in range(THREADS - 1):
            desk.start("slow", job, LOOK, slow.post)
        desk.start("quick", 1, LOOK, quick.post)
        assert await quick.wait() == [ErrandDone(1, Failed("refused"))]
        gate.open.set()
        gate.durable.set()
        await slow.wait(THREADS - 1)
        await desk.close()

    with suppress(TimeoutError):
        return run(scenario())
    pytest.fail("held up")


def test_nothing_of_an_answer_is_in_its_repr() -> None:
    assert "Mary" not in repr(ErrandDone(1, Identified("Mary")))
    assert isinstance(Booked, type)
