"""What the pool and a worker say to each other over a pipe: two lengths, a JSON head, and sound.

    uint32 head bytes | uint32 sound bytes | head: {"kind": ..., fields} | sound: int16 little-endian PCM

JSON and not pickle: a worker runs native code on a stranger's audio, and what it says must never be more
than words and numbers to the process that holds every call.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import numpy as np

from models.job import (
    Answer,
    Embedding,
    EmbedJob,
    Failure,
    Job,
    SpeechChunk,
    SynthesizeJob,
    TranscribeJob,
    Transcript,
)


@dataclass(frozen=True, slots=True)
class Cancel:
    """Pool to worker: nobody waits for this job any more; stop at the next answer."""

    call: str
    job: int


@dataclass(frozen=True, slots=True)
class Ready:
    """Worker to pool, once: the engine is loaded and warm."""

    load_ms: int
    rss_bytes: int  # memory held after loading; 0 where the system does not tell


@dataclass(frozen=True, slots=True)
class Idle:
    """Worker to pool, after each job's last answer: the next job may come."""

    rss_bytes: int


@dataclass(frozen=True, slots=True)
class Crashed:
    """Worker to pool, as its last word: the kind and place of an exception of ours, never its text."""

    error: str


Message = Job | Cancel | Ready | Idle | Crashed | Answer

PREFIX: Final = struct.Struct("<II")
MAX_HEAD_BYTES: Final = 64 * 1024  # a phrase of 5,000 characters, all of them escaped, takes 30 KiB
MAX_SOUND_BYTES: Final = 8 * 1024 * 1024  # 262 s; an utterance is cut far below, a voice answers in stretches

_KINDS: Final[dict[str, type[Message]]] = {
    kind.__name__: kind
    for kind in (
        *(TranscribeJob, SynthesizeJob, EmbedJob, Cancel),
        *(Ready, Idle, Crashed, Transcript, SpeechChunk, Embedding, Failure),
    )
}
_FIELDS: Final = {kind: get_type_hints(kind) for kind in _KINDS.values()}


def encode(message: Message) -> bytes:
    """The bytes of one message. ValueError for samples not int16 (n,), for NaN, and past the caps."""
    head: dict[str, Any] = {"kind": type(message).__name__}
    sound = b""
    for name in _FIELDS[type(message)]:
        value = getattr(message, name)
        if name != "samples":
            head[name] = value
        elif value.dtype != np.int16 or value.ndim != 1:
            raise ValueError(f"samples must be int16 of shape (n,), not {value.dtype} of {value.shape}")
        else:
            sound = value.astype("<i2", copy=False).tobytes()
    words = json.dumps(head, allow_nan=False, separators=(",", ":")).encode()
    _check_sizes(len(words), len(sound))
    return PREFIX.pack(len(words), len(sound)) + words + sound


def sizes(prefix: bytes) -> tuple[int, int]:
    """Bytes of head and sound that follow this prefix. ValueError past the caps: the stream is broken."""
    head, sound = PREFIX.unpack(prefix)
    _check_sizes(head, sound)
    return head, sound


def decode(head: bytes, sound: bytes) -> Message:
    """The message; its samples are read-only. ValueError unless a known kind with exactly its fields."""
    values = json.loads(head)
    kind = _KINDS.get(str(values.pop("kind", None))) if isinstance(values, dict) else None
    if kind is None:
        raise ValueError("not a message of ours")
    if "samples" in _FIELDS[kind]:
        values["samples"] = np.frombuffer(sound, dtype="<i2")
    elif sound:
        raise ValueError(f"{kind.__name__} carries no sound")
    if "words" in values:
        values["words"] = _pairs(values["words"], int, int)
    if "closest" in values:
        values["closest"] = _pairs(values["closest"], str, float)
    if values.keys() != _FIELDS[kind].keys():
        raise ValueError(f"{kind.__name__} with the wrong fields: {sorted(values)}")
    for name, hint in _FIELDS[kind].items():
        if not _fits(values[name], hint):
            raise ValueError(f"{kind.__name__}.{name} is a {type(values[name]).__name__}")
    return kind(**values)


def read(read_exactly: Callable[[int], bytes]) -> Message:
    """The next message of a blocking stream. EOFError when the stream ends, ValueError when it is broken."""
    head, sound = sizes(read_exactly(PREFIX.size))
    return decode(read_exactly(head), read_exactly(sound))


def _fits(value: Any, hint: Any) -> bool:
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    return isinstance(value, (int, float) if hint is float else get_origin(hint) or hint)


def _pairs(pairs: Any, first: type, second: type) -> tuple[tuple[Any, Any], ...]:
    """JSON has no tuples."""
    if isinstance(pairs, list) and all(
        isinstance(pair, list) and [type(item) for item in pair] == [first, second] for pair in pairs
    ):
        return tuple((one, other) for one, other in pairs)
    raise ValueError(f"must be pairs of {first.__name__} and {second.__name__}")


def _check_sizes(head: int, sound: int) -> None:
    if head > MAX_HEAD_BYTES or sound > MAX_SOUND_BYTES:
        raise ValueError(f"a message of {head} + {sound} bytes is over the limit")
