"""One-time tickets of the translation socket: durable, kept as a hash, used up by one statement.

Every call here blocks for a disk read, and for a commit where something changes.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import string
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from agent.clinic.database import Database, Unavailable
from agent.clinic.schema import vas_tickets
from agent.personal import Personal

LIFE = timedelta(seconds=60)
REMEMBERED = timedelta(seconds=60)  # after its life, so that "used" and "expired" can be told from "unknown"
CLOCK_JITTER = timedelta(seconds=5)  # what a clock may be set back by its keeper without anybody's notice
CHARS = 32
_ALPHABET = string.ascii_letters + string.digits  # a subprotocol is a token of RFC 9110: no = or /

log = logging.getLogger("frontdesk.clinic.tickets")

Why = Literal["ticket_invalid", "ticket_expired", "ticket_already_used"]


class Holder(NamedTuple):
    """Whom a ticket was issued to."""

    hospital: str
    key_sha256: str  # of the key that was shown for it, to find out later whether that is still good


class TicketRefused(Exception):
    """This ticket opens nothing; `why` in the protocol's word."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Tickets:
    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def issue(self, holder: Holder) -> Personal:
        """A new ticket, durable when this returns. Raises Unavailable."""
        ticket = "".join(secrets.choice(_ALPHABET) for _ in range(CHARS))
        now = self._clock()
        try:
            with self._database.begin_writing() as connection:
                connection.execute(delete(vas_tickets).where(vas_tickets.c.expires_at < now - REMEMBERED))
                connection.execute(
                    insert(vas_tickets).values(
                        digest=_digest(ticket), **holder._asdict(), issued_at=now, expires_at=now + LIFE
                    )
                )
        except SQLAlchemyError as error:
            raise Unavailable("no ticket can be issued now") from error
        return Personal(ticket)

    def use(self, ticket: Personal) -> Holder:
        """Use it up; whom it was issued to. Raises TicketRefused, or Unavailable with none used."""
        digest = _digest(ticket.reveal())
        now = self._clock()
        try:
            with self._database.engine.connect() as connection:
                row = connection.execute(select(vas_tickets).where(vas_tickets.c.digest == digest)).first()
            if row is None:
                raise TicketRefused("ticket_invalid")
            if row.used_at is not None:
                raise TicketRefused("ticket_already_used")
            if now < row.issued_at - CLOCK_JITTER:
                # Else a clock set back by an hour would give every ticket an hour more.
                log.error("the clock was set back: a ticket from its future is refused")
                raise TicketRefused("ticket_expired")
            if now >= row.expires_at:
                raise TicketRefused("ticket_expired")
            unused = (vas_tickets.c.digest == digest) & vas_tickets.c.used_at.is_(None)
            with self._database.begin_writing() as connection:
                used = connection.execute(
                    update(vas_tickets).where(unused).values(used_at=now).returning(vas_tickets.c.digest)
                ).first()
        except SQLAlchemyError as error:
            raise Unavailable("no ticket can be checked now") from error
        if used is None:  # somebody was faster between the two statements
            raise TicketRefused("ticket_already_used")
        return Holder(row.hospital, row.key_sha256)


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode(errors="replace")).hexdigest()
