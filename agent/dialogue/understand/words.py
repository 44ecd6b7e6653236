"""A text as plain words, and number words as numbers: what every reader of a sentence here begins with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from agent.dialogue.understand.spanish import in_known_words

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
} | {"fourty": 40}
_FIRST = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
ORDINALS = (
    {word: value for value, word in enumerate(_FIRST, start=1)}
    | {f"{word}th": UNITS[word] for word in UNITS if UNITS[word] > 12}
    | {f"{word[:-1]}ieth": TENS[word] for word in ("twenty", "thirty")}
    | {"twelth": 12, "fith": 5, "ace": 8}  # the last as ears write "eighth"
)


def sentences(text: str) -> tuple[str, ...]:
    """Those between "|"; ends of lines are spaces."""
    return tuple(" ".join(sentence.split()) for sentence in text.split("|"))


def bare(text: str) -> str:
    """Lower case, without accents, as the Spanish tables are written."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in plain if not unicodedata.combining(character))


_IN_KNOWN_WORDS: dict[str, Callable[[str], str]] = {"en": str, "es": in_known_words}


def known_words(text: str, language: str) -> str:
    """`text` in the words of the tables here; KeyError for a language that has none."""
    return _IN_KNOWN_WORDS[language](text)


def words_of(text: str) -> list[str]:
    """Lower case, without punctuation: "It's twenty-three, o'clock!" -> it's twenty three o'clock.

    Numbers stay together as they were written ("3:30", "3.30" and "3/5/71" are one word each).
    """
    text = text.lower().replace("’", "'")
    text = re.sub(r"\b([ap])\s?\.\s?m\b\.?", r"\1m", text)
    return re.findall(r"\d+(?:[:./]\d+)+|\d+(?:st|nd|rd|th)\b|\d+|[a-zà-ÿ]+(?:'[a-zà-ÿ]+)*|[+#*]", text)


def number_at(words: list[str], at: int) -> tuple[int, int] | None:
    """A number from 0 to 99 that begins here (any, in figures), and how many words it takes."""
    if at >= len(words):
        return None
    word = words[at]
    if word.isdigit():
        return int(word), 1
    if word in TENS:
        unit = UNITS.get(words[at + 1], 0) if at + 1 < len(words) else 0
        return (TENS[word] + unit, 2) if 0 < unit < 10 else (TENS[word], 1)
    return (UNITS[word], 1) if word in UNITS else None


def ordinal_at(words: list[str], at: int) -> tuple[int, int] | None:
    """An ordinal from 1 to 99 ("third", "twenty first", "3rd"), and how many words it takes."""
    if at >= len(words):
        return None
    word = words[at]
    if found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", word):
        return int(found[1]), 1
    if word in ORDINALS:
        return ORDINALS[word], 1
    if word in TENS and at + 1 < len(words) and 0 < ORDINALS.get(words[at + 1], 0) < 10:
        return TENS[word] + ORDINALS[words[at + 1]], 2
    return None
