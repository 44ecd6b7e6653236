from __future__ import annotations

import pytest

from agent.call.interruption import is_murmur, wants_floor
from agent.events import Transcribed
from agent.personal import Personal


def heard(text: str, speech_probability: float = 0.9, language: str = "en") -> Transcribed:
    return Transcribed(1, Personal(text), language, speech_probability=speech_probability)


@pytest.mark.parametrize(
    "text",
    [
        "Mm-hmm.",
        "Mhm",
        "Uh-huh.",
        "Okay.",
        "OK",
        "Right.",
        "Yeah, right.",
        "Okay, okay.",
        "I see.",
        "Oh, I see!",
    ],
)
def test_a_murmur_does_not_want_the_floor(text: str) -> None:
    assert not wants_floor(heard(text))


@pytest.mark.parametrize("text", ["I", "All", "Oh, got", "Of"])
def test_the_beginning_of_a_murmur_is_waited_for(text: str) -> None:
    assert not wants_floor(heard(text))


@pytest.mark.parametrize(
    "text",
    ["Stop.", "No.", "Wait a minute", "Okay, but what about Sunday?", "I need", "Right and", "42", "Sorry?"],
)
def test_words_want_the_floor(text: str) -> None:
    assert wants_floor(heard(text))


def test_what_is_hardly_speech_does_not() -> None:
    assert not wants_floor(heard("Stop.", speech_probability=0.3))
    assert not wants_floor(heard("", speech_probability=0.0))


def test_a_line_that_gives_us_back_must_be_surer_of_words() -> None:
    shred = heard("Very, very", speech_probability=0.6)
    assert wants_floor(shred)
    assert not wants_floor(shred, echoic=True)
    assert wants_floor(heard("Stop."), echoic=True)


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("Thank you.", False),
        ("for calling river sight", False),
        ("I need an appointment", True),
        ("Can I speak to Anna", True),
    ],
)
def test_what_may_be_our_echo_does_not_if_it_is_what_we_say(text: str, wants: bool) -> None:
    assert wants_floor(heard(text), ours="Thank you for calling. How can I help you?") is wants
    assert wants_floor(heard(text))


@pytest.mark.parametrize(("text", "wants"), [("Okay.", True), ("Yes.", True), ("Mm.", False)])
def test_over_the_end_of_our_question_an_okay_is_an_answer(text: str, wants: bool) -> None:
    assert wants_floor(heard(text), asking=True) is wants


@pytest.mark.parametrize(
    ("text", "language", "murmur"),
    [
        ("Ajá, sí.", "es", True),
        ("De acuerdo.", "es", True),
        ("Sí, pero el lunes", "es", False),
        ("D'accord.", "fr", True),
        ("Oui, d’accord", "fr", True),
        ("Je", "fr", True),
        ("Je voudrais", "fr", False),
        ("Okay", "xx", True),
    ],
)
def test_each_language_has_its_murmurs(text: str, language: str, murmur: bool) -> None:
    assert is_murmur(text, language) is murmur
