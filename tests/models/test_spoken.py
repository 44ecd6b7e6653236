from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.spoken import clauses, runs, sentences, word_ends


def said(text: str) -> list[str]:
    return [" ".join(word.said for word in sentence) for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello.", ["Hello."]),
        ("One moment. Thank you!", ["One moment.", "Thank you!"]),
        ("Dr. Miller is in.", ["Dr Miller is in."]),
        ("Ask J. K. Rowling. So do I. Bye.", ["Ask J K Rowling.", "So do I.", "Bye."]),
        ("at 9 a.m. on Tuesday", ["at 9 a.m. on Tuesday"]),
        ("Well... you see", ["Well, you see"]),
        ("Well… You see", ["Well…", "You see"]),
        ("He said “Yes.” She left.", ["He said “Yes.”", "She left."]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("<speak>Hello <break time='1s'/>there</speak>", ["Hello there"]),
        ("3 < 4 and 5 > 2", ["3 < 4 and 5 > 2"]),
        ("a\x00b\x07 \ud800c", ["a b c"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@given(st.text())
def test_every_word_has_its_own_place_in_the_text(text: str) -> None:
    ends = [word.end for sentence in sentences(text) for word in sentence]
    assert ends == sorted(set(ends))
    assert all(0 < end <= len(text) for end in ends)
    assert all(sentence for sentence in sentences(text))


# What espeak makes of these words together, and of each alone.
@pytest.mark.parametrize(
    ("together", "alone", "expected"),
    [
        ("həlˈoʊ ðˈɛɹ.", ["həlˈoʊ", "ðˈɛɹ."], ["həlˈoʊ", "həlˈoʊ ðˈɛɹ"]),
        # "of the in the": written as four words, spoken as two, and the articles sound otherwise
        ("ʌvðɪʲ ɪnðɪʲ", ["ˈʌv", "ðˈə", "ˈɪn", "ðˈə"], ["ʌv", "ʌvðɪʲ", "ʌvðɪʲ ɪn", "ʌvðɪʲ ɪnðɪʲ"]),
        ("ˈeɪdʒ fˈɔːɹɾi tˈuː nˈaʊ", ["ˈeɪdʒ", "fˈɔːɹɾi tˈuː", "nˈaʊ"], ["ˈeɪdʒ", "ˈeɪdʒ fˈɔːɹɾi tˈuː", None]),
        # a dash is a word in writing alone
        ("jˈɛs; nˈoʊ", ["jˈɛs", "", "nˈoʊ"], ["jˈɛs", "jˈɛs", "jˈɛs; nˈoʊ"]),
        # nothing in common: in proportion
        ("abcdef", ["uvw", "xyz"], ["abc", "abcdef"]),
        ("", ["a", "b"], ["", ""]),
    ],
)
def test_word_ends(together: str, alone: list[str], expected: list[str | None]) -> None:
    ends = word_ends(list(together), [list(word) for word in alone])
    assert ends == [len(together) if part is None else len(part) for part in expected]


@given(st.text("abc ˈ,"), st.lists(st.text("abc ˈ,"), min_size=1))
def test_word_ends_never_go_back(together: str, alone: list[str]) -> None:
    ends = word_ends(together, alone)
    assert len(ends) == len(alone)
    assert ends == sorted(ends)
    assert ends[0] >= 0
    assert ends[-1] <= len(together)


@given(st.text("abc ,.", max_size=300), st.integers(1, 40))
def test_runs_cover_everything_in_order(phonemes: str, longest: int) -> None:
    parts = [phonemes[start:stop] for start, stop in runs(phonemes, longest)]
    assert "".join(parts) == phonemes
    assert all(0 < len(part) <= longest for part in parts)


@given(st.text("abc ,:", max_size=200), st.integers(1, 20))
def test_clauses_cover_everything_in_order(phonemes: str, least: int) -> None:
    parts = [phonemes[start:stop] for start, stop in clauses(phonemes, least, 300)]
    assert "".join(parts) == phonemes
    assert len(parts) <= 1 or all(len(part) >= least for part in parts)
    assert all(part[-1] in ",:" for part in parts[:-1])


def test_a_clause_that_is_long_enough_stands_alone() -> None:
    text = "well, one two three, four five six: seven"
    parts = [text[start:stop] for start, stop in clauses(text, 8, 300)]
    assert parts == ["well, one two three,", " four five six: seven"]


def test_runs_are_cut_where_a_speaker_would_breathe() -> None:
    parts = [slice(*run) for run in runs("one two, three four five", 14)]
    assert ["one two, three four five"[part] for part in parts] == ["one two,", " three four ", "five"]
