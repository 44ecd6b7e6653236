"""Reasons for a visit, doctors, branches and a date of birth, where a caller speaks of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from jellyfish import jaro_winkler_similarity

from agent.dialogue.knowledge import Branch, Doctor, Knowledge, Reason
from agent.dialogue.understand.dates import birth_date
from agent.dialogue.understand.days import MONTH
from agent.dialogue.understand.names import sounds_like
from agent.dialogue.understand.words import bare, known_words, words_of

LIKE_A_REASON = 0.87  # "checker" for "checkup" has 0.89, "consultant" for "consultation" more
ALIKE = 0.85  # from here on two names are one name in two spellings
_TITLE = r"(?:doctor|doctora|dr|nurse|with|see|con|enfermer[oa])"


def reason_in(text: str, reasons: Sequence[Reason]) -> Reason | None:
    """The reason whose words are in the text; of several, the one with the longest words."""
    heard = _plain(text)
    found = [
        (len(word), reason)
        for reason in reasons
        for word in map(_plain, (reason.name, _without_article(reason.said), *reason.words))
        if re.search(rf"\b{re.escape(word)}(s|es)?\b", heard)
    ]
    return max(found, key=lambda each: each[0])[1] if found else _reason_like(heard, reasons)


def _reason_like(heard: str, reasons: Sequence[Reason]) -> Reason | None:
    """What is much like a reason's word: "a checker", "a checkup". It is read back before it counts."""
    words = heard.split()
    pieces = [*words, *(a + b for a, b in pairwise(words))]
    best, like = LIKE_A_REASON, None
    for reason in reasons:
        for word in (_plain(each).replace(" ", "") for each in (reason.name, *reason.words)):
            for piece in pieces:
                if len(word) < 6 or len(piece) < 6 or word[0] != piece[0]:
                    continue
                alike = jaro_winkler_similarity(word, piece)
                if alike > best:
                    best, like = alike, reason
    return like


def days_meant(text: str) -> str:
    """A day of the week that an ear wrote as two words: "first day morning" is Thursday's."""
    for words, day in _DAYS_APART:
        text = words.sub(day, text)
    return text


_DAYS_APART = tuple(
    (re.compile(rf"\b{words}\b", re.IGNORECASE), day)
    for words, day in (
        (r"(?<!the )(?<!my )(?:first|thurs|third's|thirst) day", "Thursday"),
        (r"(?:choose|chews|tues|two's) day", "Tuesday"),
        (r"(?:when's|wins|wens|wednes) day", "Wednesday"),
        (r"(?:fry|fri|fried) day", "Friday"),
        (r"(?:mon|mun|money) day", "Monday"),
    )
)


def doctor_in(text: str, doctors: Sequence[Doctor]) -> Doctor | None:
    """By name after a title ("Doctor Reed", also heard as "doctor read"), or by a title of one only."""
    heard = _plain(text)
    called = re.findall(rf"\b{_TITLE} (?:(?:doctor|doctora|dr|nurse) )?([\w']+)", heard)
    if len(heard.split()) <= 2:
        called += heard.split()
    for name in called:
        alike = [(sounds_like(name, _surname(doctor)), doctor) for doctor in doctors]
        best = max(alike, key=lambda each: each[0], default=None)
        if best is not None and best[0] >= ALIKE:
            return best[1]
    titled = [d for d in doctors if any(re.search(rf"\b{re.escape(_plain(t))}\b", heard) for t in d.titles)]
    return titled[0] if len(titled) == 1 else None


def branch_in(text: str, branches: Sequence[Branch]) -> Branch | None:
    """By its name, or by a word that is in no other's; None where two would fit."""
    heard = set(_plain(text).split())
    words = [set(_plain(branch.said).split()) for branch in branches]
    fits = []
    for i, branch in enumerate(branches):
        others = set().union(*(words[:i] + words[i + 1 :]))
        if any(
            sounds_like(word, one) >= ALIKE
            for word in words[i] - others - _NO_PLACE
            for one in heard - others
            if len(word) > 3 and len(one) > 3
        ):
            fits.append(branch)
    return fits[0] if len(fits) == 1 else None


_NO_PLACE = frozenset("clinic centre center branch street road house clinica centro calle".split())


def without_birth_date(text: str, clinic: Knowledge) -> str:
    """The text without a day of a year that is past, which is nobody's wish for an appointment.

    A year in two digits is only taken for one where it can be no hour and no day: "3 May 71".
    """
    words = text.split()
    today = clinic.now.date()
    for size in range(1, min(_LONGEST_DATE, len(words)) + 1):
        for at in range(len(words) - size + 1):
            piece = " ".join(words[at : at + size])
            if (_YEAR.search(piece) or _names_month(piece, clinic)) and _is_past(piece, today, clinic):
                return " ".join(words[:at] + words[at + size :])
    return text


def _is_past(text: str, today: date, clinic: Knowledge) -> bool:
    born = birth_date(text, today, clinic.day_first, clinic.language)
    return born is not None and born.year < today.year


_LONGEST_DATE = 12  # words: "el dos de junio de mil novecientos noventa y uno"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b(?:nineteen|thousand|mil)\b", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\b[4-9]\d\b(?!:)|\b(?:forty|fifty|sixty|seventy|eighty|ninety)\b")


def _names_month(text: str, clinic: Knowledge) -> bool:
    words = known_words(text, clinic.language).lower()
    return _SHORT_YEAR.search(words) is not None and any(word in MONTH for word in words_of(words))


def _surname(doctor: Doctor) -> str:
    return doctor.said.split()[-1].lower()


def _without_article(said: str) -> str:
    return re.sub(r"^(an?|the|una?|el|la) ", "", said.lower())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w']+", " ", bare(text)).split())
