"""The VAS shape of voice translation: a client's messages in as requests, ours out as messages.

    {"type": "voice-translation" | "health" | "error", "data": {"action": ...}}

Two traps: `start` has a second `type` inside its `data`, and an error that carries a `sid` concerns one
sentence, whatever its severity: no client disconnects for it.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from agent.personal import Personal
from agent.wire.strict_json import parse_object

PATH = "/ws"
TICKET_PATH = "/api/v1/auth/ticket"
PROTOCOL_PREFIX = "ticket."

MAX_AUDIO_BYTES = 32 * 1024  # of one message: a second at 16 kHz; a sensible chunk has 20 to 200 ms
MAX_LANGUAGES = 2
MAX_WORDS, MAX_WORD_CHARS = 50, 64  # of a config: what it lists is put before the ear with every sentence
RATES = (8000, 16000, 24000, 32000, 44100, 48000)
OUT_RATE = 16000

_TICKET = re.compile(r"[A-Za-z0-9]{32}")
_TAG = re.compile(r"([a-z]{2,3})(-[A-Za-z0-9]{2,8})*")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# What the multilingual ear knows.
LANGUAGES = frozenset(
    """af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht
    hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps
    pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh""".split()
)
ENGLISH = "en"
NOT_OFFERED = frozenset(
    """retranslate switch_language set_name rename_speaker reassign_speaker merge_speakers tts_mode set_tts
    start_speaking stop_speaking switch_conversation_mode set_speaker_language broadcast_go_live
    broadcast_announcement set_standby_message""".split()
)

Message = dict[str, Any]
Severity = Literal["warning", "error", "fatal"]


@dataclass(frozen=True, slots=True)
class Ping:
    pass


@dataclass(frozen=True, slots=True)
class Start:
    """Begin to listen. `languages` and `target` are what the client calls them, as "es-MX"."""

    languages: tuple[str, ...] = ()  # none: find out
    target: str = ""  # an English; "" for none
    recording_type: str = "transcribe"
    recognition_mode: str = "single"
    realtime_translation: bool = False
    rate: int = 16000
    binary: bool = False  # sound may come as binary messages
    summary: bool = False  # the client asked for one
    conversation_token: Personal = field(default_factory=lambda: Personal(""))  # listen to this live call

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages as the ear knows them."""
        return tuple(primary(tag) for tag in self.languages)


@dataclass(frozen=True, slots=True)
class Config:
    terminology: tuple[tuple[str, str], ...]  # (in the language spoken, in English)
    corrections: tuple[tuple[str, str], ...]  # (as it is heard, as it is written)


@dataclass(frozen=True, slots=True)
class Audio:
    pcm: bytes  # 16-bit little-endian mono


@dataclass(frozen=True, slots=True)
class Pause:
    pass


@dataclass(frozen=True, slots=True)
class Resume:
    pass


@dataclass(frozen=True, slots=True)
class Stop:
    pass


@dataclass(frozen=True, slots=True)
class PlaySpeech:
    sid: int


@dataclass(frozen=True, slots=True)
class StopSpeech:
    pass


Request = Ping | Start | Config | Audio | Pause | Resume | Stop | PlaySpeech | StopSpeech


class Problem(Exception):
    """What the client is told went wrong; `message` is fixed text of ours."""

    def __init__(
        self, code: str, message: str, severity: Severity = "error", *, sid: int | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.severity = severity
        self.sid = sid


def ticket_in(protocols: list[str]) -> Personal | None:
    """The ticket among the offered subprotocols; None unless there is exactly one, and well formed."""
    offered = [name for name in protocols if name.startswith(PROTOCOL_PREFIX)]
    if len(offered) != 1 or not _TICKET.fullmatch(offered[0][len(PROTOCOL_PREFIX) :]):
        return None
    return Personal(offered[0][len(PROTOCOL_PREFIX) :])


def primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


# -- in --------------------------------------------------------------------------------------------


def request(text: str) -> Request:
    """What a client asks. Raises Problem."""
    try:
        fields = parse_object(text)
    except ValueError as fault:
        raise Problem("general_invalid_message", f"Message is {fault}") from None
    kind, data = fields.get("type"), fields.get("data")
    if kind not in ("health", "voice-translation"):
        raise Problem("general_unknown_type", "Message type is unknown", "warning")
    if not isinstance(data, dict) or not isinstance(data.get("action"), str):
        raise Problem("general_invalid_message", "Message has no data.action")
    action = data["action"]
    if kind == "health":
        if action != "ping":
            raise Problem("general_invalid_message", "The only health action is ping")
        return Ping()
    match action:
        case "start":
            return _start(data)
        case "config":
            return _config(data)
        case "audio":
            return Audio(_sound(data))
        case "pause":
            return Pause()
        case "resume":
            return Resume()
        case "stop":
            return Stop()
        case "tts_play":
            return PlaySpeech(_whole(data, "sid"))
        case "tts_stop":
            return StopSpeech()
    if action in NOT_OFFERED:
        raise Problem("general_action_not_offered", f"The action {action} is not offered here")
    raise Problem("general_unknown_action", "The action is unknown", "warning")


def binary_audio(pcm: bytes) -> Audio:
    """A binary message. Raises Problem."""
    return Audio(_checked(pcm))


def _start(data: dict[str, Any]) -> Start:
    spoken = _tags(data, "transcription_languages")
    targets = _tags(data, "translation_languages")
    mode = data.get("recognition_mode", "single")
    if mode == "multi_speaker" and len(spoken) > 1:
        raise Problem("diarization_multilang_conflict", "Several speakers need exactly one language")
    if mode != "single":
        raise _invalid("recognition_mode can only be single here")
    kind = data.get("type")
    if kind != "transcribe":
        raise _invalid("type can only be transcribe here")
    if data.get("audio_format", "pcm") != "pcm":
        raise _invalid("audio_format can only be pcm: 16-bit little-endian mono")
    if len(spoken) > MAX_LANGUAGES:
        raise _invalid(f"transcription_languages names more than {MAX_LANGUAGES}")
    if any(primary(tag) not in LANGUAGES for tag in spoken):
        raise _invalid("transcription_languages names one that the ear does not know")
    if len(targets) > 1 or any(primary(tag) != ENGLISH for tag in targets):
        raise _invalid("translation_languages can only be English here")
    rate = data.get("sample_rate", 16000)
    if isinstance(rate, bool) or rate not in RATES:
        raise _invalid(f"sample_rate must be one of {', '.join(map(str, RATES))}")
    transport = data.get("transport", "json")
    if transport not in ("json", "binary"):
        raise _invalid("transport must be json or binary")
    token = data.get("conversation_token", "")
    if token != "" and (not isinstance(token, str) or not _TOKEN.fullmatch(token)):
        raise _invalid("conversation_token is malformed")
    return Start(
        spoken,
        next(iter(targets), ""),
        realtime_translation=data.get("realtime_translation") is True,
        rate=rate,
        binary=transport == "binary",
        summary=bool(data.get("summary_template")),
        conversation_token=Personal(token),
    )


def _tags(data: dict[str, Any], name: str) -> tuple[str, ...]:
    """Language tags: one, or a list of them; "auto" and none at all are the same."""
    value = data.get(name)
    tags = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise _invalid(f"{name} is no list of language tags")
    tags = list(dict.fromkeys(tag for tag in tags if tag not in ("", "auto")))
    if not all(_TAG.fullmatch(tag) for tag in tags):
        raise _invalid(f"{name} has a malformed language tag")
    return tuple(tags)


def _config(data: dict[str, Any]) -> Config:
    if not {"terminology", "corrections"} & data.keys():
        raise _invalid("config sets neither terminology nor corrections")
    return Config(_pairs(data, "terminology", "source", "target"), _pairs(data, "corrections", "from", "to"))


def _pairs(data: dict[str, Any], name: str, first: str, second: str) -> tuple[tuple[str, str], ...]:
    entries = data.get(name, [])
    if not isinstance(entries, list) or len(entries) > MAX_WORDS:
        raise _invalid(f"{name} is no list of at most {MAX_WORDS}")
    pairs = []
    for entry in entries:
        pair = (entry.get(first), entry.get(second)) if isinstance(entry, dict) else (None, None)
        if not all(isinstance(word, str) and 0 < len(word) <= MAX_WORD_CHARS for word in pair):
            raise _invalid(f"{name} needs {first} and {second} of 1 to {MAX_WORD_CHARS} characters")
        pairs.append((_clean(str(pair[0])), _clean(str(pair[1]))))
    return tuple(pairs)


def _sound(data: dict[str, Any]) -> bytes:
    encoded = next((data[name] for name in ("audio", "audio_data", "data", "chunk") if name in data), None)
    if not isinstance(encoded, str):
        raise Problem("audio_invalid_base64", "Audio is missing or not Base64")
    try:
        return _checked(base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError):
        raise Problem("audio_invalid_base64", "Audio is missing or not Base64") from None


def _checked(pcm: bytes) -> bytes:
    if len(pcm) > MAX_AUDIO_BYTES:
        raise Problem("audio_too_large", f"Audio of more than {MAX_AUDIO_BYTES} bytes in one message")
    return pcm


def _whole(data: dict[str, Any], name: str) -> int:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise Problem("general_invalid_message", f"{name} is no whole number")
    return value


def _invalid(message: str) -> Problem:
    return Problem("config_invalid", message)


# -- out -------------------------------------------------------------------------------------------


def pong() -> Message:
    return {"type": "health", "data": {"action": "pong"}}


def error(problem: Problem, request_id: str, at: datetime) -> Message:
    """The six fields, and `sid` where it is about one sentence."""
    data = {
        "error_code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "context": problem.code.partition("_")[0],
        "request_id": request_id,
        "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return {"type": "error", "data": data if problem.sid is None else data | {"sid": problem.sid}}


def event(action: str, **fields: Any) -> Message:
    """What the server tells of a session: session_started, status, task_complete ..."""
    return {"type": "voice-translation", "data": {"action": action, **fields}}


def started(start: Start, session_id: str, task_id: str) -> Message:
    return event(
        "session_started",
        session_id=session_id,
        task_id=task_id,
        recording_id=task_id,
        recording_type=start.recording_type,
        recognition_mode=start.recognition_mode,
        message="Speech recognition started",
    )


def result(
    start: Start,
    session_id: str,
    sid: int,
    is_final: bool,
    language: str,
    text: Personal,
    translation: Personal | None,
    start_ms: int,
    end_ms: int,
) -> Message:
    """Languages in the client's own tags where it named them."""
    named = next((tag for tag in start.languages if primary(tag) == language), language)
    in_english = [] if translation is None or not start.target else [translation]
    return event(
        "result",
        session_id=session_id,
        sid=sid,
        is_final=is_final,
        transcription={
            "language": named,
            "text": _clean(text.reveal()),
            "start_ms": start_ms,
            "end_ms": end_ms,
        },
        translations=[
            {"language": start.target, "text": _clean(words.reveal()), "is_final": is_final}
            for words in in_english
        ],
        speaker=None,
    )


def speech(sid: int, sequence: int, pcm: bytes, is_last: bool) -> Message:
    """A stretch of the English speech of a sentence."""
    return event(
        "tts_ready",
        sid=sid,
        seq=sequence,
        audio=base64.b64encode(pcm).decode(),
        sample_rate=OUT_RATE,
        is_last=is_last,
    )


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)
