"""The Nyra shape of what happens to calls: facts out, as events of a Socket.IO connection.

An event's name is its `type`, and its one argument the whole `{type, data}`: a client that hears everything
and one that hears by name both understand. `type` and `call_id` together name an event: a call has each once.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import phonenumbers

from agent.facts import CallEnded, CallStarted, News, Ring
from agent.personal import Personal
from agent.wire.strict_json import parse_object

SOCKET_PATH = "/ws"
TICKET_PATH = "/api/external/ws-ticket"

Message = dict[str, Any]

MAX_SINCE_CHARS = 40  # of an instant with microseconds and a zone, 32

_RENEWAL = re.compile(r'42(\d{1,9})?\["renew",(\{.*\})\]', re.DOTALL)

DEFAULT_PURPOSE = "reminder"  # what we ring people for, if nobody said otherwise

# How we say that a call ended -> how Nyra does. Whatever is not here was a conversation, and is over.
_STATUSES = {
    "fault": "failed",
    "crashed": "failed",
    "failed": "failed",
    "rejected": "failed",
    "busy": "busy",
    "unanswered": "no_answer",
    "timeout": "no_answer",
    "no_answer": "no_answer",
    "cancelled": "cancelled",
    "machine": "voicemail",
    "voicemail": "voicemail",
    "message_left": "voicemail",
}


def event(fact: News) -> Message | None:
    """The event that tells a fact, if Nyra has one for it: a call's beginning and its end."""
    match fact:
        case CallStarted(call_id, ring, at):
            told = {
                "call_id": call_id,
                "patient_id": ring.patient_id.reveal() or None,
                "phone_number": _national(ring.caller if ring.direction == "inbound" else ring.called),
                **_purpose(ring),
                "branch_id": ring.branch_id,
                "timestamp": timestamp(at),
            }
            return {"type": f"{ring.direction}_call", "data": told}
        case CallEnded(call_id, reason, at, duration_ms):
            told = {
                "call_id": call_id,
                "duration": round(duration_ms / 1000),
                "status": status(reason),
                "timestamp": timestamp(at),
            }
            return {"type": "call_ended", "data": told}
    return None


def since(auth: object) -> datetime | None:
    """From when on a client that was away wants the events again: its CONNECT's `since`, an instant such as
    2026-04-08T10:30:00Z, as in the last event it had. An addition of ours. Raises ValueError.
    """
    asked = auth.get("since") if isinstance(auth, dict) else None
    if asked is None:
        return None
    if not isinstance(asked, str) or len(asked) > MAX_SINCE_CHARS:
        raise ValueError("since is no instant")
    instant = datetime.fromisoformat(asked)
    if instant.tzinfo is None:
        raise ValueError("since has no zone")
    return instant.astimezone(UTC)


def renewal(text: str) -> tuple[dict[str, object], int | None] | None:
    """The one event that a client may send: `renew`, with a fresh `token`, so that it need not connect anew.

    Its payload, and the number by which it wants an answer, if it does; None for any other text. An
    addition of ours.
    """
    match = _RENEWAL.fullmatch(text)
    try:
        return (parse_object(match[2]), int(match[1]) if match[1] else None) if match else None
    except ValueError:
        return None


def renewed(why_not: str) -> Message:
    """The answer to that."""
    return {"success": False, "code": why_not} if why_not else {"success": True}


def status(reason: str) -> str:
    return _STATUSES.get(reason, "completed")


def timestamp(at: datetime) -> str:
    """UTC to the second, as 2026-04-08T10:30:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _purpose(ring: Ring) -> Message:
    return {"call_type": ring.purpose or DEFAULT_PURPOSE} if ring.direction == "outbound" else {}


def _national(number: Personal) -> str:
    """Digits without the country's, as dialled inside it less any trunk 0; "" for a caller without number."""
    try:
        parsed = phonenumbers.parse(number.reveal())
    except phonenumbers.NumberParseException:
        return "".join(char for char in number.reveal() if char in "0123456789")
    return phonenumbers.national_significant_number(parsed)
