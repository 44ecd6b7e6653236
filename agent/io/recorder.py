"""From a call's facts to those who may know them: made durable, then published, in order (DESIGN law 7).

While the disk is full or locked the facts wait here, in order, and the calls go on. The first fact
that cannot be written holds back all that came after it, so no viewer ever sees a later line before
an earlier one.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from concurrent.futures import Future
from itertools import islice
from typing import Protocol

from agent.clinic.store import BATCH, Refused, Unavailable
from agent.facts import Fact, LineSaid, News, PartialHeard
from agent.io.log import get_logger

# Ten minutes of a call at a line a second, which is faster than two people talk. The calls in progress
# are all there will be (an unhealthy recorder closes the door), so this bounds the memory.
# When a call's share is full its newest lines are dropped, counted, and visible as a gap in their sequence.
HELD_LINES_PER_CALL = 600
RETRY_FIRST_MS = 50
RETRY_MOST_MS = 2000

log = get_logger(__name__)


class Bus(Protocol):
    def publish(self, fact: News) -> None: ...


class Store(Protocol):
    def write(self, fact: Fact) -> Future[None]: ...


class Recorder:
    """`start()` it inside the event loop; from then on `record` takes facts and never blocks."""

    def __init__(self, store: Store, bus: Bus) -> None:
        self.problem = ""  # why facts are waiting; "" when they are not
        self.dropped = 0  # lines lost because a call's share of memory was full
        self.refused = 0  # facts that contradicted the record: our own faults
        self._store = store
        self._bus = bus
        self._waiting: deque[Fact] = deque()
        self._lines_held: Counter[str] = Counter()
        self._something_waits = asyncio.Event()
        self._nothing_waits = asyncio.Event()
        self._nothing_waits.set()
        self._task: asyncio.Task[None] | None = None

    @property
    def healthy(self) -> bool:
        """False from the first write that failed until one succeeds: take no new calls meanwhile."""
        return not self.problem

    def start(self) -> None:
        self._task = asyncio.create_task(self._record_waiting(), name="recorder")

    def record(self, fact: Fact) -> None:
        if isinstance(fact, LineSaid):
            if self._lines_held[fact.call_id] >= HELD_LINES_PER_CALL:
                self.dropped += 1
                return
            self._lines_held[fact.call_id] += 1
        self._waiting.append(fact)
        self._something_waits.set()
        self._nothing_waits.clear()

    def show(self, partial: PartialHeard) -> None:
        """What a caller seems to be saying is worth seeing at once, and not worth keeping."""
        self._bus.publish(partial)

    async def drain(self) -> None:
        """Return once everything recorded so far is durable and published, or was refused."""
        await self._nothing_waits.wait()

    async def close(self) -> None:
        """Stop at once; `drain` first, for as long as one is willing to wait."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._waiting:
            log.error(
                "facts lost: the database did not come back", facts=len(self._waiting), why=self.problem
            )

    # -- the one task ------------------------------------------------------------------------------

    async def _record_waiting(self) -> None:
        retry_ms = RETRY_FIRST_MS
        while True:
            await self._something_waits.wait()
            if await self._record_batch():
                retry_ms = RETRY_FIRST_MS
            else:
                await asyncio.sleep(retry_ms / 1000)
                retry_ms = min(2 * retry_ms, RETRY_MOST_MS)

    async def _record_batch(self) -> bool:
        """Write what waits, publish what became durable; False when the store could not take it all."""
        batch = list(islice(self._waiting, BATCH))
        writes = [asyncio.wrap_future(self._store.write(fact)) for fact in batch]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        for fact, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Unavailable):
                self._say_problem(str(outcome))
                return False
            self._forget_first()
            if isinstance(outcome, Refused):
                self.refused += 1
                log.error("fact refused", call=fact.call_id, kind=type(fact).__name__, why=str(outcome))
            else:
                self._publish(fact)
        self._say_problem("")
        return True

    def _forget_first(self) -> None:
        fact = self._waiting.popleft()
        if isinstance(fact, LineSaid):
            self._lines_held[fact.call_id] -= 1
            if not self._lines_held[fact.call_id]:
                del self._lines_held[fact.call_id]
        if not self._waiting:
            self._something_waits.clear()
            self._nothing_waits.set()

    def _publish(self, fact: Fact) -> None:
        try:
            self._bus.publish(fact)
        except Exception as error:  # a viewer's fault must not stop the record of every call
            log.error("fact not published", call=fact.call_id, kind=type(fact).__name__, exc_info=error)

    def _say_problem(self, problem: str) -> None:
        if problem and not self.problem:
            log.error("the database takes no writes; facts wait in memory", why=problem)
        elif self.problem and not problem:
            log.info("the database takes writes again", dropped=self.dropped)
        self.problem = problem
