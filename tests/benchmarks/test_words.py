from __future__ import annotations

import pytest

from benchmarks.words import edits, is_digits, spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Tuesday, March 13th, 10:10 a.m.", "tuesday march thirteenth ten ten am"),
        ("Friday March 4th 1040 AM", "friday march fourth ten forty am"),
        ("At 11:00.", "at eleven"),
        ("May 14, 2011.", "may fourteen twenty eleven"),
        ("1905 and 2000", "nineteen zero five and two thousand"),
        ("It's 2,000 - Dr. Lee’s 20th", "its two thousand doctor lees twentieth"),
        ("call 0171 55512", "call zero one seven one five five five one two"),
        ("342 rooms", "three hundred forty two rooms"),
    ],
)
def test_numbers_are_read_aloud(written: str, said: str) -> None:
    assert spoken(written) == said.split()


def test_digits_one_by_one_and_in_other_languages() -> None:
    assert spoken("91-693.", digit_by_digit=True) == "nine one six nine three".split()
    assert spoken("4, 2 y número 10", "es") == "cuatro dos y numero uno cero".split()
    assert is_digits("cinco uno 6", "es")
    assert not is_digits("", "en")
    assert not is_digits("room five", "en")


@pytest.mark.parametrize(
    ("reference", "heard", "count"),
    [
        ("a b c", "a b c", 0),
        ("a b c", "a x c", 1),
        ("a b c", "", 3),
        ("", "a b", 2),
        ("a b c d", "b c e d", 2),
    ],
)
def test_edits(reference: str, heard: str, count: int) -> None:
    assert edits(reference.split(), heard.split()) == count
