from __future__ import annotations

import pytest

from agent.clinic.likeness import same_name


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("Catherine Murphy", "Katherine Murphy"),
        ("mary murphey", "Mary Murphy"),
        ("Murphy, Mary", "Mary Murphy"),
        ("Mary Murphy", "Mary Anne Murphy"),
        ("Mary Anne Murphy", "Mary Murphy"),
        ("James O Connor", "James O'Connor"),
        ("james oconnor", "James O’Connor"),
        ("Sofia Garcia", "Sofía García"),
        ("Cher", "Cher"),
    ],
)
def test_the_same_name(heard: str, written: str) -> None:
    assert same_name(heard, written)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("Mary", "Mary Murphy"),
        ("Murphy", "Mary Murphy"),
        ("John Murphy", "Jane Murphy"),
        ("Mark Murphy", "Mary Murphy"),
        ("Mary Murphy", "Mary Murray"),
        ("Mary Mary", "Mary Murphy"),
        ("", "Mary Murphy"),
        ("Mary Murphy", ""),
        ("* %", "Mary Murphy"),
        ("a b c d e f g h", "Mary Murphy"),
    ],
)
def test_another_name(heard: str, written: str) -> None:
    assert not same_name(heard, written)
