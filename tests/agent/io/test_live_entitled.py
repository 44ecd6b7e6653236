"""Viewers of two hospitals, with different rights, on a real server: who may see, join and end."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from agent.clinic.database import open_database
from agent.clinic.store import Store
from agent.commands import Line, Role
from agent.events import EndRequested, JoinRequested
from agent.facts import CallStarted, LineSaid, Ring
from agent.io import live
from agent.io.recorder import Recorder
from agent.io.tenants import sha256
from agent.personal import Personal
from tests import clients
from tests.agent.io.edge import FakeDesk, FakeRunner, closed, live_call, local, now, run, serving
from tests.agent.io.test_live import messages

TENANTS = """
[hospitals.a]

[hospitals.b]

""" + "".join(
    f"""
[[hospitals.{hospital}.viewers]]
user = "{user}"
bearer_sha256 = "{sha256(user)}"
number = "{number}"
rights = {json.dumps(rights)}
"""
    for hospital, user, number, rights in (
        ("a", "ann", "+442079460001", ["read", "join", "end"]),
        ("a", "abe", "+442079460002", ["read", "join", "end"]),
        ("a", "reader", "", ["read"]),
        ("b", "bob", "+442079460003", ["read", "join", "end"]),
    )
)


@pytest.fixture
def tenants_file(tmp_path: Path) -> Path:
    file = tmp_path / "tenants.toml"
    file.write_text(TENANTS)
    return file


HERE = "127.0.0.1"


def headers(user: str, bearer: str = "") -> dict[str, str]:
    return {"Authorization": f"Bearer {bearer or user}", "x-hiya-account-user-id": user}


def watching(port: int, runner: FakeRunner, user: str, more: str = "", bearer: str = "") -> connect:
    token = runner.admission.viewer_token.reveal()
    target = f"ws://127.0.0.1:{port}/ws/v1/liveCalls?conversationToken={token}{more}"
    return connect(target, proxy=None, additional_headers=headers(user, bearer))


def join(id: str) -> str:
    return json.dumps({"type": "client:joinCall", "id": id})


def end(id: str) -> str:
    return json.dumps({"type": "client:endCall", "id": id})


def test_t04_another_hospitals_token_is_unknown_and_the_attempt_is_noted(
    tenants_file: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        desk = FakeDesk()
        runner = desk.live()
        desk.start(runner)
        desk.say(runner, "canary")
        async with (
            serving(desk, local(tenants_file=tenants_file)) as port,
            httpx.AsyncClient(trust_env=False) as http,
        ):
            with pytest.raises(InvalidStatus) as refusal:
                await watching(port, runner, "bob")
            unknown = httpx.URL(f"ws://127.0.0.1:{port}/ws/v1/liveCalls?conversationToken={'x' * 36}")
            with pytest.raises(InvalidStatus) as other:
                await connect(str(unknown), proxy=None, additional_headers=headers("bob"))
            assert refusal.value.response.status_code == 404
            assert refusal.value.response.body == other.value.response.body  # it cannot be told from none
            address = f"http://127.0.0.1:{port}/v1/users"
            theirs = await http.get(f"{address}/bob/calls", headers=headers("bob"))
            assert theirs.json()["calls"] == []
            ours = await http.get(f"{address}/ann/calls", headers=headers("ann"))
            assert len(ours.json()["calls"]) == 1
            assert desk.audited == [
                ("b", "viewer:bob", "cross_tenant_attempt", runner.admission.call_id, HERE)
            ]

    run(scenario())
    logged = "".join(capfd.readouterr()) + caplog.text
    assert logged.count("cross_tenant_attempt") == 1
    assert "canary" not in logged


@pytest.mark.parametrize(("user", "bearer"), [("abe", "ann"), ("ann", "nobody"), ("ann", "bob")])
def test_t05_the_user_must_be_the_bearers(tenants_file: Path, user: str, bearer: str) -> None:
    async def scenario() -> None:
        async with live_call(local(tenants_file=tenants_file), started=False) as (_, runner, port):
            with pytest.raises(InvalidStatus) as refusal:
                await watching(port, runner, user, bearer=bearer)
            assert refusal.value.response.status_code == 401

    run(scenario())


def test_t10_of_two_who_join_at_once_one_has_the_call(tenants_file: Path) -> None:
    async def scenario() -> None:
        async with (
            live_call(local(tenants_file=tenants_file)) as (desk, runner, port),
            watching(port, runner, "ann") as ann,
            watching(port, runner, "abe") as abe,
        ):
            await messages(ann, 1)
            await messages(abe, 1)
            await ann.send(join("j"))
            assert await messages(ann, 1) == [{"type": "ack", "ackId": "j"}]
            await abe.send(join("j"))
            late, refused = await messages(abe, 2)
            assert late == {"type": "ack", "ackId": "j"}
            assert refused["type"] == "error"
            await abe.send(join("j"))  # the same again: the same ack, and nothing happens
            assert await messages(abe, 1) == [late]
            assert [event.number.reveal() for event in runner.of(JoinRequested)] == ["+442079460001"]
            assert [(who, what, address) for _, who, what, _, address in desk.audited] == [
                ("viewer:ann", "opened a transcript", HERE),
                ("viewer:abe", "opened a transcript", HERE),
                ("viewer:ann", "joined a call", HERE),
            ]

    run(scenario())


def test_t11_who_may_only_read_can_neither_join_nor_end(tenants_file: Path) -> None:
    async def scenario() -> None:
        async with (
            live_call(local(tenants_file=tenants_file)) as (desk, runner, port),
            watching(port, runner, "reader") as peer,
        ):
            await messages(peer, 1)
            for request in (join("1"), end("2")):
                await peer.send(request)
                (answer,) = await messages(peer, 1)
                assert (answer["type"], answer["description"]) == ("error", "Access denied")
            assert runner.events == []
            desk.say(runner, "goes on")
            assert (await messages(peer, 1))[0]["msg"] == "goes on"

    run(scenario())


def test_t12_ending_a_call_that_hangs_up_by_itself_is_acknowledged_and_ends_it_once(
    tenants_file: Path,
) -> None:
    async def scenario() -> None:
        async with (
            live_call(local(tenants_file=tenants_file)) as (desk, runner, port),
            watching(port, runner, "ann") as peer,
        ):
            await messages(peer, 1)
            del desk.runners[runner.admission.call_id]  # over; its last fact is not yet durable
            await peer.send(end("e"))
            assert await messages(peer, 1) == [{"type": "ack", "ackId": "e"}]
            await peer.send(join("j"))
            assert (await messages(peer, 1))[0]["description"] == "Call already ended"  # T-13
            desk.end(runner)
            assert [message["type"] for message in await messages(peer, 1)] == ["event:callEnd"]
            assert await closed(peer) == 1000
            assert runner.of(EndRequested) == runner.of(JoinRequested) == []

    run(scenario())


def test_t16_who_reconnects_with_the_last_offset_misses_nothing_and_hears_nothing_twice(
    tenants_file: Path,
) -> None:
    async def scenario() -> None:
        desk = FakeDesk()
        runner = desk.live()
        desk.start(runner)
        lines = desk.stored.setdefault(runner.admission.call_id, [])

        def say(text: str, offset_ms: int) -> None:
            said = LineSaid(runner.admission.call_id, len(lines), Line(Role.USER, Personal(text), offset_ms))
            lines.append(said)
            desk.bus.publish(said)

        settings = local(tenants_file=tenants_file)
        async with serving(desk, settings) as port, watching(port, runner, "ann") as whole:
            say("long " * 500, 1000)  # three messages
            say("begun before, finished later", 400)
            say("at the same time", 400)
            told = (await messages(whole, 6))[1:]
            for had in range(5):
                more = f"&offset={told[had]['offset']}"
                async with watching(port, runner, "abe", more) as again:
                    replayed = await messages(again, len(told) - had)
                    assert replayed[0]["type"] == "event:start"
                    assert replayed[1:] == told[had + 1 :]
                    say(f"live {had}", 2000)
                    fresh = await messages(whole, 1)
                    assert await messages(again, 1) == fresh
                    told += fresh
            async with watching(port, runner, "abe", "&offset=700") as again:  # no message has this one
                assert (await messages(again, 2))[1] == told[0]

    run(scenario())


def test_roles_as_where_calls_are_screened_for_somebody(tenants_file: Path) -> None:
    async def scenario() -> None:
        settings = local(tenants_file=tenants_file, viewer_roles="screening")
        async with live_call(settings) as (desk, runner, port), watching(port, runner, "ann") as peer:
            await messages(peer, 1)
            for sequence, role in enumerate(Role):
                line = Line(role, Personal(role.value), sequence)
                desk.bus.publish(LineSaid(runner.admission.call_id, sequence, line))
            said = {message["msg"]: message["role"] for message in await messages(peer, 3)}
            assert said == {"assistant": "assistant", "user": "other", "other": "user"}

    run(scenario())


def test_t18_a_line_that_was_shown_is_in_the_database_whatever_happens_next(
    tenants_file: Path, tmp_path: Path
) -> None:
    async def scenario() -> None:
        desk = FakeDesk()
        runner = desk.live()
        store = Store(tmp_path / "now" / "frontdesk.db")
        recorder = Recorder(store, desk.bus)
        recorder.start()
        call_id = runner.admission.call_id
        recorder.record(CallStarted(call_id, Ring("u", Personal(""), Personal("")), now()))
        async with (
            serving(desk, local(tenants_file=tenants_file)) as port,
            watching(port, runner, "ann") as peer,
        ):
            await messages(peer, 1)
            recorder.record(LineSaid(call_id, 0, Line(Role.USER, Personal("shown"), 0)))
            assert (await messages(peer, 1))[0]["msg"] == "shown"
            # What a kill would leave at this instant: the files as they are.
            shutil.copytree(tmp_path / "now", tmp_path / "killed")
        await recorder.close()
        store.close()

    run(scenario())
    after = open_database(tmp_path / "killed" / "frontdesk.db")
    with after.engine.connect() as connection:
        rows: Any = connection.exec_driver_sql("SELECT text FROM transcript_lines").scalars().all()
    after.close()
    assert rows == ["shown"]


def test_t19_a_bearer_that_is_taken_back_closes_its_socket(
    tenants_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "ENTITLED_EVERY_S", 0.01)  # two seconds, for those who need not wait

    async def scenario() -> None:
        async with (
            live_call(local(tenants_file=tenants_file)) as (desk, runner, port),
            watching(port, runner, "ann") as ann,
            watching(port, runner, "abe") as abe,
        ):
            await messages(ann, 1)
            await messages(abe, 1)
            tenants_file.write_text(TENANTS.replace(sha256("ann"), sha256("new")))
            os.utime(tenants_file, ns=(1, 1))
            assert await closed(ann) == 1008
            assert ann.close_reason == "authorisation withdrawn"
            desk.say(runner, "still here")
            assert (await messages(abe, 1))[0]["msg"] == "still here"
            with pytest.raises(InvalidStatus) as refusal:
                await watching(port, runner, "ann")
            assert refusal.value.response.status_code == 401

    run(scenario())


def test_t19_the_wait_is_short_enough() -> None:
    assert live.ENTITLED_EVERY_S <= 5


def test_t20_a_viewer_who_asks_nothing_for_long_is_logged_off(tenants_file: Path) -> None:
    async def scenario() -> None:
        settings = local(tenants_file=tenants_file, viewer_idle_seconds=0.01)
        async with (
            live_call(settings, started=False) as (_, runner, port),
            watching(port, runner, "ann") as peer,
        ):
            assert await closed(peer) == 1008
            assert peer.close_reason == "automatic logoff"

    run(scenario())


def test_t23_one_viewers_sockets_do_not_keep_out_another(tenants_file: Path) -> None:
    async def scenario() -> None:
        async with live_call(local(tenants_file=tenants_file), started=False) as (_, runner, port):
            peers = [await watching(port, runner, "ann") for _ in range(live.MAX_SOCKETS)]
            statuses = []
            for _ in range(3):
                with pytest.raises(InvalidStatus) as refusal:
                    await watching(port, runner, "ann")
                statuses.append(refusal.value.response.status_code)
            assert statuses == [429] * 3
            peers.append(await watching(port, runner, "abe"))
            await asyncio.gather(*(peer.close() for peer in peers))

    run(scenario())


def test_npms_ws_client_watches_takes_over_and_ends_a_call(tenants_file: Path) -> None:
    environment = clients.environment()

    async def scenario() -> None:
        async with live_call(local(tenants_file=tenants_file)) as (desk, runner, port):
            desk.say(runner, "Hello")
            node = await asyncio.create_subprocess_exec(
                *("node", str(clients.HERE / "hiya.cjs"), f"127.0.0.1:{port}", "ann", "ann"),
                stdout=asyncio.subprocess.PIPE,
                env=environment,
            )
            assert node.stdout is not None
            told = [json.loads(await node.stdout.readline()) for _ in range(4)]
            assert [message["type"] for message in told] == ["event:start", "transcript", "ack", "ack"]
            assert (told[1]["msg"], told[1]["role"], told[1]["offset"]) == ("Hello", "assistant", 0)
            assert [message["ackId"] for message in told[2:]] == ["join-1", "end-1"]
            assert [event.number.reveal() for event in runner.of(JoinRequested)] == ["+442079460001"]
            assert len(runner.of(EndRequested)) == 1
            desk.end(runner)
            assert json.loads(await node.stdout.readline())["type"] == "event:callEnd"
            assert await node.wait() == 0

    run(scenario())
