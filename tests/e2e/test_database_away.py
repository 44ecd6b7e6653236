"""Somebody else holds the database for as long as a whole conversation takes: who is on notices nothing."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from pysqlite3 import dbapi2 as sqlite
from websockets.asyncio.client import ClientConnection, connect

from tests.e2e.conftest import Server
from tests.e2e.test_call import call, say
from tests.e2e.test_events import key, listening

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

STAFF = {"Authorization": "Bearer any", "x-hiya-account-user-id": "staff"}


@asynccontextmanager
async def watching(server: Server, http: httpx.AsyncClient) -> AsyncIterator[ClientConnection]:
    """The one call that is on, or about to be."""
    while not (calls := (await http.get("/v1/users/staff/calls", headers=STAFF)).json()["calls"]):
        pass
    address = server.url.replace("http", "ws") + "/ws/v1/liveCalls?conversationToken="
    address += calls[0]["liveConversationToken"]
    async with connect(address, proxy=None, additional_headers=STAFF) as peer:
        yield peer


async def said(peer: ClientConnection) -> dict[str, Any]:
    return dict(json.loads(await peer.recv()))


async def dropped(http: httpx.AsyncClient) -> float:
    found = re.search(r"^frontdesk_frames_dropped_total (\S+)", (await http.get("/metrics")).text, re.M)
    assert found
    return float(found[1])


async def test_s17_h02_a_database_that_is_away_costs_no_frame_and_no_event_and_is_told_on_readyz(
    server: Server,
) -> None:
    events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    hospital = await listening(server, key(server), events)
    file = server.transcripts.parent / "frontdesk.db"
    other = sqlite.connect(str(file), isolation_level=None)
    async with httpx.AsyncClient(trust_env=False, base_url=server.url) as http:
        dropped_before = await dropped(http)
        ringing = asyncio.create_task(
            call(server, say("Hello, are you open on Friday?"), say("No thank you, goodbye."))
        )
        async with watching(server, http) as viewer:
            start, first = await said(viewer), await said(viewer)
            assert (start["type"], first["role"]) == ("event:start", "assistant")
            other.execute("BEGIN EXCLUSIVE")
            while (ready := (await http.get("/readyz")).json())["status"] == "ready":
                assert not ringing.done()
            assert (ready["ready"], ready["status"]) == (False, "degraded")
            assert ready["reasons"] == ["the database takes no writes"]
            asked = {"uuid": "late", "from": "447700900002", "to": "442079460000"}
            answer = await http.post("/vonage/answer", json=asked)  # who rings now is told so
            assert "websocket" not in answer.text
            record = await ringing  # the whole conversation, and its end
            assert (record.ended, record.close_code) == ("server hung up", 1000)
            assert (record.report.wrong_frames, record.report.no_reply) == (0, 0)
            assert (await events.get())["type"] == "inbound_call"
            assert events.empty()  # nothing is shown that is not durable
            other.execute("ROLLBACK")
            later = [await said(viewer)]
            while later[-1]["type"] != "event:callEnd":
                later.append(await said(viewer))
        async with asyncio.timeout(20):
            assert (await events.get())["type"] == "call_ended"
            while (await http.get("/readyz")).json()["status"] != "ready":
                pass
        assert await dropped(http) == dropped_before
    await hospital.disconnect()
    texts = [line["msg"] for line in (first, *later[:-1])]
    assert [line["role"] for line in later[:-1]] == ["user", "assistant", "user", "assistant"]
    stored = other.execute(
        "SELECT text FROM transcript_lines JOIN calls ON calls.id = call_id "
        "WHERE carrier_uuid = ? ORDER BY sequence",
        (record.uuid,),
    ).fetchall()
    assert [text for (text,) in stored] == texts
    other.close()
