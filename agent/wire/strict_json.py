"""JSON as strangers may send it: one object of modest depth with finite numbers, or a plain refusal."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

MAX_DEPTH = 20  # no message of any protocol here nests deeper than four


def parse_object(text: str | bytes) -> dict[str, object]:
    """The one JSON object in `text` (bytes must be UTF-8).

    Raises ValueError, whose words never repeat what was received.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode()  # left to itself, `json` would also guess at UTF-16 and UTF-32
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise ValueError("not valid JSON") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    _check_depth(value)
    return value


def _refuse(name: str) -> None:
    raise ValueError(name)  # NaN and the infinities are Python's invention, not JSON


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def _check_depth(value: dict[str, object]) -> None:
    level: list[dict[str, object] | list[object]] = [value]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in _children(parent) if isinstance(child, dict | list)]
        if not level:
            return
    raise ValueError(f"nested deeper than {MAX_DEPTH}")


def _children(value: dict[str, object] | list[object]) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value
