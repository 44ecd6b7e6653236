"""The translation socket: a ticket for a key, one socket for a ticket, and on it health and translation.

A ticket is offered as the WebSocket subprotocol `ticket.<32 characters>` and echoed, because a client whose
offer is not answered fails the connection. What it opens is the hospital of the key it was issued for.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import Counter, deque
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from agent.clinic.database import Unavailable
from agent.clinic.tickets import LIFE, Holder, TicketRefused
from agent.io.audit import STRANGER
from agent.io.bodies import NoTicket, TranslationTicket
from agent.io.closing import GONE, POLICY, TRY_LATER, first_decides
from agent.io.desk import Desk
from agent.io.http import peer
from agent.io.log import get_logger
from agent.io.rate import Rate
from agent.io.tap import Tap
from agent.io.tenants import Tenants, sha256
from agent.io.translation import Translation
from agent.wire import vas

MAX_SOCKETS = 16  # of one hospital; each that speaks costs about as much hearing as a call
TICKETS, TICKETS_WINDOW_S = 60, 60.0  # a hospital's clients reconnect once a minute at the very worst
FAILURES, FAILURES_WINDOW_S = 10, 60.0  # wrong keys from one address
MAX_ADDRESSES = 1000  # that presented wrong keys lately; the longest known is forgotten
REQUESTS, REQUESTS_WINDOW_S = 50, 10.0  # besides audio
ENTITLED_EVERY_S = 2.0  # a key taken back must close its sockets within five seconds
SILENT_S = 90.0  # three missed pings
# A result is small and a second of speech has 43 kB; who has twenty of them unread does not listen.
MAX_UNSENT, MAX_UNSENT_BYTES, BEHIND_S = 256, 1_000_000, 5.0

ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": TranslationTicket},
    **{code: {"model": NoTicket} for code in (401, 429, 500)},
}

log = get_logger(__name__)


def routes(desk: Desk, tenants: Tenants) -> APIRouter:
    """The ticket office."""
    router = APIRouter(tags=["translation"])
    issued: dict[str, Rate] = {}  # by hospital
    failures: dict[str, Rate] = {}  # by address; bounded by MAX_ADDRESSES

    @router.post(
        vas.TICKET_PATH,
        summary="A ticket for one translation socket",
        responses=ANSWERS,
    )
    async def ticket(request: Request) -> Response:
        key = request.headers.get("x-api-key", "")
        address = peer(request)
        hospital = tenants.translating(sha256(key)) if key else None
        if hospital is None:
            while len(failures) >= MAX_ADDRESSES and address not in failures:
                del failures[next(iter(failures))]
            if failures.setdefault(address, Rate(FAILURES, FAILURES_WINDOW_S)).exceeded():
                return _refusal(429, "general_rate_limited", "Too many attempts")
            desk.audit("", STRANGER, "credentials refused", vas.TICKET_PATH, address)
            if not key:
                return _refusal(401, "auth_missing_api_key", "X-API-Key is missing")
            return _refusal(401, "auth_invalid_api_key", "Invalid API key")
        if issued.setdefault(hospital, Rate(TICKETS, TICKETS_WINDOW_S)).exceeded():
            return _refusal(429, "general_rate_limited", "Too many tickets")
        try:
            new = await asyncio.to_thread(desk.tickets.issue, Holder(hospital, sha256(key)))
        except Unavailable:
            return _refusal(500, "ticket_issue_failed", "No ticket can be issued now")
        desk.audit(
            hospital, _called(Holder(hospital, sha256(key))), "got a ticket for translation", "", address
        )
        return TranslationTicket(ticket=new.reveal(), expires_in=int(LIFE.total_seconds())).response()

    return router


class Socket:
    """What serves an upgrade that offers a `ticket.` subprotocol, as an ASGI application."""

    def __init__(self, desk: Desk, tenants: Tenants) -> None:
        self._desk = desk
        self._tenants = tenants
        self._sockets: Counter[str] = Counter()  # by hospital; bounded by MAX_SOCKETS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asking = WebSocket(scope, receive, send)
        offered = scope.get("subprotocols", [])
        holder = await _admitted(self._desk, offered, self._sockets, peer(asking))
        if isinstance(holder, Response):
            await asking.send_denial_response(holder)
            return
        self._sockets[holder.hospital] += 1
        try:
            await asking.accept(next(name for name in offered if name.startswith(vas.PROTOCOL_PREFIX)))
            await Conversing(asking, self._desk, self._tenants, holder).run()
        except WebSocketDisconnect:
            pass  # in the handshake: the ticket stays used
        finally:
            self._sockets[holder.hospital] -= 1


async def _admitted(desk: Desk, offered: list[str], sockets: Counter[str], address: str) -> Holder | Response:
    ticket = vas.ticket_in(offered)
    if ticket is None:
        return _refusal(401, "ticket_invalid", "The ticket is missing or malformed")
    try:
        holder = await asyncio.to_thread(desk.tickets.use, ticket)
    except TicketRefused as refused:
        desk.audit("", STRANGER, refused.why, "", address)
        return _refusal(401, refused.why, "The ticket is not valid, or no longer")
    except Unavailable:
        return _refusal(500, "ticket_validation_failed", "The ticket cannot be checked now")
    if sockets[holder.hospital] >= MAX_SOCKETS:
        return _refusal(429, "general_rate_limited", "Too many sockets")
    return holder


def _called(holder: Holder) -> str:
    """As in the audit: the key's hash tells which of the hospital's it is."""
    return f"vas-key:{holder.key_sha256[:12]}"


def _refusal(status: int, code: str, message: str) -> Response:
    """A browser never sees this body, so the log has the same under the same id."""
    request_id = _request_id()
    log.info("translation client refused", code=code, request_id=request_id)
    response = NoTicket(error_code=code, message=message, request_id=request_id).response(status)
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


def _request_id() -> str:
    return f"req_{uuid.uuid4().hex[:12]}"


class Conversing:
    """One accepted socket, until it goes, falls silent, or does not read."""

    def __init__(self, peer: WebSocket, desk: Desk, tenants: Tenants, holder: Holder) -> None:
        self._peer = peer
        self._desk = desk
        self._tenants = tenants
        self._holder = holder
        self._translation: Translation | None = None
        self._tap: Tap | None = None
        self._listening: asyncio.Task[None] | None = None
        self._requests = Rate(REQUESTS, REQUESTS_WINDOW_S)
        self._unsent: deque[str] = deque()  # bounded by MAX_UNSENT and MAX_UNSENT_BYTES
        self._unsent_bytes = 0
        self._overflowed = False
        self._something_to_send = asyncio.Event()

    async def run(self) -> None:
        try:
            await first_decides(self._peer, self._read(), self._write(), self._lose_entitlement())
        finally:
            if self._listening is not None:
                self._listening.cancel()
                await asyncio.gather(self._listening, return_exceptions=True)
            self._leave_call()
            if self._translation is not None:
                self._translation.abandon()

    async def _lose_entitlement(self) -> tuple[int, str]:
        """Returns when the key is no longer the hospital's."""
        while True:
            await asyncio.sleep(ENTITLED_EVERY_S)
            if self._tenants.translating(self._holder.key_sha256) != self._holder.hospital:
                return POLICY, "authorisation withdrawn"

    # -- out -------------------------------------------------------------------------------------------

    def _send(self, message: vas.Message) -> None:
        """Never blocks; a client that does not read is dropped, and holds nothing until it is gone."""
        text = json.dumps(message)  # in ASCII: a character is a byte
        full = len(self._unsent) == MAX_UNSENT or self._unsent_bytes + len(text) > MAX_UNSENT_BYTES
        if full or self._overflowed:
            self._overflowed = True
            self._unsent.clear()
        else:
            self._unsent.append(text)
            self._unsent_bytes += len(text)
        self._something_to_send.set()

    def _complain(self, problem: vas.Problem) -> None:
        request_id = _request_id()
        log.info("translation problem", code=problem.code, request_id=request_id)
        self._send(vas.error(problem, request_id, datetime.now(UTC)))

    async def _write(self) -> tuple[int, str]:
        while True:
            await self._something_to_send.wait()
            self._something_to_send.clear()
            while self._unsent or self._overflowed:
                if self._overflowed:
                    return TRY_LATER, "too slow"
                text = self._unsent.popleft()
                self._unsent_bytes -= len(text)
                try:
                    async with asyncio.timeout(BEHIND_S):
                        await self._peer.send_text(text)
                except TimeoutError:
                    return TRY_LATER, "too slow"

    # -- in --------------------------------------------------------------------------------------------

    async def _read(self) -> tuple[int, str]:
        while True:
            try:
                async with asyncio.timeout(SILENT_S):
                    message = await self._peer.receive()
            except TimeoutError:
                return GONE, "no message for too long"
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1005))
            try:
                request = self._understood(message.get("text"), message.get("bytes"))
                if not isinstance(request, vas.Audio) and self._requests.exceeded():
                    return POLICY, "too many messages"
                self._serve(request)
            except vas.Problem as problem:
                self._complain(problem)
                if self._requests.exceeded():
                    return POLICY, "too many messages"
            await asyncio.sleep(0)  # a flood of sound must not keep the loop from the calls

    def _understood(self, text: str | None, pcm: bytes | None) -> vas.Request:
        if text is not None:
            return vas.request(text)
        translation = self._translation
        if translation is None or not translation.start.binary:
            raise vas.Problem("general_invalid_message", "Binary messages need transport binary in start")
        return vas.binary_audio(pcm or b"")

    def _serve(self, request: vas.Request) -> None:
        match request:
            case vas.Ping():
                self._send(vas.pong())
            case vas.Start():
                self._start(request)
            case vas.Audio(pcm):
                translation = self._current()
                if self._tap is not None:
                    raise vas.Problem("audio_not_expected", "This session listens to a call")
                translation.sound(pcm)
            case vas.Pause():
                self._current().pause()
            case vas.Resume():
                self._current().resume()
            case vas.Config():
                self._current().configure(request)
            case vas.PlaySpeech(sid):
                self._current().play(sid)
            case vas.StopSpeech():
                self._current().hush()
            case vas.Stop():
                self._current().stop()
                self._leave_call()

    def _start(self, start: vas.Start) -> None:
        if self._translation is not None and not self._translation.over:
            raise vas.Problem("session_already_active", "A session is running on this socket")
        speech = self._desk.translating
        if speech is None:
            raise vas.Problem("stt_unavailable", "Translation is not offered by this house", "fatal")
        self._leave_call()
        tap = self._tap_of(start) if start.conversation_token else None
        self._translation = Translation(start, speech, self._send, self._complain)
        if tap is not None:
            self._tap = tap
            self._listening = asyncio.create_task(self._hear(tap, self._translation))

    def _current(self) -> Translation:
        if self._translation is None or self._translation.over:
            raise vas.Problem("session_not_started", "No session is running on this socket")
        return self._translation

    # -- a live call -------------------------------------------------------------------------------------

    def _tap_of(self, start: vas.Start) -> Tap:
        """What the caller of a live call says. Unknown, over and another hospital's are told alike."""
        call = self._desk.admissions.seen_by(start.conversation_token.reveal())
        if call is not None and call.ring.hospital_id != self._holder.hospital:
            log.warning("cross_tenant_attempt", call=call.call_id, hospital=self._holder.hospital)
            self._audit("cross_tenant_attempt", call.call_id)
            call = None
        runner = self._desk.live_call(call.call_id) if call is not None else None
        if call is None or runner is None:
            raise vas.Problem("session_call_not_found", "No live call has this token")
        log.info("call listened to for translation", call=call.call_id, hospital=self._holder.hospital)
        self._audit("listened to a call", call.call_id)
        return runner.listen()

    def _audit(self, what: str, call_id: str) -> None:
        self._desk.audit(self._holder.hospital, _called(self._holder), what, call_id, peer(self._peer))

    async def _hear(self, tap: Tap, translation: Translation) -> None:
        """Until the call is over; then the session is, too."""
        async for frame in tap:
            translation.frame(frame)
            await asyncio.sleep(0)
        if tap is self._tap:
            translation.stop()

    def _leave_call(self) -> None:
        if self._tap is not None:
            self._tap.close()
            self._tap = None
