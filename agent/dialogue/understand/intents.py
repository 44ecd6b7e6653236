"""What the caller wants of us: by rules first, and by the nearest example sentence where they are silent."""

from __future__ import annotations

from typing import Literal

Intent = Literal[
    "book",
    "move",
    "cancel",
    "when",
    "hours",
    "address",
    "person",
    "message",
    "repeat",
    "slower",
    "louder",
    "bye",
    "greeting",
    "yes",
    "no",
    "help",
    "start_over",
    "other",
]

EXAMPLES: dict[Intent, tuple[str, ...]] = {}


def rules(text: str) -> Intent:
    """What the caller wants, by the first rule that matches; "other" for none."""
    raise NotImplementedError


def decide(text: str, closest: tuple[tuple[str, float], ...] | None) -> str:
    """A label, "intent:book" or "question:3" (the clinic's own, from 0), out of the rules and of the sentences
    nearest in meaning (`errands.Closest.labels`, best first; None where nobody was asked). "intent:other" when
    neither is sure."""
    raise NotImplementedError
