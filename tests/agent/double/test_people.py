from __future__ import annotations

from agent.double import people
from agent.double.caller import Press, Say, Wait
from agent.double.people import COMES, PEOPLE, person_at
from audio import pcm


def test_the_number_decides_who_picks_up() -> None:
    assert person_at("+353871200001").answers == "busy"
    assert person_at("353871200003").answers == "machine"
    assert person_at("+353871200008").keys == ("9",)
    assert person_at("+353871200042") is COMES


def test_what_they_do_once_they_have_picked_up() -> None:
    assert people.actions(COMES) == [Press(digits="1"), Press(digits="1")]
    assert people.actions(PEOPLE["12"]) == [Wait(wait_ms=40_000)]
    greeting, wait = people.actions(PEOPLE["03"])
    assert isinstance(greeting, Say)
    assert isinstance(wait, Wait)
    assert pcm.level_dbfs(greeting.samples) > -30
    assert len(greeting.samples) == 16 * (people.GREETING_MS + people.BEEP_MS)
