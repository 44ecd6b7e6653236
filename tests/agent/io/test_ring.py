"""The double over real sockets, against a server that shares no code with it; about a second a call."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

import jwt
import pytest
from websockets.asyncio.server import ServerConnection, serve

from agent.double.caller import Caller, Noted, Press, Said, Say
from agent.double.network import Network
from agent.io.carrier import Ringing
from agent.io.ring import CallRecord, RingFailed, ring
from tests.agent.double.sounds import tone
from tests.agent.io.toy_server import ToyServer, listening

SECRET = "a secret of thirty-two characters and more"
LINE = Say(samples=tone(400), text="hello")
T = TypeVar("T")

quick = partial(Caller, gap_ms=100, patience_ms=2000)


def with_toy(toy: ToyServer, act: Callable[[ToyServer], Awaitable[T]]) -> T:
    async def run() -> T:
        async with asyncio.timeout(30), listening(toy):
            return await act(toy)

    return asyncio.run(run())


def call(toy: ToyServer, *actions: Any, **options: Any) -> CallRecord:
    """Rings the toy by its answer URL."""

    async def act(toy: ToyServer) -> CallRecord:
        record = await ring(f"http://{toy.origin}/answer", partial(quick, actions), **options)
        async with asyncio.timeout(5):
            await toy.socket_closed.wait()
        return record

    return with_toy(toy, act)


def happened(record: CallRecord) -> list[str]:
    return [entry.what for entry in record.log if isinstance(entry, Noted)]


@pytest.mark.parametrize("rate", [8000, 16_000, 24_000])
def test_a_call_through_the_answer_url(rate: int) -> None:
    toy = ToyServer()
    toy.rate = rate
    events: list[Said | Noted] = []
    record = call(toy, LINE, ringing=Ringing(caller="447700900123"), on_event=events.append)
    assert record.rate == rate
    assert toy.texts[0] == {
        "event": "websocket:connected",
        "content-type": f"audio/l16;rate={rate}",
        "ticket": "t-1",
    }
    assert toy.frame_sizes == {rate // 25}
    (path, body, authorization, _), *_ = toy.webhooks
    assert path == "/answer"
    assert body["from"] == "447700900123"
    assert body["uuid"] == record.uuid
    assert {"to", "conversation_uuid", "endpoint_type"} <= body.keys()
    assert authorization == ""
    assert record.ended == "caller hung up"
    assert record.close_code == 1000
    (turn,) = record.report.turns
    assert record.report.greeting_ms is not None
    assert turn.latency_ms is not None
    # the toy waits for 200 ms of silence; the rest is slots, loopback and this machine's own lateness
    assert 200 <= turn.latency_ms <= 200 + 100 + 2 * record.late_ms
    assert record.report.underruns == ()
    assert next(entry for entry in events if isinstance(entry, Said)).text == "hello"
    assert sorted(events, key=lambda entry: entry.at_ms) == list(record.log)


def test_a_media_socket_is_rung_directly_with_headers_of_ones_own() -> None:
    toy = ToyServer()
    record = with_toy(
        toy,
        lambda toy: ring(
            f"ws://{toy.origin}/media", partial(quick, [Press(digits="5")]), rate=8000, headers={"a": "b"}
        ),
    )
    assert toy.webhooks == []
    assert toy.texts[0]["a"] == "b"
    assert {"event": "websocket:dtmf", "digit": "5", "duration": 260} in toy.texts
    assert record.report.greeting_ms is not None


def test_a_wrong_frame_cuts_the_socket_without_a_close_frame() -> None:
    seen: list[int | None] = []

    async def careless(socket: ServerConnection) -> None:
        await socket.send(bytes(640))
        await socket.send(bytes(320))
        await socket.wait_closed()
        seen.append(socket.close_code)

    async def act() -> CallRecord:
        async with serve(careless, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await ring(f"ws://127.0.0.1:{port}/", partial(quick, [LINE]))

    record = asyncio.run(act())
    assert seen == [1006]
    assert record.close_code == 1006
    assert record.ended == "wrong frame"
    assert record.report.wrong_frames == 1
    assert "unexpected frame of 320 bytes, when 640 are required" in happened(record)


def test_a_server_that_stops_reading_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.io.ring.STALLED_S", 0.2)
    released = asyncio.Event()

    async def deaf(socket: ServerConnection) -> None:
        socket.transport.pause_reading()
        await released.wait()

    async def act() -> CallRecord:
        async with serve(deaf, "127.0.0.1", 0, max_queue=1, close_timeout=0.1) as server:
            port = server.sockets[0].getsockname()[1]
            flood = {"filler": "x" * 20_000_000}  # fills every buffer between us at once
            try:
                return await ring(f"ws://127.0.0.1:{port}/", partial(quick, [LINE]), headers=flood)
            finally:
                released.set()

    async def in_time() -> CallRecord:
        async with asyncio.timeout(20):
            return await act()

    record = asyncio.run(in_time())
    assert "the server has read nothing for 0 s" in happened(record)
    assert record.close_code == 1006


def test_a_mark_comes_back_once_the_sound_before_it_has_been_played() -> None:
    toy = ToyServer()
    toy.mark_greeting = True
    record = call(toy)
    assert {"event": "websocket:notify", "payload": {"mark": "greeted"}} in toy.texts
    (at_ms,) = [at_ms for at_ms, way, text in record.texts if way == "out" and "greeted" in text]
    assert record.report.greeting_ms is not None
    assert at_ms >= record.report.greeting_ms + 300


def test_the_server_may_hang_up() -> None:
    toy = ToyServer()
    toy.hangs_up_after_lines = 1
    record = call(toy, LINE, LINE)
    assert record.ended == "server hung up"
    assert (record.close_code, record.close_reason) == (1000, "goodbye")


def test_a_lost_leg_is_reported_and_the_ncco_in_the_reply_followed() -> None:
    async def act(toy: ToyServer) -> CallRecord:
        toy.ncco = [
            {"action": "talk", "text": "One moment please."},
            toy.connect(eventType="synchronous", eventUrl=[f"http://{toy.origin}/leg"]),
        ]
        toy.leg_reply = [
            toy.connect(),
            {"action": "connect", "endpoint": [{"type": "phone", "number": "44"}]},
        ]
        return await ring(f"http://{toy.origin}/answer", partial(quick, [LINE, LINE, LINE]))

    toy = ToyServer()
    toy.hangs_up_after_lines = 1
    record = with_toy(toy, act)
    path, told, *_ = toy.webhooks[1]
    assert (path, told["status"], told["uuid"]) == ("/leg", "disconnected", record.uuid)
    assert told["headers"] == {"ticket": "t-1"}
    assert [text["event"] for text in toy.texts].count("websocket:connected") == 2
    assert "the network says: One moment please." in happened(record)
    assert record.ended == "handed over"
    assert len([entry for entry in record.log if isinstance(entry, Said)]) >= 2, "the caller goes on talking"


def test_a_leg_that_is_refused_is_reported_as_failed() -> None:
    async def act(toy: ToyServer) -> CallRecord:
        toy.ncco = [toy.connect(eventType="synchronous", eventUrl=[f"http://{toy.origin}/leg"])]
        return await ring(f"http://{toy.origin}/answer", partial(quick, []))

    toy = ToyServer()
    toy.refuses_sockets = True
    with pytest.raises(RingFailed, match=r"media socket was refused.*403"):
        with_toy(toy, partial(act))
    assert [(path, body.get("status")) for path, body, *_ in toy.webhooks][1:] == [("/leg", "failed")]


def test_call_events_are_posted_in_order() -> None:
    async def act(toy: ToyServer) -> CallRecord:
        ringing = Ringing(event_url=f"http://{toy.origin}/events")
        return await ring(f"http://{toy.origin}/answer", partial(quick, []), ringing=ringing)

    toy = ToyServer()
    record = with_toy(toy, act)
    statuses = [body.get("status", path) for path, body, *_ in toy.webhooks]
    assert statuses == ["started", "ringing", "/answer", "answered", "completed"]
    assert {body["uuid"] for _, body, *_ in toy.webhooks} == {record.uuid}


def test_the_upgrade_is_signed_where_the_ncco_asks_for_it() -> None:
    async def act(toy: ToyServer) -> CallRecord:
        toy.ncco = [toy.connect(endpoint={"authorization": {"type": "vonage"}})]
        return await ring(f"http://{toy.origin}/answer", partial(quick, []), ringing=Ringing(secret=SECRET))

    toy = ToyServer()
    with_toy(toy, act)
    assert jwt.decode(toy.upgrades[0].removeprefix("Bearer "), SECRET, algorithms=["HS256"], issuer="Vonage")


def test_an_authorization_of_the_servers_own_is_sent_as_it_is() -> None:
    async def act(toy: ToyServer) -> CallRecord:
        toy.ncco = [toy.connect(endpoint={"authorization": {"type": "custom", "value": "Bearer abc"}})]
        return await ring(f"http://{toy.origin}/answer", partial(quick, []))

    toy = ToyServer()
    with_toy(toy, act)
    assert toy.upgrades == ["Bearer abc"]


@pytest.mark.parametrize(
    ("ncco", "complaint"),
    [
        ([{"action": "talk", "text": "sorry"}], "the network says: sorry"),
        ([{"action": "connect", "endpoint": []}], "handed over to a nobody"),
        (
            [{"action": "connect", "endpoint": [{"type": "websocket", "uri": "ws://x/"}]}],
            "which no network plays",
        ),
        (
            [
                {
                    "action": "connect",
                    "endpoint": [{"type": "websocket", "uri": "", "content-type": "audio/l16;rate=8000"}],
                }
            ],
            "refused: InvalidURI",
        ),
        ([{"action": "dance"}], "'dance' is not played"),
    ],
)
def test_an_ncco_that_leads_to_no_socket_says_why(ncco: list[dict[str, Any]], complaint: str) -> None:
    toy = ToyServer()
    toy.ncco = ncco
    with pytest.raises(RingFailed, match=complaint):
        with_toy(toy, lambda toy: ring(f"http://{toy.origin}/answer", partial(quick, [])))


def test_an_answer_url_that_does_not_answer_says_why() -> None:
    toy = ToyServer()
    toy.answer_status = 503
    with pytest.raises(RingFailed, match="HTTP 503"):
        with_toy(toy, lambda toy: ring(f"http://{toy.origin}/answer", partial(quick, [])))
    with pytest.raises(RingFailed, match="ConnectError"):
        asyncio.run(ring(f"http://{toy.origin}/answer", partial(quick, [])))


def test_jitter_and_a_foreign_clock_do_not_end_a_call() -> None:
    record = call(ToyServer(), LINE, network=partial(Network, jitter_ms=60, drift_ppm=200, seed=1))
    assert record.ended == "caller hung up"
    assert record.report.turns[0].latency_ms is not None


def test_a_cancelled_call_hangs_up() -> None:
    async def act(toy: ToyServer) -> None:
        greeted = asyncio.Event()
        ringing = asyncio.create_task(
            ring(f"ws://{toy.origin}/media", partial(Caller, []), on_event=lambda _: greeted.set())
        )
        await greeted.wait()
        ringing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ringing
        async with asyncio.timeout(5):
            await toy.socket_closed.wait()

    toy = ToyServer()
    with_toy(toy, act)
    assert toy.close_codes == [1000]


def test_a_record_is_ready_for_json() -> None:
    assert json.dumps(call(ToyServer()).report.as_dict())
