"""Names: out of a sentence, spelled, and compared by their sound."""

from __future__ import annotations

from collections.abc import Sequence


def name_in(text: str) -> str:
    """The name, capitalised: "it's john smith, S M I T H" -> "John Smith". What was spelled wins; "" for none."""
    raise NotImplementedError


def spelled(text: str) -> str | None:
    """What was spelled letter by letter ("B as in Bravo, R, O, W, N" -> "Brown"); None unless at least two letters."""
    raise NotImplementedError


def sounds_like(a: str, b: str) -> float:
    """How alike two names are when heard, 0 to 1; the same name in another spelling is above 0.85."""
    raise NotImplementedError


def best(name: str, candidates: Sequence[str]) -> list[tuple[str, float]]:
    """The candidates with their likeness, most alike first."""
    raise NotImplementedError
