"""What somebody whom we have rung says to it: yes, no, another day, wrong number, not now, never again."""

from __future__ import annotations

import re
from typing import Literal, cast

from agent.dialogue.understand import rung_es
from agent.dialogue.understand.words import bare

Meaning = Literal["opt_out", "wrong_number", "call_later", "move", "cancel", "yes", "no", "other"]

# Only somebody who can talk says so: no sign of danger, as long as the sentence ends there.
_CANNOT_TALK = (
    r"(?:^|(?<=[,.;!?] )|\b(?:i|we|sorry|but|so|oh|hi|hello)\b\W*)(really )?"
    r"(can'?t|cannot|can not|am not able to|am unable to|'m not able to) (really )?(talk|speak)"
    r"( to you| with you)?( just| right)?( now| at the moment| at present| here)?"
    r"(?=\W*$|[,.;!]| - | because| i'?m (driving|at|in|busy|working))"
)
_PATTERNS = (
    (
        "opt_out",
        r"\b(stop|quit|no more) (calling|ringing|calls|phoning|these calls)|\b(do not|don'?t|never) (ever )?"
        r"(call|ring|phone)\b(?! (me )?(now|today|before|so early|until))|\b(take|remove) (me|my number|us"
        r"|this number) (off|from)|\bunsubscribe\b|\bopt(ing)? out\b|\bleave me alone\b",
    ),
    (
        "wrong_number",
        r"\bwrong (number|person)\b|\b(nobody|no one|no-one) (here )?(by|of|with|called) (that|this)\b"
        r"|\bno such person\b|\bdoes ?n.?t live here\b",
    ),
    (
        "call_later",
        _CANNOT_TALK
        + r"|\b(call|ring|phone|try) (me |us )?(back|again|later)\b|\b(not|isn'?t) a (good|great) time\b"
        r"|\b(it'?s|this is) a bad time\b|\bi'?m (driving|in a meeting|(at|busy at) work|busy( (right )?now)?"
        r"\W*$)|^\W*not (right )?now\b|\b(do not|don'?t) (call|ring|phone) (me )?(now|today|before|so early"
        r"|until)\b|\b(don'?t|do not) have (the )?time (right )?now\b",
    ),
    (
        "move",
        r"\b(move|reschedule|re-?arrange|postpone|another (day|time)|different (day|time)|change (it|the))\b",
    ),
    ("cancel", r"\bcancel\b"),
    ("no", r"^\W*(no|nope|nah)\b|\b(can'?t|cannot|won'?t|not able)\b"),
    (
        "yes",
        r"^\W*(yes|yeah|yep|yup|sure|ok(ay)?|of course|correct|speaking|this is (he|she|him|her)|i (will|can)"
        r"|i'?ll be there|that'?s me|it is)\b",
    ),
)
_IS = r"\b(this is|it'?s|it is|i'?m|i am|my name is)\b"
_SPEAKS = r"\b(speaking|here|on the (line|phone))\b"

_Rules = tuple[tuple[Meaning, re.Pattern[str]], ...]


def _rules(patterns: tuple[tuple[str, str], ...]) -> _Rules:
    return tuple((cast(Meaning, name), re.compile(pattern, re.IGNORECASE)) for name, pattern in patterns)


_RULES = {"en": _rules(_PATTERNS), "es": _rules(rung_es.PATTERNS)}
_NO_TALK = {
    "en": re.compile(_CANNOT_TALK, re.IGNORECASE),
    "es": re.compile(rung_es.CANNOT_TALK, re.IGNORECASE),
}
_THEMSELVES = {
    "en": re.compile(f"{_IS}|{_SPEAKS}", re.IGNORECASE),
    "es": re.compile(rung_es.THEMSELVES, re.IGNORECASE),
}


def meaning_of(text: str, language: str = "en") -> Meaning:
    """By the first rule that matches; whoever wants no calls is heard before anything else.

    Raises KeyError for a language we do not speak.
    """
    text = _plain(text, language)
    return next((meaning for meaning, pattern in _RULES[language] if pattern.search(text)), "other")


def but_cannot_talk(text: str, language: str = "en") -> str:
    """What is left of it once "I can't talk now" is taken out: whether that is dangerous is asked apart."""
    return _NO_TALK[language].sub(" ", _plain(text, language))


def is_named(text: str, name: str, language: str = "en") -> bool:
    """Whether they say that they are `name`, by any part of it: "Mary here", "this is Mrs Byrne"."""
    text = _plain(text, language)
    if not _THEMSELVES[language].search(text):
        return False
    said = set(re.findall(r"\w+", bare(text)))
    return any(part in said for part in re.findall(r"\w{3,}", bare(name)))


def _plain(text: str, language: str) -> str:
    return bare(text) if language == "es" else text.replace("’", "'")
