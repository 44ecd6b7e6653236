from __future__ import annotations

import importlib

from typer.testing import CliRunner

from agent.cli import commands
from agent.cli.bench import BENCHMARKS

runner = CliRunner()


def test_without_a_name_it_lists_them() -> None:
    result = runner.invoke(commands(), ["bench"])
    assert result.exit_code == 0
    assert all(name in result.output for name in BENCHMARKS)


def test_an_unknown_name_is_named() -> None:
    result = runner.invoke(commands(), ["bench", "speed"])
    assert result.exit_code == 2
    assert "speed" in result.output


def test_each_benchmark_exists() -> None:
    for name in BENCHMARKS:
        assert callable(importlib.import_module(f"benchmarks.{name}").run)
