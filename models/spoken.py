"""Text as it will be said: its sentences, its words, and where each word ends among the phonemes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest
from typing import NamedTuple

import numpy as np


class Word(NamedTuple):
    said: str  # as the phonemiser shall read it
    end: int  # characters of the text up to and including this word


_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")  # an SSML or HTML tag is never meant to be read out
_ABBREVIATED = re.compile(r"\W*(?:(?:Dr|Mr|Mrs|Ms|Prof|St)|[A-HJ-Z])\.")  # "I." ends a sentence
_TRAILING_OFF = re.compile(r"(?:\.{2,}|…)(?=\W*$)")
_SENTENCE_END = re.compile(r"[.!?…。！？]\W*$")


def sentences(text: str) -> Iterator[list[Word]]:
    """The words of each sentence. Markup and control characters are passed over, but stay counted in `end`.

    The phonemiser would end a sentence after "Dr." and run "well... no" together, so what it is given
    has no dot after a title or an initial, and a comma for an ellipsis inside a sentence.
    """
    text = _MARKUP.sub(lambda tag: " " * len(tag[0]), text)
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") and c != "\n" else c for c in text)
    tokens = list(re.finditer(r"\S+", text))
    sentence: list[Word] = []
    for token, following in zip_longest(tokens, tokens[1:]):
        said, end = token[0], token.end()
        if following is None or "\n" in text[end : following.start()]:
            ends = True
        elif _ABBREVIATED.fullmatch(said):
            said, ends = said[:-1], False
        else:
            ends = bool(_SENTENCE_END.search(said)) and not following[0][0].islower()
        if not ends:
            said = _TRAILING_OFF.sub(",", said)
        sentence.append(Word(said, end))
        if ends:
            yield sentence
            sentence = []


_UNHEARD = set(" ˈˌ.,:;!?")  # gaps, stress marks and punctuation: these change when words stand together


def word_ends(phonemes: Sequence[str], words: Sequence[Sequence[str]]) -> list[int]:
    """For each word, how many of the sentence's `phonemes` have been said when it ends.

    `words` are the phonemes of each word read alone. Read together they differ a little: "of the" becomes
    one phoneme word, "the" sounds different before a vowel, "42" makes two words. So the two sequences are
    matched as a diff of two texts would be, and in between a word's end is set in proportion.
    """
    together = [place for place, phoneme in enumerate(phonemes) if phoneme not in _UNHEARD]
    heard = [[phoneme for phoneme in word if phoneme not in _UNHEARD] for word in words]
    alone = [phoneme for word in heard for phoneme in word]
    matcher = SequenceMatcher(None, alone, [phonemes[place] for place in together], autojunk=False)
    corners = [(0, 0)]
    for at, matching, size in matcher.get_matching_blocks():  # the last one is empty and lies at both ends
        corners += [(at, matching), (at + size, matching + size)]
    places, matching_places = zip(*corners, strict=True)
    counts = np.rint(np.interp(np.cumsum([len(word) for word in heard]), places, matching_places))
    return [together[int(count) - 1] + 1 if count else 0 for count in counts]


def runs(phonemes: Sequence[str], longest: int) -> Iterator[tuple[int, int]]:
    """(start, stop) of stretches of at most `longest` phonemes: cut behind punctuation, or between words."""
    start = 0
    while start < len(phonemes):
        stop = min(start + longest, len(phonemes))
        if stop < len(phonemes):
            stop = _last(phonemes, ",:;.!?", start, stop) or _last(phonemes, " ", start, stop) or stop
        yield start, stop
        start = stop


def clauses(phonemes: Sequence[str], least: int, longest: int) -> Iterator[tuple[int, int]]:
    """(start, stop) of stretches that can be said one by one, each cut behind the first comma, colon or
    semicolon that leaves at least `least` phonemes on both sides; and where that is too long, as `runs`."""
    begins = [0]
    for at, phoneme in enumerate(phonemes, 1):
        if phoneme in ",:;" and at - begins[-1] >= least and len(phonemes) - at >= least:
            begins.append(at)
    for begin, end in pairwise((*begins, len(phonemes))):
        for start, stop in runs(phonemes[begin:end], longest):
            yield begin + start, begin + stop


def _last(phonemes: Sequence[str], marks: str, start: int, stop: int) -> int | None:
    return next((at + 1 for at in reversed(range(start, stop)) if phonemes[at] in marks), None)
