"""Whether a name as heard is a name as written down."""

from __future__ import annotations

import re
import unicodedata
from itertools import permutations

import jellyfish

# Above it, two names are one in two spellings. Below lie "John" and "Jane", and a first or last name alone.
ALIKE = 0.85
_MOST_WORDS = 5  # nobody has more, and nobody tries out that many orders


def same_name(heard: str, written: str) -> bool:
    """True for "Mary Murphy" and "Mary Anne Murphey"; False where only a first or a last name is heard."""
    return sounds_like(heard, written) > ALIKE


def sounds_like(a: str, b: str) -> float:
    """How alike two names are when heard, 0 to 1: as alike as the least alike of their words."""
    ours, theirs = sorted((_words(a), _words(b)), key=len)
    if not ours or len(theirs) > _MOST_WORDS or (len(ours) == 1 and len(theirs) > 1):
        return 1.0 if ours and "".join(ours) == "".join(theirs) else 0.0  # "O Connor", "O'Connor"
    best = max(
        min(_word_likeness(word, other) for word, other in zip(ours, order, strict=True))
        for order in permutations(theirs, len(ours))
    )
    return 1.0 if "".join(ours) == "".join(theirs) else best


def _word_likeness(a: str, b: str) -> float:
    if a == b:
        return 1.0
    spelling = float(jellyfish.jaro_winkler_similarity(a, b))
    if jellyfish.metaphone(a) == jellyfish.metaphone(b) and spelling > 0.75:
        return 0.95
    return spelling * ALIKE  # alike on paper only


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.findall(r"[^\W\d_]+", re.sub(r"['’]", "", plain))
