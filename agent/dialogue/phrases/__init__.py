"""Wording by language: modules with the same names, so that a flow says `words.CAN_HELP` in any of them."""

from __future__ import annotations

from types import ModuleType

from agent.dialogue.phrases import en, es

_WORDINGS = {"en": en, "es": es}


def wording(language: str) -> ModuleType:
    """Raises KeyError for a language we do not speak."""
    return _WORDINGS[language]
