import hashlib
import json
import re
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.personal import Personal
from agent.wire import vonage_http as http
from agent.wire.vonage_http import Refused, verify

SECRET = "a signature secret of " + "at least thirty-two characters, here twice"
KEY = "a1b2c3d"
NOW = 1_770_000_000.0
BODY = b'{"status": "answered"}'


def signed(body: bytes = BODY, secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    claims: dict[str, Any] = {
        "iat": int(NOW),
        "jti": "j-1",
        "iss": "Vonage",
        "api_key": KEY,
        "application_id": "app-1",
        "payload_hash": hashlib.sha256(body).hexdigest(),
    } | changes
    present = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(present, secret if algorithm != "none" else "", algorithm=algorithm)


def check(token: str, body: bytes = BODY) -> None:
    verify(token, body, SECRET, KEY, NOW, "app-1")


def test_w01_a_genuine_webhook_passes_and_says_its_jti() -> None:
    assert verify(signed(), BODY, SECRET, KEY, NOW, "app-1").jti == "j-1"


def test_w01_a_signed_upgrade_or_get_has_no_body_and_needs_no_hash() -> None:
    check(signed(payload_hash=None), b"")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x.y.z",
        "x" * 9000,
        signed(secret=SECRET + "!"),
        signed(algorithm="none"),
        signed(algorithm="HS512"),
        signed(iss="Mallory"),
        signed(iss=None),
        signed(jti=None),
        signed(jti=5),
        signed(iat=None),
        signed(iat="soon"),
        signed(api_key=None),
        signed(api_key="ffffff"),
        signed(api_key=["a1b2c3d"]),
        signed(application_id="app-2"),
        signed(payload_hash=None),
        signed(payload_hash="0" * 64),
        signed(body=BODY + b" "),
        signed(iat=int(NOW) - 301),
        signed(iat=int(NOW) + 61),
        signed(exp=int(NOW) - 61),
    ],
)
def test_w02_w03_w04_everything_else_is_refused(token: str) -> None:
    with pytest.raises(Refused) as refusal:
        check(token)
    assert SECRET not in str(refusal.value)


@pytest.mark.parametrize("iat", [int(NOW) - 299, int(NOW) + 59])
def test_w04_clocks_may_differ_a_little(iat: int) -> None:
    check(signed(iat=iat))


def test_w02_rs256_with_the_secret_as_key_is_refused() -> None:
    header = jwt.utils.base64url_encode(b'{"alg":"RS256","typ":"JWT"}').decode()
    _, claims, signature = signed().split(".")
    with pytest.raises(Refused):
        check(f"{header}.{claims}.{signature}")


def test_without_a_secret_nobody_is_genuine() -> None:
    with pytest.raises(Refused):
        verify(signed(), BODY, "", KEY, NOW)


# -- what webhooks say -----------------------------------------------------------------------------


def test_a_ring_is_read() -> None:
    ring = http.ring({"from": "447700900001", "to": "442079460000", "uuid": "u-1"}, nameless="n")
    assert (ring.uuid, ring.caller.reveal(), ring.called.reveal()) == (
        "u-1",
        "+447700900001",
        "+442079460000",
    )
    assert "7700" not in repr(ring)


@pytest.mark.parametrize(
    ("fields", "uuid", "caller"),
    [
        ({}, "n", ""),
        ({"from": "anonymous", "conversation_uuid": "CON-1"}, "CON-1", "anonymous"),
        ({"from_user": "alice", "uuid": ""}, "n", "alice"),
        ({"from": None, "to": 7, "uuid": ["u"]}, "n", ""),
        ({"from": "+44 7700 900001", "uuid": "u"}, "u", "+447700900001"),
        ({"from": '"],"action":"', "uuid": "u"}, "u", '"],"action":"'),
        ({"from": "9" * 5000, "uuid": "u"}, "u", "9" * 256),
        ({"from": "\ud800", "uuid": "u"}, "u", "?"),
    ],
)
def test_a_ring_is_read_whatever_is_missing_or_strange(
    fields: dict[str, object], uuid: str, caller: str
) -> None:
    ring = http.ring(fields, nameless="n")
    assert (ring.uuid, ring.caller.reveal()) == (uuid, caller)


def test_w09_an_event_names_its_call_in_two_ways_or_not_at_all() -> None:
    assert http.call_report({"uuid": "u", "status": "answered"}).uuid == "u"
    machine = http.call_report({"call_uuid": "u", "status": "machine", "sub_state": "beep_start"})
    assert (machine.uuid, machine.status, machine.detail) == ("u", "machine", "beep_start")
    assert http.call_report({"recording_url": "https://x"}) == http.CallReport("", "", "", "")


def test_a_leg_report_finds_our_call_in_its_headers() -> None:
    report = http.leg_report(
        {"status": "disconnected", "from": "442079460000", "headers": {"call_id": "c", "attempt": "2"}}
    )
    assert (report.status, report.call_id, report.attempt) == ("disconnected", "c", 2)
    assert report.called.reveal() == "+442079460000"


@pytest.mark.parametrize("headers", [None, [], {"attempt": "x"}, {"attempt": 2}, {"attempt": "-1"}])
def test_a_leg_report_without_usable_headers(headers: object) -> None:
    report = http.leg_report({"status": "failed", "headers": headers})
    assert (report.call_id, report.attempt) == ("", 1)


# -- NCCOs -----------------------------------------------------------------------------------------

CALLED = Personal("+442079460000")


def answered(**changes: Any) -> list[dict[str, Any]]:
    wanted: dict[str, Any] = {
        "media_url": "wss://desk.example.org/vonage/media",
        "event_url": "https://desk.example.org/vonage/ws-events",
        "called": CALLED,
        "call_id": "0" * 32,
        "ticket": Personal("t" * 43),
        "rate": 16000,
        "limit_s": 1860,
    }
    return http.answer(**(wanted | changes))


def check_ncco(ncco: list[dict[str, Any]]) -> None:
    """BEHAVIOUR W-14: what the vendor's NCCO reference asks of the actions we use."""
    assert ncco
    assert json.loads(json.dumps(ncco, allow_nan=False)) == ncco
    for action in ncco:
        match action["action"]:
            case "talk":
                assert action.keys() == {"action", "text"}
                assert 0 < len(action["text"]) <= 1500
                assert "<" not in action["text"]
            case "connect":
                assert ("from" in action) != ("randomFromNumber" in action)
                assert re.fullmatch(r"[1-9]\d{6,14}", action.get("from", "1234567"))
                assert isinstance(action.get("eventUrl", []), list)
                assert action.get("limit", 1) <= 7200
                (endpoint,) = action["endpoint"]
                if endpoint["type"] == "phone":
                    assert re.fullmatch(r"[1-9]\d{6,14}", endpoint["number"])
                else:
                    assert endpoint["type"] == "websocket"
                    assert endpoint["content-type"] in {f"audio/l16;rate={r}" for r in (8000, 16000, 24000)}
                    assert re.match(r"wss?://", endpoint["uri"])
                    assert len(json.dumps(endpoint["headers"])) <= 512
            case other:
                raise AssertionError(other)


@pytest.mark.parametrize("rate", [8000, 16000, 24000])
def test_w14_the_answer_connects_to_our_socket(rate: int) -> None:
    ncco = answered(rate=rate)
    check_ncco(ncco)
    assert ncco == [
        {
            "action": "connect",
            "from": "442079460000",
            "eventType": "synchronous",
            "eventUrl": ["https://desk.example.org/vonage/ws-events"],
            "timeout": 10,
            "limit": 1860,
            "endpoint": [
                {
                    "type": "websocket",
                    "uri": "wss://desk.example.org/vonage/media",
                    "content-type": f"audio/l16;rate={rate}",
                    "headers": {"call_id": "0" * 32, "ticket": "t" * 43, "attempt": "1"},
                }
            ],
        }
    ]


def test_the_answer_asks_for_a_signed_upgrade_when_configured() -> None:
    assert answered(authorize=True)[0]["endpoint"][0]["authorization"] == {"type": "vonage"}


@given(called=st.text(max_size=300), number=st.text(max_size=300))
def test_w13_w14_nothing_a_caller_sends_makes_another_ncco(called: str, number: str) -> None:
    ours = Personal(called)
    for ncco in (
        answered(called=ours),
        http.echo(media_url="ws://x/vonage/echo", called=ours, rate=8000, limit_s=9999),
        http.fallback(ours, number),
        http.hand_over(ours, Personal(number), "https://x/0", "https://x/summary"),
        http.whisper(Personal("x" + number + called), ""),
    ):
        check_ncco(ncco)


def test_the_fallback_speaks_and_connects_to_a_person_if_there_is_one() -> None:
    assert [action["action"] for action in http.fallback(CALLED, "")] == ["talk"]
    talk, connect = http.fallback(CALLED, "+44 20 7946 0001")
    assert talk["action"] == "talk"
    assert connect["endpoint"] == [{"type": "phone", "number": "442079460001"}]


def test_a_hand_over_connects_at_once_because_the_agent_has_announced_it() -> None:
    (connect,) = http.hand_over(CALLED, Personal("+442079460001"), "https://x/0")
    assert connect["endpoint"] == [{"type": "phone", "number": "442079460001"}]
    assert (connect["eventType"], connect["eventUrl"], connect["timeout"]) == (
        "synchronous",
        ["https://x/0"],
        25,
    )
    (told,) = http.hand_over(CALLED, Personal("+442079460001"), "https://x/0", "https://x/s")
    assert told["endpoint"][0]["onAnswer"] == {"url": "https://x/s"}
    assert [action["action"] for action in http.hand_over(CALLED, Personal("nobody"), "")] == ["talk"]


def test_w13_no_markup_reaches_the_carriers_voice() -> None:
    (talk,) = http.whisper(Personal("<speak><audio src='x'/></speak> " + "&lt;" * 900), "es")
    assert not set("<>&") & set(talk["text"])
    assert (len(talk["text"]) <= 1500, talk["language"]) == (True, "es-ES")
    assert http.whisper(Personal("<>"), "en") == []


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api-eu-3.vonage.com", "api-eu-3.vonage.com"),
        ("https://api-us-1.nexmo.com/", "api-us-1.nexmo.com"),
        ("https://evil.example", ""),
        ("https://api.nexmo.com.evil.example", ""),
        ("https://api.nexmo.com@evil.example", ""),
        ("https://evil.example/?https://api.nexmo.com", ""),
        ("http://api.nexmo.com", ""),
        ("https://api.nexmo.com\n", ""),
        (["https://api.nexmo.com"], ""),
        (None, ""),
    ],
)
def test_w17_the_host_of_a_call_is_the_carriers_or_none(url: object, host: str) -> None:
    assert http.ring({"uuid": "u", "region_url": url}, nameless="").host == host


def test_a_call_is_created_with_its_ncco_inline_and_machines_told_later() -> None:
    created = http.create_call(
        number=Personal("+353871234567"),
        ours=Personal("+35315550142"),
        media_url="wss://desk.example.org/vonage/media",
        leg_event_url="https://desk.example.org/vonage/ws-events/a1",
        event_url="https://desk.example.org/vonage/events/a1",
        call_id="c1",
        ticket=Personal("t1"),
        rate=16_000,
        limit_s=300,
        ringing_s=45,
    )
    sent = json.loads(json.dumps(created.model_dump(by_alias=True, exclude_none=True)))  # as the SDK does
    assert sent["to"] == [{"type": "phone", "number": "353871234567"}]
    assert sent["from"] == {"type": "phone", "number": "35315550142"}
    assert sent["event_url"] == ["https://desk.example.org/vonage/events/a1"]
    assert sent["advanced_machine_detection"] == {
        "behavior": "continue",
        "mode": "default",
        "beep_timeout": 45,
    }
    [connect] = sent["ncco"]
    assert connect["endpoint"][0]["content-type"] == "audio/l16;rate=16000"
    assert connect["endpoint"][0]["headers"] == {"call_id": "c1", "ticket": "t1", "attempt": "1"}
    assert connect["eventType"] == "synchronous"
    assert (sent["ringing_timer"], sent["length_timer"]) == (45, 300)


def test_r14_what_is_no_number_is_not_sent() -> None:
    with pytest.raises(ValueError, match="can be dialled"):
        http.create_call(
            number=Personal("112"),
            ours=Personal(""),
            media_url="wss://x",
            leg_event_url="https://x",
            event_url="https://x",
            call_id="c",
            ticket=Personal("t"),
            rate=16_000,
            limit_s=300,
            ringing_s=45,
        )
