"""What other systems ask of us over HTTP: a ticket to watch, and the keys of their own hospital.

Keys are PROTOCOLS §3.2's, tickets §3.1's; every body has the same outer shape. A hospital that is not the
asker's is answered like one that does not exist.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from fastapi import APIRouter, Request, Response

from agent.clinic.database import Unavailable
from agent.clinic.keys import ApiKey, BadKey, By, Issued, UnknownKey
from agent.io.audit import STRANGER
from agent.io.bodies import Detail, Done, EventTicket, IssuedKey, Key, answers
from agent.io.desk import Desk
from agent.io.http import Failed, base_url, json_object, peer
from agent.io.keys import Forbidden, Principal, TooManyFailures, Unauthorized
from agent.io.log import get_logger
from agent.settings import Settings
from agent.wire import nyra

log = get_logger(__name__)

KEYS_PATH = "/api/hospitals/{hospital_id}/api-keys"
MAX_ID_CHARS = 64
DEFAULT_OVERLAP_HOURS, MAX_OVERLAP_HOURS = 24, 24 * 90

TICKETS = answers(EventTicket) | {400: {"model": Detail}}

T = TypeVar("T")


async def allowed(request: Request, desk: Desk, permission: str) -> Principal:
    """Whoever asks, if they may do this. Raises Failed."""
    try:
        return await desk.keys.authenticate(request.headers, permission, peer(request))
    except Unauthorized:
        desk.audit("", STRANGER, "credentials refused", request.url.path, peer(request))
        raise Failed(401, "Unauthorized", "Invalid API credentials") from None
    except Forbidden as forbidden:
        message = f"Missing required permission: {forbidden.permission}"
        raise Failed(403, "Forbidden", message) from None
    except TooManyFailures as wait:
        after = {"Retry-After": str(math.ceil(wait.wait_s))}
        raise Failed(429, "Too Many Requests", "Too many failed attempts", after) from None
    except Unavailable as unavailable:
        raise _unavailable(unavailable) from None


def routes(desk: Desk, settings: Settings, insecure_local: bool) -> APIRouter:
    router = APIRouter(tags=["hospitals"])

    @router.post(nyra.TICKET_PATH, summary="A ticket to watch calls with", responses=TICKETS)
    async def ws_ticket(request: Request) -> Response:
        """Opens a Socket.IO connection at `ws_url` and `ws_path`, within a minute."""
        principal = await allowed(request, desk, "ws:ticket")
        who, address = _by(request, principal).who, peer(request)
        desk.audit(principal.hospital_id, who, "got a ticket for events", address=address)
        return Done(
            data=EventTicket(
                token=desk.keys.ticket(principal).reveal(),
                ws_url=base_url(request, settings, insecure_local),
                ws_path=nyra.SOCKET_PATH,
            )
        ).response()

    @router.get(
        KEYS_PATH, summary="A hospital's keys, without their secrets", responses=answers(list[Key], 404)
    )
    async def keys(request: Request, hospital_id: str) -> Response:
        principal = await _entitled(request, desk, hospital_id)
        found = await _kept(lambda: desk.keys.book.all(hospital_id))
        return Done(data=[_shown(key) for key in found if _is_theirs(principal, key)]).response()

    @router.post(
        KEYS_PATH,
        status_code=201,
        summary="Issue a key; its secrets are shown this once",
        responses=answers(IssuedKey, 400, 404, status=201),
    )
    async def issue(request: Request, hospital_id: str) -> Response:
        principal = await _entitled(request, desk, hospital_id)
        asked = await json_object(request)
        permissions, expires_at = _texts(asked, "permissions"), _instant(asked, "expires_at")
        branch_ids = _branches(asked) or sorted(principal.branch_ids)
        if principal.branch_ids and not principal.branch_ids.issuperset(branch_ids):
            raise Failed(403, "Forbidden", "This key is locked to its own branch")
        by, book = _by(request, principal), desk.keys.book
        issued = await _kept(lambda: book.issue(hospital_id, permissions, branch_ids, expires_at, by))
        log.info("key issued", key=issued.api_key.id, by=principal.key_id)
        return Done(data=_shown_once(issued)).response(201)

    @router.patch(
        KEYS_PATH + "/{key_id}", summary="Enable or disable a key", responses=answers(Key, 400, 404)
    )
    async def change(request: Request, hospital_id: str, key_id: str) -> Response:
        """A disabled key's viewers are disconnected within five seconds."""
        principal = await _entitled(request, desk, hospital_id)
        active = (await json_object(request)).get("is_active")
        if not isinstance(active, bool):
            raise Failed(400, "Bad Request", "is_active must be true or false")
        await _must_be_theirs(principal, desk, hospital_id, key_id)
        by, book = _by(request, principal), desk.keys.book
        changed = await _kept(lambda: (book.enable if active else book.disable)(key_id, hospital_id, by))
        log.info("key enabled" if active else "key disabled", key=key_id, by=principal.key_id)
        return Done(data=_shown(changed)).response()

    @router.post(
        KEYS_PATH + "/{key_id}/rotate",
        status_code=201,
        summary="Replace a key; the old one works on for a while",
        responses=answers(IssuedKey, 400, 404, status=201),
    )
    async def rotate(request: Request, hospital_id: str, key_id: str) -> Response:
        principal = await _entitled(request, desk, hospital_id)
        hours = (await json_object(request)).get("overlap_hours", DEFAULT_OVERLAP_HOURS)
        if isinstance(hours, bool) or not isinstance(hours, int) or not 0 <= hours <= MAX_OVERLAP_HOURS:
            raise Failed(400, "Bad Request", f"overlap_hours must be 0 to {MAX_OVERLAP_HOURS}")
        await _must_be_theirs(principal, desk, hospital_id, key_id)
        by, overlap = _by(request, principal), timedelta(hours=hours)
        issued = await _kept(lambda: desk.keys.book.rotate(key_id, overlap, hospital_id, by))
        log.info("key rotated", key=key_id, to=issued.api_key.id, by=principal.key_id)
        return Done(data=_shown_once(issued)).response(201)

    return router


def _by(request: Request, principal: Principal) -> By:
    return By(f"key:{principal.key_id}", peer(request))


async def _entitled(request: Request, desk: Desk, hospital_id: str) -> Principal:
    principal = await allowed(request, desk, "keys:manage")
    if principal.hospital_id != hospital_id:
        log.warning("cross_tenant_attempt", key=principal.key_id, path=request.url.path)
        who, address = _by(request, principal).who, peer(request)
        desk.audit(principal.hospital_id, who, "cross_tenant_attempt", hospital_id, address)
        raise Failed(404, "Not Found", "No such hospital")
    return principal


async def _must_be_theirs(principal: Principal, desk: Desk, hospital_id: str, key_id: str) -> None:
    """Raises Failed unless there is such a key and it is not above the asker's branch."""
    if not _is_theirs(principal, await _kept(lambda: desk.keys.book.get(key_id, hospital_id))):
        raise Failed(404, "Not Found", "No such key")


def _is_theirs(principal: Principal, key: ApiKey) -> bool:
    if not principal.branch_ids:
        return True
    return bool(key.branch_ids) and principal.branch_ids.issuperset(key.branch_ids)


async def _kept(ask: Callable[[], T]) -> T:
    """What the book of keys says, off the loop. Raises Failed."""
    try:
        return await asyncio.to_thread(ask)
    except UnknownKey:
        raise Failed(404, "Not Found", "No such key") from None
    except BadKey as bad:
        raise Failed(400, "Bad Request", str(bad)) from None
    except Unavailable as unavailable:
        raise _unavailable(unavailable) from None


def _unavailable(why: Unavailable) -> Failed:
    log.error("the keys cannot be read or kept", why=str(why))
    return Failed(503, "Service Unavailable", "Try again later")


# -- what is asked and shown -----------------------------------------------------------------------


def _texts(asked: Mapping[str, object], name: str) -> list[str]:
    texts = asked.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts) or len(texts) > 100:
        raise Failed(400, "Bad Request", f"{name} must be a list of texts")
    return texts


def _branches(asked: Mapping[str, object]) -> list[str]:
    """One `branch_id`, as Nyra's own, or several `branch_ids`."""
    branch_id = asked.get("branch_id")
    branches = _texts({"branch_ids": [branch_id]} if branch_id is not None else asked, "branch_ids")
    if not all(0 < len(branch) <= MAX_ID_CHARS for branch in branches):
        raise Failed(400, "Bad Request", f"a branch's id has 1 to {MAX_ID_CHARS} characters")
    return branches


def _instant(asked: Mapping[str, object], name: str) -> datetime | None:
    text = asked.get(name)
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Failed(400, "Bad Request", f"{name} must be an instant such as 2026-04-08T10:30:00Z")
    return instant.astimezone(UTC)


def _shown(key: ApiKey) -> Key:
    return Key(
        id=key.id,
        key=key.key,
        is_active=key.usable(datetime.now(UTC)),
        branch_id=key.branch_ids[0] if len(key.branch_ids) == 1 else None,
        branch_ids=list(key.branch_ids),
        permissions=sorted(key.permissions),
        created_at=nyra.timestamp(key.created_at),
        expires_at=nyra.timestamp(key.expires_at) if key.expires_at else None,
    )


def _shown_once(issued: Issued) -> IssuedKey:
    shown = _shown(issued.api_key).model_dump()
    return IssuedKey(**shown, secret=issued.secret.reveal(), token=issued.token.reveal())
