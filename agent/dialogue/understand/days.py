"""Days as people say them, relative to today: "next Tuesday", "the week after next", "on the twelfth"."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from agent.dialogue.understand.words import number_at, ordinal_at

WEEKDAYS = (
    ("monday", "mondays", "mon", "munday", "mundy"),
    ("tuesday", "tuesdays", "tue", "tues", "choose", "chewsday", "tuesdy"),
    ("wednesday", "wednesdays", "wed", "weds", "wensday", "whensday", "winsday"),
    ("thursday", "thursdays", "thu", "thur", "thurs", "thirsday", "firstday", "thirst", "thersday"),
    ("friday", "fridays", "fri", "fryday", "freddy"),
    ("saturday", "saturdays", "sat", "saterday"),
    ("sunday", "sundays", "sun", "sundy"),
)
MONTHS = (
    ("january", "jan", "januari", "generally"),
    ("february", "feb", "febuary", "februari"),
    ("march", "mar", "marge", "mars"),
    ("april", "apr", "april"),
    ("may", "mei", "mae"),
    ("june", "jun", "juni"),
    ("july", "jul", "julie", "juli"),
    ("august", "aug", "augusta"),
    ("september", "sep", "sept", "septembre"),
    ("october", "oct", "octobre"),
    ("november", "nov"),
    ("december", "dec", "desember"),
)
_WEEKDAY = {name: day for day, names in enumerate(WEEKDAYS) for name in names}
MONTH = {name: month for month, names in enumerate(MONTHS, start=1) for name in names}
# Also other words: a day or a month only beside one that makes them so.
_DOUBTFUL_DAYS = frozenset(("mon", "choose", "sat", "sun", "wed", "fri", "firstday", "thirst", "freddy"))
DOUBTFUL_MONTHS = frozenset(("may", "march", "generally", "marge", "mars", "julie", "mar", "augusta", "mae"))

_ALL_DAYS = frozenset(range(7))
Says = Callable[..., bool]  # whether one of the phrases was said


_SOONEST = (
    *(
        "as soon as possible",
        "asap",
        "a s a p",
        "soonest",
        "first available",
        "as early as possible",
        "earliest",
    ),
    *("next available", "soon as you can", "straight away", "right away", "urgently"),
)


@dataclass(frozen=True, slots=True)
class Days:
    """Inclusive; None for open. `not_days`: weekdays that will not do, Monday 0."""

    earliest: date | None = None
    latest: date | None = None
    not_days: frozenset[int] = frozenset()
    soonest: bool = False


def weekdays_in(words: list[str]) -> Iterator[tuple[int, int]]:
    """(position, weekday) of each that is named."""
    for at, word in enumerate(words):
        name = word.removesuffix("'s")
        if name not in _WEEKDAY:
            continue
        if name == "choose" and words[at + 1 : at + 2] != ["day"]:
            continue
        if name in _DOUBTFUL_DAYS - {"choose"} and not (
            at and words[at - 1] in ("on", "next", "this", "or", "and")
        ):
            continue
        yield at, _WEEKDAY[name]


def days_in(words: list[str], today: date) -> Days | None:
    """The days that were spoken of; None for none."""
    plain = f" {' '.join(words)} "

    def says(*phrases: str) -> bool:
        return any(f" {phrase} " in plain for phrase in phrases)

    named = list(weekdays_in(words))
    dates = list(dates_in(words, today))
    refused = frozenset(day for at, day in named if _is_refused(words, at))
    wanted = [(at, day) for at, day in named if day not in refused]

    soonest = says(*_SOONEST)

    if dates:
        return _bounded(words, [(at, day, day) for at, _, day in dates], refused)
    if wanted:
        found = _of_weekdays(words, wanted, today)
        return Days(found.earliest, found.latest, found.not_days | refused, soonest)
    if (
        stretch := _near(says, today)
        or _after_a_while(words, today)
        or _week(says, today)
        or _month(words, says, today)
    ):
        return Days(stretch.earliest, stretch.latest, stretch.not_days | refused, soonest)
    if soonest:
        return Days(today, None, refused, soonest=True)
    if says("weekends"):
        return Days(not_days=frozenset(range(5)))
    if says("weekend"):
        saturday = today + timedelta((5 - today.weekday()) % 7)
        return Days(saturday, saturday + timedelta(1))
    if says("weekday", "weekdays", "during the week"):
        return Days(not_days=frozenset((5, 6)))
    if refused:
        return Days(not_days=refused)
    if says("not today", "after today"):
        return Days(today + timedelta(1))
    if says("any day", "any time", "anytime", "whenever", "any date", "every day", "don't mind when"):
        return Days()
    return None


def _near(says: Says, today: date) -> Days | None:
    """Days called by their distance, and by a feast."""
    if says("day after tomorrow"):
        return _one(today + timedelta(2))
    if says("tomorrow week", "a week tomorrow"):
        return _one(today + timedelta(8))
    if says("today", "tonight", "this morning", "this afternoon", "this evening") and not says("not today"):
        return _one(today)
    if says("tomorrow", "tomorrow's", "to morrow"):
        return _one(today + timedelta(1))
    if says("before christmas"):
        return Days(today, date(today.year, 12, 23) if today < date(today.year, 12, 23) else today)
    if says("after christmas"):
        return Days(date(today.year, 12, 27))
    if says("new year", "the new year", "after new year"):
        return Days(date(today.year + 1, 1, 2))
    return None


def dates_in(words: list[str], today: date) -> Iterator[tuple[int, int, date]]:
    """(first word, word behind the last, date) of each day of a month that is named; the next such day."""
    at = 0
    while at < len(words):
        found = _date_at(words, at, today)
        if found is None:
            at += 1
        else:
            yield at, found[1], found[0]
            at = found[1]


def _date_at(words: list[str], at: int, today: date) -> tuple[date, int] | None:
    """The date that begins here and the place behind it: "12th (of) June", "June 12th", "the twelfth"."""
    word = words[at]
    if word in MONTH:
        day_at = at + 1 + (words[at + 1 : at + 2] == ["the"])
        day = ordinal_at(words, day_at) or number_at(words, day_at)
        if day and (found := _next_of(today, day[0], MONTH[word])):
            return found, day_at + day[1]
        return None
    if word.count("/") == 1 or (word.count(".") == 1 and at and words[at - 1] in ("on", "the")):
        day_word, _, month_word = word.replace(".", "/").partition("/")
        dated = _next_of(today, int(day_word), int(month_word))
        return (dated, at + 1) if dated else None
    ordinal = ordinal_at(words, at)
    if not (day := ordinal or number_at(words, at)) or day[0] > 31:
        return None
    month_at = at + day[1] + (words[at + day[1] : at + day[1] + 1] == ["of"])
    month = MONTH.get("".join(words[month_at : month_at + 1]))
    if month and (found := _next_of(today, day[0], month)):
        return found, month_at + 1
    # "the twelfth", but not "the first one", "first thing", nor "twenty second" of anything else
    after = "".join(words[at + day[1] : at + day[1] + 1])
    before = words[max(0, at - 1) : at]
    if words[max(0, at - 2) : at] == ["on", "the"] and after not in ("o'clock", "am", "pm"):  # "on the 12"
        return (found, at + day[1]) if (found := _next_of(today, day[0], None)) else None
    if ordinal and before and before[0] in ("the", "on", "after", "before", "from", "until", "by"):
        if after in (
            "one",
            "thing",
            "time",
            "slot",
            "option",
            "available",
            "week",
            "appointment",
            "day",
            "of",
        ):
            return None
        return (found, at + day[1]) if (found := _next_of(today, day[0], None)) else None
    return None


def _next_of(today: date, day: int, month: int | None) -> date | None:
    """The next day of that number, in that month if one is given; None where the calendar has none."""
    for ahead in range(12 * 4 + 1):  # the 29th of February may be four years off
        year, index = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        if month in (None, index + 1) and 1 <= day <= calendar.monthrange(year, index + 1)[1]:
            found = date(year, index + 1, day)
            if found >= today:
                return found
    return None


def _is_refused(words: list[str], at: int) -> bool:
    """ "any day but Monday", "not on Fridays", "except Wednesday"; but not "not before Thursday"."""
    before = words[max(0, at - 4) : at]
    if before[-1:] in (["before"], ["after"], ["until"], ["till"], ["by"]):
        return False
    near = before[-3:]
    if "but" in near and words[max(0, at - 5) : at].count("day") + words[max(0, at - 5) : at].count("days"):
        return True
    if words[at + 1 : at + 3] in (["doesn't", "work"], ["doesn't", "suit"], ["won't", "work"], ["is", "out"]):
        return True
    if before and any(before[-1] in names for names in WEEKDAYS):  # "not Tuesday, Wednesday"
        return False
    if "but" in before:  # "not Monday but Tuesday" wants Tuesday, "next week but not Friday" does not
        before = before[before.index("but") :]
    return bool({"not", "except", "apart", "excluding", "never", "can't"} & set(before))


def _of_weekdays(words: list[str], wanted: list[tuple[int, int]], today: date) -> Days:
    """One or more weekdays, each in its own week."""
    each = [(at, *(_weekday_date(words, at, day, today),) * 2) for at, day in wanted]
    if len(each) == 1 and _is_plural(words, each[0][0]):
        return Days(not_days=_ALL_DAYS - {wanted[0][1]})
    if len(each) > 1 and _is_plural(words, each[0][0]):
        return Days(not_days=_ALL_DAYS - {day for _, day in wanted})
    return _bounded(words, each, frozenset())


def _is_plural(words: list[str], at: int) -> bool:
    return words[at].endswith("days") or words[max(0, at - 1) : at] in (["any"], ["every"])


def _weekday_date(words: list[str], at: int, day: int, today: date) -> date:
    """Never today: who means today says so. "Next Tuesday" is that of the week to come, from Monday on."""
    before, after = words[max(0, at - 3) : at], words[at + 1 : at + 4]
    if after[:1] == ["day"]:
        after = after[1:]
    nearest = today + timedelta((day - today.weekday() - 1) % 7 + 1)
    monday = today - timedelta(today.weekday())
    if after[:2] == ["after", "next"] or "fortnight" in after[:1]:
        return monday + timedelta(14 + day)
    if after[:1] == ["week"] or before[-3:] in (
        ["a", "week", "on"],
        ["a", "week", "from"],
        ["week", "from", "next"],
    ):
        return nearest + timedelta(7)
    if (
        before[-1:] in (["next"], ["following"])
        or after[:2] == ["next", "week"]
        or "next week" in " ".join(words)
    ):
        return monday + timedelta(7 + day)
    if before[-1:] == ["this"] or after[:2] == ["this", "week"]:
        this = monday + timedelta(day)
        return this if this >= today else nearest
    return nearest


def _bounded(words: list[str], each: list[tuple[int, date, date]], refused: frozenset[int]) -> Days:
    """From first to last of the days named, or on one side of the only one."""
    first, last = min(day for _, day, _ in each), max(day for _, _, day in each)
    if len(each) == 1:
        at = each[0][0]
        before = words[max(0, at - 4) : at]
        before = [word for word in before if word not in ("the", "on", "next", "this", "of")]
        side = before[-1] if before else ""
        negated = bool({"not", "no", "can't", "don't", "nothing"} & set(before))
        earlier, later = timedelta(-1), timedelta(1)
        onward = words[at + 1 : at + 3] in (["or", "later"], ["or", "after"]) or {"onwards", "onward"} & set(
            words[at : at + 5]
        )
        match side:
            case "before" | "than" if negated:
                return Days(first, None, refused)
            case "before":
                return Days(None, last + earlier, refused)
            case "by" | "until" | "till":
                return Days(None, last, refused)
            case "after" if negated:
                return Days(None, last, refused)
            case "after":
                return Days(first + later, None, refused)
            case "from" | "starting" | "since" if "week" not in before:
                return Days(first, None, refused)
        if onward:
            return Days(first, None, refused)
        return Days(first, last, refused)
    is_range = any(word in ("to", "through", "until", "till", "between") for word in words)
    others = (
        frozenset() if is_range or (last - first).days > 6 else _ALL_DAYS - {d.weekday() for _, d, _ in each}
    )
    return Days(first, last, refused | others)


def _one(day: date) -> Days:
    return Days(day, day)


_FEW = {"a": 1, "one": 1, "couple": 2, "few": 3, "fortnight": 2, "another": 1}


def _after_a_while(words: list[str], today: date) -> Days | None:
    """ "in two weeks", "in a fortnight", "three weeks from now", "within a week", "in the next few days"."""
    for at, word in enumerate(words):
        unit = word.removesuffix("'s").removesuffix("s").rstrip("'")
        if unit not in ("day", "week", "month", "fortnight"):
            continue
        count_at = at - 1 - (words[at - 1 : at] == ["of"])
        count_word = "".join(words[count_at : count_at + 1]) if count_at >= 0 else ""
        number = number_at(words, count_at) if count_at >= 0 else None
        count = number[0] if number else _FEW.get(count_word, 0)
        before = words[max(0, count_at - 3) : max(0, count_at)]
        if not count or count > 60:
            continue
        days = count * {"day": 1, "week": 7, "fortnight": 14, "month": 30}[unit]
        if "within" in before or "next" in before or "over" in before:
            return Days(today, today + timedelta(days))
        if not ({"in", "after", "about"} & set(before) or words[at + 1 : at + 2] in (["from"], ["time"])):
            continue
        slack = {"day": 1 if count_word == "few" else 0, "week": 6, "fortnight": 6, "month": 13}[unit]
        if "after" in before or "least" in before:
            return Days(today + timedelta(days))
        return Days(today + timedelta(days), today + timedelta(days + slack))
    return None


def _week(says: Says, today: date) -> Days | None:
    monday = today - timedelta(today.weekday())
    if says("week after next", "week after that", "following week but one"):
        begin, end = monday + timedelta(14), monday + timedelta(20)
    elif says("next week", "following week", "the week after"):
        begin, end = monday + timedelta(7), monday + timedelta(13)
    elif says("this week", "later this week", "end of the week"):
        begin, end = today, monday + timedelta(6)
    else:
        return None
    if says("before next week"):
        return Days(today, begin - timedelta(1))
    if says("after next week"):
        return Days(end + timedelta(1))
    if says("beginning of", "start of", "early next", "early in", "first half of"):
        return Days(max(begin, today), begin + timedelta(1))
    if says("middle of", "mid"):
        return Days(max(begin + timedelta(1), today), begin + timedelta(3))
    if says("end of", "late next", "later in", "later this", "second half of"):
        return Days(
            max(begin + timedelta(3), today) if begin > today else max(today, monday + timedelta(3)), end
        )
    return Days(begin, end)


def _month(words: list[str], says: Says, today: date) -> Days | None:
    index = today.year * 12 + today.month - 1
    if says("next month"):
        begin = _first(index + 1)
    elif says("this month", "end of the month", "later this month"):
        begin = _first(index)
    else:
        named = [
            MONTH[word]
            for at, word in enumerate(words)
            if word in MONTH
            and (
                word not in DOUBTFUL_MONTHS
                or (at and words[at - 1] in ("in", "of", "during", "till", "until"))
            )
        ]
        if not named:
            return None
        begin = _first(index + (named[0] - today.month) % 12)
    last = begin.replace(day=calendar.monthrange(begin.year, begin.month)[1])
    for number, name in enumerate(("first", "second", "third", "fourth")):
        if says(f"{name} week"):
            return Days(begin + timedelta(7 * number), begin + timedelta(7 * number + 6))
    if says("beginning of", "start of", "early"):
        return Days(max(begin, today), begin.replace(day=10))
    if says("middle of", "mid"):
        return Days(max(begin.replace(day=10), today), begin.replace(day=20))
    if says("end of", "late"):
        return Days(max(begin.replace(day=20), today), last)
    return Days(max(begin, today), last)


def _first(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)
