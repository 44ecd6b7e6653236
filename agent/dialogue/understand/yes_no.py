"""Did the caller say yes or no?"""

from __future__ import annotations


def yes_or_no(text: str) -> bool | None:
    """True for yes, False for no; None for neither, and for both at once."""
    raise NotImplementedError
