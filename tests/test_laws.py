"""The laws of the house (who may import whom, what a core may not do), read from the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("agent", "audio", "models", "benchmarks")
SOURCES = sorted(path for package in OURS for path in (ROOT / package).rglob("*.py"))


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: say the whole name"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


# The longest prefix of a module's name that stands here says what of ours it may import (itself always).
WORDS = ("agent.events", "agent.commands", "agent.facts", "agent.personal")
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "audio": (),
    "models": ("audio",),
    "agent.personal": (),
    "agent.dialogue.errands": (),
    "agent.events": ("agent.personal", "agent.dialogue.errands", "audio"),
    "agent.commands": ("agent.events", "agent.personal", "agent.dialogue.errands", "audio"),
    "agent.facts": ("agent.events", "agent.commands", "agent.personal"),
    "agent.journal": (*WORDS, "agent.dialogue.errands", "audio"),
    "agent.settings": (),
    "agent.dialogue": (),
    "agent.call": (*WORDS, "agent.dialogue", "audio"),
    "agent.wire": (*WORDS, "audio"),
    # It runs a flow's errands, and compares names as the dialogue hears them.
    "agent.briefing": ("agent.clinic", "agent.dialogue"),
    "agent.clinic": (*WORDS, "agent.dialogue.errands", "agent.dialogue.understand.names"),
    # Its callers read numbers and dates in what they hear, and nothing else, as the agent does.
    "agent.double": ("audio", "agent.dialogue.understand.numbers", "agent.dialogue.understand.words"),
    "agent.reminders.schedule": (),
    "agent.reminders.listener": ("audio",),
    "agent.reminders": (*WORDS, "agent.clinic"),
    "agent.io": (
        *WORDS,
        *("agent.call", "agent.clinic", "agent.dialogue", "agent.double", "agent.journal", "agent.settings"),
        "agent.reminders",
        *("agent.wire", "audio", "models.job", "models.pool"),
    ),
    "agent.parts": ("agent", "audio", "models.job", "models.pool", "models.weights"),
    "agent.app": ("agent", "audio", "models.job", "models.pool", "models.weights"),
    "agent.cli": ("agent", "audio", "models", "benchmarks"),
    "agent": (),
    "benchmarks": OURS,
}


@pytest.mark.parametrize("path", SOURCES, ids=module)
def test_imports_go_down(path: Path) -> None:
    name = module(path)
    home = max((p for p in MAY_IMPORT if name == p or name.startswith(p + ".")), key=len)
    allowed = (home, *MAY_IMPORT[home])
    ours = [i for i in imports(path) if i.split(".")[0] in OURS]
    wrong = [i for i in ours if not any(i == a or i.startswith(a + ".") for a in allowed)]
    assert not wrong, f"{name} may not import {wrong}"
    if home == "agent.app":
        assert not any(f"{i}.".startswith("agent.cli.") for i in ours)


CORES = (
    *("agent/call", "agent/wire", "agent/dialogue", "agent/double", "audio"),
    *("agent/reminders/schedule.py", "agent/reminders/attempt.py", "agent/reminders/numbers.py"),
    "agent/reminders/listener.py",
)
WORLD = {
    *("asyncio", "threading", "multiprocessing", "concurrent", "subprocess", "socket", "selectors", "signal"),
    *("time", "random", "secrets", "uuid", "logging", "structlog", "os", "sys", "io", "tempfile", "shutil"),
    *("requests", "httpx", "urllib.request", "uvicorn", "starlette", "fastapi", "websockets", "sqlalchemy"),
}
CLOCKS = {"now", "utcnow", "today", "open", "print", "input"}
# A WAV file is bytes in a container, and reading one is what that module is for; the double's network
# throws its dice from a seed.
ALLOWED = {"audio.wav": {"open", "io"}, "agent.double.network": {"random"}}


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if p.relative_to(ROOT).as_posix().startswith(CORES)], ids=module
)
def test_a_core_does_nothing(path: Path) -> None:
    """No clock, I/O, thread, randomness or logging in the cores (DESIGN law 2)."""
    allowed = ALLOWED.get(module(path), set())
    for name in imports(path):
        parts = name.split(".")
        prefixes = {".".join(parts[: n + 1]) for n in range(len(parts))}
        assert not (prefixes & WORLD) - allowed, f"{path.name} imports {name}"
    for node in ast.walk(ast.parse(path.read_text())):
        assert not isinstance(node, (ast.AsyncFunctionDef, ast.Await)), f"{path.name}:{node.lineno} awaits"
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            assert name not in CLOCKS - allowed, f"{path.name}:{node.lineno} calls {name}"


def test_only_the_runner_opens_the_door() -> None:
    """One door in (DESIGN law 1): `.handle(` is called by the runner, and by nobody else of ours."""
    callers = [
        m for p in SOURCES if "_session.handle(" in p.read_text() and (m := module(p)).startswith("agent.")
    ]
    assert callers == ["agent.io.runner"]


@pytest.mark.parametrize("place", ["agent/call", "agent/dialogue", "agent/clinic", "audio", "models"])
def test_a_vendor_stays_on_its_wire(place: str) -> None:
    """DESIGN law 5."""
    for path in (ROOT / place).rglob("*.py"):
        assert "vonage" not in path.read_text().lower(), path


def test_the_unions_stay_small() -> None:
    from typing import get_args

    from agent.commands import Command
    from agent.events import Event

    assert len(get_args(Event)) <= 20
    assert len(get_args(Command)) <= 14


UNTESTED_BY_NAME = {
    # Bare words, seen through whoever uses them, and the line that makes `python -m agent.cli` work.
    *(
        "agent.app",  # started for real by tests/e2e
        "agent.commands",
        "agent.events",
        "agent.facts",
        "agent.dialogue.errands",
        "agent.io.desk",
        "models.job",
        "agent.cli.__main__",
    ),
}


def test_the_tests_mirror_the_tree() -> None:
    """Every source file has a test of its name, or is listed above with the reason."""
    missing = []
    for path in SOURCES:
        name = module(path)
        if path.name == "__init__.py" or path.parts[len(ROOT.parts)] == "benchmarks" or "migrations" in name:
            continue
        relative = path.relative_to(ROOT)
        if not (ROOT / "tests" / relative.parent / f"test_{path.name}").exists():
            missing.append(name)
    assert set(missing) <= UNTESTED_BY_NAME, sorted(set(missing) - UNTESTED_BY_NAME)


def test_files_stay_readable() -> None:
    """A file past 350 lines is a sign; past 450 there is a second thing in it."""
    long = {module(p): n for p in SOURCES if (n := len(p.read_text().splitlines())) > 450}
    assert not long
