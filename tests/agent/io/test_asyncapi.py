"""The document of the sockets, held against what the codecs write and what a session sends."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from re import findall
from typing import Any

import httpx
import jsonschema_rs
import numpy as np
import pytest

from agent.commands import ClearPlayout, Line, Role, SendFrame, SendMark
from agent.facts import CallEnded, CallStarted, HandedOver, LineSaid, News, PartialHeard, Ring
from agent.io.asyncapi import CHANNELS, document
from agent.personal import Personal
from agent.wire import hiya, nyra, vas
from agent.wire.vonage import VonageLeg
from audio.frame import FRAME_SAMPLES
from tests.agent.io.edge import FakeDesk, run, serving

AT = datetime(2026, 4, 8, 10, 30, tzinfo=UTC)
INBOUND = Ring("u", Personal("+447700900001"), Personal("+442079460000"), hospital_id="a", branch_id="north")
OUTBOUND = Ring("u", Personal(""), Personal("+447700900001"), "outbound", "a", None, Personal("p-1"))
FACTS: list[News] = [
    CallStarted("c", INBOUND, AT),
    CallStarted("c", OUTBOUND, AT),
    LineSaid("c", 0, Line(Role.USER, Personal("Hello " * 500), 40)),
    LineSaid("c", 1, Line(Role.OTHER, Personal(""), 0)),
    PartialHeard("c", Personal("When are yo"), 8, 15_210),
    HandedOver("c", AT),
    CallEnded("c", "hangup", AT, 61_000),
]
START = vas.Start(("es-MX",), "en-US")


def from_hiya() -> list[Any]:
    told = [
        message
        for roles in ("ours", "screening")
        for f in FACTS
        for message in hiya.Telling(roles).messages(f)
    ]  # type: ignore[arg-type]
    return [*told, hiya.ack("1"), hiya.error("Access denied"), hiya.error("Access denied", "1")]


def from_nyra() -> list[Any]:
    events = [event for fact in FACTS if (event := nyra.event(fact)) is not None]
    return [*events, nyra.renewed(""), nyra.renewed("token_expired")]


def from_vas() -> list[Any]:
    said, english = Personal("buenos dias"), Personal("good morning")
    return [
        vas.pong(),
        vas.error(vas.Problem("config_invalid", "no"), "req_1", AT),
        vas.error(vas.Problem("stt_failed", "lost", "warning", sid=3), "req_1", AT),
        vas.started(START, "s", "t"),
        vas.result(START, "s", 0, False, "es", said, english, 0, 900),
        vas.result(vas.Start(), "s", 1, True, "es", said, None, 0, 900),
        vas.event("status", status="paused", session_id="s"),
        vas.event("config_updated", session_id="s"),
        vas.speech(0, 1, b"\0\0", True),
        vas.event("tts_error", sid=0, message="no"),
        vas.event("summary_error", task_id="t", message="no"),
        vas.event("task_complete", task_id="t", status="completed"),
    ]


def from_vonage() -> list[Any]:
    leg = VonageLeg(1)
    leg.receive('{"event":"websocket:connected","content-type":"audio/l16;rate=8000"}', 0)
    sound = leg.send(SendFrame(np.zeros(FRAME_SAMPLES, np.int16)))
    assert isinstance(sound, bytes)
    texts = [str(leg.send(command)) for command in (SendMark("m"), ClearPlayout())]
    return [*map(json.loads, texts), sound.decode("latin-1")]


WRITTEN = {"liveCall": from_hiya, "events": from_nyra, "translation": from_vas, "media": from_vonage}


@pytest.mark.parametrize("channel", CHANNELS)
def test_whatever_a_codec_writes_is_one_kind_of_its_channel_and_every_kind_is_written(channel: str) -> None:
    schemas = CHANNELS[channel][2]["send"]
    kinds = {kind: jsonschema_rs.Draft202012Validator(schema) for kind, schema in schemas.items()}
    seen = set()
    for message in WRITTEN[channel]():
        fitting = [kind for kind, validator in kinds.items() if validator.is_valid(message)]
        assert len(fitting) == 1, (message, fitting)
        seen.add(fitting[0])
    assert seen == set(kinds)


def test_the_names_of_actions_that_translation_sends_are_all_described() -> None:
    """`vas.event` takes any word: each word that our code passes it must be a kind."""
    words = findall(r'(?:vas\.)?event\(\s*"(\w+)"', Path("agent/io/translation.py").read_text())
    words += findall(r'\bevent\(\s*"(\w+)"', Path("agent/wire/vas.py").read_text())
    assert len(set(words)) > 5
    assert set(words) <= set(CHANNELS["translation"][2]["send"])


@pytest.mark.parametrize("channel", ["liveCall", "translation", "media"])
def test_whatever_the_document_lets_a_client_say_is_understood(channel: str) -> None:
    examples: dict[str, list[Any]] = {
        "liveCall": [{"type": "client:joinCall", "id": "a"}, {"type": "client:endCall", "id": "b"}],
        "translation": [
            {"type": "health", "data": {"action": "ping"}},
            {
                "type": "voice-translation",
                "data": {
                    "action": "start",
                    "type": "transcribe",
                    "transcription_languages": ["es-MX"],
                    "translation_languages": "en",
                    "sample_rate": 8000,
                    "transport": "binary",
                    "realtime_translation": True,
                },
            },
            {"type": "voice-translation", "data": {"action": "audio", "audio": "AAAA"}},
            {
                "type": "voice-translation",
                "data": {
                    "action": "config",
                    "terminology": [{"source": "fiebre", "target": "fever"}],
                    "corrections": [{"from": "a", "to": "b"}],
                },
            },
            {"type": "voice-translation", "data": {"action": "tts_play", "sid": 0}},
            *(
                {"type": "voice-translation", "data": {"action": a}}
                for a in "pause resume stop tts_stop".split()
            ),
        ],
        "media": [
            {"event": "websocket:connected", "content-type": "audio/l16;rate=16000", "call_id": "c"},
            {"event": "websocket:dtmf", "digit": "5", "duration": 260},
            {"event": "websocket:notify", "payload": {"mark": "m", "generation": 0}},
            {"event": "websocket:cleared"},
        ],
    }
    schemas = CHANNELS[channel][2]["receive"]
    kinds = {kind: jsonschema_rs.Draft202012Validator(schema) for kind, schema in schemas.items()}
    leg, seen = VonageLeg(1), set()
    for message in examples[channel]:
        fitting = [kind for kind, validator in kinds.items() if validator.is_valid(message)]
        assert len(fitting) == 1, (message, fitting)
        seen |= set(fitting)
        text = json.dumps(message)
        if channel == "media":
            leg.receive(text, 0)
        else:
            (hiya if channel == "liveCall" else vas).request(text)  # raises for what it cannot read
    assert not leg.oddities
    assert seen == set(kinds) - {"websocket:sound"}


def test_both_documents_are_served_and_name_every_socket_and_route() -> None:
    async def scenario() -> None:
        async with serving(FakeDesk()) as port, httpx.AsyncClient(trust_env=False) as http:
            base = f"http://127.0.0.1:{port}"
            assert (await http.get(f"{base}/asyncapi.json")).json() == document()
            paths = (await http.get(f"{base}/openapi.json")).json()["paths"]
            assert {"/api/external/ws-ticket", "/api/v1/auth/ticket", "/asyncapi.json"} <= set(paths)
            for operations in paths.values():
                assert all(operation.get("summary") for operation in operations.values())

    run(scenario())


def test_every_reference_leads_somewhere() -> None:
    made = document()
    references = [operation["channel"]["$ref"] for operation in made["operations"].values()]
    references += [m["$ref"] for operation in made["operations"].values() for m in operation["messages"]]
    assert len(references) > 30
    for reference in references:
        found: Any = made
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
