from __future__ import annotations

import numpy as np
import pytest

from audio import pcm
from benchmarks import human_or_machine as bench
from benchmarks.greetings import MACHINES, PEOPLE, SCREENERS
from benchmarks.human_or_machine import Greeting, Judged, Kind
from tests.sounds import babble


class Ear:
    """Hears the same words in any sound."""

    def __init__(self, text: str) -> None:
        self.text = text

    def run(self, job: object) -> list[Ear]:
        return [self]


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("person", "Hello?", False),
        ("machine", "Please leave a message after the tone.", True),
        ("screener", "State your name and the reason for your call.", False),
    ],
)
def test_a_greeting_is_judged_by_what_the_call_does(kind: Kind, text: str, told: bool) -> None:
    sound = bench.on_a_line(babble(1500), kind, 0)
    judged = bench.answered(Greeting(kind, text, False, "", sound), Ear(text))
    assert (judged.taken_for, judged.told_message, judged.heard) == (kind, told, text)


def test_both_errors_are_counted_by_half() -> None:
    def one(kind: Kind, taken: Kind, told: bool = False) -> Judged:
        return Judged(Greeting(kind, "", True, "", np.zeros(1, np.int16)), taken, told, told, "")

    of_all = [
        one("person", "machine", told=True),
        one("person", "person"),
        one("machine", "machine", told=True),
    ]
    half = bench.figures(of_all)["held out"]
    assert half["people_taken_for_machines_percent"] == 50
    assert half["messages_left_to_people"] == 1
    assert half["machines_taken_for_people_percent"] == 0
    assert half["messages_left_to_machines_percent"] == 100


def test_there_are_sixty_wordings_and_the_line_is_noisy() -> None:
    assert len(PEOPLE) + len(MACHINES) + len(SCREENERS) >= 60
    assert len({*PEOPLE, *MACHINES, *SCREENERS}) == len(PEOPLE) + len(MACHINES) + len(SCREENERS)
    line = bench.on_a_line(babble(1000), "person", 0)
    assert -45 < pcm.level_dbfs(line[:4000]) < -30
