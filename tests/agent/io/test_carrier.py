from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import jwt
import pytest

from agent.io.carrier import Carrier, Ringing
from tests.agent.io.toy_server import ToyServer, listening

SECRET = "a secret of thirty-two characters and more"


def with_carrier(
    toy: ToyServer, act: Callable[[Carrier], Awaitable[None]], *, reports_events: bool = False, **options: str
) -> None:
    async def run() -> None:
        async with asyncio.timeout(20), listening(toy):
            event_url = f"http://{toy.origin}/events" if reports_events else ""
            async with Carrier(Ringing(event_url=event_url, **options)) as carrier:
                await act(carrier)

    asyncio.run(run())


def test_an_answer_url_is_told_of_the_call_and_its_ncco_returned() -> None:
    toy = ToyServer()
    toy.ncco = [{"action": "talk", "text": "hello"}]

    async def act(carrier: Carrier) -> None:
        assert await carrier.ask(f"http://{toy.origin}/answer", {"endpoint_type": "phone"}) == toy.ncco
        ((_, body, authorization, _),) = toy.webhooks
        assert (body["from"], body["to"], body["endpoint_type"]) == ("447700900123", "442079460000", "phone")
        assert body["uuid"] == carrier.uuid
        assert body["conversation_uuid"].startswith("CON-")
        assert body["timestamp"].endswith("Z")
        assert authorization == ""

    with_carrier(toy, act, caller="447700900123")


@pytest.mark.parametrize(
    ("content", "status", "trouble"),
    [
        ([{"action": "talk"}], 503, "HTTP 503"),
        ({"action": "talk"}, 200, "not a JSON array of actions"),
        (["talk"], 200, "not a JSON array of actions"),
        (None, 200, "not a JSON array of actions"),
    ],
)
def test_an_answer_that_is_no_ncco_is_none_and_says_why(content: Any, status: int, trouble: str) -> None:
    toy = ToyServer()
    toy.answer, toy.answer_status = content, status

    async def act(carrier: Carrier) -> None:
        assert await carrier.ask(f"http://{toy.origin}/answer", {}) is None
        assert trouble in carrier.trouble

    with_carrier(toy, act)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://[", "ftp://127.0.0.1/"])
def test_nobody_at_the_url_is_trouble_too(url: str) -> None:
    async def act(carrier: Carrier) -> None:
        assert await carrier.ask(url, {}) is None
        assert carrier.trouble

    with_carrier(ToyServer(), act)


def test_events_are_reported_where_there_is_an_event_url() -> None:
    toy = ToyServer()

    async def act(carrier: Carrier) -> None:
        await carrier.tell("started")
        await carrier.tell("completed")

    with_carrier(toy, act)
    assert toy.webhooks == []
    with_carrier(toy, act, reports_events=True)
    started, completed = (body for _, body, *_ in toy.webhooks)
    assert (started["status"], started["direction"]) == ("started", "inbound")
    assert completed["status"] == "completed"
    assert all(
        isinstance(completed[key], str) for key in ("duration", "rate", "price", "start_time", "end_time")
    )


def test_a_webhook_is_signed_over_its_raw_body_and_an_upgrade_has_none() -> None:
    toy = ToyServer()

    async def act(carrier: Carrier) -> None:
        await carrier.tell("started")
        _, _, authorization, raw = toy.webhooks[0]
        claims = _verified(authorization)
        assert claims["payload_hash"] == sha256(raw).hexdigest()
        assert claims["api_key"] == "a1b2c3d"
        assert {"iat", "jti"} <= claims.keys()
        assert "payload_hash" not in _verified(carrier.signature(None)["Authorization"])

    with_carrier(toy, act, reports_events=True, secret=SECRET, api_key="a1b2c3d")


def test_a_secret_is_not_printed() -> None:
    assert SECRET not in repr(Ringing(secret=SECRET))


def _verified(authorization: str) -> dict[str, Any]:
    token = authorization.removeprefix("Bearer ")
    claims: dict[str, Any] = jwt.decode(token, SECRET, algorithms=["HS256"], issuer="Vonage")
    return claims


def test_an_outbound_call_says_so_and_a_field_can_be_taken_away() -> None:
    toy = ToyServer()

    async def act(carrier: Carrier) -> None:
        await carrier.tell("machine", {"call_uuid": carrier.uuid, "uuid": None})
        ((_, body, _, _),) = toy.webhooks
        assert body["direction"] == "outbound"
        assert body["call_uuid"] == carrier.uuid
        assert "uuid" not in body

    with_carrier(toy, act, reports_events=True, direction="outbound")
