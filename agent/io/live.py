"""The live transcript of a call, for those entitled: Hiya's shape.

A viewer is let in or refused before the upgrade. Then it gets the call from its start, or from where it was
when it lost the connection: the stored lines first, and what happens from then on, told apart by their
sequence, so that none is missing or comes twice.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request, Response, WebSocket, WebSocketDisconnect
from sqlalchemy.exc import SQLAlchemyError

from agent.clinic.database import Unavailable
from agent.events import EndRequested, JoinRequested
from agent.facts import CallEnded, CallStarted, HandedOver, LineSaid
from agent.io.admission import Admission
from agent.io.bodies import LiveCall, LiveCalls, NotShown
from agent.io.bus import VIEWER, TooSlowError
from agent.io.closing import NORMAL, POLICY, RESTART, TOO_BIG, TRY_LATER, UNACCEPTABLE, first_decides
from agent.io.credentials import bearer
from agent.io.desk import Desk
from agent.io.http import peer
from agent.io.log import get_logger
from agent.io.rate import Rate
from agent.io.tenants import Tenants, Viewer
from agent.personal import Personal
from agent.settings import Settings
from agent.wire import hiya

MAX_SOCKETS = 5  # of one viewer on one call: a screen, a telephone, and what they left behind
MAX_REMEMBERED_IDS = 256
MAX_BAD, BAD_WINDOW_S = 5, 10.0
MAX_MESSAGES, MESSAGE_WINDOW_S = 20, 10.0
ENTITLED_EVERY_S = 2.0  # a bearer taken back must close its sockets within five seconds

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")
_OFFSET = re.compile(r"[0-9]{1,9}")  # milliseconds: eleven days

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Denied:
    status: int
    code: str
    description: str

    def response(self) -> Response:
        return NotShown(code=self.code, description=self.description).response(self.status)


@dataclass(frozen=True, slots=True)
class Seat:
    """What a socket was let in for."""

    call: Admission
    viewer: Viewer
    bearer: Personal
    after_ms: int | None  # the offset of the last message it had; None: it wants the call from its start
    partials: bool  # also what the caller seems to be saying, before it is a line
    address: str  # the peer's

    @property
    def counted_as(self) -> tuple[str, str]:
        return self.viewer.bearer_sha256, self.call.call_id


class Wing:
    """What the sockets of all viewers share."""

    def __init__(self, desk: Desk, settings: Settings, tenants: Tenants) -> None:
        self.desk = desk
        self.settings = settings
        self.tenants = tenants
        self.sockets: Counter[tuple[str, str]] = Counter()  # bounded by viewers, calls and MAX_SOCKETS
        self._joined: set[str] = set()  # calls that somebody is being connected to; bounded by the live ones

    def audit(self, seat: Seat, what: str) -> None:
        viewer = seat.viewer
        self.desk.audit(viewer.hospital, viewer.called, what, seat.call.call_id, seat.address)

    def join(self, call_id: str) -> bool:
        """Take the call for one who asks; False when another was faster."""
        self._joined = {joined for joined in self._joined if self.desk.live_call(joined) is not None}
        if call_id in self._joined:
            return False
        self._joined.add(call_id)
        return True


def routes(desk: Desk, settings: Settings, tenants: Tenants) -> APIRouter:
    router = APIRouter(tags=["viewers"])
    wing = Wing(desk, settings, tenants)

    @router.websocket(hiya.LIVE_CALLS_PATH)
    async def live_call(socket: WebSocket) -> None:
        address = peer(socket)
        try:
            seat = _seat(socket, wing, address)
        except Exception:
            log.exception("viewer not let in")
            seat = Denied(500, "internal_error", "Try again later")
        if isinstance(seat, Seat) and wing.sockets[seat.counted_as] >= MAX_SOCKETS:
            seat = Denied(429, "too_many_sockets", "Too many sockets on this call")
        if isinstance(seat, Denied):
            await socket.send_denial_response(seat.response())
            return
        wing.audit(seat, "opened a transcript")
        wing.sockets[seat.counted_as] += 1
        try:
            await socket.accept()
            await Watching(socket, wing, seat).watch()
        finally:
            wing.sockets[seat.counted_as] -= 1
            if not wing.sockets[seat.counted_as]:
                del wing.sockets[seat.counted_as]

    @router.get(
        "/v1/users/{user_id}/calls",
        summary="The calls that are live, with their live tokens",
        responses={200: {"model": LiveCalls}, 400: {"model": NotShown}, 401: {"model": NotShown}},
    )
    async def calls(request: Request, user_id: str) -> Response:
        viewer = _viewer(request, tenants)
        if isinstance(viewer, Viewer) and request.headers["x-hiya-account-user-id"] != user_id:
            viewer = Denied(401, "unauthorized", "Not your calls")
        if isinstance(viewer, Denied):
            return viewer.response()
        own = [call for call in desk.admissions.live() if viewer.sees(call.ring)]
        return LiveCalls(calls=[_entry(call, desk) for call in own]).response()

    return router


def _viewer(request: Request | WebSocket, tenants: Tenants) -> Viewer | Denied:
    viewer = tenants.viewer(bearer(request))
    if viewer is None or not viewer.may("read"):
        return Denied(401, "unauthorized", "Authentication token missing or invalid")
    user = request.headers.get("x-hiya-account-user-id", "")
    if not user:
        return Denied(400, "missing_parameter", "x-hiya-account-user-id is required")
    if viewer.user and viewer.user != user:
        return Denied(401, "unauthorized", "Authentication token missing or invalid")
    return viewer


def _seat(socket: WebSocket, wing: Wing, address: str) -> Seat | Denied:
    viewer = _viewer(socket, wing.tenants)
    if isinstance(viewer, Denied):
        return viewer
    query = socket.query_params
    tokens, offsets = query.getlist("conversationToken"), query.getlist("offset")
    if len(tokens) != 1 or not _TOKEN.fullmatch(tokens[0]):
        return Denied(400, "bad_conversation_token", "conversationToken is missing or malformed")
    if len(offsets) > 1 or not all(_OFFSET.fullmatch(offset) for offset in offsets):
        return Denied(400, "bad_offset", "offset is not a number of milliseconds")
    call = wing.desk.admissions.seen_by(tokens[0])
    if call is not None and not viewer.sees(call.ring):
        log.warning("cross_tenant_attempt", call=call.call_id, hospital=viewer.hospital)
        wing.desk.audit(viewer.hospital, viewer.called, "cross_tenant_attempt", call.call_id, address)
        call = None
    if call is None or wing.desk.live_call(call.call_id) is None:
        return Denied(404, "conversation_not_found", "Conversation token not found or call no longer active")
    after_ms = int(offsets[0]) if offsets else None
    partials = query.get("partials") == "true"
    return Seat(call, viewer, Personal(bearer(socket)), after_ms, partials, address)


def _entry(call: Admission, desk: Desk) -> LiveCall:
    started = desk.bus.started(call.call_id)
    return LiveCall(
        id=call.call_id,
        phone=hiya.phone(call.ring),
        direction=call.ring.direction,
        status=_status(call, desk),
        startedAt=hiya.timestamp(started.at) if started else None,
        liveConversationToken=call.viewer_token.reveal(),
    )


def _status(call: Admission, desk: Desk) -> Literal["ringing", "screening", "connected"]:
    if desk.bus.started(call.call_id) is None:
        return "ringing"
    return "connected" if desk.bus.handed_over(call.call_id) else "screening"


class Watching:
    """One accepted socket, until the call is over, the viewer goes or may not stay, or it cannot keep up."""

    def __init__(self, socket: WebSocket, wing: Wing, seat: Seat) -> None:
        self._socket = socket
        self._wing = wing
        self._desk = wing.desk
        self._seat = seat
        self._call_id = seat.call.call_id
        self._telling = hiya.Telling(wing.settings.viewer_roles)
        self._started = self._handed_over = False
        self._served: OrderedDict[str, None] = OrderedDict()  # request ids; bounded: MAX_REMEMBERED_IDS
        self._messages = Rate(MAX_MESSAGES, MESSAGE_WINDOW_S)
        self._bad = Rate(MAX_BAD - 1, BAD_WINDOW_S)

    async def watch(self) -> None:
        await first_decides(self._socket, self._tell(), self._listen(), self._lose_entitlement())

    async def _lose_entitlement(self) -> tuple[int, str]:
        """Returns when the bearer is no longer anybody's who may watch this."""
        while True:
            await asyncio.sleep(ENTITLED_EVERY_S)
            viewer = self._wing.tenants.viewer(self._seat.bearer.reveal())
            if viewer is None or not viewer.may("read") or viewer.hospital != self._seat.viewer.hospital:
                return POLICY, "authorisation withdrawn"

    # -- to the viewer -----------------------------------------------------------------------------

    async def _tell(self) -> tuple[int, str]:
        """All that is to be known of the call, in order. Returns how to close."""
        outbox = self._desk.bus.subscribe(self._call_id, partials=self._seat.partials)
        told = -1  # the last line's sequence
        try:
            if self._desk.live_call(self._call_id) is None and self._desk.bus.started(self._call_id) is None:
                return NORMAL, "call ended"  # while the viewer was let in; nothing would ever come
            async for fact in outbox:
                if isinstance(fact, LineSaid):
                    if fact.sequence <= told:
                        continue
                    told = fact.sequence
                self._handed_over |= isinstance(fact, HandedOver)
                for message in self._telling.messages(fact):
                    await self._send(message)
                if isinstance(fact, CallEnded):
                    return NORMAL, "call ended"
                if isinstance(fact, CallStarted):
                    self._started = True
                    said = await self._desk.lines(self._call_id)
                    told = max((line.sequence for line in said), default=told)
                    for message in self._telling.replay(said, self._seat.after_ms):
                        await self._send(message)
        except (TooSlowError, TimeoutError):
            return TRY_LATER, "too slow"
        except (Unavailable, SQLAlchemyError) as error:  # what was said before cannot be told just now
            log.error("a transcript cannot be read", call=self._call_id, kind=type(error).__name__)
            return TRY_LATER, "the record cannot be read now"
        finally:
            outbox.close()
        return RESTART, "the server stops"

    async def _send(self, message: hiya.Message) -> None:
        """Raises TimeoutError when the viewer does not read."""
        async with asyncio.timeout(VIEWER.behind_s):
            await self._socket.send_text(json.dumps(message, ensure_ascii=False))

    # -- from the viewer ---------------------------------------------------------------------------

    async def _listen(self) -> tuple[int, str]:
        """Serve the viewer's requests. Returns how to close; raises WebSocketDisconnect when it goes."""
        while True:
            try:
                async with asyncio.timeout(self._wing.settings.viewer_idle_seconds):
                    message = await self._socket.receive()
            except TimeoutError:
                return POLICY, "automatic logoff"
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1005))
            text = message.get("text")
            if text is None:
                await self._send(hiya.error("Binary messages are not understood"))
                return UNACCEPTABLE, "binary message"
            if len(text.encode()) > hiya.MAX_CLIENT_BYTES:
                return TOO_BIG, "message over 4 KiB"
            if self._messages.exceeded():
                await self._send(hiya.error("Too many messages"))
                return POLICY, "too many messages"
            try:
                request = hiya.request(text)
            except hiya.RequestError as bad:
                await self._send(hiya.error(bad.description, bad.id))
                if self._bad.exceeded():
                    return POLICY, "too many bad messages"
                continue
            for reply in self._replies(request):
                await self._send(reply)

    def _replies(self, request: hiya.JoinCall | hiya.EndCall) -> list[hiya.Message]:
        """Do what is asked, once for each id, and say so."""
        acknowledged = hiya.ack(request.id)
        if request.id in self._served:
            return [acknowledged]
        why_not = self._why_not(request)
        if why_not:
            return [hiya.error(why_not, request.id)]
        self._remember(request.id)
        runner = self._desk.live_call(self._call_id)
        log.info("viewer asks", what=type(request).__name__, call=self._call_id)
        if isinstance(request, hiya.EndCall):
            self._wing.audit(self._seat, "ended a call")
            if runner is not None:  # else it has just ended, as was asked
                runner.post(EndRequested("viewer"))
        elif not self._wing.join(self._call_id):
            return [acknowledged, hiya.error("Call is being connected to somebody else", request.id)]
        elif runner is not None:
            self._wing.audit(self._seat, "joined a call")
            runner.post(JoinRequested(Personal(self._seat.viewer.number)))
        return [acknowledged]

    def _why_not(self, request: hiya.JoinCall | hiya.EndCall) -> str:
        """Why this cannot be done for this viewer and now, or ""."""
        viewer = self._seat.viewer
        if not viewer.may("end" if isinstance(request, hiya.EndCall) else "join"):
            return "Access denied"
        if isinstance(request, hiya.EndCall):
            return ""
        if self._desk.live_call(self._call_id) is None:
            return "Call already ended"
        if not self._started:
            return "Call has not started"
        if self._handed_over:
            return "Screening already ended"
        return "" if viewer.number else "No telephone number to connect the call to"

    def _remember(self, id: str) -> None:
        self._served[id] = None
        if len(self._served) > MAX_REMEMBERED_IDS:
            self._served.popitem(last=False)
