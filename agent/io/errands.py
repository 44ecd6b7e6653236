"""A call's errands, run beside it: in a few threads, each with a deadline, each under that call's Visit.

An errand that nobody waits for any more changes nothing. It is asked just before it becomes durable whether
it still may; from that moment on its answer is waited for a little longer, because "it was booked" must be
told where it was.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from agent.clinic.records import Late
from agent.clinic.visit import Visit
from agent.dialogue.errands import Errand, Finding, Identify
from agent.events import ErrandDone, JobFailed
from agent.io.log import get_logger

DEADLINE_S = 4.0  # a caller who was told "one moment" does not wait much longer
# Twice: what takes that long to become durable ends as a failure, and in the log.
PATIENCE_S = 2 * DEADLINE_S
# The database has one writer at a time anyway; a few threads keep a slow look from holding up the others.
THREADS = 4
# An errand takes milliseconds. A hundred that wait are a database in trouble, and more waiting helps nobody.
MOST_OPEN = 100

log = get_logger(__name__)

Perform = Callable[[Errand, Visit, Callable[[], bool]], Finding]
Post = Callable[[ErrandDone | JobFailed], None]
"""Whom to give the answer."""


@dataclass(slots=True, eq=False)
class _Job:
    """One errand under way. Both threads may ask who was first: its end, or the end of our patience."""

    errand: Errand
    ending: bool = False
    given_up: bool = False
    answered: bool = False  # touched by the loop alone
    alarm: asyncio.TimerHandle | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def may_end(self) -> bool:
        with self._lock:
            self.ending = not self.given_up
            return self.ending

    def give_up(self) -> bool:
        """False: too late, it is becoming durable."""
        with self._lock:
            self.given_up = not self.ending
            return self.given_up


@dataclass(slots=True)
class _Call:
    visit: Visit
    jobs: dict[int, _Job] = field(default_factory=dict)  # under way; bounded by MOST_OPEN
    identified_by: tuple[int, Identify] | None = None  # the last try


class Errands:
    """`perform` is `Records.perform`. All methods are called in the event loop, and none waits."""

    def __init__(
        self, perform: Perform, deadline_s: float = DEADLINE_S, patience_s: float = PATIENCE_S
    ) -> None:
        self._perform = perform
        self._deadline_s = deadline_s
        self._patience_s = patience_s
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="errand")
        self._calls: dict[str, _Call] = {}  # bounded by the calls that are live
        self._open = 0

    def start(self, call_id: str, job: int, errand: Errand, post: Post) -> None:
        """Run it; `post` gets its ErrandDone, or a JobFailed, exactly once; never after `forget`."""
        call = self._calls.setdefault(call_id, _Call(Visit(call_id)))
        if self._open >= MOST_OPEN:
            post(JobFailed(job, "overloaded"))
            return
        if isinstance(errand, Identify):
            call.identified_by = (job, errand)
        self._open += 1
        running = call.jobs[job] = _Job(errand)
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._threads, self._perform, errand, call.visit, running.may_end)
        running.alarm = loop.call_later(self._deadline_s, self._too_late, call_id, job, running, post, False)
        future.add_done_callback(partial(self._on_done, call_id, job, running, post))

    def expect(self, call_id: str, patient_id: str) -> None:
        """A call of ours was placed for this patient, and for nobody else."""
        self._calls[call_id] = _Call(Visit(call_id, only=patient_id))

    def cancel(self, call_id: str, job: int) -> None:
        """Nobody was told what came of it, nor will be: the caller went on speaking.

        A try to identify then counts neither for nor against the caller. What changes something is never
        taken back.
        """
        call = self._calls.get(call_id)
        if call is None:
            return
        running = call.jobs.get(job)
        if running is not None and not running.errand.changes:
            running.give_up()
            running.answered = True
        if call.identified_by is not None and call.identified_by[0] == job:
            call.visit.withdraw(call.identified_by[1])

    def forget(self, call_id: str) -> None:
        """The call is over, and with it what it was allowed to see."""
        call = self._calls.pop(call_id, None)
        for running in call.jobs.values() if call else ():
            running.give_up()
            running.answered = True

    async def close(self) -> None:
        """Wait for what is under way; the database's own limits bound it."""
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)

    # -- answers -----------------------------------------------------------------------------------

    def _on_done(
        self, call_id: str, job: int, running: _Job, post: Post, future: asyncio.Future[Finding]
    ) -> None:
        self._open -= 1
        assert running.alarm is not None
        running.alarm.cancel()
        if (call := self._calls.get(call_id)) is not None:
            call.jobs.pop(job, None)
        fault = None if future.cancelled() else future.exception()
        if running.answered:
            if running.ending and not future.cancelled() and fault is None and running.errand.changes:
                log.error("an errand was done after its call had given it up", call=call_id, job=job)
            return
        running.answered = True
        if future.cancelled() or isinstance(fault, Late):
            post(JobFailed(job, "deadline"))
        elif fault is not None:
            log.error("errand failed", call=call_id, kind=type(running.errand).__name__, exc_info=fault)
            post(JobFailed(job, "worker_died"))
        else:
            post(ErrandDone(job, future.result()))

    def _too_late(self, call_id: str, job: int, running: _Job, post: Post, for_good: bool) -> None:
        if running.answered:
            return
        if not running.give_up() and not for_good:
            rest_s = self._patience_s - self._deadline_s
            loop = asyncio.get_running_loop()
            running.alarm = loop.call_later(rest_s, self._too_late, call_id, job, running, post, True)
            return
        running.answered = True
        log.warning("errand given up", call=call_id, kind=type(running.errand).__name__)
        post(JobFailed(job, "deadline"))
