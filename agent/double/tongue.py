"""What a synthetic caller knows of a language: enough to tell what kind of question they are asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.dialogue.understand.words import bare, known_words, number_at, ordinal_at, words_of


@dataclass(frozen=True, slots=True)
class Tongue:
    """All patterns are for text without accents (`bare`), but for `name`, which looks for capitals."""

    yes: str
    no: str
    asks_if_right: re.Pattern[str]  # and a wrong day in it is refused
    yes_or_no: re.Pattern[str]  # how another question begins that wants one of the two
    type_it: re.Pattern[str]
    press_it: re.Pattern[str]
    key_for: re.Pattern[str]  # "one for yes"
    spell: re.Pattern[str]
    asks_for: tuple[re.Pattern[str], ...]  # the same thing, in whatever words
    first_name: re.Pattern[str]  # which of the two is to be spelled
    last_name: re.Pattern[str]
    as_in: re.Pattern[str]  # "S as in Sierra"
    apostrophe: str
    name: re.Pattern[str]  # not at the head of a sentence
    from_here: str  # behind a booking, what is no part of what was told
    language: str

    def words(self, text: str) -> list[str]:
        """To be compared: in English with numbers in figures, else as they are, without accents."""
        return self.figures(text) if self.language == "en" else re.findall(r"[a-z0-9']+", bare(text))

    def figures(self, text: str) -> list[str]:
        """Days and months by their English names, numbers and years in figures, however they are said. Of
        other words nothing is left but in English."""
        words = words_of(known_words(text, self.language).replace("-", " ").replace(":", " "))
        found: list[str] = []
        at = 0
        while at < len(words):
            number = ordinal_at(words, at) or number_at(words, at)
            if number is None:
                found.append(_FRACTIONS.get(words[at], bare(words[at])))
                at += 1
                continue
            value, used = number
            at += used
            following = number_at(words, at)
            if value in (19, 20) and following is not None and 10 <= following[0] < 100:
                value, at = 100 * value + following[0], at + following[1]  # "nineteen seventy-one"
            found.append(str(value))
        return found


WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
MONTHS = tuple(
    "january february march april may june july august september october november december".split()
)
_FRACTIONS = {"half": "30", "quarter": "15"}


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


ENGLISH = Tongue(
    yes="Yes.",
    no="No.",
    asks_if_right=_pattern(r"is that (all )?right|shall i (book|move|cancel|do)|does that suit|did you say"),
    yes_or_no=_pattern(r"(have you|would you like to|shall i)\b"),
    type_it=_pattern(r"(please|also) type|type the"),
    press_it=_pattern(r"\bpress\b"),
    key_for=_pattern(r"\b(one|two|three|four|five|six|seven|eight|nine) for ([^,.]+)"),
    spell=_pattern(r"\bspell\b|each letter"),
    asks_for=(
        _pattern(r"date of birth|year of birth"),
        _pattern(r"digits of the telephone|need \w+ digits|last \w+ digits"),
        _pattern(r"telephone number|ring you back|digit by digit|type the number"),
        _pattern(r"name of the patient|catch the name|whole name"),
        _pattern(r"appointment for|what is it for"),
        _pattern(r"(day|time) (and time )?would suit|day or time|catch when|day of the week"),
        _pattern(r"one suits you|which of them"),
        _pattern(r"what it is about|write down for"),
    ),
    first_name=_pattern(r"first name"),
    last_name=_pattern(r"last name"),
    as_in=re.compile(r"\b([A-Z]) as in [\w-]+"),
    apostrophe="apostrophe",
    name=re.compile(r"(?<=[A-Za-z,] )(?!Doctor|Nurse|I\b)[A-Z][a-z'A-Z]+"),
    from_here=". Is there",
    language="en",
)
SPANISH = Tongue(
    yes="Sí.",
    no="No.",
    asks_if_right=_pattern(
        r"es correcto|esta todo bien|¿la (reservo|anulo|cambio)|lo hago|¿le viene bien|ha dicho"
    ),
    yes_or_no=_pattern(r"¿?(ha venido|quiere (pedir|dejar)|le (paso|digo))\b"),
    type_it=_pattern(r"\bmarque"),
    press_it=_pattern(r"\bpulse\b"),
    key_for=_pattern(r"\b(uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve) para ([^,.]+)"),
    spell=_pattern(r"\bdeletre|cada letra"),
    asks_for=(
        _pattern(r"fecha de nacimiento|el mes y el ano|marque la fecha"),
        _pattern(r"ultimas \w+ cifras|necesito \w+ cifras"),
        _pattern(r"numero de telefono|a que numero|cifra por cifra|marque el numero"),
        _pattern(r"nombre y el apellido|entendido el nombre|nombre entero"),
        _pattern(r"para que (es|es la cita)"),
        _pattern(r"que (otro )?dia|cuando quiere|dia de la semana|entendido cuando"),
        _pattern(r"cual le viene|cual de ellas"),
        _pattern(r"de que se trata|puedo anotar"),
    ),
    first_name=_pattern(r"el nombre"),
    last_name=_pattern(r"apellido"),
    as_in=re.compile(r"\b([A-ZÑ]) de [A-Z]\w+"),
    apostrophe="apóstrofo",
    name=re.compile(r"(?<=[a-zñáéíóú,] )(?!Reed|Walsh|Kelly)[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+"),
    from_here=". ¿Puedo",
    language="es",
)
TONGUES = {"en": ENGLISH, "es": SPANISH}
