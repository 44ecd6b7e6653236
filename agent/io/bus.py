"""Facts to everybody who listens. Publishing never waits: a listener too slow is dropped, and told so."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from agent.facts import CallEnded, CallStarted, Fact, HandedOver, LineSaid, News, PartialHeard, Ring

FACT_BYTES = 300  # what a fact costs besides its text, roughly

Wants = Callable[[Ring, News], bool]


class TooSlowError(Exception):
    """This listener fell behind its limits; what it had not taken is gone for it (the store has it)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a listener may fall behind before it is dropped."""

    facts: int
    size_bytes: int
    behind_s: float


# A person reads one call; who is five seconds behind a conversation no longer watches it live.
VIEWER = Limits(facts=256, size_bytes=1_000_000, behind_s=5.0)
# A listener of the house hears all calls and waits for nothing but the disk: minutes of them fit.
HOUSE = Limits(facts=10_000, size_bytes=16_000_000, behind_s=math.inf)


class Outbox:
    """One listener's facts, in order: `async for fact in outbox`, until `close`. Raises TooSlowError."""

    def __init__(
        self,
        limits: Limits,
        clock_s: Callable[[], float],
        on_close: Callable[[Outbox], None],
        partials: bool = False,
        wants: Wants | None = None,
    ) -> None:
        self._partials = partials
        self._wants = wants
        self._limits = limits
        self._clock_s = clock_s
        self._on_close = on_close
        self._waiting: deque[tuple[float, News]] = deque()  # bounded by `limits`
        self._size_bytes = 0
        self._arrived = asyncio.Event()
        self._closed = False
        self._slow = False

    def __aiter__(self) -> Outbox:
        return self

    async def __anext__(self) -> News:
        while not self._waiting and not self._closed:
            self._arrived.clear()
            await self._arrived.wait()
        if self._slow:
            raise TooSlowError
        if not self._waiting:
            raise StopAsyncIteration
        _, fact = self._waiting.popleft()
        self._size_bytes -= _size_bytes(fact)
        return fact

    def offer(self, fact: News, ring: Ring | None) -> None:
        """For the bus: one more fact, or the end of a listener that would hold too much.

        `ring` tells whose call it is; of a call that nobody saw begin, a listener that chooses gets nothing.
        """
        if isinstance(fact, PartialHeard) and not self._partials:
            return
        if self._wants is not None and (ring is None or not self._wants(ring, fact)):
            return
        now_s = self._clock_s()
        self._waiting.append((now_s, fact))
        self._size_bytes += _size_bytes(fact)
        oldest_s, _ = self._waiting[0]
        limits = self._limits
        if (
            len(self._waiting) > limits.facts
            or self._size_bytes > limits.size_bytes
            or now_s - oldest_s > limits.behind_s
        ):
            self._slow = True
            self._waiting.clear()
            self.close()
        self._arrived.set()

    def close(self) -> None:
        """Take no more facts; those already here can still be read."""
        self._closed = True
        self._arrived.set()
        self._on_close(self)


class Bus:
    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._of_call: dict[str, set[Outbox]] = {}
        self._of_all: set[Outbox] = set()
        self._so_far: dict[str, list[Fact]] = {}  # of live calls: how they stand, without their lines

    def publish(self, fact: News) -> None:
        """Tell everybody who listens; never waits. A fact must be durable before (DESIGN law 7)."""
        if isinstance(fact, CallStarted):
            self._so_far[fact.call_id] = [fact]
        first = self.started(fact.call_id)
        ring = first.ring if first else None
        match fact:
            case HandedOver():
                self._so_far.get(fact.call_id, []).append(fact)
            case CallEnded():
                self._so_far.pop(fact.call_id, None)
        for outbox in [*self._of_call.get(fact.call_id, ()), *self._of_all]:
            outbox.offer(fact, ring)

    def started(self, call_id: str) -> CallStarted | None:
        """The first fact of a live call."""
        first = next(iter(self._so_far.get(call_id, ())), None)
        return first if isinstance(first, CallStarted) else None

    def handed_over(self, call_id: str) -> bool:
        """Whether a person has the caller of a live call."""
        return any(isinstance(fact, HandedOver) for fact in self._so_far.get(call_id, ()))

    def subscribe(
        self,
        call_id: str | None,
        limits: Limits = VIEWER,
        partials: bool = False,
        wants: Wants | None = None,
    ) -> Outbox:
        """Listen to one call, or with None to all; to what callers seem to say only if asked for.

        `wants` chooses, by whose call it is and by the fact: this is where tenants are kept apart.

        Who comes in the middle of a call first gets how it stands (CallStarted, HandedOver) and then
        what happens. The lines said before are the store's to tell.
        """
        outbox = Outbox(limits, self._clock_s, lambda closed: self._forget(closed, call_id), partials, wants)
        if call_id is None:
            self._of_all.add(outbox)
        else:
            self._of_call.setdefault(call_id, set()).add(outbox)
        for live_id, facts in self._so_far.items():
            if call_id in (None, live_id):
                first = self.started(live_id)
                for fact in facts:
                    outbox.offer(fact, first.ring if first else None)
        return outbox

    def close(self) -> None:
        """The house closes: every listener ends once it has read what is there for it."""
        for outbox in [*self._of_all, *(one for listeners in self._of_call.values() for one in listeners)]:
            outbox.close()

    def _forget(self, outbox: Outbox, call_id: str | None) -> None:
        self._of_all.discard(outbox)
        if call_id is not None and (listeners := self._of_call.get(call_id)):
            listeners.discard(outbox)
            if not listeners:
                del self._of_call[call_id]


def _size_bytes(fact: News) -> int:
    match fact:
        case LineSaid(line=line):
            return FACT_BYTES + 4 * len(line.text.reveal())
        case PartialHeard(text=text):
            return FACT_BYTES + 4 * len(text.reveal())
    return FACT_BYTES
