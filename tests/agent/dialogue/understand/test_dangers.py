from __future__ import annotations

import pytest

from agent.dialogue.understand.dangers import CALM, DANGER
from agent.dialogue.understand.emergency import EXAMPLES, emergency


@pytest.mark.parametrize("sentences", [DANGER, CALM], ids=["danger", "calm"])
def test_sentences_are_whole_and_said_once(sentences: tuple[str, ...]) -> None:
    assert len(sentences) >= 150
    assert len(set(sentences)) == len(sentences)
    assert all(
        sentence == sentence.strip() and len(sentence.split()) <= 25 for sentence in sentences if sentence
    )
    assert all(sentences)


def test_no_sentence_is_on_both_sides() -> None:
    assert not set(DANGER) & set(CALM)
    assert EXAMPLES == {"danger": DANGER, "calm": CALM}


def test_the_signs_agree_with_nearly_all_of_them() -> None:
    """Where they do not, the sentence is there because words do not tell."""
    assert sum(emergency(sentence) for sentence in DANGER) >= 0.95 * len(DANGER)
    assert sum(emergency(sentence) for sentence in CALM) <= 0.03 * len(CALM)
