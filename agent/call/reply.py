"""A reply on its way: thought of, its first phrase being made, perhaps waiting for somebody to come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.call.playout import Phrase
from agent.call.policy import Policy
from agent.dialogue.errands import Errand
from agent.dialogue.flow import Ask, HangUp, Listen, Reply, Say, Transfer, split_phrases
from audio.frame import SAMPLES_PER_MS


@dataclass(slots=True, eq=False)
class Planned:
    """A reply, and the phrases of what it says."""

    reply: Reply
    phrases: list[Phrase]

    @property
    def errand(self) -> Errand | None:
        return next((move.errand for move in self.reply.moves if isinstance(move, Ask)), None)

    @property
    def farewell(self) -> Transfer | HangUp | None:
        """What follows it, if it is our last line."""
        return next((move for move in self.reply.moves if isinstance(move, Transfer | HangUp)), None)

    @property
    def listens_ms(self) -> int:
        """For how long a first word is waited for, if it is one of silence; else 0."""
        return next((move.ms for move in self.reply.moves if isinstance(move, Listen)), 0)

    @property
    def afterwards(self) -> Ask | Transfer | HangUp | None:
        """What is done once it has been heard. Who says what they are about to change does it then:
        before, they can be stopped."""
        errand = self.errand
        return Ask(errand) if errand and errand.changes and self.phrases else self.farewell

    @property
    def unmade(self) -> list[int]:
        """The job of the phrase that is being made for it."""
        return [phrase.job for phrase in self.phrases[:1] if not phrase.complete]


def plan(reply: Reply, new_job: Callable[[], int], breath_ms: int) -> Planned:
    """What a reply says, sentence by sentence, with a breath before each but the first."""
    says = [move for move in reply.moves if isinstance(move, Say)]
    texts = split_phrases(" ".join(say.text for say in says))
    pace = says[0].pace if says else 1.0
    gap = breath_ms * SAMPLES_PER_MS
    return Planned(
        reply, [Phrase(new_job(), text, pace, gap=gap if i else 0) for i, text in enumerate(texts)]
    )


@dataclass(slots=True, eq=False)
class Sent:
    """An errand that is being run. `outcome`: what we say to its finding, until it is our turn to say it."""

    job: int
    errand: Errand
    due_ms: int | None = None  # how long to wait in silence; None: nobody waits for it yet
    excused: bool = False  # the caller has been told that it takes a moment
    outcome: Planned | None = None

    def wait(self, now_ms: int, policy: Policy) -> None:
        """From now on somebody waits for it."""
        self.due_ms = now_ms + (policy.errand_ms if self.excused else policy.filler_ms)

    @property
    def binding(self) -> bool:
        """It changes something, so its outcome is said whatever the caller says meanwhile."""
        return self.errand.changes

    @property
    def stale(self) -> list[int]:
        """The jobs that are not worth finishing once it is forgotten."""
        return [self.job] if self.outcome is None else self.outcome.unmade
