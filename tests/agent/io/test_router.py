"""One port, three protocols on one path: who gets what, and what everybody else is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from agent.io.router import Router
from agent.io.server import make_server
from agent.io.socketio import SocketIo
from agent.settings import Settings
from tests.agent.io.edge import FakeDesk, local, public, run, serving
from tests.agent.io.hospital import Hospitals

EIO = "/ws/?EIO=4&transport=websocket"


async def status(port: int, path: str, **options: Any) -> int:
    """Of the answer to an upgrade; 101 if it was accepted."""
    try:
        async with connect(f"ws://127.0.0.1:{port}{path}", proxy=None, **options):
            return 101
    except InvalidStatus as refusal:
        return refusal.response.status_code


async def stub_vas(scope: Any, receive: Any, send: Any) -> None:
    """Accepts and echoes the first offer, as VAS does."""
    await receive()
    await send({"type": "websocket.accept", "subprotocol": next(iter(scope["subprotocols"]), None)})
    await send({"type": "websocket.send", "text": "VAS"})
    await send({"type": "websocket.close", "code": 1000})


@asynccontextmanager
async def with_vas(settings: Settings | None = None) -> AsyncIterator[int]:
    desk, settings = FakeDesk(), settings or local()
    router = make_server(desk, settings, insecure_local=True)
    router._vas = stub_vas
    async with serving(desk, settings, app=router) as port:
        yield port


# -- one path, three protocols ---------------------------------------------------------------------


def test_s09_each_protocol_reaches_its_own() -> None:
    async def scenario() -> None:
        async with with_vas() as port:
            for path in (EIO, EIO.replace("/ws/", "/ws")):
                async with connect(f"ws://127.0.0.1:{port}{path}", proxy=None) as peer:
                    assert str(await peer.recv()).startswith('0{"sid"')
            for path in ("/ws", "/ws/"):
                async with connect(
                    f"ws://127.0.0.1:{port}{path}",
                    proxy=None,
                    subprotocols=["ticket.abc"],  # type: ignore[list-item]
                ) as peer:
                    assert peer.subprotocol == "ticket.abc"
                    assert await peer.recv() == "VAS"
            hiya = {"Authorization": "Bearer x", "x-hiya-account-user-id": "u"}
            path = "/ws/v1/liveCalls?conversationToken=lct_unknown_unknown"
            assert await status(port, path, additional_headers=hiya) == 404  # Hiya's: no such call
            assert await status(port, path) == 401
            assert await status(port, path + "&EIO=4&transport=websocket") == 401

    run(scenario())


def test_without_ticket_or_engine_vas_says_what_is_missing() -> None:
    async def scenario() -> None:
        async with with_vas() as port:
            assert await status(port, "/ws") == 101
            assert await status(port, "/ws?ticket=abc") == 101  # a ticket in the query is none
            assert await status(port, EIO, subprotocols=["ticket.abc"]) == 400
        async with serving(FakeDesk()) as port:  # the real one
            assert await status(port, "/ws") == 401

    run(scenario())


@pytest.mark.parametrize(
    "path",
    [
        "/socket.io/?EIO=4&transport=websocket",
        "/socket.io?EIO=4&transport=websocket",
        "/ws/other?EIO=4&transport=websocket",
        "/ws//?EIO=4&transport=websocket",
        "/WS/?EIO=4&transport=websocket",
        "/ws/v1/liveCalls/",
        "/ws/v1",
        "/nowhere",
    ],
)
def test_s08_any_other_path_is_404(path: str) -> None:
    async def scenario() -> None:
        async with (
            serving(FakeDesk()) as port,
            httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{port}") as http,
        ):
            assert await status(port, path) == 404
            assert (await http.get(path)).status_code == 404

    run(scenario())


@pytest.mark.parametrize(
    "query",
    [
        "EIO=4&transport=polling",
        "EIO=4&transport=polling&j=0",
        "EIO=4&transport=websocket&j=0",
        "EIO=4",
        "EIO=3&transport=websocket",
        "EIO=3&transport=polling",
        "EIO=5&transport=websocket",
        "EIO=&transport=websocket",
        "EIO=4&EIO=3&transport=websocket",
        "EIO=4&transport=webtransport",
        "EIO=4&transport=websocket&sid=x",
    ],
)
def test_s10_no_polling_no_jsonp_no_older_engine(query: str) -> None:
    async def scenario() -> None:
        async with (
            serving(FakeDesk()) as port,
            httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{port}") as http,
        ):
            for path in (f"/ws/?{query}", f"/ws?{query}"):
                assert await status(port, path) == 400
                for method in ("GET", "POST"):
                    reply = await http.request(method, path)
                    assert (reply.status_code, set(reply.json())) == (400, {"code", "message"})

    run(scenario())


@pytest.mark.parametrize("path", ["/ws", "/ws/", EIO, "/ws/v1/liveCalls", "/vonage/media", "/vonage/echo"])
def test_g03_a_plain_get_is_426_and_a_post_405(path: str) -> None:
    async def scenario() -> None:
        async with (
            serving(FakeDesk()) as port,
            httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{port}") as http,
        ):
            reply = await http.get(path)
            assert (reply.status_code, reply.headers["upgrade"]) == (426, "websocket")
            for method in ("POST", "PUT", "DELETE"):
                reply = await http.request(method, path)
                assert (reply.status_code, reply.headers["allow"]) == (405, "GET")

    run(scenario())


# -- origins ---------------------------------------------------------------------------------------

SOCKETS = [EIO, "/ws", "/ws/v1/liveCalls?conversationToken=x", "/vonage/media", "/vonage/echo"]


@pytest.mark.parametrize("path", SOCKETS)
def test_g01_only_listed_origins_open_a_socket(path: str, capfd: pytest.CaptureFixture[str]) -> None:
    async def scenario() -> None:
        settings = local(
            allowed_origins=("https://app.example.org",), public_url="https://desk.example.org/x"
        )
        async with with_vas(settings) as port:
            for origin in (
                "https://evil.example",
                "https://app.example.org.evil.example",
                "https://evil.example/https://app.example.org",
                "http://app.example.org",
                "https://APP.example.org",
                "https://app.example.org:8443",
                "null",
                f"http://localhost.evil.example:{port}",
                f"http://127.0.0.1:{port + 1}",
                "",
            ):
                assert await status(port, path, origin=origin) == 403, origin
            for origin in (
                "https://app.example.org",
                "https://desk.example.org",
                f"http://127.0.0.1:{port}",
                f"http://localhost:{port}",
                None,  # G-02: no web page; the credential decides
            ):
                assert await status(port, path, origin=origin) != 403, origin

    run(scenario())
    assert "https://evil.example" in "".join(capfd.readouterr())


def test_g02_without_origin_every_socket_still_wants_a_credential(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(Hospitals(tmp_path)) as port:
            cookie = {"Cookie": "session=x; token=x"}
            live = "/ws/v1/liveCalls?conversationToken=lct_unknown_unknown"
            assert await status(port, live, additional_headers=cookie) == 401
            async with connect(f"ws://127.0.0.1:{port}{EIO}", proxy=None, additional_headers=cookie) as peer:
                await peer.recv()
                await peer.send("40")
                assert str(await peer.recv()).startswith('44{"message":"unauthorized"')

    run(scenario())


def test_g01_in_public_loopback_is_no_origin_of_ours() -> None:
    desk, settings = FakeDesk(), public()
    router = Router(stub_vas, [], SocketIo(desk, settings), None, settings, False, desk.audit)
    scope = {"headers": [], "server": ("127.0.0.1", 8080)}
    assert not router._is_known(scope, "http://127.0.0.1:8080")
    assert router._is_known(scope, "https://desk.example.org")


def test_a_port_that_was_served_can_be_served_again() -> None:
    async def scenario() -> None:
        async with serving(FakeDesk()) as port:
            assert await status(port, EIO) == 101
        async with serving(FakeDesk(), local(port=port)):
            assert await status(port, EIO) == 101

    run(scenario())
