"""One thing asked for, and what a task of the conversation is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from agent.dialogue.errands import Finding
from agent.dialogue.flow import Expects, Reply

if TYPE_CHECKING:
    from agent.dialogue.talk import Talk


@dataclass(frozen=True, slots=True)
class Question:
    """`again`: the words for it after a first and after a second failure; after a third a person is to help.

    `digits`: of the whole answer, if it is a number of known length. `options`: so many things were offered
    to choose from, by word or by key. `verbatim`: whatever is said is the answer.
    """

    text: str
    again: tuple[str, str]
    expects: Expects = "anything"
    digits: int | None = None
    options: int = 0
    hints: tuple[str, ...] = ()
    verbatim: bool = False

    @property
    def takes_number(self) -> bool:
        """Keys are digits of one answer, and no choice."""
        return self.expects in ("date", "number")


class Task(Protocol):
    """Something a caller came for: a value that holds what is known of it so far. Tasks inherit `stuck`."""

    new_patients: ClassVar[bool]  # whether somebody who is not in the book yet can have it

    def begin(self, talk: Talk, lead: str = "") -> Reply:
        """Say `lead`, and do what comes next: ask for what is missing, or send for it."""

    def heard(self, text: str, talk: Talk) -> Reply | None:
        """The answer to what was asked. None, if it is no answer to that."""

    def found(self, finding: Finding, talk: Talk) -> Reply:
        """What the errand last sent for brought; never a Failed."""

    def stuck(self, talk: Talk) -> Reply:
        """The open question has been asked in all its wordings, and not been answered."""
        return talk.person(talk.words.BETTER_A_PERSON)

    def summary(self, talk: Talk) -> str:
        """A sentence for the person who takes the caller over."""
