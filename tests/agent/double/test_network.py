from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.double.network import BUFFER_MESSAGES, MarkFaults, Network, Step, WrongFrame, connected
from audio.frame import Samples

CLEAR = json.dumps({"action": "clear"})


def notify(mark: str) -> str:
    return json.dumps({"action": "notify", "payload": {"mark": mark}})


def frame(value: int, rate: int = 16_000) -> bytes:
    return np.full(rate // 50, value, dtype="<i2").tobytes()


class Counting:
    """Says the number of the slot, so that every frame can be told from every other."""

    def __init__(
        self, rate: int = 16_000, hangs_up_in: int | None = None, presses_in: int | None = None
    ) -> None:
        self.heard: list[int] = []
        self._size = rate // 50
        self._hangs_up_in = hangs_up_in
        self._presses_in = presses_in

    def step(self, heard: Samples) -> Step:
        slot = len(self.heard)
        self.heard.append(int(heard[0]))
        samples = np.full(self._size, slot, dtype=np.int16)
        return Step(samples, "5" if slot == self._presses_in else "", slot == self._hangs_up_in)


def texts(messages: list[bytes | str]) -> list[dict[str, object]]:
    return [json.loads(message) for message in messages if isinstance(message, str)]


def slots_said(messages: list[bytes | str]) -> list[int]:
    return [int(np.frombuffer(message, "<i2")[0]) for message in messages if isinstance(message, bytes)]


def run(network: Network, until_ms: int) -> list[tuple[int, bytes | str]]:
    """Lets time pass from deadline to deadline, as a shell would."""
    sent: list[tuple[int, bytes | str]] = []
    now_ms = network.deadline_ms
    while now_ms <= until_ms and not network.ended:
        sent += [(now_ms, message) for message in network.advance(now_ms)]
        assert network.ended or network.deadline_ms > now_ms, (
            "a deadline that does not move on spins the shell"
        )
        now_ms = network.deadline_ms
    return sent


def test_custom_headers_lie_at_the_top_level_of_the_first_message() -> None:
    assert json.loads(connected(8000, {"call_id": "c1"})) == {
        "event": "websocket:connected",
        "content-type": "audio/l16;rate=8000",
        "call_id": "c1",
    }


@pytest.mark.parametrize("rate", [8000, 16_000, 24_000])
def test_a_frame_leaves_at_the_end_of_its_slot_and_the_next_20_ms_later(rate: int) -> None:
    network = Network(Counting(rate), rate)
    sent = run(network, 100)
    assert [now_ms for now_ms, _ in sent] == [20, 40, 60, 80, 100]
    assert slots_said([message for _, message in sent]) == [0, 1, 2, 3, 4]
    assert {len(message) for _, message in sent} == {rate // 25}


def test_what_arrives_within_a_slot_is_heard_in_the_next_and_the_rest_is_silence() -> None:
    network = Network(caller := Counting())
    network.advance(0)
    network.receive(frame(7), now_ms=5)
    network.receive(frame(8), now_ms=6)
    run(network, 80)
    assert caller.heard == [0, 7, 8, 0, 0]
    assert network.heard[320:960].tolist() == [7] * 320 + [8] * 320
    assert len(network.heard) == len(network.spoken) == 5 * 320


@pytest.mark.parametrize("size", [0, 1, 320, 639, 641, 1280, 1920])
def test_a_frame_of_another_size_ends_the_socket(size: int) -> None:
    network = Network(Counting())
    with pytest.raises(WrongFrame, match=f"{size} bytes, when 640"):
        network.receive(bytes(size), 0)
    assert network.wrong_frames == 1


def test_the_buffer_holds_3072_messages_and_loses_the_rest() -> None:
    network = Network(caller := Counting())
    for _ in range(BUFFER_MESSAGES + 5):
        network.receive(frame(1), 0)
    assert network.lost_messages == 5
    run(network, (BUFFER_MESSAGES + 10) * 20)
    assert sum(caller.heard) == BUFFER_MESSAGES


def test_a_clear_is_taken_even_when_the_buffer_is_full() -> None:
    network = Network(caller := Counting())
    for _ in range(BUFFER_MESSAGES):
        network.receive(frame(1), 0)
    network.receive(CLEAR, 0)
    assert texts(network.advance(0)) == [{"event": "websocket:cleared"}]
    run(network, 200)
    assert sum(caller.heard) == 0


def test_a_notify_is_answered_when_all_before_it_has_been_played() -> None:
    network = Network(Counting())
    for message in (frame(1), frame(2), notify("two"), frame(3), notify("three"), notify("also three")):
        network.receive(message, 0)
    said = [
        (now_ms, json.loads(message)) for now_ms, message in run(network, 200) if isinstance(message, str)
    ]
    assert [(now_ms, message["payload"]["mark"]) for now_ms, message in said] == [
        (40, "two"),
        (60, "three"),
        (60, "also three"),
    ]
    assert {message["event"] for _, message in said} == {"websocket:notify"}


def test_a_notify_on_an_empty_buffer_is_answered_at_once() -> None:
    network = Network(Counting())
    network.receive(notify("now"), 0)
    assert texts(network.advance(0)) == [{"event": "websocket:notify", "payload": {"mark": "now"}}]


def test_a_clear_cuts_what_is_buffered_but_not_the_frame_being_played_nor_what_follows() -> None:
    network = Network(caller := Counting())
    for value in (1, 2, 3):
        network.receive(frame(value), 0)
    network.receive(notify("never"), 0)
    network.advance(0)
    network.receive(CLEAR, 10)
    network.receive(frame(9), 11)
    assert texts(network.advance(20)) == [{"event": "websocket:cleared"}]
    run(network, 200)
    assert caller.heard[:4] == [1, 9, 0, 0]
    assert network.cleared_ms == [20]
    assert all("never" not in text for _, direction, text in network.texts if direction == "out")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"clear"',
        "{}",
        '{"action":"sing"}',
        '{"action":"notify"}',
        '{"action":"notify","payload":3}',
        "[" * 100_000,
    ],
)
def test_text_that_means_nothing_is_ignored_and_counted(text: str) -> None:
    network = Network(Counting())
    network.receive(text, 0)
    assert texts(network.advance(0)) == []
    assert network.unknown_texts == 1


def test_a_key_goes_out_before_the_frame_it_was_pressed_in() -> None:
    network = Network(Counting(presses_in=1))
    sent = [message for _, message in run(network, 60)]
    assert texts(sent) == [{"event": "websocket:dtmf", "digit": "5", "duration": 260}]
    assert isinstance(sent[1], str)


def test_a_caller_who_hangs_up_ends_the_call() -> None:
    network = Network(Counting(hangs_up_in=2))
    run(network, 10_000)
    assert network.ended == "caller hung up"
    assert len(network.heard) == 3 * 320


def test_a_call_ends_at_its_limit() -> None:
    network = Network(Counting(), limit_ms=1000)
    run(network, 5000)
    assert network.ended == "limit"
    assert len(network.heard) == 16_000


def test_a_second_socket_hears_and_sends_nothing_of_before() -> None:
    network = Network(caller := Counting())
    network.receive(frame(1), 0)
    network.receive(frame(2), 0)
    network.advance(0)
    network.replug(100)
    assert slots_said(network.advance(140)) == [6]  # slot 5 had begun before there was a socket for it
    assert caller.heard == [1, 2, 0, 0, 0, 0, 0, 0]


def test_a_fast_clock_plays_more_frames_than_a_true_one() -> None:
    hour_ms, ppm = 3_600_000, 100
    assert abs(Network(Counting(), drift_ppm=ppm)._begin_ms(hour_ms // 20) - hour_ms / (1 + ppm / 1e6)) <= 1


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 3)), max_size=40),
    st.integers(0, 80),
    st.integers(-300, 300),
    st.integers(0, 5),
)
def test_nothing_is_lost_doubled_or_reordered(
    gaps: list[tuple[int, int]], jitter_ms: int, drift_ppm: int, seed: int
) -> None:
    """Whatever the arrivals, jitter and drift: what is heard is what was sent, in order, between silences;
    what is said leaves in order, none before its slot is over, none more than the jitter late."""
    network = Network(caller := Counting(), jitter_ms=jitter_ms, drift_ppm=drift_ppm, seed=seed)
    value, now_ms = 0, 0
    sent: list[tuple[int, bytes | str]] = []
    for gap_ms, count in gaps:
        until_ms = now_ms + gap_ms
        sent += run(network, until_ms)
        now_ms = until_ms
        for _ in range(count):
            value += 1
            network.receive(frame(value), now_ms)
    sent += run(network, now_ms + 40 * 3 * 20 + 1000)
    assert [heard for heard in caller.heard if heard] == list(range(1, value + 1))
    assert slots_said([message for _, message in sent]) == list(range(len(sent)))
    for slot, (left_ms, _) in enumerate(sent):
        ends_ms = (slot + 1) * 20 / (1 + drift_ppm / 1e6)
        assert ends_ms <= left_ms + 1e-6
        assert left_ms <= ends_ms + jitter_ms + 1


@given(st.lists(st.integers(0, 400), min_size=1, max_size=30))
def test_a_late_shell_changes_nothing_that_is_heard(lateness_ms: list[int]) -> None:
    """Slots are served by number, not by when the shell came round to it."""
    prompt, late = Network(one := Counting()), Network(two := Counting())
    for network in (prompt, late):
        for value in range(1, 20):
            network.receive(frame(value), 0)
    run(prompt, 400 * 30)
    now_ms, said = 0, []
    for each_ms in lateness_ms:
        now_ms += each_ms
        said += slots_said(late.advance(now_ms))
    assert two.heard == one.heard[: len(two.heard)]
    assert said == list(range(now_ms // 20))


def test_the_way_there_and_the_way_back_take_their_time() -> None:
    network = Network(caller := Counting(), there_ms=100, back_ms=40)
    network.receive(frame(7), 0)
    network.receive(notify("a"), 0)
    sent = run(network, 300)
    assert caller.heard[:7] == [0, 0, 0, 0, 0, 7, 0]
    assert [now_ms for now_ms, message in sent if isinstance(message, bytes)][:3] == [60, 80, 100]
    assert [now_ms for now_ms, message in sent if isinstance(message, str)] == [120 + 40]


def answers(faults: MarkFaults) -> list[tuple[int, str]]:
    """To 200 notifies, one a frame: when each was due, and the mark."""
    network = Network(Counting(), marks=faults)
    for i in range(200):
        network.receive(frame(1), 0)
        network.receive(notify(str(i)), 0)
    sent = run(network, 8000)
    times = [(now_ms, json.loads(message)) for now_ms, message in sent if isinstance(message, str)]
    assert len(slots_said([message for _, message in sent])) == 400, "only marks are harmed"
    return [(now_ms - 20 * (int(m["payload"]["mark"]) + 1), m["payload"]["mark"]) for now_ms, m in times]


def test_marks_get_lost() -> None:
    assert answers(MarkFaults(lost=1.0)) == []
    assert 100 < len(answers(MarkFaults(lost=0.3))) < 180


def test_marks_come_twice() -> None:
    marks = [mark for _, mark in answers(MarkFaults(doubled=0.5))]
    assert len(set(marks)) == 200
    assert 250 < len(marks) < 350


def test_marks_come_late_and_overtake_each_other_but_hold_nothing_else_up() -> None:
    late = answers(MarkFaults(late_ms=500))
    lateness_ms = [late_ms for late_ms, _ in late]
    assert 0 <= min(lateness_ms) < 50
    assert 450 < max(lateness_ms) <= 500
    order = [int(mark) for _, mark in late]
    assert order != sorted(order)
    assert sorted(order) == list(range(200))
