from __future__ import annotations

import re

import pytest

from agent.dialogue.understand.emergency import emergency
from agent.dialogue.understand.signs_es import ALARMS, CALMED, DENIED
from tests.agent.dialogue.understand.test_emergency import LINES

HERE = [line for line in LINES if line.language == "es"]


@pytest.mark.parametrize("sign", [*ALARMS, *CALMED, DENIED])
def test_it_is_a_pattern_over_plain_text(sign: str) -> None:
    """Lower case and without accents, as what it is held against."""
    re.compile(sign)
    assert sign.isascii()
    assert sign == sign.lower()


def test_no_sign_stands_there_for_nothing() -> None:
    """Nearly each finds a sentence of the set; the rest are for what nobody has written down yet."""
    texts = [line.text.lower().replace("’", "'") for line in HERE]
    idle = [sign for sign in ALARMS if not any(re.search(sign, text) for text in texts)]
    assert len(idle) <= 0.25 * len(ALARMS), idle


def test_both_kinds_are_told_apart() -> None:
    right = [emergency(line.text, "es") is line.danger for line in HERE]
    assert sum(right) > 0.9 * len(right)
