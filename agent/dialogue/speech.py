"""Text as it is said: "Dr. Reed, 24/12/2026 at 14:30, +353 1 555 0142, €12.50" becomes words, because a
voice left alone reads "dee are" and "plus three hundred and fifty-three".

What has no digit and no abbreviation is returned as it is, so saying something twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from types import ModuleType

import phonenumbers

from agent.dialogue.phrases import en_numbers, es_numbers

_NUMBERS: dict[str, ModuleType] = {"en": en_numbers, "es": es_numbers}
LONGEST_NUMBER = 4  # digits said as one number; longer ones are read digit by digit


def spoken(text: str, language: str = "en") -> str:
    """Raises KeyError for a language we do not speak."""
    said = _NUMBERS[language]
    text = " ".join(text.split())
    if not re.search(r"[\d€£$%&.]", text):
        return text
    for pattern, words in _RULES:
        text = pattern.sub(_saying(words, said), text)
    return text


def telephone_said(number: str, region: str, language: str = "en") -> str:
    """E.164 or as written: digit by digit, in the groups in which people of `region` write it."""
    said = _NUMBERS[language]
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return _groups(number, said)
    at_home = region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(parsed.country_code or 0, ())
    style = phonenumbers.PhoneNumberFormat
    return _groups(
        phonenumbers.format_number(parsed, style.NATIONAL if at_home else style.INTERNATIONAL), said
    )


def _groups(number: str, said: ModuleType) -> str:
    """A breath between the groups; digits that stand alone in a long row are grouped by three."""
    groups = re.findall(r"\d+", number)
    if len(groups) == 1 and len(groups[0]) > 4:
        whole = groups[0]
        groups = [whole[i : i + 3] for i in range(0, len(whole), 3)]
        if len(groups[-1]) == 1:  # never one digit alone at the end
            groups[-2:] = [groups[-2] + groups[-1]]
    plus = f"{said.PLUS} " if number.strip().startswith("+") else ""
    return plus + ", ".join(said.digits(group) for group in groups)


_Words = Callable[[re.Match[str], ModuleType], str]


def _saying(words: _Words, said: ModuleType) -> Callable[[re.Match[str]], str]:
    return lambda match: words(match, said)


def _abbreviation(match: re.Match[str], said: ModuleType) -> str:
    long = said.ABBREVIATIONS.get(match[1])
    return str(long) if long else match[0]


def _date(match: re.Match[str], said: ModuleType) -> str:
    parts = match.groupdict()
    try:
        day = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return match[0]
    return str(said.date_of(day))


def _span(match: re.Match[str], said: ModuleType) -> str:
    opens, closes = (60 * int(match[i]) + int(match[i + 1]) for i in (1, 3))
    return f"{said.clock(opens)} {said.TO} {said.clock(closes)}"


def _clock(match: re.Match[str], said: ModuleType) -> str:
    """ "14:30", "4 pm", "4:30 p.m."."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").lower()
    if hour > 24 or minute > 59:
        return match[0]
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    at = 60 * hour + minute
    part = f" {said.part_of_day(at)}".rstrip() if half or hour > 12 else ""
    return f"{said.clock(at)}{part}"


def _money(match: re.Match[str], said: ModuleType) -> str:
    amount, cents = int(match["whole"].replace(",", "")), match["cents"]
    one, many = said.CURRENCIES[match["unit"]]
    text = said.count(amount, one, many)
    return f"{text} {said.AND} {said.cardinal(int(cents))}" if cents and int(cents) else text


def _phone(match: re.Match[str], said: ModuleType) -> str:
    return _groups(match[0], said)


def _year(match: re.Match[str], said: ModuleType) -> str:
    return str(said.year(int(match[0])))


def _day(match: re.Match[str], said: ModuleType) -> str:
    """ "3 May", as it is written in England alone."""
    return f"the {said.ordinal(int(match[1]))} of "


def _ordinal(match: re.Match[str], said: ModuleType) -> str:
    return str(said.ordinal(int(match[1])))


def _number(match: re.Match[str], said: ModuleType) -> str:
    whole, _, rest = match[0].partition(".")
    if len(whole) > LONGEST_NUMBER or (len(whole) > 1 and whole.startswith("0")):
        return _groups(match[0], said)
    text = str(said.cardinal(int(whole)))
    return f"{text} {said.POINT} {said.digits(rest)}" if rest else text


_RULES: tuple[tuple[re.Pattern[str], _Words], ...] = (
    (re.compile(r"(?<![\w.])(\w+(?:\.\w+)?)\.(?=\s+\S)"), _abbreviation),
    (re.compile(r"(?<=[a-z] )()St\.?(?=$|[,;]|\s+[a-z])"), lambda _, said: said.STREET),
    (re.compile(r"\bSt\.?(?= [A-Z])"), lambda _, said: said.SAINT),
    (re.compile(r"\bNo\.? ?(?=\d)"), lambda _, said: f"{said.NUMBER} "),
    (re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b"), _date),
    (re.compile(r"\b(?P<day>\d\d?)[/.](?P<month>\d\d?)[/.](?P<year>\d{4})\b"), _date),
    (re.compile(r"\b(\d\d?):(\d\d) ?[-–] ?(\d\d?):(\d\d)\b"), _span),
    (
        re.compile(
            r"\b(?P<hour>\d\d?)(?::(?P<minute>\d\d))? ?(?P<half>[ap](?:m\b|\.m\.(?=\s+[a-z])|\.m\b))",
            re.IGNORECASE,
        ),
        _clock,
    ),
    (re.compile(r"\b(?P<hour>\d\d?):(?P<minute>\d\d)(?P<half>)\b"), _clock),
    (re.compile(r"(?P<unit>[€£$]) ?(?P<whole>\d[\d,]*)(?:\.(?P<cents>\d\d))?"), _money),
    (re.compile(r"\b(?P<whole>\d[\d,]*)(?:[.,](?P<cents>\d\d))? ?(?P<unit>[€£$])"), _money),
    (
        re.compile(
            r"\+\d[\d ()-]{6,}\d|\b0\d[\d ()-]{5,}\d\b|\(0\d+\)[\d -]{5,}\d\b|\b\d{2,4}(?: \d{2,4}){2,}\b"
        ),
        _phone,
    ),
    (re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b"), _ordinal),
    (re.compile(rf"\b(\d\d?) (?={'|'.join(en_numbers.MONTHS)})"), _day),
    (re.compile(r"\b(?:19\d\d|20[0-3]\d)\b(?!\.\d)"), _year),  # hardly ever anything else
    (re.compile(r" ?%"), lambda _, said: f" {said.PERCENT}"),
    (re.compile(r" & "), lambda _, said: f" {said.AND} "),
    (re.compile(r"\b\d+(?:\.\d+)?\b"), _number),
)
