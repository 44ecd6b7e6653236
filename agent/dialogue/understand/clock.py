"""Times of day as people say them. Minutes are after midnight.

An hour without its half of the day is the one at which a clinic is open: 8 to 11 in the morning,
12 to 7 later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agent.dialogue.understand.words import UNITS, number_at

NOON = 12 * 60
DAY_MINUTES = 24 * 60
AROUND_MINUTES = 60  # how far from a named time another is still worth offering


@dataclass(frozen=True, slots=True)
class Clock:
    """One time that was named, and the words it took. `sure`: whether it was said which half of the day."""

    minute: int
    start: int
    end: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the day; `exact` where one time was named and nothing like "after" stood before it."""

    from_minute: int = 0
    until_minute: int = DAY_MINUTES
    exact: int | None = None


_PARTS: tuple[tuple[str, int, int], ...] = (
    ("first thing", 0, 10 * 60),
    ("early morning", 0, 10 * 60),
    ("early in the morning", 0, 10 * 60),
    ("late morning", 10 * 60 + 30, NOON),
    ("before work", 0, 9 * 60),
    ("after work", 17 * 60, DAY_MINUTES),
    ("after school", 15 * 60, DAY_MINUTES),
    ("before lunch", 0, 12 * 60 + 30),
    ("after lunch", 13 * 60, DAY_MINUTES),
    ("lunchtime", NOON, 14 * 60),
    ("lunch time", NOON, 14 * 60),
    ("lunch break", NOON, 14 * 60),
    ("lunch hour", NOON, 14 * 60),
    ("early afternoon", NOON, 15 * 60),
    ("early in the afternoon", NOON, 15 * 60),
    ("late afternoon", 15 * 60 + 30, 18 * 60),
    ("late in the afternoon", 15 * 60 + 30, 18 * 60),
    ("end of the day", 16 * 60, DAY_MINUTES),
    ("late in the day", 16 * 60, DAY_MINUTES),
    ("afternoon or evening", NOON, 21 * 60),  # a Spanish "tarde"
    ("morning", 0, NOON),
    ("mornings", 0, NOON),
    ("forenoon", 0, NOON),
    ("afternoon", NOON, 18 * 60),
    ("afternoons", NOON, 18 * 60),
    ("evening", 17 * 60, DAY_MINUTES),
    ("evenings", 17 * 60, DAY_MINUTES),
    ("tonight", 17 * 60, DAY_MINUTES),
)
_PAST = ("past", "after", "path", "pass", "passed", "pack", "packed", "parts")  # and what the ear makes of it
_NOT_A_TIME = frozenset(
    "day days week weeks month months year years hour hours minute minutes minutes' percent people children "
    "kids of".split()
)
_BEFORE_A_TIME = frozenset(
    "at after before from around about by past till until between approximately roughly say like and or to "
    "than later earlier since near towards nearly".split()
)


def part_in(words: list[str]) -> Span | None:
    """A part of the day: "late afternoon", "first thing"."""
    plain = f" {' '.join(words)} "
    if any(greeting in plain for greeting in (" good morning ", " good afternoon ", " good evening ")):
        plain = plain.replace(" good morning ", " ").replace(" good afternoon ", " ")
        plain = plain.replace(" good evening ", " ")
    return next((Span(begin, end) for name, begin, end in _PARTS if f" {name} " in plain), None)


def clocks_in(words: list[str]) -> Iterator[Clock]:
    """The times named, in order. A bare number is one only where something beside it says so."""
    at = 0
    while at < len(words):
        clock = _clock_at(words, at)
        if clock is None:
            at += 1
            continue
        yield _in_its_half(clock, words)
        at = clock.end


def span_in(words: list[str]) -> Span | None:
    """When in the day: "after four", "between two and four", "around noon", "tomorrow morning at ten"."""
    part = part_in(words)
    clocks = list(clocks_in(words))
    if not clocks:
        return part
    first, last = clocks[0], clocks[-1]
    before = words[max(0, first.start - 3) : first.start]
    if len(clocks) >= 2 and first.minute < last.minute:
        joint = words[first.end : last.start]
        if joint[-1:] in (["to"], ["till"], ["until"]) or ("between" in before and "and" in joint):
            return Span(first.minute, last.minute)
    first = last if first.minute >= last.minute and len(clocks) == 2 and "between" in before else first
    if _is_negated(before):
        return Span(first.minute) if "before" in before or "earlier" in before else Span(0, first.minute)
    if {"after", "from", "past", "later", "since"} & set(before[-2:]):
        end = part.until_minute if part else DAY_MINUTES
        return Span(first.minute, end if end > first.minute else DAY_MINUTES)
    if {"before", "by", "until", "till", "earlier", "than"} & set(before[-2:]):
        begin = part.from_minute if part else 0
        return Span(begin if begin < first.minute else 0, first.minute)
    if words[first.end : first.end + 2] in (["or", "later"], ["or", "after"]) or words[
        first.end : first.end + 1
    ] in (["onwards"], ["onward"]):
        return Span(first.minute)
    if words[first.end : first.end + 2] in (["or", "earlier"], ["or", "before"]):
        return Span(0, first.minute)
    return Span(
        max(0, first.minute - AROUND_MINUTES), min(DAY_MINUTES, first.minute + AROUND_MINUTES), first.minute
    )


def _is_negated(before: list[str]) -> bool:
    return bool(set(before) & {"not", "don't", "can't", "never", "no"}) and bool(
        set(before[-2:]) & {"before", "after", "earlier", "later", "than", "until", "till"}
    )


def _clock_at(words: list[str], at: int) -> Clock | None:
    """A time that begins at this word; its hour as it was said."""
    word = words[at]
    after = words[at + 1 : at + 4]
    if word in ("noon", "midday"):
        return Clock(NOON, at, at + 1, sure=True)
    if word == "midnight":
        return Clock(0, at, at + 1, sure=True)
    if word.count(":") == 1 or word.count(".") == 1:
        hour, _, minute = word.replace(".", ":").partition(":")
        if len(minute) == 2 and int(hour) < 24 and int(minute) < 60:
            return _with_half(words, at, at + 1, int(hour), int(minute))
        return None
    if word == "half":
        past = 1 if after[:1] and after[0] in _PAST else 0
        return _from_hour(words, at, at + 1 + past, 30)
    if word in ("quarter", "porter") and after[:1] and after[0] in (*_PAST, "to", "before", "of", "till"):
        return _from_hour(words, at, at + 2, 15 if after[0] in _PAST else -15)
    if not (number := number_at(words, at)):
        return None
    value, used = number
    next_word = words[at + used] if at + used < len(words) else ""
    minutes_word = next_word in ("minutes", "minute")
    link = at + used + minutes_word
    if (
        value in (5, 10, 15, 20, 25)
        and link < len(words)
        and words[link] in ("past", "to", "after", "before")
        and not (words[link] == "to" and _says_a_time(words, at))
        and (clock := _from_hour(words, at, link + 1, value if words[link] in ("past", "after") else -value))
    ):
        return clock
    if used == 1 and word.isdigit() and len(word) in (3, 4) and int(word) % 100 < 60 and int(word) < 2400:
        # "330" and "1030", as the ear runs them together; a year is none
        return _with_half(words, at, at + 1, *divmod(int(word), 100)) if _says_a_time(words, at) else None
    if not 1 <= value <= 23 or next_word in _NOT_A_TIME:
        return None
    minutes = number_at(words, at + used)
    if minutes and value <= 12 and (minutes[0] in range(10, 60) or words[at + used] in ("00", "05")):
        return _with_half(words, at, at + used + minutes[1], value, minutes[0])
    if next_word in ("oh", "o") and value <= 12 and UNITS.get("".join(words[at + used + 1 : at + used + 2])):
        return _with_half(words, at, at + used + 2, value, UNITS[words[at + used + 1]])
    clock = _with_half(words, at, at + used, value, 0)
    has_half = clock.sure and value <= 12
    return clock if has_half or clock.end > at + used or _says_a_time(words, at) else None


def _from_hour(words: list[str], start: int, at: int, minutes: int) -> Clock | None:
    """So many minutes from the hour named at `words[at]`."""
    if at < len(words) and words[at] in ("noon", "midday", "midnight"):
        return Clock((NOON if words[at] != "midnight" else DAY_MINUTES) + minutes, start, at + 1, sure=True)
    if not (hour := number_at(words, at)) or not 1 <= hour[0] <= 12:
        return None
    clock = _with_half(words, start, at + hour[1], hour[0], 0)
    return Clock((clock.minute + minutes) % DAY_MINUTES, start, clock.end, clock.sure)


def _with_half(words: list[str], start: int, end: int, hour: int, minute: int) -> Clock:
    """Take "o'clock", "am", "in the morning" and the like along."""
    while end < len(words) and words[end] in ("o'clock", "oclock", "ish", "hundred", "sharp", "clock"):
        end += 1
    if end < len(words) and words[end] in ("am", "pm"):
        half, end = words[end], end + 1
    elif words[end : end + 2] in (["in", "the"], ["at", "night"]) and end + 2 <= len(words):
        part = "night" if words[end] == "at" else "".join(words[end + 2 : end + 3])
        half = {"morning": "am", "afternoon": "pm", "evening": "pm", "night": "pm"}.get(part, "")
    else:
        half = ""
    if half == "am" and 1 <= hour <= 5:
        half = ""  # no clinic is open then, and an ear writes "3am" for three
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    return Clock(hour * 60 + minute, start, end, sure=bool(half) or hour > 12 or hour == 0)


def _in_its_half(clock: Clock, words: list[str]) -> Clock:
    """Settle whether an hour of 1 to 12 is before or after noon."""
    if clock.sure or clock.minute >= 13 * 60:
        return clock
    part = part_in(words)
    minute = clock.minute
    if part and part.until_minute <= NOON:
        return clock
    if part and minute < NOON and (part.from_minute >= 15 * 60 or minute < 8 * 60):
        return Clock(minute + NOON, clock.start, clock.end, sure=False)
    if minute < 8 * 60:
        minute += NOON
    return Clock(minute, clock.start, clock.end, sure=False)


def _says_a_time(words: list[str], at: int) -> bool:
    behind = words[at + 1 : at + 3]
    return (
        (at > 0 and words[at - 1] in _BEFORE_A_TIME)
        or behind[:1] in (["onwards"], ["onward"])
        or behind in (["or", "later"], ["or", "earlier"], ["or", "after"], ["or", "before"])
    )
