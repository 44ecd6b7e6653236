from __future__ import annotations

import pytest

from agent.dialogue.understand.words import number_at, ordinal_at, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's twenty-three, o'clock!", ["it's", "twenty", "three", "o'clock"]),
        ("at 3:30 p.m. on 3/5/71", ["at", "3:30", "pm", "on", "3/5/71"]),
        ("4 p. m.", ["4", "pm"]),
        ("the 3rd", ["the", "3rd"]),
        ("+353, O’Brien", ["+", "353", "o'brien"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("seven", (7, 1)),
        ("twenty three", (23, 2)),
        ("twenty twelve", (20, 1)),
        ("forty zero", (40, 1)),
        ("1971", (1971, 1)),
        ("nineteen", (19, 1)),
        ("third", None),
        ("", None),
    ],
)
def test_number_at(words: str, number: tuple[int, int] | None) -> None:
    assert number_at(words.split(), 0) == number


@pytest.mark.parametrize(
    ("words", "ordinal"),
    [
        ("third", (3, 1)),
        ("twenty first", (21, 2)),
        ("thirtieth", (30, 1)),
        ("twentieth", (20, 1)),
        ("31st", (31, 1)),
        ("fifteenth", (15, 1)),
        ("eighteenth", (18, 1)),
        ("twenty", None),
        ("three", None),
    ],
)
def test_ordinal_at(words: str, ordinal: tuple[int, int] | None) -> None:
    assert ordinal_at(words.split(), 0) == ordinal
