"""Connections that do not say what they want: uvicorn waits for them for ever, here nobody does.

Every request, an upgrade too, must be whole down to its last header within seconds of its first byte, or of
the connection's beginning. An address with many silent connections gets less patience for more of them.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from agent.io.log import get_logger

log = get_logger(__name__)

HANDSHAKE_S = 5.0
MAX_SILENT = 50  # of one address; a storm of honest clients has more only for an instant
CROWDED_S = 1.0  # what each further one is given

FULL_SAID_EVERY_S = 10.0

_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class OutOfDescriptors:
    """asyncio's exception handler while we serve, for one of its faults.

    With no descriptor left, asyncio tries once a second, as it should, but then as often as its backlog is
    long, and reports each failure with a traceback: a thousand lines a second, on a machine in need.
    """

    def __init__(self) -> None:
        self._said_s = -math.inf

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if context.get("message") != "socket.accept() out of system resource":
            loop.default_exception_handler(context)
        elif loop.time() - self._said_s > FULL_SAID_EVERY_S:
            self._said_s = loop.time()
            log.error("no descriptors left: new connections wait")


def http_protocol(behind_proxy: bool) -> type[H11Protocol]:
    """HTTP with deadlines, counting for one server. A proxy's address is everybody's, and not counted."""
    silent: Counter[str] = Counter()  # by address; bounded by the open connections

    class Http(H11Protocol):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self._deadline: asyncio.TimerHandle | None = None
            self._address = ""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._address = "" if behind_proxy or not self.client else self.client[0]
            self._wait()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.conn.their_state is not h11.IDLE:
                self._has_spoken()
            elif self._deadline is None and not self.transport.is_closing():
                self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._has_spoken()
            super().connection_lost(exc)

        def _wait(self) -> None:
            crowded = bool(self._address) and silent[self._address] >= MAX_SILENT
            silent[self._address] += 1
            within_s = CROWDED_S if crowded else HANDSHAKE_S
            self._deadline = self.loop.call_later(within_s, self._give_up, crowded)

        def _has_spoken(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None
                silent[self._address] -= 1
                if not silent[self._address]:
                    del silent[self._address]

        def _give_up(self, crowded: bool) -> None:
            if crowded:
                self.transport.write(_BUSY)
            self.transport.close()

    return Http
