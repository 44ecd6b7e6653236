from __future__ import annotations

import re
from types import ModuleType

import pytest

from agent.dialogue.understand.together import FAR, NEAR, Together, together

NEVER = re.compile(r"\bno $")


def parts(*dangers: str) -> ModuleType:
    module = ModuleType("parts")
    module.__dict__.update(
        CONCEPTS={"chest": "chest|breast bone", "hurts": "pain*|ache*", "cannot": "can't", "wake": "wake"},
        DANGERS={"all": ", ".join(dangers)},
        HARMLESS="chest x-ray",
        SETTLED="for months",
        NOW="now",
    )
    return module


KNOWS: Together = together(parts("chest hurts", "cannot>wake"), NEVER)


@pytest.mark.parametrize(
    ("clauses", "alarms"),
    [
        (["my chest is painful"], True),
        (["it aches behind the breast bone"], True),
        (["the pain is here", "in the chest"], True),
        (["my chest"], False),
        (["no pain in the chest"], False),
        (["the chestnut is painful"], False),
        ([f"my chest {'and so ' * FAR} it is painful"], False),
        (["I can't wake him"], True),
        (["I can't ever wake him"], True),
        ([f"I can't {'really ' * (NEAR + 1)} wake him"], False),
        (["wake up, I can't"], False),
        ([], False),
    ],
)
def test_what_comes_together(clauses: list[str], alarms: bool) -> None:
    assert KNOWS.alarm(clauses) is alarms


def test_what_is_harmless_is_taken_out_and_leaves_a_gap() -> None:
    assert KNOWS.without_harmless("pain after the chest x-ray") == "pain after the ~"


def test_what_is_old_is_settled_unless_it_is_now() -> None:
    assert KNOWS.is_settled("my chest has hurt for months")
    assert not KNOWS.is_settled("my chest has hurt for months and now I faint")
    assert not KNOWS.is_settled("my chest hurts")


def test_a_danger_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="leg"):
        together(parts("chest leg"), NEVER)
