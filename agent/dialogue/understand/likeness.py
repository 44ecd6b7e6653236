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

STRONG = 1.0  # weight: a word that is three times as usual in sentences of danger


def danger_in(text: str, language: str) -> float:
    """Above 0 the words are rather those of danger; 0.0 for words nobody knows. KeyError for other languages
    than "en" and "es"."""
    found = _telling(text)
    weights = _WEIGHTS[language]
    return sum(weights.get(word, 0.0) for word in found) / math.sqrt(max(1, len(found)))


def kind_of(text: str, language: str) -> frozenset[str]:
    """The words in it that speak most of danger: where two sentences share one, they are about the same."""
    weights = _WEIGHTS[language]
    return frozenset(
        word for word in _telling(text) - _OF_NO_KIND if " " not in word and weights.get(word, 0.0) > STRONG
    )


def _telling(text: str) -> frozenset[str]:
    words = [word[:STEM] for word in re.findall(r"[a-z']+", bare(text.replace("’", "'")))]
    pairs = zip(["^", *words], [*words, "$"], strict=True)
    return frozenset(words) | {f"{first} {second}" for first, second in pairs} if words else frozenset()


def _weights(danger: Sequence[str], calm: Sequence[str]) -> Mapping[str, float]:
    bad, good = (Counter(word for text in texts for word in _telling(text)) for texts in (danger, calm))
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
# Who it is and how it is told, and nothing of what has happened.
_OF_NO_KIND = frozenset(
    word[:STEM]
    for word in (
        "a i an and all has had have been was is are he's she's i'm he she him her his it its my "
        "me the this that they "
        "very so not no won't can't just some about please help what know think feels feel feeling "
        "got going gone went "
        "get now since morning out up on in into from with there husband wife mother father mum "
        "mam dad son daughter "
        "baby boy girl child brother sister friend granny grandad man woman little "
        "el la los las un una y no se le lo me mi su ha he esta estoy muy que como con de del en "
        "al a ya puede puedo "
        "marido mujer madre padre hijo hija nino nina bebe hermano hermana abuelo abuela ahora "
        "desde manana puesto creo"
    ).split()
)
