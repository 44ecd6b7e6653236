"""Digits as people say them on a telephone, and which of several things was chosen."""

from __future__ import annotations


def digits_in(text: str) -> str:
    """All digits that were said, in order ("079 double seven" -> "07977"); "+" in front where it was said."""
    raise NotImplementedError


def telephone(text: str, region: str) -> str | None:
    """The telephone number in it, E.164. `region` ("IE"): where a number without a country is at home.

    None unless it is a number that can exist there: too short, too long, or of no network.
    """
    raise NotImplementedError


def ordinal_choice(text: str, count: int) -> int | None:
    """Which of `count` things, from 0: "the first one", "number two", "option 3", "the last". None for no choice."""
    raise NotImplementedError
