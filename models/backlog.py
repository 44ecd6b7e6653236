"""Which job runs next and who goes without: the pool's decisions, without a clock or a process.

Finals go before partials; within a class the earliest deadline first; among equals, first come. All times
are milliseconds of whatever clock the caller uses.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from models.job import Job

MAX_KILLS = 2  # a job that has taken two workers with it does not get a third (M-03)
BUSY_WINDOW_MS = 10_000  # what admission looks back on: longer than one turn, shorter than a call


@dataclass(slots=True, eq=False)
class Entry:
    """One job on its way: waiting, or in a worker's hands."""

    job: Job
    since_ms: int  # when it was submitted
    expires_ms: int = field(init=False)  # if it is still waiting then, it is given up
    due_ms: int = field(init=False)  # the order among its class; unlike expires_ms, not moved by a retry
    kills: int = 0  # workers lost with this job in their hands
    delivered: bool = False  # some of its answer has been passed on
    over: bool = False  # nobody waits for more of it: cancelled, or its last answer was passed on

    def __post_init__(self) -> None:
        self.due_ms = self.expires_ms = self.since_ms + self.job.within_ms

    def belongs_to(self, call: str, job: int | None) -> bool:
        """`job` None means any job of the call."""
        return self.job.call == call and job in (None, self.job.job)


class Backlog:
    """The waiting jobs, at most `limit` of them, so a linear search costs microseconds."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: list[Entry] = []

    def add(self, entry: Entry) -> Entry | None:
        """Queue it. Returns who goes without: None, a partial shed for a final, or the newcomer itself.

        The partial shed is the one due last: it has lost least by not being served yet.
        """
        self._waiting.append(entry)
        if len(self._waiting) <= self._limit:
            return None
        partials = [e for e in self._waiting if not e.job.final]
        victim = max(partials, key=lambda e: e.due_ms) if entry.job.final and partials else entry
        self._waiting.remove(victim)
        return victim

    def take(self, *, partials: bool = True) -> Entry | None:
        """The job to run next, removed from the queue; with `partials` False a final or none."""
        waiting = self._waiting if partials else [e for e in self._waiting if e.job.final]
        first = min(waiting, key=lambda e: (not e.job.final, e.due_ms), default=None)  # of equals, the first
        if first is None:
            return None
        self._waiting.remove(first)
        return first

    def lost(self, entry: Entry, now_ms: int) -> str | None:
        """A worker died with this job: why it is given up, or None if it waits for another try.

        Not tried again: a partial, since a newer one is on its way; and a phrase of which a part has been
        passed on, since to go on where it broke off, a second reading would have to equal the first to the
        sample.
        """
        entry.kills += 1
        if entry.kills >= MAX_KILLS:
            return "quarantined"
        if entry.delivered or not entry.job.final:
            return "worker_died"
        entry.expires_ms = now_ms + entry.job.within_ms
        self._waiting.append(entry)  # past the limit by at most one job a worker
        return None

    def remove(self, call: str, job: int | None = None) -> None:
        """Forget a call's job, or all of them, without a word."""
        self._waiting = [e for e in self._waiting if not e.belongs_to(call, job)]

    def expire(self, now_ms: int) -> list[Entry]:
        """Remove and return the jobs whose time has run out while they waited."""
        expired = [e for e in self._waiting if e.expires_ms <= now_ms]
        self._waiting = [e for e in self._waiting if e.expires_ms > now_ms]
        return expired

    @property
    def next_expiry_ms(self) -> int | None:
        return min((e.expires_ms for e in self._waiting), default=None)

    def count(self, *, final: bool) -> int:
        return sum(e.job.final == final for e in self._waiting)

    def oldest_wait_ms(self, now_ms: int) -> int:
        """Of the finals: a partial may wait, or go without."""
        return max((now_ms - e.since_ms for e in self._waiting if e.job.final), default=0)


class BusyShare:
    """The share of the workers at work over about the last ten seconds; what is past fades exponentially."""

    def __init__(self, now_ms: int) -> None:
        self._share = 0.0  # as of _since_ms
        self._busy = 0.0  # ever since then
        self._since_ms = now_ms

    def set(self, busy: float, now_ms: int) -> None:
        """From `now_ms` on, this share (0 to 1) is at work."""
        self._share, self._busy, self._since_ms = self.at(now_ms), busy, now_ms

    def at(self, now_ms: int) -> float:
        kept = math.exp((self._since_ms - now_ms) / BUSY_WINDOW_MS)
        return self._share * kept + self._busy * (1 - kept)
