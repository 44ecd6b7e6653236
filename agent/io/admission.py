"""Who may call, and who may open the media socket of which call.

A place is taken when a call rings, long before its socket comes, so that the carrier is told "full" while
it can still do something else with the caller. The ticket that lets the socket in is random, used once,
and kept only as its hash.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from agent.facts import Ring
from agent.personal import Personal

TICKET_LIFE_S = 60.0  # the carrier dials within seconds of our answer
MAX_TICKETS = 4  # of one call: its answer may be asked for again, and its leg be dialled again


class Full(Exception):
    """As many calls as we can carry are on."""


class Draining(Exception):
    """We are about to stop, and take no new calls."""


class TicketInvalid(Exception):
    """Not a ticket of that call, or used, or too old. Nobody is told which."""


@dataclass(frozen=True, slots=True)
class Admission:
    """One call let in. `viewer_token` opens its live transcript for as long as it lasts."""

    call_id: str
    ring: Ring
    ticket: Personal
    viewer_token: Personal


@dataclass(slots=True)
class _Place:
    admission: Admission
    claimed: bool = False
    tickets: dict[bytes, float] = field(default_factory=dict)  # hash -> when it expires; <= MAX_TICKETS


class Admissions:
    def __init__(self, max_calls: int, clock_s: Callable[[], float] = time.monotonic) -> None:
        self.draining = False
        self._max_calls = max_calls
        self._clock_s = clock_s
        self._places: dict[str, _Place] = {}  # by call id; bounded by max_calls
        self._by_uuid: dict[str, str] = {}
        self._by_viewer_token: dict[bytes, str] = {}

    def admit(self, ring: Ring, ticket_life_s: float = TICKET_LIFE_S) -> Admission:
        """Take a place for a ringing call, or, for one we know already, issue another ticket.

        A call that we place ourselves rings first, so its ticket has to live longer.

        Raises Full or Draining; never for a call that has its place.
        """
        self._expire()
        place = self._places.get(self._by_uuid.get(ring.uuid, ""))
        if place is None:
            if self.draining:
                raise Draining
            if len(self._places) >= self._max_calls:
                raise Full
            place = self._take_place(ring)
        ticket = secrets.token_urlsafe(32)
        while len(place.tickets) >= MAX_TICKETS:
            del place.tickets[next(iter(place.tickets))]
        place.tickets[_digest(ticket)] = self._clock_s() + ticket_life_s
        known = place.admission
        return Admission(known.call_id, known.ring, Personal(ticket), known.viewer_token)

    def claim(self, call_id: str, ticket: Personal) -> Admission:
        """Use up a ticket: the holder is the media connection of that call. Raises TicketInvalid."""
        self._expire()
        place = self._places.get(call_id)
        presented = _digest(ticket.reveal())
        known = (
            [digest for digest in place.tickets if hmac.compare_digest(digest, presented)] if place else []
        )
        if place is None or not known:
            raise TicketInvalid
        del place.tickets[known[0]]
        place.claimed = True
        return place.admission

    def release(self, call_id: str) -> None:
        """The call is over, or will never come: its place is free and its names are forgotten."""
        place = self._places.pop(call_id, None)
        if place is not None:
            self._by_uuid.pop(place.admission.ring.uuid, None)
            self._by_viewer_token.pop(_digest(place.admission.viewer_token.reveal()), None)

    def call_id(self, uuid: str) -> str | None:
        """Our name for the call that the carrier calls `uuid`, while it lasts."""
        return self._by_uuid.get(uuid)

    def find(self, call_id: str) -> Admission | None:
        place = self._places.get(call_id)
        return place.admission if place else None

    def seen_by(self, viewer_token: str) -> Admission | None:
        """The call whose live transcript this token opens."""
        return self.find(self._by_viewer_token.get(_digest(viewer_token), ""))

    def live(self) -> list[Admission]:
        """The calls whose media connection has come."""
        return [place.admission for place in self._places.values() if place.claimed]

    def ringing(self) -> int:
        """How many calls we wait for with a ticket that is still good."""
        self._expire()
        return sum(1 for place in self._places.values() if place.tickets)

    def __len__(self) -> int:
        """Places taken, by live calls and by those about to come."""
        self._expire()
        return len(self._places)

    def _take_place(self, ring: Ring) -> _Place:
        viewer_token = f"lct_{secrets.token_urlsafe(24)}"
        admission = Admission(uuid.uuid4().hex, ring, Personal(""), Personal(viewer_token))
        place = self._places[admission.call_id] = _Place(admission)
        self._by_uuid[ring.uuid] = admission.call_id
        self._by_viewer_token[_digest(viewer_token)] = admission.call_id
        return place

    def _expire(self) -> None:
        now_s = self._clock_s()
        for call_id, place in list(self._places.items()):
            place.tickets = {digest: at_s for digest, at_s in place.tickets.items() if at_s > now_s}
            if not place.claimed and not place.tickets:
                self.release(call_id)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()
