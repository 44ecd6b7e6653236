"""How our part of a call ends, on the carrier's side of it.

What is meant is noted before the media leg is closed: from then on the carrier may ask what comes next, and
a leg that is closed on purpose looks to it like one that was lost (PROTOCOLS 1.6, 1.12). With an application
key the carrier is asked to move the caller on, or to hang up; without one, or when it does not do so, the
answer to its question is what moves them.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Literal, Protocol

from agent.facts import NOBODY, Ring
from agent.io.log import get_logger
from agent.personal import Personal
from agent.wire import vonage_http
from agent.wire.vonage_http import Ncco

log = get_logger(__name__)

# The carrier asks within seconds of a leg's end, and of a person who rings within a minute; a thousand calls
# are hours of a busy clinic.
PARTINGS_KEPT = 1000
PATIENCE_S = 3.0  # for the carrier to do it; it waits 5 s for an answer of ours that depends on it

Ending = Literal["goodbye", "handover", "fault"]


class Steering(Protocol):
    """Moves a caller's leg by the carrier's REST. `host`: the one that has the call, "" for the usual."""

    async def hang_up(self, uuid: str, host: str = "") -> None:
        """End it, if it is still on; never raises for that it is not."""

    async def transfer(self, uuid: str, ncco: Ncco, host: str = "") -> bool:
        """Have it go on with this; whether that is certain."""
        ...


@dataclass(slots=True)
class Parting:
    """`people`: whom to try, in order. `moved`: the caller is no longer where the media leg was."""

    ending: Ending
    ring: Ring
    people: tuple[Personal, ...] = ()
    summary: Personal = NOBODY  # for the ear of whoever of them answers
    moved: bool = False
    _asked: asyncio.Event = field(default_factory=asyncio.Event)


class Partings:
    """`base_url`: how the carrier reaches us. Without `steering` nothing is asked of it."""

    def __init__(self, steering: Steering | None = None, base_url: str = "", language: str = "en") -> None:
        self._steering = steering
        self._base_url = base_url
        self._language = language
        self._known: OrderedDict[str, Parting] = OrderedDict()  # by call id; bounded by PARTINGS_KEPT

    async def part(self, call_id: str, parting: Parting) -> None:
        """Note what is meant, then ask the carrier for it. To be awaited before the leg is closed.

        A call that has its parting already keeps it: its caller may be with a person by now.
        """
        if call_id in self._known:
            return
        self._keep(call_id, parting)
        try:
            # A call that we have placed is known here by our own name and not by the carrier's.
            if self._steering is not None and parting.ring.direction == "inbound":
                async with asyncio.timeout(PATIENCE_S):
                    await self._ask(self._steering, call_id, parting)
        except TimeoutError:
            log.warning("the carrier takes too long", call=call_id, ending=parting.ending)
        except Exception:
            log.exception("parting failed", call=call_id)
        finally:
            parting._asked.set()

    async def _ask(self, steering: Steering, call_id: str, parting: Parting) -> None:
        uuid, host = parting.ring.uuid, parting.ring.host
        match parting.ending:
            case "goodbye":
                await steering.hang_up(uuid, host)
            case "handover" if parting.people:
                ncco = self.ncco(call_id, parting, 0, self._base_url)
                parting.moved = await steering.transfer(uuid, ncco, host)

    def note(self, call_id: str, parting: Parting) -> None:
        """What became of a caller without our asking for it."""
        parting._asked.set()
        self._keep(call_id, parting)

    def _keep(self, call_id: str, parting: Parting) -> None:
        self._known[call_id] = parting
        while len(self._known) > PARTINGS_KEPT:
            self._known.popitem(last=False)

    async def find(self, call_id: str) -> Parting | None:
        """How we part, or have parted, from a call, once the carrier has answered (or taken too long)."""
        parting = self._known.get(call_id)
        if parting is not None and self._steering is not None and parting.ring.direction == "inbound":
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await parting._asked.wait()
            except TimeoutError:
                log.warning("parting is not settled", call=call_id)
        return parting

    def ncco(self, call_id: str, parting: Parting, nth: int, base_url: str) -> Ncco:
        """Ring the `nth` of the people; what becomes of it is told to us."""
        url = f"{base_url}{vonage_http.HANDOVER_PATH}/{call_id}"
        return vonage_http.hand_over(
            parting.ring.called if parting.ring.direction == "inbound" else parting.ring.caller,
            parting.people[nth],
            event_url=f"{url}/{nth}",
            summary_url=f"{url}/summary" if parting.summary.reveal() else "",
        )

    def summary(self, call_id: str) -> Ncco:
        """What a person hears who takes a caller over, before the two are joined."""
        parting = self._known.get(call_id)
        return vonage_http.whisper(parting.summary if parting else NOBODY, self._language)
