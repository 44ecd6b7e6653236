"""Numbers, times of day, dates and spelling as they are said in English."""

from __future__ import annotations

from datetime import date, datetime

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
CURRENCIES = {"€": ("euro", "euros"), "£": ("pound", "pounds"), "$": ("dollar", "dollars")}
ABBREVIATIONS = {
    **{"Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Prof": "Professor"},
    **{"approx": "approximately", "tel": "telephone", "incl": "including", "min": "minutes"},
    **{"Rd": "Road", "Ave": "Avenue", "Sq": "Square", "Apt": "apartment", "e.g": "for example"},
}
AND, TO, PLUS, PERCENT, NUMBER, POINT = "and", "to", "plus", "percent", "number", "point"
SAINT, STREET = "Saint", "Street"

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {
    **{
        "one": "first",
        "two": "second",
        "three": "third",
        "five": "fifth",
        "eight": "eighth",
        "nine": "ninth",
    },
    **{"twelve": "twelfth"},
}
_MINUTES = {15: "quarter past {}", 30: "half past {}", 45: "quarter to {}"}


def cardinal(number: int) -> str:
    """0 to 999 999: 142 is "one hundred and forty-two"."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    many, rest = divmod(number, size)
    joint = " and " if rest < 100 else " "
    return f"{cardinal(many)} {name}" + (f"{joint}{cardinal(rest)}" if rest else "")


def count(number: int, one: str, many: str) -> str:
    """ "one euro", "two euros"."""
    return f"{cardinal(number)} {one if number == 1 else many}"


def ordinal(number: int) -> str:
    """21 is "twenty-first"."""
    head, dash, last = cardinal(number).rpartition("-")
    word = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return head + dash + word


def year(number: int) -> str:
    """1971 is "nineteen seventy-one", 2005 "two thousand and five"."""
    century, rest = divmod(number, 100)
    if number < 1100 or number > 2099 or 2000 <= number < 2010:
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def digits(group: str) -> str:
    """One group of a longer number: "0142" is "zero one four two"."""
    return " ".join(_SMALL[int(digit)] for digit in group)


_CALLED = {
    letter: word
    for word in (
        "Bravo Charlie Delta Foxtrot Golf Juliet Kilo Mike November Papa Sierra Tango Victor X-ray Zulu"
    ).split()
    for letter in word[0]
}
"""The letters that a telephone confuses with others, by the word of the spelling alphabet."""


def letters(word: str) -> str:
    """A name letter by letter, slowly: "Walsh" is "W, A, L, S as in Sierra, H"."""
    names = {"-": "hyphen", "'": "apostrophe", " ": "space"}
    said = []
    for letter in word:
        called = _CALLED.get(letter.upper())
        said.append(names.get(letter, letter.upper()) + (f" as in {called}" if called else ""))
    return ", ".join(said)


def clock(minute: int) -> str:
    """A time of day as it is said: 510 is "half past eight", 720 "noon"."""
    if minute in (0, 24 * 60):
        return "midnight"
    if minute == 12 * 60:
        return "noon"
    hour, past = divmod(minute, 60)
    hours = [_SMALL[hour % 12 or 12], _SMALL[(hour + 1) % 12 or 12]]
    if past == 0:
        return hours[0]
    if past in _MINUTES:
        return _MINUTES[past].format(hours[past == 45])
    return f"{hours[0]} {'oh ' if past < 10 else ''}{cardinal(past)}"


def part_of_day(minute: int) -> str:
    if minute == 12 * 60:
        return ""
    if minute < 12 * 60:
        return "in the morning"
    return "in the afternoon" if minute < 18 * 60 else "in the evening"


def part_of(at: datetime) -> str:
    return part_of_day(60 * at.hour + at.minute)


def hour_of(at: datetime) -> str:
    """Without the part of the day: "two o'clock", "half past two", "noon"."""
    said = clock(60 * at.hour + at.minute)
    return f"{said} o'clock" if at.minute == 0 and at.hour % 12 else said


def time_of(at: datetime) -> str:
    """With the part of the day, so that nobody comes twelve hours late."""
    minute = 60 * at.hour + at.minute
    return f"{clock(minute)} {part_of_day(minute)}".rstrip()


def day_of(day: date) -> str:
    return f"{DAYS[day.weekday()]} the {ordinal(day.day)} of {MONTHS[day.month - 1]}"


def date_of(day: date) -> str:
    """Without the weekday, with the year: a date of birth."""
    return f"the {ordinal(day.day)} of {MONTHS[day.month - 1]}, {year(day.year)}"
