"""An answer that turns out to be to half a turn."""

from __future__ import annotations

from itertools import pairwise

from agent.commands import ClearPlayout, SendFrame
from agent.double.caller import Said
from agent.double.measure import measure
from tests.agent.call.test_session import GREETING, ring, say
from tests.harness import Engines, VirtualCall

DEAF = Engines(ear=lambda said: "" if "krr" in said else said)
ASKS, LEAVES = say("are you open today"), say("goodbye")


def silent_ms(call: VirtualCall, from_ms: float) -> int:
    """From an instant on, until we send the last frame for a while."""
    sent = [at for at in call.times(SendFrame) if at >= from_ms]
    return next((a for a, b in pairwise(sent) if b - a > 100), sent[-1]) - round(from_ms)


def said_ms(call: VirtualCall, text: str) -> float:
    return next(e.onset_ms for e in call.caller.log if isinstance(e, Said) and e.text == text)


def test_a_caller_who_goes_on_as_we_begin_is_answered_for_the_whole() -> None:
    call = ring(ASKS, say("on Friday I mean", interrupt_ms=150), LEAVES).run()
    assert call.transcript[1:4] == [
        "user: are you open today",
        "assistant: Today",
        "user: on Friday I mean",
    ]
    assert call.transcript[4].startswith("assistant: On that day we are closed.")


def test_we_fall_silent_as_soon_as_there_is_a_voice() -> None:
    call = ring(ASKS, say("on Friday I mean", interrupt_ms=150), LEAVES).run()
    assert silent_ms(call, said_ms(call, "on Friday I mean")) <= 120


def test_after_a_mere_noise_we_go_on_where_we_were() -> None:
    call = ring(ASKS, say("krr krr", interrupt_ms=150), LEAVES, engines=DEAF).run()
    assert silent_ms(call, said_ms(call, "krr krr")) <= 120
    assert not call.times(ClearPlayout)
    assert sum("Today we are open from eight to six." in line for line in call.transcript) == 1
    assert call.session.conversation.playout.underruns == 0
    report = measure(call.network.heard, call.network.rate, call.caller.log)
    at_ms = said_ms(call, "krr krr")
    near = [hole for hole in report.underruns if 0 <= hole.at_ms - at_ms < 800]
    assert near == []  # it faded out and in: no hole between two loud edges


def test_later_we_go_on_softly_until_there_are_words() -> None:
    call = ring(ASKS, say("krr krr", interrupt_ms=1200), LEAVES, engines=DEAF).run()
    assert silent_ms(call, said_ms(call, "krr krr")) > 500
    assert not call.times(ClearPlayout)
    assert call.transcript[0] == GREETING
