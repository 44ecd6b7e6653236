from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from typing import Any, get_args

import numpy as np
import pytest

from agent.dialogue.errands import Appointment, Booked, Closest, NotFound, Slot, Slots
from agent.events import (
    CarrierReported,
    DigitPressed,
    EndRequested,
    ErrandDone,
    Event,
    FrameReceived,
    JobFailed,
    JoinRequested,
    LegClosed,
    LegOpened,
    MarkPlayed,
    PlayoutCleared,
    Synthesized,
    Ticked,
    Transcribed,
    WordEnd,
)
from agent.journal import HEADER, decode, encode, read
from agent.personal import Personal
from audio.frame import FRAME_SAMPLES, Frame

SOUND = np.random.default_rng(7).integers(-32768, 32768, FRAME_SAMPLES).astype(np.int16)
HALF_PAST_NINE = datetime(2026, 12, 1, 9, 30)  # noqa: DTZ001 - the clinic's local time
EVENTS: tuple[Event, ...] = (
    LegOpened(2),
    LegClosed(2, "media_timeout"),
    FrameReceived(2, Frame(SOUND, 640)),
    DigitPressed(Personal("#")),
    MarkPlayed("m1"),
    PlayoutCleared(),
    Transcribed(7, Personal("Äußerst “good” \x00\n\u2028\ud800"), "de", -0.25, 0.875),
    Synthesized(8, SOUND[:17], (WordEnd(5, 3200), WordEnd(11, 8000)), last=False),
    Synthesized(8, SOUND[:0], (), last=True),
    JobFailed(9, "deadline"),
    ErrandDone(3, Booked(Appointment("a1", HALF_PAST_NINE, 20, "Doctor Reed", "", "a check-up"))),
    ErrandDone(4, Slots((Slot("s1", HALF_PAST_NINE, 20, "Doctor Reed", ""),))),
    ErrandDone(5, Closest((("intent:book", 0.5), ("question:1", 0.25)))),
    ErrandDone(6, NotFound()),
    Ticked(),
    EndRequested("viewer"),
    JoinRequested(Personal("+353155501234")),
    CarrierReported("answered", "x"),
)


def bare(value: Any) -> Any:
    """Something that compares: events with sound in them do not."""
    if isinstance(value, np.ndarray):
        return (str(value.dtype), value.tolist())
    if isinstance(value, Personal):
        return ("personal", value.reveal())
    if isinstance(value, tuple):
        return tuple(map(bare, value))
    if dataclasses.is_dataclass(value):
        named = {field.name: bare(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return (type(value).__name__, named)
    return value


def test_every_kind_of_event_is_here() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(Event))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_comes_back_as_it_was(event: Event) -> None:
    line = encode(123_456, event)
    assert len(line.splitlines()) == 1
    assert line.isascii()
    now_ms, back = decode(line)
    assert now_ms == 123_456
    assert type(back) is type(event)
    assert bare(back) == bare(event)


def test_the_line_of_a_frame_is_as_documented() -> None:
    line = json.loads(encode(120, FrameReceived(1, Frame(np.array([1, -2], np.int16), 0))))
    assert line == {
        "at_ms": 120,
        "event": "FrameReceived",
        "leg": 1,
        "frame": {"samples": "AQD+/w==", "position": 0},
    }


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "3",
        "{",
        '{"at_ms":1}',
        '{"event":"Ticked"}',
        '{"at_ms":1.5,"event":"Ticked"}',
        '{"at_ms":true,"event":"Ticked"}',
        '{"at_ms":1,"event":"Rung"}',
        '{"at_ms":1,"event":["Ticked"]}',
        '{"at_ms":1,"event":"Ticked","more":1}',
        '{"at_ms":1,"event":"LegOpened"}',
        '{"at_ms":1,"event":"LegOpened","leg":"1"}',
        '{"at_ms":1,"event":"DigitPressed","digit":5}',
        '{"at_ms":1,"event":"EndRequested","by":"nobody"}',
        '{"at_ms":1,"event":"FrameReceived","leg":1,"frame":{"samples":"?","position":0}}',
        '{"at_ms":1,"event":"FrameReceived","leg":1,"frame":{"samples":"AQ==","position":0}}',
        '{"at_ms":1,"event":"FrameReceived","leg":1,"frame":[]}',
    ],
)
def test_another_line_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a line of a journal"):
        decode(line)


def test_a_refusal_does_not_quote_what_was_said() -> None:
    with pytest.raises(ValueError) as refusal:
        decode('{"at_ms":1,"event":"Transcribed","job":1,"text":"canary-4711"}')
    assert "canary-4711" not in repr(refusal.value)
    assert refusal.value.__suppress_context__


def test_a_whole_journal_is_read_up_to_where_a_crash_cut_it() -> None:
    lines = [HEADER + "\n", encode(0, LegOpened(1)) + "\n", encode(20, Ticked()) + "\n", '{"at_ms":40,"ev']
    assert list(read(lines)) == [(0, LegOpened(1)), (20, Ticked())]


def test_a_journal_of_another_version_or_with_a_bad_line_names_it() -> None:
    with pytest.raises(ValueError, match="line 1: not a journal of version 1"):
        list(read(['{"frontdesk_journal":2}\n']))
    with pytest.raises(ValueError, match="line 3: not a line of a journal"):
        list(read([HEADER + "\n", encode(0, LegOpened(1)) + "\n", "{}\n"]))
