"""The events of calls for a hospital's own systems: Nyra's shape, over Socket.IO.

python-socketio keeps the protocol: sessions, pings, CONNECT. It keeps no bounds, so it is wrapped: each
client is a Visit (agent/io/visit.py), and here is decided who is let in, with whose calls, and for how long.
That a ticket's claims say, and nothing a client says.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter as Tally
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import socketio
from prometheus_client import Counter, Gauge
from socketio.exceptions import ConnectionRefusedError as Refused
from starlette.responses import PlainTextResponse

from agent.clinic.database import Unavailable
from agent.clinic.missed import TooMuch
from agent.facts import CallEnded, CallStarted
from agent.io.audit import STRANGER
from agent.io.closing import POLICY, RESTART
from agent.io.desk import Desk
from agent.io.keys import Principal
from agent.io.log import get_logger
from agent.io.visit import MAX_PACKET_BYTES, VISIT, Receive, Scope, Send, Visit
from agent.settings import Settings
from agent.wire import nyra
from agent.wire.nyra_ticket import LEEWAY_S, Ticket, TicketRefused

log = get_logger(__name__)

VIEWERS = Gauge("frontdesk_event_viewers", "viewers of events that are connected")
VISITS = Counter("frontdesk_event_visits", "visits of event viewers, by how they ended", ["ending"])

# BEHAVIOUR A0 and A4
PING_EVERY_S, PING_WITHIN_S = 10, 10
MAX_PER_TICKET = 2  # a client that reconnects before we have noticed that it was gone
MAX_STRANGERS = 50  # of one address, that have not shown a ticket yet
MAX_VISITS = 2000  # of all: four times the clients of the largest hospital
KEYS_CHECKED_EVERY_S = 2.0  # a revoked key's visits end within five seconds
LONGEST_AWAY = timedelta(hours=24)  # whoever was away for longer has the call list
# Facts become durable in the order in which they happen, but for those that a full disk held back.
OUT_OF_ORDER = timedelta(seconds=60)
# Refusals are told to the client with these words, and its program by the code.
_WORDS = {"too_many_connections": "Too many connections"}

# The library's log prints whole packets, tickets too. Only its faults are worth a line.
_quiet = logging.getLogger("frontdesk.socketio")
_quiet.setLevel(logging.ERROR)


class SocketIo:
    """The ASGI application behind `/ws?EIO=4&transport=websocket`; the router lets nothing else come here."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk = desk
        self._grace_s = settings.viewer_minutes * 60.0
        self._visits: set[Visit] = set()  # bounded by MAX_VISITS
        self._strangers: Tally[str] = Tally()  # by address; bounded by the visits
        self._watching: asyncio.Task[None] | None = None
        self._server = socketio.AsyncServer(
            async_mode="asgi",
            transports=["websocket"],
            allow_upgrades=False,
            namespaces="*",  # so that the refusal of one is ours, in the shape of the protocol
            max_http_buffer_size=MAX_PACKET_BYTES,
            ping_interval=PING_EVERY_S,
            ping_timeout=PING_WITHIN_S,
            cors_allowed_origins=[],  # the router has looked at the origin
            logger=_quiet,
            engineio_logger=_quiet,
        )
        self._server.on("connect", self._on_connect)
        self._server.on("connect", _on_other_namespace, namespace="*")
        self._library = socketio.ASGIApp(self._server, socketio_path=None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = scope["client"][0] if scope.get("client") else ""
        if self._strangers[address] >= MAX_STRANGERS or len(self._visits) >= MAX_VISITS:
            status = 429 if self._strangers[address] >= MAX_STRANGERS else 503
            await PlainTextResponse("too many connections\n", status)(scope, receive, send)
            return
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch_keys())
        visit = Visit(address, receive, send, self._desk, self._renew)
        visit.on_known = lambda: self._no_longer_stranger(visit)
        self._visits.add(visit)
        self._strangers[address] += 1
        try:
            await visit.run(self._library, scope)
        finally:
            VISITS.labels(visit.ending).inc()
            self._visits.discard(visit)
            if visit.ticket is None:
                self._no_longer_stranger(visit)
            else:
                VIEWERS.dec()

    async def stop(self) -> None:
        for visit in self._visits:
            visit.end(RESTART, "the server stops")
        if self._watching is not None:
            self._watching.cancel()
        with suppress(Exception):  # it stops its own background task, if it ever began one
            await self._server.shutdown()

    def _no_longer_stranger(self, visit: Visit) -> None:
        self._strangers[visit.address] -= 1
        if not self._strangers[visit.address]:
            del self._strangers[visit.address]

    async def _on_connect(self, sid: str, environ: dict[str, Any], auth: object) -> None:
        """Raises Refused, which the library tells the client."""
        visit: Visit = environ["asgi.scope"][VISIT]
        try:
            since = _since(auth)
            ticket = await self._ticket(auth, visit)
        except TicketRefused as refused:
            self._note_refusal(visit, refused)
            raise Refused(_WORDS.get(refused.code, "unauthorized"), {"code": refused.code}) from None
        except Exception:
            log.exception("viewer not let in")
            raise Refused("internal error", {"code": "internal_error"}) from None
        log.info("ticket used", jti=ticket.jti, key=ticket.key_id, address=visit.address)
        self._note(visit, ticket, "listens to events")
        VIEWERS.inc()
        whose = visit.let_in(ticket, self._stays_s(ticket))
        if since is not None:
            visit.missed = await self._missed(whose, since)

    async def _renew(self, visit: Visit, auth: dict[str, object]) -> str:
        """A fresh ticket for the same calls prolongs a visit; else why not, in one word (BEHAVIOUR S-12)."""
        assert visit.ticket is not None, "only who is in can renew"
        try:
            ticket = await self._ticket(auth, visit)
            if (ticket.hospital_id, ticket.branch_ids) != (visit.ticket.hospital_id, visit.ticket.branch_ids):
                raise TicketRefused("other_calls")
        except TicketRefused as refused:
            self._note_refusal(visit, refused)
            return refused.code
        except Exception:
            log.exception("ticket not renewed")
            return "internal_error"
        log.info("ticket renewed", jti=ticket.jti, key=ticket.key_id, address=visit.address)
        self._note(visit, ticket, "listens to events, renewed")
        visit.stay(ticket, self._stays_s(ticket))
        return ""

    async def _ticket(self, auth: object, visit: Visit) -> Ticket:
        """The ticket that this visit presents. Raises TicketRefused."""
        ticket = await self._desk.keys.holder(auth.get("token") if isinstance(auth, dict) else None)
        if sum(other.jti == ticket.jti for other in self._visits - {visit}) >= MAX_PER_TICKET:
            raise TicketRefused("too_many_connections")
        return ticket

    def _stays_s(self, ticket: Ticket) -> float:
        return max(0.0, self._desk.keys.left_s(ticket) + LEEWAY_S + self._grace_s)

    def _note(self, visit: Visit, ticket: Ticket, what: str) -> None:
        self._desk.audit(ticket.hospital_id, f"key:{ticket.key_id}", what, ticket.jti, visit.address)

    def _note_refusal(self, visit: Visit, refused: TicketRefused) -> None:
        log.warning("viewer refused", why=refused.code, address=visit.address)
        self._desk.audit("", STRANGER, refused.code, "events", visit.address)

    async def _missed(self, whose: Principal, since: datetime) -> list[CallStarted | CallEnded]:
        """Raises Refused: a client that missed more than we tell must know it, and read the call list."""
        try:
            if datetime.now(UTC) - since > LONGEST_AWAY:
                raise TooMuch
            return await self._desk.missed(whose, since - OUT_OF_ORDER)
        except TooMuch:
            why = "missed_too_much"
        except Unavailable:
            why = "missed_unknown"
        raise Refused("Missed events are not told; read the call list", {"code": why})

    async def _watch_keys(self) -> None:
        while True:
            await asyncio.sleep(KEYS_CHECKED_EVERY_S)
            known = [visit for visit in self._visits if visit.ticket is not None]
            try:
                usable = await self._desk.keys.usable({visit.key_id for visit in known})
            except Exception:  # the book cannot be read just now: nobody is sent away for that
                log.exception("keys not checked")
                continue
            for visit in known:
                if visit.key_id not in usable:
                    visit.end(POLICY, "key disabled")


def _since(auth: object) -> datetime | None:
    """Raises TicketRefused."""
    try:
        return nyra.since(auth)
    except ValueError:
        raise TicketRefused("since_invalid") from None


async def _on_other_namespace(*_: object) -> None:
    """The library calls it with one argument less for a namespace named "*"."""
    raise Refused("Invalid namespace")
