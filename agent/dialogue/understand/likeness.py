"""How much a sentence sounds like those of people in danger: by its words, each for what it is worth.

A word, or two in a row, weighs as much as it is more usual in sentences of danger than in their likenesses
(naive Bayes, on the examples of dangers.py and its neighbours). It needs no model of meaning, so it is there
in every language and whatever else has failed; it knows no meaning either, so all it may do is have us ask.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from agent.dialogue.understand import dangers, dangers_es, dangers_more, intents, intents_es
from agent.dialogue.understand.words import bare

STEM = 6  # letters of a word: "bleeding" and "bleeds" are one, "sangrando" and "sangra" too
ONCE = 2  # sentences: a word that is in fewer tells nothing


def danger_in(text: str, language: str) -> float:
    """Above 0 the words are rather those of danger; 0.0 for words nobody knows. KeyError for other languages
    than "en" and "es"."""
    found = _telling(text)
    weights = _WEIGHTS[language]
    return sum(weights.get(word, 0.0) for word in found) / math.sqrt(max(1, len(found)))


def _telling(text: str) -> frozenset[str]:
    words = [word[:STEM] for word in re.findall(r"[a-z']+", bare(text.replace("’", "'")))]
    pairs = zip(["^", *words], [*words, "$"], strict=True)
    return frozenset(words) | {f"{first} {second}" for first, second in pairs} if words else frozenset()


def _weights(danger: Sequence[str], calm: Sequence[str]) -> Mapping[str, float]:
    bad, good = (
        Counter(word for text in texts for word in _telling(text)) for texts in (danger, calm)
    )
    return {
        word: math.log((bad[word] + 0.5) / (len(danger) + 1)) - math.log((good[word] + 0.5) / (len(calm) + 1))
        for word in bad.keys() | good.keys()
        if bad[word] + good[word] >= ONCE
    }


_ORDINARY = {
    "en": [said for examples in intents.EXAMPLES.values() for said in examples],
    "es": [said for examples in intents_es.EXAMPLES.values() for said in examples],
}
_WEIGHTS = {
    "en": _weights(
        (*dangers.DANGER, *dangers_more.DANGER), (*dangers.CALM, *dangers_more.CALM, *_ORDINARY["en"])
    ),
    "es": _weights(dangers_es.DANGER, (*dangers_es.CALM, *_ORDINARY["es"])),
}
