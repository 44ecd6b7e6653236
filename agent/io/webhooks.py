"""The carrier's webhooks: a call rings, something happened to it, its media leg has ended.

What they say and what we answer is `wire/vonage_http.py`; here they are received, checked and acted upon.
An answer is never an error once the request is genuine: who cannot be helped by us gets the fallback, a
sentence and a person's telephone, because to the carrier an error means silence in the caller's ear.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections import OrderedDict
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import Counter

from agent.events import CarrierReported
from agent.io.admission import Admission, Draining, Full
from agent.io.bodies import NCCO, NCCO_OR_NOTHING, UNREADABLE
from agent.io.credentials import bearer
from agent.io.desk import Desk
from agent.io.http import base_url, json_body
from agent.io.log import get_logger
from agent.io.parting import Parting
from agent.personal import Personal
from agent.settings import Settings
from agent.wire import vonage_http
from agent.wire.strict_json import parse_object
from agent.wire.vonage import ECHO_PATH, MEDIA_PATH
from agent.wire.vonage_http import Refused

log = get_logger(__name__)

WEBHOOKS = Counter(
    "frontdesk_webhooks", "requests of the carrier, by what became of them", ["kind", "outcome"]
)

MAX_ATTEMPTS = 3  # of one call's media leg; then a person is better than another try
MAX_REMEMBERED = 20_000  # signatures and events: more than can come while a signature is good
LIMIT_MARGIN_S = 60  # the carrier's time limit strikes after our own goodbye
ECHO_LIMIT_S = 600


def routes(desk: Desk, settings: Settings, insecure_local: bool) -> APIRouter:
    router = APIRouter(tags=["carrier"], responses=UNREADABLE)
    signatures, reports = Recent(), Recent()

    async def received(request: Request, kind: str) -> dict[str, object]:
        """The fields of a genuine webhook. Raises HTTPException for any other."""
        body = await json_body(request)
        try:
            _check(request, body, settings, insecure_local, signatures)
        except Refused as refused:
            WEBHOOKS.labels(kind, "refused").inc()
            log.warning("webhook refused", kind=kind, reason=str(refused))
            raise HTTPException(401, "not authorized") from None
        if request.method == "GET":
            return dict(request.query_params)
        try:
            return parse_object(body)
        except ValueError as fault:
            WEBHOOKS.labels(kind, "malformed").inc()
            raise HTTPException(400, str(fault)) from None

    def connected(request: Request, call: Admission, kind: str, attempt: int = 1) -> Response:
        """The NCCO that gives the caller to our media socket."""
        base = base_url(request, settings, insecure_local)
        ncco = vonage_http.answer(
            media_url=_socket_url(base, MEDIA_PATH),
            event_url=base + vonage_http.LEG_EVENTS_PATH,
            called=call.ring.called,
            call_id=call.call_id,
            ticket=call.ticket,
            rate=settings.media_rate,
            limit_s=settings.max_call_minutes * 60 + LIMIT_MARGIN_S,
            attempt=attempt,
            authorize=settings.media_authorization,
        )
        WEBHOOKS.labels(kind, "connected").inc()
        return JSONResponse(ncco)

    def sorry(called: Personal, kind: str, why: str) -> Response:
        WEBHOOKS.labels(kind, "fallback").inc()
        log.warning("caller sent to fallback", kind=kind, why=why)
        return JSONResponse(vonage_http.fallback(called, settings.fallback_number))

    def handed_over(request: Request, call_id: str, parting: Parting, nth: int) -> Response:
        """The NCCO that gives the caller to the `nth` of the people."""
        base = base_url(request, settings, insecure_local)
        WEBHOOKS.labels("leg", "handed_over").inc()
        return JSONResponse(desk.partings.ncco(call_id, parting, nth, base))

    @router.get(vonage_http.ANSWER_PATH, summary="A call rings", responses=NCCO)
    @router.post(vonage_http.ANSWER_PATH, summary="A call rings", responses=NCCO)
    async def answer(request: Request) -> Response:
        """Connects the caller to our media socket, or to the fallback when we cannot answer."""
        ring = vonage_http.ring(await received(request, "answer"), nameless=uuid.uuid4().hex)
        try:
            if desk.admissions.call_id(ring.uuid) is None and (reasons := desk.ready()):
                return sorry(ring.called, "answer", ", ".join(reasons))
            return connected(request, desk.admissions.admit(desk.whose(ring)), "answer")
        except (Full, Draining) as refusal:
            return sorry(ring.called, "answer", type(refusal).__name__.lower())
        except Exception:
            log.exception("answer failed")
            return sorry(ring.called, "answer", "fault")

    @router.post(vonage_http.EVENTS_PATH, status_code=204, summary="Something happened to a call")
    async def events(request: Request) -> None:
        """Events may come twice, late, or of calls we do not know: each is told to its call at most once."""
        report = vonage_http.call_report(await received(request, "event"))
        if report.status not in vonage_http.STATUSES:
            WEBHOOKS.labels("event", "unknown_status").inc()
            return
        call_id = desk.admissions.call_id(report.uuid)
        if call_id is None:
            WEBHOOKS.labels("event", "unknown_call").inc()
            return
        if not reports.first_time((report.uuid, report.status, report.timestamp)):
            WEBHOOKS.labels("event", "repeated").inc()
            return
        WEBHOOKS.labels("event", "taken").inc()
        runner = desk.live_call(call_id)
        if runner is not None:
            runner.post(CarrierReported(report.status, report.detail))
        elif report.status in vonage_http.TERMINAL:  # hung up before its socket came
            desk.admissions.release(call_id)

    @router.post(vonage_http.EVENTS_PATH + "/{attempt}", status_code=204, summary="... to one that we placed")
    async def attempt_events(request: Request, attempt: str) -> None:
        """The address names our attempt: we may not yet know how the carrier calls it."""
        report = vonage_http.call_report(await received(request, "event"))
        if report.status not in vonage_http.STATUSES:
            WEBHOOKS.labels("event", "unknown_status").inc()
        elif await desk.dial_reported(attempt, report):
            WEBHOOKS.labels("event", "taken").inc()
        else:
            WEBHOOKS.labels("event", "unknown_call").inc()

    @router.post(
        vonage_http.LEG_EVENTS_PATH + "/{attempt}",
        summary="The media leg of a placed call has ended",
        responses=NCCO_OR_NOTHING,
    )
    async def attempt_leg_events(request: Request, attempt: str) -> Response:
        """Whom we have rung is never told that we are sorry not to take their call: it simply ends."""
        report = vonage_http.leg_report(await received(request, "leg"))
        parting = await desk.partings.find(report.call_id)
        if report.status == "disconnected" and parting is not None and parting.people:
            return handed_over(request, report.call_id, parting, 0)
        WEBHOOKS.labels("leg", "over").inc()
        return Response(status_code=204)

    @router.post(
        vonage_http.LEG_EVENTS_PATH, summary="A media leg has ended: what now?", responses=NCCO_OR_NOTHING
    )
    async def leg_events(request: Request) -> Response:
        """Replies with the NCCO to go on with, or with nothing, which ends the call."""
        report = vonage_http.leg_report(await received(request, "leg"))
        known = desk.admissions.find(report.call_id)
        called = known.ring.called if known else report.called
        try:
            if report.status in ("failed", "unanswered"):  # the carrier could not reach our socket
                if known and desk.live_call(report.call_id) is None:
                    desk.admissions.release(report.call_id)
                return sorry(called, "leg", f"media leg {report.status}")
            if report.status != "disconnected":
                return Response(status_code=204)
            if (parting := await desk.partings.find(report.call_id)) is not None:
                if parting.ending == "handover" and not parting.moved:
                    return handed_over(request, report.call_id, parting, 0)
                if parting.ending == "fault":  # nobody has told them anything
                    return sorry(called, "leg", "the call failed")
                WEBHOOKS.labels("leg", "over").inc()
                return Response(status_code=204)
            if known is None and (ring := await desk.crashed(report.call_id)) is not None:
                if report.attempt >= MAX_ATTEMPTS or desk.ready():
                    return sorry(called, "leg", "the call was cut off")
                again = desk.admissions.admit(desk.whose(ring))  # they begin anew, but they are not alone
                return connected(request, again, "leg", report.attempt + 1)
            if known is None or desk.live_call(report.call_id) is None:
                WEBHOOKS.labels("leg", "over").inc()  # we closed it because the call was over
                return Response(status_code=204)
            if report.attempt >= MAX_ATTEMPTS:
                desk.partings.note(report.call_id, Parting("fault", known.ring))
                return sorry(called, "leg", "media leg lost too often")
            return connected(request, desk.admissions.admit(known.ring), "leg", report.attempt + 1)
        except Exception:
            log.exception("leg event failed")
            return sorry(called, "leg", "fault")

    @router.post(
        vonage_http.HANDOVER_PATH + "/{call_id}/{nth:int}",
        summary="Whom we hand over to is rung: and then?",
        responses=NCCO_OR_NOTHING,
    )
    async def person_events(request: Request, call_id: str, nth: Annotated[int, Path(ge=0)]) -> Response:
        """Who does not answer is followed by the next; after the last the caller is ours again."""
        report = vonage_http.leg_report(await received(request, "person"))
        if report.status not in vonage_http.NOT_TAKEN:
            return Response(status_code=204)
        parting = await desk.partings.find(call_id)
        if parting is None or parting.ring.direction == "outbound":
            return sorry(report.called, "person", report.status)
        try:
            if 0 <= nth < len(parting.people) - 1:
                return handed_over(request, call_id, parting, nth + 1)
            if reasons := desk.ready():
                return sorry(parting.ring.called, "person", ", ".join(reasons))
            back = replace(parting.ring, purpose="message")
            return connected(request, desk.admissions.admit(back), "person")
        except (Full, Draining) as refusal:
            return sorry(parting.ring.called, "person", type(refusal).__name__.lower())
        except Exception:
            log.exception("person event failed")
            return sorry(parting.ring.called, "person", "fault")

    @router.get(
        vonage_http.HANDOVER_PATH + "/{call_id}/summary",
        summary="For whoever takes a caller over",
        responses=NCCO,
    )
    @router.post(
        vonage_http.HANDOVER_PATH + "/{call_id}/summary",
        summary="For whoever takes a caller over",
        responses=NCCO,
    )
    async def summary(request: Request, call_id: str) -> Response:
        """What it is about, said into that person's ear before the two are joined."""
        await received(request, "summary")
        return JSONResponse(desk.partings.summary(call_id))

    @router.get(vonage_http.FALLBACK_PATH, summary="When all else failed", responses=NCCO)
    @router.post(vonage_http.FALLBACK_PATH, summary="When all else failed", responses=NCCO)
    async def fallback(request: Request) -> Response:
        """The carrier's fallback URL; better hosted elsewhere, but better here than nowhere."""
        ring = vonage_http.ring(await received(request, "fallback"), nameless="")
        return sorry(ring.called, "fallback", "asked for by the carrier")

    @router.get(vonage_http.ECHO_ANSWER_PATH, summary="A call to the echo rings", responses=NCCO)
    @router.post(vonage_http.ECHO_ANSWER_PATH, summary="A call to the echo rings", responses=NCCO)
    async def echo_answer(request: Request) -> Response:
        """Connects the caller to a socket that returns what it hears: the shortest proof of a line."""
        ring = vonage_http.ring(await received(request, "echo"), nameless="")
        ncco = vonage_http.echo(
            media_url=_socket_url(base_url(request, settings, insecure_local), ECHO_PATH),
            called=ring.called,
            rate=settings.media_rate,
            limit_s=ECHO_LIMIT_S,
            authorize=settings.media_authorization,
        )
        return JSONResponse(ncco)

    return router


class Recent:
    """What has been seen lately: the last MAX_REMEMBERED keys, each with what came with it first."""

    def __init__(self) -> None:
        self._seen: OrderedDict[object, bytes] = OrderedDict()

    def first_time(self, key: object) -> bool:
        return key not in self._seen and self.first_value(key, b"") == b""

    def first_value(self, key: object, value: bytes) -> bytes:
        """The value that came with `key` the first time, which may be now."""
        known = self._seen.setdefault(key, value)
        if len(self._seen) > MAX_REMEMBERED:
            self._seen.popitem(last=False)
        return known


def _check(
    request: Request, body: bytes, settings: Settings, insecure_local: bool, signatures: Recent
) -> None:
    """Raises Refused unless the carrier has signed this very body, or nobody signs here (insecure_local)."""
    token = bearer(request)
    secret = settings.signature_secret.get_secret_value()
    if insecure_local and not (token and secret):
        return
    if not token:
        raise Refused("not signed")
    claims = vonage_http.verify(token, body, secret, settings.api_key, time.time(), settings.application_id)
    digest = hashlib.sha256(body).digest()
    if signatures.first_value(claims.jti, digest) != digest:
        raise Refused("a signature used again for another body")


def _socket_url(base_url: str, path: str) -> str:
    return "ws" + base_url.removeprefix("http") + path
