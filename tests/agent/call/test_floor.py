from __future__ import annotations

import pytest

from agent.call.floor import TABLE, Cue, Floor, after, diagram


def test_every_floor_can_be_reached_and_left() -> None:
    reached = {Floor.NOBODY}
    while more := {to for (start, _), to in TABLE.items() if start in reached} - reached:
        reached |= more
    assert reached == set(Floor)
    assert {start for start, _ in TABLE} == set(Floor) - {Floor.OVER}


@pytest.mark.parametrize("floor", [floor for floor in Floor if floor is not Floor.OVER])
def test_a_call_can_end_from_anywhere(floor: Floor) -> None:
    assert after(floor, Cue.END) is Floor.OVER


def test_our_last_words_can_come_from_anywhere() -> None:
    assert all((floor, Cue.FAREWELL) in TABLE for floor in Floor if floor is not Floor.OVER)


def test_nothing_follows_the_end() -> None:
    assert not [cue for floor, cue in TABLE if floor is Floor.OVER]
    with pytest.raises(KeyError):
        after(Floor.OVER, Cue.ONSET)


def test_speech_over_ours_is_not_yet_an_interruption() -> None:
    contested = after(Floor.AGENT, Cue.ONSET)
    assert contested is Floor.CONTESTED
    assert after(contested, Cue.NOTHING) is Floor.AGENT
    assert after(contested, Cue.INTERRUPTED) is Floor.CALLER


def test_the_diagram_shows_each_row_once() -> None:
    rows = diagram().splitlines()
    assert len(rows) == len(set(rows))
    assert "    agent --> contested: onset" in rows
