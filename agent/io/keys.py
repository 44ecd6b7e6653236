"""Who asks, whose calls they may see, and what they may do: credentials in, a Principal out.

Every refusal looks the same from outside, and costs the same: an unknown key, a wrong secret, another
hospital's token and a disabled key cannot be told apart by body or by time (BEHAVIOUR G-12).
"""

from __future__ import annotations

import asyncio
import hmac
import os
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from agent.clinic.keys import ApiKey, KeyBook, digest
from agent.facts import Ring
from agent.io.log import get_logger
from agent.personal import Personal
from agent.settings import Settings
from agent.wire import nyra_ticket
from agent.wire.nyra_ticket import Ticket, TicketRefused

log = get_logger(__name__)

MAX_FAILURES, FAILURES_WITHIN_S = 10, 60.0  # of one address with one key; then nobody listens for a while
MAX_REMEMBERED = 10_000  # addresses and keys; who can present more of them is not stopped by this
SIGNING_KEY_BYTES = 32  # HS256 wants no less
_NOBODYS = digest(secrets.token_hex(32))


class Unauthorized(Exception):
    """These credentials open nothing."""


class Forbidden(Exception):
    """They are good, but not for this."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class TooManyFailures(Exception):
    def __init__(self, wait_s: float) -> None:
        super().__init__(f"{wait_s:.0f} s")
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever holds a key. No `branch_ids` means the whole hospital."""

    key_id: str
    hospital_id: str
    branch_ids: frozenset[str]
    permissions: frozenset[str]

    def sees(self, ring: Ring) -> bool:
        """Is this one of theirs?"""
        if not ring.hospital_id or ring.hospital_id != self.hospital_id:
            return False
        return not self.branch_ids or ring.branch_id in self.branch_ids


class Failures:
    """Who presented wrong credentials lately."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._at_s: OrderedDict[object, deque[float]] = OrderedDict()  # bounded by MAX_REMEMBERED

    def refuse_the_impatient(self, who: object) -> None:
        """Raises TooManyFailures while `who` has failed MAX_FAILURES times within a minute."""
        times_s = self._at_s.get(who)
        if times_s is not None and len(times_s) == MAX_FAILURES:
            wait_s = times_s[0] + FAILURES_WITHIN_S - self._clock_s()
            if wait_s > 0:
                raise TooManyFailures(wait_s)

    def note(self, who: object) -> None:
        self._at_s.setdefault(who, deque(maxlen=MAX_FAILURES)).append(self._clock_s())
        self._at_s.move_to_end(who)
        if len(self._at_s) > MAX_REMEMBERED:
            self._at_s.popitem(last=False)


class Keys:
    def __init__(
        self,
        book: KeyBook,
        signing_key: bytes,
        ticket_life_s: float = 60.0,
        clock_s: Callable[[], float] = time.time,
        failures: Failures | None = None,
    ) -> None:
        """`signing_key` signs tickets; `clock_s` gives Unix time."""
        self.book = book
        self._signing_key = signing_key
        self._ticket_life_s = ticket_life_s
        self._clock_s = clock_s
        self._failures = failures or Failures()

    async def authenticate(self, headers: Mapping[str, str], permission: str, address: str = "") -> Principal:
        """The holder of the three credentials in `headers` (names in lower case, or case-insensitive).

        Raises Unauthorized, TooManyFailures and, only for a good key, Forbidden.
        """
        key = headers.get("x-api-key", "")
        who = (address, digest(key))
        self._failures.refuse_the_impatient(who)
        scheme, _, token = headers.get("authorization", "").partition(" ")
        presented_token = token.strip() if scheme.lower() == "bearer" else ""
        api_key = await asyncio.to_thread(self.book.find, key)
        if not self._opens(api_key, headers.get("x-api-secret", ""), presented_token) or api_key is None:
            self._failures.note(who)
            log.warning("credentials refused", address=address)
            raise Unauthorized
        if permission not in api_key.permissions:
            log.warning("permission missing", key=api_key.id, permission=permission)
            raise Forbidden(permission)
        return Principal(api_key.id, api_key.hospital_id, frozenset(api_key.branch_ids), api_key.permissions)

    def ticket(self, principal: Principal) -> Personal:
        """A ticket for a viewer's connection; it says no more than who the holder is."""
        now_s = self._clock_s()
        ticket = Ticket(
            jti=secrets.token_hex(16),
            key_id=principal.key_id,
            hospital_id=principal.hospital_id,
            branch_ids=tuple(sorted(principal.branch_ids)),
            expires_s=now_s + self._ticket_life_s,
        )
        log.info("ticket issued", key=principal.key_id, jti=ticket.jti)
        return Personal(nyra_ticket.write(ticket, now_s, self._signing_key))

    async def holder(self, token: object) -> Ticket:
        """Whoever presents a ticket; its key must still be good. Raises TicketRefused."""
        ticket = nyra_ticket.read(token, self._signing_key, self._clock_s())
        if not await self.usable([ticket.key_id]):
            raise TicketRefused("key_disabled")
        return ticket

    async def usable(self, ids: Iterable[str]) -> set[str]:
        return await asyncio.to_thread(self.book.usable, list(ids))

    def left_s(self, ticket: Ticket) -> float:
        """How long until a ticket expires."""
        return ticket.expires_s - self._clock_s()

    def _opens(self, api_key: ApiKey | None, secret: str, token: str) -> bool:
        """Both comparisons are made whatever the first says, and also where there is nothing to compare."""
        secret_right = hmac.compare_digest(digest(secret), api_key.secret_hash if api_key else _NOBODYS)
        token_right = hmac.compare_digest(digest(token), api_key.token_hash if api_key else _NOBODYS)
        now = datetime.fromtimestamp(self._clock_s(), UTC)
        return secret_right & token_right & (api_key is not None and api_key.usable(now))


def signing_key(settings: Settings) -> bytes:
    """The key that signs tickets: from the settings, or made once and kept in the data folder.

    Raises OSError where it can neither be read nor made.
    """
    if given := settings.ticket_key.get_secret_value():
        return given.encode()
    path = settings.data_dir / "ticket.key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SIGNING_KEY_BYTES))
    except FileExistsError:
        pass
    key = path.read_bytes()
    if len(key) < SIGNING_KEY_BYTES:
        raise OSError(f"{path} is too short for a key; delete it and start again")
    return key
