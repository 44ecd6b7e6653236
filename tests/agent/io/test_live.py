"""Viewers of a live call, on a real server; the call behind them only takes notes."""

import asyncio
import json
import logging
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from agent.clinic.database import Unavailable
from agent.events import EndRequested, JoinRequested
from agent.facts import HandedOver, PartialHeard
from agent.io.live import MAX_SOCKETS
from agent.personal import Personal
from tests.agent.io.edge import FakeDesk, FakeRunner, closed, live_call, local, now, run, serving

USER = "7b0f7c1e-5d0c-4b0a-9f6a-1f6a3a1f9f10"
HEADERS = {"Authorization": "Bearer anything", "x-hiya-account-user-id": USER}
ENTITLED = HEADERS | {"Authorization": "Bearer right"}


def url(port: int, token: str) -> str:
    return f"ws://127.0.0.1:{port}/ws/v1/liveCalls?conversationToken={token}"


def viewer(port: int, runner: FakeRunner) -> connect:
    token = runner.admission.viewer_token.reveal()
    return connect(url(port, token), proxy=None, additional_headers=HEADERS)


async def messages(peer: ClientConnection, count: int) -> list[dict[str, Any]]:
    return [json.loads(await peer.recv()) for _ in range(count)]


async def said(peer: ClientConnection, count: int) -> list[str]:
    return [message["msg"] for message in await messages(peer, count)]


# -- who may watch ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("", ENTITLED, 400),  # T-02
        ("?conversationToken=", ENTITLED, 400),
        ("?conversationToken=" + "x" * 7_000, ENTITLED, 400),
        ("?conversationToken={token}&conversationToken={token}", ENTITLED, 400),
        ("?conversationToken=%00%ff", ENTITLED, 400),
        ("?conversationToken=lct_unknown_unknown_unknown", ENTITLED, 404),  # T-03
        ("?conversationToken={token}", {"x-hiya-account-user-id": USER}, 401),  # T-01
        ("?conversationToken={token}", ENTITLED | {"Authorization": "Bearer wrong"}, 401),
        ("?conversationToken={token}", ENTITLED | {"Authorization": "Basic right"}, 401),
        ("?conversationToken={token}", {"Authorization": "Bearer right"}, 400),  # T-05
        ("?conversationToken={token}&offset=soon", ENTITLED, 400),
        ("?conversationToken={token}&offset=-1", ENTITLED, 400),
    ],
)
def test_t01_t02_t03_t05_refusals_come_before_the_upgrade(
    query: str, headers: dict[str, str], status: int
) -> None:
    async def scenario() -> None:
        async with live_call(local(viewer_bearer=SecretStr("right")), started=False) as (_, runner, port):
            target = f"ws://127.0.0.1:{port}/ws/v1/liveCalls" + query.format(
                token=runner.admission.viewer_token.reveal()
            )
            with pytest.raises(InvalidStatus) as refusal:
                await connect(target, proxy=None, additional_headers=headers)
            response = refusal.value.response
            assert response.status_code == status
            assert response.body is not None
            assert json.loads(response.body).keys() == {"code", "description"}

    run(scenario())


def test_p_09_a_fault_of_ours_is_500_and_tells_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with live_call() as (desk, runner, port):

            def fault(token: str) -> Any:
                raise RuntimeError("canary")

            monkeypatch.setattr(desk.admissions, "seen_by", fault)
            with pytest.raises(InvalidStatus) as refusal:
                await viewer(port, runner)
            response = refusal.value.response
            assert (response.status_code, b"canary" in (response.body or b"")) == (500, False)
            assert json.loads(response.body or b"{}").keys() == {"code", "description"}

    run(scenario())


def test_t03_a_call_that_is_over_is_unknown() -> None:
    async def scenario() -> None:
        async with live_call(started=False) as (desk, runner, port):
            desk.end(runner)
            with pytest.raises(InvalidStatus) as refusal:
                await viewer(port, runner)
            assert refusal.value.response.status_code == 404

    run(scenario())


def test_t23_five_sockets_of_a_viewer_on_a_call() -> None:
    async def scenario() -> None:
        async with live_call(started=False) as (_, runner, port):
            peers = [await viewer(port, runner) for _ in range(MAX_SOCKETS)]
            with pytest.raises(InvalidStatus) as refusal:
                await viewer(port, runner)
            assert refusal.value.response.status_code == 429
            await peers[0].close()
            while True:  # the server learns of it a moment later
                try:
                    peers[0] = await viewer(port, runner)
                    break
                except InvalidStatus:
                    continue
            await asyncio.gather(*(peer.close() for peer in peers))

    run(scenario())


def test_the_list_of_live_calls_carries_the_token_that_opens_them() -> None:
    async def scenario() -> None:
        async with live_call() as (desk, runner, port), httpx.AsyncClient(trust_env=False) as http:
            listed = f"http://127.0.0.1:{port}/v1/users/{USER}/calls"
            assert (await http.get(listed)).status_code == 401
            assert (await http.get(listed, headers={"Authorization": "Bearer x"})).status_code == 400
            assert (await http.get(listed.replace("7b", "8c"), headers=HEADERS)).status_code == 401
            reply = (await http.get(listed, headers=HEADERS)).json()
            (call,) = reply["calls"]
            assert (call["phone"], call["status"]) == ("+447700900001", "screening")
            async with connect(
                url(port, call["liveConversationToken"]), proxy=None, additional_headers=HEADERS
            ) as peer:
                (first,) = await messages(peer, 1)
            assert first["timestamp"] == call["startedAt"]
            desk.bus.publish(HandedOver(runner.admission.call_id, now()))
            (call,) = (await http.get(listed, headers=HEADERS)).json()["calls"]
            assert call["status"] == "connected"
            desk.end(runner)
            assert (await http.get(listed, headers=HEADERS)).json()["calls"] == []

    run(scenario())


# -- what they see ---------------------------------------------------------------------------------


def test_t16_t17_t21_a_viewer_gets_the_call_from_its_start_without_gap_or_duplicate() -> None:
    async def scenario() -> None:
        async with live_call(started=False) as (desk, runner, port), viewer(port, runner) as early:
            desk.start(runner)
            desk.say(runner, "one")
            desk.say(runner, "two")
            start = (await messages(early, 1))[0]
            assert start["type"] == "event:start"
            assert await said(early, 2) == ["one", "two"]
            async with viewer(port, runner) as late:
                assert (await messages(late, 1))[0] == start  # the original timestamp
                assert await said(late, 2) == ["one", "two"]
                desk.say(runner, "three")
                desk.bus.publish(HandedOver(runner.admission.call_id, now()))
                desk.end(runner)
                for peer in (early, late):
                    rest = await messages(peer, 3)
                    assert [message["type"] for message in rest] == [
                        "transcript",
                        "event:end",
                        "event:callEnd",
                    ]
                    assert await closed(peer) == 1000

    run(scenario())


def test_what_the_caller_seems_to_say_is_shown_to_a_viewer_who_asks_for_it() -> None:
    async def scenario() -> None:
        desk = FakeDesk()
        runner = desk.live()
        desk.start(runner)
        token = runner.admission.viewer_token.reveal()
        async with serving(desk) as port, viewer(port, runner) as plain:
            asking = connect(url(port, token) + "&partials=true", proxy=None, additional_headers=HEADERS)
            async with asking as keen:
                await messages(plain, 1)
                await messages(keen, 1)
                desk.bus.publish(PartialHeard(runner.admission.call_id, Personal("when are"), 4, 900))
                desk.say(runner, "at eight")
                assert await said(plain, 1) == ["at eight"]
                partial, line = await messages(keen, 2)
                assert (partial["type"], partial["msg"], partial["stable"]) == (
                    "transcript:partial",
                    "when are",
                    4,
                )
                assert line["msg"] == "at eight"
                desk.end(runner)

    run(scenario())


def test_t16_a_line_that_is_stored_while_the_viewer_comes_is_told_once() -> None:
    async def scenario() -> None:
        desk = FakeDesk()
        runner = desk.live()
        desk.start(runner)
        desk.say(runner, "one")
        reading, written = asyncio.Event(), asyncio.Event()
        stored_lines = desk.lines

        async def slow_lines(call_id: str) -> Any:
            reading.set()
            await written.wait()
            return await stored_lines(call_id)

        desk.lines = slow_lines  # type: ignore[method-assign]
        async with serving(desk) as port, viewer(port, runner) as peer:
            await reading.wait()
            desk.say(runner, "two")  # published to a viewer that is still reading the store
            written.set()
            desk.say(runner, "three")
            await messages(peer, 1)
            assert await said(peer, 3) == ["one", "two", "three"]
            desk.end(runner)
            assert [message["type"] for message in await messages(peer, 1)] == ["event:callEnd"]

    run(scenario())


def test_t15_a_viewer_that_fell_behind_is_closed_1013_and_the_others_are_not() -> None:
    async def scenario() -> None:
        async with live_call() as (desk, runner, port), viewer(port, runner) as slow:
            await messages(slow, 1)
            for _ in range(300):  # within one turn of the loop: no reader could keep up
                desk.say(runner, "x")
            assert await closed(slow) == 1013
            async with viewer(port, runner) as fresh:
                assert len(await messages(fresh, 301)) == 301

    run(scenario())


def test_s17_while_the_record_cannot_be_read_a_viewer_is_told_to_come_again() -> None:
    async def scenario() -> None:
        async with live_call() as (desk, runner, port):
            desk.say(runner, "one")
            stored_lines = desk.lines

            async def away(call_id: str) -> Any:
                raise Unavailable("the disk is away")

            desk.lines = away  # type: ignore[method-assign]
            async with viewer(port, runner) as early:
                assert await closed(early) == 1013
            desk.lines = stored_lines  # type: ignore[method-assign]
            async with viewer(port, runner) as again:
                await messages(again, 1)
                assert await said(again, 1) == ["one"]

    run(scenario())


def test_a_server_that_stops_closes_1012() -> None:
    async def scenario() -> None:
        async with live_call() as (desk, runner, port), viewer(port, runner) as peer:
            await messages(peer, 1)
            desk.bus.close()
            assert await closed(peer) == 1012

    run(scenario())


# -- what they ask ---------------------------------------------------------------------------------


def test_t09_t12_end_call_is_acknowledged_each_time_and_done_once() -> None:
    async def scenario() -> None:
        async with live_call() as (desk, runner, port), viewer(port, runner) as peer:
            await messages(peer, 1)
            for _ in range(2):
                await peer.send('{"type": "client:endCall", "id": "e-1"}')
                assert await messages(peer, 1) == [{"type": "ack", "ackId": "e-1"}]
            assert runner.events == [EndRequested("viewer")]
            desk.end(runner)
            assert [message["type"] for message in await messages(peer, 1)] == ["event:callEnd"]
            assert await closed(peer) == 1000

    run(scenario())


def test_t09_t13_join_call_when_the_call_is_in_a_state_for_it() -> None:
    async def scenario() -> None:
        desk = FakeDesk()
        runner = desk.live()
        join = '{"type": "client:joinCall", "id": "j-%d"}'
        settings = local(fallback_number="+442079460001")
        async with serving(desk, settings) as port, viewer(port, runner) as peer:
            await peer.send(join % 1)
            assert (await messages(peer, 1))[0] == {
                "type": "error",
                "description": "Call has not started",
                "id": "j-1",
            }
            desk.start(runner)
            await messages(peer, 1)
            for _ in range(2):
                await peer.send(join % 2)
                assert await messages(peer, 1) == [{"type": "ack", "ackId": "j-2"}]
            (request,) = runner.of(JoinRequested)
            assert request.number.reveal() == "+442079460001"
            desk.bus.publish(HandedOver(runner.admission.call_id, now()))
            assert (await messages(peer, 1))[0]["type"] == "event:end"
            await peer.send(join % 3)
            assert (await messages(peer, 1))[0]["description"] == "Screening already ended"
            assert len(runner.of(JoinRequested)) == 1

    run(scenario())


def test_join_call_without_a_number_to_join_is_refused() -> None:
    async def scenario() -> None:
        async with live_call() as (_, runner, port), viewer(port, runner) as peer:
            await messages(peer, 1)
            await peer.send('{"type": "client:joinCall", "id": "j"}')
            assert (await messages(peer, 1))[0]["type"] == "error"
            assert runner.events == []

    run(scenario())


def test_t07_bad_messages_are_answered_and_five_in_ten_seconds_close_1008() -> None:
    async def scenario() -> None:
        async with live_call(started=False) as (_, runner, port), viewer(port, runner) as peer:
            for bad in ("{", "[]", "{}", '{"type": "client:endCall"}', '{"type": "x", "id": "i"}'):
                await peer.send(bad)
                assert (await messages(peer, 1))[0]["type"] == "error"
            assert await closed(peer) == 1008
            assert runner.events == []

    run(scenario())


@pytest.mark.parametrize(("message", "code"), [(b"\0", 1003), ("x" * 4097, 1009)])
def test_t08_t14_binary_and_long_messages(message: str | bytes, code: int) -> None:
    async def scenario() -> None:
        async with live_call(started=False) as (_, runner, port), viewer(port, runner) as peer:
            await peer.send(message)
            assert await closed(peer) == code

    run(scenario())


def test_t14_more_than_twenty_messages_in_ten_seconds() -> None:
    async def scenario() -> None:
        async with live_call() as (_, runner, port), viewer(port, runner) as peer:
            await messages(peer, 1)
            for n in range(21):
                await peer.send(json.dumps({"type": "client:endCall", "id": f"e-{n}"}))
            replies = await messages(peer, 21)
            assert [reply["type"] for reply in replies] == ["ack"] * 20 + ["error"]
            assert await closed(peer) == 1008

    run(scenario())


def test_t06_p01_no_token_and_no_word_is_logged(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> str:
        async with live_call() as (desk, runner, port), viewer(port, runner) as peer:
            desk.say(runner, "canary in a transcript")
            await messages(peer, 2)
            await peer.send('{"canary": "in a message"}')
            await messages(peer, 1)
        return runner.admission.viewer_token.reveal()

    caplog.set_level(logging.INFO)
    token = run(scenario())
    logged = "".join(capfd.readouterr()) + caplog.text
    assert "liveCalls?..." in logged
    for secret in (token, "canary", "anything", "7700900001"):
        assert secret not in logged
