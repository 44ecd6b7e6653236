"""Words of somebody in danger. Acted upon at once, also in a sentence that is not finished.

A text is looked at sentence by sentence and clause by clause, so that "my father had a stroke ten years
ago, and now he can't speak" is calmed only in its first half. In a part, an alarm counts unless something
says that it is past, over, denied, or a mere subject ("a first aid course for choking babies").

The lists of signs are for a clinician to review. When in doubt they alarm, since a wrong alarm costs a caller
a sentence, and silence may cost a life. Words cannot be listed whole, though: of dangers in wordings that
nobody here had thought of, the signs miss one in twelve or so (tests/.../emergencies.txt). Most of those are
`suspected`, and asked about.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import ModuleType

from agent.dialogue.understand import dangers, dangers_more, signs_en, signs_es, together_en, together_es
from agent.dialogue.understand.likeness import danger_in
from agent.dialogue.understand.together import Together, together


@dataclass(frozen=True, slots=True)
class _Signs:
    alarms: tuple[re.Pattern[str], ...]
    calmed: re.Pattern[str]
    denied: re.Pattern[str]
    together: Together


def _signs(signs: ModuleType, parts: ModuleType) -> _Signs:
    denied = re.compile(signs.DENIED)
    return _Signs(
        tuple(map(re.compile, signs.ALARMS)),
        re.compile("|".join(signs.CALMED)),
        denied,
        together(parts, denied),
    )


_SIGNS = {"en": _signs(signs_en, together_en), "es": _signs(signs_es, together_es)}
_SENTENCES = re.compile(r"[.?!;…]+\s*")
_CLAUSES = re.compile(r"[,:]+\s*|\s(?:and|but|because|y|pero|porque)\s")


def emergency(text: str, language: str = "en") -> bool:
    """Whether somebody is in danger now, by the list of signs for "en" or "es" (KeyError for others)."""
    signs = _SIGNS[language]
    return any(
        any(_alarms(clause, signs) for clause in _CLAUSES.split(sentence))
        or _alarms(sentence, signs, across=True)
        or signs.together.alarm([part for part in _CLAUSES.split(sentence) if not signs.calmed.search(part)])
        for sentence in _SENTENCES.split(signs.together.without_harmless(_plain(text)))
        if not signs.together.is_settled(sentence)
    )


# Of near sentences one in eight sounds alarming at some word, and one in fifty still does three words later.
_TAKES_BACK = 3  # words


def pressing(text: str, language: str = "en") -> bool:
    """Whether that is so of a sentence that is still being said: its danger stands, and so many words more
    have not taken it back ("my father had a stroke", "... ten years ago"; "I can't talk", "... now")."""
    words = text.split()
    return emergency(" ".join(words[:-_TAKES_BACK]), language) and emergency(text, language)


# For an embedding, beside the intents' examples and under labels of their own.
EXAMPLES = {
    "danger": (*dangers.DANGER, *dangers_more.DANGER),
    "calm": (*dangers.CALM, *dangers_more.CALM),
}
# Chosen on the examples, each weighed against the others: asked of one in twelve that only sound like danger.
_OF_MEANING = 10.0  # of a difference of cosines, beside `danger_in`
_ENOUGH = 1.0


def suspected(text: str, language: str = "en", closest: tuple[tuple[str, float], ...] | None = None) -> bool:
    """Whether it is worth asking "is this an emergency?" of a whole sentence that holds no sign of one.

    `closest`: `errands.Closest.labels`, where EXAMPLES were among the examples; None where there is no model
    of meaning: then the words alone must tell.
    """
    nearest = dict(closest or ())
    danger = nearest.pop("danger", None)
    nearer = danger - max(nearest.values(), default=0.0) if danger is not None else 0.0
    return danger_in(text, language) + _OF_MEANING * nearer > _ENOUGH


def _alarms(part: str, signs: _Signs, across: bool = False) -> bool:
    """`across`: only an alarm that goes from one clause into the next, which by themselves do not tell."""
    if signs.calmed.search(part):
        return False
    return any(
        not signs.denied.search(part[: found.start()])
        and (not across or _CLAUSES.search(found[0]) is not None)
        for alarm in signs.alarms
        if (found := alarm.search(part))
    )


def _plain(text: str) -> str:
    """Lower case, straight apostrophes, no accents, single spaces; "Dr." and the like end no clause."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(re.sub(r"\b(dr|mr|mrs|ms|st)\.", r"\1", bare).split())
