from __future__ import annotations

import pytest

from agent.dialogue.understand import dangers, dangers_es, dangers_more
from agent.dialogue.understand.emergency import EXAMPLES, emergency

EACH = [
    pytest.param(sentences, id=f"{module.__name__.rpartition('.')[2]}-{kind}")
    for module in (dangers, dangers_more, dangers_es)
    for kind, sentences in (("danger", module.DANGER), ("calm", module.CALM))
]


@pytest.mark.parametrize("sentences", EACH)
def test_sentences_are_whole_and_said_once(sentences: tuple[str, ...]) -> None:
    assert len(sentences) >= 150
    assert len(set(sentences)) == len(sentences)
    assert all(sentence == sentence.strip() and 0 < len(sentence.split()) <= 25 for sentence in sentences)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_sentence_is_on_both_sides(language: str) -> None:
    modules = (dangers, dangers_more) if language == "en" else (dangers_es,)
    assert not {one for each in modules for one in each.DANGER} & {
        one for each in modules for one in each.CALM
    }


def test_all_of_them_are_there_for_an_embedding() -> None:
    assert EXAMPLES["danger"] == (*dangers.DANGER, *dangers_more.DANGER)
    assert EXAMPLES["calm"] == (*dangers.CALM, *dangers_more.CALM)


def test_the_signs_agree_with_nearly_all_of_the_first() -> None:
    """Where they do not, the sentence is there because words do not tell."""
    assert sum(map(emergency, dangers.DANGER)) >= 0.95 * len(dangers.DANGER)
    assert sum(map(emergency, dangers.CALM)) <= 0.03 * len(dangers.CALM)
