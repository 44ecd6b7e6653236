"""Every story in `dialogues/` goes as it is written: with the flow alone, and as a call on a virtual clock.

They are text for a nurse to read, and are reviewed when they change: `python -m tests.stories` shows how.
"""

from __future__ import annotations

from pathlib import Path

import pytest

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
    """Before every booking: our question with that very day in it, then the caller, then nothing else."""
    lines = play(_read(path))
    for i, line in enumerate(lines):
        if line.who == "fact" and line.text.startswith(("appointment booked", "appointment moved")):
            question, answer, promise = lines[i - 3 : i]
            assert question.who.startswith("agent")
            assert question.text.endswith("?")
            assert answer.who in ("caller", "fact")
            assert promise.who.startswith("agent")


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
