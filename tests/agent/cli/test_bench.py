from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from agent.cli import commands
from agent.cli.bench import AN_HOUR, BENCHMARKS, WEIGHTS
from models.weights import Weights

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


def test_the_weights_that_they_ask_for_are_known() -> None:
    assert set(WEIGHTS) <= set(BENCHMARKS)
    assert {name for names in WEIGHTS.values() for name in names} <= set(Weights(Path()).catalogue)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been measured; no weights are missing."""
    names: list[str] = []

    def load(module: str) -> SimpleNamespace:
        return SimpleNamespace(run=lambda quick: names.append(module.removeprefix("benchmarks.")))

    monkeypatch.setattr("agent.cli.bench.importlib", SimpleNamespace(import_module=load))
    monkeypatch.setattr("agent.cli.bench.pull_all", lambda names, *_: True)
    return names


def test_all_are_run_but_what_takes_an_hour(ran: list[str]) -> None:
    assert runner.invoke(commands(), ["bench", "all"]).exit_code == 0
    assert set(ran) == set(BENCHMARKS) - {AN_HOUR}
    ran.clear()
    assert runner.invoke(commands(), ["bench", "all", "--quick"]).exit_code == 0
    assert set(ran) == set(BENCHMARKS)


def test_without_its_weights_nothing_is_measured(
    ran: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr("agent.cli.bench.pull_all", lambda names, *_: bool(asked.append(names)))
    monkeypatch.setenv("FRONTDESK_WEIGHTS_DIR", str(tmp_path))
    assert runner.invoke(commands(), ["bench", "endpointing"]).exit_code == 78
    assert "smart-turn-v3.2" in asked[0]
    assert not ran
