from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from faster_whisper.tokenizer import _LANGUAGE_CODES

from agent.personal import Personal
from agent.wire import vas

START = {"action": "start", "type": "transcribe", "transcription_languages": ["es-MX"]}


def ask(data: dict[str, Any], kind: str = "voice-translation") -> vas.Request:
    return vas.request(json.dumps({"type": kind, "data": data}))


def refused(data: Any, kind: str = "voice-translation") -> vas.Problem:
    with pytest.raises(vas.Problem) as problem:
        ask(data, kind)
    return problem.value


@pytest.mark.parametrize(
    ("data", "request_"),
    [
        (START, vas.Start(("es-MX",))),
        (START | {"transcription_languages": "es-MX"}, vas.Start(("es-MX",))),
        (START | {"transcription_languages": ["auto"]}, vas.Start()),
        ({"action": "start", "type": "transcribe"}, vas.Start()),
        (
            START
            | {
                "translation_languages": ["en-US"],
                "summary_template": "meeting",
                "realtime_translation": True,
                "sample_rate": 8000,
                "transport": "binary",
                "recognition_mode": "single",
                "audio_format": "pcm",
                "a later version's": "field",
            },
            vas.Start(("es-MX",), "en-US", realtime_translation=True, rate=8000, binary=True, summary=True),
        ),
        (
            START | {"conversation_token": "lct_0123456789abcdef"},
            vas.Start(("es-MX",), conversation_token=Personal("lct_0123456789abcdef")),
        ),
        ({"action": "pause"}, vas.Pause()),
        ({"action": "resume"}, vas.Resume()),
        ({"action": "stop"}, vas.Stop()),
        ({"action": "tts_play", "sid": 3}, vas.PlaySpeech(3)),
        ({"action": "tts_stop"}, vas.StopSpeech()),
        (
            {"action": "config", "terminology": [{"source": "gripe", "target": "flu"}]},
            vas.Config((("gripe", "flu"),), ()),
        ),
        (
            {"action": "config", "corrections": [{"from": "ola", "to": "hola"}]},
            vas.Config((), (("ola", "hola"),)),
        ),
        *(
            ({"action": "audio", name: base64.b64encode(b"\1\0\2\0").decode()}, vas.Audio(b"\1\0\2\0"))
            for name in ("audio", "audio_data", "data", "chunk")
        ),
    ],
)
def test_what_is_served(data: dict[str, Any], request_: vas.Request) -> None:
    assert ask(data) == request_


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (START | {"type": "broadcast"}, "config_invalid"),
        ({"action": "start"}, "config_invalid"),
        (START | {"transcription_languages": ["es", "fr", "de"]}, "config_invalid"),
        (START | {"transcription_languages": ["xx"]}, "config_invalid"),
        (START | {"transcription_languages": 5}, "config_invalid"),
        (START | {"transcription_languages": ["<b>"]}, "config_invalid"),
        (START | {"translation_languages": ["zh-TW"]}, "config_invalid"),
        (START | {"sample_rate": 7000}, "config_invalid"),
        (START | {"sample_rate": True}, "config_invalid"),
        (START | {"transport": "carrier pigeon"}, "config_invalid"),
        (START | {"audio_format": "opus"}, "config_invalid"),
        (START | {"conversation_token": "../.."}, "config_invalid"),
        (START | {"recognition_mode": "multi_speaker"}, "config_invalid"),
        (
            START | {"recognition_mode": "multi_speaker", "transcription_languages": ["es", "fr"]},
            "diarization_multilang_conflict",
        ),
        ({"action": "config"}, "config_invalid"),
        ({"action": "config", "terminology": [{"source": "x" * 65, "target": "y"}]}, "config_invalid"),
        ({"action": "config", "corrections": [["a", "b"]]}, "config_invalid"),
        ({"action": "config", "corrections": [{"from": "a", "to": "b"}] * 51}, "config_invalid"),
        ({"action": "audio"}, "audio_invalid_base64"),
        ({"action": "audio", "audio": "%%%"}, "audio_invalid_base64"),
        ({"action": "audio", "audio": "é"}, "audio_invalid_base64"),
        (
            {"action": "audio", "audio": base64.b64encode(bytes(vas.MAX_AUDIO_BYTES + 2)).decode()},
            "audio_too_large",
        ),
        ({"action": "tts_play"}, "general_invalid_message"),
        ({"action": "tts_play", "sid": True}, "general_invalid_message"),
        ({"action": "dance"}, "general_unknown_action"),
        ({"action": 5}, "general_invalid_message"),
        ([], "general_invalid_message"),
        (None, "general_invalid_message"),
    ],
)
def test_what_is_refused_and_with_which_code(data: Any, code: str) -> None:
    assert refused(data).code == code


@pytest.mark.parametrize("action", sorted(vas.NOT_OFFERED))
def test_every_further_action_is_answered_by_its_name(action: str) -> None:
    problem = refused({"action": action})
    assert (problem.code, problem.severity) == ("general_action_not_offered", "error")
    assert action in problem.message


def test_k12_health_and_unknown_types() -> None:
    assert ask({"action": "ping"}, "health") == vas.Ping()
    assert vas.pong() == {"type": "health", "data": {"action": "pong"}}
    assert refused({"action": "pong"}, "health").code == "general_invalid_message"
    assert refused({}, "x").code == "general_unknown_type"
    assert refused({}, "error").severity == "warning"
    with pytest.raises(vas.Problem) as problem:
        vas.request('{"type": "health"')
    assert problem.value.code == "general_invalid_message"


def test_k12_an_error_has_six_fields_and_names_its_sentence() -> None:
    at = datetime(2026, 1, 15, 10, 30, 45, 123456, tzinfo=UTC)
    problem = vas.Problem("auth_invalid_api_key", "Invalid API key", "fatal")
    assert vas.error(problem, "req_1", at) == {
        "type": "error",
        "data": {
            "error_code": "auth_invalid_api_key",
            "severity": "fatal",
            "message": "Invalid API key",
            "context": "auth",
            "request_id": "req_1",
            "timestamp": "2026-01-15T10:30:45.123Z",
        },
    }
    of_sentence = vas.Problem("translation_failed", "x", sid=0)
    assert vas.error(of_sentence, "r", at)["data"]["sid"] == 0


@pytest.mark.parametrize(
    "protocols",
    [
        [],
        ["json"],
        *(["ticket." + ticket] for ticket in ("", "a" * 31, "a" * 33, "é" * 32, "a" * 31 + "=")),
        *(["ticket." + ticket] for ticket in ("a" * 10_000, "a" * 32 + "\n")),
        ["ticket." + "a" * 32, "ticket." + "b" * 32],
    ],
)
def test_k05_not_exactly_one_well_formed_ticket(protocols: list[str]) -> None:
    assert vas.ticket_in(protocols) is None


def test_k06_one_ticket_among_other_protocols() -> None:
    assert vas.ticket_in(["json", "ticket." + "aB3" * 10 + "xy"]) == Personal("aB3" * 10 + "xy")


def test_a_result_speaks_of_languages_as_the_client_does() -> None:
    start = vas.Start(("es-MX",), "en-GB")
    hola, hello = Personal("ho\x00la"), Personal("hello")
    message = vas.result(start, "s", 3, True, "es", hola, hello, 4200, 6100)
    assert message["data"] == {
        "action": "result",
        "session_id": "s",
        "sid": 3,
        "is_final": True,
        "transcription": {"language": "es-MX", "text": "hola", "start_ms": 4200, "end_ms": 6100},
        "translations": [{"language": "en-GB", "text": "hello", "is_final": True}],
        "speaker": None,
    }
    assert vas.result(start, "s", 3, True, "fr", hola, None, 0, 1)["data"]["translations"] == []
    assert (
        vas.result(start, "s", 3, True, "fr", hola, None, 0, 1)["data"]["transcription"]["language"] == "fr"
    )
    assert vas.result(vas.Start(), "s", 3, True, "fr", hola, hello, 0, 1)["data"]["translations"] == []


def test_session_started_has_both_ids_that_clients_look_for() -> None:
    data = vas.started(vas.Start(), "s", "t")["data"]
    assert (data["action"], data["session_id"], data["task_id"], data["recording_id"]) == (
        "session_started",
        "s",
        "t",
        "t",
    )


def test_speech_is_base64_at_16_khz() -> None:
    data = vas.speech(3, 0, b"\1\0", True)["data"]
    assert (data["sid"], data["seq"], data["sample_rate"], data["is_last"]) == (3, 0, 16000, True)
    assert base64.b64decode(data["audio"]) == b"\1\0"


def test_the_languages_are_the_ears_own() -> None:
    assert set(_LANGUAGE_CODES) - {"yue"} == vas.LANGUAGES  # Cantonese came with a larger model than ours
