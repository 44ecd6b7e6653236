"""Translation clients on a real server: tickets, the upgrade, and sessions over an ear that is made up."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from agent.clinic.database import Database, Unavailable, open_database
from agent.clinic.sqlite_file import SqliteFile
from agent.clinic.tickets import Tickets
from agent.io import vas as vas_io
from agent.io.tenants import sha256
from agent.wire import vas
from audio import pcm
from audio.frame import FRAME_SAMPLES, Frame
from tests.agent.io.edge import FakeDesk, closed, local, run, serving
from tests.agent.io.interpreting import Engines
from tests.sounds import babble, silence

KEY = "vas_" + "k" * 32
SENTENCE = pcm.to_bytes(babble(600)) + pcm.to_bytes(silence(800))
START = {
    "action": "start",
    "type": "transcribe",
    "transcription_languages": ["es-MX"],
    "translation_languages": ["en-US"],
}
PING = '{"type":"health","data":{"action":"ping"}}'


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(tmp_path / "frontdesk.db")) as database:
        yield database


class House:
    """A server with translation, and what stands behind it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = datetime.now(UTC)
        self.engines = Engines()
        self.desk = FakeDesk()
        self.desk.tickets = Tickets(database, lambda: self.now)
        self.desk.translating = self.engines.speech
        self.port = 0

    @asynccontextmanager
    async def open(self, **settings: Any) -> AsyncIterator[House]:
        settings = settings or {"vas_api_key": SecretStr(KEY)}
        async with serving(self.desk, local(**settings)) as self.port:
            yield self

    async def office(self, key: str | None = KEY) -> httpx.Response:
        headers = {} if key is None else {"X-API-Key": key}
        async with httpx.AsyncClient(trust_env=False) as http:
            return await http.post(f"http://127.0.0.1:{self.port}/api/v1/auth/ticket", headers=headers)

    async def ticket(self, key: str = KEY) -> str:
        return str((await self.office(key)).json()["ticket"])

    def upgrade(self, *protocols: str, query: str = "") -> connect:
        offered: Any = list(protocols) or None
        return connect(f"ws://127.0.0.1:{self.port}/ws{query}", proxy=None, subprotocols=offered)

    async def refusal(self, *protocols: str, query: str = "") -> tuple[int, str]:
        with pytest.raises(InvalidStatus) as refused:
            await self.upgrade(*protocols, query=query)
        body = refused.value.response.body
        return refused.value.response.status_code, json.loads(body or b"{}").get("error_code", "")

    @asynccontextmanager
    async def client(self, key: str = KEY) -> AsyncIterator[ClientConnection]:
        async with self.upgrade(f"ticket.{await self.ticket(key)}") as peer:
            yield peer


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def handshake(ticket: str) -> bytes:
    lines = (
        "GET /ws HTTP/1.1",
        "Host: x",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(b'x' * 16).decode()}",
        f"Sec-WebSocket-Protocol: ticket.{ticket}",
    )
    return "\r\n".join((*lines, "", "")).encode()


async def say(peer: ClientConnection, data: dict[str, Any]) -> None:
    await peer.send(json.dumps({"type": "voice-translation", "data": data}))


async def sound(peer: ClientConnection, wire: bytes, chunk: int = 6400) -> None:
    for at in range(0, len(wire), chunk):
        await say(peer, {"action": "audio", "audio": base64.b64encode(wire[at : at + chunk]).decode()})


async def told(peer: ClientConnection, action: str) -> dict[str, Any]:
    """The next message of this action; those before are passed over."""
    while True:
        message = json.loads(await peer.recv())
        if message["type"] == "error":
            assert action == "error", message
            return dict(message["data"])
        if message["data"]["action"] == action:
            return dict(message["data"])


async def final(peer: ClientConnection) -> dict[str, Any]:
    while not (result := await told(peer, "result"))["is_final"]:
        pass
    return result


# -- the ticket office -----------------------------------------------------------------------------


def test_k01_a_key_gets_a_ticket_and_a_wrong_one_does_not(house: House) -> None:
    async def scenario() -> None:
        async with house.open():
            good = await house.office()
            assert good.status_code == 200
            assert good.json().keys() == {"ticket", "expires_in"}
            assert (len(good.json()["ticket"]), good.json()["expires_in"]) == (32, 60)
            for key, code in (("vas_wrong", "auth_invalid_api_key"), (None, "auth_missing_api_key")):
                bad = await house.office(key)
                assert (bad.status_code, bad.json()["error_code"]) == (401, code)

    run(scenario())


def test_g12_wrong_keys_are_counted(house: House) -> None:
    async def scenario() -> None:
        async with house.open():
            statuses = [(await house.office("x")).status_code for _ in range(vas_io.FAILURES + 1)]
            assert statuses == [401] * vas_io.FAILURES + [429]
            assert (await house.office()).status_code == 200  # who has the key is not kept out by others

    run(scenario())


def test_k13_more_tickets_than_anybody_needs(house: House) -> None:
    async def scenario() -> None:
        async with house.open():
            async with httpx.AsyncClient(trust_env=False, headers={"X-API-Key": KEY}) as http:
                address = f"http://127.0.0.1:{house.port}/api/v1/auth/ticket"
                replies = [await http.post(address) for _ in range(vas_io.TICKETS + 2)]
            assert [reply.status_code for reply in replies] == [200] * vas_io.TICKETS + [429] * 2
            assert "Retry-After" in replies[-1].headers

    run(scenario())


# -- the upgrade -----------------------------------------------------------------------------------


def test_k02_k04_used_and_expired(house: House) -> None:
    async def scenario() -> None:
        async with house.open():
            used, old = await house.ticket(), await house.ticket()
            async with house.upgrade(f"ticket.{used}") as peer:
                assert peer.subprotocol == f"ticket.{used}"
            assert await house.refusal(f"ticket.{used}") == (401, "ticket_already_used")
            house.now += timedelta(seconds=61)
            assert await house.refusal(f"ticket.{old}") == (401, "ticket_expired")

    run(scenario())


def test_k03_fifty_at_once_with_one_ticket(house: House) -> None:
    async def scenario() -> None:
        async with house.open():
            ticket = await house.ticket()

            async def come() -> str:
                try:
                    async with house.upgrade(f"ticket.{ticket}"):
                        return "in"
                except InvalidStatus as refused:
                    return str(refused.response.status_code)

            outcomes = await asyncio.gather(*(come() for _ in range(50)))
            assert sorted(outcomes) == ["401"] * 49 + ["in"]

    run(scenario())


@pytest.mark.parametrize("protocol", ["ticket." + "a" * 31, "ticket.", "json", "", "ticket." + "a" * 6000])
def test_k05_malformed(house: House, protocol: str) -> None:
    async def scenario() -> None:
        async with house.open():
            offered = [protocol] if protocol else []
            assert await house.refusal(*offered) == (401, "ticket_invalid")

    run(scenario())


def test_k05_a_ticket_of_other_letters_than_a_header_may_hold(house: House) -> None:
    async def scenario() -> None:
        async with house.open():
            reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
            writer.write(handshake("é" * 32))
            status = (await reader.readline()).split()[1]
            assert status in (b"400", b"401")
            writer.close()

    run(scenario())


def test_k06_one_of_several_protocols_is_chosen(house: House) -> None:
    async def scenario() -> None:
        async with house.open():
            ticket = f"ticket.{await house.ticket()}"
            async with house.upgrade("json", ticket) as peer:
                assert peer.subprotocol == ticket

    run(scenario())


def test_k07_a_ticket_in_the_query_opens_nothing_and_stays_unused(house: House) -> None:
    async def scenario() -> None:
        async with house.open():
            ticket = await house.ticket()
            assert await house.refusal(query=f"?ticket={ticket}") == (401, "ticket_invalid")
            async with house.upgrade(f"ticket.{ticket}"):
                pass

    run(scenario())


def test_k08_a_store_that_is_down_lets_nobody_in(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with house.open():
            ticket = await house.ticket()
            with monkeypatch.context() as patch:

                def down(self: SqliteFile) -> object:
                    raise Unavailable("down")

                patch.setattr(SqliteFile, "begin_writing", down)
                assert await house.refusal(f"ticket.{ticket}") == (500, "ticket_validation_failed")
                assert (await house.office()).status_code == 500
            async with house.upgrade(f"ticket.{ticket}"):
                pass

    run(scenario())


def test_k09_a_handshake_that_breaks_uses_the_ticket(house: House) -> None:
    async def scenario() -> None:
        async with house.open():
            ticket = await house.ticket()
            _, writer = await asyncio.open_connection("127.0.0.1", house.port)
            writer.write(handshake(ticket))
            await writer.drain()
            while used(house) == 0:  # noqa: ASYNC110 - the database has no event for it
                await asyncio.sleep(0)
            writer.transport.abort()  # the answer finds nobody
            assert await house.refusal(f"ticket.{ticket}") == (401, "ticket_already_used")

    def used(house: House) -> int:
        with house.database.engine.connect() as connection:
            query = "SELECT count(*) FROM vas_tickets WHERE used_at IS NOT NULL"
            return int(connection.exec_driver_sql(query).scalar_one())

    run(scenario())


def test_k10_a_ticket_outlives_the_server(house: House, database: Database) -> None:
    async def before() -> str:
        async with house.open():
            return await house.ticket()

    async def after(ticket: str) -> None:
        again = House(database)
        async with again.open(), again.upgrade(f"ticket.{ticket}"):
            pass

    run(after(run(before())))


def test_k14_another_sockets_ticket_is_none_here(house: House) -> None:
    async def scenario() -> None:
        async with house.open():
            runner = house.desk.live()
            for other in (runner.admission.ticket.reveal(), runner.admission.viewer_token.reveal()):
                assert await house.refusal(f"ticket.{other}") == (401, "ticket_invalid")

    run(scenario())


def test_sockets_of_one_hospital_are_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vas_io, "MAX_SOCKETS", 1)

    async def scenario() -> None:
        async with house.open(), house.client():
            assert (await house.refusal(f"ticket.{await house.ticket()}"))[0] == 429

    run(scenario())


# -- health and errors -----------------------------------------------------------------------------


def test_k12_ping_is_answered_and_what_is_not_understood_is_an_error_of_six_fields(house: House) -> None:
    async def scenario() -> None:
        async with house.open(), house.client() as peer:
            await peer.send(PING)
            assert json.loads(await peer.recv()) == {"type": "health", "data": {"action": "pong"}}
            await peer.send('{"type":"x"}')
            error = json.loads(await peer.recv())
            assert error["type"] == "error"
            assert error["data"].keys() == {
                "error_code",
                "severity",
                "message",
                "context",
                "request_id",
                "timestamp",
            }
            assert error["data"]["request_id"].startswith("req_")
            await say(peer, {"action": "merge_speakers"})
            assert (await told(peer, "error"))["error_code"] == "general_action_not_offered"
            await peer.send(b"\0\0")
            assert (await told(peer, "error"))["error_code"] == "general_invalid_message"
            await peer.send(PING)
            await told(peer, "pong")

    run(scenario())


def test_a_flood_of_messages_is_closed_1008(house: House) -> None:
    async def scenario() -> None:
        async with house.open(), house.client() as peer:
            for _ in range(vas_io.REQUESTS + 1):
                await peer.send(PING)
            assert await closed(peer) == 1008

    run(scenario())


def test_a_client_that_falls_silent_is_closed_1001(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vas_io, "SILENT_S", 0.01)

    async def scenario() -> None:
        async with house.open(), house.client() as peer:
            assert await closed(peer) == 1001

    run(scenario())


def test_t15_a_client_that_does_not_read_is_closed_1013(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vas_io, "MAX_UNSENT", 2)

    async def scenario() -> None:
        async with house.open(), house.client() as peer:
            await say(peer, START)
            await told(peer, "session_started")
            await say(peer, {"action": "audio", "audio": base64.b64encode(SENTENCE[:19200]).decode()})
            await say(peer, {"action": "stop"})  # three messages in one turn of the loop: no reader keeps up
            assert await closed(peer) == 1013

    run(scenario())


# -- voice translation -----------------------------------------------------------------------------


def test_start_sound_pause_resume_config_play_stop(house: House) -> None:
    async def scenario() -> None:
        async with house.open(), house.client() as peer:
            for action in ("audio", "pause", "resume", "stop"):
                await say(peer, {"action": action, "audio": ""})
                assert (await told(peer, "error"))["error_code"] == "session_not_started"
            await say(peer, START)
            started = await told(peer, "session_started")
            await say(peer, START)
            assert (await told(peer, "error"))["error_code"] == "session_already_active"
            await sound(peer, SENTENCE)
            first = await final(peer)
            assert first["transcription"]["text"] == "buenos dias"
            assert first["transcription"]["language"] == "es-MX"
            assert first["translations"] == [{"language": "en-US", "text": "good morning", "is_final": True}]
            await say(peer, {"action": "pause"})
            assert (await told(peer, "status"))["status"] == "paused"
            await sound(peer, SENTENCE)
            await say(peer, {"action": "resume"})
            assert (await told(peer, "status"))["status"] == "recording"
            await say(peer, {"action": "config", "corrections": [{"from": "buenos", "to": "Buenos"}]})
            await told(peer, "config_updated")
            await sound(peer, SENTENCE)
            second = await final(peer)
            assert second["sid"] == first["sid"] + 1
            assert second["transcription"]["text"] == "Buenos dias"
            await say(peer, {"action": "tts_play", "sid": second["sid"]})
            assert len(base64.b64decode((await told(peer, "tts_ready"))["audio"])) == 320
            await say(peer, {"action": "tts_play", "sid": 77})
            assert (await told(peer, "error"))["sid"] == 77
            await say(peer, {"action": "stop"})
            assert (await told(peer, "status"))["status"] == "stopped"
            assert (await told(peer, "task_complete"))["task_id"] == started["task_id"]
            await say(peer, START)  # the socket is free for another
            again = await told(peer, "session_started")
            assert again["session_id"] != started["session_id"]

    run(scenario())


def test_sound_may_come_as_binary_messages_if_start_says_so(house: House) -> None:
    async def scenario() -> None:
        async with house.open(), house.client() as peer:
            await say(peer, START | {"transport": "binary", "sample_rate": 16000})
            await told(peer, "session_started")
            for at in range(0, len(SENTENCE), 640):
                await peer.send(SENTENCE[at : at + 640])
            assert (await final(peer))["transcription"]["text"] == "buenos dias"
            await peer.send(bytes(vas.MAX_AUDIO_BYTES + 2))
            assert (await told(peer, "error"))["error_code"] == "audio_too_large"

    run(scenario())


def test_without_a_multilingual_ear_start_is_answered_fatal_and_health_goes_on(house: House) -> None:
    async def scenario() -> None:
        house.desk.translating = None
        async with house.open(), house.client() as peer:
            await say(peer, START)
            error = await told(peer, "error")
            assert (error["error_code"], error["severity"]) == ("stt_unavailable", "fatal")
            await peer.send(PING)
            await told(peer, "pong")

    run(scenario())


def test_m10_two_clients_hear_each_their_own(house: House) -> None:
    async def scenario() -> None:
        async with house.open(), house.client() as one, house.client() as two:
            await say(one, START)
            await say(two, START)
            session = (await told(two, "session_started"))["session_id"]
            await sound(one, SENTENCE)
            assert (await final(one))["session_id"] != session
            await say(two, {"action": "stop"})
            assert (await told(two, "status"))["session_id"] == session  # and no result before it

    run(scenario())


def test_p01_nothing_of_it_is_logged(
    house: House, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> str:
        async with house.open():
            ticket = await house.ticket()
            async with house.upgrade(f"ticket.{ticket}") as peer:
                await say(peer, START)
                await sound(peer, SENTENCE)
                await final(peer)
                await peer.send('{"type": "canary"}')
                await told(peer, "error")
            await house.refusal(f"ticket.{ticket}")
        return ticket

    caplog.set_level("INFO")
    ticket = run(scenario())
    logged = "".join(capfd.readouterr()) + caplog.text
    assert "translation problem" in logged
    for secret in (ticket, KEY, "buenos", "morning", "canary"):
        assert secret not in logged


# -- a live call -----------------------------------------------------------------------------------

TENANTS = f"""
[hospitals.a]
vas_keys_sha256 = ["{sha256("key-a")}"]

[hospitals.b]
vas_keys_sha256 = ["{sha256("key-b")}"]
"""


def test_a_live_call_is_read_in_english_until_it_is_over(house: House) -> None:
    async def scenario() -> None:
        runner = house.desk.live()
        token = runner.admission.viewer_token.reveal()
        async with house.open(), house.client() as peer:
            await say(peer, START | {"conversation_token": token})
            await told(peer, "session_started")
            (tap,) = runner.taps
            samples = pcm.from_bytes(SENTENCE)
            for at in range(0, len(samples), FRAME_SAMPLES):
                tap.offer(Frame(samples[at : at + FRAME_SAMPLES], at))
            assert (await final(peer))["translations"][0]["text"] == "good morning"
            await sound(peer, SENTENCE[:640])
            assert (await told(peer, "error"))["error_code"] == "audio_not_expected"
            tap.close()  # as the runner does at the end of a call
            assert (await told(peer, "status"))["status"] == "stopped"
            await told(peer, "task_complete")
        assert runner.events == []  # the call has noticed nothing

    run(scenario())


def test_who_leaves_no_longer_listens_to_the_call(house: House) -> None:
    async def scenario() -> None:
        runner = house.desk.live()
        token = runner.admission.viewer_token.reveal()
        async with house.open():
            async with house.client() as peer:
                for _ in range(2):
                    await say(peer, START | {"conversation_token": token})
                    await told(peer, "session_started")
                    await say(peer, {"action": "stop"})
                    await told(peer, "task_complete")
                await say(peer, START | {"conversation_token": token})
                await told(peer, "session_started")
            while not all(tap.closed for tap in runner.taps):  # noqa: ASYNC110 - nor has a tap
                await asyncio.sleep(0)
            assert len(runner.taps) == 3

    run(scenario())


def test_k14_t04_another_hospitals_call_is_unknown_and_the_attempt_is_noted(
    house: House, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    tenants = tmp_path / "tenants.toml"
    tenants.write_text(TENANTS)

    async def scenario() -> None:
        runner = house.desk.live()
        ours = START | {"conversation_token": runner.admission.viewer_token.reveal()}
        async with house.open(tenants_file=tenants):
            async with house.client("key-b") as foreign:
                await say(foreign, ours)
                theirs = await told(foreign, "error")
                await say(foreign, START | {"conversation_token": "x" * 36})
                unknown = await told(foreign, "error")
                assert theirs["error_code"] == "session_call_not_found"
                assert theirs["message"] == unknown["message"]
            assert runner.taps == []
            async with house.client("key-a") as own:
                await say(own, ours)
                await told(own, "session_started")

    run(scenario())
    assert ("".join(capfd.readouterr()) + caplog.text).count("cross_tenant_attempt") == 1


def test_g13_a_key_that_is_taken_back_closes_its_sockets(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert vas_io.ENTITLED_EVERY_S <= 5
    monkeypatch.setattr(vas_io, "ENTITLED_EVERY_S", 0.01)
    tenants = tmp_path / "tenants.toml"
    tenants.write_text(TENANTS)

    async def scenario() -> None:
        async with (
            house.open(tenants_file=tenants),
            house.client("key-a") as a,
            house.client("key-b") as b,
        ):
            tenants.write_text(TENANTS.replace(sha256("key-a"), sha256("another")))
            os.utime(tenants, ns=(1, 1))
            assert await closed(a) == 1008
            await b.send(PING)
            await told(b, "pong")

    run(scenario())
