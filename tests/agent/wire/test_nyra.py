from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from agent.commands import Line, Role
from agent.facts import CallEnded, CallStarted, HandedOver, LineSaid, Ring
from agent.personal import Personal
from agent.wire import nyra

AT = datetime(2026, 4, 8, 16, 0, 0, 999_000, tzinfo=timezone(timedelta(hours=5, minutes=30)))
OURS, THEIRS = Personal("+918022334455"), Personal("+919876543210")


def test_an_inbound_call() -> None:
    ring = Ring("u", THEIRS, OURS, "inbound", "h-1", "b-1", Personal("p-1"))
    assert nyra.event(CallStarted("c-1", ring, AT)) == {
        "type": "inbound_call",
        "data": {
            "call_id": "c-1",
            "patient_id": "p-1",
            "phone_number": "9876543210",
            "branch_id": "b-1",
            "timestamp": "2026-04-08T10:30:00Z",
        },
    }


def test_an_outbound_call_has_the_number_of_the_patient_and_a_type() -> None:
    ring = Ring("u", OURS, THEIRS, "outbound", "h-1", None, Personal("p-1"), "feedback")
    told = nyra.event(CallStarted("c-1", ring, AT))
    assert told is not None
    assert told["type"] == "outbound_call"
    assert list(told["data"]) == "call_id patient_id phone_number call_type branch_id timestamp".split()
    assert told["data"]["phone_number"] == "9876543210"
    assert told["data"]["call_type"] == "feedback"
    assert told["data"]["branch_id"] is None
    reminder = nyra.event(CallStarted("c-1", Ring("u", OURS, THEIRS, "outbound"), AT))
    assert reminder is not None
    assert reminder["data"]["call_type"] == "reminder"


def test_a_call_that_ended() -> None:
    assert nyra.event(CallEnded("c-1", "hangup", datetime(2026, 4, 8, 10, 35, tzinfo=UTC), 244_600)) == {
        "type": "call_ended",
        "data": {
            "call_id": "c-1",
            "duration": 245,
            "status": "completed",
            "timestamp": "2026-04-08T10:35:00Z",
        },
    }


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("completed", "completed"),
        ("handed_over", "completed"),
        ("silence", "completed"),
        ("fault", "failed"),
        ("crashed", "failed"),
        ("busy", "busy"),
        ("unanswered", "no_answer"),
        ("cancelled", "cancelled"),
        ("machine", "voicemail"),
        ("message_left", "voicemail"),
    ],
)
def test_how_calls_end(reason: str, status: str) -> None:
    assert nyra.status(reason) == status


@pytest.mark.parametrize(
    ("number", "national"),
    [("+447700900001", "7700900001"), ("", ""), ("anonymous", ""), ("9876543210", "9876543210")],
)
def test_a_number_is_national(number: str, national: str) -> None:
    told = nyra.event(CallStarted("c", Ring("u", Personal(number), OURS), AT))
    assert told is not None
    assert told["data"]["phone_number"] == national
    assert told["data"]["patient_id"] is None


def test_what_is_said_in_a_call_is_not_told() -> None:
    assert nyra.event(LineSaid("c", 0, Line(Role.USER, Personal("hello"), 0))) is None
    assert nyra.event(HandedOver("c", AT)) is None


def test_s18_from_when_on_a_client_wants_what_it_missed() -> None:
    assert nyra.since({"since": "2026-04-08T16:00:00+05:30"}) == datetime(2026, 4, 8, 10, 30, tzinfo=UTC)
    assert nyra.since({"token": "t"}) is nyra.since(None) is nyra.since({"since": None}) is None
    for nonsense in (7, "soon", "2026-04-08T10:30:00", "2026-04-08T10:30:00Z" * 3, ["2026-04-08"]):
        with pytest.raises(ValueError, match=r"since|isoformat"):
            nyra.since({"since": nonsense})


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ('4212["renew",{"token":"x"}]', ({"token": "x"}, 12)),
        ('42["renew",{"token":7}]', ({"token": 7}, None)),
        ('42["renew","x"]', None),
        ('42["renew",{"token":NaN}]', None),
        ('42["renew",{}],"more":[{}]', None),
        ('42["renew",{"token":"x"}],[{}]', None),
        ('42["join",{"token":"x"}]', None),
        ('42/admin,["renew",{"token":"x"}]', None),
        ('421234567890["renew",{"token":"x"}]', None),
        ("", None),
    ],
)
def test_s12_a_client_may_say_one_thing(text: str, asked: object) -> None:
    assert nyra.renewal(text) == asked


def test_s12_and_is_told_what_came_of_it() -> None:
    assert nyra.renewed("") == {"success": True}
    assert nyra.renewed("other_calls") == {"success": False, "code": "other_calls"}
