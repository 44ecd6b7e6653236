"""Dates and times of day as people say them: a date of birth, a wish for an appointment, a choice of times.

All times are the clinic's local ones, without a zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agent.dialogue.understand.clock import DAY_MINUTES, NOON, clocks_in, part_in, span_in
from agent.dialogue.understand.corrections import corrected
from agent.dialogue.understand.days import MONTH, dates_in, days_in, weekdays_in
from agent.dialogue.understand.numbers import ordinal_choice
from agent.dialogue.understand.words import known_words, number_at, ordinal_at, words_of

OLDEST_YEARS = 120


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody would like to come. Days are inclusive, None for any; minutes are after midnight.

    `exact_minute`: they named one time of day, and from/until are then a stretch around it.
    `said_day`, `said_time`: which of the two the caller spoke of at all.
    `not_days`: weekdays they ruled out, Monday 0. `soonest`: they want whatever comes first.
    """

    earliest: date | None = None
    latest: date | None = None
    from_minute: int = 0
    until_minute: int = DAY_MINUTES
    exact_minute: int | None = None
    said_day: bool = False
    said_time: bool = False
    not_days: frozenset[int] = frozenset()
    soonest: bool = False


# -- a date of birth ---------------------------------------------------------------------------------

_FILLERS = frozenset(
    "of the and in year on a day born it's is was i i'm my date birth day's comma slash dot".split()
)
_OH = frozenset(("oh", "o", "zero", "nought"))


def birth_date(text: str, today: date, day_first: bool = True, language: str = "en") -> date | None:
    """The date of birth in it, or typed (DDMMYYYY). `day_first`: how 3/5/71 is read.

    None for none, for one that does not exist ("31st of April"), for one to come, and for an age above 120.
    """
    text = known_words(corrected(text, language), language).lower()
    text = re.sub(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", r"\3/\2/\1" if day_first else r"\2/\3/\1", text)
    text = re.sub(r"(?<=\d)\s*[-.–]\s*(?=\d)", "/", text)
    items = _items(text.replace("-", " "))
    for day, month, year in _readings(items, today, day_first):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today and today.year - year <= OLDEST_YEARS:
            return found
    return None


@dataclass(frozen=True, slots=True)
class _Item:
    kind: str  # "number", "ordinal", "month", "word"
    value: int = 0
    written: str = ""  # the digits, where the ear wrote digits


def _items(text: str) -> list[_Item]:
    """What is said of a date, without what is said around it."""
    words = words_of(text.replace("/", " "))
    items: list[_Item] = []
    at = 0
    while at < len(words):
        word = words[at].lstrip("'")
        used = 1
        if word in MONTH:
            items.append(_Item("month", MONTH[word]))
        elif ordinal := ordinal_at(words, at):
            items.append(_Item("ordinal", ordinal[0]))
            used = ordinal[1]
        elif word in _OH:
            items.append(_Item("number", 0, "0"))
        elif number := number_at(words, at):
            value, used = number
            items.append(_Item("number", value, word if word.isdigit() else str(value)))
        elif word in ("thousand", "hundred") and items and items[-1].kind == "number":
            scale = 1000 if word == "thousand" else 100
            items[-1] = _Item("number", items[-1].value * scale, "thousand")
        elif word not in _FILLERS:
            items.append(_Item("word"))
        at += used
    return items


def _readings(items: list[_Item], today: date, day_first: bool) -> Iterator[tuple[int, int, int]]:
    """(day, month, year), the likeliest first; some of them exist in no calendar."""
    if any(item.kind == "month" for item in items):
        yield from _with_month_name(items, today)
        return
    numbers = [item for item in items if item.kind != "word"]
    if typed := _typed(numbers):
        first, second = int(typed[:2]), int(typed[2:4])
        for year in _years([_Item("number", int(typed[4:]), typed[4:])], today):
            yield (first, second, year) if day_first else (second, first, year)
        if len(numbers) <= 2 or all(len(item.written) == 1 for item in numbers):
            return
    # The shortest reading of each part first: "three five seventy one" is the third of the fifth.
    splits = sorted(
        ((a, b) for a in (1, 2) for b in (1, 2) if a + b < len(numbers)),
        key=lambda split: (sum(split), split),
    )
    for a, b in splits:
        first_part, second_part = _small(numbers[:a]), _small(numbers[a : a + b])
        if first_part is None or second_part is None:
            continue
        for year in _years(numbers[a + b :], today):
            day, month = (first_part, second_part) if day_first else (second_part, first_part)
            yield (day, month, year)
            if month > 12:
                yield (month, day, year)


def _typed(numbers: list[_Item]) -> str:
    """DDMMYYYY or DDMMYY, as keys or digit by digit; also "0305971", where the ear lost a "1". Else ""."""
    typed = "".join(item.written for item in numbers)
    if not typed.isdigit() or not all(item.written.isdigit() for item in numbers):
        return ""
    sizes = {len(item.written) for item in numbers}
    if len(typed) == 8 or (len(typed) == 6 and sizes <= {1, 6}) or (sizes == {7} and typed[4] == "9"):
        return typed
    return ""


def _with_month_name(items: list[_Item], today: date) -> Iterator[tuple[int, int, int]]:
    place = next(at for at, item in enumerate(items) if item.kind == "month")
    month = items[place].value
    before = _run(items[:place][::-1])[::-1]
    after = _run(items[place + 1 :])
    choices: list[tuple[list[_Item], list[_Item]]] = []  # (day, year)
    for run in (before, after):
        for size in (1, 2):
            if run is before and len(before) >= size:
                choices.append((before[-size:], after or before[:-size]))
            if run is after and len(after) > 0:
                choices.append((after[:size], after[size:] or before))
    # An ordinal is the day wherever it stands; nothing else is then tried in its place.
    choices = [choice for choice in choices if choice[0][0].kind == "ordinal"] or choices
    for day_part, year_part in choices:
        day = _small(day_part)
        if day is not None and all(item.kind == "number" for item in year_part):
            for year in _years(year_part, today):
                yield (day, month, year)


def _run(items: list[_Item]) -> list[_Item]:
    """The numbers up to the first other word."""
    run = []
    for item in items:
        if item.kind not in ("number", "ordinal"):
            break
        run.append(item)
    return run


def _small(part: list[_Item]) -> int | None:
    """A day or a month: "three", "oh three", "twenty third" run apart, "one two" for twelve."""
    if len(part) == 1:
        return part[0].value if part[0].value else None
    first, second = part[0].value, part[1].value
    if first == 0 and 0 < second < 10:
        return second
    if 0 < first < 4 and second < 10 and part[0].written == str(first):
        return first * 10 + second
    return first + second if first in (20, 30) and 0 < second < 10 else None


def _years(part: list[_Item], today: date) -> Iterator[int]:
    """1971 from "1971", "nineteen seventy one", "19 71", "seventy one", "1 9 7 1"; 2004 from
    "two thousand and four", "twenty oh four", "oh four"."""
    values = [item.value for item in part]
    match values:
        case [year] if year >= 1000:
            yield year
        case [thousand, year] if thousand in (1900, 2000) and year < 100:
            yield thousand + year
        case [century, year] if century in (19, 20) and 10 <= year < 100:
            yield century * 100 + year
        case [century, 0, year] if century in (19, 20) and year < 10:
            yield century * 100 + year
        case [year] if 910 <= year <= 999:  # "nineteen seventy one", its beginning swallowed
            yield 1000 + year
        case [1 | 2 as a, b, c, d] if max(b, c, d) < 10:
            yield a * 1000 + b * 100 + c * 10 + d
        case [20, 20, year] if 0 < year < 10:  # "twenty twenty one", said apart
            yield 2020 + year
        case [19, tens, year] if tens % 10 == 0 and 0 < year < 10:
            yield 1900 + tens + year
        case [year] if part[0].written and (10 <= year < 100 or len(part[0].written) == 2):
            yield from _in_century(year, today)
        case [tens, year] if tens < 10 and year < 10:
            yield from _in_century(tens * 10 + year, today)
        case [tens, year] if tens % 10 == 0 and 0 < tens < 100 and 0 < year < 10:
            yield from _in_century(tens + year, today)


def _in_century(year: int, today: date) -> Iterator[int]:
    if year <= today.year % 100:
        yield today.year - today.year % 100 + year
    yield today.year - today.year % 100 - 100 + year


# -- a wish ------------------------------------------------------------------------------------------


def wish(text: str, now: datetime, language: str = "en") -> Wish | None:
    """When the caller would like to come; None if they spoke of no time at all."""
    words = words_of(known_words(corrected(text, language), language).replace("-", " "))
    days, span = days_in(words, now.date()), span_in(words)
    if days is None and span is None:
        return None
    said = Wish(said_day=days is not None, said_time=span is not None)
    if days is not None:
        said = Wish(
            days.earliest,
            days.latest,
            said_day=True,
            said_time=said.said_time,
            not_days=days.not_days,
            soonest=days.soonest,
        )
    if span is None:
        return said
    return Wish(
        said.earliest,
        said.latest,
        span.from_minute,
        span.until_minute,
        span.exact,
        said.said_day,
        True,
        said.not_days,
        said.soonest,
    )


# -- a choice ----------------------------------------------------------------------------------------


def choose(text: str, options: Sequence[datetime], language: str = "en") -> int | None:
    """Which of the offered times was meant, from 0. None for none of them, and where two would fit."""
    text = known_words(corrected(text, language), language)
    words = _without_ones(words_of(text.replace("-", " ")))
    if not options or {"neither", "none"} & set(words):
        return None
    fits = _fitting(words, options)
    if fits is not None and len(fits) == 1:
        return fits[0]
    if fits == []:
        return None
    among = list(range(len(options))) if fits is None else fits
    if {"earlier", "earliest", "sooner", "soonest"} & set(words):
        return min(among, key=lambda index: options[index])
    if {"later", "latest"} & set(words):
        return max(among, key=lambda index: options[index])
    place = ordinal_choice(text, len(options))
    return place if place is not None and place in among else None


def _without_ones(words: list[str]) -> list[str]:
    """ "The ten thirty one", "the later one": no number there; "at one" and "one thirty" are."""
    hour = ("at", "past", "to", "around", "about", "half", "before", "after")
    return [
        word
        for at, word in enumerate(words)
        if word != "one"
        or "".join(words[max(0, at - 1) : at]) in hour
        or "".join(words[at + 1 : at + 2]) in ("thirty", "fifteen", "forty", "o'clock", "pm", "oh")
    ]


def _fitting(words: list[str], options: Sequence[datetime]) -> list[int] | None:
    """The options that agree with all that was said of a day and a time; None where nothing was."""
    fits = list(range(len(options)))
    begun = fits
    if weekdays := list(weekdays_in(words)):
        refused = {day for at, day in weekdays if "not" in words[max(0, at - 2) : at]}
        wanted = {day for _, day in weekdays} - refused
        fits = [i for i in fits if options[i].weekday() not in refused]
        fits = [i for i in fits if not wanted or options[i].weekday() in wanted]
    if dated := list(dates_in(words, min(options).date())):
        on_day = [i for i in fits if options[i].date() in {day for _, _, day in dated}]
        # "The third" may be one of three, or the third of the month: whichever of the two is there.
        is_place = ordinal_choice(" ".join(words), len(options)) is not None
        fits = on_day if on_day or not is_place else fits
        for start, end, _ in dated:  # the numbers of a date are no hours
            words = [*words[:start], *[""] * (end - start), *words[end:]]
    if clocks := [clock.minute for clock in clocks_in(words)]:
        fits = _at_times(clocks, fits, options)
    elif at_hour := _at_times(_bare_hours(words), fits, options):
        fits = at_hour  # an hour at which there is nothing is no hour: "two" may be the second
    elif part := part_in(words):
        fits = [i for i in fits if part.from_minute <= _minute(options[i]) < part.until_minute]
    return None if fits is begun else fits


def _at_times(clocks: list[int], fits: list[int], options: Sequence[datetime]) -> list[int]:
    """Those at the very time; else, in the same hour, where only the hour was said ("four" of 16:30)."""
    halves = {minute % NOON for minute in clocks}
    exact = [i for i in fits if _minute(options[i]) in clocks]
    exact = exact or [i for i in fits if _minute(options[i]) % NOON in halves]
    if exact or any(minute % 60 for minute in clocks):
        return exact
    hours = {minute // 60 % 12 for minute in clocks}
    return [i for i in fits if options[i].hour % 12 in hours]


def _bare_hours(words: list[str]) -> list[int]:
    """ "Ten is fine": where a time is asked for, a number alone is an hour. Not "number two"."""
    return [
        number[0] * 60
        for at in range(len(words))
        if (number := number_at(words, at))
        and 1 <= number[0] <= 12
        and words[max(0, at - 1) : at] not in (["number"], ["option"], ["choice"], ["slot"])
    ]


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
