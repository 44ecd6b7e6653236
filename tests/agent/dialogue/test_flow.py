from __future__ import annotations

import pytest

from agent.dialogue.flow import Apology, HangUp, Reply, Say, split_phrases
from agent.dialogue.knowledge import Knowledge
from agent.dialogue.reception import Reception


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("", []),
        ("Hello", ["Hello"]),
        ("Hello. How are you?", ["Hello.", "How are you?"]),
        ("Dr. Reed is in. Ask her!", ["Dr. Reed is in.", "Ask her!"]),
        ("It costs 3.50 today. Yes.", ["It costs 3.50 today.", "Yes."]),
        ("  One.   Two.  ", ["One.", "Two."]),
    ],
)
def test_phrases_are_sentences(text: str, phrases: list[str]) -> None:
    assert split_phrases(text) == phrases


def test_an_apology_says_one_thing_whatever_happens() -> None:
    apology = Apology(Reception(Knowledge("Hi.", "1 High Street.", "Closed.", ("Closed.",) * 7, "Closed.")))
    replies: list[Reply] = [
        apology.begin(),
        apology.heard("hello"),
        apology.pressed("0"),
        apology.silence(1),
        apology.give_up("limit"),
    ]
    for reply in replies:
        assert isinstance(reply.moves[0], Say)
        assert reply.moves[-1] == HangUp("fault")
