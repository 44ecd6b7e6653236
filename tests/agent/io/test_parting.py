"""How a call ends: our server, a network that rings it, and the carrier's REST, all on this machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from requests.adapters import BaseAdapter

from agent.double.caller import Caller, Noted
from agent.facts import Ring
from agent.io import parting as parting_module
from agent.io.carrier import Ringing
from agent.io.dialer import VonageDialer
from agent.io.parting import Ending, Parting, Partings
from agent.io.ring import CallRecord, Line, ring
from agent.personal import Personal
from tests.agent.io.edge import CALLED, CALLER, FakeDesk, FakeRunner, local, run, serving

FIRST, SECOND = Personal("+442079460001"), Personal("+442079460002")
SUMMARY = Personal("The caller <speak>wants</speak> to move a visit & has asked for you.")
RING = Ring("u-1", Personal(f"+{CALLER}"), Personal(f"+{CALLED}"))


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("key") / "private.pem"
    made = rsa.generate_private_key(65537, 2048)
    file.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return file


class Rest(BaseAdapter):
    """The carrier's REST, as far as it steers one call; `status` other than 204: it refuses."""

    def __init__(self, status: int = 204) -> None:
        super().__init__()
        self.line: Line | None = None
        self.asked: list[tuple[str, str]] = []  # (url, action)
        self._status = status
        self._loop = asyncio.get_running_loop()

    def send(self, request: Any, *_: object, **__: object) -> requests.Response:
        wanted = json.loads(request.body)
        self.asked.append((request.url, wanted["action"]))
        if self._status == 204 and self.line is not None:
            assert request.url.endswith(f"/v1/calls/{self.line.uuid}")
            if wanted["action"] == "hangup":
                self._loop.call_soon_threadsafe(self.line.hang_up)
            else:
                assert wanted["destination"]["type"] == "ncco"
                self._loop.call_soon_threadsafe(self.line.transfer, wanted["destination"]["ncco"])
        response = requests.Response()
        response.status_code, response.url, response.request = self._status, request.url, request
        response._content = b"" if self._status == 204 else b"{}"
        return response

    def close(self) -> None:
        pass


Act = Callable[[FakeDesk, FakeRunner], Awaitable[None]]


async def whole_call(
    key: Path, act: Act, status: int | None = 204, not_taking: dict[str, str] | None = None
) -> tuple[CallRecord, FakeDesk, Rest]:
    """A call that rings, is answered, and then parted from as `act` says. No `status`: no REST at all."""
    desk, rest = FakeDesk(), Rest(status or 204)
    settings = local(application_id="app", private_key_file=key, carrier_host="api-eu-3.vonage.com")

    def on_line(line: Line) -> None:
        rest.line = line

    async with serving(desk, settings) as port:
        base = f"http://127.0.0.1:{port}"
        desk.partings = Partings(VonageDialer(settings, rest) if status else None, base)
        ringing = Ringing(event_url=f"{base}/vonage/events", not_taking=not_taking or {})
        call = asyncio.create_task(
            ring(
                f"{base}/vonage/answer",
                lambda rate: Caller([], patience_ms=600_000),
                ringing=ringing,
                on_line=on_line,
            )
        )
        while not desk.runners:  # noqa: ASYNC110 - what is waited for happens in the server's tasks
            await asyncio.sleep(0.01)
        await act(desk, next(iter(desk.runners.values())))
        return await call, desk, rest


def part(ending: Ending, *people: Personal) -> Act:
    async def act(desk: FakeDesk, runner: FakeRunner) -> None:
        call = runner.admission
        parting = Parting(ending, call.ring, people, SUMMARY if people else Personal(""))
        await desk.partings.part(call.call_id, parting)
        assert runner.leg is not None
        runner.leg.close(1000, "the call is over")
        desk.end(runner)

    return act


def happened(record: CallRecord) -> list[str]:
    return [entry.what for entry in record.log if isinstance(entry, Noted)]


def test_a_goodbye_is_followed_by_the_hang_up_at_the_host_that_has_the_call(key: Path) -> None:
    record, _, rest = run(whole_call(key, part("goodbye")))
    assert rest.asked == [(f"https://api-eu-3.vonage.com/v1/calls/{record.uuid}", "hangup")]
    assert record.ended == "hung up by REST"


@pytest.mark.parametrize("status", [204, 404, 500, None])
def test_a_person_gets_the_caller_and_first_the_summary(key: Path, status: int | None) -> None:
    """Moved by the carrier's REST; or, where that fails or we have no key, by our answer for the lost leg."""
    record, _, rest = run(whole_call(key, part("handover", FIRST, SECOND), status))
    assert [action for _, action in rest.asked] == (["transfer"] if status else [])
    assert happened(record)[-2:] == [
        "the person is told: The caller  speak wants /speak  to move a visit   has asked for you.",
        "handed over to a phone",
    ]
    assert "somebody was sent after a caller who is not there any more" not in happened(record)


@pytest.mark.parametrize("status", [204, None])
@pytest.mark.parametrize("why", ["unanswered", "busy", "failed", "timeout", "rejected"])
def test_who_does_not_answer_is_followed_by_the_next(key: Path, status: int | None, why: str) -> None:
    busy = {FIRST.reveal().lstrip("+"): why}
    record, desk, _ = run(whole_call(key, part("handover", FIRST, SECOND), status, busy))
    assert f"{FIRST.reveal().lstrip('+')}: {why}" in happened(record)
    assert record.ended == "handed over"
    assert len(desk.runners) == 0


@pytest.mark.parametrize("status", [204, None])
def test_after_the_last_the_caller_is_ours_again_to_leave_a_message(key: Path, status: int | None) -> None:
    async def act(desk: FakeDesk, runner: FakeRunner) -> None:
        await part("handover", FIRST)(desk, runner)
        while not desk.runners:  # noqa: ASYNC110 - they come back by the server's own tasks
            await asyncio.sleep(0.01)
        back = next(iter(desk.runners.values()))
        assert back.admission.call_id != runner.admission.call_id
        assert back.admission.ring.uuid == runner.admission.ring.uuid
        assert back.admission.ring.purpose == "message"
        await part("goodbye")(desk, back)

    record, _, _ = run(whole_call(key, act, status, {FIRST.reveal().lstrip("+"): "unanswered"}))
    assert record.ended == ("hung up by REST" if status else "server hung up")


def test_w15_a_call_that_failed_without_a_word_is_answered_with_the_fallback(key: Path) -> None:
    record, _, rest = run(whole_call(key, part("fault")))
    assert rest.asked == []
    assert any("We are sorry" in what for what in happened(record))


# -- what can go wrong -------------------------------------------------------------------------------


class Slow:
    """A carrier that does not answer until told to."""

    def __init__(self) -> None:
        self.go, self.asked = asyncio.Event(), asyncio.Event()

    async def hang_up(self, uuid: str, host: str = "") -> None:
        await self.transfer(uuid, [], host)

    async def transfer(self, uuid: str, ncco: list[dict[str, Any]], host: str = "") -> bool:
        self.asked.set()
        await self.go.wait()
        return True


def test_its_question_waits_until_it_has_answered_ours() -> None:
    async def scenario() -> None:
        carrier = Slow()
        partings = Partings(carrier, "https://desk.example.org")
        wanted = asyncio.create_task(partings.part("c", Parting("handover", RING, (FIRST,))))
        await carrier.asked.wait()
        found = asyncio.create_task(partings.find("c"))
        await asyncio.sleep(0)
        assert not found.done()
        carrier.go.set()
        await wanted
        parting = await found
        assert parting is not None
        assert parting.moved

    run(scenario())


def test_a_carrier_that_does_not_answer_costs_seconds_and_no_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting_module, "PATIENCE_S", 0.05)

    async def scenario() -> None:
        partings = Partings(Slow(), "https://desk.example.org")
        await partings.part("c", Parting("handover", RING, (FIRST,)))
        parting = await partings.find("c")
        assert parting is not None
        assert not parting.moved  # so the answer for the leg is the hand-over

    run(scenario())


def test_a_call_that_was_given_to_the_fallback_is_not_hung_up_after() -> None:
    async def scenario() -> None:
        carrier = Slow()
        partings = Partings(carrier, "https://desk.example.org")
        partings.note("c", Parting("fault", RING))
        await partings.part("c", Parting("goodbye", RING))
        assert not carrier.asked.is_set()
        found = asyncio.create_task(partings.find("c"))
        await asyncio.sleep(0)
        assert found.done()  # nothing is waited for

    run(scenario())


def test_what_is_kept_of_calls_that_are_over_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting_module, "PARTINGS_KEPT", 2)

    async def scenario() -> None:
        partings = Partings()
        for call_id in "abc":
            partings.note(call_id, Parting("goodbye", RING))
        assert await partings.find("a") is None
        assert await partings.find("c") is not None

    run(scenario())


def test_w01_a_summary_is_for_the_carrier_only_and_nobodys_is_empty() -> None:
    from agent.io.server import make_server
    from tests.agent.io.edge import public

    async def scenario() -> None:
        desk = FakeDesk()
        desk.partings.note("c", Parting("handover", RING, (FIRST,), SUMMARY))
        for insecure, path, status in ((False, "c", 401), (True, "c", 200), (True, "other", 200)):
            settings = local() if insecure else public()
            app = make_server(desk, settings, insecure)
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8080"
            ) as http:
                reply = await http.get(f"/vonage/handover/{path}/summary")
                assert reply.status_code == status
                if status == 200:
                    assert len(reply.json()) == (path == "c")

    run(scenario())


def test_a_person_who_does_not_answer_for_a_call_that_nobody_remembers_leaves_the_fallback() -> None:
    from agent.io.server import make_server

    async def scenario() -> None:
        app = make_server(FakeDesk(), local(), True)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8080"
        ) as http:
            reply = await http.post("/vonage/handover/gone/0", json={"status": "busy", "from": CALLED})
            assert reply.json()[0]["action"] == "talk"
            taken = await http.post("/vonage/handover/gone/0", json={"status": "answered"})
            assert taken.status_code == 204

    run(scenario())
