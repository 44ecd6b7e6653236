"""The clinic file: one TOML page on which a clinic says who it is, when it is open and what it answers.

`load` reads it; a mistake is named by file, line and key, in words for whoever wrote the file.
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

EXAMPLE = Path(__file__).with_name("example.toml")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LOOK_AHEAD_DAYS = 366  # a clinic closed for longer than a year has closed


class ClinicFileError(ValueError):
    """The clinic file cannot be used; the message says where and why, a line for each mistake."""


class _Page(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(_Page):
    """Open from `opens_minute` until just before `closes_minute`: minutes after local midnight, 0 to 1440."""

    opens_minute: int
    closes_minute: int


def _span(text: object) -> object:
    if not isinstance(text, str):
        raise ValueError('must be a time span in quotes, such as "08:00-12:30"')
    match = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*", text)
    if not match:
        raise ValueError(f'"{text}" is not a time span such as "08:00-12:30"')
    hour, minute, end_hour, end_minute = map(int, match.groups())
    opens, closes = 60 * hour + minute, 60 * end_hour + end_minute
    if minute > 59 or end_minute > 59 or not opens < closes <= 24 * 60:
        raise ValueError(f'"{text}" does not run forward within one day (00:00 to 24:00)')
    return {"opens_minute": opens, "closes_minute": closes}


def _apart(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    if any(later.opens_minute < earlier.closes_minute for earlier, later in pairwise(spans)):
        raise ValueError("the spans of a day must be in order and must not overlap")
    return spans


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'"{name}" is not a time zone such as "Europe/Dublin"') from None
    return name


def _international(number: str) -> str:
    compact = re.sub(r"[ ()-]", "", number)
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", compact):
        raise ValueError(f'"{number}" is not an international number such as "+353 1 555 0142"')
    return compact


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Spans = Annotated[tuple[Annotated[Span, BeforeValidator(_span)], ...], AfterValidator(_apart)]
PhoneNumber = Annotated[str, AfterValidator(_international)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class Week(_Page):
    """Opening spans of each weekday; a day that is not named is closed."""

    monday: Spans = ()
    tuesday: Spans = ()
    wednesday: Spans = ()
    thursday: Spans = ()
    friday: Spans = ()
    saturday: Spans = ()
    sunday: Spans = ()

    def spans(self, weekday: int) -> tuple[Span, ...]:
        """`weekday` as `date.weekday()` counts: Monday is 0."""
        spans: tuple[Span, ...] = getattr(self, WEEKDAYS[weekday])
        return spans


class Holiday(_Page):
    """A date on which the clinic is closed, or open only for `hours`."""

    date: date
    name: Words
    hours: Spans = ()


class Branch(_Page):
    """A part of the clinic with a telephone number of its own."""

    id: Id
    phone: PhoneNumber


class Question(_Page):
    """Several ways to ask one thing, and what to answer."""

    ask: Annotated[tuple[Words, ...], Field(min_length=1)]
    answer: Words


class Clinic(_Page):
    """What the file says. `hand_over` and `address` are as spoken and dialled; times are local."""

    name: Words
    greeting: Words
    address: Words
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    id: Id = "clinic"  # what keys and events call this clinic
    branches: tuple[Branch, ...] = ()
    hand_over: tuple[PhoneNumber, ...] = ()  # E.164, in the order to try; none: nobody can take a call
    opening: Week
    holidays: tuple[Holiday, ...] = ()
    questions: tuple[Question, ...] = ()

    def branch_called(self, number: str) -> str | None:
        """The id of the branch whose number this is, in E.164; None: no branch's."""
        return next((branch.id for branch in self.branches if branch.phone == number), None)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """When the clinic is open on that date, holidays considered."""
        for holiday in self.holidays:
            if holiday.date == day:
                return holiday.hours
        return self.opening.spans(day.weekday())

    def is_open(self, at: datetime) -> bool:
        """Whether the clinic is open at an aware instant."""
        local = _aware(at).astimezone(ZoneInfo(self.time_zone))
        minute = 60 * local.hour + local.minute
        return any(span.opens_minute <= minute < span.closes_minute for span in self.spans_on(local.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """The first instant after `at` at which the doors open, in clinic time; None if not within a year."""
        zone = ZoneInfo(self.time_zone)
        today = _aware(at).astimezone(zone).date()
        for days in range(_LOOK_AHEAD_DAYS + 1):
            day = today + timedelta(days)
            for span in self.spans_on(day):
                opens = datetime.combine(day, time(*divmod(span.opens_minute, 60)), zone).astimezone(UTC)
                if opens > at:  # compared in UTC: within one zone Python compares wall clocks, wrong at night
                    return opens.astimezone(zone)
        return None


def load(path: Path) -> Clinic:
    """Read a clinic file. Raises ClinicFileError naming file, line and key of every mistake."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ClinicFileError(f"{path}: there is no such file; copy {EXAMPLE} and change it") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ClinicFileError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    try:
        return Clinic.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ClinicFileError(f"{path}: not TOML: {error}") from None
    except ValidationError as faults:
        lines = _line_of_each_key(text)
        raise ClinicFileError(
            "\n".join(_fault(path, lines, fault["loc"], fault) for fault in faults.errors())
        ) from None


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant without a zone says nothing about opening hours")
    return at


_Loc = tuple[int | str, ...]
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*([\w.-]+)\s*=")


def _line_of_each_key(text: str) -> dict[_Loc, int]:
    """Where each key and table of a TOML text stands, as pydantic would point to it."""
    lines: dict[_Loc, int] = {}
    table: _Loc = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = tuple(header[2].split("."))
            if header[1] == "[[":
                count = sum(loc[:-1] == table and isinstance(loc[-1], int) for loc in lines)
                lines.setdefault(table, number)
                table = (*table, count)
            lines[table] = number
        elif key := _KEY.match(line):
            lines.setdefault((*table, *key[1].split(".")), number)
    return lines


def _fault(path: Path, lines: dict[_Loc, int], loc: _Loc, fault: Any) -> str:
    known = next((loc[:length] for length in range(len(loc), 0, -1) if loc[:length] in lines), None)
    where = f"{path}:{lines[known]}" if known else f"{path}"
    key = ".".join(str(part) for part in loc)
    return f"{where}: {key}: {_WORDS.get(fault['type'], fault['msg']).removeprefix('Value error, ')}"


_WORDS = {
    "extra_forbidden": "there is no such key; is it spelt right, and under the right heading?",
    "missing": "is missing",
}
