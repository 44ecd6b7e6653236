from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from agent.dialogue.understand.emergency import emergency, suspected

SET = Path(__file__).with_name("emergencies.txt")
MOST_MISSED, MOST_FALSE_ALARMS = 0.01, 0.02
# In wordings never used to mend anything. Not good enough, and written down so that it gets no worse.
MOST_MISSED_UNSEEN, MOST_FALSE_ALARMS_UNSEEN = {"en": 0.16, "es": 0.24}, 0.02


class Line(NamedTuple):
    text: str
    danger: bool
    language: str
    held_out: bool
    heard: bool  # as tiny.en wrote it down, not as it was said


def lines() -> list[Line]:
    found, section = [], ("", "", "")
    for row in SET.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"\[(danger|safe), (en|es), (tuned|held out)\]", row):
            section = heading.group(1, 2, 3)
        elif row and not row.startswith("#"):
            kind, language, part = section
            text = row.removeprefix("~ ")
            found.append(Line(text, kind == "danger", language, part == "held out", text != row))
    return found


LINES = lines()


def rate(chosen: list[Line]) -> tuple[float, list[str]]:
    """Share of them judged wrongly, and which."""
    wrong = [line.text for line in chosen if emergency(line.text, line.language) is not line.danger]
    return len(wrong) / len(chosen), wrong


def test_the_set_is_large_enough() -> None:
    english = [line for line in LINES if line.language == "en"]
    for danger in (True, False):
        of_kind = [line for line in english if line.danger is danger]
        assert len(of_kind) >= 200
        assert sum(line.held_out for line in of_kind) >= 0.3 * len(of_kind)
        assert sum(line.heard for line in of_kind) >= 50


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("held_out", "danger", "most"),
    [
        (False, True, MOST_MISSED),
        (False, False, MOST_FALSE_ALARMS),
        (True, True, None),
        (True, False, MOST_FALSE_ALARMS_UNSEEN),
    ],
)
def test_rates(language: str, held_out: bool, danger: bool, most: float | None) -> None:
    chosen = [
        line for line in LINES if (line.language, line.held_out, line.danger) == (language, held_out, danger)
    ]
    most = MOST_MISSED_UNSEEN[language] if most is None else most
    share, wrong = rate(chosen)
    part, what = "held out" if held_out else "tuned", "missed" if danger else "false alarms"
    print(f"{language}, {part}: {what} {share:.1%} of {len(chosen)}")
    assert share <= most, wrong


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("I have chest pain", True),
        ("my father had a stroke ten years ago", False),
        ("my father had a stroke ten years ago, and now he can't speak", True),
        ("My father had a stroke years ago. He is unconscious.", True),
        ("no chest pain", False),
        ("No, he's not breathing", True),
        ("I don't have any trouble breathing", False),
        ("he stopped breathing a minute ago", True),
        ("my nose has been bleeding for hours and it just won't stop", True),
        ("CHEST PAIN!!", True),
        ("he can’t breathe", True),
        ("Dr. Stroker please", False),
        ("", False),
        ("...", False),
    ],
)
def test_a_clause_is_calmed_by_itself(text: str, danger: bool) -> None:
    assert emergency(text) is danger


def test_a_partial_transcript_is_enough() -> None:
    """Once a danger has been said, nothing that follows in the same breath is waited for."""
    words = "hello please my wife can't breathe and I don't know what to do".split()
    first = next(n for n in range(len(words)) if emergency(" ".join(words[:n])))
    assert " ".join(words[:first]) == "hello please my wife can't breathe"


def test_a_language_without_a_list_is_refused() -> None:
    with pytest.raises(KeyError):
        emergency("hilfe", "de")


@pytest.mark.parametrize(
    ("closest", "asks"),
    [
        ((("danger", 0.7), ("calm", 0.5)), True),
        ((("intent:book", 0.8), ("danger", 0.7), ("calm", 0.66)), False),
        ((("calm", 0.7), ("danger", 0.5)), False),
        ((("danger", 0.5),), True),
        ((("intent:book", 0.8),), False),
        ((), False),
        (None, False),
    ],
)
def test_what_resembles_danger_more_than_its_likenesses_is_asked_about(
    closest: tuple[tuple[str, float], ...] | None, asks: bool
) -> None:
    assert suspected(closest) is asks
