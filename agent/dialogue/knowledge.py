"""What the flow knows of the clinic, already worded for the ear. The composition root builds it from the
clinic file, as of the instant at which the call begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

_LONG_AGO = datetime.fromisoformat(
    "2000-01-01"
)  # for a clinic without appointments, which has no need of a date


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody comes. `words`: what a caller may say for it, besides its name."""

    name: str  # its id in the clinic file: "check-up"
    said: str  # "a check-up"
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doctor:
    name: str  # the id in the clinic file: "reed"
    said: str  # "Doctor Reed"
    titles: tuple[str, ...] = ()  # "nurse"


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the places of a clinic that has several."""

    name: str  # the id in the clinic file
    said: str  # "Harbour Street"


@dataclass(frozen=True, slots=True)
class Knowledge:
    greeting: str
    address: str
    today: str  # when we are open today
    days: tuple[str, ...]  # a sentence for each weekday from Monday
    week: str  # all of them, shorter
    person_number: str = ""  # E.164; "" when nobody can take a call now
    answers: tuple[tuple[tuple[str, ...], str], ...] = ()  # (example questions, answer)
    reasons: tuple[Reason, ...] = ()  # none: appointments are a matter for a person
    doctors: tuple[Doctor, ...] = ()
    branches: tuple[Branch, ...] = ()  # to choose from; none where there is one place only
    now: datetime = _LONG_AGO  # the clinic's local time as the call begins
    language: str = "en"
    region: str = "IE"  # where a telephone number without a country is at home
    day_first: bool = True  # 3/5 is the third of May
    identity_digits: int = 0  # last digits of the telephone number asked for, besides name and date of birth
    emergency_number: str = "112"
    emergency: str = ""  # the clinic's own sentence for somebody in danger; "" for ours, with the number
