"""Spanish into English on real weights, over the socket: from a client, and beside a live call."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import httpx
import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect

from agent.double.caller import Caller, Say
from agent.double.caller import HangUp as CallerHangsUp
from agent.io.carrier import Ringing
from agent.io.ring import ring
from agent.settings import Settings
from audio import pcm, wav
from audio.frame import SAMPLE_RATE, Samples
from tests.e2e.conftest import Server, serve

CORPORA = Settings().corpora_dir / "dev" / "asterisk_es"
KEY = "vas_" + "k" * 32
PAUSE = pcm.silence(SAMPLE_RATE)

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.corpora,
    pytest.mark.timeout(240),
    pytest.mark.skipif(
        not CORPORA.is_dir(), reason=f"no recorded Spanish in {CORPORA}: set FRONTDESK_CORPORA_DIR"
    ),
    pytest.mark.skipif(
        not (Settings().weights_dir / "whisper-base").is_dir(),
        reason="the weights whisper-base are not there: run `frontdesk weights pull whisper-base`",
    ),
]


@pytest.fixture(scope="module")
def server(weights_are_here: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = serve(
        tmp_path_factory.mktemp("server"),
        FRONTDESK_TRANSLATION_EAR="whisper-base",
        FRONTDESK_VAS_API_KEY=KEY,
    )
    yield server
    assert server.stop() == 0, "\n".join(server.said[-30:])


def spoken(name: str) -> Samples:
    return wav.read_speech(CORPORA / f"{name}.wav")


async def client(server: Server) -> ClientConnection:
    async with httpx.AsyncClient(trust_env=False) as http:
        reply = await http.post(f"{server.url}/api/v1/auth/ticket", headers={"X-API-Key": KEY})
    protocols: Any = [f"ticket.{reply.json()['ticket']}"]
    address = server.url.replace("http", "ws") + "/ws"
    return await connect(address, proxy=None, subprotocols=protocols, max_size=None)


async def say(peer: ClientConnection, action: str, **data: Any) -> None:
    await peer.send(json.dumps({"type": "voice-translation", "data": {"action": action, **data}}))


async def start(peer: ClientConnection, **more: Any) -> None:
    await say(peer, "start", type="transcribe", translation_languages=["en-US"], **more)
    await told(peer, lambda data: data["action"] == "session_started")


async def sound(peer: ClientConnection, samples: Samples) -> None:
    """As fast as the line allows."""
    for at in range(0, len(samples), 3200):
        chunk = base64.b64encode(pcm.to_bytes(samples[at : at + 3200])).decode()
        await say(peer, "audio", audio=chunk)


async def told(peer: ClientConnection, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    while True:
        message = json.loads(await peer.recv())
        assert message["type"] != "error", message
        if wanted(message["data"]):
            return dict(message["data"])


async def final(peer: ClientConnection) -> tuple[dict[str, Any], str, str]:
    data = await told(peer, lambda data: data.get("is_final") is True)
    return data, data["transcription"]["text"].lower(), data["translations"][0]["text"].lower()


async def test_a_spanish_sentence_is_written_down_translated_and_said_in_english(server: Server) -> None:
    async with await client(server) as peer:
        await start(peer, transcription_languages=["es-MX"])
        await sound(peer, np.concatenate([spoken("conf-onlyperson"), PAUSE]))
        data, spanish, english = await final(peer)
        assert "persona" in spanish
        assert "person" in english
        assert "conference" in english
        assert data["transcription"]["end_ms"] > 3000
        await say(peer, "tts_play", sid=data["sid"])
        speech = b""
        while True:
            stretch = await told(peer, lambda data: data["action"] == "tts_ready")
            speech += base64.b64decode(stretch["audio"])
            if stretch["is_last"]:
                break
        assert 1.5 < len(speech) / 2 / SAMPLE_RATE < 8
        assert pcm.level_dbfs(pcm.from_bytes(speech)) > -40
        await say(peer, "stop")
        await told(peer, lambda data: data["action"] == "task_complete")


async def test_the_language_is_found_out_and_kept(server: Server) -> None:
    async with await client(server) as peer:
        await start(peer)
        for name, word in (("conf-getpin", "conference"), ("confbridge-participants", "participants")):
            await sound(peer, np.concatenate([spoken(name), PAUSE]))
            data, _, english = await final(peer)
            assert data["transcription"]["language"] == "es"
            assert word in english


async def test_staff_reads_a_spanish_speaking_caller_in_english(server: Server) -> None:
    headers = {"Authorization": "Bearer any", "x-hiya-account-user-id": "staff"}
    caller = partial(
        Caller,
        (
            Say(samples=spoken("conf-onlyperson"), text="es usted la unica persona"),
            CallerHangsUp(),
        ),
    )
    ringing = Ringing(event_url=f"{server.url}/vonage/events")
    call = asyncio.create_task(ring(f"{server.url}/vonage/answer", caller, ringing=ringing))
    async with httpx.AsyncClient(trust_env=False) as http, await client(server) as peer:
        while True:
            listed = (await http.get(f"{server.url}/v1/users/staff/calls", headers=headers)).json()["calls"]
            if listed:
                break
        await start(peer, conversation_token=listed[0]["liveConversationToken"])
        _, spanish, english = await final(peer)
        assert "persona" in spanish
        assert "person" in english
        complete = await told(peer, lambda data: data["action"] == "task_complete")
        assert complete["status"] == "completed"
    record = await call
    assert record.report.wrong_frames == 0
