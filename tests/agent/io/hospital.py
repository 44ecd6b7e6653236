"""Two hospitals with keys, their calls, and a listener that speaks bare Socket.IO for their tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from fastapi import APIRouter
from sqlalchemy import insert
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from agent.clinic.clinic import EXAMPLE, load
from agent.clinic.database import open_database
from agent.clinic.keys import Issued, KeyBook
from agent.clinic.missed import missed
from agent.clinic.office import Office
from agent.clinic.schema import calls
from agent.clinic.tickets import Tickets
from agent.facts import CallEnded, CallStarted, Ring
from agent.io import external_records, outbound
from agent.io.desk import Allowed
from agent.io.dialing import rules_of
from agent.io.keys import Keys, Principal
from agent.io.outbound import Home
from agent.personal import Personal
from agent.settings import Settings
from tests.agent.io.edge import FakeDesk, local, now, serving

SIGNING_KEY = b"a signing key of more than thirty-two bytes"
TICKET = "/api/external/ws-ticket"


class Hospitals(FakeDesk):
    """A desk with a real book of keys; "a" and "b" are tenants who must not see each other."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.database = open_database(folder / "frontdesk.db")
        self.book = KeyBook(self.database)
        self.keys = Keys(self.book, SIGNING_KEY)

    def key(self, hospital: str, *permissions: str, branches: tuple[str, ...] = ()) -> Issued:
        return self.book.issue(hospital, permissions or ("ws:ticket",), branches)

    async def missed(self, principal: Principal, since: datetime) -> list[CallStarted | CallEnded]:
        return await asyncio.to_thread(
            missed, self.database, principal.hospital_id, principal.branch_ids, since
        )

    def rings(self, call_id: str, hospital: str, branch: str | None = None) -> None:
        ring = Ring(
            f"u-{call_id}", Personal("+918022334455"), Personal("+918011112222"), "inbound", hospital, branch
        )
        self.bus.publish(CallStarted(call_id, ring, now()))

    def record(self, call_id: str, hospital: str, at: datetime, ended_at: datetime | None = None) -> None:
        """As it stands in the database, for those who were not there."""
        row = {"id": call_id, "carrier_uuid": call_id, "direction": "inbound", "caller": "", "called": ""}
        row |= {"hospital_id": hospital, "end_reason": ended_at and "completed"}
        with self.database.begin_writing() as connection:
            connection.execute(insert(calls).values(**row, started_at=at, ended_at=ended_at))

    def ends(self, call_id: str) -> None:
        self.bus.publish(CallEnded(call_id, "completed", now(), 61_000))


class Front(Hospitals):
    """A desk with its clinic's records, for which other systems may ask, and with calls to place."""

    clinic = load(EXAMPLE)
    hospital_id = clinic.id

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.tickets = Tickets(self.database)

    def external(self, allowed: Allowed) -> list[APIRouter]:
        home = Home(self.clinic.time_zone, self.clinic.region or "", "account")
        return [
            external_records.routes(Office(self.database, self.clinic), allowed),
            outbound.routes(allowed, self.database, rules_of(local()), home),
        ]


def credentials(issued: Issued, **changes: str) -> dict[str, str]:
    """The three headers; a changed one that is empty is left out."""
    headers = {
        "x-api-key": issued.api_key.key,
        "x-api-secret": issued.secret.reveal(),
        "authorization": f"Bearer {issued.token.reveal()}",
    } | {name.replace("_", "-"): value for name, value in changes.items()}
    return {name: value for name, value in headers.items() if value}


@dataclass
class House:
    desk: Hospitals
    port: int
    http: httpx.AsyncClient

    async def ticket(self, issued: Issued) -> str:
        reply = await self.http.post(TICKET, headers=credentials(issued))
        assert reply.status_code == 200, reply.text
        return str(reply.json()["data"]["token"])

    def open(self, **options: Any) -> connect:
        """An Engine.IO session that has said nothing yet."""
        url = f"ws://127.0.0.1:{self.port}/ws/?EIO=4&transport=websocket"
        return connect(url, proxy=None, **options)

    async def listener(self, token: object, since: object = None, **options: Any) -> Listener:
        listener = Listener(await self.open(**options))
        await listener.connects(token, **({} if since is None else {"since": since}))
        return listener


@asynccontextmanager
async def house(folder: Path, settings: Settings | None = None) -> AsyncIterator[House]:
    desk = Hospitals(folder)
    try:
        async with (
            serving(desk, settings) as port,
            httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{port}") as http,
        ):
            yield House(desk, port, http)
    finally:
        desk.database.close()


class Listener:
    def __init__(self, peer: ClientConnection) -> None:
        self.peer = peer
        self.answer: Any = None  # to CONNECT
        self.events: list[tuple[str, dict[str, Any]]] = []

    async def connects(self, token: object, **more: object) -> None:
        assert (await self._text()).startswith("0{")
        await self.peer.send("40" + json.dumps({"token": token, **more}))
        self.answer = await self._text()

    async def renews(self, token: object) -> Any:
        """What a fresh ticket is answered."""
        await self.peer.send("4212" + json.dumps(["renew", {"token": token}], separators=(",", ":")))
        text = await self._text()
        assert text.startswith("4312["), text
        return json.loads(text[4:])[0]

    @property
    def connected(self) -> bool:
        return bool(self.answer.startswith("40{"))

    @property
    def refusal(self) -> Any:
        assert self.answer.startswith("44"), self.answer
        return json.loads(self.answer[2:])

    async def event(self) -> tuple[str, dict[str, Any]]:
        text = await self._text()
        assert text.startswith("42"), text
        name, payload = json.loads(text[2:])
        assert payload["type"] == name
        return name, payload["data"]

    async def until(self, name: str, call_id: str) -> list[str]:
        """The ids of all calls that were heard of up to this event, in order of events."""
        seen = []
        while True:
            event, told = await self.event()
            seen.append(told["call_id"])
            if (event, told["call_id"]) == (name, call_id):
                return seen

    async def closed(self) -> tuple[int | None, list[str]]:
        """The close code, and what was said before it."""
        said = []
        try:
            while True:
                said.append(str(await self.peer.recv()))
        except ConnectionClosed:
            return self.peer.close_code, said

    async def _text(self) -> str:
        while True:
            text = str(await self.peer.recv())
            if text != "2":
                return text
            await self.peer.send("3")
