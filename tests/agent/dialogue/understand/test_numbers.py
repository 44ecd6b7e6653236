from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.dialogue.understand.numbers import digits_in, ordinal_choice, telephone

WORDS = "zero one two three four five six seven eight nine".split()


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("0 7 9", "079"),
        ("079 double seven", "07977"),
        ("oh eight seven, triple 4", "087444"),
        ("twenty-three forty-five", "2345"),
        ("+353 87 123 4567", "+353871234567"),
        ("plus three five three eight seven", "+35387"),
        ("087, double 4, 321", "08744321"),
        ("High number is 087, double 4, 3, 2, 1.", "08744321"),  # as heard
        ("My number is oh eight seven, one two three, four five six seven.", "0871234567"),
        ("It's 0-8-7-1-2-3-4-5-6-7", "0871234567"),
        ("(087) 123-4567", "0871234567"),
        ("087.123.4567", "0871234567"),
        ("087 1,234,567", "0871234567"),
        ("oh one, eight hundred, two three", "0180023"),
        ("three thousand", "3000"),
        ("nought eight five", "085"),
        ("oh eight for five to three", "084523"),
        ("double oh 1", "001"),
        ("double 77", "77"),
        ("double nine, double nine", "9999"),
        ("treble six", "666"),
        ("087, no, 085 1234567", "0851234567"),
        ("087 sorry 086 44", "08644"),
        ("nineteen eighty four", "1984"),
        ("0 8 6 W 5 1 2 3 4 1", "0865512341"),  # as heard: double five
        ("zero eight seven o o one", "087001"),
        ("seventeen", "17"),
        ("I want to book for my son", ""),
        ("Oh, I don't know", ""),
        ("", ""),
    ],
)
def test_digits(text: str, digits: str) -> None:
    assert digits_in(text) == digits


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("It's oh eight seven, one two three, four five six seven.", "IE", "+353871234567"),
        ("087 1,234,567", "IE", "+353871234567"),
        ("three five three eight seven one two three four five six seven", "IE", "+353871234567"),
        ("double oh three five three 87 1234567", "IE", "+353871234567"),
        ("+44 20 7946 0958", "IE", "+442079460958"),
        ("plus four four, twenty, seventy-nine forty-six, oh nine five eight", "IE", "+442079460958"),
        ("two one two, five five five, oh one four two", "US", "+12125550142"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("087 123", "IE", None),
        ("087 123 4567 8901 2345", "IE", None),
        ("I don't have one", "IE", None),
        ("", "IE", None),
    ],
)
def test_telephone(text: str, region: str, number: str | None) -> None:
    assert telephone(text, region) == number


def _said(digits: str, groups: list[int], how: list[int]) -> str:
    """The digits in groups, each said in one of four ways."""
    parts, at = [], 0
    for size, way in zip(groups, how, strict=True):
        group = digits[at : at + size]
        at += size
        if not group:
            break
        if len(set(group)) == 1 and len(group) in (2, 3) and way % 2:
            parts.append(f"{'double' if len(group) == 2 else 'triple'} {WORDS[int(group[0])]}")
        elif way == 0:
            parts.append(group)
        elif way == 1:
            parts.append(" ".join(group))
        elif way == 2:
            parts.append(" ".join(WORDS[int(digit)] for digit in group))
        else:
            parts.append(" ".join("oh" if digit == "0" else WORDS[int(digit)] for digit in group))
    return ", ".join([*parts, digits[at:]]) if at < len(digits) else ", ".join(parts)


@given(
    tail=st.text("0123456789", min_size=7, max_size=7),
    groups=st.lists(st.integers(1, 4), min_size=10, max_size=10),
    how=st.lists(st.integers(0, 3), min_size=10, max_size=10),
)
def test_a_number_comes_back_from_any_grouping(tail: str, groups: list[int], how: list[int]) -> None:
    digits = f"087{tail}"
    said = _said(digits, groups, how)
    assert digits_in(f"Yes, it's {said}.") == digits, said
    valid = phonenumbers.is_valid_number(phonenumbers.parse(digits, "IE"))
    assert telephone(said, "IE") == (f"+353{digits[1:]}" if valid else None)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("The first one.", 0),
        ("First.", 0),
        ("The second one, please.", 1),
        ("the 2nd", 1),
        ("third", 2),
        ("The last one.", 2),
        ("the latest", 2),
        ("the earliest", 0),
        ("the middle one", 1),
        ("Number two.", 1),
        ("number to", 1),
        ("Option 3.", 2),
        ("2", 1),
        ("Two.", 1),
        ("the first of them", 0),
        ("fifth", None),
        ("option 4", None),
        ("the first or the second", None),
        ("the third of May", None),
        ("May third", None),
        ("neither", None),
        ("none of them", None),
        ("not the first", None),
        ("the one at ten", None),
        ("yes", None),
        ("", None),
    ],
)
def test_ordinal_choice_of_three(text: str, index: int | None) -> None:
    assert ordinal_choice(text, 3) == index


@pytest.mark.parametrize(("text", "index"), [("the latter", 1), ("the former", 0), ("the other one", 1)])
def test_ordinal_choice_of_two(text: str, index: int) -> None:
    assert ordinal_choice(text, 2) == index
    assert ordinal_choice(text, 3) is None
