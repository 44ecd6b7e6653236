"""Known delays in, the same delays out: exact to one 10 ms block."""

from __future__ import annotations

import json
from io import StringIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from agent.double.caller import Caller, Noted, Said, Say
from agent.double.measure import Turn, measure, spread, table
from agent.double.network import Network
from tests.agent.double.sounds import joined, silence, tone
from tests.agent.double.test_network import CLEAR

RATE = 16_000


def said(onset_ms: float, end_ms: float, text: str = "") -> Said:
    return Said(int(onset_ms), text, onset_ms, end_ms, interrupts=False)


@given(
    greeting_ms=st.integers(0, 3000),
    latencies_ms=st.lists(st.integers(20, 2000), min_size=1, max_size=4),
    rate=st.sampled_from([8000, 16_000, 24_000]),
)
def test_greeting_and_latency_are_what_was_put_in(
    greeting_ms: int, latencies_ms: list[int], rate: int
) -> None:
    pieces, log, now_ms = [silence(greeting_ms, rate), tone(1000, rate)], [], greeting_ms + 1000
    for latency_ms in latencies_ms:
        log.append(said(now_ms + 700, now_ms + 1700))
        pieces += [silence(1700 + latency_ms, rate), tone(800, rate)]
        now_ms += 1700 + latency_ms + 800
    report = measure(joined(*pieces, silence(500, rate)), rate, log)
    assert report.greeting_ms == pytest.approx(greeting_ms, abs=10)
    assert report.latencies_ms == pytest.approx(latencies_ms, abs=20)
    assert report.talked_over == report.no_reply == 0
    assert report.agent_level_dbfs == pytest.approx(-20, abs=0.3)
    assert all(turn.barge_in_ms is None for turn in report.turns)


def test_an_agent_who_answers_into_the_sentence_talked_over_and_has_no_latency() -> None:
    heard = joined(silence(2000), tone(1000), silence(2000))
    (turn,) = measure(heard, RATE, [said(1000, 2500)]).turns
    assert turn == Turn("", 1000, 2500, latency_ms=None, talked_over=True, barge_in_ms=None)


def test_an_agent_who_answers_half_a_sentence_and_falls_silent_again_also_talked_over() -> None:
    heard = joined(silence(1500), tone(300), silence(1200), tone(500), silence(500))
    report = measure(heard, RATE, [said(1000, 2500)])
    assert report.talked_over == 1
    assert report.latencies_ms == []
    assert report.no_reply == 0


def test_no_reply_before_the_next_line_is_no_reply() -> None:
    heard = joined(tone(500), silence(6000), tone(500), silence(500))
    report = measure(heard, RATE, [said(1000, 2000), said(4000, 5000)])
    assert [turn.latency_ms for turn in report.turns] == [None, 1500]
    assert report.no_reply == 1


def test_a_barge_in_is_timed_to_the_last_audible_sample_and_its_reply_from_the_end_of_speech() -> None:
    heard = joined(tone(1180), silence(1820), tone(500), silence(500))
    (turn,) = measure(heard, RATE, [said(1000, 2000)]).turns
    assert turn.barge_in_ms == 180
    assert turn.latency_ms == 1000
    assert not turn.talked_over


def test_an_agent_who_cannot_be_interrupted_shows_how_long_it_went_on() -> None:
    (turn,) = measure(joined(tone(5000), silence(1000)), RATE, [said(1000, 2000)]).turns
    assert turn.barge_in_ms == 4000
    assert turn.latency_ms is None


def test_an_agent_who_began_together_with_the_caller_collided_and_did_not_talk_over() -> None:
    (turn,) = measure(joined(silence(1200), tone(400), silence(3000)), RATE, [said(1000, 2500)]).turns
    assert not turn.talked_over
    assert turn.barge_in_ms == 600


def test_a_line_that_the_end_of_the_call_cut_off_does_not_reach_beyond_it() -> None:
    report = measure(joined(tone(500), silence(1500)), RATE, [said(1500, 4000), said(2100, 3000)])
    assert [turn.speech_end_ms for turn in report.turns] == [2000]


def test_a_hole_between_loud_edges_is_an_underrun() -> None:
    report = measure(joined(tone(500), silence(60), tone(500), silence(700), tone(300)), RATE, [])
    assert [(hole.at_ms, hole.gap_ms) for hole in report.underruns] == [
        (pytest.approx(500, abs=0.1), pytest.approx(60, abs=0.2))
    ]


def test_a_pause_into_which_the_voice_had_faded_is_none() -> None:
    fading = (tone(500) * np.linspace(1, 0, 8000) ** 3).astype(np.int16)
    assert measure(joined(fading, silence(100), tone(500)), RATE, []).underruns == ()


def test_the_silence_after_a_clear_is_meant() -> None:
    heard = joined(tone(500), silence(200), tone(500))
    assert measure(heard, RATE, [], cleared_ms=[500]).underruns == ()
    assert len(measure(heard, RATE, [], cleared_ms=[100]).underruns) == 1


def test_samples_at_full_scale_are_counted() -> None:
    loud = np.array([32767, -32768, -32767, 100], dtype=np.int16)
    assert measure(loud, RATE, []).clipped_samples == 3


def test_a_call_without_a_sound_has_a_report_too() -> None:
    report = measure(silence(0), RATE, [])
    assert report.greeting_ms is None
    assert report.agent_audible_ms == 0
    assert json.loads(json.dumps(report.as_dict()))["latency_ms"] == {
        "count": 0,
        "p50": None,
        "p95": None,
        "max": None,
    }


def test_spread_is_of_the_values() -> None:
    assert spread([float(value) for value in range(101)]) == {
        "count": 101,
        "p50": 50.0,
        "p95": 95.0,
        "max": 100.0,
    }


def test_the_table_names_what_went_wrong() -> None:
    heard = joined(silence(300), tone(500), silence(1200), tone(200), silence(5000))
    report = measure(heard, RATE, [said(1500, 2500, "hello"), said(4000, 5000, "anybody?")])
    console = Console(width=120, file=StringIO(), record=True)
    console.print(table(report))
    printed = console.export_text()
    assert "talked over" in printed
    assert "no reply" in printed
    assert "300 ms" in printed


class Agent:
    """The smallest thing that can be rung: greets, replies after each line, stops when spoken to."""

    def __init__(self, network: Network, reply_after_ms: int, stops_after_ms: int) -> None:
        self._network = network
        self._reply_after_ms = reply_after_ms
        self._stops_after_ms = stops_after_ms
        self._voiced_ms = self._quiet_ms = 0
        self._answered = True

    def send(self, length_ms: int, now_ms: int) -> None:
        for begin in range(0, length_ms // 20):
            self._network.receive(
                tone(length_ms)[begin * 320 : (begin + 1) * 320].astype("<i2").tobytes(), now_ms
            )

    def hear(self, message: bytes | str, now_ms: int) -> None:
        if isinstance(message, str):
            return
        if np.any(np.frombuffer(message, "<i2")):
            self._voiced_ms, self._quiet_ms, self._answered = self._voiced_ms + 20, 0, False
            if self._voiced_ms == self._stops_after_ms:
                self._network.receive(CLEAR, now_ms)
        else:
            self._quiet_ms += 20
            if self._quiet_ms >= self._reply_after_ms and not self._answered:
                self._answered, self._voiced_ms = True, 0
                self.send(1500, now_ms)


def test_the_whole_double_measures_an_agent_on_a_virtual_clock() -> None:
    """In-process form: a minute of call in milliseconds. Each figure is the agent's own, plus the slots."""
    caller = Caller(
        [Say(samples=tone(1000)), Say(samples=tone(800)), Say(samples=tone(1000), interrupt_ms=600)]
    )
    network = Network(caller)
    agent = Agent(network, reply_after_ms=400, stops_after_ms=120)
    agent.send(2000, now_ms=0)
    while not network.ended:
        now_ms = network.deadline_ms
        for message in network.advance(now_ms):
            agent.hear(message, now_ms)
    report = measure(network.heard, network.rate, caller.log, cleared_ms=network.cleared_ms)
    assert report.greeting_ms == 0
    # a frame leaves when its slot is over, and what is sent at a slot's beginning is played in the next
    assert report.latencies_ms == [420, 420, 420]
    assert [turn.barge_in_ms for turn in report.turns] == [None, None, 140]
    assert report.underruns == ()
    assert all(isinstance(entry, Said | Noted) for entry in caller.log)
