"""The clinic file: one TOML page on which a clinic says who it is, when it is open and what it answers.

`load` reads it; a mistake is named by file, line and key, in words for whoever wrote the file. Patients are
not in it: they are in the database (`agent.clinic.records`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import phonenumbers
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
)

from agent.clinic.hours import WEEKDAYS, Days, Page, Span, Spans, Week, Zone, instant, within
from agent.clinic.toml_lines import Loc, fault, faults, line_of_each_key

__all__ = ["EXAMPLE", "WEEKDAYS", "Clinic", "ClinicFileError", "Span", "load"]

EXAMPLE = Path(__file__).with_name("example.toml")

_LOOK_AHEAD_DAYS = 366  # a clinic closed for longer than a year has closed


class ClinicFileError(ValueError):
    """The clinic file cannot be used; the message says where and why, a line for each mistake."""


def _international(number: str) -> str:
    compact = re.sub(r"[ ()-]", "", number)
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", compact):
        raise ValueError(f'"{number}" is not an international number such as "+353 1 555 0142"')
    return compact


def _dialled(number: str) -> str:
    compact = number.replace(" ", "")
    if not re.fullmatch(r"\+?[0-9]{3,15}", compact):
        raise ValueError(f'"{number}" is not a number to dial, such as "112"')
    return compact


def _region(code: str) -> str:
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(f'"{code}" is not a country\'s two letters, such as "IE"')
    return code


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
# Ids go into database rows and wire messages, and do not change when a name does.
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
PhoneNumber = Annotated[str, AfterValidator(_international)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Proof = Literal["name", "date_of_birth", "phone"]


class Branch(Page):
    """A place of the clinic. What it does not say itself is as for the whole clinic."""

    id: Id
    name: Words  # as spoken: "Harbour Street"
    address: Words
    phone: PhoneNumber | None = None  # calls to this number are calls to this branch
    time_zone: Zone | None = None
    opening: Week | None = None


class Doctor(Page):
    """`week`: when there are slots, each `slot_minutes` long; holidays and the branch's hours still count."""

    id: Id
    name: Words  # as spoken: "Doctor Reed"
    titles: tuple[Words, ...] = ()  # what callers may ask for instead: "dentist"
    branch: Id | None = None  # may be left out where there is one only
    slot_minutes: Annotated[int, Field(ge=5, le=240)] = 15
    week: Week
    days_off: tuple[Days, ...] = ()


class Reason(Page):
    """What one comes for, and how long it takes."""

    id: Id
    name: Words  # as spoken, with its article: "a check-up"
    minutes: Annotated[int, Field(ge=5, le=480)]
    words: tuple[Words, ...] = ()  # as callers say it
    doctors: tuple[Id, ...] = ()  # who does it; empty: all of them


class Person(Page):
    """Somebody who can take a caller over. Without `hours`, at any time."""

    number: PhoneNumber
    name: Words | None = None  # as spoken: "the front desk"
    hours: Week | None = None


def _person(written: object) -> object:
    """A bare number is a person too."""
    return {"number": _international(written)} if isinstance(written, str) else written


class Emergency(Page):
    number: Annotated[str, AfterValidator(_dialled)] = "112"
    sentence: Words | None = None  # None: the phrases' own, with the number


class Booking(Page):
    """How near and how far away an appointment may be made by telephone."""

    notice_minutes: Annotated[int, Field(ge=0, le=14 * 24 * 60)] = 60
    ahead_days: Annotated[int, Field(ge=1, le=366)] = 90


class Holiday(Page):
    """A date on which the clinic is closed, or open only for `hours`."""

    date: date
    name: Words
    hours: Spans = ()


class Question(Page):
    """Several ways to ask one thing, and what to answer."""

    ask: Annotated[tuple[Words, ...], Field(min_length=1)]
    answer: Words


class Clinic(Page):
    """What the file says. Sentences are as spoken; times are local."""

    id: Id = "clinic"  # what keys, events and rows call this clinic
    name: Words
    greeting: Words
    disclosure: Words | None = None  # said after the greeting: what a caller must be told
    address: Words
    time_zone: Zone
    region: Annotated[str, AfterValidator(_region)] | None = None  # of phone numbers without a country
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)  # the first is the usual one
    identity: tuple[Proof, ...] = ("name", "date_of_birth")  # what must match before anything personal
    insurance: tuple[Words, ...] = ()  # accepted, as spoken
    # In the order to try; none: nobody can take a call.
    hand_over: tuple[Annotated[Person, BeforeValidator(_person)], ...] = ()
    opening: Week
    emergency: Emergency = Emergency()
    booking: Booking = Booking()
    holidays: tuple[Holiday, ...] = ()
    branches: tuple[Branch, ...] = Field(
        default_factory=lambda said: (Branch(id="main", name=said["name"], address=said["address"]),)
    )
    doctors: tuple[Doctor, ...] = ()
    reasons: tuple[Reason, ...] = ()
    questions: tuple[Question, ...] = ()

    # -- hours -------------------------------------------------------------------------------------

    def zone(self, branch: Branch | None = None) -> ZoneInfo:
        return ZoneInfo((branch and branch.time_zone) or self.time_zone)

    def spans_on(self, day: date, branch: Branch | None = None) -> tuple[Span, ...]:
        """When the clinic (or one branch) is open on that date, holidays considered."""
        for holiday in self.holidays:
            if holiday.date == day:
                return holiday.hours
        opening = (branch and branch.opening) or self.opening
        return opening.spans(day.weekday())

    def is_open(self, at: datetime) -> bool:
        """Whether the clinic is open at an aware instant."""
        local = _aware(at).astimezone(self.zone())
        return within(self.spans_on(local.date()), local)

    def next_opening(self, at: datetime) -> datetime | None:
        """The first instant after `at` at which the doors open, in clinic time; None if not within a year."""
        zone = self.zone()
        today = _aware(at).astimezone(zone).date()
        for days in range(_LOOK_AHEAD_DAYS + 1):
            day = today + timedelta(days)
            for span in self.spans_on(day):
                opens = instant(day, span.opens_minute, zone)
                # Compared in UTC: within one zone Python compares wall clocks, wrong at night.
                if opens is not None and opens > at:
                    return opens.astimezone(zone)
        return None

    def reachable(self, at: datetime) -> tuple[Person, ...]:
        """Who can take a call over at an aware instant, in the order to try."""
        local = _aware(at).astimezone(self.zone())
        return tuple(
            person
            for person in self.hand_over
            if person.hours is None or within(person.hours.spans(local.weekday()), local)
        )

    # -- looking things up -------------------------------------------------------------------------

    @property
    def opening_words(self) -> str:
        """The first words a caller hears."""
        return f"{self.greeting} {self.disclosure}" if self.disclosure else self.greeting

    def doctor(self, named: str) -> Doctor | None:
        """By id or spoken name."""
        return next((doctor for doctor in self.doctors if _is(doctor, named)), None)

    def reason(self, named: str) -> Reason | None:
        return next((reason for reason in self.reasons if _is(reason, named)), None)

    def branch(self, named: str) -> Branch | None:
        return next((branch for branch in self.branches if _is(branch, named)), None)

    def branch_of(self, doctor: Doctor) -> Branch:
        return next((branch for branch in self.branches if branch.id == doctor.branch), self.branches[0])

    def branch_called(self, number: str) -> str | None:
        """The id of the branch whose number this is (E.164, "+" or not); None: no branch's."""
        called = number.lstrip("+")
        return next((b.id for b in self.branches if b.phone and b.phone.lstrip("+") == called), None)

    def who_does(self, reason: Reason) -> tuple[Doctor, ...]:
        return tuple(doctor for doctor in self.doctors if not reason.doctors or doctor.id in reason.doctors)


def _is(thing: Branch | Doctor | Reason, named: str) -> bool:
    return named == thing.id or named.casefold() == thing.name.casefold()


def load(path: Path) -> Clinic:
    """Read a clinic file. Raises ClinicFileError naming file, line and key of every mistake."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ClinicFileError(
            f"{path}: there is no such file; copy {EXAMPLE} and change it, or let `frontdesk init` do so"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ClinicFileError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    try:
        clinic = Clinic.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ClinicFileError(f"{path}: not TOML: {error}") from None
    except ValidationError as error:
        raise ClinicFileError("\n".join(faults(path, text, error))) from None
    lines = line_of_each_key(text)
    wrong = [fault(path, lines, loc, why) for loc, why in _contradictions(clinic)]
    if wrong:
        raise ClinicFileError("\n".join(wrong))
    return clinic


def _contradictions(clinic: Clinic) -> Iterator[tuple[Loc, str]]:
    """What each part may say, and all together may not."""
    if len(set(clinic.identity)) < 2:
        yield ("identity",), "one of these alone does not say who somebody is: name two at least"
    if not clinic.branches:
        yield ("branches",), "leave it out where there is one place only"
    for kind in ("branches", "doctors", "reasons"):
        things = getattr(clinic, kind)
        for key in ("id", "name"):
            said = [getattr(thing, key).casefold() for thing in things]
            for i, value in enumerate(said):
                if value in said[:i]:
                    yield (kind, i, key), f'"{value}" is there already'
    branches = {branch.id for branch in clinic.branches}
    for i, doctor in enumerate(clinic.doctors):
        if doctor.branch is None and len(branches) > 1:
            yield ("doctors", i, "branch"), "is missing: there are several branches"
        if doctor.branch is not None and doctor.branch not in branches:
            yield ("doctors", i, "branch"), f'"{doctor.branch}" is no branch\'s id'
    doctors = {doctor.id for doctor in clinic.doctors}
    for i, reason in enumerate(clinic.reasons):
        for doctor_id in reason.doctors:
            if doctor_id not in doctors:
                yield ("reasons", i, "doctors"), f'"{doctor_id}" is no doctor\'s id'
        if not doctors:
            yield ("reasons", i), "nobody does it: there are no [[doctors]]"
    for i, holiday in enumerate(clinic.holidays):
        if holiday.date in [earlier.date for earlier in clinic.holidays[:i]]:
            yield ("holidays", i, "date"), f"{holiday.date} is there already"


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant without a zone says nothing about opening hours")
    return at
