"""The live transcript of a call, for those entitled: Hiya's shape, first form (one bearer for all viewers).

A viewer is let in or refused before the upgrade. Then it gets the call from its start: the stored lines
first, and what happens from then on, told apart by their sequence, so that none is missing or comes twice.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse

from agent.events import EndRequested, JoinRequested
from agent.facts import CallEnded, CallStarted, HandedOver, LineSaid
from agent.io.admission import Admission
from agent.io.bus import VIEWER, TooSlowError
from agent.io.credentials import bearer, same
from agent.io.desk import Desk
from agent.personal import Personal
from agent.settings import Settings
from agent.wire import hiya

MAX_VIEWERS = 5  # of one call: a person, their second screen, a colleague
MAX_REMEMBERED_IDS = 256
MAX_BAD, BAD_WINDOW_S = 5, 10.0
MAX_MESSAGES, MESSAGE_WINDOW_S = 20, 10.0
# RFC 6455 §7.4.1 and the registry it began
NORMAL, UNACCEPTABLE, POLICY, TOO_BIG, RESTART, TRY_LATER = 1000, 1003, 1008, 1009, 1012, 1013

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")


@dataclass(frozen=True, slots=True)
class Denied:
    status: int
    code: str
    description: str

    def response(self) -> Response:
        return JSONResponse({"code": self.code, "description": self.description}, self.status)


def routes(desk: Desk, settings: Settings, insecure_local: bool) -> APIRouter:
    router = APIRouter(tags=["viewers"])
    watching: Counter[str] = Counter()  # sockets by call id; bounded by calls and MAX_VIEWERS

    @router.websocket(hiya.LIVE_CALLS_PATH)
    async def live_call(socket: WebSocket) -> None:
        call = _called_for(socket, desk, settings, insecure_local)
        if isinstance(call, Admission) and watching[call.call_id] >= MAX_VIEWERS:
            call = Denied(429, "too_many_viewers", "Too many viewers of this call")
        if isinstance(call, Denied):
            await socket.send_denial_response(call.response())
            return
        watching[call.call_id] += 1
        try:
            await socket.accept()
            partials = socket.query_params.get("partials") == "true"
            await Viewer(socket, desk, call.call_id, settings.fallback_number, partials).watch()
        finally:
            watching[call.call_id] -= 1
            if not watching[call.call_id]:
                del watching[call.call_id]

    @router.get("/v1/users/{user_id}/calls", summary="The calls that are live, with their live tokens")
    async def calls(request: Request, user_id: str) -> Response:
        denied = _denied(request, settings, insecure_local)
        if denied is None and request.headers["x-hiya-account-user-id"] != user_id:
            denied = Denied(401, "unauthorized", "Not your calls")
        if denied is not None:
            return denied.response()
        return JSONResponse(
            {"calls": [_entry(call, desk) for call in desk.admissions.live()], "nextCursor": None}
        )

    return router


def _denied(request: Request | WebSocket, settings: Settings, insecure_local: bool) -> Denied | None:
    """Whoever has the viewers' bearer may watch; for local use without one, whoever has any."""
    presented = bearer(request)
    ours = settings.viewer_bearer.get_secret_value()
    if not presented or not (same(presented, ours) if ours else insecure_local):
        return Denied(401, "unauthorized", "Authentication token missing or invalid")
    if not request.headers.get("x-hiya-account-user-id"):
        return Denied(400, "missing_parameter", "x-hiya-account-user-id is required")
    return None


def _called_for(
    socket: WebSocket, desk: Desk, settings: Settings, insecure_local: bool
) -> Admission | Denied:
    if (denied := _denied(socket, settings, insecure_local)) is not None:
        return denied
    tokens = socket.query_params.getlist("conversationToken")
    if len(tokens) != 1 or not _TOKEN.fullmatch(tokens[0]):
        return Denied(400, "bad_conversation_token", "conversationToken is missing or malformed")
    call = desk.admissions.seen_by(tokens[0])
    if call is None or desk.live_call(call.call_id) is None:
        return Denied(404, "conversation_not_found", "Conversation token not found or call no longer active")
    return call


def _entry(call: Admission, desk: Desk) -> dict[str, object]:
    started = desk.bus.started(call.call_id)
    return {
        "id": call.call_id,
        "phone": hiya.phone(call.ring.caller),
        "direction": call.ring.direction,
        "status": "screening" if started else "ringing",
        "startedAt": hiya.timestamp(started.at) if started else None,
        "endedAt": None,
        "liveConversationToken": call.viewer_token.reveal(),
    }


class Viewer:
    """One accepted socket, until the call is over, the viewer goes, or it cannot keep up."""

    def __init__(
        self, socket: WebSocket, desk: Desk, call_id: str, fallback_number: str, partials: bool
    ) -> None:
        self._partials = partials  # also what the caller seems to be saying, before it is a line
        self._socket = socket
        self._desk = desk
        self._call_id = call_id
        self._fallback_number = fallback_number
        self._started = self._handed_over = False
        self._served: OrderedDict[str, None] = OrderedDict()  # request ids; bounded: MAX_REMEMBERED_IDS
        self._came_s: deque[float] = deque(maxlen=MAX_MESSAGES + 1)
        self._bad_s: deque[float] = deque(maxlen=MAX_BAD)

    async def watch(self) -> None:
        tasks = [asyncio.create_task(self._tell()), asyncio.create_task(self._listen())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            code, reason = next(task for task in tasks if task in done).result()
            async with asyncio.timeout(1):
                await self._socket.close(code, reason)
        except (WebSocketDisconnect, TimeoutError):
            pass  # it has gone, or does not read; the server drops the connection when we return
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    # -- to the viewer -----------------------------------------------------------------------------

    async def _tell(self) -> tuple[int, str]:
        """All that is to be known of the call, in order. Returns how to close."""
        outbox = self._desk.bus.subscribe(self._call_id, partials=self._partials)
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
                for message in hiya.messages(fact):
                    await self._send(message)
                if isinstance(fact, CallEnded):
                    return NORMAL, "call ended"
                if isinstance(fact, CallStarted):
                    self._started = True
                    for said in await self._desk.lines(self._call_id):
                        told = said.sequence
                        for message in hiya.messages(said):
                            await self._send(message)
        except (TooSlowError, TimeoutError):
            return TRY_LATER, "too slow"
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
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1005))
            text = message.get("text")
            if text is None:
                await self._send(hiya.error("Binary messages are not understood"))
                return UNACCEPTABLE, "binary message"
            if len(text.encode()) > hiya.MAX_CLIENT_BYTES:
                return TOO_BIG, "message over 4 KiB"
            if _too_often(self._came_s, MESSAGE_WINDOW_S):
                await self._send(hiya.error("Too many messages"))
                return POLICY, "too many messages"
            try:
                request = hiya.request(text)
            except hiya.RequestError as bad:
                await self._send(hiya.error(bad.description, bad.id))
                if _too_often(self._bad_s, BAD_WINDOW_S):
                    return POLICY, "too many bad messages"
                continue
            if request.id not in self._served and (why_not := self._serve(request)):
                await self._send(hiya.error(why_not, request.id))
                continue
            self._remember(request.id)
            await self._send(hiya.ack(request.id))

    def _serve(self, request: hiya.JoinCall | hiya.EndCall) -> str:
        """Ask the call for it; why that is not possible now, or ""."""
        runner = self._desk.live_call(self._call_id)
        if runner is None:
            return "Call already ended"
        if isinstance(request, hiya.EndCall):
            runner.post(EndRequested("viewer"))
            return ""
        if not self._started:
            return "Call has not started"
        if self._handed_over:
            return "Screening already ended"
        if not self._fallback_number:
            return "No telephone number to connect the call to"
        runner.post(JoinRequested(Personal(self._fallback_number)))
        return ""

    def _remember(self, id: str) -> None:
        self._served[id] = None
        if len(self._served) > MAX_REMEMBERED_IDS:
            self._served.popitem(last=False)


def _too_often(times_s: deque[float], window_s: float) -> bool:
    """Note an occurrence; is the deque full of ones within the window?"""
    times_s.append(time.monotonic())
    return len(times_s) == times_s.maxlen and times_s[-1] - times_s[0] < window_s
