"""Letters said one by one: "B as in Bravo, R, O, W, N", and what the ear writes for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

NATO = (
    "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa "
    "quebec romeo sierra tango uniform victor whiskey xray yankee zulu"
).split()
_LETTER_OF = {word: word[0] for word in NATO} | {
    **{"alfa": "a", "juliett": "j", "juliette": "j", "whisky": "w", "x-ray": "x", "fox": "f"},
}
# The names of the letters, as far as they are no common words; and those that are, which count among letters.
_NAMES = {
    **{"bee": "b", "cee": "c", "dee": "d", "eff": "f", "ef": "f", "gee": "g", "aitch": "h", "haitch": "h"},
    **{
        "jay": "j",
        "kay": "k",
        "el": "l",
        "ell": "l",
        "em": "m",
        "pee": "p",
        "queue": "q",
        "cue": "q",
        "ar": "r",
    },
    **{"ess": "s", "es": "s", "tee": "t", "vee": "v", "ex": "x", "wye": "y", "zed": "z", "zee": "z"},
}
_NAMES_AMONG_LETTERS = {
    **{
        "be": "b",
        "see": "c",
        "sea": "c",
        "he": "e",
        "age": "h",
        "eye": "i",
        "okay": "k",
        "and": "n",
        "en": "n",
    },
    **{
        "oh": "o",
        "are": "r",
        "our": "r",
        "tea": "t",
        "you": "u",
        "we": "v",
        "why": "y",
        "hey": "a",
        "eh": "a",
    },
}
_SIGNS = {"hyphen": "-", "dash": "-", "apostrophe": "'"}
_AS_IN = r"as in|is in|as an|has in|for|like|as|4|of|from"


@dataclass(frozen=True, slots=True)
class _Alphabet:
    names: dict[str, str]  # of letters, and of words that stand for one, beyond doubt
    among: dict[str, str]  # common words: a letter only among letters
    signs: dict[str, str]
    doubles: frozenset[str]  # before a letter that comes twice
    pairs: dict[tuple[str, str], str]  # two words that are one letter
    as_in: re.Pattern[str]
    skipped: frozenset[str]  # said before a letter
    words: frozenset[str]  # letters that are also words
    before_example: frozenset[str] = frozenset()  # common words, yet letters before "as in"


_ALPHABETS = {
    "en": _Alphabet(
        _LETTER_OF | _NAMES,
        _NAMES_AMONG_LETTERS,
        _SIGNS,
        frozenset(("double",)),
        {(double, u): "w" for double in ("double", "doubled") for u in ("u", "you")},
        re.compile(rf"^(?:{_AS_IN})$"),
        frozenset(("capital", "then", "letter")),
        frozenset(("a", "i")),
    ),
    "es": _Alphabet(
        {
            **{
                "ce": "c",
                "efe": "f",
                "ge": "g",
                "hache": "h",
                "jota": "j",
                "ka": "k",
                "ele": "l",
                "eme": "m",
            },
            **{"ene": "n", "eñe": "ñ", "pe": "p", "cu": "q", "erre": "r", "ere": "r", "ese": "s", "uve": "v"},
            **{"ve": "v", "equis": "x", "zeta": "z", "ceta": "z", "elle": "ll", "uvedoble": "w"},
        },
        {
            **{
                "be": "b",
                "ve": "v",
                "de": "d",
                "te": "t",
                "he": "e",
                "a": "a",
                "ah": "a",
                "eh": "e",
                "hay": "i",
            },
            **{"ya": "a", "y": "i", "oh": "o", "la": "a", "es": "s", "el": "l", "en": "n", "ver": "b"},
        },
        {"guion": "-", "guión": "-", "apóstrofo": "'"},
        frozenset(("doble", "dos")),
        {(w, doble): "w" for w in ("uve", "u", "ve", "v") for doble in ("doble",)}
        | {("doble", w): "w" for w in ("uve", "u", "ve")}
        | {(i, "griega"): "y" for i in ("i", "y")}
        | {(b, long): "b" for b in ("be", "b", "ve") for long in ("larga", "alta", "grande")}
        | {(v, short): "v" for v in ("be", "v", "ve", "b") for short in ("corta", "baja", "chica")}
        | {("i", "latina"): "i"},
        re.compile(r"^(?:de|como|como en|como de|igual que)$"),
        frozenset(("mayúscula", "letra", "luego", "después", "con")),
        frozenset(("a", "e", "o", "u", "y")),
        frozenset(("be", "de", "te")),
    ),
}


def letter_runs(text: str, language: str = "en") -> list[tuple[int, int, str]]:
    """(first word, word behind the last, letters) of each stretch that is spelled; words as in split()."""
    words, alphabet = text.split(), _ALPHABETS[language]
    runs: list[tuple[int, int, str]] = []
    at = 0
    while at < len(words):
        start, letters, clear = at, "", 0
        # "Our YAN": the name of a letter, and the rest as one word of capitals.
        among = at + 1 < len(words) and _capitals(words[at + 1], 3) is not None
        while at < len(words) and (found := _letters_at(words, at, bool(letters) or among, alphabet)):
            said, used, is_clear = found
            letters += said
            clear += is_clear
            at += used
        if clear >= 2 or (clear and len(letters) >= 3):
            runs.append((start, at, letters))
        at = max(at, start + 1)
    return runs


def _letters_at(words: list[str], at: int, among: bool, alphabet: _Alphabet) -> tuple[str, int, int] | None:
    """The letters that begin at this word, how many words they take, how many are beyond doubt."""
    word = _bare(words[at])
    following = [_bare(one) for one in words[at + 1 : at + 4]]
    if word in alphabet.skipped and following and len(following[0]) == 1:
        return "", 1, 0
    pair = (word, "".join(following[:1]))
    if pair in alphabet.pairs:
        return alphabet.pairs[pair], 2, 1
    if word in alphabet.doubles and following and (letter := _single(following[0], True, alphabet)):
        return letter * 2, 2, 2
    if word in alphabet.signs and among:
        return alphabet.signs[word], 1, 0
    # "B as in Bravo": the word is heard better than the letter.
    for joint_words in (2, 1):
        joint = " ".join(following[:joint_words])
        is_letter = len(word) == 1 or word in alphabet.names or word in alphabet.before_example
        if alphabet.as_in.match(joint) and len(following) > joint_words and is_letter:
            example = following[joint_words]
            if len(example) > 1 and example[0].isalpha():
                return example[0], joint_words + 2, 2
    if letter := _single(word, among, alphabet):
        return letter, 1, int(word not in alphabet.words and word not in alphabet.among)
    pieces = [piece for piece in re.split(r"[-.·]", words[at].strip(",;:!?\"'").lower()) if piece]
    if len(pieces) >= 2 and sum(len(piece) == 1 for piece in pieces) >= max(2, len(pieces) - 1):
        return "".join(pieces), 1, 2  # "B-R-O-W-N", and "S-M-I-TH"
    if capitals := _capitals(words[at], 3):
        return capitals, 1, 2
    return None


def _capitals(word: str, least: int) -> str | None:
    """The letters of a word that is all capitals."""
    word = word.strip(",;:.!?\"'")
    return word.lower() if len(word) >= least and word.isalpha() and word.isupper() else None


def _single(word: str, among: bool, alphabet: _Alphabet) -> str:
    if len(word) == 1 and word.isalpha():
        return word
    return alphabet.names.get(word) or (alphabet.among.get(word, "") if among else "")


def _bare(word: str) -> str:
    return word.lower().strip(",;:.!?\"'")
