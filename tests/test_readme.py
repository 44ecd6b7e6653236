"""The README says what the code says. After a change: `.venv/bin/python -m tests.test_readme`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agent.call.floor import diagram
from agent.cli.settings import as_markdown

README = Path(__file__).parent.parent / "README.md"


def blocks() -> dict[str, str]:
    """What stands between the markers of each generated block."""
    return {
        "settings": as_markdown(),
        "floor": f"```mermaid\n{diagram()}\n```",
    }


def between(name: str, text: str) -> str:
    match = re.search(rf"<!-- {name}:begin -->\n(.*?)\n?<!-- {name}:end -->", text, re.DOTALL)
    assert match is not None, f"the README has no block {name}"
    return match[1]


@pytest.mark.parametrize("name", ["settings", "floor"])
def test_a_generated_block_is_up_to_date(name: str) -> None:
    assert between(name, README.read_text()) == blocks()[name]


def test_the_quick_start_opens_with_the_two_commands() -> None:
    commands = re.findall(r"^make (\w+)", README.read_text(), re.MULTILINE)
    assert commands[:2] == ["demo", "test"]


def test_every_command_it_names_exists() -> None:
    from typer.main import get_command

    from agent.cli import commands

    known = set(get_command(commands()).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"(?:\.venv/bin/|`)frontdesk ([a-z]+)", README.read_text()))
    assert named
    assert named <= known


def test_every_variable_it_names_exists() -> None:
    from agent.cli.settings import variables

    named = set(re.findall(r"\bFRONTDESK_[A-Z_]+\b", README.read_text()))
    assert named <= variables()


if __name__ == "__main__":
    text = README.read_text()
    for block, content in blocks().items():
        marked = rf"(<!-- {block}:begin -->\n).*?(<!-- {block}:end -->)"
        text = re.sub(marked, lambda m, c=content: f"{m[1]}{c}\n{m[2]}", text, flags=re.DOTALL)
    README.write_text(text)
