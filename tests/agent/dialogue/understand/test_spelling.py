from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.dialogue.understand.names import spelled
from agent.dialogue.understand.spelling import NATO, letter_runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("John Smith, S M I T H", [(2, 7, "smith")]),
        ("S-M-I-T-H", [(0, 1, "smith")]),
        ("S-M-I-TH", [(0, 1, "smith")]),
        ("S.M.I.T.H.", [(0, 1, "smith")]),
        ("It's BROWN.", [(1, 2, "brown")]),
        ("B as in Bravo, R, O, W, N", [(0, 8, "brown")]),
        ("D as in Bravo, R for Romeo, O like Oscar", [(0, 10, "bro")]),
        ("M 4 mother, U for uncle", [(0, 6, "mu")]),
        ("bravo romeo oscar whiskey november", [(0, 5, "brown")]),
        ("double t E", [(0, 3, "tte")]),
        ("double you A L S H", [(0, 6, "walsh")]),
        ("O apostrophe B R I E N", [(0, 7, "o'brien")]),
        ("S M I T H hyphen J O N E S", [(0, 11, "smith-jones")]),
        ("em you ar pee aitch why", [(0, 6, "murphy")]),
        ("I am a man", []),
        ("Mary-Jane Watson", []),
        ("Mike Brown", []),
        ("a check-up", []),
        ("", []),
    ],
)
def test_letter_runs(text: str, runs: list[tuple[int, int, str]]) -> None:
    assert letter_runs(text) == runs


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12), st.integers(0, 4))
def test_what_is_spelled_comes_back(letters: str, way: int) -> None:
    assume(set(letters) - set("ai"))  # these two are words as well
    nato = {word[0]: word for word in NATO}
    said = (
        " ".join(letters),
        ", ".join(letters.upper()),
        "-".join(letters.upper()),
        " ".join(nato[letter] for letter in letters),
        ", ".join(f"{letter} as in {nato[letter]}" for letter in letters),
    )[way]
    heard = spelled(f"That's {said}.")
    assert heard is not None
    assert heard.lower() == letters, said


def test_the_name_of_a_letter_may_stand_before_the_rest_as_one_word() -> None:
    assert [run[2] for run in letter_runs("Our YAN.")] == ["ryan"]
    assert letter_runs("You are OK") == []
