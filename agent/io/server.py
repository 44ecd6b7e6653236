"""The one port: the carrier's webhooks and media, the viewers, and how the house is doing.

`make_server` puts the routes together; `serve` runs them until told to stop, and then lets the calls that
are on come to their end. The web server by itself would cut every socket the moment the signal comes.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import signal
import socket
from collections import deque
from collections.abc import Callable
from types import FrameType
from typing import Any, Literal

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, Histogram, generate_latest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from agent.events import EndRequested
from agent.io import echo, external, live, media, vas, webhooks
from agent.io.asyncapi import document
from agent.io.bodies import Readiness, with_credentials
from agent.io.desk import STARTING, Desk
from agent.io.handshake import OutOfDescriptors, http_protocol
from agent.io.http import Failed, on_failed, on_not_valid
from agent.io.keys import Principal
from agent.io.log import get_logger
from agent.io.router import Router
from agent.io.socketio import SocketIo
from agent.io.tenants import Tenants, TenantsFileError
from agent.settings import Settings
from agent.wire.hiya import LIVE_CALLS_PATH
from agent.wire.vonage import ECHO_PATH, MAX_BINARY_BYTES, MEDIA_PATH, POLICY
from audio.frame import FRAME_MS

log = get_logger(__name__)

CALLS = Gauge("frontdesk_calls", "calls that have a place: live, or about to come")

LATE = Histogram(
    "frontdesk_loop_late_seconds",
    "how late the event loop wakes what is due",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0),
)

BACKLOG = 512  # connections that the kernel holds for us
GOODBYE_S = 5.0  # for the calls still on when the drain is cut short: one sentence, and out
SHUTDOWN_S = 3  # for whoever is still connected when the last call has ended
MAX_HEADER_BYTES = 16 * 1024
MESSAGES_AHEAD = 16  # read from a socket before its reader's turn: a burst of 300 ms
PING_S = 10.0
PINGS_A_S = 10  # of a peer; an honest one sends one in ten seconds
# What a peer that no longer reads, or is no longer there, has not acknowledged for this long is given up.
UNACKNOWLEDGED_MS = 20_000


class ConfigurationError(Exception):
    """The settings do not allow serving; the message names what is missing."""


def make_server(desk: Desk, settings: Settings, insecure_local: bool) -> Router:
    """All routes over `desk`. Raises ConfigurationError rather than serve strangers.

    `insecure_local` accepts unsigned webhooks, and therefore demands a loopback address.
    """
    if missing := _missing(settings, insecure_local):
        raise ConfigurationError(
            "cannot serve: "
            + "; ".join(missing)
            + ("" if insecure_local else " (or: serve --insecure-local)")
        )
    try:
        tenants = Tenants(settings, desk.hospital_id, insecure_local)
    except TenantsFileError as fault:
        raise ConfigurationError(f"cannot serve: {fault}") from None
    app = FastAPI(title="Frontdesk", redirect_slashes=False)
    app.include_router(webhooks.routes(desk, settings, insecure_local))
    app.include_router(media.routes(desk, settings))
    app.include_router(echo.routes(settings))
    app.include_router(live.routes(desk, settings, tenants))
    app.include_router(vas.routes(desk, tenants))
    app.include_router(external.routes(desk, settings, insecure_local))
    app.add_exception_handler(Failed, on_failed)
    app.add_exception_handler(RequestValidationError, on_not_valid)

    async def allowed(request: Request, permission: str) -> Principal:
        return await external.allowed(request, desk, permission)

    for router in desk.external(allowed):
        app.include_router(router)

    @app.get("/healthz", tags=["house"], summary="Is the process alive")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get(
        "/readyz",
        tags=["house"],
        summary="Can a call be taken now",
        responses={code: {"model": Readiness} for code in (200, 503)},
    )
    async def readyz() -> Response:
        """503 when not. `degraded`: those who are on are served, and nothing that was said is lost."""
        reasons, draining = desk.ready(), desk.admissions.draining
        if draining:
            return Readiness(ready=False, status="draining", reasons=[*reasons, "draining"]).response(503)
        if reasons:
            status: Literal["starting", "degraded"] = "starting" if STARTING in reasons else "degraded"
            return Readiness(ready=False, status=status, reasons=reasons).response(503)
        return Readiness(ready=True, status="ready", reasons=[]).response()

    @app.get("/asyncapi.json", tags=["house"], summary="What the sockets say (AsyncAPI)")
    async def asyncapi() -> dict[str, Any]:
        return document()

    @app.get("/metrics", tags=["house"], summary="Figures for Prometheus", response_class=PlainTextResponse)
    async def metrics() -> Response:
        CALLS.set(len(desk.admissions))
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    app.openapi_schema = with_credentials(app.openapi())
    sockets = (MEDIA_PATH, ECHO_PATH, LIVE_CALLS_PATH)
    events, translating = SocketIo(desk, settings), vas.Socket(desk, tenants)
    return Router(app, sockets, events, translating, settings, insecure_local, desk.audit)


def _missing(settings: Settings, insecure_local: bool) -> list[str]:
    if insecure_local:
        return [] if _is_loopback(settings.host) else ["FRONTDESK_HOST is not a loopback address"]
    wanted = {
        "FRONTDESK_SIGNATURE_SECRET is not set": settings.signature_secret.get_secret_value(),
        "FRONTDESK_API_KEY is not set": settings.api_key,
        "FRONTDESK_PUBLIC_URL is not an https:// address": settings.public_url.startswith("https://"),
        "FRONTDESK_BEHIND_PROXY is off, and nothing else here speaks TLS": settings.behind_proxy,
    }
    return [problem for problem, present in wanted.items() if not present]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# -- running ---------------------------------------------------------------------------------------


async def serve(
    app: Router,
    desk: Desk,
    settings: Settings,
    on_listening: Callable[[int], None] = lambda port: None,
) -> None:
    """Serve on the settings' host and port (0: a free one) until a signal; `on_listening` gets the port.

    The first SIGTERM or SIGINT stops admitting and waits for the calls, at most `drain_seconds`; the second
    asks them to say goodbye now; the third waits for nobody. Raises OSError when the port is taken.
    """
    listener = _listener(settings.host, settings.port)
    with listener:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            backlog=BACKLOG,
            http=http_protocol(settings.behind_proxy),
            ws=_WebSocket,
            ws_max_size=MAX_BINARY_BYTES,
            ws_per_message_deflate=False,
            ws_ping_interval=PING_S,
            ws_ping_timeout=PING_S,
            proxy_headers=settings.behind_proxy,
            h11_max_incomplete_event_size=MAX_HEADER_BYTES,
            timeout_graceful_shutdown=SHUTDOWN_S,
        )
        server = _Server(config, desk, settings.drain_seconds, on_listening)
        web_log = logging.getLogger("uvicorn.error")
        web_log.addFilter(may_be_logged)
        asyncio.get_running_loop().set_exception_handler(OutOfDescriptors())
        clock = asyncio.create_task(_measure_lateness())
        try:
            await server.serve(sockets=[listener])
        finally:
            await app.stop()
            clock.cancel()
            web_log.removeFilter(may_be_logged)


async def _measure_lateness() -> None:
    """Sleep a frame at a time and see how much longer it was: a frame that is due then is as late."""
    loop = asyncio.get_running_loop()
    while True:
        due_s = loop.time() + FRAME_MS / 1000
        await asyncio.sleep(FRAME_MS / 1000)
        LATE.observe(loop.time() - due_s)


def may_be_logged(record: logging.LogRecord) -> bool:
    """The web server logs every upgrade with its query, where tokens and telephone numbers are: not those.

    And not its complaint, after every upgrade we refuse, that the refusal was no acceptance.
    """
    if isinstance(record.args, tuple):
        record.args = tuple(
            re.sub(r"\?\S*", "?...", arg) if isinstance(arg, str) else arg for arg in record.args
        )
    return record.msg != "ASGI callable returned without completing handshake."


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    # What it accepts inherits this; asyncio does it only for sockets that name their protocol. Without it a
    # small write waits for the peer's acknowledgement of the one before, up to 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)
    return listener


class _WebSocket(WebSocketsSansIOProtocol):
    """uvicorn's, which forgets to send the refusal of an upgrade that could not even be read: the peer and
    its connection would hang for ever (BEHAVIOUR G-04); and which stops reading at every message and resumes
    after it, two system calls a frame; and which answers any flood of pings (BEHAVIOUR V-27)."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._pings_s: deque[float] = deque(maxlen=PINGS_A_S + 1)

    def handle_ping(self) -> None:
        now_s = self.loop.time()
        self._pings_s.append(now_s)
        flood = len(self._pings_s) > PINGS_A_S and now_s - self._pings_s[0] < 1
        if flood and not self.close_sent:
            self.conn.fail(POLICY, "too many pings")
            self.close_sent = True
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()
        elif not flood:
            super().handle_ping()

    def send_receive_event_to_app(self) -> None:
        self.read_paused = True  # uvicorn takes it for done; its `receive` resumes once the queue is empty
        super().send_receive_event_to_app()
        if self.queue.qsize() >= MESSAGES_AHEAD:
            self.transport.pause_reading()

    def handle_events(self) -> None:
        super().handle_events()
        if self.conn.handshake_exc is not None and not self.transport.is_closing():
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()


class _Server(uvicorn.Server):
    """uvicorn with our own way of ending."""

    def __init__(
        self, config: uvicorn.Config, desk: Desk, drain_s: float, on_listening: Callable[[int], None]
    ) -> None:
        super().__init__(config)
        self._desk = desk
        self._drain_s = drain_s
        self._on_listening = on_listening
        self._signals = 0
        self._loop = asyncio.get_running_loop()
        self._hurry = asyncio.Event()
        self._draining: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_listening(self.servers[0].sockets[0].getsockname()[1])

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal, between any two lines of Python: leave the rest to the loop."""
        self._loop.call_soon_threadsafe(self._on_signal, signal.Signals(sig).name)

    def _on_signal(self, name: str) -> None:
        self._signals += 1
        log.info("signal received", signal=name, calls=len(self._desk.admissions))
        if self._signals == 1:
            self._draining = asyncio.create_task(self._drain())
        elif self._signals == 2:
            self._hurry.set()
        else:
            self.should_exit = self.force_exit = True

    async def _drain(self) -> None:
        """Let the calls end by themselves; when there is no more time, have them say goodbye."""
        admissions = self._desk.admissions
        admissions.draining = True
        await self._calls_end(self._drain_s, until_hurry=True)
        for call in admissions.live():
            runner = self._desk.live_call(call.call_id)
            if runner is not None:
                runner.post(EndRequested("drain"))
        await self._calls_end(GOODBYE_S, until_hurry=False)
        self.should_exit = True

    async def _calls_end(self, within_s: float, *, until_hurry: bool) -> None:
        deadline_s = self._loop.time() + within_s
        while len(self._desk.admissions) and self._loop.time() < deadline_s:
            if until_hurry and self._hurry.is_set():
                return
            await asyncio.sleep(0.1)
