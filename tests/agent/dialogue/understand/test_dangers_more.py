from __future__ import annotations

from agent.dialogue.understand.dangers_more import CALM, DANGER
from agent.dialogue.understand.emergency import emergency, suspected


def test_the_signs_find_most_of_them_and_few_of_the_others() -> None:
    found = [text for text in DANGER if emergency(text, "en")]
    assert len(found) >= 0.8 * len(DANGER)
    assert sum(emergency(text, "en") for text in CALM) <= 0.02 * len(CALM)


def test_the_rest_is_asked_about() -> None:
    rest = [text for text in DANGER if not emergency(text, "en")]
    missed = [text for text in rest if not suspected(text, "en")]
    assert len(missed) <= 0.02 * len(DANGER), missed
