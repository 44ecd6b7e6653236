from __future__ import annotations

import pytest

pytest.importorskip("matplotlib", reason="pictures need the extra: pip install 'frontdesk[demo]'")

from pathlib import Path

from agent.double.measure import measure
from agent.double.picture import LINES_SHOWN, Heading, picture
from tests.agent.double.sounds import joined, silence, tone
from tests.agent.double.test_measure import said

HEARD = joined(
    silence(400), tone(1600), silence(2000), tone(1200), silence(900), tone(300), silence(60), tone(900)
)
SPOKEN = joined(silence(2500), tone(1000), silence(1000), tone(700), silence(500), tone(200), silence(3000))
LOG = [said(2500, 3500, "hello"), said(4500, 5200, "wait"), said(5700, 6300, "and")]


def words(figure: object) -> str:
    return "\n".join(text.get_text() for axis in figure.axes for text in axis.texts)  # type: ignore[attr-defined]


def test_a_picture_shows_each_figure_of_the_report_and_the_words() -> None:
    report = measure(HEARD, 16_000, LOG)
    lines = [Heading(2500, "caller", "hello"), Heading(4000, "agent", "x" * 200)]
    shown = words(picture(SPOKEN, HEARD, 16_000, report, lines))
    assert "greeting\n400 ms" in shown
    assert "500 ms" in shown
    assert "stopped\n700 ms" in shown
    assert "talked over" in shown
    assert "underrun" in shown
    assert "caller: hello" in shown
    assert "xx…" in shown


def test_what_does_not_fit_is_counted() -> None:
    lines = [Heading(each * 1000, "agent", "words") for each in range(LINES_SHOWN + 3)]
    assert "and 3 more lines" in words(picture(SPOKEN, HEARD, 16_000, measure(HEARD, 16_000, LOG), lines))


def test_a_call_without_a_sound_can_be_drawn(tmp_path: Path) -> None:
    nothing = silence(0)
    picture(nothing, nothing, 8000, measure(nothing, 8000, [])).savefig(tmp_path / "call.png")
    assert (tmp_path / "call.png").stat().st_size > 1000


def test_the_picture_is_1600_by_700(tmp_path: Path) -> None:
    picture(SPOKEN, HEARD, 16_000, measure(HEARD, 16_000, LOG)).savefig(tmp_path / "call.png")
    header = (tmp_path / "call.png").read_bytes()[16:24]
    assert (int.from_bytes(header[:4]), int.from_bytes(header[4:])) == (1600, 700)
