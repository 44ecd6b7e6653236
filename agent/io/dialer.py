"""Whoever places calls for us: what is asked of a carrier, and Vonage's way of doing it.

The one thing that matters of an answer is whether there is a call. "Refused" and "put off" are only said
where there is certainly none; everything that leaves a doubt is Unknown, and is never asked again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

import requests
from pydantic import ConfigDict
from requests.adapters import BaseAdapter
from vonage_http_client import Auth, HttpClient, HttpClientOptions
from vonage_http_client.errors import HttpRequestError
from vonage_voice import Voice
from vonage_voice.models import ListCallsFilter, NccoAction

from agent.io.log import get_logger
from agent.personal import Personal
from agent.settings import Settings
from agent.wire import vonage_http
from agent.wire.vonage_http import HOST, Ncco

log = get_logger(__name__)

TIMEOUT_S = 5  # of a request; the intent's lease is six times that
RINGING_S = 45  # then nobody is at home
PUT_OFF_S = 2.0  # after a 429; the account may place three calls a second
NOT_ALLOWED_S = 60.0  # after a 401 or 403: a person has to mend the credentials first
PLACED_WITHIN = timedelta(minutes=2)  # of the intent: where the carrier's records must have the call

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Order:
    """A call to place. All URLs are ours; `ticket` lets its media leg in, `attempt_id` names it."""

    attempt_id: str
    number: Personal
    call_id: str
    ticket: Personal
    media_url: str
    event_url: str
    leg_event_url: str
    limit_s: int


@dataclass(frozen=True, slots=True)
class Placed:
    uuid: str


@dataclass(frozen=True, slots=True)
class Refused:
    """There is no call, and asking again would bring none."""

    why: str


@dataclass(frozen=True, slots=True)
class PutOff:
    """There is no call; ask again in `after_s`."""

    after_s: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """There may be a call."""

    why: str


@dataclass(frozen=True, slots=True)
class Found:
    uuid: str
    status: str


Answer = Placed | Refused | PutOff | Unknown


class Dialer(Protocol):
    async def dial(self, order: Order) -> Answer:
        """Ask once. Never raises for what the carrier or the network does."""
        ...

    async def hang_up(self, uuid: str) -> None:
        """End a call, if it is still on; never raises for that it is not."""

    async def status(self, uuid: str) -> str:
        """A call's status in the carrier's records, "" if it cannot be learned."""
        ...

    async def find(self, number: Personal, intended_at: datetime) -> Found | None:
        """The call that an intent of that instant has led to; None if there certainly was none.

        Raises Undecided where the records cannot tell.
        """
        ...


class _Written(NccoAction):  # type: ignore[misc] # the SDK shows no types
    """An action as it goes over the wire already: the SDK's own models cannot be read back from that."""

    model_config = ConfigDict(extra="allow")


class Undecided(Exception):
    """The carrier's records do not tell whether there was a call."""


class VonageDialer:
    """`adapter`: in place of the network, for tests."""

    def __init__(self, settings: Settings, adapter: BaseAdapter | None = None) -> None:
        """Raises ValueError for a host that is not the carrier's, or a key that is none."""
        if not HOST.fullmatch(settings.carrier_host):
            raise ValueError(f"{settings.carrier_host!r} is not a host of the carrier's")
        key = settings.private_key_file.read_text() if settings.private_key_file else ""
        # The SDK's own log holds whole requests, number and token included, and answers as they came.
        logging.getLogger("vonage").setLevel(logging.CRITICAL + 1)
        self._auth = Auth(application_id=settings.application_id, private_key=key or None)
        self._settings = settings
        self._adapter = adapter

    async def dial(self, order: Order) -> Answer:
        ours = Personal(self._settings.outbound_number)
        wanted = vonage_http.create_call(
            number=order.number,
            ours=ours,
            media_url=order.media_url,
            leg_event_url=order.leg_event_url,
            event_url=order.event_url,
            call_id=order.call_id,
            ticket=order.ticket,
            rate=self._settings.media_rate,
            limit_s=order.limit_s,
            ringing_s=RINGING_S,
            authorize=self._settings.media_authorization,
        )
        try:
            return Placed(str((await self._ask(lambda voice: voice.create_call(wanted))).uuid))
        except HttpRequestError as answer:
            return _meaning(answer.response.status_code)
        except requests.ConnectTimeout:
            return PutOff(PUT_OFF_S)  # nothing was sent
        except Exception as fault:  # broken off, too slow, or not what was expected of it
            return Unknown(type(fault).__name__)

    async def hang_up(self, uuid: str, host: str = "") -> None:
        try:
            await self._ask(lambda voice: voice.hangup(uuid), host)
        except (HttpRequestError, requests.RequestException) as fault:
            log.warning("hang-up failed", kind=type(fault).__name__)

    async def transfer(self, uuid: str, ncco: Ncco, host: str = "") -> bool:
        """Have a leg go on with `ncco`. False also where it may have: its caller must not be lost."""
        actions = [_Written.model_validate(action) for action in ncco]
        try:
            await self._ask(lambda voice: voice.transfer_call_ncco(uuid, list(actions)), host)
        except (HttpRequestError, requests.RequestException) as fault:
            log.warning("transfer failed", kind=type(fault).__name__)
            return False
        return True

    async def status(self, uuid: str) -> str:
        try:
            return str((await self._ask(lambda voice: voice.get_call(uuid))).status)
        except (HttpRequestError, requests.RequestException, ValueError):
            return ""

    async def find(self, number: Personal, intended_at: datetime) -> Found | None:
        wanted = ListCallsFilter(
            date_start=_written(intended_at - PLACED_WITHIN),
            date_end=_written(intended_at + PLACED_WITHIN),
            page_size=100,
            order="asc",
        )
        try:
            calls, more = await self._ask(lambda voice: voice.list_calls(wanted))
        except (HttpRequestError, requests.RequestException, ValueError) as fault:
            raise Undecided(type(fault).__name__) from None
        digits = number.reveal().lstrip("+")
        for call in calls:
            if getattr(call.to, "number", "").lstrip("+") == digits:
                return Found(str(call.uuid), str(call.status))
        if more is not None:  # the SDK's next page begins one record later and not one page later
            raise Undecided("more calls in that time than one answer holds")
        return None

    async def _ask(self, what: Callable[[Voice], T], host: str = "") -> T:
        """At `host`, or our application's; in a thread, and each time over a connection of its own.

        A kept connection may be closed by the time it is used again, and then nobody could tell whether the
        request was taken. The SDK would send it again, POST too, as often as its pool has connections; and
        it shares one dictionary of headers between threads.
        """

        def ask() -> T:
            options = HttpClientOptions(
                api_host=host if HOST.fullmatch(host) else self._settings.carrier_host,
                timeout=TIMEOUT_S,
                pool_connections=1,
                pool_maxsize=1,
                max_retries=0,
            )
            client = HttpClient(self._auth, options)
            session: requests.Session = client._session
            session.max_redirects = 0  # our token is for this host and no other
            session.trust_env = False
            if self._adapter is not None:
                session.mount("https://", self._adapter)
            with session:
                return what(Voice(client))

        return await asyncio.to_thread(ask)


def _meaning(status: int) -> Answer:
    if status == 429:
        return PutOff(PUT_OFF_S)
    if status in (401, 403):
        log.error("the carrier refuses our credentials", status=status)
        return PutOff(NOT_ALLOWED_S)
    if 400 <= status < 500 and status != 408:
        return Refused(f"HTTP {status}")
    return Unknown(f"HTTP {status}")


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def key_readable(path: Path | None) -> bool:
    """Whether the application's private key is there, in the only form that the SDK reads."""
    return path is not None and path.is_file() and "-----BEGIN PRIVATE KEY-----" in path.read_text()
