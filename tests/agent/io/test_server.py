import asyncio
import signal
import time

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from agent.events import EndRequested
from agent.io import server
from agent.io.server import ConfigurationError, make_server, serve
from agent.settings import Settings
from tests.agent.io.edge import FakeDesk, local, public, ring, run, serving


async def raw(port: int, request: bytes) -> bytes:
    """What the server answers to these very bytes, until it closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


# -- how the house is ------------------------------------------------------------------------------


def test_readyz_says_why_not() -> None:
    async def scenario() -> None:
        desk = FakeDesk()
        desk.reasons = ["the ear is loading"]
        async with serving(desk) as port, httpx.AsyncClient(trust_env=False) as http:
            base = f"http://127.0.0.1:{port}"
            reply = await http.get(f"{base}/readyz")
            assert (reply.status_code, reply.json()["reasons"]) == (503, ["the ear is loading"])
            assert (await http.get(f"{base}/healthz")).status_code == 200
            desk.reasons = []
            assert (await http.get(f"{base}/readyz")).status_code == 200
            desk.admissions.admit(ring())
            assert "frontdesk_calls 1.0" in (await http.get(f"{base}/metrics")).text
            paths = (await http.get(f"{base}/openapi.json")).json()["paths"]
            assert {"/vonage/answer", "/vonage/events", "/readyz"} <= paths.keys()
            assert "server" not in reply.headers

    run(scenario())


# -- what it takes to serve ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        (public(signature_secret=""), "FRONTDESK_SIGNATURE_SECRET"),
        (public(api_key=""), "FRONTDESK_API_KEY"),
        (public(public_url=""), "FRONTDESK_PUBLIC_URL"),
        (public(public_url="http://desk.example.org"), "FRONTDESK_PUBLIC_URL"),
        (public(behind_proxy=False), "FRONTDESK_BEHIND_PROXY"),
    ],
)
def test_g09_strangers_are_not_served_without_signatures_and_tls(settings: Settings, missing: str) -> None:
    with pytest.raises(ConfigurationError, match=missing):
        make_server(FakeDesk(), settings, insecure_local=False)


def test_g09_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        make_server(FakeDesk(), local(), insecure_local=False)
    assert str(refusal.value).count("FRONTDESK_") == 4


def test_with_everything_set_strangers_are_served() -> None:
    make_server(FakeDesk(), public(host="0.0.0.0"), insecure_local=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "desk.example.org"])
def test_unsigned_is_for_loopback_only(host: str) -> None:
    with pytest.raises(ConfigurationError, match="FRONTDESK_HOST"):
        make_server(FakeDesk(), local(host=host), insecure_local=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_loopback_has_several_names(host: str) -> None:
    make_server(FakeDesk(), local(host=host), insecure_local=True)


def test_a_port_in_use_is_an_error_of_its_own() -> None:
    async def scenario() -> None:
        async with serving(FakeDesk()) as port:
            settings, desk = local(port=port), FakeDesk()
            with pytest.raises(OSError, match="in use"):
                await serve(make_server(desk, settings, insecure_local=True), desk, settings)

    run(scenario())


# -- bad requests ----------------------------------------------------------------------------------

UPGRADE = (
    b"Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)


@pytest.mark.parametrize(
    ("request_", "statuses"),
    [
        (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\n" + UPGRADE + b"\r\n", (414,)),
        (b"GET / HTTP/1.1\r\n" + UPGRADE + b"X-A: " + b"x" * 9_000 + b"\r\n\r\n", (431,)),
        (b"GET / HTTP/1.1\r\n" + UPGRADE + b"X-A: 1\r\n" * 130 + b"\r\n", (431,)),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"x" * 100_000, (400,)),
        (b"nonsense\r\n\r\n", (400,)),
    ],
    ids=["line", "header", "headers", "endless header", "nonsense"],
)
def test_g04_what_cannot_be_read_is_refused_and_not_left_hanging(
    request_: bytes, statuses: tuple[int, ...]
) -> None:
    async def scenario() -> None:
        async with serving(FakeDesk()) as port:
            answer = await raw(port, request_)
            assert int(answer.split(b" ", 2)[1]) in statuses
            assert b"Traceback" not in answer

    run(scenario())


# -- ending ----------------------------------------------------------------------------------------


def test_h06_the_first_signal_lets_calls_end_and_takes_no_new_ones() -> None:
    async def scenario() -> None:
        desk = FakeDesk()
        runner = desk.live()
        desk.start(runner)
        async with serving(desk) as port, httpx.AsyncClient(trust_env=False) as http:
            base = f"http://127.0.0.1:{port}"
            token = runner.admission.viewer_token.reveal()
            headers = {"Authorization": "Bearer x", "x-hiya-account-user-id": "u"}
            async with connect(
                f"ws://127.0.0.1:{port}/ws/v1/liveCalls?conversationToken={token}",
                proxy=None,
                additional_headers=headers,
            ) as viewer:
                await viewer.recv()
                signal.raise_signal(signal.SIGTERM)
                while (await http.get(f"{base}/readyz")).status_code != 503:
                    pass
                ncco = (await http.post(f"{base}/vonage/answer", json={"uuid": "u-2"})).json()
                assert ncco[0]["action"] == "talk"
                desk.say(runner, "still here")  # the call goes on, and so do those who watch it
                assert "still here" in str(await viewer.recv())
                assert runner.events == []
                ended_s = time.monotonic()
                desk.end(runner)
                assert "event:callEnd" in str(await viewer.recv())
                with pytest.raises(ConnectionClosed):
                    await viewer.recv()
            while True:
                try:
                    await http.get(f"{base}/healthz")
                except httpx.TransportError:
                    break
            assert time.monotonic() - ended_s < 2  # asked for: 1 s; a busy machine may take longer

    run(scenario())


@pytest.mark.parametrize("how", ["second signal", "deadline"])
def test_h07_out_of_time_the_calls_are_asked_to_say_goodbye(how: str) -> None:
    async def scenario() -> None:
        desk = FakeDesk()
        runner = desk.live()
        settings = local(drain_seconds=0 if how == "deadline" else 900)
        async with serving(desk, settings):
            signal.raise_signal(signal.SIGTERM)
            if how == "second signal":
                await asyncio.sleep(0)
                signal.raise_signal(signal.SIGINT)
            assert await runner.saw(EndRequested) == [EndRequested("drain")]
            desk.end(runner)

    run(scenario())


def test_the_third_signal_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> float:
        desk = FakeDesk()
        desk.live()
        settings = local()
        listening = asyncio.Event()
        serving_ = asyncio.create_task(
            serve(make_server(desk, settings, True), desk, settings, lambda _: listening.set())
        )
        await listening.wait()
        began_s = time.monotonic()
        for _ in range(3):
            signal.raise_signal(signal.SIGTERM)
        await serving_
        return time.monotonic() - began_s

    monkeypatch.setattr(server, "GOODBYE_S", 1000.0)
    assert run(scenario()) < 5


def test_g03_v10_one_port_serves_http_and_sockets_with_the_limits_of_media() -> None:
    async def scenario() -> None:
        async with serving(FakeDesk()) as port:
            with pytest.raises(InvalidStatus) as refusal:
                await connect(f"ws://127.0.0.1:{port}/nowhere", proxy=None)
            assert refusal.value.response.status_code in (403, 404)
            answer = await raw(port, b"GET /ws/v1/liveCalls HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 426 ")

    run(scenario())


def test_connections_send_small_messages_at_once() -> None:
    import socket

    listener = server._listener("127.0.0.1", 0)
    with listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_v21_connections_inherit_the_patience_with_the_unacknowledged() -> None:
    import socket

    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        pytest.skip("only Linux has TCP_USER_TIMEOUT")
    listener = server._listener("127.0.0.1", 0)
    with listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            option = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    assert option == server.UNACKNOWLEDGED_MS
