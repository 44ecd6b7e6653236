from __future__ import annotations

from agent.dialogue.understand.dangers_es import CALM, DANGER
from agent.dialogue.understand.emergency import emergency, suspected


def test_the_signs_find_most_of_them_and_few_of_the_others() -> None:
    found = [text for text in DANGER if emergency(text, "es")]
    assert len(found) >= 0.9 * len(DANGER)
    assert sum(emergency(text, "es") for text in CALM) <= 0.02 * len(CALM)


def test_the_rest_is_asked_about() -> None:
    rest = [text for text in DANGER if not emergency(text, "es")]
    missed = [text for text in rest if not suspected(text, "es")]
    assert len(missed) <= 0.02 * len(DANGER), missed
