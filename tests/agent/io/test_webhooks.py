import asyncio
import gzip
import hashlib
import json
import time
from typing import Any

import httpx
import jwt
import pytest

from agent.events import CarrierReported
from agent.facts import Ring
from agent.io.parting import Parting
from agent.io.server import make_server
from agent.personal import Personal
from agent.settings import Settings
from tests.agent.io.edge import CALLED, CALLER, SECRET, FakeDesk, local, public, ring, run

RING = {"from": CALLER, "to": CALLED, "uuid": "u-1", "conversation_uuid": "CON-1", "endpoint_type": "phone"}


class House:
    """The server's routes, called in process: no socket, no server."""

    def __init__(self, settings: Settings | None = None, insecure_local: bool = True) -> None:
        self.desk = FakeDesk(max_calls=2)
        app = make_server(self.desk, settings or local(), insecure_local)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080")

    def signature(self, body: bytes, **changes: Any) -> dict[str, str]:
        claims = {
            "iat": int(time.time()),
            "jti": f"j-{hashlib.sha256(body).hexdigest()}",
            "iss": "Vonage",
            "api_key": "a1b2c3d",
            "payload_hash": hashlib.sha256(body).hexdigest(),
        }
        return {"Authorization": f"Bearer {jwt.encode(claims | changes, SECRET, algorithm='HS256')}"}

    async def post(self, path: str, fields: object, **changes: Any) -> httpx.Response:
        body = json.dumps(fields).encode()
        headers = {"Content-Type": "application/json"} | self.signature(body, **changes)
        return await self.http.post(path, content=body, headers=headers)

    async def answer(self, **changes: object) -> list[dict[str, Any]]:
        reply = await self.http.post("/vonage/answer", json=RING | changes)
        assert reply.status_code == 200
        ncco: list[dict[str, Any]] = reply.json()
        return ncco


def endpoint(ncco: list[dict[str, Any]]) -> dict[str, Any]:
    (socket,) = ncco[0]["endpoint"]
    assert isinstance(socket, dict)
    return socket


def is_fallback(ncco: list[dict[str, Any]]) -> bool:
    return bool(ncco[0]["action"] == "talk")


# -- answering -------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_answer_connects_to_the_media_socket_of_this_very_host(method: str) -> None:
    async def scenario() -> None:
        house = House()
        asked = {"params": RING} if method == "GET" else {"json": RING}
        ncco = (await house.http.request(method, "/vonage/answer", **asked)).json()  # type: ignore[arg-type]
        socket = endpoint(ncco)
        assert socket["uri"] == "ws://127.0.0.1:8080/vonage/media"
        assert ncco[0]["eventUrl"] == ["http://127.0.0.1:8080/vonage/ws-events"]
        call = house.desk.admissions.claim(
            socket["headers"]["call_id"], Personal(socket["headers"]["ticket"])
        )
        assert call.ring == ring("u-1")

    run(scenario())


def test_the_public_url_wins_over_the_host_header() -> None:
    async def scenario() -> None:
        house = House(public(media_rate=8000, media_authorization=True), insecure_local=False)
        socket = endpoint((await house.post("/vonage/answer", RING)).json())
        assert socket["uri"] == "wss://desk.example.org/vonage/media"
        assert socket["content-type"] == "audio/l16;rate=8000"
        assert socket["authorization"] == {"type": "vonage"}

    run(scenario())


@pytest.mark.parametrize("fields", [{}, {"uuid": "u"}, {"from": "anonymous"}, {"from_user": "x", "to": 5}])
def test_an_answer_comes_whatever_is_missing(fields: dict[str, object]) -> None:
    async def scenario() -> None:
        reply = await House().http.post("/vonage/answer", json=fields)
        assert endpoint(reply.json())["headers"]["call_id"]

    run(scenario())


def test_v03_the_same_uuid_answered_again_is_the_same_call() -> None:
    async def scenario() -> None:
        house = House()
        first, again = endpoint(await house.answer()), endpoint(await house.answer())
        assert first["headers"]["call_id"] == again["headers"]["call_id"]
        assert first["headers"]["ticket"] != again["headers"]["ticket"]

    run(scenario())


@pytest.mark.parametrize("why", ["full", "draining", "loading", "broken", "bad host"])
@pytest.mark.parametrize("number", ["", "+442079460001"])
def test_w11_who_cannot_be_answered_gets_the_fallback_and_never_an_error(why: str, number: str) -> None:
    async def scenario() -> None:
        house = House(local(fallback_number=number))
        headers = {}
        match why:
            case "full":
                for uuid in ("u-2", "u-3"):
                    house.desk.admissions.admit(ring(uuid))
            case "draining":
                house.desk.admissions.draining = True
            case "loading":
                house.desk.reasons = ["the ear is loading"]
            case "broken":
                house.desk.ready = None  # type: ignore[assignment, method-assign]
            case "bad host":
                headers = {"Host": "x/y?z"}
        reply = await house.http.post("/vonage/answer", json=RING, headers=headers)
        assert reply.status_code == 200
        ncco = reply.json()
        assert is_fallback(ncco)
        assert len(ncco) == (2 if number else 1)

    run(scenario())


def test_w11_a_call_that_has_its_place_is_answered_even_when_we_are_not_ready() -> None:
    async def scenario() -> None:
        house = House()
        first = endpoint(await house.answer())
        house.desk.reasons = ["disk full"]
        assert endpoint(await house.answer())["headers"]["call_id"] == first["headers"]["call_id"]

    run(scenario())


@pytest.mark.parametrize("path", ["/vonage/fallback", "/vonage/echo/answer"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_other_answers(path: str, method: str) -> None:
    async def scenario() -> None:
        asked = {"params": RING} if method == "GET" else {"json": RING}
        reply = await House().http.request(method, path, **asked)  # type: ignore[arg-type]
        if path.endswith("fallback"):
            assert is_fallback(reply.json())
        else:
            assert endpoint(reply.json())["uri"] == "ws://127.0.0.1:8080/vonage/echo"

    run(scenario())


# -- who may ask -----------------------------------------------------------------------------------

PATHS = ["/vonage/answer", "/vonage/events", "/vonage/ws-events", "/vonage/fallback", "/vonage/echo/answer"]


@pytest.mark.parametrize("path", PATHS)
def test_w01_w02_w03_w04_only_the_carrier_may_ask(path: str) -> None:
    async def scenario() -> None:
        house = House(public(), insecure_local=False)
        body = json.dumps(RING).encode()
        for headers in (
            {},
            {"Authorization": "Bearer x.y.z"},
            house.signature(body + b" "),
            house.signature(body, iss="Mallory"),
            house.signature(body, api_key="other"),
            house.signature(body, iat=int(time.time()) - 400),
        ):
            reply = await house.http.post(path, content=body, headers=headers)
            assert reply.status_code == 401
            assert reply.json() == {"detail": "not authorized"}  # nobody is told why
        assert len(house.desk.admissions) == 0
        good = await house.http.post(path, content=body, headers=house.signature(body))
        assert good.status_code in (200, 204)

    run(scenario())


def test_w01_get_is_signed_too() -> None:
    async def scenario() -> None:
        house = House(public(), insecure_local=False)
        assert (await house.http.get("/vonage/answer", params=RING)).status_code == 401
        reply = await house.http.get("/vonage/answer", params=RING, headers=house.signature(b""))
        assert endpoint(reply.json())

    run(scenario())


def test_for_local_use_unsigned_is_taken_and_signed_is_still_verified() -> None:
    async def scenario() -> None:
        house = House(local(signature_secret=SECRET, api_key="a1b2c3d"))
        assert (await house.http.post("/vonage/answer", json=RING)).status_code == 200
        assert (await house.post("/vonage/answer", RING)).status_code == 200
        assert (await house.post("/vonage/answer", RING, iss="Mallory")).status_code == 401

    run(scenario())


def test_w05_w06_a_signature_is_good_for_one_body() -> None:
    async def scenario() -> None:
        house = House(public(), insecure_local=False)
        assert (await house.post("/vonage/answer", RING, jti="j")).status_code == 200
        assert (await house.post("/vonage/answer", RING, jti="j")).status_code == 200
        assert len(house.desk.admissions) == 1
        assert (await house.post("/vonage/answer", RING | {"uuid": "u-9"}, jti="j")).status_code == 401
        assert len(house.desk.admissions) == 1

    run(scenario())


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b"{", {}, 400),
        (b"[]", {}, 400),
        (b'{"a":' * 10_000, {}, 400),
        (b'{"a": NaN}', {}, 400),
        (b" " * 65_537, {}, 413),
        (b"x" * 1_000_000, {}, 413),
        (gzip.compress(b"{}"), {"Content-Encoding": "gzip"}, 415),
        (b"from=1&to=2", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
@pytest.mark.parametrize("path", PATHS)
def test_w10_a_body_that_is_not_one_small_json_object(
    path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    async def scenario() -> None:
        assert (await House().http.post(path, content=body, headers=headers)).status_code == status

    run(scenario())


def test_slashes_are_not_redirected() -> None:
    async def scenario() -> None:
        assert (await House().http.post("/vonage/answer/", json=RING)).status_code == 404

    run(scenario())


# -- what happened to a call -----------------------------------------------------------------------


def test_w07_w08_each_event_reaches_its_call_once() -> None:
    async def scenario() -> None:
        house = House()
        runner = house.desk.live("u-1")
        event = {"uuid": "u-1", "status": "completed", "timestamp": "2026-02-01T10:00:00.000Z"}
        replies = await asyncio.gather(*(house.http.post("/vonage/events", json=event) for _ in range(10)))
        assert {reply.status_code for reply in replies} == {204}
        assert runner.events == [CarrierReported("completed")]

    run(scenario())


def test_w09_w18_strange_events_are_taken_and_change_nothing() -> None:
    async def scenario() -> None:
        house = House()
        runner = house.desk.live("u-1")
        for event in (
            {"uuid": "u-1", "status": "teleported"},
            {"uuid": "unknown", "status": "completed"},
            {"recording_url": "https://evil.example/x"},
            {"status": None, "uuid": ["u-1"]},
            {},
        ):
            assert (await house.http.post("/vonage/events", json=event)).status_code == 204
        assert runner.events == []
        machine = {"call_uuid": "u-1", "status": "machine", "sub_state": "beep_start"}
        await house.http.post("/vonage/events", json=machine)
        assert runner.events == [CarrierReported("machine", "beep_start")]

    run(scenario())


def test_a_call_that_ends_before_its_socket_came_gives_its_place_back() -> None:
    async def scenario() -> None:
        house = House()
        await house.answer()
        await house.http.post("/vonage/events", json={"uuid": "u-1", "status": "ringing"})
        assert len(house.desk.admissions) == 1
        await house.http.post("/vonage/events", json={"uuid": "u-1", "status": "completed"})
        assert len(house.desk.admissions) == 0

    run(scenario())


# -- a media leg has ended -------------------------------------------------------------------------


def leg(call_id: str, status: str = "disconnected", attempt: object = "1") -> dict[str, object]:
    return {"from": CALLED, "status": status, "headers": {"call_id": call_id, "attempt": attempt}}


def test_w15_a_leg_lost_in_a_live_call_is_dialled_again_for_the_same_call() -> None:
    async def scenario() -> None:
        house = House()
        call_id = house.desk.live("u-1").admission.call_id
        reply = await house.http.post("/vonage/ws-events", json=leg(call_id))
        headers = endpoint(reply.json())["headers"]
        assert (headers["call_id"], headers["attempt"]) == (call_id, "2")
        house.desk.admissions.claim(call_id, Personal(headers["ticket"]))
        often = await house.http.post("/vonage/ws-events", json=leg(call_id, attempt="3"))
        assert is_fallback(often.json())

    run(scenario())


def test_an_intended_hand_over_connects_to_the_person() -> None:
    async def scenario() -> None:
        house = House()
        runner = house.desk.live("u-1")
        call_id = runner.admission.call_id
        house.desk.partings.note(call_id, Parting("handover", ring(), (Personal("+442079460001"),)))
        for _ in range(2):  # the carrier may ask again
            ncco = (await house.http.post("/vonage/ws-events", json=leg(call_id))).json()
            assert ncco[0]["endpoint"] == [{"type": "phone", "number": "442079460001"}]
            assert ncco[0]["from"] == CALLED
            house.desk.end(runner)  # and the call itself is over by then

    run(scenario())


def test_a_leg_closed_because_the_call_is_over_needs_no_answer() -> None:
    async def scenario() -> None:
        house = House()
        runner = house.desk.live("u-1")
        house.desk.end(runner)
        reply = await house.http.post("/vonage/ws-events", json=leg(runner.admission.call_id))
        assert (reply.status_code, reply.content) == (204, b"")

    run(scenario())


@pytest.mark.parametrize("status", ["failed", "unanswered"])
def test_w16_a_leg_that_never_came_up_gets_the_fallback(status: str) -> None:
    async def scenario() -> None:
        house = House(local(fallback_number="+442079460001"))
        call_id = endpoint(await house.answer())["headers"]["call_id"]
        ncco = (await house.http.post("/vonage/ws-events", json=leg(call_id, status))).json()
        assert is_fallback(ncco)
        assert ncco[1]["endpoint"] == [{"type": "phone", "number": "442079460001"}]
        assert len(house.desk.admissions) == 0

    run(scenario())


@pytest.mark.parametrize("fields", [leg("x", "answered"), leg("x"), {}, {"status": "disconnected"}])
def test_other_leg_events_change_nothing(fields: dict[str, object]) -> None:
    async def scenario() -> None:
        assert (await House().http.post("/vonage/ws-events", json=fields)).status_code == 204

    run(scenario())


def test_w11_a_fault_of_ours_in_a_leg_event_is_the_fallback_too() -> None:
    async def scenario() -> None:
        house = House()
        house.desk.partings = None  # type: ignore[assignment]
        reply = await house.http.post("/vonage/ws-events", json=leg("x"))
        assert (reply.status_code, is_fallback(reply.json())) == (200, True)

    run(scenario())


def test_p01_w12_no_number_and_no_ticket_is_logged(capfd: pytest.CaptureFixture[str]) -> None:
    async def scenario() -> str:
        house = House(local(fallback_number="+442079460001"))
        ticket: str = endpoint(await house.answer())["headers"]["ticket"]
        await house.http.get("/vonage/answer", params=RING)
        await house.http.post("/vonage/answer", json=RING, headers={"Content-Type": "text/plain"})
        house.desk.admissions.draining = True
        await house.answer(uuid="u-2")
        await house.http.post("/vonage/ws-events", json=leg("x", "failed"))
        return ticket

    ticket = run(scenario())
    logged = "".join(capfd.readouterr())
    assert "fallback" in logged
    for secret in (ticket, CALLER, CALLED, "442079460001"):
        assert secret not in logged


# -- calls that we have placed -----------------------------------------------------------------------


def test_r20_an_event_is_understood_by_the_attempt_in_its_address() -> None:
    async def scenario() -> None:
        house = House(public(), insecure_local=False)
        told = {"uuid": "u-9", "status": "answered", "timestamp": "t"}
        assert (await house.post("/vonage/events/a1", told)).status_code == 204
        machine = {"call_uuid": "u-9", "status": "machine", "sub_state": "beep_start", "timestamp": "t"}
        assert (await house.post("/vonage/events/a1", machine)).status_code == 204
        assert (await house.post("/vonage/events/nobody's", told)).status_code == 204  # W-09
        assert (await house.post("/vonage/events/a1", {"status": "odd"})).status_code == 204
        assert [(attempt, report.uuid, report.status) for attempt, report in house.desk.dial_reports] == [
            ("a1", "u-9", "answered"),
            ("a1", "u-9", "machine"),
            ("nobody's", "u-9", "answered"),
        ]

    run(scenario())


def test_w01_an_unsigned_event_of_a_placed_call_changes_nothing() -> None:
    async def scenario() -> None:
        house = House(public(), insecure_local=False)
        for path in ("/vonage/events/a1", "/vonage/ws-events/a1"):
            assert (await house.http.post(path, json={"status": "answered"})).status_code == 401
        assert house.desk.dial_reports == []

    run(scenario())


def test_whom_we_have_rung_is_handed_over_or_simply_left() -> None:
    async def scenario() -> None:
        house = House()
        leg = {"from": CALLED, "status": "disconnected", "headers": {"call_id": "c1"}}
        for status in ("disconnected", "failed", "unanswered"):
            assert (await house.post("/vonage/ws-events/a1", leg | {"status": status})).status_code == 204
        placed = Ring("a1", Personal(f"+{CALLED}"), Personal(f"+{CALLER}"), "outbound")
        house.desk.partings.note("c1", Parting("handover", placed, (Personal("+442079460001"),)))
        ncco = (await house.post("/vonage/ws-events/a1", leg)).json()
        assert ncco[0]["endpoint"] == [{"type": "phone", "number": "442079460001"}]

    run(scenario())


def test_w15_h08_a_call_that_our_crash_cut_off_is_at_home_again() -> None:
    async def scenario() -> None:
        house = House(local(fallback_number="+442079460001"))
        house.desk.cut_off["c1"] = ring("u-1")
        headers = endpoint((await house.http.post("/vonage/ws-events", json=leg("c1"))).json())["headers"]
        assert headers["call_id"] == house.desk.admissions.call_id("u-1")
        assert headers["attempt"] == "2"
        often = await house.http.post("/vonage/ws-events", json=leg("c1", attempt="3"))
        assert is_fallback(often.json())
        house.desk.reasons = ["starting"]  # the models are not back yet
        assert is_fallback((await house.http.post("/vonage/ws-events", json=leg("c1"))).json())

    run(scenario())


def test_w15_a_person_who_could_not_be_found_is_not_asked_for_a_call_given_to_the_fallback() -> None:
    async def scenario() -> None:
        house = House(local(fallback_number="+442079460001"))
        runner = house.desk.live("u-1")
        call_id = runner.admission.call_id
        assert is_fallback(
            (await house.http.post("/vonage/ws-events", json=leg(call_id, attempt="3"))).json()
        )
        parting = await house.desk.partings.find(call_id)
        assert parting is not None
        assert parting.ending == "fault"

    run(scenario())


def test_w17_nothing_that_an_event_points_to_is_fetched() -> None:
    async def scenario() -> None:
        fetched = asyncio.Event()

        async def bait(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            fetched.set()
            writer.close()

        async with await asyncio.start_server(bait, "127.0.0.1", 0) as server:
            house = House()
            runner = house.desk.live("u-1")
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/?vonage.com"
            recorded = {"recording_url": url, "recording_uuid": "r", "uuid": "u-1", "size": 1}
            transcribed = {"status": "transcribed", "transcription_url": url, "uuid": "u-1"}
            before = asyncio.all_tasks()
            for event in (recorded, transcribed):
                assert (await house.http.post("/vonage/events", json=event)).status_code == 204
            assert asyncio.all_tasks() == before  # nobody is on the way
            assert not fetched.is_set()
            assert runner.events == []

    run(scenario())
