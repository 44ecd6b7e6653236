from __future__ import annotations

import re

import pytest

from agent.dialogue.understand import together_en as parts
from agent.dialogue.understand.emergency import emergency
from agent.dialogue.understand.signs_en import DENIED
from agent.dialogue.understand.together import together

KNOWS = together(parts, re.compile(DENIED))
WRITTEN = [danger.strip() for group in parts.DANGERS.values() for danger in group.split(",")]


def test_every_concept_is_part_of_a_danger_and_written_plainly() -> None:
    """Lower case and without accents, as what it is held against."""
    named = {name for danger in WRITTEN for name in re.split(r"[ >|]", danger)}
    assert named == parts.CONCEPTS.keys()
    for words in (*parts.CONCEPTS.values(), parts.HARMLESS, parts.SETTLED, parts.NOW):
        assert words.isascii()
        assert words == words.lower()
        assert all(word and word == word.strip() for word in words.split("|")), words


def test_no_danger_is_there_twice() -> None:
    assert len(set(WRITTEN)) == len(WRITTEN) > 100


@pytest.mark.parametrize(
    "text",
    [
        "He's burned his whole arm with boiling oil.",
        "A button went down and it's lodged in her windpipe.",
        "His left arm is gone dead and he can't find his words.",
        "Grandad hit his head and he's on warfarin.",
        "The little girl drank white spirit.",
        "I keep thinking about ending my life.",
    ],
)
def test_parts_that_are_known_make_dangers_that_nobody_wrote_down(text: str) -> None:
    assert emergency(text, "en")
