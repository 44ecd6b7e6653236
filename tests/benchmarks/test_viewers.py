from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import machine, viewers


def test_t15_it_measures_both_rounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "RESULTS", tmp_path)
    result = viewers.run(quick=True)
    assert set(result["rounds"]) == {"everybody reads", "one never reads"}
    for spread in result["rounds"].values():
        assert 0 < spread["p50_ms"] <= spread["p99_ms"]
    assert (tmp_path / "quick" / "viewers.json").exists()
