from __future__ import annotations

from datetime import date

import pytest

from agent.dialogue.errands import Register
from agent.dialogue.phrases import en
from tests.agent.dialogue.conversation import Conversation

NEW = ("I'd like a check-up on Thursday. I'm a new patient.", "Tom Ryan.", "R Y A N.")


def test_nobody_is_written_down_before_all_was_read_back_and_confirmed() -> None:
    call = Conversation(*NEW, "yes", "9 March 1985", "086 555 0199")
    assert call.text == en.registration(
        "Tom Ryan", date(1985, 3, 9), "zero eight six, five five five, zero one nine nine"
    )
    for words in ("", "hmm", "no", "no, 086 555 0198"):
        assert not isinstance(call.asks_for(words), Register), words
    assert call.asks_for("yes") == Register("Tom Ryan", date(1985, 3, 9), "+353865550199")


def test_a_name_is_spelled_and_its_letters_read_back() -> None:
    call = Conversation(*NEW)
    assert "R, Y, A, N" in call.text
    assert call.question().expects == "yes_no"
    assert call.say("No, it's R Y E N").count("R, Y, E, N") == 1


@pytest.mark.parametrize(
    ("correction", "said"),
    [("no, the 8th of March 1985", "the eighth of March"), ("no, 086 555 0123", "zero one two three")],
)
def test_what_is_put_right_in_the_same_breath_is_read_back_again(correction: str, said: str) -> None:
    call = Conversation(*NEW, "yes", "9 March 1985", "086 555 0199", correction)
    assert said in call.text
    assert call.text.endswith("Is that all right?")


def test_the_ear_is_told_to_expect_letters() -> None:
    assert any("Bravo" in hint for hint in Conversation(*NEW[:2]).question().hints)


def test_who_cannot_have_it_is_not_registered_for_it() -> None:
    call = Conversation("When is my appointment?", "I'm a new patient")
    assert en.WELCOME not in call.text
