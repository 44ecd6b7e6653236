"""Bearer credentials, as every wire presents them."""

from __future__ import annotations

import hashlib
import hmac

from starlette.requests import HTTPConnection


def bearer(request: HTTPConnection) -> str:
    """The token of the Authorization header, "" if there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def same(presented: str, ours: str) -> bool:
    """By digest: how long this takes tells neither the contents nor the length of ours (BEHAVIOUR G-12)."""
    return hmac.compare_digest(_digest(presented), _digest(ours))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
