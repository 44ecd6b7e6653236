"""Reads utterances.txt: what callers say, and what they want by it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from agent.dialogue.understand.intents import EXAMPLES

SET = Path(__file__).with_name("utterances.txt")
CLINIC = Path(__file__).parents[4] / "agent" / "clinic" / "example.toml"


class Utterance(NamedTuple):
    text: str
    label: str  # "intent:book", "question:3"
    held_out: bool


def utterances() -> list[Utterance]:
    found, held_out = [], False
    for row in SET.read_text(encoding="utf-8").splitlines():
        if row.startswith("["):
            held_out = row == "[held out]"
        elif row and not row.startswith("#"):
            label, _, text = row.partition(" | ")
            label = label if ":" in label else f"intent:{label}"
            found.append(Utterance(text.removeprefix("~ "), label, held_out))
    return found


def examples() -> dict[str, list[str]]:
    """What an embedding compares with: our own sentences and the example clinic's questions."""
    questions = tomllib.loads(CLINIC.read_text(encoding="utf-8"))["questions"]
    return {f"intent:{intent}": list(said) for intent, said in EXAMPLES.items()} | {
        f"question:{number}": question["ask"] for number, question in enumerate(questions)
    }


def accuracy(chosen: Sequence[Utterance], label_of: Callable[[Utterance], str]) -> tuple[float, list[str]]:
    """The share that is labelled rightly, and the others with the label they got."""
    wrong = [f"{one.text} ({one.label}) -> {got}" for one in chosen if (got := label_of(one)) != one.label]
    return 1 - len(wrong) / len(chosen), wrong
