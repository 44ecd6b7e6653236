"""Reasons for a visit and doctors, where a caller speaks of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.dialogue.knowledge import Doctor, Reason
from agent.dialogue.understand.names import sounds_like
from agent.dialogue.understand.words import bare

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
    return max(found, key=lambda each: each[0])[1] if found else None


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


def _surname(doctor: Doctor) -> str:
    return doctor.said.split()[-1].lower()


def _without_article(said: str) -> str:
    return re.sub(r"^(an?|the|una?|el|la) ", "", said.lower())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w']+", " ", bare(text)).split())
