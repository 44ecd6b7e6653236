"""The media socket: one leg of a call, from the carrier's upgrade until both sides know it is over.

Three tasks live as long as the leg: the reader (carrier -> call), the writer (call -> carrier) and a watch
that notices when either stands still. The first to end ends the leg. The reader pays for every frame of
every call, so there is no model, no log line and no timer in its loop.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response, WebSocket, WebSocketDisconnect
from prometheus_client import Counter

from agent.commands import ClearPlayout, SendFrame, SendMark
from agent.events import CarrierReported, LegClosed
from agent.io.admission import Admission, TicketInvalid
from agent.io.credentials import bearer
from agent.io.desk import Desk, Runner
from agent.io.log import get_logger
from agent.settings import Settings
from agent.wire import vonage_http
from agent.wire.vonage import MEDIA_PATH, POLICY, ProtocolFault, VonageLeg

log = get_logger(__name__)

LEGS = Counter("frontdesk_legs", "media connections, by how they ended", ["ending"])
ODDITIES = Counter("frontdesk_leg_oddities", "odd messages on media connections, survived", ["kind"])

OUR_FAULT = 1011  # RFC 6455 §7.4.1
MAX_FRAMES_OUT = 50  # one second: what waits here longer, the caller does not want to hear any more
MAX_CONTROLS_OUT = 64  # clear and notify are never dropped; while it speaks a call asks for five a second
MAX_STRANGERS = 64  # sockets that have not yet said whose they are; each is told off within seconds
FRAMES_AT_ONCE = 25  # posted before the call gets its turn; its inbox holds a few times that
CLOSE_PATIENCE_S = 1.0  # for the close frame to leave; a peer that does not read never lets it


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a leg may stand still, in milliseconds (BEHAVIOUR A0)."""

    first_message_ms: int = 5_000
    stalled_ms: int = 2_000
    dead_ms: int = 15_000
    blocked_ms: int = 10_000


@dataclass(frozen=True, slots=True)
class Ending:
    """How a leg ended. `reason` is "closed" (the peer said goodbye), "lost" (it did not), or why we closed.

    With a `close_code` the peer has yet to be told.
    """

    reason: str
    close_code: int | None = None


def routes(desk: Desk, settings: Settings, patience: Patience | None = None) -> APIRouter:
    router = APIRouter()
    patience = patience or Patience()
    strangers = 0

    @router.websocket(MEDIA_PATH)
    async def media(socket: WebSocket) -> None:
        nonlocal strangers
        refused = refusal(socket, settings)
        if refused is None and not desk.admissions.ringing():
            refused = Response("no call is expected here\n", 401)
        if refused is None and strangers >= MAX_STRANGERS:
            refused = Response("too many connections\n", 503, {"Retry-After": "5"})
        if refused is not None:
            await socket.send_denial_response(refused)
            return
        await socket.accept()
        strangers += 1
        try:
            leg = MediaLeg(socket, VonageLeg(0), patience)
            runner = await _greeted(leg, desk)
        finally:
            strangers -= 1
        if runner is not None:
            await leg.live(runner)

    return router


def refusal(socket: WebSocket, settings: Settings) -> Response | None:
    """Why this upgrade may not be, or None. With `media_authorization` the carrier signs it."""
    if settings.media_authorization:
        try:
            vonage_http.verify(
                bearer(socket),
                b"",
                settings.signature_secret.get_secret_value(),
                settings.api_key,
                time.time(),
                settings.application_id,
            )
        except vonage_http.Refused as refused:
            log.warning("media upgrade refused", reason=str(refused))
            return Response("not authorized\n", 401)
    return None


async def _greeted(leg: MediaLeg, desk: Desk) -> Runner | None:
    """Wait for the first text; the runner of the call it names, or None when the leg is already over."""
    try:
        async with asyncio.timeout(leg.patience.first_message_ms / 1000):
            ending = await leg.read_hello()
        if ending is None:
            admission = _claim(leg.codec, desk)
            return desk.live_call(admission.call_id) or desk.open_call(admission)
    except TimeoutError:
        ending = Ending("no_hello", POLICY)
    except ProtocolFault as fault:
        ending = Ending(fault.reason, fault.close_code)
    except Exception:
        log.exception("media leg failed")
        ending = Ending("internal error", OUR_FAULT)
    await leg.finish(ending)
    return None


def _claim(codec: VonageLeg, desk: Desk) -> Admission:
    assert codec.hello is not None
    try:
        return desk.admissions.claim(codec.hello.call_id, codec.hello.ticket)
    except TicketInvalid:
        raise ProtocolFault(POLICY, "ticket is not valid") from None


class MediaLeg:
    """The runner's `Leg` on an accepted socket."""

    def __init__(self, socket: WebSocket, codec: VonageLeg, patience: Patience) -> None:
        self.codec = codec
        self.patience = patience
        self.frames_dropped = 0
        self._socket = socket
        self._out: deque[bytes | str] = deque()  # bounded: MAX_FRAMES_OUT, MAX_CONTROLS_OUT
        self._frames_out = 0
        self._ending: Ending | None = None
        self._wake = asyncio.Event()
        self._sending_since_ms: int | None = None
        self._heard_ms = _now_ms()

    # -- what the call asks ------------------------------------------------------------------------

    def send(self, command: SendFrame | SendMark | ClearPlayout) -> None:
        """Never blocks. Too many frames drop the oldest; too many controls end the leg."""
        if isinstance(command, ClearPlayout):  # what has not left yet is taken back here
            self._out.clear()
            self._frames_out = 0
        message = self.codec.send(command)
        if isinstance(message, bytes):
            if self._frames_out >= MAX_FRAMES_OUT:
                self._out.remove(next(queued for queued in self._out if isinstance(queued, bytes)))
                self.frames_dropped += 1
                self._frames_out -= 1
            self._frames_out += 1
        elif len(self._out) - self._frames_out >= MAX_CONTROLS_OUT:
            self.close(OUR_FAULT, "blocked")
            return
        self._out.append(message)
        self._wake.set()

    def close(self, code: int, reason: str) -> None:
        """Never blocks: the leg ends as soon as what is being sent has left."""
        self._ending = self._ending or Ending(reason, code)
        self._wake.set()

    # -- its life ----------------------------------------------------------------------------------

    async def read_hello(self) -> Ending | None:
        """Read until the peer has said whose leg this is; an Ending if it went away before."""
        while self.codec.hello is None:
            message = await self._receive()
            if isinstance(message, Ending):
                return message
            self.codec.receive(message, _now_ms())
        return None

    async def live(self, runner: Runner) -> None:
        """Be the call's leg until it ends; LegClosed is posted exactly once."""
        self.codec.leg = runner.attach(self)
        ending = Ending("internal error", OUR_FAULT)
        try:
            ending = await _first(self._read(runner), self._write(), self._watch(runner))
        finally:
            runner.post(LegClosed(self.codec.leg, ending.reason))
            await self.finish(ending)

    async def finish(self, ending: Ending) -> None:
        """Tell the peer, if it can still be told; then count, and forget what was not sent."""
        self._ending = self._ending or ending
        self._out.clear()
        LEGS.labels(_ending_label(ending)).inc()
        for kind, count in self.codec.oddities.items():
            ODDITIES.labels(kind).inc(count)
        if ending.close_code is None:
            return
        log.info("leg closed by us", code=ending.close_code, reason=ending.reason)
        try:
            async with asyncio.timeout(CLOSE_PATIENCE_S):
                await self._socket.close(ending.close_code, ending.reason)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            pass  # it is gone, or does not read; the server drops the connection when we return

    async def _receive(self) -> bytes | str | Ending:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            # A close frame brings its reason along, if an empty one; a connection that breaks has none.
            return Ending("closed" if "reason" in message else "lost")
        sound: bytes | None = message.get("bytes")
        return message["text"] if sound is None else sound

    async def _read(self, runner: Runner) -> Ending:
        posted = 0
        try:
            while True:
                message = await self._receive()
                if isinstance(message, Ending):
                    return message
                now_ms = _now_ms()
                if isinstance(message, bytes):
                    self._heard_ms = now_ms
                for event in self.codec.receive(message, now_ms):
                    runner.post(event)
                    posted += 1
                    if posted % FRAMES_AT_ONCE == 0:
                        await asyncio.sleep(0)
                if (
                    isinstance(message, bytes) and self.codec.pause_ms
                ):  # the peer is far ahead of real time: let it wait (V-17)
                    await asyncio.sleep(self.codec.pause_ms / 1000)
        except ProtocolFault as fault:
            return Ending(fault.reason, fault.close_code)

    async def _write(self) -> Ending:
        while self._ending is None:
            if not self._out:
                self._wake.clear()
                await self._wake.wait()
                continue
            message = self._out.popleft()
            self._frames_out -= isinstance(message, bytes)
            self._sending_since_ms = _now_ms()
            try:
                await self._send(message)
            except (WebSocketDisconnect, RuntimeError):
                await asyncio.Future()  # it is gone: the reader is about to learn how
            self._sending_since_ms = None
        return self._ending

    async def _send(self, message: bytes | str) -> None:
        if isinstance(message, bytes):
            await self._socket.send_bytes(message)
        else:
            await self._socket.send_text(message)

    async def _watch(self, runner: Runner) -> Ending:
        """A line without sound, or one that takes none: notice, report, and in the end give up."""
        stalled = False
        while True:
            await asyncio.sleep(self.patience.stalled_ms / 4000)
            now_ms = _now_ms()
            silent_ms = now_ms - self._heard_ms - self.codec.pause_ms
            if silent_ms >= self.patience.dead_ms:
                return Ending("media_timeout", OUR_FAULT)
            if stalled is not (stalled := silent_ms >= self.patience.stalled_ms):
                runner.post(CarrierReported("media_stalled" if stalled else "media_resumed"))
            since_ms = self._sending_since_ms
            if since_ms is not None and now_ms - since_ms >= self.patience.blocked_ms:
                return Ending("blocked", OUR_FAULT)


async def _first(*lives: Coroutine[Any, Any, Ending]) -> Ending:
    """Run all until one ends; the rest are cancelled, and gone when this returns."""
    tasks = [asyncio.create_task(life) for life in lives]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(task for task in tasks if task in done).result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _ending_label(ending: Ending) -> str:
    """A label has few values: what a peer did wrong in detail is in the log."""
    if ending.reason in ("closed", "lost", "no_hello", "media_timeout", "blocked"):
        return ending.reason
    return {1000: "call_over", 4001: "taken_over", OUR_FAULT: "fault"}.get(ending.close_code or 0, "protocol")


def _now_ms() -> int:
    return int(time.monotonic() * 1000)
