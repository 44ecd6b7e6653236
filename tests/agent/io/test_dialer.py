"""Vonage's answers, through its own SDK, over an adapter in place of the network."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from requests.adapters import BaseAdapter

from agent.io.dialer import (
    Found,
    Order,
    Placed,
    PutOff,
    Refused,
    Undecided,
    Unknown,
    VonageDialer,
    key_readable,
)
from agent.personal import Personal
from agent.wire import vonage_http
from tests.agent.io.edge import local, run

AT = datetime(2026, 7, 1, 10, tzinfo=UTC)
ORDER = Order(
    attempt_id="a1",
    number=Personal("+353871234567"),
    call_id="c1",
    ticket=Personal("t1"),
    media_url="wss://desk.example.org/vonage/media",
    event_url="https://desk.example.org/vonage/events/a1",
    leg_event_url="https://desk.example.org/vonage/ws-events/a1",
    limit_s=300,
)
CREATED = {"uuid": "u-1", "status": "started", "direction": "outbound", "conversation_uuid": "CON-1"}


class Wire(BaseAdapter):
    """Answers every request with `status` and `body`, or raises `fault`; keeps what was sent."""

    def __init__(self, status: int = 201, body: object = None, fault: Exception | None = None) -> None:
        super().__init__()
        self.sent: list[tuple[requests.PreparedRequest, Any]] = []
        self._status, self._body, self._fault = status, body, fault

    def send(self, request: Any, *_: object, timeout: Any = None, **__: object) -> requests.Response:
        self.sent.append((request, timeout))
        if self._fault:
            raise self._fault
        response = requests.Response()
        response.status_code, response.url, response.request = self._status, request.url, request
        response.headers["Location"] = "https://evil.example/"
        response._content = json.dumps(self._body).encode()
        return response

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("key") / "private.pem"
    made = rsa.generate_private_key(65537, 2048)
    file.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return file


def dialer(key: Path, wire: Wire, **changes: Any) -> VonageDialer:
    return VonageDialer(local(application_id="app", private_key_file=key, **changes), wire)


def test_a_call_is_placed_with_a_timeout_and_a_token(key: Path) -> None:
    wire = Wire(body=CREATED)
    assert run(dialer(key, wire, carrier_host="api-eu-3.vonage.com").dial(ORDER)) == Placed("u-1")
    [(request, timeout)] = wire.sent
    assert request.url == "https://api-eu-3.vonage.com/v1/calls"
    assert timeout == 5
    assert str(request.headers["Authorization"]).startswith(("Bearer ", "b'Bearer"))
    sent = json.loads(request.body or "")
    assert sent["to"] == [{"type": "phone", "number": "353871234567"}]
    assert sent["ncco"][0]["action"] == "connect"
    assert sent["advanced_machine_detection"]["mode"] == "default"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refused),
        (404, Refused),
        (422, Refused),
        (401, PutOff),
        (403, PutOff),
        (408, Unknown),
        (429, PutOff),
        (500, Unknown),
        (502, Unknown),
        (503, Unknown),
        (307, Unknown),
    ],
)
def test_r03_r04_what_an_answer_says_of_a_call(key: Path, status: int, kind: type) -> None:
    wire = Wire(status, {"title": "no"})
    assert isinstance(run(dialer(key, wire).dial(ORDER)), kind)
    assert len(wire.sent) == 1  # nobody asks twice, and nobody follows a redirection with our token


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (requests.ReadTimeout(), Unknown),
        (requests.ConnectTimeout(), PutOff),
        (requests.ConnectionError(("Connection aborted.", "RemoteDisconnected('closed')")), Unknown),
        (requests.ConnectionError("reset"), Unknown),
        (ValueError("what came back is no call"), Unknown),
    ],
)
def test_r02_r03_a_broken_connection_is_never_tried_again(key: Path, fault: Exception, kind: type) -> None:
    wire = Wire(fault=fault)
    assert isinstance(run(dialer(key, wire).dial(ORDER)), kind)
    assert len(wire.sent) == 1


def test_r02_an_answer_that_is_none_leaves_a_doubt(key: Path) -> None:
    assert isinstance(run(dialer(key, Wire(200, {"uuid": 7})).dial(ORDER)), Unknown)


def listed(*numbers: str, more: bool = False) -> dict[str, Any]:
    links = {"self": {"href": "/v1/calls"}} | (
        {"next": {"href": "/v1/calls?record_index=100"}} if more else {}
    )
    ours = {"type": "phone", "number": "35315550142"}
    calls = [
        CREATED
        | {"uuid": f"u-{number}", "to": {"type": "phone", "number": number}, "from": ours, "_links": links}
        for number in numbers
    ]
    return {"count": 1, "page_size": 100, "record_index": 0, "_embedded": {"calls": calls}, "_links": links}


def test_r02_the_carriers_records_decide(key: Path) -> None:
    wire = Wire(200, listed("353870000000", "353871234567"))
    assert run(dialer(key, wire).find(ORDER.number, AT)) == Found("u-353871234567", "started")
    assert "date_start=2026-07-01T09%3A58%3A00Z" in (wire.sent[0][0].url or "")
    assert run(dialer(key, Wire(200, listed("353870000000"))).find(ORDER.number, AT)) is None


@pytest.mark.parametrize(
    "wire", [Wire(500, {}), Wire(200, {"nothing": 1}), Wire(200, listed("353870000000", more=True))]
)
def test_r02_records_that_cannot_tell_leave_the_doubt(key: Path, wire: Wire) -> None:
    with pytest.raises(Undecided):
        run(dialer(key, wire).find(ORDER.number, AT))


def test_hanging_up_and_asking_never_fail(key: Path) -> None:
    run(dialer(key, Wire(404, {})).hang_up("u-1"))
    assert run(dialer(key, Wire(404, {})).status("u-1")) == ""
    [call] = listed("353871234567")["_embedded"]["calls"]
    assert run(dialer(key, Wire(200, call)).status("u-1")) == "started"


@pytest.mark.parametrize(
    "host", ["evil.example", "api-eu-3.vonage.com.evil.example", "api.nexmo.com/x", "localhost", ""]
)
def test_our_token_goes_to_the_carrier_only(key: Path, host: str) -> None:
    with pytest.raises(ValueError, match="not a host"):
        dialer(key, Wire(), carrier_host=host)


def test_a_key_is_looked_at_before_the_first_call(key: Path, tmp_path: Path) -> None:
    assert key_readable(key)
    assert not key_readable(None)
    assert not key_readable(tmp_path / "none.pem")


def test_p01_neither_the_number_nor_the_token_is_logged(key: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wire = Wire(422, {"title": "353871234567 is not to be called"})
    run(dialer(key, wire).dial(ORDER))
    run(dialer(key, wire).hang_up("u-1"))
    token = str(wire.sent[0][0].headers["Authorization"])[-40:].rstrip("'")
    assert "353871234567" not in caplog.text
    assert token not in caplog.text
    assert caplog.records  # something was listened to


def test_a_leg_is_moved_and_hung_up_at_the_host_that_has_its_call(key: Path) -> None:
    wire = Wire(204)
    ncco = vonage_http.hand_over(
        Personal("+442079460000"), Personal("+442079460001"), "https://x/e", "https://x/s"
    )
    assert run(dialer(key, wire).transfer("u-1", ncco, "api-eu-3.vonage.com"))
    run(dialer(key, wire).hang_up("u-1", "evil.example"))
    moved, hung_up = (request for request, _ in wire.sent)
    assert (moved.method, moved.url) == ("PUT", "https://api-eu-3.vonage.com/v1/calls/u-1")
    assert json.loads(moved.body or "") == {
        "action": "transfer",
        "destination": {"type": "ncco", "ncco": ncco},
    }
    assert hung_up.url == "https://api.nexmo.com/v1/calls/u-1"  # our token goes to the carrier only


@pytest.mark.parametrize(
    "wire", [Wire(404, {}), Wire(500, {}), Wire(429, {}), Wire(fault=requests.ReadTimeout())]
)
def test_a_transfer_that_is_not_certain_is_none(key: Path, wire: Wire) -> None:
    assert not run(dialer(key, wire).transfer("u-1", []))
    assert len(wire.sent) == 1
