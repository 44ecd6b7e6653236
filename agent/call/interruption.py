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

# The greater half of the ear's belief that this is speech at all.
_LEAST_SPEECH_PROBABILITY = 0.5

_HUMS = "mm mmm mhm mmhmm mmhm hm hmm uh um uhhuh huh ah aha oh ooh eh"

_MURMURS: dict[str, str] = {
    "en": f"{_HUMS} okay ok right yes yeah yep yup sure alright all_right i_see got_it of_course",
    "es": f"{_HUMS} ajá sí si vale claro ya ok okay bueno de_acuerdo entiendo por_supuesto",
    "fr": f"{_HUMS} euh hein oui ouais ok okay d'accord bien voilà je_vois entendu bien_sûr",
}

PROMPTS: dict[str, str] = {
    "en": "Mhm. Uh-huh. Mm-hmm. Hmm. Oh. Ah. I see. Sure. Okay.",
    "es": "Mhm. Ajá. Mm. Ah. Sí. Vale. Claro. Ya.",
    "fr": "Mhm. Mm. Ah. Oui. D'accord. Ok. Je vois.",
}

_PHRASES = {
    language: [tuple(phrase.split("_")) for phrase in phrases.split()]
    for language, phrases in _MURMURS.items()
}


def wants_floor(heard: Transcribed, asking: bool = False) -> bool:
    """Whether these words, said while we speak, want the floor.

    `asking`: they are all that was said, and over the end of our question, where "okay" is an answer.
    """
    if heard.speech_probability < _LEAST_SPEECH_PROBABILITY:
        return False
    text = heard.text.reveal()
    if asking:
        return not all(word in _HUMS.split() for word in _words(text))
    return not is_murmur(text, heard.language)


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


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+", text.lower().replace("-", "").replace("’", "'")))
