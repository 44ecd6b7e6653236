"""Digits as people say them on a telephone, and which of several things was chosen."""

from __future__ import annotations

import re

import phonenumbers

from agent.dialogue.understand.words import TENS, UNITS, known_words, number_at, ordinal_at, words_of

# "0 8 6 W 5" is how the ear writes a double five.
_TIMES = {"w": 2, "double": 2, "triple": 3, "treble": 3, "quadruple": 4}
# What the ear writes for a digit once it expects digits; each is believed only beside another digit.
_MISHEARD = {
    "o": "0",
    "oh": "0",
    "owe": "0",
    "nought": "0",
    "naught": "0",
    "nil": "0",
    "won": "1",
    "to": "2",
    "too": "2",
    "tree": "3",
    "free": "3",
    "for": "4",
    "fore": "4",
    "fife": "5",
    "sicks": "6",
    "ate": "8",
    "niner": "9",
}


def digits_in(text: str, language: str = "en") -> str:
    """All digits that were said, in order ("079 double seven" -> "07977"); "+" in front where it was said.

    "Twenty-three forty-five" is 2345 and "eight hundred" 800. Where the number was begun again ("079, no,
    087 ...") what was said before the "no" or "sorry" is left out.
    """
    text = known_words(text, language)
    text = re.split(r"\b(?:no|sorry|wait|i mean|correction|start again)\b", text.lower())[-1] or text
    text = re.sub(r"(?<=\d)[-.\s()/]+(?=\d)", " ", text.replace("(", " "))
    words = words_of(text.replace("-", " "))
    digits, at, times = "", 0, 1
    while at < len(words):
        word = words[at]
        if word in _TIMES:
            times = _TIMES[word]
        elif word in ("+", "plus") and not digits:
            digits = "+"
        elif said := _said_at(words, at):
            group, used = said
            # "double 77" means two sevens, however often the ear wrote them down
            digits += (
                group[0] * times if times > 1 and len(set(group)) == 1 else group[0] * (times - 1) + group
            )
            at, times = at + used - 1, 1
        else:
            times = 1
        at += 1
    return "" if digits == "+" else digits


def _said_at(words: list[str], at: int) -> tuple[str, int] | None:
    """The digits that begin at this word, and how many words they take."""
    word = words[at]
    if word in _MISHEARD:
        return (_MISHEARD[word], 1) if _beside_digit(words, at) else None
    if word.isdigit():
        group, used = word, 1
    elif number := number_at(words, at):
        group, used = str(number[0]), number[1]
    elif word.replace(".", "").replace("/", "").replace(":", "").isdigit():
        return re.sub(r"\D", "", word), 1
    else:
        return None
    following = words[at + used] if at + used < len(words) else ""
    if following in ("hundred", "thousand") and len(group) <= 2:
        return group + ("00" if following == "hundred" else "000"), used + 1
    return group, used


def _beside_digit(words: list[str], at: int) -> bool:
    """Whether a word next to it is a digit: a clear one, or one misheard that is beside a clear one."""

    def clear(place: int, step: int) -> bool:
        while 0 <= place < len(words) and (words[place] in _TIMES or words[place] in ("o", "oh")):
            place += step
        return 0 <= place < len(words) and (
            words[place].isdigit() or words[place] in UNITS or words[place] in TENS
        )

    return clear(at - 1, -1) or clear(at + 1, 1)


def telephone(text: str, region: str, language: str = "en") -> str | None:
    """The telephone number in it, E.164. `region` ("IE"): where a number without a country is at home.

    None unless it is a number that can exist there: too short, too long, or of no network.
    """
    digits = digits_in(text, language)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    for written in (digits, f"+{digits}"):  # "three five three, eight seven ...", the plus not said
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


_NOUNS = r"(?:one|option|choice|time|slot|appointment|number|date|day)"


def ordinal_choice(text: str, count: int, language: str = "en") -> int | None:
    """Which of `count` things, from 0: "the first one", "number two", "option 3", "the last".

    None for no choice, and for two.
    """
    words = words_of(re.sub(r"-", " ", known_words(text, language)))
    plain = " ".join(words)
    if re.search(r"\b(?:neither|none|not (?:the|any|either)|any of them|don't (?:care|mind))\b", plain):
        return None
    found: set[int] = set()
    if re.search(r"\b(?:last|latest|final)\b", plain):
        found.add(count - 1)
    if re.search(r"\b(?:earliest|soonest)\b", plain):
        found.add(0)
    if re.search(r"\b(?:middle|in between)\b", plain) and count == 3:
        found.add(1)
    if re.search(r"\b(?:former)\b", plain) and count == 2:
        found.add(0)
    if re.search(r"\b(?:latter|other one)\b", plain) and count == 2:
        found.add(1)
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        if after == "thing":  # "first thing" is a time of day
            continue
        if (ordinal := ordinal_at(words, at)) and not _is_date(words, at, ordinal[1]):
            found.add(ordinal[0] - 1)
        elif word in ("number", "option", "choice", "slot") and (number := number_at(words, at + 1)):
            found.add(number[0] - 1)
        elif word in ("number", "option", "choice") and after in ("to", "too", "for"):
            found.add({"to": 1, "too": 1, "for": 3}[after])
    if not found and (number := number_at(words, 0)) and number[1] == len(words):
        found.add(number[0] - 1)
    (choice,) = found if len(found) == 1 else (None,)
    return choice if choice is not None and 0 <= choice < count else None


def _is_date(words: list[str], at: int, used: int) -> bool:
    """ "The third of May", "May third": a day, not a choice; but "the third of them" is one."""
    after, before = words[at + used : at + used + 2], words[max(0, at - 2) : at]
    if after[:1] == ["of"] and after not in (["of", "them"], ["of", "those"]):
        return True
    return any(word in MONTH_WORDS for word in (*after, *before))


MONTH_WORDS = frozenset(
    "january february march april may june july august september october november december".split()
)
