from __future__ import annotations

import pytest

from agent.call.interruption import Hearings, is_murmur, wants_floor
from agent.events import Transcribed
from agent.personal import Personal


def heard(text: str, speech_probability: float = 0.9, language: str = "en") -> Transcribed:
    return Transcribed(1, Personal(text), language, speech_probability=speech_probability)


@pytest.mark.parametrize(
    "text",
    [
        "Mm-hmm.",
        "Mhm",
        "Um-hmm.",
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
    shred = heard("Very, very", speech_probability=0.8)
    assert wants_floor(shred)
    assert not wants_floor(shred, echoic=True)
    assert wants_floor(heard("Stop.", speech_probability=0.95), echoic=True)


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


def stops(*hearings: tuple[str, float]) -> list[bool]:
    """Of each hearing of an utterance, the last of them the whole of it, whether it stops us."""
    so_far, last = Hearings(), len(hearings) - 1
    heards = [heard(text, probability) for text, probability in hearings]
    return [so_far.hear(each, wants_floor(each), i == last) for i, each in enumerate(heards)]


def test_clear_words_stop_us_at_once() -> None:
    assert stops(("Stop.", 0.7), ("Stop that.", 0.8)) == [True, True]


def test_what_was_a_murmur_must_be_heard_as_words_twice() -> None:
    assert stops(("Uh-huh.", 0.7), ("It has a", 0.74), ("Uh-huh.", 0.8)) == [False, False, False]
    assert stops(("Okay", 0.7), ("Okay but", 0.74), ("Okay but what about", 0.8)) == [False, True, True]
    assert stops(("Yeah.", 0.6), ("Good job.", 0.85)) == [False, False]
    assert stops(("Yeah.", 0.6), ("Good job.", 0.95)) == [False, True]


def test_so_many_words_were_no_murmur() -> None:
    assert stops(("Mhm.", 0.6), ("May I have a", 0.6), ("May I have a coffee", 0.7)) == [False, True, True]


def test_what_was_nothing_twice_was_a_murmur_perhaps() -> None:
    nothing = ("", 0.0)
    assert stops(nothing, ("Press.", 0.4), ("Press six.", 0.6)) == [False, True, True]
    assert stops(nothing, nothing, ("No.", 0.6), ("Mm-hmm.", 0.7)) == [False] * 4
    assert stops(nothing, nothing, ("No.", 0.6), ("No, I", 0.6), ("No, I cannot", 0.7))[2:4] == [False, True]


def test_words_with_little_speech_in_them_stop_us_too() -> None:
    assert stops(("Four.", 0.38), ("Four.", 0.44)) == [True, True]
    assert stops(("Four.", 0.3), ("Four.", 0.34)) == [False, False]
