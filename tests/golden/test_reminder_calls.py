"""Reminder calls whole, over the real core and wire, on a virtual clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from agent.commands import SendFrame
from agent.dialogue.phrases import reminding
from agent.dialogue.reminder import HELLO_MS, Reminder
from agent.double.caller import Action, Say, Wait
from agent.events import CarrierReported
from tests.harness import Engines, VirtualCall
from tests.records import KNOWN, Records, spanish
from tests.sounds import babble

CLINIC = "Riverside Clinic for Oncology"
REMINDER = Reminder(
    replace(KNOWN, person_number=""),
    ours=CLINIC,
    name="Mary Murphy",
    at=datetime(2026, 12, 8, 10),  # noqa: DTZ001
    appointment="Mary Murphy 2026-12-08T10:00:00",
    identify=True,
)
LISTED = replace(REMINDER, appointment="", identify=False)
FRAME_MS = 20
GREETING = "hello you have reached the Murphys please leave a message after the tone"
# What nobody but the patient may hear (BEHAVIOUR R-15): what for, with whom, when; and that it is about one.
PRIVATE = ("oncolog", "doctor", "reed", "check-up", "appointment", "december", "eighth", " ten ")


def say(text: str, at_ms: int | None = None) -> Say:
    return Say(samples=babble(max(500, 250 * len(text.split()))), text=text, at_ms=at_ms)


def ring(flow: Reminder, *actions: Action, patience_ms: int = 20_000) -> VirtualCall:
    """`actions`: what whoever picks up says, in turn."""
    records = Records()
    records.clinic = flow.clinic
    return VirtualCall(
        flow, actions, engines=Engines(records=records.answer), patience_ms=patience_ms, gap_ms=500
    )


def ours(call: VirtualCall) -> str:
    return " ".join(line for line in call.transcript if line.startswith("assistant")).lower()


def spoken_s(call: VirtualCall) -> float:
    return len(call.times(SendFrame)) * FRAME_MS / 1000


@pytest.mark.parametrize("at_ms", [100, 700, 1300])
def test_we_wait_for_their_hello_and_never_talk_over_it(at_ms: int) -> None:
    call = ring(LISTED, say("hello who is this", at_ms), say("yes"), say("yes I will be there")).run()
    assert min(call.times(SendFrame)) > at_ms + 1000
    assert call.transcript[0] == "user: hello who is this"
    assert "automated call" in call.transcript[1]
    assert call.ended == "confirmed"


def test_or_for_a_second_and_a_half() -> None:
    call = ring(LISTED, Wait(wait_ms=60_000)).run()
    assert HELLO_MS <= min(call.times(SendFrame)) <= HELLO_MS + 300
    assert "automated call" in call.transcript[0]
    assert call.ended == "no_reply"


@pytest.mark.parametrize(
    ("flow", "said", "ended"),
    [
        (LISTED, ("hello", "yes", "yes I will be there"), "confirmed"),
        (LISTED, ("hello", "yes", "no I can't come", "yes please"), "cancelled"),
        (REMINDER, ("hello", "yes", "the third of May 1971", "yes I will"), "confirmed"),
        (REMINDER, ("hello", "yes", "the third of May 1971", "no I can't", "yes"), "cancelled"),
    ],
)
def test_it_is_about_a_minute_of_our_speech(flow: Reminder, said: tuple[str, ...], ended: str) -> None:
    """The voice of this test says twelve letters in 0.6 s: about 200 words a minute."""
    call = ring(flow, *(say(text, 300 if n == 0 else None) for n, text in enumerate(said))).run()
    assert call.ended == ended
    assert spoken_s(call) < 60


def test_a_robot_that_screens_calls_is_told_name_and_reason_and_then_a_person_all_the_rest() -> None:
    robot = say("please state your name and the reason for your call", 300)
    call = ring(LISTED, robot, say("hello"), say("yes"), say("yes")).run()
    told = call.transcript[1]
    assert f"This is {CLINIC}, with an automated reminder call for Mary Murphy." in told
    assert "Am I speaking" in call.transcript[3]
    assert call.ended == "confirmed"


def test_r15_a_machine_is_told_the_least_after_its_beep() -> None:
    message = reminding("en").message(CLINIC, "Mary Murphy", "zero one, five five five")
    call = ring(replace(REMINDER, message=message), say(GREETING, 300), Wait(wait_ms=40_000))
    call.at(6000, CarrierReported("machine", "beep_start"))
    call.run()
    assert min(call.times(SendFrame)) >= 6000
    assert call.ended == "message_left"
    assert "ring us back" in ours(call)
    assert not [word for word in PRIVATE if word in ours(call)]


@pytest.mark.parametrize("status", ["heard", "reported"])
def test_r15_or_nothing(status: str) -> None:
    call = ring(REMINDER, say(GREETING, 300), Wait(wait_ms=40_000))
    if status == "reported":
        call.at(900, CarrierReported("machine", ""))
    call.run()
    assert call.ended == "voicemail"
    assert call.times(SendFrame) == []


def test_r15_a_machine_of_two_breaths_hears_who_calls_and_no_more() -> None:
    call = ring(
        REMINDER, say("hello we are the Murphys", 300), say("please leave a message after the tone", 2600)
    ).run()
    assert call.ended == "voicemail"
    assert not [word for word in PRIVATE if word in ours(call).replace(CLINIC.lower(), "")]


def test_who_cannot_talk_now_is_called_later_and_not_an_ambulance() -> None:
    call = ring(LISTED, say("hello", 300), say("I can't talk now")).run()
    assert call.ended == "call_later"
    assert "emergency" not in ours(call)


def test_whoever_wants_no_calls_is_heard_over_our_words() -> None:
    call = ring(LISTED, say("hello", 300), say("stop calling me please", 3500)).run()
    assert call.ended == "opt_out"
    assert "will not call this number again" in ours(call)


def test_the_same_in_spanish() -> None:
    flow = replace(LISTED, clinic=replace(spanish(), person_number=""), ours="Clínica Ribera")
    call = ring(flow, say("diga", 300), say("sí soy yo"), say("sí allí estaré")).run()
    assert call.ended == "confirmed"
    assert "llamada automática de clínica ribera" in ours(call)
    assert spoken_s(call) < 60
