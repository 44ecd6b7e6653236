"""Wording by language: modules with the same names, so that a flow says `words.CAN_HELP` in any of them."""

from __future__ import annotations

from types import ModuleType

from agent.dialogue.phrases import en, en_reminder, es, es_reminder

_WORDINGS = {"en": en, "es": es}
_OF_REMINDERS = {"en": en_reminder, "es": es_reminder}


def wording(language: str) -> ModuleType:
    """Raises KeyError for a language we do not speak."""
    return _WORDINGS[language]


def reminding(language: str) -> ModuleType:
    """What a reminder call says beside that. Raises KeyError for a language we do not speak."""
    return _OF_REMINDERS[language]
