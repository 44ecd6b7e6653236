"""Small answers that mean something only after a question of ours: "later", "neither", "my own number".

Closed lists of patterns, English and Spanish together: no word of one means another thing in the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from agent.dialogue.understand.dates import choose, wish
from agent.dialogue.understand.numbers import ordinal_choice
from agent.dialogue.understand.words import ORDINALS
from agent.dialogue.understand.yes_no import agrees as agrees  # noqa: PLC0414 - its name here, too


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


def which(text: str, times: Sequence[datetime], language: str = "en") -> int | None:
    """Which of the times that were told was meant, by its place or by itself; None where both would fit.

    Of two o'clock, half past two and three o'clock, "the second one" is clear, and "two" is not.
    """
    by_place, by_time = ordinal_choice(text, len(times), language), choose(text, times, language)
    if by_place is None or by_time is None or by_place == by_time:
        return by_time if by_place is None else by_place
    return by_place if re.search(r"\b(one|number|option|opción)\b", text.lower()) else None


_DAY_OF_MONTH = re.compile(rf"\d|\b(?:{'|'.join(ORDINALS)})\b", re.IGNORECASE)
_HALF_A_DATE_WORDS = 6  # "It's the fourteenth of February nineteen"


def half_a_date(text: str, now: datetime, language: str = "en") -> bool:
    """A day of the month without its year and nothing else, after a question for a date of birth."""
    if len(text.split()) > _HALF_A_DATE_WORDS or not _DAY_OF_MONTH.search(text):
        return False
    day = wish(text, now, language)
    return day is not None and day.said_day
