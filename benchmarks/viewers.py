"""What one viewer who does not read costs the others (BEHAVIOUR T-15): from publication to arrival of a line.

Server and viewers share a process and its loop, so the figures hold their own reading too; what counts is the
difference between a round in which everybody reads and one in which somebody never does.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import numpy as np
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import ClientConnection, connect

from agent.clinic.database import open_database
from agent.clinic.keys import KeyBook
from agent.commands import Line, Role
from agent.facts import CallStarted, LineSaid, Ring
from agent.io.admission import Admission, Admissions
from agent.io.bus import Bus
from agent.io.desk import Desk, Runner
from agent.io.keys import Keys
from agent.io.server import make_server, serve
from agent.io.tenants import sha256
from agent.personal import Personal
from agent.settings import Settings
from agent.wire.hiya import LIVE_CALLS_PATH
from benchmarks import machine

ALLOWED_MS = 5.0  # more of p99, says T-15
VIEWERS, LINES, EVERY_S = 40, 600, 0.02
TEXT = "word " * 180  # a long line, so that the slow one's buffers fill
SLOW = "slow"


class House:
    """A desk with one call, of which only the lines are told."""

    hospital_id = "a"
    translating = None

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.admissions, self.bus = Admissions(1), Bus()
        self.tickets = None
        ring = Ring("u", Personal("+447700900001"), Personal("+44207946000"), hospital_id="a")
        taken = self.admissions.admit(ring)
        self.call: Admission = self.admissions.claim(taken.call_id, taken.ticket)
        self.bus.publish(CallStarted(self.call.call_id, ring, datetime.now(UTC)))
        self.said = 0

    def live_call(self, call_id: str) -> Runner:
        return cast(Runner, self)

    def external(self, allowed: object) -> list[Any]:
        return []

    def audit(self, *row: str) -> None:
        """Not what is measured."""

    async def lines(self, call_id: str) -> list[LineSaid]:
        return []

    def say(self, now_ms: int) -> None:
        line = Line(Role.ASSISTANT, Personal(TEXT), now_ms)
        self.bus.publish(LineSaid(self.call.call_id, self.said, line))
        self.said += 1


def run(quick: bool = False) -> dict[str, Any]:
    """Measure, print, save."""
    result = asyncio.run(_rounds(LINES // 20 if quick else LINES))
    table = Table("publication to arrival, ms", *result["rounds"])
    for figure in ("p50_ms", "p99_ms"):
        table.add_row(figure[:3], *(f"{spread[figure]:.1f}" for spread in result["rounds"].values()))
    Console().print(table)
    machine.save("viewers", result, quick=quick)
    return result


async def _rounds(lines: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "frontdesk.db")
        house = House(Keys(KeyBook(database), b"k" * 32))
        tenants = Path(folder) / "tenants.toml"
        tenants.write_text("[hospitals.a]\n" + "".join(map(_entry, [SLOW, *map(str, range(VIEWERS))])))
        settings = Settings(host="127.0.0.1", port=0, drain_seconds=0, tenants_file=tenants)
        desk = cast(Desk, house)
        listening: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        router = make_server(desk, settings, insecure_local=True)
        server = asyncio.create_task(serve(router, desk, settings, listening.set_result))
        port = await listening
        try:
            rounds = {"everybody reads": _spread(await _round(house, port, lines))}
            async with connect(**_way(house, port, SLOW), max_queue=1) as deaf:
                deaf.transport.pause_reading()
                rounds["one never reads"] = _spread(await _round(house, port, lines))
        finally:
            house.admissions.release(house.call.call_id)
            signal.raise_signal(signal.SIGTERM)
            await server
            database.close()
    more_ms = rounds["one never reads"]["p99_ms"] - rounds["everybody reads"]["p99_ms"]
    held = {"more_at_p99_ms": round(more_ms, 2), "allowed_ms": ALLOWED_MS, "holds": more_ms <= ALLOWED_MS}
    return {"viewers": VIEWERS, "lines": lines, "rounds": rounds} | held


async def _round(house: House, port: int, lines: int) -> list[float]:
    """Milliseconds, one per line and viewer."""
    sockets: list[ClientConnection] = []
    for user in range(VIEWERS):
        sockets.append(await connect(**_way(house, port, str(user))))
    told_s: list[float] = []
    late_ms: list[float] = []

    async def read(peer: ClientConnection) -> None:
        await peer.recv()  # event:start
        for at in range(lines):
            await peer.recv()
            late_ms.append((time.monotonic() - told_s[at]) * 1000)

    readers = [asyncio.create_task(read(peer)) for peer in sockets]
    await asyncio.sleep(0.2)  # all have subscribed
    for _ in range(lines):
        told_s.append(time.monotonic())
        house.say(house.said)
        await asyncio.sleep(EVERY_S)
    await asyncio.gather(*readers)
    for peer in sockets:
        with suppress(OSError):
            await peer.close()
    return late_ms


def _entry(user: str) -> str:
    return f'[[hospitals.a.viewers]]\nuser = "{user}"\nbearer_sha256 = "{sha256(user)}"\n'


def _way(house: House, port: int, user: str) -> dict[str, Any]:
    token = house.call.viewer_token.reveal()
    way: dict[str, Any] = {
        "uri": f"ws://127.0.0.1:{port}{LIVE_CALLS_PATH}?conversationToken={token}",
        "additional_headers": {"Authorization": f"Bearer {user}", "x-hiya-account-user-id": user},
        "proxy": None,
    }
    if user == SLOW:
        narrow_socket = socket.socket()
        narrow_socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow_socket.connect(("127.0.0.1", port))
        narrow_socket.setblocking(False)
        way["sock"] = narrow_socket
    return way


def _spread(late_ms: list[float]) -> dict[str, float]:
    return {f"p{share}_ms": round(float(np.percentile(late_ms, share)), 2) for share in (50, 99)}


def main() -> None:
    run()


if __name__ == "__main__":
    main()
