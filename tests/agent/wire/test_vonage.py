"""One table of what the carrier may send, each row tried whole and spoilt; and the exact frames we send."""

import json
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.commands import ClearPlayout, SendFrame, SendMark
from agent.events import DigitPressed, Event, FrameReceived, MarkPlayed, PlayoutCleared
from agent.wire.vonage import MAX_HELD_FRAMES, RATES, ProtocolFault, VonageLeg
from audio.frame import FRAME_SAMPLES, SILENCE, Samples

FRAME_BYTES = {8000: 320, 16000: 640, 24000: 960}


def connected(rate: int = 16000, **headers: object) -> str:
    about = {"event": "websocket:connected", "content-type": f"audio/l16;rate={rate}"}
    return json.dumps(about | headers)


def opened(rate: int = 16000) -> VonageLeg:
    leg = VonageLeg(7)
    assert leg.receive(connected(rate, call_id="c1", ticket="t1"), 0) == []
    return leg


def heard(events: list[Event]) -> Samples:
    frames = [event.frame.samples for event in events if isinstance(event, FrameReceived)]
    return np.concatenate(frames) if frames else np.zeros(0, dtype=np.int16)


def tone(samples: int, rate: int = 16000) -> Samples:
    return (8000 * np.sin(2 * np.pi * 440 * np.arange(samples) / rate)).astype(np.int16)


# -- the first text --------------------------------------------------------------------------------


def test_hello_carries_rate_call_and_ticket() -> None:
    hello = opened(8000).hello
    assert hello is not None
    assert (hello.rate, hello.call_id, hello.ticket.reveal()) == (8000, "c1", "t1")
    assert "t1" not in repr(hello)


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("{", 1003),
        ("[]", 1003),
        ("{}", 1003),
        ('"websocket:connected"', 1003),
        (connected(16001), 1003),
        (connected(44100), 1003),
        ('{"event": "websocket:connected"}', 1003),
        ('{"event": "websocket:connected", "content-type": "audio/pcmu;rate=8000"}', 1003),
        ('{"event": "websocket:connected", "content-type": 16000}', 1003),
        ('{"event": "websocket:dtmf", "digit": "1"}', 1008),
        ('{"event": ["websocket:connected"]}', 1008),
        (connected(**{f"k{i}": i for i in range(33)}), 1008),  # V-26
        (connected(note="x" * 513), 1008),  # V-26
        (connected(__proto__="<b>" * 200), 1008),  # V-26
        (connected(**{f"k{i}": i for i in range(10_000)}), 1009),  # V-26, over the text cap first
        (connected(note="x" * 9000), 1009),
    ],
)
def test_v05_v26_a_bad_first_text_closes_with_its_code(first: str, code: int) -> None:
    with pytest.raises(ProtocolFault) as fault:
        VonageLeg(1).receive(first, 0)
    assert fault.value.close_code == code
    assert 0 < len(fault.value.reason.encode()) <= 123  # a close frame holds no more


def test_v26_headers_are_text_whatever_they_hold() -> None:
    leg = VonageLeg(1)
    leg.receive(connected(call_id=["x"], ticket=3, __proto__="<script>"), 0)
    assert leg.hello is not None
    assert (leg.hello.call_id, leg.hello.ticket.reveal()) == ("", "")


def test_v06_audio_before_the_first_text_is_kept_and_used() -> None:
    leg = VonageLeg(7)
    for n in range(MAX_HELD_FRAMES):
        assert leg.receive(bytes([n, 0]) * FRAME_SAMPLES, n * 20) == []
    leg.receive(connected(), 1000)
    events = leg.receive(bytes([99, 0]) * FRAME_SAMPLES, 1020)
    assert [int(event.frame.samples[0]) for event in events if isinstance(event, FrameReceived)] == [
        *range(MAX_HELD_FRAMES),
        99,
    ]


@pytest.mark.parametrize(("size", "count"), [(640, MAX_HELD_FRAMES + 1), (40_000, 2)])
def test_v06_more_audio_than_a_second_is_a_fault(size: int, count: int) -> None:
    leg = VonageLeg(7)
    for _ in range(count - 1):
        leg.receive(bytes(size), 0)
    with pytest.raises(ProtocolFault) as fault:
        leg.receive(bytes(size), 0)
    assert fault.value.close_code == 1008


# -- the table: text -> events, and what was odd ---------------------------------------------------

NESTED = '{"dtmf": {"digit": "#", "duration": 100}}'
TEXTS: list[tuple[str, str | None, str | None]] = [  # message, what it means, what is counted
    ('{"event": "websocket:dtmf", "digit": "5", "duration": 260}', "5", None),
    ('{"event": "websocket:dtmf", "digit": "*"}', "*", None),
    ('{"event": "websocket:dtmf", "dtmf": {"digit": "0"}}', "0", None),
    (NESTED, "#", None),
    ('{"event": "websocket:dtmf", "digit": "A"}', None, "bad_digit"),  # V-16
    ('{"event": "websocket:dtmf", "digit": ""}', None, "bad_digit"),
    ('{"event": "websocket:dtmf", "digit": "12"}', None, "bad_digit"),
    ('{"event": "websocket:dtmf", "digit": 5}', None, "bad_digit"),
    ('{"event": "websocket:dtmf"}', None, "bad_digit"),
    ('{"event": "websocket:dtmf", "digit": "5", "duration": -1}', None, "bad_digit"),
    ('{"event": "websocket:dtmf", "digit": "5", "duration": "long"}', None, "bad_digit"),
    ('{"event": "websocket:dtmf", "digit": "5", "duration": NaN}', None, "bad_text"),
    ('{"event": "websocket:cleared"}', "cleared", None),
    ('{"event": "websocket:notify", "payload": {"mark": "m", "generation": 0}}', "mark m", None),
    ('{"event": "websocket:notify", "payload": {"mark": "m", "generation": 1}}', None, "late_notify"),
    ('{"event": "websocket:notify", "payload": {"mark": "m"}}', None, "late_notify"),
    ('{"event": "websocket:notify", "payload": {"mark": 3, "generation": 0}}', None, "foreign_notify"),
    ('{"event": "websocket:notify", "payload": "m"}', None, "foreign_notify"),
    ('{"event": "websocket:notify"}', None, "foreign_notify"),
    ('{"event": "websocket:error", "message": "?"}', None, "unknown_event"),  # V-12
    ('{"event": "websocket:tomorrow"}', None, "unknown_event"),
    ('{"event": 4}', None, "unknown_event"),
    ("{}", None, "unknown_event"),
    (connected(), None, "unknown_event"),  # a second time
    ("[1]", None, "bad_text"),
    ("hello", None, "bad_text"),
    ("", None, "bad_text"),
]


def told(events: list[Event]) -> str | None:
    match events:
        case []:
            return None
        case [DigitPressed(digit)]:
            return digit.reveal()
        case [MarkPlayed(mark)]:
            return f"mark {mark}"
        case [PlayoutCleared()]:
            return "cleared"
    raise AssertionError(events)


@pytest.mark.parametrize(("text", "meaning", "odd"), TEXTS)
def test_v12_v16_every_text(text: str, meaning: str | None, odd: str | None) -> None:
    leg = opened()
    assert told(leg.receive(text, 10)) == meaning
    assert dict(leg.oddities) == ({odd: 1} if odd else {})


@pytest.mark.parametrize(("text", "meaning", "odd"), [row for row in TEXTS if row[1]])
@pytest.mark.parametrize("spoil", [lambda text: text[:-1], lambda text: text + "}", lambda text: text + "\0"])
def test_every_text_cut_short_or_with_junk_behind_means_nothing(
    text: str, meaning: str | None, odd: str | None, spoil: Callable[[str], str]
) -> None:
    leg = opened()
    assert leg.receive(spoil(text), 10) == []
    assert leg.oddities["bad_text"] == 1


def test_a_text_over_8_kib_closes_1009() -> None:
    with pytest.raises(ProtocolFault) as fault:
        opened().receive(json.dumps({"event": "x" * 9000}), 0)
    assert fault.value.close_code == 1009


def test_v15_twenty_digits_a_second_are_kept() -> None:
    leg = opened()
    digits = [event for ms in range(1000) for event in leg.receive(TEXTS[0][0], ms)]
    assert len(digits) == 20
    assert leg.oddities["digit_flood"] == 980
    assert leg.receive(TEXTS[0][0], 1020)


def test_v15_digits_are_never_shown() -> None:
    assert "5" not in repr(opened().receive(TEXTS[0][0], 0))


# -- sound in --------------------------------------------------------------------------------------


@given(data=st.data(), rate=st.sampled_from(RATES))
@settings(max_examples=60, deadline=None)
def test_v09_any_cutting_of_the_sound_gives_the_same_frames(data: st.DataObject, rate: int) -> None:
    wire = tone(rate // 2, rate).astype("<i2").tobytes()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire) // 2), max_size=40)))
    borders = [0, *(2 * cut for cut in cuts), len(wire)]
    pieces, whole = opened(rate), opened(rate)
    in_pieces = [event for a, b in pairwise(borders) for event in pieces.receive(wire[a:b], 0)]
    at_once = whole.receive(wire, 0)
    np.testing.assert_array_equal(heard(in_pieces), heard(at_once))
    positions = [event.frame.position for event in in_pieces if isinstance(event, FrameReceived)]
    assert positions == [n * FRAME_SAMPLES for n in range(25)]
    assert all(event.leg == 7 for event in in_pieces if isinstance(event, FrameReceived))


def test_the_byte_order_is_little_endian() -> None:
    frame = heard(opened().receive(b"\x01\x02" * FRAME_SAMPLES, 0))
    assert set(frame.tolist()) == {0x0201}


def test_v08_half_samples_shift_nothing() -> None:
    leg = opened()
    before, odd, after = b"\x10\x00" * 320, b"\x7f" * 639, b"\x20\x00" * 320
    sound = heard([event for message in (before, odd, after) for event in leg.receive(message, 0)])
    assert sound.tolist() == [16] * 320 + [0] * 320 + [32] * 320
    assert leg.oddities["odd_bytes"] == 1


def test_v08_more_than_five_in_ten_seconds_close_1007() -> None:
    leg = opened()
    for n in range(5):
        leg.receive(b"\0" * 639, n * 20)
    with pytest.raises(ProtocolFault) as fault:
        leg.receive(b"\0" * 639, 9_900)
    assert fault.value.close_code == 1007


def test_v08_six_spread_over_more_than_ten_seconds_are_survived() -> None:
    leg = opened()
    for n in range(20):
        leg.receive(b"\0" * 639, n * 2_100)


def test_v09_nothing_a_sample_and_120_ms() -> None:
    leg = opened()
    assert leg.receive(b"", 0) == []
    assert leg.receive(b"\1\0", 0) == []
    assert len(leg.receive(bytes(3840), 120)) == 6


def test_v10_more_than_64_kib_closes_1009() -> None:
    with pytest.raises(ProtocolFault) as fault:
        opened().receive(bytes(65_537), 0)
    assert fault.value.close_code == 1009


def test_v13_json_in_a_binary_message_is_sound() -> None:
    leg = opened()
    digit = TEXTS[0][0].encode()
    assert leg.receive(digit + b" " * (640 - len(digit)), 0)[0].__class__ is FrameReceived


# -- time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("declared", RATES)
@pytest.mark.parametrize("actual", RATES)
def test_v07_another_rate_than_declared_is_found_within_two_seconds(declared: int, actual: int) -> None:
    leg = opened(declared)

    def seconds_of_sound(count: int) -> None:
        for n in range(count * 50):
            jitter_ms = (n * 7919) % 60
            leg.receive(bytes(FRAME_BYTES[actual]), n * 20 + jitter_ms)

    if actual == declared:
        seconds_of_sound(10)
        return
    with pytest.raises(ProtocolFault, match="rate_mismatch"):
        seconds_of_sound(2)


def test_v07_the_declared_rate_in_small_messages_is_no_mismatch() -> None:
    leg = opened(16000)
    for n in range(1000):
        leg.receive(bytes(320), n * 10)


def test_v07_a_stall_is_no_mismatch() -> None:
    leg = opened(16000)
    for n in range(200):
        leg.receive(bytes(640), n * 20 + (3000 if n > 30 else 0))


def feed(leg: VonageLeg, audio_s: int, now_ms: int) -> int:
    """As media.py does: a message a time, waiting as asked. Returns when all was read."""
    for _ in range(audio_s * 50):
        leg.receive(bytes(640), now_ms)
        now_ms += leg.pause_ms
    return now_ms


def test_v17_a_minute_of_sound_in_a_second_is_taken_at_the_pace_of_real_time() -> None:
    leg = opened()
    read_ms = feed(leg, 60, 0)
    assert 54_000 <= read_ms <= 60_000
    for _ in range(500):  # and then it may go on as a telephone does
        read_ms += 20
        leg.receive(bytes(640), read_ms)
        read_ms += leg.pause_ms


def test_v17_five_seconds_ahead_cost_nothing() -> None:
    assert feed(opened(), 5, 0) == 0


def test_v17_a_stall_may_be_made_up_for() -> None:
    leg = opened()
    leg.receive(bytes(640), 0)
    assert feed(leg, 12, 10_000) == 10_000


def test_v17_who_never_stops_pressing_is_closed_1008() -> None:
    leg = opened()
    with pytest.raises(ProtocolFault) as fault:
        feed(leg, 80, 0)
    assert fault.value.close_code == 1008


# -- out -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", RATES)
def test_v25_one_frame_is_one_message_of_exactly_20_ms(rate: int) -> None:
    leg = opened(rate)
    sound = tone(FRAME_SAMPLES * 100)
    sent = [leg.send(SendFrame(sound[at : at + 320])) for at in range(0, len(sound), 320)]
    assert {len(message) for message in sent} == {FRAME_BYTES[rate]}
    wire = np.frombuffer(b"".join(m for m in sent if isinstance(m, bytes)), dtype="<i2").astype(float)
    spectrum = np.abs(np.fft.rfft(wire[-rate:]))
    assert int(np.argmax(spectrum)) == 440  # Hz: one second, so one line of the spectrum a hertz
    if rate == 16000:
        assert wire.tolist() == sound.tolist()


def test_v25_a_cleared_line_leaves_nothing_in_the_resampler() -> None:
    leg = opened(8000)
    for _ in range(5):
        leg.send(SendFrame(tone(FRAME_SAMPLES)))
    leg.send(ClearPlayout())
    assert leg.send(SendFrame(SILENCE)) == bytes(320)


def test_a_frame_of_ours_with_another_size_is_our_fault() -> None:
    with pytest.raises(AssertionError):
        opened().send(SendFrame(np.zeros(319, dtype=np.int16)))


def test_marks_are_of_the_generation_they_were_sent_in() -> None:
    leg = opened()
    first = json.loads(leg.send(SendMark("p1")))
    assert first == {"action": "notify", "payload": {"mark": "p1", "generation": 0}}
    assert json.loads(leg.send(ClearPlayout())) == {"action": "clear"}
    second = json.loads(leg.send(SendMark("p2")))

    def returned(notify: dict[str, object]) -> list[Event]:
        return leg.receive(json.dumps({"event": "websocket:notify", "payload": notify["payload"]}), 0)

    assert returned(first) == []  # what was cleared has not been played, whatever the carrier says
    assert returned(second) == [MarkPlayed("p2")]
