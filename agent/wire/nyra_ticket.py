"""The ticket that opens a Nyra viewer's connection: a signed statement of whose calls its holder may see.

It is good for a minute and for one purpose. Header and claims must be exactly ours: whatever a forger
could vary (`alg`, `kid`, `crit`, `typ`, another issuer's or audience's token) differs from that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jwt

LEEWAY_S = 5  # between the clocks of whoever issued and whoever reads
MAX_CHARS = 4096  # ours have some 500
_HEADER = {"alg": "HS256", "typ": "ws-ticket+jwt"}
_ISSUER, _AUDIENCE = "nyra", "nyra-ws"
_MAX_BRANCHES = 100


class TicketRefused(Exception):
    """Not a ticket of ours, or not now. `code` is for the client's program, never more than it may know."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Ticket:
    """`expires_s` is Unix time; no `branch_ids` means the whole hospital."""

    jti: str
    key_id: str
    hospital_id: str
    branch_ids: tuple[str, ...]
    expires_s: float


def write(ticket: Ticket, issued_s: float, key: bytes) -> str:
    claims = {
        "iss": _ISSUER,
        "aud": _AUDIENCE,
        "sub": f"key:{ticket.key_id}",
        "hospital_id": ticket.hospital_id,
        "branch_ids": list(ticket.branch_ids),
        "iat": int(issued_s),
        "exp": int(ticket.expires_s),
        "jti": ticket.jti,
    }
    return jwt.encode(claims, key, _HEADER["alg"], _HEADER)


def read(token: object, key: bytes, now_s: float) -> Ticket:
    """What a presented token says, at `now_s` (Unix time). Raises TicketRefused."""
    if not isinstance(token, str) or not token:
        raise TicketRefused("token_missing")
    if len(token) > MAX_CHARS:
        raise TicketRefused("token_invalid")
    try:
        if jwt.get_unverified_header(token) != _HEADER:
            raise TicketRefused("token_invalid")
        claims = jwt.decode(
            token,
            key,
            algorithms=[_HEADER["alg"]],
            issuer=_ISSUER,
            audience=_AUDIENCE,
            # Times are judged below, against the time we are told and not the process's clock.
            options={
                "require": ["iss", "aud", "sub", "iat", "exp", "jti", "hospital_id", "branch_ids"],
                "strict_aud": True,
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, ValueError):
        raise TicketRefused("token_invalid") from None
    issued_s, expires_s = _instant(claims["iat"]), _instant(claims["exp"])
    if max(issued_s, _instant(claims.get("nbf", issued_s))) > now_s + LEEWAY_S:
        raise TicketRefused("token_invalid")
    if now_s > expires_s + LEEWAY_S:
        raise TicketRefused("token_expired")
    branches = claims["branch_ids"]
    if not isinstance(branches, list) or len(branches) > _MAX_BRANCHES:
        raise TicketRefused("token_invalid")
    return Ticket(
        jti=_text(claims["jti"]),
        key_id=_text(claims["sub"]).removeprefix("key:"),
        hospital_id=_text(claims["hospital_id"]),
        branch_ids=tuple(_text(branch) for branch in branches),
        expires_s=expires_s,
    )


def _instant(claim: Any) -> float:
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        raise TicketRefused("token_invalid")
    return float(claim)


def _text(claim: Any) -> str:
    if not isinstance(claim, str) or not 0 < len(claim) <= 64:
        raise TicketRefused("token_invalid")
    return claim
