"""Facts of an invented call, for the tests of whatever records them."""

from __future__ import annotations

from datetime import UTC, datetime

from agent.commands import Line, Role
from agent.facts import CallEnded, CallStarted, LineSaid, Ring
from agent.personal import Personal

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def started(call: str = "c1", at: datetime = AT) -> CallStarted:
    ring = Ring(f"uuid-{call}", Personal("+353155501234"), Personal("+353155509999"))
    return CallStarted(call, ring, at)


def said(sequence: int, call: str = "c1", text: str = "") -> LineSaid:
    line = Line(Role.USER, Personal(text or f"line {sequence}"), 1000 * sequence)
    return LineSaid(call, sequence, line)


def ended(call: str = "c1") -> CallEnded:
    return CallEnded(call, "completed", AT, 42_000)
