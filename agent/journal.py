"""A call's journal: a header, then one JSON line for each event and its time, sound included.

    {"frontdesk_journal":1}
    {"at_ms":120,"event":"FrameReceived","leg":1,"frame":{"samples":"<base64, int16 LE>","position":0}}

Replaying a journal into a fresh session gives the same commands bit for bit. It holds what callers said:
whoever writes one keeps it private. The codec follows the dataclasses of `agent.events`, so a new event
needs no line here.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import numpy as np

from agent.dialogue.errands import Finding
from agent.events import Event
from agent.personal import Personal
from audio.frame import Samples

VERSION = 1  # raise it whenever an older journal could no longer be read
HEADER = json.dumps({"frontdesk_journal": VERSION}, separators=(",", ":"))

_KINDS: dict[str, type] = {kind.__name__: kind for kind in get_args(Event)}
_FINDINGS: dict[str, type] = {kind.__name__: kind for kind in get_args(Finding)}


def encode(now_ms: int, event: Event) -> str:
    """One line, without its line end."""
    line = {"at_ms": now_ms, "event": type(event).__name__, **_fields(event)}
    return json.dumps(line, separators=(",", ":"))


def decode(line: str) -> tuple[int, Event]:
    """The reverse of `encode`. Raises ValueError for a line of another shape, or a field of another type."""
    try:
        plain = json.loads(line)
        now_ms = plain.pop("at_ms")
        kind = _KINDS[plain.pop("event")]
        return _value(int, now_ms), _value(kind, plain)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # Without the line itself: it may say what a caller said.
        raise ValueError(f"not a line of a journal ({type(error).__name__})") from None


def read(lines: Iterable[str]) -> Iterator[tuple[int, Event]]:
    """The events of a whole journal, given its lines with their line ends.

    A last line that a crash cut short is left out. Raises ValueError naming the line that is wrong.
    """
    for number, line in enumerate(lines, start=1):
        if number == 1:
            if line.rstrip("\n") != HEADER:
                raise ValueError(f"line 1: not a journal of version {VERSION}")
        elif line.endswith("\n"):
            try:
                yield decode(line)
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from None


def _fields(value: Any) -> dict[str, object]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: object) -> object:
    if isinstance(value, Personal):
        return value.reveal()
    if isinstance(value, np.ndarray):
        return base64.b64encode(value.astype("<i2", copy=False).tobytes()).decode("ascii")
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Finding):
        return {"found": type(value).__name__, **_fields(value)}
    if is_dataclass(value):
        return _fields(value)
    return value


def _value(kind: Any, plain: Any) -> Any:
    """`plain` as the annotated type `kind`."""
    if kind is Personal:
        return Personal(_value(str, plain))
    if kind == Samples:
        return np.frombuffer(base64.b64decode(plain, validate=True), dtype="<i2").astype(np.int16, copy=False)
    if kind is datetime:
        return datetime.fromisoformat(plain)
    if isinstance(kind, UnionType):  # of events' fields, only a finding is one of several things
        return _value(_FINDINGS[plain.pop("found")], plain)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        if plain.keys() != hints.keys():
            raise ValueError("fields differ")
        return kind(**{name: _value(hints[name], item) for name, item in plain.items()})
    if get_origin(kind) is tuple:
        first, *others = get_args(kind)
        kinds = [first] * len(plain) if others == [Ellipsis] else [first, *others]
        return tuple(_value(kind, item) for kind, item in zip(kinds, plain, strict=True))
    if plain in get_args(kind) if get_origin(kind) is Literal else type(plain) is kind:
        return plain
    raise TypeError(f"not {kind}")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
