"""Names: out of a sentence, spelled, and compared by their sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import jellyfish

from agent.dialogue.understand import names_es
from agent.dialogue.understand.spelling import letter_runs

_RELATION = (
    r"(?:daughter|son|wife|husband|partner|mother|father|mum|mom|dad|child|baby|friend|sister|brother|girl"
    r"|boy|grandmother|grandfather|granny|boyfriend|girlfriend|patient)"
)
_LEAD_IN = (
    r"yes|yeah|yep|sure|ok|okay|hi|hello|hey|well|so|um+|uh+|er+|oh|ah|of course|certainly|no"
    r"|right|good morning|good afternoon|good evening|thanks|thank you|please|sorry|and|my|me|the|her|his"
    r"|their|our|full|first|last|middle|second|sur|family|given|christian|maiden|name|names|surname"
    r"|forename|name's|is|are|was|it's|it is|its|it would be|it'll be|it will be|this is|that's|that is"
    r"|that would be|that'll be|i'm|i am|you can call me|call me|you're speaking to|you're speaking with"
    r"|here is|here's|under|booked under|i go by|they call me|i said|let me think|he's|she's|he is|she is"
    r"|mr|mrs|ms|miss|mister|missus|doctor|dr|professor"
    rf"|calling|ringing|phoning|on behalf of|speaking|for|{_RELATION}(?:'s)?"
)
_BETWEEN = (
    r"[\s,]*\b(?:and )?(?:my |the )?(?:first|last|sur|second|middle|family|given)[ -]?name(?:'s"
    r"| is)?\b[\s,:]*|[\s,]*\bsurname(?: is)?\b[\s,:]*|\b(?:mr|mrs|ms|miss|dr)\b\.?"
)
_SPELLED_IN = (
    r"[\s,.]*\b(?:that'?s|that is|which is|it'?s|is )?\s*(?:spelled|spelt|spelling|i spell (?:it|that)"
    r"|and it'?s)\b[\s,:]*|"
    r"[\s,.]+(?:that'?s|that is|it'?s)[\s,:]+(?=\w[\s,.-]+\w\b)"
)
_TAIL = (
    r"\b(?:and i\b|and my\b|i was born|born (?:on|in)|i'?d like|i would like|i want|i need"
    r"|i'?m (?:calling|ringing|phoning|looking)|calling (?:about|for|from)|ringing|here\b|speaking\b"
    r"|please\b|thank(?:s| you)|from\b|date of birth|on the phone|is my name|is the name|with an? [a-z]\b"
    r"|and the|but\b|if you|not \w+|the \w+(?: \w+)? of\b)"
)
# A rest with one of these in it is no name but a sentence.
_NO_NAME = frozenset(
    "what why who when where how don't know can can't could repeat again sorry pardon understand "
    "appointment book want need like not have would you your please help person speak talk somebody "
    "someone thing said say tell hear because already cancel yes no okay the that this think wait hold "
    "moment second minute question privacy".split()
)
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class _Around:
    """What is said around a name, none of it the name's."""

    lead_in: re.Pattern[str]
    between: re.Pattern[str]
    spelled_in: re.Pattern[str]
    tail: re.Pattern[str]
    no_name: frozenset[str]


def _around(lead_in: str, between: str, spelled_in: str, tail: str, no_name: frozenset[str]) -> _Around:
    return _Around(
        re.compile(rf"^\W*(?:(?:{lead_in})(?![\w'])[\s,.:;!-]*)+", re.I),
        re.compile(between, re.I),
        re.compile(spelled_in, re.I),
        re.compile(rf"[\s,.;]*(?:{tail}|\d).*$", re.I | re.S),
        no_name,
    )


_AROUND = {
    "en": _around(_LEAD_IN, _BETWEEN, _SPELLED_IN, _TAIL, _NO_NAME),
    "es": _around(names_es.LEAD_IN, names_es.BETWEEN, names_es.SPELLED_IN, names_es.TAIL, names_es.NO_NAME),
}


def name_in(text: str, language: str = "en") -> str:
    """The name, capitalised: "it's john smith, S M I T H" -> "John Smith". What was spelled wins.

    "" for none."""
    text = text.replace("’", "'").replace("\n", " ").strip()
    around = _AROUND[language]
    text = around.spelled_in.sub(" ", text)
    words, runs = text.split(), letter_runs(text, language)
    pieces: list[str] = []
    at = 0
    for start, end, letters in runs:
        pieces += [*_plain_name(" ".join(words[at:start]), around), f"={letters}"]
        at = end
    pieces += _plain_name(" ".join(words[at:]), around) if at < len(words) else []
    name: list[str] = []
    for piece in pieces:
        letters = piece.removeprefix("=")
        if piece.startswith("=") and name and (index := _spelled_before(letters, name)) is not None:
            name[index] = letters
        else:
            name.append(letters)
    if len(name) > 2 and name[0] in (name[1], name[-1]):  # "Grace, Grace O'Malley", "Bond, James Bond"
        name = name[1:]
    return " ".join(_capitalised(one) for one in name)


def _plain_name(text: str, around: _Around) -> list[str]:
    text = around.lead_in.sub("", around.between.sub(" ", around.lead_in.sub("", text)))
    text = around.tail.sub("", text)
    words = [word.strip(',.;:!?¿¡"-') for word in text.split()]
    words = [word for word in words if any(character.isalpha() for character in word)]
    if len(words) > _MOST_WORDS or any(word.lower() in around.no_name for word in words):
        return []
    return words


def _spelled_before(letters: str, name: Sequence[str]) -> int | None:
    """Which word of the name was spelled: the one most like it. None when none is: it is one more."""
    likeness = [_word_likeness(letters, word.lower()) for word in name]
    best_at = max(range(len(name)), key=lambda at: likeness[at])
    return best_at if likeness[best_at] > 0.6 else None


def _capitalised(word: str) -> str:
    if not word.islower() and not word.isupper():
        return word  # the ear's own: McDonald, O'Brien
    word = re.sub(r"(?:^|(?<=[-' ]))[^\W\d_]", lambda found: found[0].upper(), word.lower())
    return re.sub(r"^Mc([a-z])", lambda found: f"Mc{found[1].upper()}", word)


def spelled(text: str, language: str = "en") -> str | None:
    """What was spelled letter by letter ("B as in Bravo, R, O, W, N" -> "Brown").

    None unless it is at least two letters; of several words that were spelled, all, with a space between.
    """
    runs = [
        letters
        for _, _, letters in letter_runs(text.replace("’", "'"), language)
        if len(letters.strip("-'")) >= 2
    ]
    return " ".join(_capitalised(letters) for letters in runs) or None


# -- likeness ----------------------------------------------------------------------------------------

# Names whose sound their letters do not tell, as somebody would write them who only heard them.
_AS_HEARD = {
    **{
        "sean": "shawn",
        "shaun": "shawn",
        "shane": "shayn",
        "siobhan": "shavon",
        "niamh": "neev",
        "neve": "neev",
    },
    **{
        "aoife": "eefa",
        "caoimhe": "keeva",
        "saoirse": "seersha",
        "eoin": "owen",
        "owain": "owen",
        "aisling": "ashling",
    },
    **{
        "roisin": "rosheen",
        "oisin": "usheen",
        "sinead": "shinade",
        "grainne": "grawnya",
        "padraig": "porrick",
    },
    **{"ifa": "eefa", "efa": "eefa", "eifa": "eefa", "efah": "eefa", "quiva": "keeva", "shersha": "seersha"},
    **{"tadhg": "tige", "diarmuid": "dermot", "cillian": "killian", "ciaran": "kieran", "orlaith": "orla"},
    **{
        "meadhbh": "mayv",
        "maeve": "mayv",
        "mave": "mayv",
        "eimear": "emer",
        "caitlin": "katelin",
        "deirdre": "deerdra",
    },
    **{
        "stephen": "steven",
        "geoffrey": "jeffrey",
        "yvonne": "evon",
        "yvette": "evet",
        "hugh": "hew",
        "hughes": "hews",
    },
    **{
        "joaquin": "wakeen",
        "jose": "hosay",
        "jorge": "horhay",
        "jesus": "haysoos",
        "xavier": "zavier",
        "juan": "wan",
    },
    **{
        "nguyen": "nwin",
        "leigh": "lee",
        "wright": "right",
        "knight": "night",
        "vaughan": "vawn",
        "vaughn": "vawn",
    },
    **{"keough": "keo", "kehoe": "keo", "mcgrath": "mcgra", "gallagher": "galaher", "doherty": "dockerty"},
    **{"geraghty": "gerity", "o'dwyer": "odwire", "beatty": "baity", "maguire": "mcgwire", "moira": "moyra"},
    **{
        "chloe": "klowy",
        "zoe": "zowy",
        "phoebe": "feebee",
        "isaac": "izak",
        "aaron": "arin",
        "graham": "gram",
    },
    **{"cholmondeley": "chumley", "menzies": "mingis", "colm": "kolum", "colum": "kolum", "michael": "mykel"},
}
_SHORT_FORMS = (
    "robert rob bob bobby robbie",
    "william will bill billy liam willie",
    "elizabeth liz beth betty lizzie eliza",
    "catherine katherine kathryn kate cathy kathy katie",
    "michael mike mick mickey",
    "thomas tom tommy",
    "james jim jimmy jamie",
    "anthony tony",
    "patrick pat paddy",
    "margaret maggie peggy meg",
    "joseph joe joey",
    "daniel dan danny",
    "christopher chris",
    "matthew matt",
    "edward ed eddie ted",
    "richard rick dick ricky",
    "susan sue susie",
    "deborah deb debbie",
    "david dave davy",
    "andrew andy",
    "alexander alex",
    "samuel sam",
    "benjamin ben",
    "nicholas nick",
    "stephen steven steve",
    "jennifer jen jenny",
    "rebecca becky",
    "victoria vicky",
    "patricia pat patty trish",
)
_SAME_PERSON = {
    name: {i for i, row in enumerate(_SHORT_FORMS) if name in row.split()}
    for row in _SHORT_FORMS
    for name in row.split()
}

_SAME_SOUND, _SHORT_FORM, _SAME_BUT_FOR_HISSING, _NEAR_SOUND = 0.93, 0.88, 0.82, 0.74
_EXTRA_WORD, _SWAPPED, _HALF_A_NAME = 0.02, 0.03, 0.2  # what each costs


def sounds_like(a: str, b: str) -> float:
    """How alike two names are when heard, 0 to 1; the same name in another spelling is above 0.85.

    A middle name that only one of them has, and first and last in another order, cost little; a first or a
    last name alone costs more. One word quite unlike is enough to make the whole unlike.
    """
    first, second = sorted((_words(a), _words(b)), key=len)
    if not first:
        return 0.0
    best_score = 0.0
    for order in permutations(range(len(second)), len(first)):
        likeness = [_word_likeness(word, second[at]) for word, at in zip(first, order, strict=True)]
        score = (sum(likeness) / len(likeness) + min(likeness)) / 2
        score -= _SWAPPED if list(order) != sorted(order) else 0
        best_score = max(best_score, score)
    extra = len(second) - len(first)
    best_score -= _HALF_A_NAME if extra and len(first) == 1 else _EXTRA_WORD * extra
    if extra:  # "Mary Ann" is "Maryanne"
        joined = _word_likeness("".join(first), "".join(second))
        best_score = max(best_score, joined if joined >= _SAME_SOUND else 0.0)
    return max(0.0, best_score)


_CALLED_ALIKE = str.maketrans(
    # the names of the letters, as a telephone lets them through: B D P T V, M N, F S, A J K, I Y, Q U
    "bcdegptvzmnfsxajkhiyqu",
    "eeeeeeeeemmsssaaaaiiuu",
)
_LETTERS_MISHEARD = 0.5  # of all; and one may be quite another, or lost, or one too many, among four or more


def spelled_alike(letters: str, written: str) -> bool:
    """Whether a name that was spelled may be this one: letters whose names sound alike count as one."""
    a, b = ("".join(_words(one)) for one in (letters, written))
    if not a or not b:
        return False
    heard, there = a.translate(_CALLED_ALIKE), b.translate(_CALLED_ALIKE)
    if heard == there:
        return sum(x != y for x, y in zip(a, b, strict=True)) <= _LETTERS_MISHEARD * len(a)
    return min(len(a), len(b)) >= 4 and jellyfish.levenshtein_distance(heard, there) == 1


def spelled_name(first: str, last: str, written: str) -> bool:
    """Whether who spelled the last name is this one; the first counts as it sounds, or as it is spelled."""
    there = written.split()
    alike = sounds_like(first, there[0]) > _SAME_BUT_FOR_HISSING or spelled_alike(first, there[0])
    return alike and any(spelled_alike(last, " ".join(there[at:])) for at in range(1, len(there)))


def best(name: str, candidates: Sequence[str]) -> list[tuple[str, float]]:
    """The candidates with their likeness, most alike first."""
    return sorted(
        ((one, sounds_like(name, one)) for one in candidates), key=lambda pair: pair[1], reverse=True
    )


def _words(name: str) -> list[str]:
    """Plain words, at most five; "O'Brien", "O Brien", "Mac Donald" and "St. John" are one each."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("’", "'"))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = re.sub(r"(?<=\w)'s\b", "", plain)
    plain = re.sub(r"\b(?:mr|mrs|ms|miss|dr|doctor)\b\.?", " ", plain)
    plain = re.sub(r"\b(o|d|mc|mac|st|saint|van|de|di|la|le)(?:['. ]\s*)(?=[a-z])", r"\1", plain)
    return re.findall(r"[a-z]+", plain.replace("'", ""))[:_MOST_WORDS]


def _word_likeness(a: str, b: str) -> float:
    a, b = a.replace("'", "").replace("-", ""), b.replace("'", "").replace("-", "")
    if a == b:
        return 1.0
    letters = float(jellyfish.jaro_winkler_similarity(a, b))
    heard_a, heard_b = _AS_HEARD.get(a, a), _AS_HEARD.get(b, b)
    if heard_a == heard_b:
        return 0.98
    sound_a, sound_b = _sound(heard_a), _sound(heard_b)
    if sound_a == sound_b:
        return (_SAME_SOUND if _vowels(heard_a) == _vowels(heard_b) else _NEAR_SOUND) + 0.05 * letters
    if _spanish_sound(a) == _spanish_sound(b):
        return _SAME_SOUND + 0.05 * letters
    if _SAME_PERSON.get(a, set()) & _SAME_PERSON.get(b, set()):
        return _SHORT_FORM
    if _hissing(sound_a) == _hissing(sound_b) and _vowels(heard_a) == _vowels(heard_b) and len(sound_a) > 1:
        return _SAME_BUT_FOR_HISSING + 0.05 * letters
    sounds = float(jellyfish.jaro_winkler_similarity(sound_a, sound_b))
    return float(min(0.84, 0.5 * letters + 0.5 * sounds) ** 1.5)


def _sound(word: str) -> str:
    """Its consonants as they sound; "0" is th, "X" is sh."""
    word = re.sub(r"^mac(?=[^aeiou])|^mc", "mk", word)
    word = re.sub(r"ough$", "o", word)
    word = re.sub(r"mps(?=on|o)", "ms", word)  # Thompson, Thomson
    word = re.sub(r"^(?:thom)", "tom", word)
    return str(jellyfish.metaphone(word))


def _spanish_sound(word: str) -> str:
    """As Spanish is read: b is v, an h is silent, ll is y, and c, s and z sound alike on a telephone."""
    for written, said in _SPANISH_LETTERS:
        word = re.sub(written, said, word)
    return re.sub(r"(.)\1", r"\1", word)


_SPANISH_LETTERS = (
    *((r"c(?=[ei])|z|x", "s"), (r"ch", "X"), (r"h", ""), (r"qu(?=[ei])|c|q", "k"), (r"v", "b")),
    *((r"g(?=[ei])", "j"), (r"gu(?=[ei])", "g"), (r"ll|y(?=[aeiou])", "Y"), (r"y", "i")),
)
_VOWELS = (
    ("aw", "o"),
    ("au", "o"),
    ("ay", "a"),
    ("ai", "a"),
    ("eo", "e"),
    ("ei", "e"),
    ("ey", "e"),
    ("ie", "e"),
)


def _vowels(word: str) -> tuple[str, bool]:
    """What tells John from Jane and Paul from Paula: the first vowel, roughly, and a last "a"."""
    word = re.sub(r"^mac(?=[^aeiou])|^mc", "m", word)
    for written, said in _VOWELS:
        word = word.replace(written, said)
    first = re.search(r"[aeiouy]r|[aeiou]|(?<=.)y", word)
    vowel = first[0] if first else ""
    if len(vowel) == 2 and vowel[0] in "eiyu":
        vowel = "er"  # Byrne, Burn
    return vowel[:1].translate(str.maketrans("iyu", "eeo")) if vowel != "er" else vowel, word.endswith("a")


def _hissing(sound: str) -> str:
    """A telephone cuts off at 3.4 kHz, and with it what tells f from s, th and sh."""
    return sound.translate(str.maketrans("F0XZ", "SSSS"))
