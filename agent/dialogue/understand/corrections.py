"""What a caller took back in the same breath."""

from __future__ import annotations

import re

# Said between what was wrong and what is right.
_TAKEN_BACK = (
    r"(?:oh |ah |um |uh |er )?(?:no|sorry|wait|hang on|hold on|actually|rather|correction|scratch that"
    r"|i mean|i meant|make that|make it|or rather|my mistake|excuse me|pardon me|i beg your pardon"
    r"|let me start again|i'm wrong|that's wrong|that was wrong|i got that wrong|what am i saying)"
)
_MARK = re.compile(
    rf"(?:^|[\s,.;!?-]+)(?:{_TAKEN_BACK})(?:[\s,.;!-]+(?:{_TAKEN_BACK}))*(?:[\s,.;!?-]+|$)", re.I
)
# Said behind what is right: "no, Thursday I mean".
_TRAILING = re.compile(r"[\s,]+(?:i mean|i meant|rather|sorry|actually|is what i (?:mean|meant))\W*$", re.I)

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
_KINDS = tuple(
    re.compile(rf"\b{kind}\b", re.I)
    for kind in (
        _DATE,
        _YEAR,
        _WEEKDAY,
        _MONTH,
        _PART,
        r"(?:today|tomorrow)",
        r"(?:this|next) (?:week|month)",
        _CLOCK,
    )
)
_DAY_KINDS = (2, 5)  # a weekday and "tomorrow" stand in for each other


def corrected(text: str) -> str:
    """`text` without what was taken back: "on Monday, sorry, Tuesday" -> "on Tuesday".

    New words replace the last ones of their kind (a weekday, a month, a time); new words of no kind in
    particular are left with the rest, so that nothing is lost. Unchanged where nothing was taken back.
    """
    text = _TRAILING.sub(_dropped_if_answered, text)
    mark = next((found for found in _MARK.finditer(text) if found.start() and found.end() < len(text)), None)
    if mark is None:
        return text
    before, after = text[: mark.start()], text[mark.end() :]
    if re.match(r"(?:no|nope)\b", text[: mark.end()].strip(" ,.").lower()) and not before.strip():
        return text
    merged = _merged(before, after)
    # Each round takes one mark away, so this ends.
    return text if merged is None else corrected(merged)


def _dropped_if_answered(found: re.Match[str]) -> str:
    """Only the words of correcting go, not a sentence's stop."""
    return "." if found[0].rstrip().endswith(".") else ""


def _merged(before: str, after: str) -> str | None:
    """`before` with its last word of the kind that `after` begins with replaced; None for no kind."""
    opening = re.match(
        r"(?:on |at |in |the |to |it's |that's |for |make it |make that |not \w+[,.]? )*", after, re.I
    )
    assert opening is not None
    start = opening.end()
    for number, kind in enumerate(_KINDS):
        new = kind.match(after, start)
        if new is None:
            continue
        rivals = [_KINDS[other] for other in (_DAY_KINDS if number in _DAY_KINDS else (number,))]
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
