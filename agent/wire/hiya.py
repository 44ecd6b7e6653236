"""The Hiya shape of a live call: facts out as messages, a viewer's messages in as requests.

Two names of this protocol mislead: `event:end` is the end of the *screening* (the agent steps back) and
`event:callEnd` the end of the call; `ack` is the server's, although its schema is called ClientAck.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from agent.commands import Role
from agent.facts import CallEnded, CallStarted, HandedOver, LineSaid, News, PartialHeard, Ring
from agent.wire.strict_json import parse_object

LIVE_CALLS_PATH = "/ws/v1/liveCalls"

MAX_CLIENT_BYTES = 4 * 1024
MAX_TEXT_CHARS = 1000  # of one transcript message: at most 4 KiB of UTF-8; longer lines are split, not cut

Message = dict[str, Any]

_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class JoinCall:
    """The viewer wants the caller connected to a person."""

    id: str


@dataclass(frozen=True, slots=True)
class EndCall:
    """The viewer wants the call over."""

    id: str


class RequestError(Exception):
    """A client message we cannot serve; `description` is fixed text, `id` names the message if it had one."""

    def __init__(self, description: str, id: str | None = None) -> None:
        super().__init__(description)
        self.description = description
        self.id = id


def request(text: str) -> JoinCall | EndCall:
    """What a viewer asks. Raises RequestError."""
    try:
        fields = parse_object(text)
    except ValueError as fault:
        raise RequestError(f"Message is {fault}") from None
    kind, id = fields.get("type"), fields.get("id")
    if not isinstance(kind, str):
        raise RequestError("Message has no type")
    if not isinstance(id, str) or not _ID.fullmatch(id):
        raise RequestError("Message has no valid id")
    match kind:
        case "client:joinCall":
            return JoinCall(id)
        case "client:endCall":
            return EndCall(id)
    raise RequestError("Message type is unknown", id)


def messages(fact: News) -> list[Message]:
    """The messages that tell a fact, in order: one, or several for a very long line.

    A partial is an addition of ours, for viewers who ask for it: at most one message, the end of a text too
    long for it, of which `stable` characters stay as they are.
    """
    match fact:
        case CallStarted(ring=ring, at=at):
            return [{"type": "event:start", "phone": phone(ring), "timestamp": timestamp(at)}]
        case LineSaid(line=line):
            shape = {"role": line.role.value, "offset": line.offset_ms}
            return [{"type": "transcript", "msg": msg, **shape} for msg in _pieces(line.text.reveal())]
        case PartialHeard(text=text, stable_chars=stable, offset_ms=offset_ms):
            cut = max(0, len(text.reveal()) - MAX_TEXT_CHARS)
            shown, settled = text.reveal()[cut:], _clean(text.reveal()[cut : max(cut, stable)])
            shape = {"role": Role.USER.value, "offset": offset_ms, "stable": len(settled)}
            return [{"type": "transcript:partial", "msg": _clean(shown), **shape}]
        case HandedOver():
            return [{"type": "event:end", "msg": "Screening finished: call transferred to user"}]
        case CallEnded(at=at):
            return [{"type": "event:callEnd", "timestamp": timestamp(at)}]


Roles = Literal["ours", "screening"]
"""What "user" means to a viewer: the caller, or, as where calls are screened for somebody, that somebody."""

_SCREENING = {Role.USER.value: Role.OTHER.value, Role.OTHER.value: Role.USER.value}


class Telling:
    """A call's news as one viewer gets them. An offset comes once in a call, so that it names a message.

    Two lines may begin in the same millisecond, and a long line is several messages: the later of them are
    counted on by a millisecond. Whoever reads the same lines in the same order gets the same offsets.
    """

    def __init__(self, roles: Roles = "ours") -> None:
        self._roles = roles
        self._used_ms: set[int] = set()  # bounded by the lines of a call

    def messages(self, fact: News) -> list[Message]:
        return [self._as_told(message) for message in messages(fact)]

    def replay(self, lines: Iterable[LineSaid], after_ms: int | None) -> list[Message]:
        """The lines said so far, from behind the message that the viewer had last (its offset)."""
        told = [message for line in lines for message in self.messages(line)]
        if after_ms is None:
            return told
        had = [at for at, message in enumerate(told) if message["offset"] == after_ms]
        if had:
            return told[had[0] + 1 :]
        return [message for message in told if message["offset"] > after_ms]

    def _as_told(self, message: Message) -> Message:
        if message["type"] == "transcript":
            offset_ms = message["offset"]
            while offset_ms in self._used_ms:
                offset_ms += 1
            self._used_ms.add(offset_ms)
            message = message | {"offset": offset_ms}
        if self._roles == "screening" and "role" in message:
            message = message | {"role": _SCREENING.get(message["role"], message["role"])}
        return message


def ack(id: str) -> Message:
    return {"type": "ack", "ackId": id}


def error(description: str, id: str | None = None) -> Message:
    """`id` is an addition of ours: it tells which client message is meant."""
    return {"type": "error", "description": description} | ({"id": id} if id else {})


def phone(ring: Ring) -> str:
    """The other side's: who rings us, or whom we ring. E.164 where the carrier told us; never empty, as the
    field is required."""
    theirs = ring.caller if ring.direction == "inbound" else ring.called
    return _clean(theirs.reveal()) or "anonymous"


def timestamp(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as 2026-02-01T10:00:00.000Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _pieces(text: str) -> Iterator[str]:
    text = _clean(text)
    while len(text) > MAX_TEXT_CHARS:
        space = text.rfind(" ", 1, MAX_TEXT_CHARS)
        end = space + 1 if space > 0 else MAX_TEXT_CHARS
        yield text[:end]
        text = text[end:]
    yield text


def _clean(text: str) -> str:
    """Without control characters and direction marks, which could disguise a line on a screen."""
    return _CONTROL.sub("", text)
