"""A telephone network's webhooks from its side: it asks for NCCOs and reports events (PROTOCOLS 1.7-1.10)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from ssl import SSLContext
from typing import Any, Self
from uuid import uuid4

import httpx
import jwt

WEBHOOK_TIMEOUT_S = 5.0  # the vendor waits no longer for an NCCO


@dataclass(frozen=True, slots=True)
class Ringing:
    """Who rings whom, and how it is signed: with `secret`, the account's signature secret (PROTOCOLS 1.9)."""

    caller: str = "447700900001"  # both from ranges that the regulator keeps for drama
    called: str = "442079460000"
    event_url: str = ""
    secret: str = field(default="", repr=False)
    api_key: str = ""
    application_id: str = ""
    direction: str = "inbound"  # as the vendor sees it: whether its customer called, or was called
    not_taking: Mapping[str, str] = field(default_factory=dict)  # who of those rung does not pick up: how so


class Carrier:
    """One call's webhooks; an async context manager that holds the connection to them."""

    def __init__(self, ringing: Ringing) -> None:
        self.uuid = str(uuid4())
        self.trouble = ""  # why the last `ask` has no answer
        self._ringing = ringing
        self._began = datetime.now(UTC)
        self._call = {
            "from": ringing.caller,
            "to": ringing.called,
            "uuid": self.uuid,
            "conversation_uuid": f"CON-{uuid4()}",
        }
        # The network reaches a server directly, whatever proxy this user's browser needs.
        self._client = httpx.AsyncClient(timeout=WEBHOOK_TIMEOUT_S, trust_env=False, verify=_trusted())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    def picks_up(self, number: str) -> str:
        """What becomes of ringing this number."""
        return self._ringing.not_taking.get(number, "answered")

    async def ask(self, url: str, about: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """Post this call, with `about` on top (None takes a field away), to a webhook.

        Returns the NCCO it replies, or None.
        """
        said = self._call | {"timestamp": _written(datetime.now(UTC))} | dict(about)
        body = json.dumps({name: value for name, value in said.items() if value is not None}).encode()
        headers = {"Content-Type": "application/json"} | self.signature(body)
        try:
            answer = await self._client.post(url, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self.trouble = f"{type(error).__name__} {error}".strip()
            return None
        if not answer.is_success:
            self.trouble = f"HTTP {answer.status_code} {answer.text[:200]}"
            return None
        try:
            actions = answer.json()
        except ValueError:
            actions = None
        if not isinstance(actions, list) or not all(isinstance(action, dict) for action in actions):
            self.trouble = f"not a JSON array of actions: {answer.text[:200]!r}"
            return None
        return actions

    async def tell(self, status: str, more: Mapping[str, Any] | None = None) -> None:
        """Report an event to the event URL, if there is one; no reply changes anything."""
        if not self._ringing.event_url:
            return
        about: dict[str, Any] = {"status": status, "direction": self._ringing.direction}
        if status == "completed":
            now = datetime.now(UTC)
            about |= {
                "start_time": _written(self._began),
                "end_time": _written(now),
                "duration": str(int((now - self._began).total_seconds())),
                "rate": "0.00",
                "price": "0.00",
                "network": "DOUBLE",
            }
        await self.ask(self._ringing.event_url, about | dict(more or {}))

    def signature(self, body: bytes | None) -> dict[str, str]:
        """The Authorization header of a webhook, or of an upgrade (no body); none without a secret."""
        if not self._ringing.secret:
            return {}
        claims = {
            "iat": int(datetime.now(UTC).timestamp()),
            "jti": str(uuid4()),
            "iss": "Vonage",
            "api_key": self._ringing.api_key,
            "application_id": self._ringing.application_id,
        }
        if body is not None:
            claims["payload_hash"] = sha256(body).hexdigest()
        return {"Authorization": f"Bearer {jwt.encode(claims, self._ringing.secret, algorithm='HS256')}"}


@cache
def _trusted() -> SSLContext:
    """The certificate authorities; reading them takes longer than a slot, so many calls share them."""
    return httpx.create_ssl_context(trust_env=False)


def _written(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
