"""Whether a name as heard is a name as written down: every word of the shorter one in the other, by sound."""

from __future__ import annotations

import re
import unicodedata
from itertools import permutations

import jellyfish

# Above it, two words are the same name in another spelling.
ALIKE = 0.85
# A name of more words is compared as a whole only; nobody spells out that many orders.
MOST_WORDS = 5


def same_name(heard: str, written: str) -> bool:
    """True for "Mary Murphy" and "Mary Anne Murphey"; False where only a first or a last name is heard."""
    ours, theirs = sorted((_words(heard), _words(written)), key=len)
    if not ours:
        return False
    if "".join(ours) == "".join(theirs):  # "O Connor", "O'Connor"
        return True
    if len(theirs) > MOST_WORDS or (len(ours) == 1 and len(theirs) > 1):
        return False
    return any(
        all(sounds_like(a, b) > ALIKE for a, b in zip(ours, order, strict=True))
        for order in permutations(theirs, len(ours))
    )


def sounds_like(a: str, b: str) -> float:
    """How alike two words are when heard, 0 to 1."""
    a, b = a.casefold(), b.casefold()
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
