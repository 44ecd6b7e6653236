from __future__ import annotations

import pytest

from agent.dialogue.understand.emergency import emergency
from agent.dialogue.understand.rung import Meaning, but_cannot_talk, is_named, meaning_of


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("Yes.", "yes"),
        ("No.", "no"),
        ("I can't make it", "no"),
        ("No, I'm busy that day", "no"),
        ("I'll be at work that day", "other"),
        ("I'm busy right now", "call_later"),
        ("I'm at work", "call_later"),
        ("Not now", "call_later"),
        ("Don't call me now", "call_later"),
        ("Don't call me so early!", "call_later"),
        ("Don't call me again", "opt_out"),
        ("Call me later, and never before ten", "call_later"),
        ("Could we move it?", "move"),
        ("Cancel it", "cancel"),
        ("Banana", "other"),
    ],
)
def test_what_was_meant(said: str, meaning: Meaning) -> None:
    assert meaning_of(said) == meaning


@pytest.mark.parametrize(
    "said",
    [
        "I can't talk now",
        "I can’t talk right now, I'm driving.",
        "Sorry, can't talk",
        "Can't talk.",
        "I can't talk, call me later",
        "Hello, I cannot speak at the moment",
        "I really can't talk",
    ],
)
def test_who_cannot_talk_now_is_called_later_and_in_no_danger(said: str) -> None:
    assert meaning_of(said) == "call_later"
    assert not emergency(but_cannot_talk(said))


@pytest.mark.parametrize(
    "said",
    [
        "I can't talk properly and my face is drooping",
        "I can't talk, I can't breathe",
        "She can't talk",
        "My husband suddenly can't speak",
    ],
)
def test_who_is_in_danger_stays_so(said: str) -> None:
    assert emergency(but_cannot_talk(said))


def test_who_says_the_name_we_asked_for_is_the_one() -> None:
    assert is_named("This is Mary speaking.", "Mary Byrne")
    assert is_named("Mrs. Byrne here", "Mary Byrne")
    assert is_named("le habla María", "Maria Garcia", "es")
    assert not is_named("This is Tom.", "Mary Byrne")
    assert not is_named("Mary is out", "Mary Byrne")
    assert not is_named("I am at the till", "Al Li")
