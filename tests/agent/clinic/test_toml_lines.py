from __future__ import annotations

from pathlib import Path

from agent.clinic.toml_lines import fault, line_of_each_key

TEXT = """name = "x"
opening.monday = []

[[doctors]]
id = "a"
[doctors.week]
monday = []
[[doctors]]
id = "b"
[doctors.week]
monday = []
[[doctors.notes]]
text = "c"
"""


def test_keys_stand_where_they_stand() -> None:
    lines = line_of_each_key(TEXT)
    assert lines["name",] == 1
    assert lines["opening", "monday"] == 2
    assert lines["doctors",] == lines["doctors", 0] == 4
    assert lines["doctors", 0, "week", "monday"] == 7
    assert lines["doctors", 1] == 8
    assert lines["doctors", 1, "week"] == 10
    assert lines["doctors", 1, "week", "monday"] == 11
    assert lines["doctors", 1, "notes", 0, "text"] == 13


def test_a_key_that_is_not_there_is_named_by_its_heading() -> None:
    lines = line_of_each_key(TEXT)
    path = Path("clinic.toml")
    assert fault(path, lines, ("doctors", 1, "name"), "is missing") == (
        "clinic.toml:8: doctors.1.name: is missing"
    )
    assert fault(path, lines, ("address",), "Value error, no") == "clinic.toml: address: no"
