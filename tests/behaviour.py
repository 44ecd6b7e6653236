"""The table of required behaviour: id -> its tests -> did they pass. `make behaviour` prints it.

A test says in its name which behaviour it shows (`test_s01_...`, `test_t16_t17_...`); the ids there are stand
in behaviour.txt. Exits with 1 where a test failed; an id that has none yet is told and no failure.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections import defaultdict
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
IDS = (Path(__file__).parent / "behaviour.txt").read_text().split()
GROUPS = {
    "G": "any endpoint",
    "V": "voice socket",
    "T": "live transcripts",
    "S": "events for hospitals",
    "K": "ticket sockets",
    "W": "webhooks",
    "R": "reminders",
    "M": "speech workers",
    "H": "host and store",
    "P": "privacy",
}
BAD = ("failed", "error")

_NAMED = re.compile(r"([a-z])_?(\d{2})(?=_|$)")


def ids_of(test: str) -> list[str]:
    """The behaviours that a test's name claims: `test_s01_...`, `test_t16_t17_...`, `test_h_04_...`."""
    name = test.rpartition("::")[2].partition("[")[0].removeprefix("test_")
    found = []
    while match := _NAMED.match(name):
        found.append(f"{match[1].upper()}-{match[2]}")
        name = name[match.end() + 1 :]
    return [id for id in found if id in IDS]


class Watcher:
    """pytest's plugin that notes what became of the tests with an id."""

    def __init__(self) -> None:
        self.outcomes: dict[str, dict[str, str]] = defaultdict(dict)  # id -> test -> outcome

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        wanted = [item for item in items if ids_of(item.nodeid)]
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = wanted
        for item in wanted:
            self._note(item.nodeid, "collected")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self._note(report.nodeid, "error" if report.when != "call" and report.failed else report.outcome)

    def _note(self, nodeid: str, outcome: str) -> None:
        """Of a test with many parameters the worst counts."""
        test = nodeid.partition("[")[0]
        for id in ids_of(nodeid):
            if self.outcomes[id].get(test) not in BAD:
                self.outcomes[id][test] = outcome


def table(outcomes: dict[str, dict[str, str]]) -> Table:
    made = Table(box=None, header_style="bold")
    for heading in ("id", "what", "tests", "outcome"):
        made.add_column(heading, overflow="fold")
    for id in IDS:
        tests = outcomes.get(id, {})
        colours = {"passed": "green", "collected": "white", "skipped": "yellow"}
        named = [f"{test.removeprefix('tests/')}" for test in tests]
        shown = [f"[{colours.get(how, 'red')}]{how}[/]" for how in tests.values()] or ["[yellow]no test[/]"]
        made.add_row(id, GROUPS[id[0]], "\n".join(named), "\n".join(shown))
    return made


def summary(outcomes: dict[str, dict[str, str]]) -> list[str]:
    """A line for each group."""
    lines = []
    for letter, what in GROUPS.items():
        ids = [id for id in IDS if id.startswith(letter)]
        tested = [id for id in ids if outcomes.get(id)]
        failed = [id for id in tested if any(how in BAD for how in outcomes[id].values())]
        missing = [id for id in ids if id not in tested]
        line = f"{letter} ({what}): {len(tested)} of {len(ids)} have a test"
        line += f"; FAILED {' '.join(failed)}" if failed else ""
        line += f"; none yet: {' '.join(missing)}" if missing else ""
        lines.append(line)
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collect", action="store_true", help="which tests there are, without running them")
    parser.add_argument("paths", nargs="*", default=[str(ROOT / "tests")], help="where to look for tests")
    asked = parser.parse_args()
    watcher = Watcher()
    if asked.collect:
        with redirect_stdout(io.StringIO()):  # the list of tests, which the table says better
            code = pytest.main(["-q", "--collect-only", *asked.paths], plugins=[watcher])
    else:
        code = pytest.main(["-q", *asked.paths], plugins=[watcher])
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table(watcher.outcomes))
    for line in summary(watcher.outcomes):
        console.print(line, highlight=False)
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
