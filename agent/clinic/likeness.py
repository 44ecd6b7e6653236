"""Whether a name as heard is a name as written down."""

from __future__ import annotations

from agent.dialogue.understand.names import sounds_like, spelled_name

# Above it, two names are one in two spellings. Below lie "John" and "Jane", and a first or last name alone.
ALIKE = 0.85


def same_name(heard: str, written: str, spelled: bool = False) -> bool:
    """True for "Mary Murphy" and "Mary Anne Murphey"; False where only a first or a last name is heard.

    `spelled`: the last name of `heard` was, so "Murthy" may be "Murphy".
    """
    if sounds_like(heard, written) > ALIKE:
        return True
    first, _, last = heard.partition(" ")
    return spelled and spelled_name(first, last, written)
