from __future__ import annotations

import pytest

from tests.behaviour import GROUPS, IDS, Watcher, ids_of, summary


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("tests/agent/io/test_x.py::test_s01_a_credential[x_s02_y]", ["S-01"]),
        ("test_t16_t17_t21_a_viewer", ["T-16", "T-17", "T-21"]),
        ("test_h_04_an_older_schema", ["H-04"]),
        ("test_s13_s15", ["S-13", "S-15"]),
        ("test_p_99_no_such_id", []),
        ("test_nothing_in_particular_s01", []),
    ],
)
def test_what_a_name_claims(name: str, ids: list[str]) -> None:
    assert ids_of(name) == ids


def test_every_id_is_in_a_group_and_none_comes_twice() -> None:
    assert len(set(IDS)) == len(IDS) > 150
    assert {id[0] for id in IDS} == set(GROUPS)


def test_of_many_parameters_the_worst_counts() -> None:
    watcher = Watcher()
    for parameter, outcome in (("a", "passed"), ("b", "failed"), ("c", "passed")):
        watcher._note(f"test_s01_x[{parameter}]", outcome)
    assert watcher.outcomes == {"S-01": {"test_s01_x": "failed"}}
    (line,) = [line for line in summary(watcher.outcomes) if line.startswith("S ")]
    assert "1 of 20 have a test; FAILED S-01; none yet: S-02" in line
