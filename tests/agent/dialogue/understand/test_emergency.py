from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, NamedTuple

import pytest

from agent.dialogue.understand.emergency import emergency

SET = Path(__file__).with_name("emergencies.txt")
MOST_MISSED, MOST_FALSE_ALARMS = 0.01, 0.02


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
        assert sum(line.held_out for line in of_kind) >= len(of_kind) / 3.2
        assert sum(line.heard for line in of_kind) >= 50


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("part", ["tuned", "held out", "all"])
@pytest.mark.parametrize(("danger", "most"), [(True, MOST_MISSED), (False, MOST_FALSE_ALARMS)])
def test_rates(language: str, part: Literal["tuned", "held out", "all"], danger: bool, most: float) -> None:
    chosen = [
        line
        for line in LINES
        if line.language == language and line.danger is danger and part in ("all", _part(line))
    ]
    share, wrong = rate(chosen)
    what = "missed" if danger else "false alarms"
    print(f"{language}, {part}: {what} {share:.1%} of {len(chosen)}")
    if part != "held out":
        assert share <= most, wrong


def _part(line: Line) -> str:
    return "held out" if line.held_out else "tuned"
