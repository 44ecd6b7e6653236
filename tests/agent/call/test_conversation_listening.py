"""A call in which the other side speaks first: we have rung them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from agent.commands import Commit, SendFrame
from agent.dialogue.flow import Flow, HangUp, Listen, Reply, Why
from agent.dialogue.flow import Say as Speak
from agent.double.caller import Action, Say, Wait
from agent.events import CarrierReported
from tests.harness import VirtualCall
from tests.sounds import babble

WAIT_MS = 1500


@dataclass(frozen=True)
class Polite(Flow):
    def begin(self) -> Reply:
        return Reply(self, (Listen(WAIT_MS),))

    def heard(self, text: str) -> Reply:
        return Reply(self, (Speak(f"You said {text}."),))

    def reported(self, status: str, detail: str) -> Reply | None:
        return Reply(self, (Speak("A machine."), HangUp("voicemail"))) if status == "machine" else None

    def pressed(self, digit: str) -> Reply:
        return self.heard(digit)

    def silence(self, times: int) -> Reply:
        return Reply(self, (Speak(f"Silence {times}."),) + ((HangUp("silence"),) if times else ()))

    def give_up(self, why: Why) -> Reply:
        return Reply(self, (HangUp(why),))

    def phrases(self) -> tuple[str, ...]:
        return ()


def ring(*actions: Action) -> VirtualCall:
    return VirtualCall(Polite(), actions)


def say(text: str, at_ms: int, word_ms: int = 300) -> Say:
    return Say(samples=babble(word_ms * len(text.split())), text=text, at_ms=at_ms)


@pytest.mark.parametrize("at_ms", [100, 400, 900, 1400])
def test_we_wait_for_the_hello_and_never_talk_over_it(at_ms: int) -> None:
    call = ring(say("hello who is this", at_ms), Wait(wait_ms=500)).run(6000)
    assert call.transcript[:1] == ["user: hello who is this"]
    assert min(call.times(SendFrame)) > at_ms + 1200
    assert "You said hello" in call.transcript[1]


def test_nobody_says_hello() -> None:
    call = ring(Wait(wait_ms=30_000)).run()
    assert WAIT_MS <= min(call.times(SendFrame)) <= WAIT_MS + 200
    assert call.transcript == ["assistant: Silence 0.", "assistant: Silence 1."]
    assert call.ended == "silence"


def test_what_the_line_reports_is_answered_at_once_whoever_speaks() -> None:
    call = ring(say("you have reached the voice mail of somebody who is out", 200))
    call.at(1500, CarrierReported("machine", "beep_start"))
    call.at(900, CarrierReported("human", ""))  # no news to this flow
    call.run()
    assert 1500 <= min(call.times(SendFrame)) < 1700
    assert [line for line in call.transcript if line.startswith("assistant")] == ["assistant: A machine."]
    assert call.ended == "voicemail"
    assert call.times(Commit)


def test_what_is_reported_while_we_speak_stops_us() -> None:
    call = ring(Wait(wait_ms=30_000))
    call.at(1700, CarrierReported("machine", ""))
    call.run()
    assert call.transcript[-1] == "assistant: A machine."
    assert call.ended == "voicemail"
