"""Words of somebody in danger. Acted upon at once, also in a sentence that is not finished."""

from __future__ import annotations


def emergency(text: str, language: str = "en") -> bool:
    """Whether somebody is in danger now, by a reviewed list of patterns for "en" and "es" (KeyError for others)."""
    raise NotImplementedError
