"""What a caller took back in the same breath."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Said between what was wrong and what is right.
_TAKEN_BACK = (
    r"(?:oh |ah |um |uh |er )?(?:no|sorry|wait|hang on|hold on|actually|rather|correction|scratch that"
    r"|i mean|i meant|make that|make it|or rather|my mistake|excuse me|pardon me|i beg your pardon"
    r"|let me start again|i'm wrong|that's wrong|that was wrong|i got that wrong|what am i saying)"
)
# Said behind what is right: "no, Thursday I mean".
_TRAILING = r"i mean|i meant|rather|sorry|actually|is what i (?:mean|meant)"

_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_NUMBER = (
    r"(?:\d[\d:./]*(?:st|nd|rd|th)?|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh"
    r"|twelfth|\w+teenth|twentieth|thirtieth)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine|first"
    r"|second|third|fourth|fifth|sixth|seventh|eighth|ninth|thirty|fifteen|forty))?)"
)
_DATE = rf"(?:{_NUMBER} (?:of )?{_MONTH}|{_MONTH} (?:the )?{_NUMBER})"
_YEAR = rf"(?:(?:19|20)\d\d|(?:nineteen|twenty|two thousand)(?: and)? {_NUMBER})"
_CLOCK = rf"(?:(?:half|quarter)(?: past| to)? {_NUMBER}|{_NUMBER}(?: o'clock)?(?: ?[ap]\.?m\.?)?|noon|midday)"
_PART = r"(?:morning|afternoon|evening)"
# What can stand in for what: the first kind with which the new words begin names the words to replace.
_KINDS = (
    *(_DATE, _YEAR, _WEEKDAY, _MONTH, _PART),
    *(r"(?:today|tomorrow)", r"(?:this|next) (?:week|month)", _CLOCK),
)
_DAY_KINDS = (2, 5)  # a weekday and "tomorrow" stand in for each other
_OPENING = r"(?:on |at |in |the |to |it's |that's |for |make it |make that |not \w+[,.]? )*"


@dataclass(frozen=True, slots=True)
class _Wording:
    mark: re.Pattern[str]
    trailing: re.Pattern[str]
    opening: re.Pattern[str]
    kinds: tuple[re.Pattern[str], ...]  # in the order of _KINDS


def _wording(taken_back: str, trailing: str, opening: str, kinds: tuple[str, ...]) -> _Wording:
    return _Wording(
        re.compile(
            rf"(?:^|[\s,.;!?-]+)(?:{taken_back})(?:[\s,.;!-]+(?:{taken_back}))*(?:[\s,.;!?-]+|$)", re.I
        ),
        re.compile(rf"[\s,]+(?:{trailing})\W*$", re.I),
        re.compile(opening, re.I),
        tuple(re.compile(rf"\b{kind}\b", re.I) for kind in kinds),
    )


_NUMBER_ES = (
    r"(?:\d[\d:./]*|(?:una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce"
    r"|quince|dieci\w+|veint\w+|treinta|primero)(?: y \w+)?)"
)
_MONTH_ES = r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)"
_WORDINGS = {
    "en": _wording(_TAKEN_BACK, _TRAILING, _OPENING, _KINDS),
    "es": _wording(
        r"(?:no|ay|perd[oó]n|perdone|disculpe|espere|digo|quiero decir|quise decir|mejor dicho|corrijo|me he"
        r" equivocado|me equivoqu[eé])",
        r"digo|quiero decir|quise decir|perd[oó]n|perdone|mejor dicho",
        r"(?:el |la |las |a |al |en |por |de |para |que sea |es |mejor )*",
        (
            rf"{_NUMBER_ES} de {_MONTH_ES}",
            r"(?:(?:19|20)\d\d|mil novecientos \w+(?: y \w+)?|dos mil(?: \w+)?)",
            r"(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)",
            _MONTH_ES,
            r"(?:(?:por|de|en) la (?:mañana|tarde|noche)|tarde|noche)",
            r"(?:hoy|pasado mañana|(?<!la )mañana)",
            r"(?:esta semana|(?:la )?(?:pr[oó]xima semana|semana que viene))",
            rf"(?:{_NUMBER_ES}(?: (?:y|menos) \w+)?(?: de la \w+)?|mediod[ií]a)",
        ),
    ),
}


def corrected(text: str, language: str = "en") -> str:
    """`text` without what was taken back: "on Monday, sorry, Tuesday" -> "on Tuesday".

    New words replace the last ones of their kind (a weekday, a month, a time); new words of no kind in
    particular are left with the rest, so that nothing is lost. Unchanged where nothing was taken back.
    """
    wording = _WORDINGS[language]
    text = wording.trailing.sub(_dropped_if_answered, text)
    mark = next(
        (found for found in wording.mark.finditer(text) if found.start() and found.end() < len(text)), None
    )
    if mark is None:
        return text
    before, after = text[: mark.start()], text[mark.end() :]
    if re.match(r"(?:no|nope)\b", text[: mark.end()].strip(" ,.").lower()) and not before.strip():
        return text
    merged = _merged(before, after, wording)
    # Each round takes one mark away, so this ends.
    return text if merged is None else corrected(merged, language)


def _dropped_if_answered(found: re.Match[str]) -> str:
    """Only the words of correcting go, not a sentence's stop."""
    return "." if found[0].rstrip().endswith(".") else ""


def _merged(before: str, after: str, wording: _Wording) -> str | None:
    """`before` with its last word of the kind that `after` begins with replaced; None for no kind."""
    opening = wording.opening.match(after)
    assert opening is not None
    start = opening.end()
    for number, kind in enumerate(wording.kinds):
        new = kind.match(after, start)
        if new is None:
            continue
        rivals = [wording.kinds[other] for other in (_DAY_KINDS if number in _DAY_KINDS else (number,))]
        old = max(
            (m for rival in rivals for m in rival.finditer(before)), key=lambda m: m.start(), default=None
        )
        if old is None:
            continue
        tail = before[old.end() :]
        return f"{before[: old.start()]}{new[0]}{tail}{_spaced(after[new.end() :])}"
    return None


def _spaced(rest: str) -> str:
    return f" {rest}" if rest[:1].isalnum() else rest
