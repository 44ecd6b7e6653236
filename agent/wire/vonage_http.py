"""Vonage over HTTP, without the HTTP: what its webhooks say, whether they are its own, and what to answer.

A call is steered by an NCCO: a list of actions that we return from the answer webhook and, because our
`connect` is synchronous, again whenever the media leg ends. The SDK's models write it; they cannot read
one, and they drop what is passed by its wire name (hence `contentType=`, `from_=`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from vonage_voice.models import (
    Connect,
    CreateCallRequest,
    NccoAction,
    OnAnswer,
    PhoneEndpoint,
    Talk,
    ToPhone,
    WebsocketEndpoint,
)
from vonage_voice.models.common import AdvancedMachineDetection, Phone, WebsocketAuthorization

from agent.facts import Ring
from agent.personal import Personal
from agent.wire.vonage import MAX_HEADER_BYTES

ANSWER_PATH = "/vonage/answer"
EVENTS_PATH = "/vonage/events"
LEG_EVENTS_PATH = "/vonage/ws-events"
FALLBACK_PATH = "/vonage/fallback"
HANDOVER_PATH = "/vonage/handover"
ECHO_ANSWER_PATH = "/vonage/echo/answer"

MAX_AGE_S, MAX_AHEAD_S = 300, 60  # of a signature: the carrier's retries fit in, a stolen one soon does not
MAX_LEG_S = 7200  # the carrier's own limit
PERSON_RINGS_S = 25  # then the next is tried; a caller gives up after about a minute
DIAL_TIMEOUT_S = 10  # our socket answers at once or not at all; the caller must not listen to ringing
MAX_FIELD_CHARS = 256  # of a number, a uuid or a status; telephone numbers have 15 digits

TERMINAL = frozenset({"completed", "busy", "cancelled", "failed", "rejected", "timeout", "unanswered"})
NOT_TAKEN = TERMINAL - {"completed", "cancelled"}  # of a person who was rung: the caller is still there
STATUSES = TERMINAL | {"started", "ringing", "answered", "human", "machine", "disconnected"}

# We send a bearer token there, so it had better be the carrier's.
HOST = re.compile(r"api(-[a-z]{2}-\d)?\.(nexmo|vonage)\.com")

_ACCENTS = {"en": "en-GB", "es": "es-ES"}
MAX_TALK_CHARS = 1500  # the carrier's own limit

_SORRY = "We are sorry, we cannot take your call at the moment."
_TO_A_PERSON = "Please hold the line while we connect you."
_CALL_AGAIN = "Please call again in a few minutes."

Ncco = list[dict[str, Any]]


# -- signatures ------------------------------------------------------------------------------------


class Refused(Exception):
    """Not a genuine request of the carrier. The reason is for our log; the peer learns only 401."""


@dataclass(frozen=True, slots=True)
class Claims:
    jti: str


def verify(
    token: str, body: bytes, secret: str, api_key: str, now_s: float, application_id: str = ""
) -> Claims:
    """Check a signed webhook, or with an empty body a signed upgrade or GET, at `now_s` (Unix time).

    The SDK's own check ignores body, age, issuer and key, so nothing of it is used. Raises Refused.
    """
    if not secret:
        raise Refused("no signature secret configured")
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            issuer="Vonage",
            # Times are judged below, against the time we are told and not the process's clock.
            options={
                "require": ["iat", "jti", "iss", "api_key"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "verify_aud": False,
            },
        )
    except jwt.PyJWTError as fault:
        raise Refused(type(fault).__name__) from None
    issued, expires = claims["iat"], claims.get("exp", now_s)
    if not isinstance(issued, int | float) or not now_s - MAX_AGE_S <= issued <= now_s + MAX_AHEAD_S:
        raise Refused("signed too long ago, or in the future")
    if not isinstance(expires, int | float) or now_s - MAX_AHEAD_S > expires:
        raise Refused("expired")
    if not _same(claims["api_key"], api_key):
        raise Refused("another account's api_key")
    if application_id and not _same(claims.get("application_id", application_id), application_id):
        raise Refused("another application_id")
    if body and not _same(claims.get("payload_hash"), hashlib.sha256(body).hexdigest()):
        raise Refused("payload_hash is not that of the body")
    return Claims(str(claims["jti"]))


def _same(claimed: object, ours: str) -> bool:
    if not isinstance(claimed, str):
        return False
    return hmac.compare_digest(claimed.encode(errors="surrogatepass"), ours.encode())


# -- what webhooks say -----------------------------------------------------------------------------


def ring(fields: Mapping[str, object], nameless: str) -> Ring:
    """The call that an answer webhook offers. Every field may be absent; `nameless` stands in for a uuid."""
    caller = _text(fields, "from") or _text(fields, "from_user")
    uuid = _text(fields, "uuid") or _text(fields, "conversation_uuid") or nameless
    host = _text(fields, "region_url").removeprefix("https://").rstrip("/")
    return Ring(
        uuid,
        Personal(_e164(caller)),
        Personal(_e164(_text(fields, "to"))),
        host=host if HOST.fullmatch(host) else "",
    )


@dataclass(frozen=True, slots=True)
class CallReport:
    """An event webhook. `uuid` names the call, "" if it does not say."""

    uuid: str
    status: str
    detail: str
    timestamp: str


def call_report(fields: Mapping[str, object]) -> CallReport:
    """Tolerant: events of answering-machine detection say `call_uuid`, others neither uuid nor status."""
    return CallReport(
        uuid=_text(fields, "uuid") or _text(fields, "call_uuid"),
        status=_text(fields, "status"),
        detail=_text(fields, "sub_state") or _text(fields, "detail"),
        timestamp=_text(fields, "timestamp"),
    )


@dataclass(frozen=True, slots=True)
class LegReport:
    """A synchronous event of the media leg: it waits for an NCCO to go on with."""

    status: str  # "failed" | "unanswered" (never connected) | "disconnected" | others of no consequence
    call_id: str  # ours, from the headers we gave the leg
    attempt: int
    called: Personal


def leg_report(fields: Mapping[str, object]) -> LegReport:
    headers = fields.get("headers")
    headers = headers if isinstance(headers, dict) else {}
    attempt = _text(headers, "attempt")
    return LegReport(
        status=_text(fields, "status"),
        call_id=_text(headers, "call_id"),
        attempt=int(attempt) if re.fullmatch(r"[1-9]", attempt) else 1,
        called=Personal(_e164(_text(fields, "from"))),  # the `from` of our connect is the number called
    )


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        return ""
    # JSON can spell half a character, which nothing after us could write down.
    return value[:MAX_FIELD_CHARS].encode(errors="replace").decode()


def _e164(number: str) -> str:
    """+442079460000 for 442079460000; what is no number ("anonymous", a SIP name) stays as it is."""
    return f"+{digits}" if (digits := _digits(number)) else number


def _digits(number: str) -> str:
    """The form the carrier wants: 7 to 15 digits, no +; "" for what is no telephone number."""
    bare = re.sub(r"[\s().+-]", "", number)
    return bare if re.fullmatch(r"[1-9][0-9]{6,14}", bare) else ""


# -- what we answer --------------------------------------------------------------------------------


def answer(
    *,
    media_url: str,
    event_url: str,
    called: Personal,
    call_id: str,
    ticket: Personal,
    rate: int,
    limit_s: int,
    attempt: int = 1,
    authorize: bool = False,
) -> Ncco:
    """Connect the caller to our media socket; what becomes of the leg is told to `event_url`."""
    headers = {"call_id": call_id, "ticket": ticket.reveal(), "attempt": str(attempt)}
    return _ncco(_socket(media_url, rate, headers, called, limit_s, event_url, authorize))


def echo(*, media_url: str, called: Personal, rate: int, limit_s: int, authorize: bool = False) -> Ncco:
    """Connect the caller to a socket that returns what it hears."""
    return _ncco(_socket(media_url, rate, {}, called, limit_s, None, authorize))


def fallback(called: Personal, number: str) -> Ncco:
    """We cannot answer: say so, and give the caller to the person at `number` (E.164), "" for nobody."""
    if not _digits(number):
        return _ncco(Talk(text=f"{_SORRY} {_CALL_AGAIN}"))
    return _ncco(Talk(text=f"{_SORRY} {_TO_A_PERSON}"), _phone(number, called))


def hand_over(called: Personal, number: Personal, event_url: str, summary_url: str = "") -> Ncco:
    """The agent has announced it: give the caller to the person at `number` (E.164).

    What becomes of the ringing is told to `event_url`, whose answer may lead on; whoever picks up first
    hears what `summary_url` serves, and the caller does not.
    """
    digits = _digits(number.reveal())
    if not digits:
        return fallback(called, "")
    person = PhoneEndpoint(number=digits, onAnswer=OnAnswer(url=summary_url) if summary_url else None)
    return _ncco(
        Connect(
            **_caller_id(called),
            endpoint=[person],
            eventType="synchronous",
            eventUrl=[event_url],
            timeout=PERSON_RINGS_S,
        )
    )


def whisper(text: Personal, language: str) -> Ncco:
    """A sentence for a person's ear. Angle brackets and ampersands would be markup to the carrier."""
    plain = re.sub(r"[<>&]+", " ", text.reveal()).strip()[:MAX_TALK_CHARS]
    return _ncco(Talk(text=plain, language=_ACCENTS.get(language))) if plain else []


def create_call(
    *,
    number: Personal,
    ours: Personal,
    media_url: str,
    leg_event_url: str,
    event_url: str,
    call_id: str,
    ticket: Personal,
    rate: int,
    limit_s: int,
    ringing_s: int,
    authorize: bool = False,
) -> CreateCallRequest:
    """Ring `number` (E.164) showing `ours`, and connect whoever answers to our media socket at once.

    Whether that is a machine comes later, as an event: a person must not wait for the verdict. Raises
    ValueError for what no carrier dials.
    """
    to, shown = _digits(number.reveal()), _digits(ours.reveal())
    if not to:
        raise ValueError("not a number that can be dialled")
    headers = {"call_id": call_id, "ticket": ticket.reveal(), "attempt": "1"}
    return CreateCallRequest(
        to=[ToPhone(number=to)],
        from_=Phone(number=shown) if shown else None,
        random_from_number=None if shown else True,
        ncco=[_socket(media_url, rate, headers, ours, limit_s, leg_event_url, authorize)],
        event_url=[event_url],
        event_method="POST",
        advanced_machine_detection=AdvancedMachineDetection(
            behavior="continue", mode="default", beep_timeout=45
        ),
        length_timer=min(limit_s, MAX_LEG_S),
        ringing_timer=ringing_s,
    )


def _socket(
    url: str,
    rate: int,
    headers: dict[str, str],
    called: Personal,
    limit_s: int,
    event_url: str | None,
    authorize: bool,
) -> Connect:
    assert len(json.dumps(headers)) <= MAX_HEADER_BYTES
    return Connect(
        **_caller_id(called),
        endpoint=[
            WebsocketEndpoint(
                uri=url,
                contentType=f"audio/l16;rate={rate}",
                headers=headers,
                authorization=WebsocketAuthorization(type="vonage") if authorize else None,
            )
        ],
        eventType="synchronous" if event_url else None,
        eventUrl=[event_url] if event_url else None,
        timeout=DIAL_TIMEOUT_S,
        limit=min(limit_s, MAX_LEG_S),
    )


def _phone(number: str, called: Personal) -> Connect:
    return Connect(**_caller_id(called), endpoint=[PhoneEndpoint(number=_digits(number))])


def _caller_id(called: Personal) -> dict[str, Any]:
    """The number to show: ours, the one that was called. Without one the carrier picks one of ours."""
    digits = _digits(called.reveal())
    return {"from_": digits} if digits else {"randomFromNumber": True}


def _ncco(*actions: NccoAction) -> Ncco:
    return [action.model_dump(mode="json", by_alias=True, exclude_none=True) for action in actions]
