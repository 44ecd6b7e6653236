from __future__ import annotations

import pytest

from agent.dialogue.understand.dangers import CALM, DANGER
from agent.dialogue.understand.dangers_es import CALM as TRANQUIL
from agent.dialogue.understand.dangers_es import DANGER as PELIGRO
from agent.dialogue.understand.likeness import danger_in, kind_of


@pytest.mark.parametrize(
    ("language", "danger", "calm"), [("en", DANGER, CALM), ("es", PELIGRO, TRANQUIL)], ids=["en", "es"]
)
def test_words_of_danger_weigh_more(language: str, danger: tuple[str, ...], calm: tuple[str, ...]) -> None:
    assert sum(danger_in(text, language) > 0 for text in danger) > 0.95 * len(danger)
    assert sum(danger_in(text, language) > 0 for text in calm) < 0.15 * len(calm)


def test_what_nobody_knows_weighs_nothing() -> None:
    assert danger_in("", "en") == danger_in("...", "en") == danger_in("xyzzy plugh", "en") == 0.0
    with pytest.raises(KeyError):
        danger_in("hilfe", "de")


def test_the_same_kind_shares_a_word_that_tells() -> None:
    assert kind_of("My arm is bleeding.", "en") & kind_of("he's bleeding, he is", "en")
    assert not kind_of("My arm is bleeding.", "en") & kind_of("She took all her pills.", "en")
    assert not kind_of("My husband and I, now", "en")
    assert kind_of("Tiene la cara torcida", "es") & kind_of("se le ha hinchado la cara", "es")
