"""The events of calls for a hospital's own systems: Nyra's shape, over Socket.IO.

python-socketio keeps the protocol: sessions, pings, CONNECT. It keeps no bounds, so it is wrapped: a Visit
stands between it and the web server and lets in only what a listener has to say (CONNECT, pong, goodbye), and
the events do not pass through its endless queue at all. Each visit takes them from the bus, chosen by the
ticket's claims and by nothing a client says, and writes them itself, as fast as the client reads.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import Counter as Tally
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

import socketio
from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket
from prometheus_client import Counter, Gauge
from socketio.exceptions import ConnectionRefusedError as Refused
from socketio.packet import EVENT
from socketio.packet import Packet as SocketPacket
from starlette.responses import PlainTextResponse

from agent.clinic.database import Unavailable
from agent.clinic.missed import TooMuch
from agent.facts import CallEnded, CallStarted, News, Ring
from agent.io.audit import STRANGER
from agent.io.bus import VIEWER, Outbox, TooSlowError
from agent.io.desk import Desk
from agent.io.keys import Principal
from agent.io.live import NORMAL, POLICY, RESTART, TOO_BIG, TRY_LATER
from agent.io.log import get_logger
from agent.settings import Settings
from agent.wire import nyra
from agent.wire.nyra_ticket import LEEWAY_S, Ticket, TicketRefused
from agent.wire.strict_json import parse_object

log = get_logger(__name__)

VIEWERS = Gauge("frontdesk_event_viewers", "viewers of events that are connected")
VISITS = Counter("frontdesk_event_visits", "visits of event viewers, by how they ended", ["ending"])

# BEHAVIOUR A0 and A4
MAX_PACKET_BYTES = 16 * 1024
PING_EVERY_S, PING_WITHIN_S = 10, 10
CONNECT_WITHIN_S = 10.0
MAX_MESSAGES, MESSAGES_WITHIN_S = 50, 10.0
MAX_ATTACHMENTS = 10
MAX_PER_TICKET = 2  # a client that reconnects before we have noticed that it was gone
MAX_STRANGERS = 50  # of one address, that have not shown a ticket yet
MAX_VISITS = 2000  # of all: four times the clients of the largest hospital
KEYS_CHECKED_EVERY_S = 2.0  # a revoked key's visits end within five seconds
GOODBYE_S = 1.0  # for the last words; a client that does not read never lets them leave
LONGEST_AWAY = timedelta(hours=24)  # whoever was away for longer has the call list
# Facts become durable in the order in which they happen, but for those that a full disk held back.
OUT_OF_ORDER = timedelta(seconds=60)
# Refusals are told to the client with these words, and its program by the code.
_WORDS = {"too_many_connections": "Too many connections"}

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Scope = MutableMapping[str, Any]
T = TypeVar("T")

_VISIT: Final = "frontdesk.visit"
_CONNECT = re.compile(
    r"40(?:(/[^,{?]{0,64})(?:,|\Z))?(\{.*\})?", re.DOTALL
)  # the library would cut a namespace at "?"
_IGNORED = re.compile(r"4[2356](\d{0,12}-)?")  # events and acknowledgements: nothing here hears them
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
        visit = Visit(address, receive, send, self._desk)
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
        visit: Visit = environ["asgi.scope"][_VISIT]
        try:
            since = _since(auth)
            ticket = await self._desk.keys.holder(auth.get("token") if isinstance(auth, dict) else None)
            if sum(other.jti == ticket.jti for other in self._visits) >= MAX_PER_TICKET:
                raise TicketRefused("too_many_connections")
        except TicketRefused as refused:
            log.warning("viewer refused", why=refused.code, address=visit.address)
            self._desk.audit("", STRANGER, refused.code, "events", visit.address)
            raise Refused(_WORDS.get(refused.code, "unauthorized"), {"code": refused.code}) from None
        except Exception:
            log.exception("viewer not let in")
            raise Refused("internal error", {"code": "internal_error"}) from None
        stays_s = self._desk.keys.left_s(ticket) + LEEWAY_S + self._grace_s
        log.info("ticket used", jti=ticket.jti, key=ticket.key_id, address=visit.address)
        self._desk.audit(
            ticket.hospital_id, f"key:{ticket.key_id}", "listens to events", ticket.jti, visit.address
        )
        VIEWERS.inc()
        whose = visit.let_in(ticket, max(0.0, stays_s))
        if since is not None:
            visit.missed = await self._missed(whose, since)

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


class Visit:
    """One client, from its upgrade until it is gone: what it may say, and what it is told."""

    def __init__(self, address: str, receive: Receive, send: Send, desk: Desk) -> None:
        self.address = address
        self.ticket: Ticket | None = None
        self.on_known: Callable[[], None] = lambda: None
        self._receive_raw = receive
        self._send_raw = send
        self._desk = desk
        loop = asyncio.get_running_loop()
        self._over: asyncio.Future[tuple[int, str]] = loop.create_future()
        self._deadline = loop.call_later(CONNECT_WITHIN_S, self.end, POLICY, "no CONNECT")
        self._outbox: Outbox | None = None
        self._feed: asyncio.Task[None] | None = None
        self.missed: list[CallStarted | CallEnded] = []  # to be told first; bounded by MOST_CALLS
        self._asked = False  # its one CONNECT has come
        self._came_s: deque[float] = deque(maxlen=MAX_MESSAGES + 1)

    @property
    def jti(self) -> str | None:
        return self.ticket.jti if self.ticket else None

    @property
    def key_id(self) -> str:
        return self.ticket.key_id if self.ticket else ""

    @property
    def ending(self) -> str:
        """Why it is over, in our own words."""
        return (self._over.result()[1] if self._over.done() else "") or "client left"

    async def run(self, library: Callable[[Scope, Receive, Send], Awaitable[None]], scope: Scope) -> None:
        try:
            await library({**scope, _VISIT: self}, self._receive, self._send)
        finally:
            self.end(NORMAL, "")
            self._deadline.cancel()
            if self._feed is not None:
                self._feed.cancel()
                await asyncio.wait({self._feed})
            if self._outbox is not None:
                self._outbox.close()
            code, reason = self._over.result()
            with suppress(OSError, RuntimeError, TimeoutError):  # it has gone, or does not read
                async with asyncio.timeout(GOODBYE_S):
                    if self.ticket is not None:
                        await self._send_raw({"type": "websocket.send", "text": "41"})
                    await self._send_raw({"type": "websocket.close", "code": code, "reason": reason})

    def let_in(self, ticket: Ticket, stays_s: float) -> Principal:
        """From here on nothing is missed: the calls that are on come first, then what happens."""
        whose = Principal(ticket.key_id, ticket.hospital_id, frozenset(ticket.branch_ids), frozenset())

        def wants(ring: Ring, fact: News) -> bool:
            return isinstance(fact, CallStarted | CallEnded) and whose.sees(ring)

        self.ticket = ticket
        self._outbox = self._desk.bus.subscribe(None, VIEWER, wants=wants)
        self.on_known()
        self._deadline.cancel()
        self._deadline = asyncio.get_running_loop().call_later(stays_s, self.end, POLICY, "ticket expired")
        return whose

    def end(self, code: int, reason: str) -> None:
        """The first reason counts. Both of the library's tasks are let go, and `run` says goodbye."""
        if not self._over.done():
            self._over.set_result((code, reason))

    # -- between the library and the web server ----------------------------------------------------

    async def _receive(self) -> Message:
        while True:
            message = await self._unless_over(self._receive_raw())
            if message is None or message["type"] == "websocket.disconnect":
                self.end(NORMAL, "")
                return {"type": "websocket.disconnect", "code": NORMAL}
            if message["type"] != "websocket.receive" or self._lets_in(message):
                return message

    async def _send(self, message: Message) -> None:
        """For the library. Raises OSError once the visit is over."""
        if message["type"] == "websocket.close":
            self.end(NORMAL, "")
            return  # `run` closes, with the right code
        if self._over.done():
            raise OSError("the visit is over")
        await self._unless_over(self._send_raw(message))
        text = message.get("text") or ""
        if text.startswith("44{"):
            self.end(POLICY, "refused")
        elif text.startswith("40{") and self._outbox is not None and self._feed is None:
            self._feed = asyncio.create_task(self._tell(self._outbox))

    async def _unless_over(self, wish: Awaitable[T]) -> T | None:
        """What comes of `wish`, or None when the visit is over before."""
        task = asyncio.ensure_future(wish)
        try:
            both: set[asyncio.Future[Any]] = {task, self._over}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            task.cancel()

    def _lets_in(self, message: Message) -> bool:
        """Whether the library shall see this message; a client that says too much, or nonsense, has to go."""
        now_s = time.monotonic()
        self._came_s.append(now_s)
        text = message.get("text")
        size = len(message.get("bytes") or b"") if text is None else len(text)
        if size > MAX_PACKET_BYTES:
            self.end(TOO_BIG, "packet over 16 KiB")
        elif len(self._came_s) > MAX_MESSAGES and now_s - self._came_s[0] < MESSAGES_WITHIN_S:
            self.end(POLICY, "too many messages")
        elif text is None:
            return False  # an attachment, to an event that nobody hears
        elif text == "3":
            return True
        elif text in ("1", "41"):
            self.end(NORMAL, "client left")
        elif connect := _CONNECT.fullmatch(text):
            return self._may_connect(connect[1], connect[2])
        elif ignored := _IGNORED.match(text):
            if ignored[1] and int(ignored[1][:-1] or 0) > MAX_ATTACHMENTS:
                self.end(POLICY, "too many attachments")
        else:
            self.end(POLICY, "not Socket.IO")
        return False

    def _may_connect(self, namespace: str | None, auth: str | None) -> bool:
        try:
            parse_object(auth or "{}")
        except ValueError:
            self.end(POLICY, "not Socket.IO")
            return False
        if namespace not in (None, "/"):
            return True  # to be refused by name
        if self._asked:
            self.end(POLICY, "connected twice")
            return False
        self._asked = True
        return True

    # -- what it is told ---------------------------------------------------------------------------

    async def _tell(self, outbox: Outbox) -> None:
        try:
            begun = {fact.call_id for fact in self.missed if isinstance(fact, CallStarted)}
            over = {fact.call_id for fact in self.missed if isinstance(fact, CallEnded)}
            for fact in self.missed:
                await self._say(fact)
            self.missed = []
            async for news in outbox:
                told = news.call_id in over or (isinstance(news, CallStarted) and news.call_id in begun)
                if isinstance(news, CallStarted | CallEnded) and not told:
                    await self._say(news)
            self.end(RESTART, "the server stops")
        except (TooSlowError, TimeoutError):
            log.warning("viewer dropped: too slow", key=self.key_id, address=self.address)
            self.end(TRY_LATER, "too slow")
        except (OSError, RuntimeError):  # it has gone
            self.end(NORMAL, "")

    async def _say(self, fact: CallStarted | CallEnded) -> None:
        """Raises TimeoutError when the client does not read."""
        if (event := nyra.event(fact)) is not None:
            async with asyncio.timeout(VIEWER.behind_s):
                await self._send_raw({"type": "websocket.send", "text": _packet(event)})


def _packet(event: nyra.Message) -> str:
    packet = SocketPacket(EVENT, data=[event["type"], event]).encode()
    return str(EnginePacket(MESSAGE, packet).encode())
