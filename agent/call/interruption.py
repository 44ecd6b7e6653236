"""A sound while we speak: does somebody mean to interrupt us, or only to say that they are listening?

Listeners murmur ("mhm", "okay", "right") without wanting the floor, and a speaker who stops for that is
unbearable. What tells a murmur from an interruption is what is said; and a murmur that goes on into other
words ("okay, but ...") was none. So the ear is asked early and again, and we stop at the first word that is
not a murmur.

Murmurs are a closed class, as prepositions are: a dozen words a language has for "go on". The same
words prompt the ear while we speak, since an ear that expects sentences hears a hum as the beginning of
one ("Mhm" as "My"). Noise needs no rule here: of what sounds like no speech an ear says nothing, and
prompted so, a murmur at worst.
"""

from __future__ import annotations

import re

from agent.events import Transcribed

# Below are noises, which an ear that expects murmurs takes for one at 0.2 to 0.3. Words come to more than
# 0.5, in their first quarter of a second or behind noise to somewhat less.
_LEAST_SPEECH_PROBABILITY = 0.35
_LEAST_IN_ECHO = 0.9  # while what comes agrees with what we say: shreds that a room blurs come to 0.88
_SURE_AFTER_MURMUR = 0.9  # speech probability of the whole that needs no second hearing
_SURE_WORDS = 4  # so many at once, and it was no murmur that the ear took for words
_NOTHINGS = 2  # hearings of nothing: that is a murmur, too, for of a word an ear makes something by then

_HUMS = "mm mmm mhm mmhmm mmhm umhmm hm hmm uh um uhhuh huh ah aha oh ooh eh"

_MURMURS: dict[str, str] = {
    "en": f"{_HUMS} okay ok right yes yeah yep yup sure alright all_right i_see got_it of_course",
    "es": f"{_HUMS} ajá sí si vale claro ya ok okay bueno de_acuerdo entiendo por_supuesto",
    "fr": f"{_HUMS} euh hein oui ouais ok okay d'accord bien voilà je_vois entendu bien_sûr",
}

_PROMPTS: dict[str, tuple[str, str]] = {  # while it goes on, and of the whole
    "en": ("Mhm. Uh-huh. Mm-hmm. Hmm. Oh. Ah. I see. Sure. Okay.", "Uh-huh. Mm-hmm. Mm-hmm. Uh-huh. Okay."),
    "es": ("Mhm. Ajá. Mm. Ah. Sí. Vale. Claro. Ya.", "Ajá. Mhm. Mhm. Ajá. Vale."),
    "fr": ("Mhm. Mm. Ah. Oui. D'accord. Ok. Je vois.", "Mhm. Mm. Mhm. Mm. D'accord."),
}

_PHRASES = {
    language: [tuple(phrase.split("_")) for phrase in phrases.split()]
    for language, phrases in _MURMURS.items()
}


def prompt(language: str, whole: bool) -> str:
    """What an ear may expect over our speech. Of a whole murmur it has less doubt if it expects mere hums."""
    return _PROMPTS.get(language, ("", ""))[whole]


def wants_floor(heard: Transcribed, ours: str = "", asking: bool = False, echoic: bool = False) -> bool:
    """Whether these words, said while we speak, want the floor.

    `ours`: what we are saying, if it may be our own echo that was heard: then words of ours want nothing.
    `echoic`: and this line has given our voice back before.
    `asking`: they are all that was said, and over the end of our question, where "okay" is an answer.
    """
    text = heard.text.reveal()
    least = _LEAST_IN_ECHO if echoic else _LEAST_SPEECH_PROBABILITY
    if heard.speech_probability < least or _mostly_in(_words(text), _words(ours)):
        return False
    if asking:
        return not all(word in _HUMS.split() for word in _words(text))
    return not is_murmur(text, heard.language)


class Hearings:
    """What the ear has made of one utterance over ours, each time. Words stop us at once, unless a murmur was
    heard before."""

    def __init__(self) -> None:
        self._murmured = False  # one of them was a murmur
        self._nothings = 0  # so many were nothing at all
        self._wanted = False  # one of them wanted the floor

    def hear(self, heard: Transcribed, wants: bool, whole: bool) -> bool:
        """Whether they want the floor now. `wants`: this one does; `whole`: it is the last.

        A hum that an ear has taken for one, or twice for nothing, is often taken for some words a moment
        later ("uh-huh", "it has a"). Then the next hearing must say so too, or the last be sure; but words
        behind the murmur ("okay, but") are none of it.
        """
        words = _words(heard.text.reveal())
        hummed = self._murmured or self._nothings >= _NOTHINGS
        doubtful = hummed and len(words) < _SURE_WORDS and not _begins_with_murmur(words, heard.language)
        sure = whole and heard.speech_probability >= _SURE_AFTER_MURMUR
        stops = wants and (self._wanted or sure or not doubtful)
        self._wanted |= wants
        self._murmured |= bool(words) and not wants
        self._nothings += not words
        return stops


def is_murmur(text: str, language: str) -> bool:
    """Whether `text` is nothing but murmurs, the last perhaps not yet to its end ("I" of "I see")."""
    words = _words(text)
    phrases = _PHRASES.get(language, _PHRASES["en"])
    while words:
        matched = next((phrase for phrase in phrases if words[: len(phrase)] == phrase), None)
        if matched is None:
            return any(phrase[: len(words)] == words for phrase in phrases)
        words = words[len(matched) :]
    return True


def _begins_with_murmur(words: tuple[str, ...], language: str) -> bool:
    return any(words[: len(phrase)] == phrase for phrase in _PHRASES.get(language, _PHRASES["en"]))


def _mostly_in(words: tuple[str, ...], ours: tuple[str, ...]) -> bool:
    """Half of them, since an ear mishears an echo."""
    return 2 * sum(word in ours for word in words) >= max(1, len(words))


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+", text.lower().replace("-", "").replace("’", "'")))
