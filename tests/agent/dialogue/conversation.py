"""Talking to the receptionist from a test: words in, the words and facts that come of it out."""

from __future__ import annotations

from dataclasses import replace

from agent.dialogue.errands import Errand
from agent.dialogue.flow import Ask, Say
from agent.dialogue.knowledge import Knowledge
from agent.dialogue.reception import Reception
from agent.double.story import Line
from tests.records import KNOWN, Records
from tests.stories import Player

WHO = ("Mary Murphy.", "3 May 1971.")


class Conversation(Player):
    """`text`: our last words."""

    def __init__(self, *said: str, clinic: Knowledge = KNOWN, records: Records | None = None) -> None:
        records = records or Records()
        records.clinic = clinic
        super().__init__(records, Reception(clinic))
        self.take(self.flow.begin())
        for words in said:
            self.say(words)

    def say(self, words: str) -> str:
        """Returns our answer."""
        before = len(self.lines)
        self.do(Line("caller", words))
        return " ".join(line.text for line in self.lines[before:] if line.who.startswith("agent"))

    @property
    def text(self) -> str:
        return next(line.text for line in reversed(self.lines) if line.who.startswith("agent"))

    @property
    def reception(self) -> Reception:
        assert isinstance(self.flow, Reception)
        return self.flow

    def asks_for(self, words: str) -> Errand | None:
        """What the flow would send for at these words, without sending."""
        moves = self.flow.heard(words).moves
        return next((move.errand for move in moves if isinstance(move, Ask)), None)

    def question(self) -> Say:
        """What the ear was told with the open question."""
        asked = self.reception.question
        assert asked is not None
        return Say(asked.text, asked.expects, asked.digits, asked.hints)


CLOSED = replace(KNOWN, person_number="")
