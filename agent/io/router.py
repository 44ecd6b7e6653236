"""One port, three protocols on one path: who gets a request, decided before any library sees it.

`/ws` is Socket.IO's with an `EIO` query and VAS's without; what lies below it is FastAPI's, by exact path,
like all the rest. Nothing is ever redirected, because WebSocket clients do not follow. Web pages are let in
by their exact origin; who sends none is no web page, and every socket asks for a credential besides.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.responses import JSONResponse, PlainTextResponse, Response

from agent.io.audit import STRANGER
from agent.io.log import get_logger
from agent.io.socketio import SocketIo
from agent.settings import Settings
from agent.wire.nyra import SOCKET_PATH

log = get_logger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

VAS_PROTOCOL = "ticket."
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Router:
    def __init__(
        self,
        rest: Asgi,
        sockets: Collection[str],
        events: SocketIo,
        vas: Asgi | None,
        settings: Settings,
        insecure_local: bool,
        audit: Callable[[str, str, str, str, str], None],
    ) -> None:
        """`rest` serves HTTP and, by exact path, the `sockets`; without `vas`, its half of /ws is refused."""
        self.rest = rest
        self._sockets = frozenset(sockets)
        self._events = events
        self._vas = vas
        self._insecure_local = insecure_local
        self._audit = audit
        self._origins = frozenset(
            [*settings.allowed_origins, *([_origin(settings.public_url)] if settings.public_url else [])]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._goes_to(scope)(scope, receive, send)

    async def stop(self) -> None:
        await self._events.stop()

    def _goes_to(self, scope: Scope) -> Asgi:
        path = scope.get("path", "")
        shared = path in (SOCKET_PATH, f"{SOCKET_PATH}/")
        if scope["type"] == "http" and (shared or path in self._sockets):
            return self._not_upgraded(scope, shared)
        if scope["type"] != "websocket":
            return self.rest
        if not shared and path not in self._sockets:
            return PlainTextResponse("no such socket\n", 404)
        if not self._is_known(scope, _header(scope, b"origin")):
            origin = _header(scope, b"origin")
            log.warning("origin refused", origin=origin, path=path)
            address = scope["client"][0] if scope.get("client") else ""
            self._audit("", STRANGER, "origin refused", origin or "", address)
            return PlainTextResponse("origin not allowed\n", 403)
        return self._shared(scope) if shared else self.rest

    def _shared(self, scope: Scope) -> Asgi:
        query = _query(scope)
        vas = any(offer.startswith(VAS_PROTOCOL) for offer in scope.get("subprotocols", ()))
        if "EIO" in query:
            return (_bad_engine(query) or self._events) if not vas else _ambiguous()
        return self._vas or _ambiguous()  # who brings no ticket is told so in VAS's own words

    def _not_upgraded(self, scope: Scope, shared: bool) -> Asgi:
        """A plain request for a socket's path. Engine.IO's other transport comes this way too."""
        query = _query(scope)
        if shared and "EIO" in query and (bad := _bad_engine(query)):
            return bad
        if scope["method"] != "GET":
            return PlainTextResponse("this is a WebSocket\n", 405, {"Allow": "GET"})
        return PlainTextResponse("this is a WebSocket\n", 426, {"Upgrade": "websocket"})

    def _is_known(self, scope: Scope, origin: str | None) -> bool:
        if origin is None or origin in self._origins:
            return True
        port = scope["server"][1] if scope.get("server") else None
        return self._insecure_local and origin in {f"http://{host}:{port}" for host in _LOOPBACK}


def _bad_engine(query: dict[str, list[str]]) -> Response | None:
    """What Engine.IO answers to a version or a transport that is not offered here; None: all is well."""
    if query["EIO"] != ["4"]:
        return JSONResponse({"code": 5, "message": "Unsupported protocol version"}, 400)
    if query.get("transport") != ["websocket"] or "j" in query:
        return JSONResponse({"code": 0, "message": "Transport unknown"}, 400)
    if "sid" in query:
        return JSONResponse({"code": 1, "message": "Session ID unknown"}, 400)
    return None


def _ambiguous() -> Response:
    return PlainTextResponse("neither Socket.IO nor a ticket, or both\n", 400)


def _query(scope: Scope) -> dict[str, list[str]]:
    return parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)


def _header(scope: Scope, name: bytes) -> str | None:
    """All values of a header as one text; None if it was not sent."""
    values = [value.decode("latin-1") for header, value in scope["headers"] if header == name]
    return ", ".join(values) if values else None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
