from __future__ import annotations

from datetime import datetime

import pytest

from agent.dialogue.flow import HangUp, Reply, Say, Transfer
from agent.dialogue.phrases import en_reminder as en
from agent.dialogue.reminder import Meaning, Reminder, meaning_of

AT = datetime(2026, 7, 2, 15)  # noqa: DTZ001
FLOW = Reminder("Riverside Clinic", "Mary Byrne", AT)


def text(reply: Reply) -> str:
    return " ".join(move.text for move in reply.moves if isinstance(move, Say))


def ending(reply: Reply) -> str:
    return next((move.reason for move in reply.moves if isinstance(move, HangUp)), "")


def after(*heard: str, flow: Reminder = FLOW) -> Reply:
    reply = flow.begin()
    for words in heard:
        reply = reply.flow.pressed(words) if words in tuple("0123456789*#") else reply.flow.heard(words)
    return reply


def test_r15_it_says_that_it_is_automated_and_nothing_of_the_appointment() -> None:
    said = text(after())
    assert "automated call from Riverside Clinic" in said
    for private in ("appointment", "July", "three", "doctor", "Doctor"):
        assert private not in said


@pytest.mark.parametrize(
    ("heard", "outcome"),
    [
        (["Yes, speaking.", "Yes, I'll be there."], "confirmed"),
        (["1", "1"], "confirmed"),
        (["Yes.", "No, I can't.", "Yes please."], "cancelled"),
        (["1", "2", "1"], "cancelled"),
        (["Yes.", "No.", "No."], "move"),
        (["Yes.", "Can we move it to another day?"], "move"),
        (["No.", "Yes."], "wrong_number"),
        (["No.", "No."], "call_later"),
        (["You have the wrong number."], "wrong_number"),
        (["Can you call back later? I'm driving."], "call_later"),
        (["Hmm.", "Grmpf."], "not_understood"),
        (["Pardon?", "Yes.", "Pardon?", "Yes."], "confirmed"),
    ],
)
def test_how_a_call_ends(heard: list[str], outcome: str) -> None:
    assert ending(after(*heard)) == outcome
    assert getattr(after(*heard).flow, "outcome") == outcome  # noqa: B009


@pytest.mark.parametrize(
    "said",
    [
        "Stop calling me.",
        "Don't call me again!",
        "Please take me off your list.",
        "Never call this number.",
        "Yes, but do not ring here again",
        "remove my number from your system",
        "9",
    ],
)
@pytest.mark.parametrize("before", [[], ["Yes."], ["Yes.", "No."]])
def test_r12_an_opt_out_is_heard_at_any_moment(said: str, before: list[str]) -> None:
    reply = after(*before, said)
    assert ending(reply) == "opt_out"
    assert text(reply) == en.OPTED_OUT
    later = reply.flow.give_up("fault")
    assert ending(later) == "opt_out"


def test_a_goodbye_that_is_interrupted_may_end_otherwise() -> None:
    """What we say last is what goes on record."""
    reply = after("Yes.", "Yes.")
    assert ending(reply) == "confirmed"
    reply = reply.flow.heard("Oh no, I can't.")
    assert getattr(reply.flow, "outcome") == ""  # noqa: B009 - they may hang up now: nothing is settled
    reply = reply.flow.heard("Yes.")
    assert (ending(reply), text(reply)) == ("cancelled", en.WILL_CANCEL)
    assert ending(after("Stop calling me", "Yes.", "Yes.")) == "opt_out"


def test_silence_is_asked_once_more_and_then_left_alone() -> None:
    assert "Am I speaking" in text(FLOW.silence(1))
    assert ending(FLOW.silence(2)) == "no_reply"


def test_where_a_person_can_move_it_they_are_put_through() -> None:
    flow = Reminder("Riverside Clinic", "Mary", AT, person_number="+35315550142")
    reply = after("Yes.", "I'd like to reschedule.", flow=flow)
    assert reply.moves[-1] == Transfer("+35315550142", "move")
    assert getattr(reply.flow, "outcome") == "move"  # noqa: B009


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("Yes.", "yes"),
        ("No.", "no"),
        ("Who is this?", "repeat"),
        ("I can't make it", "no"),
        ("Banana", "other"),
    ],
)
def test_what_was_meant(said: str, meaning: Meaning) -> None:
    assert meaning_of(said) == meaning


def test_its_repr_says_nothing_of_the_patient() -> None:
    assert "Mary" not in repr(FLOW)
    assert "2026" not in repr(FLOW)
    assert en.KEYS in FLOW.phrases()
