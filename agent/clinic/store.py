"""The durable record of calls: facts in, one at a time or in a flood; rows out.

One thread writes. It commits whatever has gathered while the last commit ran, so a lone line is
durable after one commit and a hundred lines cost hardly more than one (group commit, without a
timer that would make the lone line wait).
"""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, assert_never, cast

from sqlalchemy import Connection, Row, Table, and_, func, insert, select, update
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
    StatementError,
)

from agent.clinic.database import Unavailable, cause, open_database
from agent.clinic.schema import calls, transcript_lines
from agent.commands import Line, Role
from agent.facts import CallEnded, CallStarted, Fact, HandedOver, LineSaid, Ring
from agent.personal import Personal

__all__ = ["CallRow", "Refused", "Store", "Unavailable"]

# One transaction; at a few tenths of a millisecond a row it stays far below the busy timeout of others.
BATCH = 256
# Four transactions' worth. On a machine so slow that this fills, `write` fails and its caller tries again.
INBOX = 4 * BATCH


class Refused(Exception):
    """A fact that contradicts the record (our own fault); it is not written and must not be retried."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call as recorded. `ended_at` is None while it is live; `duration_ms` is None after a crash."""

    call_id: str
    ring: Ring
    started_at: datetime
    handed_over_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    duration_ms: int | None


@dataclass(frozen=True, slots=True)
class _Write:
    fact: Fact
    durable: Future[None]


class Store:
    """Opens (and migrates) the database at `url`, or the file at `path`. Raises Unavailable.

    Calls that a crash left open are closed with the reason "crashed".
    """

    def __init__(self, path: Path, url: str = "") -> None:
        self.database = open_database(path, url)
        self._inbox: queue.Queue[_Write | None] = queue.Queue(INBOX)
        self._closing = False
        try:
            self._close_crashed_calls()
        except DatabaseError as error:
            self.database.close()
            name = "the database" if url else path
            raise Unavailable(f"{name} cannot be written: {cause(error)}; free it, or make room") from error
        self._writer = threading.Thread(target=self._write_until_closed, name="store-writer", daemon=True)
        self._writer.start()

    def write(self, fact: Fact) -> Future[None]:
        """Record a fact; never blocks. The future is done when the fact is on the disk.

        It fails with Unavailable (try again later, in order) or Refused (never try again). Writing
        the same fact twice is harmless, so a retry need not know how far the first try came.
        """
        durable: Future[None] = Future()
        durable.set_running_or_notify_cancel()  # a write cannot be called back, so nobody may cancel it
        if self._closing:
            durable.set_exception(Unavailable("the database is closed"))
            return durable
        try:
            self._inbox.put_nowait(_Write(fact, durable))
        except queue.Full:
            durable.set_exception(Unavailable(f"the database is {INBOX} writes behind"))
        return durable

    def lines(self, call_id: str) -> list[LineSaid]:
        """A call's lines in order; [] for a call nobody knows. Blocks for a disk read, as `calls` does."""
        query = (
            select(transcript_lines)
            .where(transcript_lines.c.call_id == call_id)
            .order_by(transcript_lines.c.sequence)
        )
        with self.database.engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            LineSaid(call_id, row.sequence, Line(Role(row.role), Personal(row.text), row.offset_ms))
            for row in rows
        ]

    def calls(self, limit: int, before: datetime | None = None) -> list[CallRow]:
        """The latest calls, newest first, that started before `before` (default: any)."""
        query = select(calls).order_by(calls.c.started_at.desc(), calls.c.id).limit(limit)
        if before is not None:
            query = query.where(calls.c.started_at < before)
        with self.database.engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            CallRow(
                call_id=row.id,
                ring=_ring(row),
                started_at=row.started_at,
                handed_over_at=row.handed_over_at,
                ended_at=row.ended_at,
                end_reason=row.end_reason,
                duration_ms=row.duration_ms,
            )
            for row in rows
        ]

    def crashed(self, call_id: str) -> Ring | None:
        """The ring of a call that a crash of ours cut off; None for any other."""
        query = select(calls).where(calls.c.id == call_id, calls.c.end_reason == "crashed")
        with self.database.engine.connect() as connection:
            row = connection.execute(query).first()
        return _ring(row) if row else None

    def close(self) -> None:
        """Write what was accepted, then give the file up. Blocks for at most a few commits."""
        self._closing = True
        self._inbox.put(None)
        self._writer.join()
        self.database.close()

    # -- the writer's thread -----------------------------------------------------------------------

    def _write_until_closed(self) -> None:
        while (first := self._inbox.get()) is not None:
            batch, closing = self._gathered(first)
            self._commit(batch)
            if closing:
                return

    def _gathered(self, first: _Write) -> tuple[list[_Write], bool]:
        """Everything that waits now, up to BATCH, and whether `close` was among it."""
        batch = [first]
        while len(batch) < BATCH:
            try:
                write = self._inbox.get_nowait()
            except queue.Empty:
                break
            if write is None:
                return batch, True
            batch.append(write)
        return batch, False

    def _commit(self, batch: list[_Write]) -> None:
        """All of a batch or nothing of it; if one fact is to blame, each by itself."""
        failure: Exception | None = None
        try:
            with self.database.begin_writing() as connection:
                now = datetime.now(UTC)
                for write in batch:
                    self._record(connection, write.fact, now)
        except (Unavailable, Refused) as error:
            failure = error
        except Exception as error:
            failure = (Refused if _fact_is_at_fault(error) else Unavailable)(cause(error))
        if isinstance(failure, Refused) and len(batch) > 1:
            for write in batch:
                self._commit([write])
            return
        for write in batch:
            if failure is None:
                write.durable.set_result(None)
            else:
                write.durable.set_exception(failure)

    def _record(self, connection: Connection, fact: Fact, now: datetime) -> None:
        match fact:
            case CallStarted(call_id, ring, at):
                call = {
                    "id": call_id,
                    "carrier_uuid": _storable(ring.uuid),
                    "direction": ring.direction,
                    "caller": _storable(ring.caller.reveal()),
                    "called": _storable(ring.called.reveal()),
                    "started_at": at,
                    "hospital_id": ring.hospital_id,
                    "branch_id": ring.branch_id,
                }
                _insert(connection, calls, call, node=self.database.node)
            case LineSaid(call_id, sequence, line):
                said = {
                    "call_id": call_id,
                    "sequence": sequence,
                    "role": line.role.value,
                    "text": _storable(line.text.reveal()),
                    "offset_ms": line.offset_ms,
                }
                _insert(connection, transcript_lines, said, committed_at=now)
            case HandedOver(call_id, at):
                _fill_in(connection, call_id, {"handed_over_at": at})
            case CallEnded(call_id, reason, at, duration_ms):
                _fill_in(
                    connection, call_id, {"end_reason": reason, "ended_at": at, "duration_ms": duration_ms}
                )
            case _:
                assert_never(fact)

    def _close_crashed_calls(self) -> None:
        """Only we write calls under our node's name, so one that is open now has no process any more."""
        last_line = (
            select(func.max(transcript_lines.c.committed_at))
            .where(transcript_lines.c.call_id == calls.c.id)
            .scalar_subquery()
        )
        with self.database.begin_writing() as connection:
            connection.execute(
                update(calls)
                .where(calls.c.ended_at.is_(None), calls.c.node == self.database.node)
                .values(end_reason="crashed", ended_at=func.coalesce(last_line, calls.c.started_at))
            )


def _ring(row: Row[Any]) -> Ring:
    return Ring(
        row.carrier_uuid,
        Personal(row.caller),
        Personal(row.called),
        cast(Literal["inbound", "outbound"], row.direction),
        row.hospital_id,
        row.branch_id,
    )


def _fact_is_at_fault(error: Exception) -> bool:
    """True for a fact that can never be written; False for what may pass (disk full, locked, unknown)."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return False
    blames_values = (IntegrityError, DataError, InterfaceError, ProgrammingError)
    return (
        isinstance(error, (*blames_values, OverflowError, TypeError, ValueError))
        or type(error) is StatementError  # a value refused before it reached the database
    )


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL in a text, and none was ever said."""
    return text.replace("\x00", "\ufffd")


def _insert(connection: Connection, table: Table, row: dict[str, Any], **when_new: Any) -> None:
    """Insert `row` unless it is there already; Refused when another one stands in its place."""
    key = and_(*(column == row[column.name] for column in table.primary_key))
    there = connection.execute(select(table).where(key)).mappings().first()
    if there is None:
        connection.execute(insert(table).values(**row, **when_new))
    elif any(there[name] != value for name, value in row.items()):
        raise Refused(f"{table.name}: another row has this key")


def _fill_in(connection: Connection, call_id: str, values: dict[str, Any]) -> None:
    """Set empty columns of a call; Refused when they hold something else, or nobody knows the call."""
    there = connection.execute(select(calls).where(calls.c.id == call_id)).mappings().first()
    if there is None:
        raise Refused("calls: no such call")
    if all(there[name] == value for name, value in values.items()):
        return
    if any(there[name] is not None for name in values):
        raise Refused("calls: this was recorded otherwise before")
    connection.execute(update(calls).where(calls.c.id == call_id).values(**values))
