"""When the caller's turn is over: how much silence these words, this question and this caller ask for.

An answer too late costs everybody a little; an answer into a pause costs one caller a lot. What tells the two
apart is the ear's own evidence: how probable its decoder found a full stop, or nothing, behind the last word,
against a comma or another word. It knows grammar and hears melody, in every language it understands, so there
are no lists of words that go on. Seven whole sentences of ten come to 0.94 and more, nineteen of twenty to
0.7; three pauses in mid-sentence of four to less than 0.88, half of them to less than 0.7. So there are three
patiences and two steps between them. No setting is quick for whole sentences, never late, and hardly ever
early: what is gained in one is lost in another. This one is quick for most and late for none that may be
whole, and who goes on all the same finds us silent again within a syllable (Policy.take_back_ms).

Where the flow has asked for something of known shape, the shape decides: a yes is over at once, a number of
ten digits is not over after seven.

benchmarks/endpointing.py draws false cut-offs against delay, for this and for others. What it cannot know:
"that feature is not available | on this line" is a whole sentence at its pause. Tried, and of no use beside
the ear's evidence on those: smart-turn v3.2 (area under the curve 0.61 where the ear is sure), the pitch and
the level of the last syllables (0.5 and 0.6), the larger ear (0.85 against 0.88 over all sentences), and a
linear reading of the encoder's own output there: it knows pauses that were cut into a recording from real
ends (0.94 against 0.88, speakers held out), but real pauses hardly better (0.77 against 0.75).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from agent.call.policy import Policy
from agent.dialogue.flow import Expects


class Hearing(NamedTuple):
    """Words so far, and how probable the ear finds it that their sentence ends here."""

    text: str
    stop_probability: float


def patience_ms(
    hearing: Hearing | None, expects: Expects, digits: int | None, longest_pause_ms: int, policy: Policy
) -> int:
    """The silence that ends the turn.

    `hearing`: None while the ear is still at work. `digits`: how many the flow asked for, None if it did not
    say. `longest_pause_ms`: after which the caller went on, so far in this turn. (Not in the call:
    whoever looked for a card once would be waited for ever after.)
    """
    if hearing is None:
        return policy.slow_ms
    text = hearing.text.rstrip()
    if not text:
        return policy.doubtful_ms  # a sound without words: nothing is cut off
    if expects == "yes_no" and _is_yes_or_no(text):
        return policy.yes_no_ms
    if expects == "number" and digits is not None:
        return policy.quick_ms if count_digits(text) >= digits else policy.slow_ms
    if text.endswith(_GOES_ON):
        return policy.slow_ms
    if hearing.stop_probability < policy.likely:
        patience_ms = policy.slow_ms
    elif _often_goes_on(text, expects):
        patience_ms = policy.goes_on_ms
    elif hearing.stop_probability < policy.sure:
        patience_ms = policy.doubtful_ms
    else:
        return policy.quick_ms
    return min(max(patience_ms, round(policy.habit * longest_pause_ms)), policy.slow_ms)


def count_digits(text: str) -> int:
    """Spoken digits, as an ear may write them: "0 7 9", "079", "zero seven nine"."""
    return sum(len(word) if word.isdecimal() else word in _DIGITS for word in _words(text))


def _is_yes_or_no(text: str) -> bool:
    """Nothing but an answer: "Yes.", "no thank you". "Yes, but" goes on."""
    words = set(_words(text))
    return bool(words & _ANSWERS) and words <= _ANSWERS | _COURTESIES and not text.endswith(_GOES_ON)


def _often_goes_on(text: str, expects: Expects) -> bool:
    """A digit may be followed by another one, a first name by a last, a day and a month by the year."""
    if expects == "date":
        return not _YEAR.search(text)
    words = _words(text)
    if words and (words[-1].isdecimal() or words[-1] in _DIGITS):
        return True
    return expects == "name" and len(words) < 2


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\d[/.-]\d+[/.-]\d")
_GOES_ON = (",", "...", "…", "-", "–")

# Closed classes, in the languages there is an ear for.
_DIGITS = frozenset(
    "zero oh one two three four five six seven eight nine"
    " cero uno dos tres cuatro cinco seis siete ocho nueve"
    " zéro un deux trois quatre cinq six sept huit neuf".split()
)
_ANSWERS = frozenset(
    "yes yeah yep yup no nope nah okay ok sure right correct exactly certainly absolutely"
    " sí si claro vale correcto exacto oui non ouais exactement".split()
)
_COURTESIES = frozenset(
    "please thanks thank you sir madam por favor gracias señor señora merci monsieur madame".split()
)
