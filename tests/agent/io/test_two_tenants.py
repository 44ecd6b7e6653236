"""Two hospitals on one port: each visits every route and socket there is, and sees nothing of the other.

Generated from the documents of routes and sockets: one that is added is visited too, or fails here.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from agent.clinic.keys import PERMISSIONS, Issued
from agent.clinic.schema import appointments, metadata, patients, transcript_lines
from agent.facts import CallStarted, LineSaid
from agent.io.asyncapi import CHANNELS
from agent.io.tenants import sha256
from tests.agent.io.edge import FakeRunner, local, now, ring, run, serving
from tests.agent.io.hospital import Front, House, credentials
from tests.agent.io.interpreting import Engines

OURS, THEIRS = Front.hospital_id, "hillside"
CANARY = "persimmon"  # in whatever is theirs
TENANTS = "".join(
    f"""
[hospitals.{hospital}]
vas_keys_sha256 = ["{sha256("vas " + hospital)}"]
[[hospitals.{hospital}.viewers]]
user = "{hospital}"
bearer_sha256 = "{sha256("bearer " + hospital)}"
"""
    for hospital in (OURS, THEIRS)
)


@dataclass
class Both:
    house: House
    ours: Issued
    theirs: Issued
    their_call: FakeRunner

    @property
    def desk(self) -> Front:
        assert isinstance(self.house.desk, Front)
        return self.house.desk

    @property
    def canaries(self) -> list[str]:
        key = self.theirs
        secrets = [key.api_key.id, key.api_key.key, key.secret.reveal(), key.token.reveal()]
        call = self.their_call.admission
        return [CANARY, call.call_id, call.viewer_token.reveal(), *secrets]


def furnish(desk: Front) -> FakeRunner:
    """Theirs: a patient, an appointment, calls that are over, a call that is on."""
    at = now()
    desk.record(f"{CANARY}-over", THEIRS, at - timedelta(minutes=9), at - timedelta(minutes=8))
    patient = {"id": f"{CANARY}-patient", "hospital_id": THEIRS, "branch_id": None, "name": CANARY}
    patient |= {"born": date(1970, 1, 1), "phone": "+353875550199", "created_at": at}
    booked = {"id": f"{CANARY}-appointment", "hospital_id": THEIRS, "branch_id": "main", "doctor_id": "reed"}
    booked |= {"patient_id": patient["id"], "reason_id": CANARY, "status": "BOOKED", "created_at": at}
    booked |= {
        "changed_at": at,
        "starts_at": at + timedelta(days=1),
        "ends_at": at + timedelta(days=1, hours=1),
    }
    line = {"call_id": f"{CANARY}-over", "sequence": 0, "role": "user", "text": CANARY, "offset_ms": 0}
    line["committed_at"] = at
    with desk.database.begin_writing() as connection:
        connection.execute(insert(patients).values(**patient))
        connection.execute(insert(appointments).values(**booked))
        connection.execute(insert(transcript_lines).values(**line))
    admission = desk.admissions.admit(ring(hospital_id=THEIRS, uuid=CANARY))
    return desk.open_call(desk.admissions.claim(admission.call_id, admission.ticket))


def theirs_in(desk: Front) -> dict[str, list[Any]]:
    """All rows of theirs, by table."""
    found = {}
    with desk.database.engine.connect() as connection:
        for name, table in metadata.tables.items():
            whose = table.c.get("hospital_id", table.c.get("tenant"))
            if whose is not None and name != "audit":
                found[name] = [tuple(row) for row in connection.execute(select(table).where(whose == THEIRS))]
    return found


@pytest.fixture
def settings(tmp_path: Path) -> Any:
    file = tmp_path / "tenants.toml"
    file.write_text(TENANTS)
    return local(tenants_file=file)


def visiting(folder: Path, settings: Any, visit: Callable[[Both], Awaitable[None]]) -> None:
    async def scenario() -> None:
        desk = Front(folder)
        desk.translating = Engines().speech
        ours, theirs = (desk.key(hospital, *PERMISSIONS) for hospital in (OURS, THEIRS))
        their_call = furnish(desk)
        desk.start(their_call)
        desk.say(their_call, CANARY)
        try:
            async with (
                serving(desk, settings) as port,
                httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{port}") as http,
            ):
                await visit(Both(House(desk, port, http), ours, theirs, their_call))
        finally:
            desk.database.close()

    run(scenario())


# -- routes ----------------------------------------------------------------------------------------

BODIES: dict[str, Any] = {
    "/api/external/appointments": {
        "patient_id": f"{CANARY}-patient",
        "doctor_id": "reed",
        "appointment_time": "2099-11-23T08:00",
    },
    "/api/external/appointments/{appointment_id}/status": {"status": "CANCELLED"},
    "/api/external/patients": {
        "name": "Nora Quinn",
        "date_of_birth": "1988-02-29",
        "hospital_id": THEIRS,
    },
    "/api/external/calls/outbound": {
        "patient_id": f"{CANARY}-patient",
        "patient_name": "Nora Quinn",
        "phone_number": "087 555 0188",
        "call_type": "reminder",
        "appointment_id": f"{CANARY}-appointment",
        "appointment_time": "2099-07-02T15:00",
    },
    "/api/external/calls/opt-out": {"phone_number": "087 555 0177"},
}
ANY_BODY = {"is_active": False, "permissions": ["ws:ticket"], "hospital_id": THEIRS}
# What names a thing of theirs is as if there were no such thing.
NAMING = {"hospital_id", "key_id", "appointment_id"}


def test_no_route_shows_or_changes_anything_of_the_other_hospital(tmp_path: Path, settings: Any) -> None:
    async def visit(both: Both) -> None:
        http, before = both.house.http, theirs_in(both.desk)
        assert all(before[name] for name in ("patients", "appointments", "calls", "api_keys"))
        paths = (await http.get("/openapi.json")).json()["paths"]
        visited: dict[int, int] = {}
        headers = credentials(both.ours) | {"x-hiya-account-user-id": OURS}
        for path, methods in paths.items():
            for hospital in (OURS, THEIRS):
                named = {
                    "hospital_id": hospital,
                    "key_id": both.theirs.api_key.id,
                    "user_id": hospital,
                    "appointment_id": f"{CANARY}-appointment",
                    "call_id": both.their_call.admission.call_id,
                    "doctor_id": "reed",
                    "attempt": f"{CANARY}-attempt",
                    "nth": "0",
                }
                for method in methods:
                    sent = None if method == "get" else BODIES.get(path, ANY_BODY)
                    if path == "/api/v1/auth/ticket":
                        with_key = {"x-api-key": f"vas {OURS}"}
                    elif path.startswith("/v1/"):
                        with_key = headers | {"authorization": f"Bearer bearer {OURS}"}
                    else:
                        with_key = headers
                    query = {"date": "2099-11-23"} if path.endswith("/slots") else {}
                    reply = await http.request(
                        method, path.format(**named), params=query, json=sent, headers=with_key
                    )
                    asked = f"{path.format(**named)} {sent}"  # what we said ourselves may be repeated to us
                    seen = [
                        canary for canary in both.canaries if canary in reply.text and canary not in asked
                    ]
                    assert not seen, (method, path, reply.text)
                    assert reply.status_code < 500, (method, path, reply.text)
                    if any(f"{{{name}}}" in path for name in NAMING) and hospital == THEIRS:
                        assert reply.status_code == 404, (method, path, reply.text)
                    visited[reply.status_code] = visited.get(reply.status_code, 0) + 1
        assert sum(visited.values()) > 60
        assert visited[200] > 20  # it did get in where it may
        assert theirs_in(both.desk) == before

    visiting(tmp_path, settings, visit)


# -- sockets ---------------------------------------------------------------------------------------


async def live_call(both: Both) -> str:
    token = both.their_call.admission.viewer_token.reveal()
    target = f"ws://127.0.0.1:{both.house.port}/ws/v1/liveCalls?conversationToken={token}&offset=0"
    headers = {"Authorization": f"Bearer bearer {OURS}", "x-hiya-account-user-id": OURS}
    with pytest.raises(InvalidStatus) as refusal:
        await connect(target, proxy=None, additional_headers=headers)
    assert refusal.value.response.status_code == 404
    return str(refusal.value.response.body)


async def events(both: Both) -> str:
    """Live, and what was missed."""
    token = await both.house.ticket(both.ours)
    since = (now() - timedelta(hours=1)).isoformat()
    listener = await both.house.listener(token, since=since)
    assert listener.connected
    call = both.their_call.admission
    both.desk.bus.publish(LineSaid(call.call_id, 1, both.desk.stored[call.call_id][0].line))
    both.desk.end(both.their_call)
    last = ring(hospital_id=OURS, uuid="last")
    both.desk.bus.publish(CallStarted("last", last, now()))
    heard = await listener.until("inbound_call", "last")
    await listener.peer.close()
    return " ".join(heard)


async def translation(both: Both) -> str:
    http = both.house.http
    ticket = (await http.post("/api/v1/auth/ticket", headers={"x-api-key": f"vas {OURS}"})).json()["ticket"]
    offered: Any = [f"ticket.{ticket}"]
    start = {"action": "start", "type": "transcribe"}
    start |= {"conversation_token": both.their_call.admission.viewer_token.reveal()}
    async with connect(f"ws://127.0.0.1:{both.house.port}/ws", proxy=None, subprotocols=offered) as peer:
        await peer.send(json.dumps({"type": "voice-translation", "data": start}))
        answer = str(await peer.recv())
    assert json.loads(answer)["data"]["error_code"] == "session_call_not_found"
    assert not both.their_call.taps
    return answer


async def media(both: Both) -> str:
    """The carrier's: whoever has no ticket of that call, or one of another, is not let in."""
    another = both.desk.admissions.admit(ring(hospital_id=OURS, uuid="another"))
    target = f"ws://127.0.0.1:{both.house.port}/vonage/media"
    async with connect(target, proxy=None) as peer:
        connected = {"event": "websocket:connected", "content-type": "audio/l16;rate=16000"}
        connected |= {"call_id": both.their_call.admission.call_id, "ticket": another.ticket.reveal()}
        await peer.send(json.dumps(connected))
        await peer.wait_closed()
        assert peer.close_code == 1008
    assert both.their_call.legs == 0
    return str(peer.close_reason)


SOCKETS: dict[str, Callable[[Both], Awaitable[str]]] = {
    "liveCall": live_call,
    "events": events,
    "translation": translation,
    "media": media,
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_socket_tells_anything_of_the_other_hospital(tmp_path: Path, settings: Any, channel: str) -> None:
    async def visit(both: Both) -> None:
        told = await SOCKETS[channel](both)
        assert not [canary for canary in both.canaries if canary in told]
        if channel in ("liveCall", "translation"):
            (row,) = [row for row in both.desk.audited if row[2] == "cross_tenant_attempt"]
            assert (row[0], row[3]) == (OURS, both.their_call.admission.call_id)

    visiting(tmp_path, settings, visit)
