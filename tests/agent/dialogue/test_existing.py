from __future__ import annotations

import pytest

from agent.dialogue.booking import Booking
from agent.dialogue.errands import Cancel, FindAppointments, Identify
from agent.dialogue.existing import Existing, _after_to, _before_to
from agent.dialogue.phrases import en
from tests.agent.dialogue.conversation import WHO, Conversation

PATRICK = ("Patrick Byrne.", "21 November 1958.")


@pytest.mark.parametrize("wish", ["When is my appointment?", "cancel my appointment", "move my appointment"])
def test_v31_nobody_is_told_anything_before_they_are_identified(wish: str) -> None:
    call = Conversation(wish)
    assert call.text.endswith(en.NAME)
    call.say(WHO[0])
    assert isinstance(call.asks_for(WHO[1]), Identify)
    call.say(WHO[1])
    assert "check-up with Doctor Reed" in call.text


def test_who_is_known_is_not_asked_again() -> None:
    call = Conversation("When is my appointment?", *WHO)
    assert call.asks_for("cancel it") == FindAppointments()


def test_only_a_yes_cancels() -> None:
    call = Conversation("cancel my appointment", *WHO)
    for words in ("", "no", "hmm", "maybe on Friday", "which one was it again"):
        assert not isinstance(call.asks_for(words), Cancel), words
    assert isinstance(call.asks_for("yes"), Cancel)


def test_one_of_several_is_chosen_by_day_place_or_key() -> None:
    for answer in ("the one on the tenth", "the second one", "(presses 2)"):
        call = Conversation("cancel my appointment", *PATRICK)
        assert call.text.endswith(en.WHICH_APPOINTMENT)
        call.say(answer)
        assert "follow-up" in call.text
        assert call.text.endswith(en.SHALL_I_CANCEL)


def test_a_moved_one_keeps_its_doctor_unless_asked_otherwise() -> None:
    call = Conversation("I need to move my appointment.", *WHO)
    task = call.reception.task
    assert isinstance(task, Booking)
    assert task.moves is not None
    assert task.doctor is not None
    assert task.doctor.said == task.moves.doctor


@pytest.mark.parametrize(
    ("said", "which", "instead"),
    [
        ("move my Wednesday appointment to Friday", "move my Wednesday appointment ", "Friday"),
        ("I'd like to move it", "I'd like to move it", ""),
        ("can I change it to ten o'clock", "can I change it ", "ten o'clock"),
    ],
)
def test_which_and_when_instead_are_told_apart(said: str, which: str, instead: str) -> None:
    assert _after_to(said) == instead
    if instead:
        assert _before_to(said) == which


def test_who_takes_over_is_told_the_goal() -> None:
    summary = Existing("cancel").summary(Conversation().reception)
    assert "cancel an appointment" in summary
    assert "not found out who" in summary
