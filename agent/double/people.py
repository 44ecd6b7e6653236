"""Who picks up when a campaign is rehearsed: the last two digits of the number decide, by this table.

They answer by keys, so that a rehearsal needs no voice but our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from agent.double.caller import Action, Press, Say, Wait
from audio.frame import SAMPLE_RATE, Samples

Answers = Literal["person", "machine", "busy", "timeout", "unanswered", "rejected", "failed"]

GREETING_MS, BEEP_MS = 2500, 400


@dataclass(frozen=True, slots=True)
class Person:
    """What the network reports of the call, with `detail`; and the keys of one who answers, in turn."""

    temper: str
    answers: Answers = "person"
    detail: str = ""
    keys: tuple[str, ...] = ()


PEOPLE: dict[str, Person] = {
    "01": Person("is on the telephone", "busy"),
    "02": Person("is not at home", "timeout"),
    "03": Person("has a machine", "machine", "beep_start"),
    "04": Person("has given up this number", "rejected", "invalid_number"),
    "05": Person("cannot be reached by any network", "failed", "cannot_route"),
    "06": Person("declines the call", "rejected", "declined"),
    "07": Person("is somebody else", keys=("2", "1")),
    "08": Person("wants no such calls", keys=("9",)),
    "09": Person("cannot come", keys=("1", "2", "1")),
    "10": Person("wants another day", keys=("1", "2", "2")),
    "11": Person("is out; somebody else picks up", keys=("2", "2")),
    "12": Person("picks up and says nothing"),
}
COMES = Person("will come", keys=("1", "1"))


def person_at(number: str) -> Person:
    """Whoever has this number (digits, with or without +)."""
    return PEOPLE.get(number[-2:], COMES)


def actions(person: Person) -> list[Action]:
    """What they do once they have picked up; in the end they hang up."""
    if person.answers == "machine":
        return [Say(samples=_machine(), text="(a machine's greeting)", at_ms=0), Wait(wait_ms=20_000)]
    if not person.keys:
        return [Wait(wait_ms=40_000)]
    return [Press(digits=key) for key in person.keys]


def _machine() -> Samples:
    """A hum in the rhythm of speech, and then the beep."""
    at = np.arange(SAMPLE_RATE * GREETING_MS // 1000) / SAMPLE_RATE
    hum = np.sin(2 * np.pi * 140 * at) * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * at))
    beep = np.sin(2 * np.pi * 1000 * np.arange(SAMPLE_RATE * BEEP_MS // 1000) / SAMPLE_RATE)
    sound = np.concatenate([hum, beep]) * 8000
    return sound.astype(np.int16)
