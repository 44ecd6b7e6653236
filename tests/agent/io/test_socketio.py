"""A hospital's listeners on a real server: bare sockets, python-socketio's client, npm's socket.io-client."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
import socketio as socketio_client
from websockets.exceptions import InvalidStatus

from agent.clinic.database import Unavailable
from agent.io import socketio
from agent.io.keys import Principal
from agent.io.server import make_server
from agent.wire import nyra_ticket
from agent.wire.nyra_ticket import Ticket
from tests import clients
from tests.agent.io.edge import local, now, run, serving
from tests.agent.io.hospital import SIGNING_KEY, Hospitals, House, Listener, house


def minted(house: House, *, expires_in_s: float = 60, key_id: str = "", **changes: Any) -> str:
    """A ticket as the server would write it, with `changes` to its claims."""
    key_id = key_id or house.desk.key("a").api_key.id
    ticket = Ticket("jti-1", key_id, "a", (), time.time() + expires_in_s)
    token = nyra_ticket.write(ticket, time.time() + min(0, expires_in_s - 60), SIGNING_KEY)
    if not changes:
        return token
    options = {"verify_signature": False}
    claims = jwt.decode(token, options=options) | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, SIGNING_KEY, "HS256", {"typ": "ws-ticket+jwt"})


# -- who is let in ---------------------------------------------------------------------------------


def headed(header: dict[str, Any], signature: str = "x") -> str:
    parts = [header, {"hospital_id": "a", "branch_ids": [], "jti": "j", "exp": 9_999_999_999}]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, signature])


FORGED: dict[str, Any] = {
    "alg none": headed({"alg": "none", "typ": "ws-ticket+jwt"}, ""),
    "alg None": headed({"alg": "None", "typ": "ws-ticket+jwt"}, ""),
    "alg nOnE": headed({"alg": "nOnE", "typ": "ws-ticket+jwt"}, ""),
    "HS256 with a public key": jwt.encode(
        {"hospital_id": "a"}, b"-----BEGIN PUBLIC" + b"-" * 32, "HS256", {"typ": "ws-ticket+jwt"}
    ),
    "crit": headed({"alg": "HS256", "typ": "ws-ticket+jwt", "crit": ["b64"]}),
    "kid": headed({"alg": "HS256", "typ": "ws-ticket+jwt", "kid": "../../x"}),
    "no signature": headed({"alg": "HS256", "typ": "ws-ticket+jwt"}, ""),
    "9 KB": "x" * 9_216,
    "typ": headed({"alg": "HS256", "typ": "JWT"}),
    "a number": 7,
    "a list": ["x"],
    "nothing": None,
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_s04_a_forged_ticket_is_refused_and_the_socket_closed(tmp_path: Path, token: Any) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            ours.desk.rings("c-1", "a")
            listener = await ours.listener(token)
            assert listener.refusal["message"] == "unauthorized"
            began_s = time.monotonic()
            code, said = await listener.closed()
            assert (code, said) == (1008, [])
            assert time.monotonic() - began_s < 1

    run(scenario())


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "Vonage"},
        {"aud": "vas"},
        {"exp": None},
        {"aud": None},
        {"jti": None},
    ],
    ids=str,
)
def test_s05_another_ones_token_is_no_ticket(tmp_path: Path, changes: dict[str, Any]) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            listener = await ours.listener(minted(ours, **changes))
            assert listener.refusal == {"message": "unauthorized", "data": {"code": "token_invalid"}}
            assert (await listener.closed())[0] == 1008

    run(scenario())


def test_s05_the_hospitals_token_is_no_ticket(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            listener = await ours.listener(ours.desk.key("a").token.reveal())
            assert listener.refusal["message"] == "unauthorized"

    run(scenario())


def test_s06_clocks_may_differ_by_five_seconds(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            late = await ours.listener(minted(ours, expires_in_s=-6))
            assert late.refusal["data"] == {"code": "token_expired"}
            for claim in ("nbf", "iat"):
                early = await ours.listener(minted(ours, **{claim: time.time() + 8}))
                assert early.refusal["data"] == {"code": "token_invalid"}
            assert (await ours.listener(minted(ours, expires_in_s=-3.5))).connected

    run(scenario())


def test_s07_a_ticket_opens_two_sockets_at_most_and_both_are_logged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async def scenario() -> str:
        async with house(tmp_path) as ours:
            token = await ours.ticket(ours.desk.key("a"))
            first, second = await ours.listener(token), await ours.listener(token)
            assert first.connected
            assert second.connected
            third = await ours.listener(token)
            assert third.refusal == {
                "message": "Too many connections",
                "data": {"code": "too_many_connections"},
            }
            await first.peer.close()
            while not (again := await ours.listener(token)).connected:
                pass  # the server learns of it a moment later
            assert again.connected
            return token

    token = run(scenario())
    logged = "".join(capfd.readouterr())
    assert logged.count("ticket used") == 3
    assert token not in logged


def test_s12_a_listener_whose_ticket_has_expired_is_disconnected(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, local(viewer_minutes=0)) as ours:
            token = minted(ours, expires_in_s=-2)  # late, as it may be; it has another three seconds
            listener = await ours.listener(token)
            assert listener.connected
            began_s = time.monotonic()
            assert await listener.closed() == (1008, ["41"])
            assert time.monotonic() - began_s < 5

    run(scenario())


def test_s12_a_fresh_ticket_keeps_a_listener_beyond_the_old_ones_end(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, local(viewer_minutes=0)) as ours:
            old = minted(ours, expires_in_s=-1)
            stays, goes = await ours.listener(old), await ours.listener(old)
            rotated = ours.desk.key("a")  # what may be seen counts, not by which of its keys
            fresh = await ours.ticket(rotated)
            assert await stays.renews(fresh) == {"success": True}
            assert await goes.closed() == (1008, ["41"])  # as the one that stays would have been
            ours.desk.rings("c-1", "a")
            assert await stays.until("inbound_call", "c-1") == ["c-1"]
            (row,) = [row for row in ours.desk.audited if row[2] == "listens to events, renewed"]
            assert row[:2] == ("a", f"key:{rotated.api_key.id}")
            ours.desk.book.disable(rotated.api_key.id)  # from now on it is here by that key
            assert (await stays.closed())[0] == 1008

    run(scenario())


def test_s12_what_is_no_fresh_ticket_for_the_same_calls_changes_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            desk = ours.desk
            token = await ours.ticket(desk.key("a", branches=("a-1",)))
            listener, twice = await ours.listener(token), await ours.ticket(desk.key("a", branches=("a-1",)))
            crowd = [await ours.listener(twice) for _ in range(2)]
            for offered, code in (
                (await ours.ticket(desk.key("b", branches=("a-1",))), "other_calls"),
                (await ours.ticket(desk.key("a")), "other_calls"),
                (await ours.ticket(desk.key("a", branches=("a-2",))), "other_calls"),
                (minted(ours, expires_in_s=-6), "token_expired"),
                (twice, "too_many_connections"),
                ("x.y.z", "token_invalid"),
                (7, "token_missing"),
            ):
                assert await listener.renews(offered) == {"success": False, "code": code}
            await listener.peer.send('42["renew",{"token":"x.y.z"}]')  # asks for no answer, and has none
            stranger = Listener(await ours.open())
            await stranger.peer.send('421["renew",{"token":"x.y.z"}]')  # before CONNECT it is noise
            desk.rings("b-1", "b")
            desk.rings("a-2", "a", "a-2")
            desk.rings("a-1", "a", "a-1")
            assert await listener.until("inbound_call", "a-1") == ["a-1"]
            refusals = [row[2] for row in desk.audited if row[1] == "stranger"]
            assert refusals.count("other_calls") == 3
            await asyncio.gather(*(one.peer.close() for one in (*crowd, stranger)))

    run(scenario())


def test_g13_a_disabled_keys_listeners_are_sent_away_within_five_seconds(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            issued, other = ours.desk.key("a"), ours.desk.key("a")
            token = await ours.ticket(issued)
            listener, stays = await ours.listener(token), await ours.listener(await ours.ticket(other))
            ours.desk.book.disable(issued.api_key.id)
            began_s = time.monotonic()
            assert await listener.closed() == (1008, ["41"])
            assert time.monotonic() - began_s < 5
            refused = await ours.listener(token)
            assert refused.refusal == {"message": "unauthorized", "data": {"code": "key_disabled"}}
            ours.desk.rings("c-1", "a")
            assert await stays.until("inbound_call", "c-1") == ["c-1"]

    run(scenario())


def test_while_the_book_of_keys_cannot_be_read_nobody_is_sent_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socketio, "KEYS_CHECKED_EVERY_S", 0.02)

    async def scenario() -> None:
        async with house(tmp_path) as ours:
            issued = ours.desk.key("a")
            listener = await ours.listener(await ours.ticket(issued))
            usable, failures = ours.desk.keys.usable, 3

            async def failing(ids: Any) -> set[str]:
                nonlocal failures
                failures -= 1
                if failures >= 0:
                    raise Unavailable("the disk is away")
                return await usable(ids)

            monkeypatch.setattr(ours.desk.keys, "usable", failing)
            while failures > 0:
                ours.desk.rings(f"c-{failures}", "a")
                await listener.event()
            ours.desk.book.disable(issued.api_key.id)
            code, _ = await listener.closed()
            assert code == 1008

    run(scenario())


def test_g06_fifty_strangers_of_one_address(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            known = await ours.listener(await ours.ticket(ours.desk.key("a")))
            peers = [await ours.open() for _ in range(socketio.MAX_STRANGERS)]
            with pytest.raises(InvalidStatus) as refusal:
                await ours.open()
            assert refusal.value.response.status_code == 429
            ours.desk.rings("c-1", "a")
            await known.until("inbound_call", "c-1")
            await asyncio.gather(*(peer.close() for peer in peers))

    run(scenario())


def test_g06_a_total_that_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socketio, "MAX_VISITS", 1)

    async def scenario() -> None:
        async with house(tmp_path) as ours:
            listener = await ours.listener(await ours.ticket(ours.desk.key("a")))
            with pytest.raises(InvalidStatus) as refusal:
                await ours.open()
            assert refusal.value.response.status_code == 503
            metrics = (await ours.http.get("/metrics")).text
            assert "frontdesk_event_viewers 1.0" in metrics
            await listener.peer.close()
            while "frontdesk_event_viewers 0.0" not in (await ours.http.get("/metrics")).text:
                pass
            assert (
                'frontdesk_event_visits_total{ending="client left"}' in (await ours.http.get("/metrics")).text
            )

    run(scenario())


# -- what they hear --------------------------------------------------------------------------------


def test_s14_nothing_is_heard_of_another_hospital_or_branch(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            desk = ours.desk
            whole = await ours.listener(await ours.ticket(desk.key("a")))
            locked = await ours.listener(await ours.ticket(desk.key("a", branches=("a-1",))))
            theirs = await ours.listener(await ours.ticket(desk.key("b")))
            for number in range(100):
                desk.rings(f"b-{number}", "b", "a-1")  # even a branch of the same name
                desk.rings(f"nobodys-{number}", "")
                desk.rings(f"elsewhere-{number}", "a", "a-2")
                for call in ("b", "nobodys", "elsewhere"):
                    desk.ends(f"{call}-{number}")
                await asyncio.sleep(0)
            desk.rings("last", "a", "a-1")
            assert await locked.until("inbound_call", "last") == ["last"]
            assert set(await whole.until("inbound_call", "last")) == {
                "last",
                *(f"elsewhere-{number}" for number in range(100)),
            }
            desk.rings("b-last", "b")
            assert all(call.startswith("b-") for call in await theirs.until("inbound_call", "b-last"))

    run(scenario())


def test_s18_a_call_rings_before_it_ends_and_who_comes_late_hears_that_it_is_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            token = await ours.ticket(ours.desk.key("a"))
            early = await ours.listener(token)
            ours.desk.rings("c-1", "a")
            ours.desk.rings("c-2", "a")
            ours.desk.ends("c-1")
            late = await ours.listener(token)
            ours.desk.ends("c-2")
            heard = [await early.event() for _ in range(4)]
            assert [(name, told["call_id"]) for name, told in heard] == [
                ("inbound_call", "c-1"),
                ("inbound_call", "c-2"),
                ("call_ended", "c-1"),
                ("call_ended", "c-2"),
            ]
            assert await late.until("call_ended", "c-2") == ["c-2", "c-2"]

    run(scenario())


def test_s17_s18_who_was_away_is_told_what_it_missed_each_once_and_in_order(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            desk, when = ours.desk, now()
            away_s = timedelta(minutes=30)
            desk.record("long ago", "a", when - timedelta(hours=2), when - timedelta(hours=1))
            desk.record("began before", "a", when - timedelta(hours=1), when - timedelta(minutes=5))
            desk.record("whole", "a", when - timedelta(minutes=9), when - timedelta(minutes=8))
            desk.record("theirs", "b", when - timedelta(minutes=9), when - timedelta(minutes=8))
            desk.record("still on", "a", when - timedelta(minutes=7))
            # "began before" has ended by the record, and its last fact is about to be published
            for call_id in ("began before", "still on"):
                desk.rings(call_id, "a")
            token = await ours.ticket(desk.key("a"))
            back = await ours.listener(token, since=(when - away_s).isoformat())
            desk.ends("began before")
            desk.ends("still on")
            heard = [await back.event() for _ in range(5)]
            assert [(name, told["call_id"]) for name, told in heard] == [
                ("inbound_call", "whole"),
                ("call_ended", "whole"),
                ("inbound_call", "still on"),
                ("call_ended", "began before"),
                ("call_ended", "still on"),
            ]
            # what it had last may be told again, but nothing that came after is left out
            last = heard[1][1]["timestamp"]
            again = await ours.listener(token, since=last)
            assert "whole" in await again.until("call_ended", "began before")

    run(scenario())


@pytest.mark.parametrize(
    ("since", "code"),
    [
        ("yesterday", "since_invalid"),
        ("2026-04-08T10:30:00", "since_invalid"),
        (17, "since_invalid"),
        ("2" * 10_000, "since_invalid"),
        ("2020-01-01T00:00:00Z", "missed_too_much"),
    ],
)
def test_s18_who_cannot_be_told_what_it_missed_is_told_that(tmp_path: Path, since: Any, code: str) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            token = await ours.ticket(ours.desk.key("a"))
            refused = await ours.listener(token, since=since)
            assert refused.refusal["data"]["code"] == code
            assert (await refused.closed())[0] == 1008

    run(scenario())


def test_nothing_is_left_of_visits_however_they_ended(tmp_path: Path) -> None:
    async def scenario() -> None:
        desk, options = Hospitals(tmp_path), local()
        router = make_server(desk, options, insecure_local=True)
        events = router._events
        async with serving(desk, options, app=router) as port, httpx.AsyncClient(trust_env=False) as http:
            ours = House(desk, port, http)
            key = desk.key("a").api_key
            for _ in range(5):
                token = desk.keys.ticket(Principal(key.id, "a", frozenset(), frozenset())).reveal()
                left = [await ours.listener(token) for _ in range(2)]
                await left[0].peer.close()
                left[1].peer.transport.abort()
                cut = await ours.listener("forged")
                await cut.closed()
                babbling = Listener(await ours.open())
                await babbling.peer.send("babble")
                await babbling.closed()
                (await ours.open()).transport.abort()
            while events._visits:
                await http.get(f"http://127.0.0.1:{port}/healthz")
            assert not events._strangers
            assert not desk.bus._of_all
            library = events._server
            assert (library.eio.sockets, library.environ, library._binary_packet) == ({}, {}, {})
            assert not library.manager.rooms.get("/")
        desk.database.close()

    run(scenario())


def test_a_server_that_stops_tells_its_listeners(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            listener = await ours.listener(await ours.ticket(ours.desk.key("a")))
            ours.desk.bus.close()
            assert await listener.closed() == (1012, ["41"])

    run(scenario())


def test_p01_neither_tickets_nor_numbers_are_logged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> list[str]:
        async with house(tmp_path) as ours:
            issued = ours.desk.key("a")
            token = await ours.ticket(issued)
            listener = await ours.listener(token)
            ours.desk.rings("c-1", "a")
            await listener.until("inbound_call", "c-1")
            await listener.peer.send('42["canary",{"canary":1}]')
            await listener.peer.send("canary")
            await listener.closed()
            await ours.listener("canary.canary.canary")
            return [token, issued.secret.reveal(), issued.token.reveal(), "canary", "8022334455"]

    caplog.set_level(logging.INFO)
    secrets = run(scenario())
    logged = "".join(capfd.readouterr()) + caplog.text
    assert "ticket issued" in logged
    for secret in secrets:
        assert secret not in logged


# -- clients that nobody here wrote ----------------------------------------------------------------


def test_python_socketios_client_hears_its_hospital(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            token = await ours.ticket(ours.desk.key("a"))
            heard: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
            client = socketio_client.AsyncClient(reconnection=False)

            @client.on("*")
            async def any_event(name: str, payload: Any) -> None:
                heard.put_nowait((name, payload))

            await client.connect(
                f"http://127.0.0.1:{ours.port}",
                socketio_path="ws",
                auth={"token": token},
                transports=["websocket"],
            )
            assert await client.call("renew", {"token": token}) == {"success": True}
            ours.desk.rings("b-1", "b")
            ours.desk.rings("a-1", "a")
            name, payload = await heard.get()
            assert (name, payload["type"], payload["data"]["call_id"]) == (
                "inbound_call",
                "inbound_call",
                "a-1",
            )
            await client.disconnect()

    run(scenario())


async def node(house: House, issued: Any, **more: str) -> asyncio.subprocess.Process:
    secrets = (issued.api_key.key, issued.secret.reveal(), issued.token.reveal())
    return await asyncio.create_subprocess_exec(
        "node",
        str(clients.HERE / "nyra.cjs"),
        f"http://127.0.0.1:{house.port}",
        *secrets,
        stdout=asyncio.subprocess.PIPE,
        env=clients.environment(**more),
    )


async def printed(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    line = await process.stdout.readline()
    told: dict[str, Any] = json.loads(line)
    return told


def test_npms_socket_io_client_runs_the_documentations_example(tmp_path: Path) -> None:
    clients.installed()

    async def scenario() -> None:
        async with house(tmp_path) as ours:
            issued = ours.desk.key("a")
            client = await node(ours, issued)
            assert await printed(client) == {"happened": "connect"}
            assert await printed(client) == {"happened": "renewed", "success": True}
            ours.desk.rings("b-1", "b")
            ours.desk.rings("a-1", "a", "a-branch")
            told = await printed(client)
            timestamp = told["payload"]["data"].pop("timestamp")
            assert timestamp.endswith("Z")
            assert told == {
                "happened": "any",
                "name": "inbound_call",
                "payload": {
                    "type": "inbound_call",
                    "data": {
                        "call_id": "a-1",
                        "patient_id": None,
                        "phone_number": "8022334455",
                        "branch_id": "a-branch",
                    },
                },
            }
            ours.desk.ends("a-1")
            assert (await printed(client))["payload"]["data"]["duration"] == 61
            assert await printed(client) == {"happened": "named", "call_id": "a-1"}
            ours.desk.book.disable(issued.api_key.id)
            assert await printed(client) == {"happened": "disconnect", "reason": "io server disconnect"}
            assert await client.wait() == 0

    run(scenario())


def test_npms_socket_io_client_understands_a_refusal(tmp_path: Path) -> None:
    clients.installed()

    async def scenario() -> None:
        async with house(tmp_path) as ours:
            client = await node(ours, ours.desk.key("a"), FORGED="x.y.z")
            assert await printed(client) == {
                "happened": "connect_error",
                "message": "unauthorized",
                "data": {"code": "token_invalid"},
            }
            assert await client.wait() == 0
            client = await node(ours, ours.desk.key("a", "calls:read"))
            assert await printed(client) == {
                "happened": "refused",
                "status": 403,
                "message": "Missing required permission: ws:ticket",
            }
            await client.wait()

    run(scenario())
