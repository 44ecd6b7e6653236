from __future__ import annotations

import re

import pytest

from agent.dialogue.understand.signs_en import ALARMS, CALMED, DENIED
from tests.agent.dialogue.understand.test_emergency import LINES

DANGERS = [re.sub(r"\W+", " ", plain) for plain in ()]


@pytest.mark.parametrize("sign", [*ALARMS, *CALMED, DENIED])
def test_it_is_a_pattern_over_plain_text(sign: str) -> None:
    re.compile(sign)
    assert sign == sign.lower() or re.search(r"\\[WSBD]", sign)
    assert sign.isascii()
