from __future__ import annotations

import json
import platform
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from benchmarks import machine


def test_a_result_brings_its_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "RESULTS", tmp_path / "results")
    path = machine.save("speed", {"ms": 3}, Figure())
    assert json.loads(path.read_text())["figures"] == {"ms": 3}
    assert set(json.loads(path.read_text())["machine"]) == {
        *("os", "cpu", "cores", "load", "python", "packages", "commit", "date"),
    }
    assert (tmp_path / "results" / "speed.png").read_bytes().startswith(b"\x89PNG")


def test_a_quick_result_leaves_the_kept_one_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "RESULTS", tmp_path)
    kept = machine.save("speed", {"ms": 3})
    assert machine.save("speed", {"ms": 9}, quick=True) == tmp_path / "quick" / "speed.json"
    assert json.loads(kept.read_text())["figures"] == {"ms": 3}


def test_nothing_names_the_host_or_its_folders() -> None:
    told = machine.describe()
    assert str(Path.home()) not in json.dumps(told)
    assert platform.node() not in told.values()


def test_what_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "PACKAGES", ["numpy", "no-such-package-here"])
    assert list(machine.describe()["packages"]) == ["numpy"]


def test_without_git_the_commit_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert machine.describe()["commit"] == "unknown"
