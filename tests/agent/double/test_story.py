from __future__ import annotations

import pytest

from agent.double.story import Line, Story, read, written

TEXT = """\
# Mary Murphy
# books a check-up.
clinic: nobody can be reached now

agent: Hello.
agent, slower: Who is it?
caller: Mary Murphy. (heard as: Mary Murfy.)
caller: (presses 12#)
caller: (says nothing)
caller: (mumbles)
[another caller takes the time]
[call ends: completed]
"""


def test_a_story_is_read() -> None:
    story = read(TEXT)
    assert story.title == "Mary Murphy books a check-up."
    assert story.clinic == ("nobody can be reached now",)
    assert [line.who for line in story.lines][:3] == ["agent", "agent, slower", "caller"]
    said, pressed, silence, mumbled = story.lines[2:6]
    assert (said.said, said.heard) == ("Mary Murphy.", "Mary Murfy.")
    assert (pressed.keys, pressed.heard) == ("12#", "")
    assert silence.is_silence
    assert not mumbled.is_silence
    assert mumbled.heard == ""
    assert story.lines[-1] == Line("fact", "call ends: completed")


def test_a_story_is_written_as_it_is_read() -> None:
    story = Story("A title.", ("is closed",), (Line("caller", "Hello."), Line("fact", "call ends: limit")))
    assert read(written(story)) == story
    assert read(written(read(TEXT))) == read(TEXT)


def test_what_nobody_says_is_named_by_its_line() -> None:
    with pytest.raises(ValueError, match="line 2"):
        read("# A story\nnurse: Hello.\n")
