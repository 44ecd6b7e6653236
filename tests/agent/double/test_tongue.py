from __future__ import annotations

from agent.double.tongue import ENGLISH, SPANISH


def test_numbers_are_one_thing_however_they_are_said() -> None:
    assert ENGLISH.words("On the 3rd, at two") == ["on", "the", "3", "at", "2"]
    assert ENGLISH.words("the twenty-first, nineteen fifty-eight") == ["the", "21", "1958"]
    assert SPANISH.figures("el tres de mayo de mil novecientos setenta y uno")[-1] == "1971"


def test_a_question_that_may_not_be_answered_with_yes_without_looking() -> None:
    assert ENGLISH.asks_if_right.search("I heard Tom Ryan. Is that right?")
    assert SPANISH.asks_if_right.search("tengo lucia. ¿es correcto?")
    assert not ENGLISH.asks_if_right.search("And the date of birth?")


def test_a_letter_by_its_word_is_the_letter() -> None:
    assert ENGLISH.as_in.sub(r"\1", "R, Y, A, N as in November") == "R, Y, A, N"
    assert SPANISH.as_in.sub(r"\1", "P de París, E, Ñ, A") == "P, E, Ñ, A"
