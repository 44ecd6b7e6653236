"""What stands behind the wires in their tests: a desk whose calls only write down what they are told."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from fastapi import APIRouter, FastAPI
from pydantic import SecretStr
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from agent.clinic.tickets import Tickets
from agent.commands import Line, Role
from agent.events import Event, LegOpened
from agent.facts import CallEnded, CallStarted, Fact, LineSaid, Ring
from agent.io.admission import Admission, Admissions
from agent.io.bus import Bus
from agent.io.desk import Allowed
from agent.io.keys import Keys, Principal
from agent.io.parting import Partings
from agent.io.router import Router
from agent.io.server import make_server, serve
from agent.io.socketio import SocketIo
from agent.io.speech import Speech
from agent.io.tap import Tap
from agent.personal import Personal
from agent.settings import Settings
from agent.wire.vonage import ECHO_PATH, MEDIA_PATH
from agent.wire.vonage_http import CallReport

if TYPE_CHECKING:
    from agent.io.runner import Leg

DEADLINE_S = 60.0  # for a whole test; none waits for time to pass

T = TypeVar("T")
E = TypeVar("E")

SECRET = "a signature secret of more than thirty-two characters"
CALLER, CALLED = "447700900001", "442079460000"


def run(scenario: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(asyncio.wait_for(scenario, DEADLINE_S))


class FakeRunner:
    """Writes down its events; a test waits for the one it expects."""

    def __init__(self, admission: Admission) -> None:
        self.admission = admission
        self.events: list[Event] = []
        self.leg: Leg | None = None
        self.legs = 0
        self.taps: list[Tap] = []
        self._changed = asyncio.Event()

    def post(self, event: Event) -> None:
        self.events.append(event)
        self._changed.set()

    def listen(self) -> Tap:
        self.taps.append(Tap())
        return self.taps[-1]

    def attach(self, leg: Leg) -> int:
        if self.leg is not None:
            self.leg.close(4001, "taken over by a new connection")
        self.leg = leg
        self.legs += 1
        self.post(LegOpened(self.legs))
        return self.legs

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    async def saw(self, kind: type[E], count: int = 1) -> list[E]:
        """Wait until `count` events of this kind have come."""
        while len(found := self.of(kind)) < count:
            self._changed.clear()
            await self._changed.wait()
        return found


class FakeDesk:
    hospital_id = "a"
    keys: Keys  # set by the tests of those who hold them

    def __init__(self, max_calls: int = 4) -> None:
        self.admissions = Admissions(max_calls)
        self.bus = Bus()
        self.reasons: list[str] = []
        self.runners: dict[str, FakeRunner] = {}
        self.partings = Partings()
        self.cut_off: dict[str, Ring] = {}
        self.dial_reports: list[tuple[str, CallReport]] = []
        self.stored: dict[str, list[LineSaid]] = {}
        self.tickets = cast(Tickets, None)  # for those tests that need a database
        self.translating: Speech | None = None
        self.audited: list[tuple[str, str, str, str, str]] = []
        self.facts: list[Fact] = []
        self._opened = asyncio.Event()

    def record(self, fact: Fact) -> None:
        self.facts.append(fact)

    def audit(self, hospital_id: str, who: str, what: str, subject: str = "", address: str = "") -> None:
        self.audited.append((hospital_id, who, what, subject, address))

    def whose(self, ring: Ring) -> Ring:
        return replace(ring, hospital_id=self.hospital_id)

    async def missed(self, principal: Principal, since: datetime) -> list[CallStarted | CallEnded]:
        return []

    def external(self, allowed: Allowed) -> list[APIRouter]:
        return []

    def ready(self) -> list[str]:
        return list(self.reasons)

    def open_call(self, admission: Admission) -> FakeRunner:
        runner = self.runners[admission.call_id] = FakeRunner(admission)
        self._opened.set()
        return runner

    async def opened(self, call_id: str) -> FakeRunner:
        """Wait until the leg of this call has come."""
        while call_id not in self.runners:
            self._opened.clear()
            await self._opened.wait()
        return self.runners[call_id]

    def live_call(self, call_id: str) -> FakeRunner | None:
        return self.runners.get(call_id)

    async def dial_reported(self, attempt_id: str, report: CallReport) -> bool:
        self.dial_reports.append((attempt_id, report))
        return attempt_id == "a1"

    async def crashed(self, call_id: str) -> Ring | None:
        return self.cut_off.get(call_id)

    async def lines(self, call_id: str) -> list[LineSaid]:
        return list(self.stored.get(call_id, []))

    # -- what a real desk's calls would make happen --------------------------------------------------

    def live(self, uuid: str = "u-1") -> FakeRunner:
        """A call whose leg is up, without any socket."""
        admission = self.admissions.admit(ring(uuid))
        return self.open_call(self.admissions.claim(admission.call_id, admission.ticket))

    def start(self, runner: FakeRunner) -> None:
        call = runner.admission
        self.bus.publish(CallStarted(call.call_id, call.ring, now()))

    def say(self, runner: FakeRunner, text: str, *, publish: bool = True) -> LineSaid:
        lines = self.stored.setdefault(runner.admission.call_id, [])
        line = Line(Role.ASSISTANT, Personal(text), 100 * len(lines))
        said = LineSaid(runner.admission.call_id, len(lines), line)
        lines.append(said)
        if publish:
            self.bus.publish(said)
        return said

    def end(self, runner: FakeRunner) -> None:
        call_id = runner.admission.call_id
        self.runners.pop(call_id, None)
        self.admissions.release(call_id)
        self.bus.publish(CallEnded(call_id, "completed", now(), 1000))


def ring(uuid: str = "u-1", hospital_id: str = "a") -> Ring:
    return Ring(uuid, Personal(f"+{CALLER}"), Personal(f"+{CALLED}"), hospital_id=hospital_id)


def now() -> datetime:
    return datetime.now(UTC)


def local(**changes: Any) -> Settings:
    values: dict[str, Any] = {"host": "127.0.0.1", "port": 0} | changes
    return Settings(**values)


def public(**changes: Any) -> Settings:
    """Settings for strangers: everything signed."""
    signed = {
        "signature_secret": SecretStr(SECRET),
        "api_key": "a1b2c3d",
        "public_url": "https://desk.example.org",
        "behind_proxy": True,
    }
    return local(**(signed | changes))


@asynccontextmanager
async def serving(
    desk: FakeDesk, settings: Settings | None = None, app: FastAPI | Router | None = None
) -> AsyncIterator[int]:
    """A real server on a free loopback port, ended the way a real one is: by a signal. Yields the port."""
    settings = settings or local()
    if app is None:
        router = make_server(desk, settings, insecure_local=True)
    elif isinstance(app, Router):
        router = app
    else:
        router = Router(
            app, [ECHO_PATH, MEDIA_PATH], SocketIo(desk, settings), None, settings, True, desk.audit
        )
    listening: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    server = asyncio.create_task(serve(router, desk, settings, listening.set_result))
    try:
        both: list[asyncio.Future[Any]] = [server, listening]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if server.done():
            await server
        yield await listening
    finally:
        desk.admissions = Admissions(1)  # no call is left that the server would wait for
        if not server.done():  # else the signal would be for us
            signal.raise_signal(signal.SIGTERM)
            await server


async def closed(peer: ClientConnection) -> int | None:
    """The code with which the server closes, whatever it says before."""
    try:
        while True:
            await peer.recv()
    except ConnectionClosed:
        return peer.close_code


@asynccontextmanager
async def live_call(
    settings: Settings | None = None, *, started: bool = True
) -> AsyncIterator[tuple[FakeDesk, FakeRunner, int]]:
    """A real server with one call that is on: its desk, the call, and the port."""
    desk = FakeDesk()
    runner = desk.live()
    if started:
        desk.start(runner)
    async with serving(desk, settings) as port:
        yield desk, runner, port
