"""What a brain is, seen from the call: words in, moves out.

A flow is a value. `heard` does not change it but returns a Reply holding the flow that would go on
from there, so the call can try out what it would answer while the caller may still be speaking, and
forget it at no cost when the caller goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from agent.dialogue.errands import Errand, Finding

Expects = Literal["anything", "yes_no", "name", "date", "number"]
Why = Literal["fault", "limit", "drain", "viewer", "join"]  # a call must end, or leave us, now


@dataclass(frozen=True, slots=True)
class Say:
    """Speak `text`; `expects` is what we hope to hear next, and if a number, one of so many `digits`.

    `hints`: names and words that may come in the answer and that an ear would not think of.
    `pace`: 1 is the voice's own speed, larger is slower.
    """

    text: str
    expects: Expects = "anything"
    digits: int | None = None
    hints: tuple[str, ...] = ()
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class Ask:
    """Have the errand run; what comes of it is given to the flow's `found`. The last move of its reply.

    One that only looks may come without a Say before it, and is then run while we still wait for the end
    of the caller's turn.
    """

    errand: Errand


@dataclass(frozen=True, slots=True)
class Transfer:
    """Once what was said has been heard, give the caller to a person at `number` (E.164).

    `summary`: a sentence for that person about what it is about; "" for none.
    """

    number: str
    reason: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class HangUp:
    """Once what was said has been heard, end the call."""

    reason: str


@dataclass(frozen=True, slots=True)
class Listen:
    """Say nothing more, and leave the word to the other side; if nobody speaks for `ms`, the flow hears
    `silence(0)`."""

    ms: int


Move = Say | Ask | Transfer | HangUp | Listen


@dataclass(frozen=True, slots=True)
class Reply:
    """The moves to make now, and the flow that goes on once they are made."""

    flow: Flow
    moves: tuple[Move, ...]


class Flow(Protocol):
    """A brain that sends nobody on errands, and that nothing alarms, inherits just that."""

    def begin(self) -> Reply:
        """The call is up; nobody has spoken."""

    def reported(self, status: str, detail: str) -> Reply | None:
        """The line itself says something, in the middle of whatever is being said: "machine", "human". None:
        that is nothing to us."""
        return None

    def heard(self, text: str) -> Reply:
        """The caller's turn is over. `text` is "" when speech was heard but not understood."""

    def doubted(self, text: str) -> Reply:
        """As `heard`, of words that the ear itself is not sure of."""
        return self.heard(text)

    def overheard(self, text: str) -> Reply | None:
        """The caller is still speaking, and this is what it sounds like so far. None, unless it cannot wait:
        an emergency."""
        return None

    def found(self, finding: Finding) -> Reply:
        """The errand last asked for has been run. Another turn of the caller's may come before, as `heard`:
        then there will be no finding."""
        raise LookupError(f"nobody was sent for {finding!r}")

    def cut_short(self, heard: str) -> Flow:
        """The caller interrupted our last line, of which only this was heard, perhaps nothing."""
        return self

    def waiting(self) -> Reply:
        """An errand takes long: a word to say so. The finding is still to come."""
        return Reply(self, ())

    def pressed(self, digit: str) -> Reply:
        """One of 0-9 * # was pressed."""

    def silence(self, times: int) -> Reply:
        """Nobody has spoken for a while, for the `times`-th time in a row (1, 2, ...); 0: after a Listen."""

    def give_up(self, why: Why) -> Reply:
        """Say a last sentence and go; always ends in a Transfer or a HangUp."""

    def phrases(self) -> tuple[str, ...]:
        """The fixed sentences this flow may say, to be synthesised before the first call."""


@dataclass(frozen=True, slots=True)
class Apology(Flow):
    """What is left of a flow after a fault of ours: one last sentence, whatever happens."""

    flow: Flow

    def begin(self) -> Reply:
        return Reply(self, self.flow.give_up("fault").moves)

    def heard(self, text: str) -> Reply:
        return self.begin()

    def pressed(self, digit: str) -> Reply:
        return self.begin()

    def silence(self, times: int) -> Reply:
        return self.begin()

    def give_up(self, why: Why) -> Reply:
        return self.begin()

    def phrases(self) -> tuple[str, ...]:
        return ()


def split_phrases(text: str) -> list[str]:
    """Cut a reply into sentences, so that the first can play while the rest is being synthesised.

    "Dr. Reed is in." stays whole: a full stop cuts only before a space and an upper-case word, and not
    after a short title.
    """
    phrases: list[str] = []
    start = 0
    for i, char in enumerate(text):
        if char not in ".?!" or text[i + 1 : i + 2] not in ("", " "):
            continue
        sentence = text[start : i + 1].strip()
        last_word = sentence.split()[-1] if sentence else ""
        if char == "." and last_word in _TITLES:
            continue
        if sentence:
            phrases.append(sentence)
        start = i + 1
    rest = text[start:].strip()
    return [*phrases, rest] if rest else phrases


_TITLES = frozenset({"Dr.", "Mr.", "Mrs.", "Ms.", "St.", "No."})
