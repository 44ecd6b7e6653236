"""Where a mistake in a TOML file stands: its line and its key, in words for whoever wrote the file."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import ValidationError

Loc = tuple[int | str, ...]  # as pydantic points: ("doctors", 0, "week", "monday")

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*([\w.-]+)\s*=")
_WORDS = {
    "extra_forbidden": "there is no such key; is it spelt right, and under the right heading?",
    "missing": "is missing",
}


def line_of_each_key(text: str) -> dict[Loc, int]:
    """Where each key and table stands, counted from 1."""
    lines: dict[Loc, int] = {}
    counts: dict[Loc, int] = {}  # of the tables in each array of tables
    table: Loc = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = ()
            parts = header[2].split(".")
            for depth, part in enumerate(parts, start=1):
                table = (*table, part)
                if depth == len(parts) and header[1] == "[[":
                    lines.setdefault(table, number)
                    counts[table] = counts.get(table, -1) + 1
                if table in counts:  # [doctors.week] is of the latest of [[doctors]]
                    table = (*table, counts[table])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *key[1].split(".")), number)
    return lines


def faults(path: Path, text: str, error: ValidationError) -> list[str]:
    """Every mistake that a model found, a line each."""
    lines = line_of_each_key(text)
    return [
        fault(path, lines, each["loc"], _WORDS.get(each["type"], each["msg"]))
        for each in error.errors()
        if each["type"] != "default_factory_not_called"  # only follows from another one
    ]


def fault(path: Path, lines: dict[Loc, int], loc: Loc, why: str) -> str:
    """`path:line: key: why`; of a key that is not there, the line of its heading."""
    known = next((loc[:length] for length in range(len(loc), 0, -1) if loc[:length] in lines), None)
    where = f"{path}:{lines[known]}" if known else f"{path}"
    key = ".".join(str(part) for part in loc)
    return f"{where}: {key}: {why.removeprefix('Value error, ')}"
