"""Tickets as issued, and as forged. On the wire: tests/agent/io/test_socketio.py."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest

from agent.wire.nyra_ticket import Ticket, TicketRefused, read, write

KEY = b"k" * 32
NOW = 1_775_000_000.0
TICKET = Ticket("j-1", "17", "h-1", ("b-1",), NOW + 60)
HEADER = {"alg": "HS256", "typ": "ws-ticket+jwt"}


def code(token: object, now_s: float = NOW) -> str:
    with pytest.raises(TicketRefused) as refusal:
        read(token, KEY, now_s)
    return refusal.value.code


def signed(
    header: dict[str, Any] | None = None, key: bytes | None = None, without: str = "", **changes: Any
) -> str:
    good: dict[str, Any] = jwt.decode(
        write(TICKET, NOW, KEY), KEY, algorithms=["HS256"], options={"verify_exp": False, "verify_aud": False}
    )
    claims = {name: value for name, value in (good | changes).items() if name != without}
    return jwt.encode(claims, key or KEY, "HS256", HEADER | (header or {}))


def bare(alg: str) -> str:
    """A token with no signature, as a forger writes it."""
    parts = [{"alg": alg, "typ": "ws-ticket+jwt"}, {"hospital_id": "h-1"}]
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."
    )


def test_what_is_written_can_be_read() -> None:
    assert read(write(TICKET, NOW, KEY), KEY, NOW) == TICKET


FORGED = {
    "alg none": bare("none"),
    "alg None": bare("None"),
    "alg nOnE": bare("nOnE"),
    "no signature": write(TICKET, NOW, KEY).rpartition(".")[0] + ".",
    "another key": signed(key=b"x" * 32),
    "HS512": jwt.encode({"jti": "j"}, KEY * 2, "HS512", {"typ": "ws-ticket+jwt"}),
    "kid": signed({"kid": "../../x"}),
    "crit": signed({"crit": ["x"], "x": 1}),
    "typ": signed({"typ": "JWT"}),
    "9 KB": signed(more="x" * 6_800),
    "not a token": "a.b.c",
    "garbage": "\x00\u202e",
    "iss": signed(iss="Vonage"),
    "aud": signed(aud="vas"),
    "aud list": signed(aud=["nyra-ws", "other"]),
    **{f"no {name}": signed(without=name) for name in "iss aud sub iat exp jti hospital_id".split()},
    "jti a number": signed(jti=1),
    "exp a text": signed(exp="9999999999"),
    "hospital a list": signed(hospital_id=["h-1", "h-2"]),
    "no hospital": signed(hospital_id=""),
    "branches a text": signed(branch_ids="b-1"),
    "nbf in the future": signed(nbf=NOW + 6),
    "iat in the future": signed(iat=NOW + 6),
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_s04_s05_a_forged_ticket_opens_nothing(token: str) -> None:
    assert code(token) == "token_invalid"


@pytest.mark.parametrize("token", [None, "", 7, {"token": "x"}])
def test_no_ticket(token: object) -> None:
    assert code(token) == "token_missing"


def test_s06_five_seconds_between_clocks() -> None:
    token = write(TICKET, NOW, KEY)
    assert read(token, KEY, TICKET.expires_s + 4) == TICKET
    assert code(token, TICKET.expires_s + 6) == "token_expired"
    assert read(token, KEY, NOW - 4) == TICKET
    assert code(token, NOW - 6) == "token_invalid"
