"""Who looked, took over, ended, or was turned away: rows of the audit, for who cannot wait for a disk.

What changes records writes its row in the same transaction (agent/clinic/rows.py). A look at a live call has
none, and its socket is served by the loop that serves every call's sound; so its row goes through here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from agent.clinic.database import Database, Unavailable
from agent.clinic.rows import write_audit
from agent.io.log import get_logger
from agent.io.rate import Rate

STRANGER = "stranger"  # who has shown nothing that we know
# Whoever pleases can be turned away; a flood of that must not fill the disk. The log tells how it goes on.
STRANGERS, STRANGERS_WINDOW_S = 60, 60.0
MAX_WAITING = 10_000  # some minutes of a disk that is full; then rows are in the log alone
BATCH = 256  # in one transaction
RETRY_S = 2.0

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Row:
    at: datetime
    hospital_id: str
    who: str
    what: str
    subject: str
    address: str


class Audit:
    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock
        self._strangers = Rate(STRANGERS, STRANGERS_WINDOW_S)
        self._waiting: deque[_Row] = deque()  # bounded by MAX_WAITING
        self._writing: asyncio.Task[None] | None = None

    def note(self, hospital_id: str, who: str, what: str, subject: str = "", address: str = "") -> None:
        """`who` did `what` with `subject`, from `address`. Never blocks; durable some milliseconds later."""
        if who == STRANGER and self._strangers.exceeded():
            return
        row = _Row(self._clock(), hospital_id, who, what, subject, address)
        if len(self._waiting) >= MAX_WAITING:
            log.error("audit row lost", who=who, what=what, subject=subject, address=address)
            return
        self._waiting.append(row)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def drain(self) -> None:
        """Returns once everything noted so far is durable."""
        while self._waiting or (self._writing is not None and not self._writing.done()):
            assert self._writing is not None
            await asyncio.wait({self._writing})

    async def close(self) -> None:
        """Stop at once; `drain` first, for as long as one is willing to wait."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.wait({self._writing})
        if self._waiting:
            log.error("audit rows lost: the database did not come back", rows=len(self._waiting))

    async def _write(self) -> None:
        while self._waiting:
            batch = [self._waiting[i] for i in range(min(BATCH, len(self._waiting)))]
            try:
                await asyncio.to_thread(self._insert, batch)
            except (Unavailable, SQLAlchemyError) as error:
                log.error("audit not written; trying again", rows=len(batch), kind=type(error).__name__)
                await asyncio.sleep(RETRY_S)
                continue
            for _ in batch:
                self._waiting.popleft()

    def _insert(self, batch: list[_Row]) -> None:
        with self._database.begin_writing() as connection:
            for row in batch:
                write_audit(
                    connection,
                    row.hospital_id,
                    row.at,
                    row.who,
                    row.what,
                    subject=row.subject or None,
                    address=row.address or None,
                )
