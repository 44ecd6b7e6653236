"""Whatever callers say, in whatever order: never a dead end, and never a booking out of nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.dialogue.reception import Reception
from agent.double import story
from agent.double.story import Line
from tests.records import KNOWN
from tests.stories import FOLDER, Player, records_of

LINES = sorted(
    {
        line.text
        for path in FOLDER.glob("*.txt")
        for line in story.read(path.read_text(encoding="utf-8")).lines
        if line.who == "caller" and len(line.keys) < 2  # keys take time, and here is none
    }
)
CLINICS = (
    (),
    ("nobody can be reached now",),
    ("asks for the last four digits of the telephone number",),
    ("is fully booked",),
    ("the appointment book cannot be reached",),
)


def player(clinic: tuple[str, ...]) -> Player:
    records = records_of(story.Story("", clinic))
    opening = Player(records, Reception(records.clinic))
    opening.take(opening.flow.begin())
    return opening


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(CLINICS), st.lists(st.sampled_from(LINES), max_size=14))
def test_every_turn_is_answered(clinic: tuple[str, ...], said: list[str]) -> None:
    call = player(clinic)
    for text in said:
        if call.over:
            break
        before = len(call.lines)
        call.do(Line("caller", text))
        answered = any(line.who.startswith("agent") for line in call.lines[before + 1 :])
        digits = text.startswith("(presses")  # the first of a number
        assert answered or digits, [str(line) for line in call.lines]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=8), st.sampled_from(LINES))
def test_nothing_is_changed_but_by_a_yes_to_a_question_that_named_it(said: list[str], last: str) -> None:
    call = player(())
    for words in ("I'd like a check-up on Thursday.", "Mary Murphy.", "3 May 1971.", *said, last):
        if call.over:
            break
        asked, logged = call.lines[-1].text, len(call.records.log)
        call.do(Line("caller", words))
        for change in call.records.log[logged:]:
            assert "?" in asked or "yes" in asked, change
            if change.startswith("appointment"):
                assert any(offer in asked for offer in ("Shall I", "say yes or no", "one for yes")), asked


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_heard(text: str) -> None:
    flow = Reception(KNOWN)
    assert flow.begin().flow.heard(text).moves
