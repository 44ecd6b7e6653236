"""Every story in `dialogues/` goes as it is written: with the flow alone, and as a call on a virtual clock.

They are text for a nurse to read, and are reviewed when they change: `python -m tests.stories` shows how.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from agent.dialogue.phrases import en, es
from agent.double import story
from tests.stories import FOLDER, difference, play, ring

STORIES = sorted(FOLDER.glob("*.txt"))


def _read(path: Path) -> story.Story:
    return story.read(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_goes_as_it_is_written(path: Path) -> None:
    assert not (differs := difference(_read(path))), "\n".join(differs)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_ends_as_written_when_it_is_a_call(path: Path) -> None:
    """Over the real core and wire, with pauses, marks and errands that take their time."""
    told = _read(path)
    happened = [
        line.text for line in told.lines if line.who == "fact" and not line.text.startswith("another")
    ]
    assert ring(told) == happened


def test_there_are_enough_of_them_and_each_says_what_it_is_about() -> None:
    told = [_read(path) for path in STORIES]
    assert len(told) >= 120
    assert all(each.title.endswith((".", "?", ":")) for each in told)
    assert len({each.title for each in told}) == len(told)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_nothing_is_booked_that_was_not_read_back_and_confirmed(path: Path) -> None:
    """Before every booking a question of ours that named that very day and time, then the caller's answer."""
    told = _read(path)
    words = es if "speaks Spanish" in told.clinic else en
    lines = play(told)
    for i, line in enumerate(lines):
        if line.who == "fact" and line.text.startswith(("appointment booked", "appointment moved")):
            answer, promise = lines[i - 2 : i]
            assert answer.who == "caller"
            assert promise.text in (words.BOOKING_IT, words.MOVING_IT)
            at = datetime.strptime(line.text.split(", ")[2], "%A %d %B %Y %H:%M")  # noqa: DTZ007
            questions = [each.text for each in lines[:i] if each.who.startswith("agent") and "?" in each.text]
            read_back = [text for text in questions if words.day_of(at) in text and words.time_of(at) in text]
            assert read_back[-1] in questions[-3:]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_second_failure_is_not_met_with_the_same_words(path: Path) -> None:
    lines = [line for line in play(_read(path)) if line.who != "fact"]
    for before, failure, after in zip(lines, lines[1:], lines[2:], strict=False):
        if failure.text in ("(mumbles)", "(says nothing)"):
            assert before.text != after.text


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_v31_nothing_personal_is_told_before_the_patient_is_identified(path: Path) -> None:
    told = _read(path)
    identified = False
    for line in play(told):
        if line.who.startswith("agent"):
            identified = identified or line.text.startswith(("Thank you, ", "Gracias, "))
            if not identified:
                assert "appointment with" not in line.text
                assert not line.text.startswith(("You have ", "Your next", "Tiene ", "Sus próximas"))
