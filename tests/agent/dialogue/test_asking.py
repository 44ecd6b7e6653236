from __future__ import annotations

import pytest

from agent.dialogue.asking import Question


@pytest.mark.parametrize(
    ("expects", "number"),
    [("date", True), ("number", True), ("yes_no", False), ("name", False), ("anything", False)],
)
def test_keys_are_digits_of_one_answer_or_a_choice(expects: str, number: bool) -> None:
    assert Question("?", ("?", "?"), expects).takes_number is number  # type: ignore[arg-type]
