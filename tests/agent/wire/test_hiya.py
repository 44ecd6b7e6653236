import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from agent.commands import Line, Role
from agent.facts import CallEnded, CallStarted, HandedOver, LineSaid, News, PartialHeard, Ring
from agent.personal import Personal
from agent.wire import hiya

AT = datetime(2026, 2, 1, 10, 0, 0, 5000, tzinfo=UTC)


def started(caller: str) -> CallStarted:
    return CallStarted("c", Ring("u", Personal(caller), Personal("+442079460000")), AT)


def said(text: str) -> LineSaid:
    return LineSaid("c", 0, Line(Role.ASSISTANT, Personal(text), 120))


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        (
            started("+14155550123"),
            {"type": "event:start", "phone": "+14155550123", "timestamp": "2026-02-01T10:00:00.005Z"},
        ),
        (
            started(""),
            {"type": "event:start", "phone": "anonymous", "timestamp": "2026-02-01T10:00:00.005Z"},
        ),
        (
            # whom we ring is the other side then
            CallStarted("c", Ring("u", Personal("+442079460000"), Personal("+447700900123"), "outbound"), AT),
            {"type": "event:start", "phone": "+447700900123", "timestamp": "2026-02-01T10:00:00.005Z"},
        ),
        (
            LineSaid("c", 3, Line(Role.USER, Personal("Hello?"), 15210)),
            {"type": "transcript", "msg": "Hello?", "role": "user", "offset": 15210},
        ),
        (
            PartialHeard("c", Personal("When are yo"), 8, 15210),
            {
                "type": "transcript:partial",
                "msg": "When are yo",
                "role": "user",
                "offset": 15210,
                "stable": 8,
            },
        ),
        (
            HandedOver("c", AT),
            {"type": "event:end", "msg": "Screening finished: call transferred to user"},
        ),
        (
            CallEnded("c", "completed", AT + timedelta(seconds=1), 1000),
            {"type": "event:callEnd", "timestamp": "2026-02-01T10:00:01.005Z"},
        ),
    ],
)
def test_each_fact_has_its_message(fact: News, message: hiya.Message) -> None:
    assert hiya.messages(fact) == [message]


def test_of_a_very_long_partial_the_end_is_shown() -> None:
    text = "word " * 300 + "last"
    (message,) = hiya.messages(PartialHeard("c", Personal(text), 1490, 0))
    assert len(message["msg"]) == hiya.MAX_TEXT_CHARS
    assert message["msg"].endswith("word last")
    assert text[:1490].endswith(message["msg"][: message["stable"]])


def test_timestamps_are_utc_whatever_the_zone() -> None:
    assert hiya.timestamp(AT.astimezone(timezone(timedelta(hours=5)))) == "2026-02-01T10:00:00.005Z"


def test_t22_control_characters_and_direction_marks_go_html_stays() -> None:
    (message,) = hiya.messages(said("<script>\x00\x1b[31m\u202eabc\u2066</script>"))
    assert message["msg"] == "<script>[31mabc</script>"


@pytest.mark.parametrize("text", ["word " * 5000, "x" * 100_000, "😀" * 3000])
def test_t22_a_long_line_is_split_not_cut(text: str) -> None:
    messages = hiya.messages(said(text))
    assert "".join(message["msg"] for message in messages) == text
    assert all(len(message["msg"].encode()) <= 4096 for message in messages)
    assert {message["offset"] for message in messages} == {120}


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ('{"type":"client:joinCall","id":"a-1"}', hiya.JoinCall("a-1")),
        ('{"type":"client:endCall","id":"a.1:2_3","more":1}', hiya.EndCall("a.1:2_3")),
    ],
)
def test_requests(text: str, request_: object) -> None:
    assert hiya.request(text) == request_


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("{", None),
        ("[]", None),
        ("{}", None),
        ('{"type":"client:joinCall"}', None),
        ('{"type":"client:joinCall","id":""}', None),
        ('{"type":"client:joinCall","id":7}', None),
        ('{"type":"client:joinCall","id":"a b"}', None),
        (json.dumps({"type": "client:joinCall", "id": "x" * 65}), None),
        ('{"type":["client:joinCall"],"id":"a"}', None),
        ('{"type":"client:somethingElse","id":"a"}', "a"),
        ('{"type":"event:start","id":"a"}', "a"),
    ],
)
def test_t07_what_we_cannot_serve_is_named(text: str, id: str | None) -> None:
    with pytest.raises(hiya.RequestError) as refusal:
        hiya.request(text)
    assert refusal.value.id == id
    assert hiya.error(refusal.value.description, id)["description"]


def test_ack_and_error() -> None:
    assert hiya.ack("a") == {"type": "ack", "ackId": "a"}
    assert hiya.error("No") == {"type": "error", "description": "No"}
    assert hiya.error("No", "a") == {"type": "error", "description": "No", "id": "a"}
