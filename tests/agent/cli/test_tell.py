"""A story's caller listens before answering; the ear is stood for by what it would have heard."""

from __future__ import annotations

from concurrent.futures import Future

import numpy as np
import pytest

from agent.cli.tell import ASKED_NOTHING_MS, SILENCE_MS, Answering, actions, agent_said, aloud
from agent.double import story
from agent.double.caller import Noted, Press, Said, Say, Wait
from agent.double.story import Line
from agent.double.telling import Telling
from audio.frame import Samples
from tests.sounds import babble

RATE = 8000
STORY = story.read("agent: How can I help you?\ncaller: A check-up.\nagent: Your name?\ncaller: Tom Ryan.\n")


class Ear:
    """Takes as long as the test wants."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, Future[str]]] = []

    def hear(self, samples: Samples, rate: int) -> Future[str]:
        self.asked.append((len(samples), Future()))
        return self.asked[-1][1]

    def close(self) -> None:
        pass


def test_a_line_is_spoken_pressed_or_left_out() -> None:
    lines = [Line("caller", text) for text in ("3 May 1971.", "(presses 12)", "(says nothing)")]
    spoken: list[str] = []

    def speak(text: str) -> Samples:
        spoken.append(text)
        return babble(500)

    kinds = actions(lines, speak)
    assert [type(each) for each in kinds] == [Say, Press, Wait]
    assert spoken == ["the third of May nineteen seventy-one."]
    assert kinds[2] == Wait(wait_ms=SILENCE_MS)


def test_what_cannot_be_told_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be told"):
        actions([Line("caller", "(mumbles)")], lambda text: babble(500))


def test_the_caller_answers_once_the_ear_has_heard() -> None:
    ear = Ear()
    answering = Answering(Telling(STORY), ear, RATE)
    question = babble(1000)
    assert answering(question) is None
    assert answering(question) is None
    assert len(ear.asked) == 1
    ear.asked[0][1].set_result("your name?")
    assert answering(question) == 1


def test_who_is_asked_nothing_waits_for_more() -> None:
    ear = Ear()
    answering = Answering(Telling(STORY), ear, RATE)
    told = babble(1000)
    assert answering(told) is None
    ear.asked[0][1].set_result("One moment, your name")
    quiet = np.zeros(ASKED_NOTHING_MS * RATE // 1000 + RATE, np.int16)
    assert answering(np.concatenate([told, quiet[:RATE]])) is None
    assert answering(np.concatenate([told, quiet])) is not None
    assert len(ear.asked) == 1


def test_an_agent_who_went_on_meanwhile_is_heard_anew() -> None:
    ear = Ear()
    answering = Answering(Telling(STORY), ear, RATE)
    assert answering(babble(1000)) is None
    ear.asked[0][1].set_result("how can I help you?")
    assert answering(np.concatenate([babble(1000), babble(800)])) is None
    assert len(ear.asked) == 2


def test_what_the_agent_said_is_heard_between_the_callers_lines() -> None:
    ear = Ear()

    def at_once(samples: Samples, rate: int) -> Future[str]:
        done: Future[str] = Future()
        done.set_result(f"{len(samples) / rate:.0f} s")
        return done

    ear.hear = at_once  # type: ignore[method-assign]
    log: list[Said | Noted] = [
        Noted(0, "agent speaks"),
        Said(2000, "A check-up.", 2000, 2500, interrupts=False),
    ]
    heard = np.resize(babble(1000), 5 * RATE)
    assert agent_said(heard, RATE, log, ear) == ["2 s", "3 s"]


def test_names_are_said_as_people_say_them() -> None:
    assert aloud("Aoife Kelly.") == "Eefa Kelly."
