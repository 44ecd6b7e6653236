"""Personal data is a type: formatting it into a log line or a label yields a redaction, by construction."""

from __future__ import annotations

from dataclasses import dataclass

REDACTED = "[redacted]"


@dataclass(frozen=True, slots=True, repr=False)
class Personal:
    """A name, number, birth date, transcript text or token. Whoever truly needs it says so: `reveal()`."""

    _value: str

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return REDACTED

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return REDACTED

    def __bool__(self) -> bool:
        return bool(self._value)
