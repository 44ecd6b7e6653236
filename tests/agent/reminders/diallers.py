"""Dialler processes that die at an instruction told beforehand, and the carrier that counts what they do."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

from agent.clinic.database import Database, join_database
from agent.facts import Fact, Ring
from agent.io.admission import Admissions
from agent.io.dialer import Answer, Found, Order, Placed, PutOff, Refused, Unknown
from agent.io.dialing import Dialing
from agent.personal import Personal
from agent.reminders.ledger import Ledger
from agent.reminders.schedule import Rules

# Every day; a retry is due at once.
RULES = Rules(
    weekdays=frozenset(range(7)),
    on_holidays=True,
    ladder={"busy": (0, 0), "no_answer": (0,), "failed": (0, 0)},
)
DIALS_A_SECOND = 2000.0
PATIENCE_S = 0.4  # of a dialler with its carrier
FAULTS = (
    *("ok", "ok", "ok", "slow-ok", "ok-then-reset", "500-before", "500-after", "429", "hang-before"),
    *("hang-after", "duplicate-webhook", "webhook-before-response", "busy"),
)


@dataclass(frozen=True)
class Clock:
    """The present, in every process, as a test has put it: so far ahead of the machine's own."""

    ahead_s: Any  # multiprocessing.Value("d")

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead_s.value)

    def put(self, at: datetime) -> None:
        self.ahead_s.value = (at - datetime.now(UTC)).total_seconds()


class CountingCarrier:
    """Places calls and writes each down, in an append-only list that is the truth; and fails in every way."""

    def __init__(self, ledger: Ledger, clock: Clock, seed: int, faults: tuple[str, ...] = FAULTS) -> None:
        self.may_answer = threading.Event()  # what "held" waits for
        self.dials: list[tuple[str, str, datetime]] = []  # (attempt id, number, when)
        self.faults: Counter[str] = Counter()
        self._choices = faults
        self._ledger = ledger
        self._clock = clock
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        carrier = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                try:
                    order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                except ValueError:
                    return  # whoever asked died in the middle of it: no carrier dials half a request
                carrier._serve(self, order["attempt_id"], order["number"])

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, request: BaseHTTPRequestHandler, attempt_id: str, number: str) -> None:
        with self._lock:
            fault = self._random.choice(self._choices)
            self.faults[fault] += 1
        if fault == "500-before":
            return self._answer(request, 500)
        if fault == "429":
            return self._answer(request, 429)
        if fault == "hang-before":
            time.sleep(2 * PATIENCE_S)
            return None
        with self._lock:
            self.dials.append((attempt_id, number, self._clock.now()))
        ending = "busy" if fault == "busy" else "completed"
        if fault == "webhook-before-response":
            self._tell(attempt_id, ending)
        if fault == "held":
            self.may_answer.wait(30)
        if fault == "slow-ok":
            time.sleep(PATIENCE_S / 4)
        if fault == "hang-after":
            time.sleep(2 * PATIENCE_S)
        elif fault == "500-after":
            self._answer(request, 500)
        elif fault == "ok-then-reset":
            request.connection.close()
        else:
            self._answer(request, 201)
        for _ in range(1 + (fault == "duplicate-webhook")):
            self._tell(attempt_id, "ringing")
            self._tell(attempt_id, ending)
        return None

    def _answer(self, request: BaseHTTPRequestHandler, status: int) -> None:
        try:
            request.send_response(status)
            request.send_header("Content-Length", "0")
            request.end_headers()
        except OSError:
            pass  # whoever asked is dead

    def _tell(self, attempt_id: str, status: str) -> None:
        """The webhook, as if it had come through the server."""
        for _ in range(100):
            now = self._clock.now()
            try:
                self._ledger.reported(attempt_id, f"u-{attempt_id}", status, "", status, now)
                return
            except Exception:  # the database is busy: a real carrier tries again too
                time.sleep(0.05)


class HttpDialer:
    """A carrier at the end of a real socket: asked once, in one connection, with little patience."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def dial(self, order: Order) -> Answer:
        return await asyncio.to_thread(self._ask, order)

    def _ask(self, order: Order) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)
        try:
            body = json.dumps({"attempt_id": order.attempt_id, "number": order.number.reveal()})
            line.request("POST", "/v1/calls", body)
            status = line.getresponse().status
        except (OSError, http.client.HTTPException) as fault:
            return Unknown(type(fault).__name__)
        finally:
            line.close()
        if status == 201:
            return Placed(f"u-{order.attempt_id}")
        return PutOff(0.01) if status == 429 else Unknown(f"HTTP {status}") if status >= 500 else Refused("")

    async def hang_up(self, uuid: str) -> None:
        pass

    async def status(self, uuid: str) -> str:
        return ""

    async def find(self, number: Personal, intended_at: datetime) -> Found | None:
        raise AssertionError("nobody asks here")


class House:
    def __init__(self) -> None:
        self.admissions = Admissions(8)

    def whose(self, ring: Ring) -> Ring:
        return ring

    def ready(self) -> list[str]:
        return []

    def live_call(self, call_id: str) -> None:
        return None

    def record(self, fact: Fact) -> None:
        pass


def dial(path: str, port: int, name: str, dies_at_line: int, clock: Clock) -> None:
    """A dialler's whole life, in a process of its own: it ends at the n-th line of Python, by SIGKILL."""
    if dies_at_line:
        _die_at(dies_at_line)
    database = join_database(Path(path))
    asyncio.run(_dial(database, port, name, clock))


async def _dial(database: Database, port: int, name: str, clock: Clock) -> None:
    ledger = Ledger(database, RULES, DIALS_A_SECOND)
    house = House()
    dialing = Dialing(
        house,
        database,
        ledger,
        HttpDialer(port),
        lambda intent: None,  # type: ignore[arg-type, return-value]  # nobody ever answers here
        base_url="http://127.0.0.1",
        name=name,
        ours=Personal(""),
        at_once=8,
        now=clock.now,
    )
    while True:
        for call in list(house.admissions._places):  # calls here have no end that we would hear of
            if len(house.admissions._places) > 6:
                house.admissions.release(call)
        try:
            wait_s = await dialing.step(clock.now())
        except Exception:
            wait_s = 0.02
        await asyncio.sleep(min(wait_s, 0.05))


def _die_at(line: int) -> None:
    lines = count(1)

    def on_line(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line" and next(lines) >= line:
            os.kill(os.getpid(), signal.SIGKILL)
        return on_line

    def on_call(frame: FrameType, event: str, _: Any) -> Any:
        name = frame.f_code.co_filename
        watched = "/agent/" in name or "/sqlalchemy/engine/" in name or name.endswith("http/client.py")
        return on_line if watched and "/migrations/" not in name else None

    threading.settrace(on_call)
    sys.settrace(on_call)
