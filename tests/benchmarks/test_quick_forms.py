"""The short form of each benchmark that has one with engines: it runs, and leaves its figures and plot."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from agent.settings import Settings
from benchmarks import machine

SETTINGS = Settings()


@pytest.mark.e2e
@pytest.mark.corpora
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["drift", "final_text", "partials", "phantom_words"])
def test_it_runs_and_leaves_figures_and_a_plot(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (SETTINGS.corpora_dir / "dev" / "manifest.tsv").exists():
        pytest.skip(f"no recorded speech in {SETTINGS.corpora_dir}: FRONTDESK_CORPORA_DIR names its folder")
    if not all((SETTINGS.weights_dir / each).is_dir() for each in (SETTINGS.ear, SETTINGS.voice)):
        pytest.skip("the weights are not there: run `frontdesk weights pull`")
    monkeypatch.setattr(machine, "RESULTS", tmp_path)
    found = importlib.import_module(f"benchmarks.{name}").run(quick=True)
    assert found
    assert json.loads((tmp_path / "quick" / f"{name}.json").read_text())["machine"]["cores"]
    assert (tmp_path / "quick" / f"{name}.png").stat().st_size > 1000


@pytest.mark.parametrize("name", ["final_text", "partials", "phantom_words"])
def test_without_recorded_people_it_says_that_it_skips(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FRONTDESK_CORPORA_DIR", str(tmp_path))
    monkeypatch.setattr(machine, "RESULTS", tmp_path / "results")
    assert importlib.import_module(f"benchmarks.{name}").run(quick=True) == {}
    assert "skipped" in capsys.readouterr().out
    assert not (tmp_path / "results").exists()
