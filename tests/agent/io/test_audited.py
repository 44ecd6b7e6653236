"""What sockets and keys leave in the audit: row by row who, what, when and from where, and no more."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from agent.clinic.keys import PERMISSIONS
from agent.clinic.schema import audit
from agent.io.audit import Audit
from agent.io.tenants import sha256
from tests.agent.io.edge import CALLED, CALLER, local, now, ring, run, serving
from tests.agent.io.hospital import TICKET, Front, House, credentials
from tests.agent.io.interpreting import Engines

HERE = "127.0.0.1"
VAS_KEY = "vas_" + "k" * 32
PERSONAL = (CALLER, CALLED, "8022334455", "Nora", "buenos", "good morning", "canary")

Row = tuple[str, str, str, str | None, str | None]  # hospital, who, what, subject, from where


class Audited(Front):
    """Its audit is in the database, as the real house's."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.trail = Audit(self.database)
        self.translating = Engines().speech

    def audit(self, hospital_id: str, who: str, what: str, subject: str = "", address: str = "") -> None:
        self.trail.note(hospital_id, who, what, subject, address)

    async def rows(self, since: datetime, *secrets: str) -> list[Row]:
        """All there are by now, each of which must be between `since` and now, and tell nothing personal."""
        await self.trail.drain()
        with self.database.engine.connect() as connection:
            found = list(connection.execute(select(audit).order_by(audit.c.id)))
        assert all(since <= row.at <= now() for row in found)
        assert all(row.patient_id is None for row in found)
        written = str([tuple(row) for row in found])
        assert not [secret for secret in (*PERSONAL, *secrets) if secret in written]
        return [(row.hospital_id, row.who, row.what, row.subject, row.address) for row in found]


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    desk = Audited(tmp_path)
    yield desk
    desk.database.close()


def test_events_and_their_tickets(desk: Audited) -> None:
    async def scenario() -> None:
        began = now()
        async with (
            serving(desk) as port,
            httpx.AsyncClient(trust_env=False, base_url=f"http://{HERE}:{port}") as http,
        ):
            house = House(desk, port, http)
            issued, other = desk.key("a"), desk.key("b")
            token, fresh, others = [await house.ticket(key) for key in (issued, issued, other)]
            listener = await house.listener(token)
            desk.rings("c-1", "a")
            await listener.until("inbound_call", "c-1")
            assert await listener.renews(fresh) == {"success": True}
            assert await listener.renews(others) == {"success": False, "code": "other_calls"}
            await house.listener("canary.canary.canary")
            with pytest.raises(InvalidStatus):
                await house.open(origin="https://evil.example")
            jtis = [(await desk.keys.holder(one)).jti for one in (token, fresh)]
            rows = await desk.rows(began, token, fresh, others, issued.secret.reveal(), issued.token.reveal())
        key, foreign = f"key:{issued.api_key.id}", f"key:{other.api_key.id}"
        assert rows == [
            ("a", "cli", "issued a key", issued.api_key.id, None),
            ("b", "cli", "issued a key", other.api_key.id, None),
            ("a", key, "got a ticket for events", None, HERE),
            ("a", key, "got a ticket for events", None, HERE),
            ("b", foreign, "got a ticket for events", None, HERE),
            ("a", key, "listens to events", jtis[0], HERE),
            ("a", key, "listens to events, renewed", jtis[1], HERE),
            ("", "stranger", "other_calls", "events", HERE),
            ("", "stranger", "token_invalid", "events", HERE),
            ("", "stranger", "origin refused", "https://evil.example", HERE),
        ]

    run(scenario())


def test_translation_and_its_tickets(desk: Audited, tmp_path: Path) -> None:
    async def scenario() -> None:
        began = now()
        tenants = tmp_path / "tenants.toml"
        tenants.write_text(
            f'[hospitals.{desk.hospital_id}]\nvas_keys_sha256 = ["{sha256(VAS_KEY)}"]\n[hospitals.b]\n'
        )
        calls = []
        for hospital in (desk.hospital_id, "b"):
            admission = desk.admissions.admit(ring(f"u-{hospital}", hospital))
            calls.append(desk.open_call(desk.admissions.claim(admission.call_id, admission.ticket)))
        async with (
            serving(desk, local(tenants_file=tenants)) as port,
            httpx.AsyncClient(trust_env=False, base_url=f"http://{HERE}:{port}") as http,
        ):
            reply = await http.post("/api/v1/auth/ticket", headers={"X-API-Key": VAS_KEY})
            ticket = reply.json()["ticket"]
            await http.post("/api/v1/auth/ticket", headers={"X-API-Key": "canary"})
            offered: Any = [f"ticket.{ticket}"]
            async with connect(f"ws://{HERE}:{port}/ws", proxy=None, subprotocols=offered) as peer:
                for call in calls:
                    start = {"action": "start", "type": "transcribe"}
                    start |= {"conversation_token": call.admission.viewer_token.reveal()}
                    await peer.send(json.dumps({"type": "voice-translation", "data": start}))
                    await peer.recv()
                    await peer.send('{"type":"voice-translation","data":{"action":"stop"}}')
                    await peer.recv()
            with pytest.raises(InvalidStatus):
                await connect(f"ws://{HERE}:{port}/ws", proxy=None, subprotocols=offered)
            tokens = [call.admission.viewer_token.reveal() for call in calls]
            rows = await desk.rows(began, ticket, VAS_KEY, *tokens)
        who = f"vas-key:{sha256(VAS_KEY)[:12]}"
        ours, theirs = (call.admission.call_id for call in calls)
        assert rows == [
            (desk.hospital_id, who, "got a ticket for translation", None, HERE),
            ("", "stranger", "credentials refused", "/api/v1/auth/ticket", HERE),
            (desk.hospital_id, who, "listened to a call", ours, HERE),
            (desk.hospital_id, who, "cross_tenant_attempt", theirs, HERE),
            ("", "stranger", "ticket_already_used", None, HERE),
        ]

    run(scenario())


def test_keys_over_http(desk: Audited) -> None:
    async def scenario() -> None:
        began = now()
        manager = desk.key("a", *PERMISSIONS)
        async with (
            serving(desk) as port,
            httpx.AsyncClient(
                trust_env=False, base_url=f"http://{HERE}:{port}", headers=credentials(manager)
            ) as http,
        ):
            path = "/api/hospitals/a/api-keys"
            new = (await http.post(path, json={"permissions": ["ws:ticket"]})).json()["data"]
            for active in (False, True):
                await http.patch(f"{path}/{new['id']}", json={"is_active": active})
            rotated = (await http.post(f"{path}/{new['id']}/rotate")).json()["data"]
            assert (await http.get("/api/hospitals/b/api-keys")).status_code == 404
            assert (await http.post(TICKET, headers={"x-api-secret": "canary"})).status_code == 401
            secrets = [each[name] for each in (new, rotated) for name in ("secret", "token", "key")]
            rows = await desk.rows(began, manager.secret.reveal(), manager.token.reveal(), *secrets)
        who = f"key:{manager.api_key.id}"
        assert rows == [
            ("a", "cli", "issued a key", manager.api_key.id, None),
            ("a", who, "issued a key", new["id"], HERE),
            ("a", who, "disabled a key", new["id"], HERE),
            ("a", who, "enabled a key", new["id"], HERE),
            ("a", who, "issued a key", rotated["id"], HERE),
            ("a", who, "replaced a key", new["id"], HERE),
            ("a", who, "cross_tenant_attempt", "b", HERE),
            ("", "stranger", "credentials refused", TICKET, HERE),
        ]

    run(scenario())
