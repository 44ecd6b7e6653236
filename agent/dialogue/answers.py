"""Small answers that mean something only after a question of ours: "later", "neither", "my own number".

Closed lists of patterns, English and Spanish together: no word of one means another thing in the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from agent.dialogue.understand.dates import choose
from agent.dialogue.understand.numbers import ordinal_choice
from agent.dialogue.understand.yes_no import yes_or_no


def _says(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return partial(_matches, compiled)


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text.replace("’", "'")) is not None


wants = _says(
    r"\b((i|we)('d| would| really| also)* (like|need|want|have)|(can|could) (i|we) (get|have)"
    r"|quiero|querría|necesito|tengo)\b"
)
asks = _says(
    r"\?\W*$|^\W*(what|where|when|which|who|why|how|do|does|did|is|are|was|will|should|must|have you"
    r"|qué|cuál|cuándo|dónde|cómo|hay|tengo que)\b"
)
begins_with_no = _says(r"^\W*(no|nope)\b")
goodbye = _says(r"\b(good ?bye|bye|hang(ing)? up|adiós|hasta luego)\b")
later = _says(r"\b(later(?! one)|after that|further (on|out)|más tarde|después)\b")
earlier = _says(r"\b(earlier(?! one)|sooner|before that|más temprano|más pronto|antes)\b")
another_day = _says(
    r"\b(another|(a )?different|some other|other|next) (day|date)s?\b"
    r"|\b(otro|el siguiente) día\b|\botra fecha\b"
)
others = _says(
    r"\b(none( of (them|those|these))?|neither|not (any|one) of|nothing of that|anything else|what else"
    r"|other (times|ones|options)|any other (time|one)|more (times|options)|do(es)?n'?t (suit|work)"
    r"|can'?t make"
    r"|ningun[oa]|ninguna de|otras? (horas?|opciones)|no me (va|van|viene|vienen) bien)\b"
)
never_mind = _says(
    r"\b(never ?mind|forget (it|about it|that)|leave it|don'?t bother|no appointment after all|not any ?more"
    r"|stop (it|this|that)|no longer (want|need)|(do not|don'?t) (want|need) (it|one|to book|an appointment)"
    r"|déjelo|olvídelo|da igual|ya no (quiero|hace falta))\b"
)
any_doctor = _says(
    r"\b((any|which|what)(ever)? (of the )?(doctor|one)|any ?(body|one)|doesn'?t matter|don'?t (mind|care)"
    r"|no preference|cualquier(a)?|me da igual|no importa)\b"
)
anywhere = _says(
    r"\b(either|any( one| of them| place| branch|where)?|both|whichever"
    r"|(does|do)(n'?t| not) (matter|mind|care)|no preference|nearest"
    r"|cualquier(a)?|me da igual|no importa|las dos|los dos)\b"
)
other_doctor = _says(
    r"\b(another|(a )?different|some other|other) doctor\b|\botr[oa] (doctor|doctora|médic[oa])\b"
)
new_patient = _says(
    r"\b(new (patient|here|to you|client)|first (time|visit)|never been|haven'?t been|not been (there|here)"
    r"|not registered|(want|like|need) to register|just moved|paciente nuev[oa]|soy nuev[oa]"
    r"|primera (vez|visita)|nunca he (estado|ido|venido))\b"
)
own_number = _says(
    r"\b((this|the same|same|my) (phone )?(number|phone|one)( is fine| will do)?\W*$"
    r"|number (that )?i'?( a)?m (calling|ringing|phoning) (from|on|with)"
    r"|(calling|ringing|phoning) from( now)?\W*$|this (phone|number|one)\b"
    r"|you (can )?(see|have) (it|my number)"
    r"|este (mismo )?número|mismo número|desde el que llamo)"
)

_AGREES = re.compile(
    r"\W*(that|it|this|please|go (ahead|on|for)|of course|all right|no problem|by all means|book it"
    r"|do it|sounds|i'?d (like|love) (that|to)|i'?ll take (it|that)"
    r"|es[oea]\b|así|de acuerdo|por supuesto|claro|me (va|viene|parece|quedo)|está|todo|es (correcto"
    r"|verdad|cierto)"
    r"|muy bien|hágalo|resérve|cámbie|anúle|cancéle|la (primera|quiero|cojo)|por favor|no hay problema"
    r"|cómo no)\b",
    re.IGNORECASE,
)
# What an ear makes of a lone "no" that it could hardly hear.
_LONE_NO = re.compile(
    r"\W*(?:(?:the|oh|a|and|to) )?(?:now|nor|know|knows|nose|noah|noel|note|nau|nough|nice|low|nine|9)\W*",
    re.IGNORECASE,
)
_SHORT = 6  # words


def agrees(text: str, language: str = "en") -> bool | None:
    """`yes_or_no`, with a yes believed only where it begins the answer or is nearly all of it.

    A yes books: "is there somewhere I can park" holds an "I can", and must not.
    """
    answer = yes_or_no(text, language)
    if answer is None and language == "en" and _LONE_NO.fullmatch(text):
        return False  # never the other way round: a no books nothing
    if not answer:
        return answer
    words = text.split()
    clear = len(words) <= 2 or yes_or_no(words[0], language) or (len(words) <= _SHORT and _AGREES.match(text))
    return True if clear else None


def which(text: str, times: Sequence[datetime], language: str = "en") -> int | None:
    """Which of the times that were told was meant, by its place or by itself; None where both would fit.

    Of two o'clock, half past two and three o'clock, "the second one" is clear, and "two" is not.
    """
    by_place, by_time = ordinal_choice(text, len(times), language), choose(text, times, language)
    if by_place is None or by_time is None or by_place == by_time:
        return by_time if by_place is None else by_place
    return by_place if re.search(r"\b(one|number|option|opción)\b", text.lower()) else None
