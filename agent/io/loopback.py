"""A carrier that rings nobody: it places calls to our own media socket, and reports as a real one would.

For rehearsing a campaign with no account and no telephone. Webhooks are signed, ordered and worded as the
vendor's are; who picks up, and how, is decided by the number (`agent/double/people.py`). It only ever speaks
to this machine.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from agent.double.caller import Caller
from agent.double.people import Person, actions, person_at
from agent.io.carrier import Carrier, Ringing
from agent.io.dialer import Answer, Found, Order, Placed, Refused
from agent.io.log import get_logger
from agent.io.ring import follow
from agent.personal import Personal
from agent.settings import Settings
from agent.wire import vonage_http
from audio import wav
from audio.frame import Samples

log = get_logger(__name__)

CALLS_KEPT = 1000  # records of calls that are over: a rehearsal's worth
MACHINE_AFTER_S = 3.0  # what the vendor's detection takes, at least


@dataclass(slots=True)
class _Call:
    number: Personal
    placed_at: datetime
    status: str
    life: asyncio.Task[None]


class LoopbackDialer:
    """`ringing_s`: how long it rings before somebody picks up; thrice that, nobody is at home."""

    def __init__(self, settings: Settings, ringing_s: float = 2.0) -> None:
        self._settings = settings
        self._ringing_s = ringing_s
        self._sounds = _sounds_in(settings.rehearsal_sounds)
        self._calls: OrderedDict[str, _Call] = OrderedDict()  # by uuid; bounded by CALLS_KEPT

    async def dial(self, order: Order) -> Answer:
        if not all(map(_is_here, (order.media_url, order.event_url, order.leg_event_url))):
            return Refused("a rehearsal stays on this machine")
        ours = Personal(self._settings.outbound_number)
        request = vonage_http.create_call(
            number=order.number,
            ours=ours,
            media_url=order.media_url,
            leg_event_url=order.leg_event_url,
            event_url=order.event_url,
            call_id=order.call_id,
            ticket=order.ticket,
            rate=self._settings.media_rate,
            limit_s=order.limit_s,
            ringing_s=45,
            authorize=self._settings.media_authorization,
        )
        ncco = [action.model_dump(mode="json", by_alias=True, exclude_none=True) for action in request.ncco]
        carrier = Carrier(
            Ringing(
                caller=ours.reveal().lstrip("+"),
                called=request.to[0].number,
                event_url=order.event_url,
                secret=self._settings.signature_secret.get_secret_value(),
                api_key=self._settings.api_key,
                application_id=self._settings.application_id,
                direction="outbound",
            )
        )
        life = asyncio.create_task(self._live(carrier, ncco, person_at(request.to[0].number)))
        self._calls[carrier.uuid] = _Call(order.number, datetime.now(UTC), "started", life)
        while len(self._calls) > CALLS_KEPT:
            self._calls.popitem(last=False)
        return Placed(carrier.uuid)

    async def hang_up(self, uuid: str) -> None:
        call = self._calls.get(uuid)
        if call is not None:
            call.life.cancel()

    async def status(self, uuid: str) -> str:
        call = self._calls.get(uuid)
        return call.status if call else ""

    async def find(self, number: Personal, intended_at: datetime) -> Found | None:
        for uuid, call in self._calls.items():
            if call.number == number and call.placed_at >= intended_at:
                return Found(uuid, call.status)
        return None

    async def close(self) -> None:
        """Hang up on everybody."""
        lives = [call.life for call in self._calls.values()]
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)

    async def _live(self, carrier: Carrier, ncco: list[dict[str, object]], person: Person) -> None:
        """One call, from its placing until it is over and the last event is told."""
        ending = "completed"
        async with carrier:
            try:
                await self._tell(carrier, "started")
                await self._tell(carrier, "ringing")
                if person.answers in ("person", "machine"):
                    await asyncio.sleep(self._ringing_s)
                    await self._answered(carrier, ncco, person)
                else:
                    patience_s = 3 if person.answers in ("timeout", "unanswered") else 1
                    await asyncio.sleep(patience_s * self._ringing_s)
                    ending = person.answers
            except asyncio.CancelledError:
                ending = "completed" if self._calls[carrier.uuid].status == "answered" else "cancelled"
            except Exception:
                log.exception("rehearsed call failed")
                ending = "failed"
            await self._tell(carrier, ending, person.detail if ending == person.answers else "")

    async def _answered(self, carrier: Carrier, ncco: list[dict[str, object]], person: Person) -> None:
        await self._tell(carrier, "answered")
        detection = asyncio.create_task(self._detect(carrier, person))
        try:
            await follow(carrier, ncco, partial(Caller, actions(person, self._sounds)))
        finally:
            detection.cancel()

    async def _detect(self, carrier: Carrier, person: Person) -> None:
        """What the vendor's asynchronous detection says, and of which call: under another name."""
        if person.answers == "machine":
            await asyncio.sleep(MACHINE_AFTER_S)
            about = {"sub_state": person.detail, "call_uuid": carrier.uuid, "uuid": None, "direction": None}
            await carrier.tell("machine", about)

    async def _tell(self, carrier: Carrier, status: str, detail: str = "") -> None:
        self._calls[carrier.uuid].status = status
        await carrier.tell(status, {"detail": detail} if detail else {})


def _sounds_in(folder: Path | None) -> dict[str, Samples]:
    """What people say in a rehearsal, by the names of the files. OSError or ValueError for a bad one."""
    return {file.stem: wav.read_speech(file) for file in sorted(folder.glob("*.wav"))} if folder else {}


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
