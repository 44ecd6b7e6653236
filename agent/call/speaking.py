"""Our side of the talk: the line being said, what it asked for, what is to follow it, and what was heard of
a line that was taken back.
"""

from __future__ import annotations

from typing import NamedTuple

from agent.call.endpointing import Hearing, patience_ms
from agent.call.playout import Cut, Playout
from agent.call.policy import Policy
from agent.call.reply import Planned
from agent.dialogue.flow import Ask, Expects, HangUp, Say, Transfer


class Heard(NamedTuple):
    """What has been heard of a line of ours, and when it began."""

    text: str
    began_ms: int


class Speaking:
    def __init__(self, policy: Policy) -> None:
        self.playout = Playout(policy)
        self.expects: Expects = "anything"
        self.digits: int | None = None  # expected of a number
        self.hints: tuple[str, ...] = ()
        self.afterwards: Ask | Transfer | HangUp | None = None  # once our line has been heard
        self.final = False  # our line is the last whatever the caller does
        self._policy = policy
        self._cut: Cut | None = None  # our line taken back, until the carrier says how far it got ...
        self._cut_until_ms = 0  # ... but no longer than this

    def begin(self, planned: Planned) -> None:
        """Say it; the line before has been written down."""
        self.afterwards = planned.afterwards
        for move in planned.reply.moves:
            if isinstance(move, Say):
                self.expects, self.digits, self.hints = move.expects, move.digits, move.hints
        self.playout.say(planned.phrases)

    def patience_ms(self, hearing: Hearing | None, longest_pause_ms: int) -> int:
        """The silence that ends an answer to our line."""
        return patience_ms(hearing, self.expects, self.digits, longest_pause_ms, self._policy)

    def answers_half(self, age_ms: int) -> bool:
        """Whether a voice now may go on with what we took for finished. `age_ms`: of our line. What we are
        about to change can be stopped until it is."""
        return isinstance(self.afterwards, Ask) or age_ms <= self._policy.take_back_ms

    def stop(self, now_ms: int, leg_lost: bool) -> list[int]:
        """Take the line back. What was heard of it is certain once the carrier confirms, unless the leg is
        gone. Returns the jobs that need not be finished."""
        unmade = self.playout.unmade()
        self._cut = self.playout.lose(now_ms) if leg_lost else self.playout.take_back(now_ms)
        self._cut_until_ms = now_ms + self._policy.clear_grace_ms
        self.afterwards = None
        return unmade

    def heard_of_cut(self, confirmed: bool) -> Heard | None:
        """How far the line that was taken back was heard, perhaps not at all: told once, then None.
        `confirmed`: the carrier says just now that it has stopped."""
        cut, self._cut = self._cut, None
        return Heard(self.playout.heard_of(cut, confirmed), cut.began_ms) if cut else None

    @property
    def cut_due_ms(self) -> int | None:
        """When the confirmation is waited for no longer."""
        return self._cut_until_ms if self._cut else None

    def heard_whole(self, now_ms: int) -> Heard:
        """The line has been heard to its end; there is none from now on."""
        line = Heard(self.playout.text, self.playout.started_ms or now_ms)
        self.playout.say([])
        return line
