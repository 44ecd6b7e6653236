"""Counting wrong words: a text as spoken words, so that "March 13th, 10 AM" is no error for "thirteenth"."""

from __future__ import annotations

import re
import unicodedata

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {
    **{"one": "first", "two": "second", "three": "third", "five": "fifth"},
    **{"eight": "eighth", "nine": "ninth", "twelve": "twelfth"},
}
_DIGITS = {
    "en": _UNITS[:10],
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve".split(),
    "fr": "zero un deux trois quatre cinq six sept huit neuf".split(),
}
_SAME = {"mr": "mister", "mrs": "missus", "dr": "doctor", "okay": "ok", "oh": "zero", "o": "zero"}


def spoken(text: str, language: str = "en", digit_by_digit: bool = False) -> list[str]:
    """Lower-case words without accents or punctuation, numbers written out; as a person would read them,
    or one digit at a time. In es and fr numbers are always read so."""
    text = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)  # 2,000
    if language == "en":
        text = re.sub(r"\b([ap])\.? ?m\b\.?", r"\1m", text)
        text = re.sub(r"(\d)([ap]m)\b", r"\1 \2", text)
        text = re.sub(r"\b(\d{1,2})(\d\d)(?= [ap]m\b)", r"\1 \2", text)  # 1040 am
        text = re.sub(r":00\b", "", text)
        text = re.sub(r"'(?=(s|t|re|ll|ve|d|m)\b)", "", text)
    text = re.sub(r"(\d+)(st|nd|rd|th)?\b", lambda m: _number(m[1], m[2], language, digit_by_digit), text)
    words = re.findall(r"[a-z]+", text)
    return [_SAME.get(word, word) for word in words] if language == "en" else words


def is_digits(text: str, language: str) -> bool:
    """Whether a text reads out digits, as a telephone number is."""
    words = spoken(text, language)
    return bool(words) and all(word in _DIGITS[language] for word in words)


def edits(reference: list[str], heard: list[str]) -> int:
    """Words wrong, missing and too many, together (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, expected in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, word in enumerate(heard, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (expected != word))
    return row[-1]


def _number(digits: str, ordinal: str | None, language: str, digit_by_digit: bool) -> str:
    if digit_by_digit or language != "en" or len(digits) > 4 or (digits[0] == "0" and len(digits) > 1):
        return f" {' '.join(_DIGITS[language][int(digit)] for digit in digits)} "
    words = _cardinal(int(digits))
    if ordinal:
        last = words[-1]
        words[-1] = _ORDINALS.get(last, f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return f" {' '.join(words)} "


def _cardinal(number: int) -> list[str]:
    if number < 20:
        return [_UNITS[number]]
    if number < 100:
        return [_TENS[number // 10 - 2], *(_cardinal(number % 10) if number % 10 else [])]
    if 1100 <= number < 2000 or 2010 <= number < 2100:  # years
        rest = number % 100
        return [
            *_cardinal(number // 100),
            *(["zero"] if 0 < rest < 10 else []),
            *(_cardinal(rest) if rest else ["hundred"]),
        ]
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    return [*_cardinal(number // size), name, *(_cardinal(number % size) if number % size else [])]
