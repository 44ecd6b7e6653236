"""A story is reviewed text: playing it never changes a line of it unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories import main

WRONG = "# Hours.\ncaller: Where are you?\nagent: On the moon.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hours.txt"
    path.write_text(WRONG, encoding="utf-8")
    return path


@pytest.mark.parametrize("how", [[], ["--draft"]])
def test_a_story_that_goes_another_way_is_shown_and_left_alone(
    file: Path, how: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*how, str(file)]) == 1
    assert file.read_text(encoding="utf-8") == WRONG
    shown = capsys.readouterr().out
    assert "-agent: On the moon." in shown
    assert "+agent: We are at twelve Mill Lane" in shown


def test_it_is_taken_over_on_demand_and_what_went_is_shown(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--accept", str(file)]) == 0
    assert "-agent: On the moon." in capsys.readouterr().out
    assert "agent: We are at twelve Mill Lane" in file.read_text(encoding="utf-8")
    assert main([str(file)]) == 0


def test_a_draft_is_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text("# Hours.\ncaller: Where are you?\ncaller: No.\n", encoding="utf-8")
    assert main(["--draft", str(path)]) == 0
    assert path.read_text(encoding="utf-8").endswith("[call ends: completed]\n")
