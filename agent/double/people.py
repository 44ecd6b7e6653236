"""Who picks up when a campaign is rehearsed: the last two digits of the number decide, by this table.

Most answer by keys, so that a rehearsal needs no voice but our own. Those who speak need their lines as
sounds, by name; without them they pick up and say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from agent.double.caller import Action, Press, Say, Wait
from audio.frame import SAMPLE_RATE, Samples

Answers = Literal["person", "machine", "busy", "timeout", "unanswered", "rejected", "failed"]

GREETING_MS, BEEP_MS = 2500, 400
HELLO_MS = 400  # after they have picked up


@dataclass(frozen=True, slots=True)
class Person:
    """What the network reports of the call, with `detail`; and what one who answers does, in turn.

    `says`: lines, each by the name of its sound. `beeps`: they are a machine that the network does not know.
    """

    temper: str
    answers: Answers = "person"
    detail: str = ""
    keys: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    beeps: bool = False


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
    "21": Person("says that they will come", says=("hello", "yes", "will-come")),
    "22": Person("says that they cannot come", says=("hello", "yes", "cannot-come", "yes")),
    "23": Person("asks for another day", says=("hello", "yes", "another-day")),
    "24": Person("says that they are somebody else", says=("hello", "wrong-number")),
    "25": Person("says that they want no such calls", says=("hello", "stop-calling")),
    "26": Person("is out, and has a machine of their own", says=("greeting",), beeps=True),
    "27": Person("cannot talk now", says=("hello", "cannot-talk")),
}
LINES = {
    "hello": "Hello?",
    "yes": "Yes, that's me.",
    "will-come": "Yes, I will be there.",
    "cannot-come": "No, I can't come.",
    "another-day": "Can we move it to another day?",
    "wrong-number": "You have the wrong number.",
    "stop-calling": "Please stop calling me.",
    "cannot-talk": "I can't talk now.",
    "greeting": "Hello, you've reached Tom. Please leave a message after the beep.",
}
COMES = Person("will come", keys=("1", "1"))


def person_at(number: str) -> Person:
    """Whoever has this number (digits, with or without +)."""
    return PEOPLE.get(number[-2:], COMES)


def actions(person: Person, sounds: Mapping[str, Samples] = MappingProxyType({})) -> list[Action]:
    """What they do once they have picked up; in the end they hang up."""
    if person.says and all(name in sounds for name in person.says):
        return _speaks(person, sounds)
    if person.answers == "machine":
        return [Say(samples=_machine(), text="(a machine's greeting)", at_ms=0), Wait(wait_ms=20_000)]
    if not person.keys:
        return [Wait(wait_ms=40_000)]
    return [Press(digits=key) for key in person.keys]


def _speaks(person: Person, sounds: Mapping[str, Samples]) -> list[Action]:
    """They say their first line into the telephone they have just lifted, and each other one in turn."""
    first, *others = person.says
    sound = np.concatenate([sounds[first], _beep()]) if person.beeps else sounds[first]
    lines = [Say(samples=sounds[name], text=LINES[name]) for name in others]
    end = [Wait(wait_ms=20_000)] if person.beeps else []
    return [Say(samples=sound, text=LINES[first], at_ms=HELLO_MS), *lines, *end]


def _beep() -> Samples:
    at = np.arange(SAMPLE_RATE * BEEP_MS // 1000) / SAMPLE_RATE
    pause = np.zeros(SAMPLE_RATE * 3 // 10, np.int16)
    return np.concatenate([pause, (8000 * np.sin(2 * np.pi * 1000 * at)).astype(np.int16)])


def _machine() -> Samples:
    """A hum in the rhythm of speech, and then the beep."""
    at = np.arange(SAMPLE_RATE * GREETING_MS // 1000) / SAMPLE_RATE
    hum = np.sin(2 * np.pi * 140 * at) * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * at))
    beep = np.sin(2 * np.pi * 1000 * np.arange(SAMPLE_RATE * BEEP_MS // 1000) / SAMPLE_RATE)
    sound = np.concatenate([hum, beep]) * 8000
    return sound.astype(np.int16)
