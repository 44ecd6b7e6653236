"""One listener to a hospital's events: what it may say, and what it is told.

It stands between the Socket.IO library and the web server. Of what the client says the library sees CONNECT,
pong and goodbye; of what the house tells the library sees nothing, because its queue has no end: the visit
takes events from the bus and writes them itself, as fast as the client reads.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, Final, TypeVar

from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket
from socketio.packet import ACK, EVENT
from socketio.packet import Packet as SocketPacket

from agent.facts import CallEnded, CallStarted, News, Ring
from agent.io.bus import VIEWER, Outbox, TooSlowError
from agent.io.closing import NORMAL, POLICY, RESTART, TOO_BIG, TRY_LATER
from agent.io.desk import Desk
from agent.io.keys import Principal
from agent.io.log import get_logger
from agent.wire import nyra
from agent.wire.nyra_ticket import Ticket
from agent.wire.strict_json import parse_object

log = get_logger(__name__)

# BEHAVIOUR A0 and A4
MAX_PACKET_BYTES = 16 * 1024
CONNECT_WITHIN_S = 10.0
MAX_MESSAGES, MESSAGES_WITHIN_S = 50, 10.0
MAX_ATTACHMENTS = 10
GOODBYE_S = 1.0  # for the last words; a client that does not read never lets them leave

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Scope = MutableMapping[str, Any]
T = TypeVar("T")

VISIT: Final = "frontdesk.visit"  # where a scope has it
_CONNECT = re.compile(
    r"40(?:(/[^,{?]{0,64})(?:,|\Z))?(\{.*\})?", re.DOTALL
)  # the library would cut a namespace at "?"
_IGNORED = re.compile(r"4[2356](\d{0,12}-)?")  # events and acknowledgements: but for one, nothing hears them


class Visit:
    """One client, from its upgrade until it is gone."""

    def __init__(
        self,
        address: str,
        receive: Receive,
        send: Send,
        desk: Desk,
        renew: Callable[[Visit, dict[str, object]], Awaitable[str]],
    ) -> None:
        """`renew` judges the fresh ticket of a client that is in: "", or why it is not taken."""
        self.address = address
        self.ticket: Ticket | None = None
        self.on_known: Callable[[], None] = lambda: None
        self._renew = renew
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
            await library({**scope, VISIT: self}, self._receive, self._send)
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

        self._outbox = self._desk.bus.subscribe(None, VIEWER, wants=wants)
        self.on_known()
        self.stay(ticket, stays_s)
        return whose

    def stay(self, ticket: Ticket, stays_s: float) -> None:
        """From now on it is here by this ticket."""
        self.ticket = ticket
        self._deadline.cancel()
        self._deadline = asyncio.get_running_loop().call_later(stays_s, self.end, POLICY, "ticket expired")

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
            if self.ticket is not None and (asked := nyra.renewal(message.get("text") or "")):
                await self._renewed(*asked)

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

    async def _renewed(self, auth: dict[str, object], wants_answer: int | None) -> None:
        why_not = await self._renew(self, auth)
        if wants_answer is not None and not self._over.done():
            answer = SocketPacket(ACK, data=[nyra.renewed(why_not)], id=wants_answer)
            try:
                await self._write(answer)
            except TimeoutError:
                self.end(TRY_LATER, "too slow")
            except (OSError, RuntimeError):  # it has gone
                self.end(NORMAL, "")

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
            await self._write(SocketPacket(EVENT, data=[event["type"], event]))

    async def _write(self, packet: SocketPacket) -> None:
        """Raises TimeoutError when the client does not read."""
        text = str(EnginePacket(MESSAGE, packet.encode()).encode())
        async with asyncio.timeout(VIEWER.behind_s):
            await self._send_raw({"type": "websocket.send", "text": text})
