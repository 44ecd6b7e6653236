"""Dangers that no single word tells: a chest and a pain, a child and bleach, a leg that will not move.

What people may speak of is written down as concepts, each with its words; a danger is some concepts that come
together in one breath. So each new word is good for every danger it may be part of.

How it is written: words are separated by "|"; "burn*" is burn, burns, burning; a danger "chest pain" has both
in any order, "cannot>breath" has the one at most three words before the other, "a pain|swell" has either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

NEAR = 3  # words between two that belong together
FAR = 9  # words between any two of one danger: further apart they speak of two things


@dataclass(frozen=True, slots=True)
class Together:
    concepts: Mapping[str, re.Pattern[str]]
    dangers: tuple[tuple[tuple[str, ...], ...], ...]  # of each: parts; of a part: what follows what
    harmless: re.Pattern[str]
    settled: re.Pattern[str]
    now: re.Pattern[str]
    denied: re.Pattern[str]

    def alarm(self, clauses: Sequence[str]) -> bool:
        """Whether any danger is spoken of in these parts of a sentence, one after the other."""
        found: _Found = {}
        before = 0
        for clause in clauses:
            for name, words in self.concepts.items():
                for match in words.finditer(clause):
                    denied = self.denied.search(clause[: match.start()]) is not None
                    found.setdefault(name, []).append((before + clause.count(" ", 0, match.start()), denied))
            before += clause.count(" ") + 1
        return any(_is_there(danger, found) for danger in self.dangers)

    def is_settled(self, sentence: str) -> bool:
        """It says itself that it is about old or other things, and not about what is happening now."""
        return self.settled.search(sentence) is not None and not self.now.search(sentence)

    def without_harmless(self, text: str) -> str:
        return self.harmless.sub("~", text)


_Found = dict[str, list[tuple[int, bool]]]
"""Of a concept, each word where it begins, and whether it was denied straight before."""


def _is_there(danger: tuple[tuple[str, ...], ...], found: _Found) -> bool:
    places = [_places(part, found) for part in danger]
    return all(places) and any(
        all(any(abs(at - first) <= FAR for at in other) for other in places[1:]) for first in places[0]
    )


def _places(part: tuple[str, ...], found: _Found) -> list[int]:
    """Where the last of what follows one another stands. Only the first can be denied: "doesn't wake"."""
    at = [word for word, denied in _any(part[0], found) if not denied]
    for name in part[1:]:
        at = [word for word, _ in _any(name, found) if any(0 < word - first <= NEAR + 1 for first in at)]
    return at


def _any(names: str, found: _Found) -> list[tuple[int, bool]]:
    return [place for name in names.split("|") for place in found.get(name, ())]


def together(parts: ModuleType, denied: re.Pattern[str]) -> Together:
    """`parts`: together_en or another. Raises ValueError for a danger with a concept that has no words."""
    written = [danger for group in parts.DANGERS.values() for danger in group.split(",")]
    dangers = tuple(tuple(tuple(part.split(">")) for part in danger.split()) for danger in written)
    named = {name for danger in dangers for part in danger for names in part for name in names.split("|")}
    if missing := named - parts.CONCEPTS.keys():
        raise ValueError(f"no words for {sorted(missing)}")
    concepts = {name: _words(words) for name, words in parts.CONCEPTS.items()}
    return Together(
        concepts, dangers, _words(parts.HARMLESS), _words(parts.SETTLED), _words(parts.NOW), denied
    )


def _words(written: str) -> re.Pattern[str]:
    each = (re.escape(" ".join(word.split())) for word in written.split("|"))
    return re.compile(rf"\b(?:{'|'.join(each)})(?!\w)".replace(r"\*", r"\w*").replace("\\ ", " "))
