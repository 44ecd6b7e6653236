from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.dialogue.understand.names import (
    best,
    name_in,
    sounds_like,
    spelled,
    spelled_alike,
    spelled_name,
)

SAME, ANOTHER = 0.85, 0.85  # above, and below


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My name is john smith.", "John Smith"),
        ("my name's John Smith", "John Smith"),
        ("It's John Smith.", "John Smith"),
        ("This is Mary O'Brien speaking.", "Mary O'Brien"),
        ("mary o’brien", "Mary O'Brien"),
        ("I'm Peter Blood", "Peter Blood"),
        ("Hi, I'm Peter Blood.", "Peter Blood"),
        ("Yes, it's Anna Reed, thank you.", "Anna Reed"),
        ("First name John, last name Brown.", "John Brown"),
        ("My surname is Walsh.", "Walsh"),
        ("The name is Bond, James Bond.", "James Bond"),
        ("I'm calling for my daughter, Emma Kelly.", "Emma Kelly"),
        ("My daughter's name is Emma Kelly", "Emma Kelly"),
        ("It's for my son Jack Murphy.", "Jack Murphy"),
        ("My first name is Anna and my last name is Reed.", "Anna Reed"),
        ("Anna. Reed.", "Anna Reed"),
        ("Let me think... Robert Reid.", "Robert Reid"),
        ("Sorry, it's Paul.", "Paul"),
        ("This is Grace, Grace O'Malley", "Grace O'Malley"),
        ("First name's Conor, C-O-N-O-R, surname Walsh, W-A-L-S-H", "Conor Walsh"),
        ("John Smith, 3rd of May 1971", "John Smith"),
        ("John Smith, the third of May 1971", "John Smith"),
        ("Doctor Reed", "Reed"),
        ("Mrs. Mary Walsh", "Mary Walsh"),
        ("You can call me Joe.", "Joe"),
        ("Mary-Jane Watson", "Mary-Jane Watson"),
        ("jane mcdonald", "Jane McDonald"),
        ("Yes, my name is Sean Murphy and I'd like to book.", "Sean Murphy"),
        ("John Brown, born on the third of May", "John Brown"),
        ("Stephen Clark with an E.", "Stephen Clark"),
        ("It's under John Brown.", "John Brown"),
        ("The patient's name is Eve Brown", "Eve Brown"),
        ("John Smith, S M I T H", "John Smith"),
        ("it's john smith, that's S-M-I-T-H", "John Smith"),
        ("John Smith, S-M-Y-T-H.", "John Smyth"),
        ("Shawn, that's S-E-A-N, Murphy", "Sean Murphy"),
        ("Brown, B as in Bravo, R, O, W, N", "Brown"),
        ("Brown B is in Bravo R-O-W-N.", "Brown"),  # as heard
        ("M-U-R-P-H-Y.", "Murphy"),
        ("My name's Anne, A double N E, O'Neill", "Anne O'Neill"),
        ("bravo romeo oscar whiskey november", "Brown"),
        ("May", "May"),
        ("What?", ""),
        ("I don't know.", ""),
        ("I'd like to book an appointment", ""),
        ("Can you repeat that?", ""),
        ("Yes.", ""),
        ("", ""),
    ],
)
def test_name_in(text: str, name: str) -> None:
    assert name_in(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("B as in Bravo, R, O, W, N", "Brown"),
        ("b r o w n", "Brown"),
        ("O apostrophe B R I E N", "O'Brien"),
        ("S M I T H dash J O N E S", "Smith-Jones"),
        ("J O H N, new word, S M I T H", "John Smith"),
        ("M-C-G-R-A-T-H", "McGrath"),
        ("My name is Brown", None),
        ("B", None),
        ("", None),
    ],
)
def test_spelled(text: str, name: str | None) -> None:
    assert spelled(text) == name


@pytest.mark.parametrize(
    "pair",
    """
    Shawn|Sean;Katherine|Catherine;Kathryn|Catherine;Smith|Smyth;O'Brien|Obrien;O Brien|O'Brien;Steven|Stephen
    Reid|Reed;Byrne|Burn;Tompson|Thompson;Thomson|Thompson;Clare|Claire;Geoff|Jeff;Philip|Phillip;Connor|Conor
    Allan|Alan;Brown|Braun;Brown|Browne;Neve|Niamh;Kieran|Ciaran;Owen|Eoin;Mac Donald|McDonald
    MacDonald|McDonald
    Macdonald|McDonald;Leigh|Lee;Knight|Night;Wright|Right;Hughes|Hews;Maeve|Mave;Jose|José;Zoe|Zoë;Anne|Ann
    John Smith|Jon Smyth;John Smith|John Michael Smith;John M Smith|John Smith;Sean Murphy|Shawn Murphy
    Smith John|John Smith;Mary Ann O'Connor|Maryanne OConnor;Mike Brown|Michael Brown;Bob Reed|Robert Reid
    Jane Mcdonald|Jane McDonald;Margaret Thompson's|Margaret Thompson;Fmyth|Smyth;Stephen Clark|Stephen Clarke
    """.replace("\n", ";").split(";"),
)
def test_the_same_name(pair: str) -> None:
    if pair.strip():
        a, b = pair.strip().split("|")
        assert sounds_like(a, b) > SAME
        assert sounds_like(a, b) == sounds_like(b, a)


@pytest.mark.parametrize(
    "pair",
    """
    Murphy|Murray;John Smith|John Murphy;John Smith|Jane Smith;Smith|John Smith;Paul Brown|Paula Brown
    Mary Brown|Mark Brown;Peter Brown|Peter Green;Paul Brown|Peter Brown;Patrick Walsh|Patricia Walsh
    Mary Byrne|Mary Burns;Walsh|Welsh;Johnson|Johnston;Eve|Ivy;Smith|Jones;John|Smith;Dan Kelly|Ann Kelly
    """.replace("\n", ";").split(";"),
)
def test_another_name(pair: str) -> None:
    if pair.strip():
        a, b = pair.strip().split("|")
        assert sounds_like(a, b) <= ANOTHER


def test_nothing_is_like_no_name() -> None:
    assert sounds_like("", "Smith") == sounds_like("Smith", "") == sounds_like("", "") == 0.0


def test_best_sorts_by_likeness() -> None:
    patients = ["Jane Smith", "John Murphy", "John Michael Smith", "Mary O'Brien"]
    found = best("Jon Smyth", patients)
    assert found[0][0] == "John Michael Smith"
    assert [likeness for _, likeness in found] == sorted((one for _, one in found), reverse=True)
    assert best("Marie Obrien", patients)[0][0] == "Mary O'Brien"
    assert best("John", []) == []


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_likeness_is_between_0_and_1(a: str, b: str) -> None:
    assert 0.0 <= sounds_like(a, b) <= 1.0
    name_in(a)
    spelled(a)


@pytest.mark.parametrize(
    ("letters", "written"),
    [
        ("murthy", "Murphy"),
        ("burn", "Burm"),
        ("dell", "Bell"),
        ("keloy", "Kelly"),
        ("kelli", "Kelly"),
        ("oconmor", "O'Connor"),
    ],
)
def test_letters_that_sound_alike_are_one(letters: str, written: str) -> None:
    assert spelled_alike(letters, written)


@pytest.mark.parametrize(("letters", "written"), [("murphy", "Kelly"), ("", "Bell"), ("deb", "Peg")])
def test_other_letters_are_another_name(letters: str, written: str) -> None:
    assert not spelled_alike(letters, written)


def test_a_spelled_last_name_needs_the_first_name_too() -> None:
    assert spelled_name("Mary", "Murthy", "Mary Ann Murphy")
    assert not spelled_name("John", "Murthy", "Mary Ann Murphy")
