"""What the wires ask of the house behind them; app.py builds it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from fastapi import APIRouter, Request

from agent.clinic.tickets import Tickets
from agent.events import Event
from agent.facts import CallEnded, CallStarted, LineSaid, Ring
from agent.io.admission import Admission, Admissions
from agent.io.bus import Bus
from agent.io.keys import Keys, Principal
from agent.io.parting import Partings
from agent.io.speech import Speech
from agent.io.tap import Tap
from agent.wire.vonage_http import CallReport

STARTING = "starting"  # among the reasons until the house has opened

Allowed = Callable[[Request, str], Awaitable[Principal]]
"""Who asks, if they have this permission; raises what the server answers with 401, 403 or 429."""

if TYPE_CHECKING:
    from agent.io.runner import Leg


class Runner(Protocol):
    """One live call, as its wires know it."""

    def post(self, event: Event) -> None:
        """Hand the call an event; never blocks."""

    def listen(self) -> Tap:
        """What the call's leg hears, from now on, for one who listens beside the call."""
        ...

    def attach(self, leg: Leg) -> int:
        """This is the call's media connection now; the number is what its events carry.

        Posts LegOpened, and closes the connection that was there before with 4001 (BEHAVIOUR V-03).
        """
        ...


class Desk(Protocol):
    @property
    def admissions(self) -> Admissions: ...

    @property
    def bus(self) -> Bus: ...

    @property
    def keys(self) -> Keys: ...

    def whose(self, ring: Ring) -> Ring:
        """The ring with the hospital and branch whose number was called."""
        ...

    @property
    def hospital_id(self) -> str:
        """The hospital whose clinic this house is."""
        ...

    def audit(self, hospital_id: str, who: str, what: str, subject: str = "", address: str = "") -> None:
        """Who did what, with what, from where, for the record; never blocks."""
        ...

    @property
    def tickets(self) -> Tickets: ...

    @property
    def translating(self) -> Speech | None:
        """The multilingual ear, with the house's voice; None when translation is not offered."""
        ...

    async def missed(self, principal: Principal, since: datetime) -> list[CallStarted | CallEnded]:
        """What happened to the calls that they may see. Raises what agent/clinic/missed.py does."""
        ...

    def external(self, allowed: Allowed) -> list[APIRouter]:
        """What other systems may ask of the records, once `allowed` has let them in."""
        ...

    def ready(self) -> list[str]:
        """Why no call can be taken now, STARTING among them at first; empty when one can."""
        ...

    def open_call(self, admission: Admission) -> Runner:
        """Begin the call; when it is over, the desk gives its place back: `admissions.release(call_id)`."""
        ...

    def live_call(self, call_id: str) -> Runner | None: ...

    @property
    def partings(self) -> Partings:
        """How calls end. Known for some time after: the carrier asks once the leg is gone."""
        ...

    async def dial_reported(self, attempt_id: str, report: CallReport) -> bool:
        """The carrier says something of a call that we placed; False for one that we did not."""
        ...

    async def crashed(self, call_id: str) -> Ring | None:
        """The ring of a call that was on when this process, or the one before it, died."""
        ...

    async def lines(self, call_id: str) -> list[LineSaid]:
        """The durable lines of a call, by sequence."""
        ...
