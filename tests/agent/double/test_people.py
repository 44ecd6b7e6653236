from __future__ import annotations

from agent.double import people
from agent.double.caller import Press, Say, Wait
from agent.double.people import COMES, PEOPLE, person_at
from audio import pcm
from tests.sounds import babble


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


def test_those_who_speak_do_so_where_their_lines_have_sounds() -> None:
    sounds = {name: babble(600) for name in people.LINES}
    hello, *rest = people.actions(PEOPLE["21"], sounds)
    assert hello.at_ms == people.HELLO_MS
    assert [each.text for each in (hello, *rest) if isinstance(each, Say)] == [
        people.LINES[name] for name in ("hello", "yes", "will-come")
    ]
    greeting, wait = people.actions(PEOPLE["26"], sounds)
    assert isinstance(greeting, Say)
    assert isinstance(wait, Wait)
    assert len(greeting.samples) > len(sounds["greeting"])
    assert people.actions(PEOPLE["21"]) == [Wait(wait_ms=40_000)]
    spoken = {name for person in PEOPLE.values() for name in person.says}
    assert spoken == set(people.LINES)
