"""What the sockets say, as an AsyncAPI 3 document; OpenAPI describes the rest of the port.

The schemas are of what is said, not of what is tolerated. A test validates against them whatever the codecs
of agent/wire write and a session of each socket really sends.
"""

from __future__ import annotations

from typing import Any, Literal

from agent.wire import hiya, nyra, vas, vonage

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
BASE64: Schema = {"type": "string", "contentEncoding": "base64"}


def one_of(*values: object) -> Schema:
    return {"enum": list(values)}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def record(optional: dict[str, Schema] | None = None, /, **required: Schema) -> Schema:
    """An object of exactly these fields; a dash stands where a name here has two underscores."""
    fields = {name.replace("__", "-"): schema for name, schema in required.items()}
    return {
        "type": "object",
        "required": list(fields),
        "properties": fields | (optional or {}),
        "additionalProperties": False,
    }


def _hiya() -> dict[str, Schema]:
    line = {"msg": {"type": "string", "maxLength": hiya.MAX_TEXT_CHARS}, "offset": WHOLE}
    role = one_of("assistant", "other", "user")
    return {
        "event:start": record(type=one_of("event:start"), phone=TEXT, timestamp=INSTANT),
        "transcript": record(type=one_of("transcript"), **line, role=role),
        "transcript:partial": record(type=one_of("transcript:partial"), **line, role=role, stable=WHOLE),
        "event:end": record(type=one_of("event:end"), msg=TEXT),
        "event:callEnd": record(type=one_of("event:callEnd"), timestamp=INSTANT),
        "ack": record(type=one_of("ack"), ackId=TEXT),
        "error": record({"id": TEXT}, type=one_of("error"), description=TEXT),
    }


def _hiya_requests() -> dict[str, Schema]:
    id: Schema = {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$"}
    return {kind: record(type=one_of(kind), id=id) for kind in ("client:joinCall", "client:endCall")}


def _nyra() -> dict[str, Schema]:
    who = {"patient_id": maybe(TEXT), "phone_number": TEXT, "branch_id": maybe(TEXT)}
    data = {
        "inbound_call": record(call_id=TEXT, timestamp=INSTANT, **who),
        "outbound_call": record(call_id=TEXT, timestamp=INSTANT, call_type=TEXT, **who),
        "call_ended": record(call_id=TEXT, duration=WHOLE, status=TEXT, timestamp=INSTANT),
    }
    events = {kind: record(type=one_of(kind), data=told) for kind, told in data.items()}
    return {**events, "renewed": record({"code": TEXT}, success=FLAG)}


def _nyra_requests() -> dict[str, Schema]:
    return {"connect": record({"since": INSTANT}, token=TEXT), "renew": record(token=TEXT)}


def _of_translation(**fields: Schema) -> Schema:
    return record(type=one_of("voice-translation"), data=record(**fields))


def _vas() -> dict[str, Schema]:
    said = record(language=TEXT, text=TEXT, start_ms=WHOLE, end_ms=WHOLE)
    english = record(language=TEXT, text=TEXT, is_final=FLAG)
    problem = {"error_code": TEXT, "message": TEXT, "context": TEXT, "request_id": TEXT, "timestamp": INSTANT}
    session = {"session_id": TEXT}
    return {
        "pong": record(type=one_of("health"), data=record(action=one_of("pong"))),
        "error": record(
            type=one_of("error"),
            data=record({"sid": WHOLE}, severity=one_of("warning", "error", "fatal"), **problem),
        ),
        "session_started": _of_translation(
            action=one_of("session_started"),
            **session,
            task_id=TEXT,
            recording_id=TEXT,
            recording_type=TEXT,
            recognition_mode=TEXT,
            message=TEXT,
        ),
        "result": _of_translation(
            action=one_of("result"),
            **session,
            sid=WHOLE,
            is_final=FLAG,
            transcription=said,
            translations={"type": "array", "items": english},
            speaker={"type": "null"},
        ),
        "status": _of_translation(
            action=one_of("status"), status=one_of("recording", "paused", "stopped"), **session
        ),
        "config_updated": _of_translation(action=one_of("config_updated"), **session),
        "tts_ready": _of_translation(
            action=one_of("tts_ready"),
            sid=WHOLE,
            seq=WHOLE,
            audio=BASE64,
            sample_rate=one_of(vas.OUT_RATE),
            is_last=FLAG,
        ),
        "tts_error": _of_translation(action=one_of("tts_error"), sid=WHOLE, message=TEXT),
        "summary_error": _of_translation(action=one_of("summary_error"), task_id=TEXT, message=TEXT),
        "task_complete": _of_translation(
            action=one_of("task_complete"), task_id=TEXT, status=one_of("completed")
        ),
    }


def _vas_requests() -> dict[str, Schema]:
    tags: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT, "maxItems": vas.MAX_LANGUAGES}]}
    start = {
        "transcription_languages": tags,
        "translation_languages": tags,
        "recognition_mode": one_of("single"),
        "realtime_translation": FLAG,
        "audio_format": one_of("pcm"),
        "sample_rate": one_of(*vas.RATES),
        "transport": one_of("json", "binary"),
        "conversation_token": TEXT,
        "summary_template": TEXT,
    }
    word: Schema = {"type": "string", "minLength": 1, "maxLength": vas.MAX_WORD_CHARS}
    config: dict[str, Schema] = {
        name: {"type": "array", "maxItems": vas.MAX_WORDS, "items": record(**dict.fromkeys(pair, word))}
        for name, pair in (("terminology", ("source", "target")), ("corrections", ("from", "to")))
    }
    asked = {
        "start": record(start, action=one_of("start"), type=one_of("transcribe")),
        "audio": record(action=one_of("audio"), audio=BASE64),
        "config": record(config, action=one_of("config")),
        "tts_play": record(action=one_of("tts_play"), sid=WHOLE),
        **{kind: record(action=one_of(kind)) for kind in ("pause", "resume", "stop", "tts_stop")},
    }
    requests = {kind: record(type=one_of("voice-translation"), data=data) for kind, data in asked.items()}
    return {"ping": record(type=one_of("health"), data=record(action=one_of("ping")))} | requests


def _vonage() -> dict[str, Schema]:
    payload = record(mark=TEXT, generation=WHOLE)
    return {
        "notify": record(action=one_of("notify"), payload=payload),
        "clear": record(action=one_of("clear")),
        "sound": {"type": "string", "format": "binary", "description": "20 ms of 16-bit little-endian mono"},
    }


def _vonage_requests() -> dict[str, Schema]:
    rates = one_of(*(f"audio/l16;rate={rate}" for rate in vonage.RATES))
    connected = record(event=one_of("websocket:connected"), content__type=rates)
    connected["additionalProperties"] = TEXT  # the headers of the NCCO, here call_id and ticket
    return {
        "websocket:connected": connected,
        "websocket:dtmf": record({"duration": WHOLE}, event=one_of("websocket:dtmf"), digit=TEXT),
        "websocket:notify": record(event=one_of("websocket:notify"), payload={"type": "object"}),
        "websocket:cleared": record(event=one_of("websocket:cleared")),
        "websocket:sound": {"type": "string", "format": "binary"},
    }


Way = Literal["send", "receive"]
"""As AsyncAPI counts it: what we send, what we receive."""

CHANNELS: dict[str, tuple[str, str, dict[Way, dict[str, Schema]]]] = {
    "liveCall": (
        hiya.LIVE_CALLS_PATH,
        "The live transcript of a call. Query: conversationToken, and offset (of the last message had, in "
        "ms) or partials=true if wished. Headers: Authorization (bearer), x-hiya-account-user-id.",
        {"send": _hiya(), "receive": _hiya_requests()},
    ),
    "events": (
        nyra.SOCKET_PATH,
        "The beginnings and ends of a hospital's calls: Socket.IO 5 over Engine.IO 4, WebSocket only "
        "(EIO=4&transport=websocket). `connect` is the payload of CONNECT. An event's name is its `type`, "
        "its argument the whole message. A client that is to stay beyond its ticket's time sends the event "
        "`renew` with a fresh ticket for the same calls; `renewed` is its acknowledgement, if asked for.",
        {"send": _nyra(), "receive": _nyra_requests()},
    ),
    "translation": (
        vas.PATH,
        f"Voice translation. Subprotocol: ticket.<ticket>, from POST {vas.TICKET_PATH}. With transport "
        "binary in `start`, sound may come as binary messages of 16-bit little-endian mono.",
        {"send": _vas(), "receive": _vas_requests()},
    ),
    "media": (
        vonage.MEDIA_PATH,
        "The carrier's media socket: a binary message every 20 ms both ways, and the control of what it has "
        "buffered. Who may open it is in the NCCO that names it.",
        {"send": _vonage(), "receive": _vonage_requests()},
    ),
}


def document() -> dict[str, Any]:
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for channel, (address, about, ways) in CHANNELS.items():
        messages: dict[str, Any] = {}
        for way, schemas in ways.items():
            names = {kind: f"{way}.{kind.replace(':', '.')}" for kind in schemas}
            for kind, schema in schemas.items():
                messages[names[kind]] = {"name": kind, "payload": schema}
            operations[f"{channel}.{way}"] = {
                "action": way,
                "channel": {"$ref": f"#/channels/{channel}"},
                "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names.values()],
            }
        channels[channel] = {"address": address, "description": about, "messages": messages}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Frontdesk's sockets", "version": "1"},
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
    }
