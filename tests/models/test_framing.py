from __future__ import annotations

import io
import json
from dataclasses import fields

import numpy as np
import pytest

from models import framing
from models.framing import Cancel, Crashed, Idle, Message, Ready
from models.job import (
    Embedding,
    EmbedJob,
    Failure,
    SpeechChunk,
    SynthesizeJob,
    TranscribeJob,
    Transcript,
)

SOUND = np.array([0, 1, -1, 32767, -32768], dtype=np.int16)
EMPTY = np.zeros(0, dtype=np.int16)

MESSAGES: list[Message] = [
    TranscribeJob("c", 1, SOUND, final=False, language="de", prompt="Müller \ud800 \x00", within_ms=1),
    TranscribeJob("", 0, EMPTY, language="es,en", task="translate"),
    SynthesizeJob("c", 2, "Grüß Gott 你好 \u2028", pace=1.25),
    EmbedJob("c", 2, "Where can I park?"),
    Embedding("c", 2, (("question:0", 0.875), ("intent:address", -0.5))),
    Cancel("c", 3),
    Ready(450, 300_000_000),
    Idle(0),
    Crashed("RuntimeError at x.py:1"),
    Transcript("c", 4, "hello", "en", -0.25, 0.5),
    SpeechChunk("c", 5, SOUND, ((3, 160), (7, 320)), last=False),
    SpeechChunk("c", 5, EMPTY, (), last=True),
    Failure("c", 6, "bad_input"),
]


def from_stream(stream: io.BytesIO) -> Message:
    def read_exactly(size: int) -> bytes:
        read = stream.read(size)
        if len(read) < size:
            raise EOFError
        return read

    return framing.read(read_exactly)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_a_message_survives_the_pipe(message: Message) -> None:
    stream = io.BytesIO(framing.encode(message) + framing.encode(Idle(7)))
    copy = from_stream(stream)
    assert type(copy) is type(message)
    for field in fields(message):
        np.testing.assert_equal(getattr(copy, field.name), getattr(message, field.name))
    assert from_stream(stream) == Idle(7)  # nothing was left over


def test_every_cut_is_an_end_and_not_a_message() -> None:
    whole = framing.encode(MESSAGES[0])
    for size in range(len(whole)):
        with pytest.raises(EOFError):
            from_stream(io.BytesIO(whole[:size]))


def test_a_big_endian_or_strided_array_arrives_as_the_same_numbers() -> None:
    for sound in (SOUND.astype(">i2"), np.repeat(SOUND, 2)[::2]):
        copy = from_stream(io.BytesIO(framing.encode(TranscribeJob("c", 1, sound.astype(np.int16)))))
        assert isinstance(copy, TranscribeJob)
        np.testing.assert_array_equal(copy.samples, SOUND)


@pytest.mark.parametrize(
    "message",
    [
        TranscribeJob("c", 1, np.array([np.nan], dtype=np.float32)),
        TranscribeJob("c", 1, np.zeros((2, 2), dtype=np.int16)),
        TranscribeJob("c", 1, np.zeros(framing.MAX_SOUND_BYTES // 2 + 1, dtype=np.int16)),
        SynthesizeJob("c", 1, "x" * framing.MAX_HEAD_BYTES),
        SynthesizeJob("c", 1, "hello", pace=float("nan")),
    ],
    ids=["float", "two channels", "sound too long", "text too long", "nan"],
)
def test_m12_what_no_engine_should_see_is_refused(message: Message) -> None:
    with pytest.raises(ValueError):
        framing.encode(message)


@pytest.mark.parametrize(
    ("head", "sound"),
    [
        (b"not json", b""),
        (b"[]", b""),
        (b"{}", b""),
        (b'{"kind":"Job"}', b""),
        (b'{"kind":["Idle"]}', b""),
        (b'{"kind":"Idle"}', b""),
        (b'{"kind":"Idle","rss_bytes":1,"more":2}', b""),
        (b'{"kind":"Idle","rss_bytes":1}', b"\0\0"),
        (b'{"kind":"Idle","rss_bytes":"1"}', b""),
        (b'{"kind":"Transcript","call":"c","job":1,"text":null}', b""),
        (b'{"kind":"SpeechChunk","call":"c","job":1,"words":3,"last":true}', b""),
        (b'{"kind":"SpeechChunk","call":"c","job":1,"words":[[1,null]],"last":true}', b""),
        (b'{"kind":"SpeechChunk","call":"c","job":1,"words":[],"last":true}', b"\0"),
        (b'{"kind":"Embedding","call":"c","job":1,"closest":[["a","b"]],"last":true}', b""),
    ],
)
def test_a_broken_stream_is_called_so(head: bytes, sound: bytes) -> None:
    with pytest.raises(ValueError):
        framing.decode(head, sound)


def test_a_choice_is_one_of_its_values() -> None:
    message = framing.encode(TranscribeJob("c", 1, EMPTY))
    head = message[framing.PREFIX.size :]
    framing.decode(head, b"")
    with pytest.raises(ValueError, match="task"):
        framing.decode(head.replace(b"transcribe", b"transpose"), b"")


def test_sizes_over_the_caps_are_refused_before_anything_is_read() -> None:
    with pytest.raises(ValueError):
        framing.sizes(framing.PREFIX.pack(framing.MAX_HEAD_BYTES + 1, 0))
    with pytest.raises(ValueError):
        framing.sizes(framing.PREFIX.pack(1, framing.MAX_SOUND_BYTES + 1))


def test_the_head_is_plain_json() -> None:
    encoded = framing.encode(Cancel("c", 3))
    assert json.loads(encoded[framing.PREFIX.size :]) == {"kind": "Cancel", "call": "c", "job": 3}
