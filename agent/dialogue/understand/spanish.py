"""Spanish words of time, number and order, as the readers of dates, times and numbers know them.

How a date is put together from a day, a month and a year, or a wish from a day and an hour, is the same in
both languages; the words are not, nor is their order. So a Spanish sentence is rewritten into those words
in which dates.py, days.py, clock.py and numbers.py read: "el martes que viene después de las cuatro" becomes
"on tuesday after 4:00". Words of anything else become "etc", so that none is taken for an English one.

What is rewritten stands in capitals until all is done: so a rule never reads what another has written,
unless it says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_UNITS = {
    word: value
    for value, word in enumerate(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
        "diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco "
        "veintiseis veintisiete veintiocho veintinueve".split()
    )
} | {"veintiun": 21, "veintiuna": 21, "sies": 6, "sinco": 5, "dose": 12, "trese": 13, "dies": 10}
_TENS = {
    word: 10 * value
    for value, word in enumerate("treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(), 3)
} | {"veinte": 20, "sesente": 60}
_HUNDREDS = {
    word: 100 * value
    for value, word in enumerate(
        "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
        "novecientos".split(),
        start=1,
    )
} | {"cien": 100}
_MONTHS = {
    **{"enero": "JANUARY", "febrero": "FEBRUARY", "marzo": "MARCH", "abril": "APRIL", "mayo": "MAY"},
    **{"junio": "JUNE", "julio": "JULY", "agosto": "AUGUST", "septiembre": "SEPTEMBER"},
    **{"setiembre": "SEPTEMBER", "octubre": "OCTOBER", "noviembre": "NOVEMBER", "diciembre": "DECEMBER"},
}
_DAYS = {
    **{"lunes": "MONDAY", "martes": "TUESDAY", "miercoles": "WEDNESDAY", "jueves": "THURSDAY"},
    **{"viernes": "FRIDAY", "sabado": "SATURDAY", "sabados": "SATURDAY", "domingo": "SUNDAY"},
    **{"domingos": "SUNDAY", "mierkoles": "WEDNESDAY", "biernes": "FRIDAY", "juebes": "THURSDAY"},
}
_ORDINALS = (
    *(("primer[oa]?s?", "1ST"), ("segund[oa]", "2ND"), ("tercer[oa]?", "3RD"), ("cuart[oa]", "4TH")),
    *(("quint[oa]", "5TH"), ("ultim[oa]", "LAST")),
)
_UNIT = {"dia": "DAYS", "semana": "WEEKS", "mes": "MONTHS"}
_MONTH, _DAY = "|".join(_MONTHS), "|".join(_DAYS)
_WEEKDAY = "(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAYS?"
_NEXT = "(?:que viene|proxim[oa]|siguiente|que entra)"
_NEXT_WEEK = rf"(?:la semana {_NEXT}|la (?:proxima|siguiente) semana)"


# -- the rules, in the order in which they are applied -----------------------------------------------

Rule = tuple[str, str | Callable[[re.Match[str]], str]]


def _clock(found: re.Match[str]) -> str:
    """ "las 5 menos cuarto de la tarde" -> 4:45 PM."""
    said, sign, past, part = found["hour"], found["sign"], found["past"], found["part"]
    hour = 1 if said.startswith("una") else int(said.split(":")[0])
    minute = int(said.partition(":")[2] or 0)
    if past:
        minute = {"media": 30, "cuarto": 15, "pico": 0}.get(past, 0) or int(past if past.isdigit() else 0)
    total = hour * 60 + (-minute if sign == "menos" else minute)
    if hour > 24 or minute > 59:
        return found[0]
    if found["noon"] or (part == "noche" and hour == 12):  # the twelve of the day, and of the night
        return "NOON" if found["noon"] and total == 12 * 60 else f"{total // 60 % 24}:{total % 60:02}"
    half = {"manana": " AM", "madrugada": " AM", "tarde": " PM", "noche": " PM"}.get(part or "", "")
    half = half if hour <= 12 else ""
    return f"{total // 60 % 24 if total >= 0 else 23}:{total % 60:02}{half}"


_BEHIND_CLOCK = (
    r"(?: horas?)?(?: en punto)?(?:,? (?:(?:de|por|en) la (?P<part>manana|tarde|noche|madrugada)"
    r"|(?P<noon>del mediodia)))?"
)
_PAST = r"(?: (?P<sign>y|menos) (?P<past>media|cuarto|pico|\d{1,2}))"
_TIMES: tuple[Rule, ...] = (
    (rf"\blas? (?P<hour>una(?! (?:cita|hora|vez|semana))|1|\d\d?:\d\d)\b{_PAST}?{_BEHIND_CLOCK}", _clock),
    (rf"\blas (?P<hour>\d\d?)\b{_PAST}?{_BEHIND_CLOCK}", _clock),
    (rf"\b(?P<hour>una|\d\d?)\b(?: (?P<sign>y|menos) (?P<past>media|cuarto)){_BEHIND_CLOCK}", _clock),
    (
        r"\b(?P<hour>una|\d\d?(?::\d\d)?) (?P<sign>)(?P<past>)"
        r"(?:(?:de|por) la (?P<part>manana|tarde|noche|madrugada)|(?P<noon>del mediodia))",
        _clock,
    ),
    (r"\b(?P<hour>\d\d?)(?P<sign>)(?P<past>)(?P<part>)(?P<noon>) horas\b", _clock),
    (r"\b(?:de|entre)(?: las)? (\d\d?) (?:a|y|hasta) (\d\d?)\b(?! de)", r"FROM \1:00 TO \2:00"),
    (r"\b(?:al|a|del?) medio ?dia\b", "LUNCHTIME"),
    (r"\b(?:a|en) primera hora(?: de la manana)?|\ba primeras horas\b", "FIRST THING"),
    (r"\ba ultima hora de la manana\b", "LATE MORNING"),
    (r"\ba ultima hora de la tarde\b", "LATE AFTERNOON"),
    (r"\ba ultima hora\b", "END OF THE DAY"),
    (r"\bantes de comer\b", "BEFORE LUNCH"),
    (r"\bdespues de comer\b", "AFTER LUNCH"),
    (r"\b(?:despues del|al salir del) trabajo\b", "AFTER WORK"),
    (r"\b(?:despues del|al salir del) (?:colegio|cole)\b", "AFTER SCHOOL"),
    (r"\b(?:despues de|tras) (?=NOON|\d+:\d\d)", "AFTER "),
    (r"\b(?:a partir de|desde) (?=NOON|\d+:\d\d)", "FROM "),
    (r"\bantes de (?=NOON|\d+:\d\d)", "BEFORE "),
    (r"\bhasta (?=NOON|\d+:\d\d)", "UNTIL "),
    (r"\b(?:sobre|hacia|alrededor de|a eso de|como a) (?=NOON|\d+:\d\d)", "AROUND "),
    (r"(\d+:\d\d(?: [AP]M)?|NOON) (?:a|hasta|UNTIL) (?=\d+:\d\d|NOON)", r"\1 TO "),
    (r"\bentre (\d+:\d\d(?: [AP]M)?|NOON) y (?=\d+:\d\d|NOON)", r"BETWEEN \1 AND "),
    (r"\b(?:a|para) (?=\d+:\d\d|NOON)", "AT "),
    (r"\bo (?:mas tarde|despues)\b|\ben adelante\b", "OR LATER"),
    (r"\bo (?:mas temprano|mas pronto|antes)\b", "OR EARLIER"),
)
_DATES: tuple[Rule, ...] = (
    (r"\bpasado manana\b", "DAY AFTER TOMORROW"),
    (r"\besta (?:misma )?manana\b", "TODAY MORNING"),
    (r"\besta (?:misma )?tarde\b", "TODAY AFTERNOON OR EVENING"),
    (r"\besta (?:misma )?noche\b", "TONIGHT"),
    (r"\b(?:por|de|en|a|para)? ?las? mananas?\b|\bmanana(?=s\b)s", " MORNING"),
    (r"\b(?:por|de|en|a|para)? ?las? tardes?\b", " AFTERNOON OR EVENING"),
    (r"\b(?:por|de|en|a|para)? ?las? noches?\b", " EVENING"),
    (rf"({_DAY}|hoy|manana) tarde\b", r"\1 AFTERNOON OR EVENING"),
    (r"\bmanana\b", "TOMORROW"),
    (r"\bhoy no\b", "NOT TODAY"),
    (r"\bhoy(?: mismo)?\b", "TODAY"),
    (r"\btemprano\b(?<!mas temprano)", "EARLY MORNING"),
    (
        r"\b(?:cuanto antes|lo antes posible|lo antes que (?:pueda|puedan|se pueda)|lo mas pronto"
        r"(?: posible| que pueda)?|lo primero que (?:tenga|haya|tengan)|(?:el|la) primer[oa]? (?:hueco|hora"
        r"|cita) (?:libre|disponible|que (?:tenga|haya|tengan))|el primer hueco|la proxima (?:hora|cita)"
        r"(?: libre| disponible)?|urgentemente)\b",
        "AS SOON AS POSSIBLE",
    ),
    (rf"\b(?:el )?({_DAY}) (?:de )?{_NEXT_WEEK}", lambda m: f"{_DAYS[m[1]]} NEXT WEEK"),
    # The one that comes: tomorrow's Tuesday too, if today is Monday. It is read back with its date.
    (
        rf"\b(?:el )?(?:proximo |siguiente )({_DAY})\b|\b(?:el )?({_DAY}) {_NEXT}\b",
        lambda m: f"ON {_DAYS[m[1] or m[2]]}",
    ),
    (rf"\beste ({_DAY})\b", lambda m: f"THIS {_DAYS[m[1]]}"),
    (rf"\b(?:todos los|cualquier|cada) ({_DAY})\b", lambda m: f"ANY {_DAYS[m[1]]}"),
    (rf"\blos ({_DAY})\b", lambda m: f"{_DAYS[m[1]]}S"),
    (rf"\bdel ({_DAY})\b", lambda m: f"de {_DAYS[m[1]]}"),
    (rf"\b(?:el )?({_DAY})\b", lambda m: f"ON {_DAYS[m[1]]}"),
    (rf"({_WEEKDAY}) al? (?:ON )?(?={_WEEKDAY})", r"\1 TO "),
    (rf"\b(?:despues de|tras) (?=(?:ON )?{_WEEKDAY})", "AFTER "),
    (rf"\bantes de (?=(?:ON )?{_WEEKDAY})", "BEFORE "),
    (rf"\b(?:a partir de|desde) (?=(?:ON )?{_WEEKDAY})", "FROM "),
    (rf"\bhasta (?=(?:ON )?{_WEEKDAY})", "UNTIL "),
    (rf"\b(?:menos|excepto|salvo) (?=(?:ON )?{_WEEKDAY})", "EXCEPT "),
    (rf"\bno((?: [a-z]+){{0,3}} (?:ON )?{_WEEKDAY})", r"NOT\1"),
    (rf"((?:ON )?{_WEEKDAY})(?: [a-z]+)?,? no\b", r"NOT \1"),
    (rf"\b{_NEXT_WEEK}\b", "NEXT WEEK"),
    (r"\besta (?:misma )?semana\b", "THIS WEEK"),
    (rf"\bel mes {_NEXT}\b|\bel (?:proximo|siguiente) mes\b", "NEXT MONTH"),
    (r"\beste (?:mismo )?mes\b", "THIS MONTH"),
    (r"\b(?:a finales|a fin|al final) (?:de|del|de este) mes\b", "END OF THE MONTH"),
    (r"\b(?:a |al )?(?:principios?|comienzos?) (?:del? )?", "BEGINNING OF "),
    (r"\ba mediados (?:del? )?", "MIDDLE OF "),
    (r"\b(?:a )?finales (?:del? )?|\ba(?:l)? (?:fin|final) (?:del? )?", "END OF "),
    (r"\b(?:el )?fin de semana\b", "WEEKEND"),
    (r"\b(?:los )?fines de semana\b", "WEEKENDS"),
    (r"\bentre semana\b", "WEEKDAYS"),
    (
        r"\b(?:dentro de|en) (un|una|\d+|un par de|unos|unas|pocos|pocas) (dia|semana|mes)(?:e?s)?\b",
        lambda m: f"IN {_count(m[1])} {_UNIT[m[2]]}",
    ),
    (r"\bdespues de (?:las )?navidad(?:es)?\b", "AFTER CHRISTMAS"),
    (r"\bantes de (?:las )?navidad(?:es)?\b", "BEFORE CHRISTMAS"),
    (
        r"\b(?:cualquier dia|a cualquier hora|cualquier hora|cuando (?:sea|quiera|quieran|pueda|puedan)"
        r"|(?:me )?da igual (?:el dia|cuando|la hora))\b",
        "ANY DAY",
    ),
    (
        rf"\b(?:(?P<side>despues del?|antes del?|desde|a partir del?|hasta|del) )?(?:el )?(?:dia )?"
        rf"(?P<day>\d\d?|primero)(?:,? del?)?,? (?P<month>{_MONTH})\b"
        rf"(?:,?(?: del?)?(?: ano)?,? (?P<year>\d\d(?:\d\d)?)\b(?!:))?",
        lambda m: f"{_side(m['side'])} {_day(m['day'])} OF {_MONTHS[m['month']]} {m['year'] or ''}",
    ),
    (
        rf"\b({_MONTH}),? (?:el )?(\d\d?)\b(?:,?(?: del?)?,? (\d{{4}})\b)?",
        lambda m: f"{_day(m[2])} OF {_MONTHS[m[1]]} {m[3] or ''}",
    ),
    (rf"\b(?:en|para|de)? ?({_MONTH})\b", lambda m: f" IN {_MONTHS[m[1]]}"),
    (
        r"\b(despues del|antes del|a partir del|desde el|hasta el|el)(?: dia)? (\d\d?|primero)\b"
        r"(?! (?:de|del|horas)\b)",
        lambda m: f"{_side(m[1])} {_day(m[2])}",
    ),
)
_CHOICES: tuple[Rule, ...] = (
    *((rf"\blas? {said}\b", f"THE {said_as} ONE") for said, said_as in _ORDINALS),
    *((rf"\b{said}\b", said_as) for said, said_as in _ORDINALS),
    (r"\blas? (?:del|de en|en) ?medio\b|\bla intermedia\b|\bla de enmedio\b", "MIDDLE"),
    (r"\b(?:opcion|numero)\b", "OPTION"),
    (r"\b(?:la|el) (\d)\b", r"OPTION \1"),
    (r"\bningun[oa]?\b", "NEITHER"),
    (r"\b(?:la|el) otr[oa]\b", "OTHER ONE"),
    (r"\bmas (?:temprano|pronto)\b|\bla mas temprana\b|\bantes\b", "EARLIER"),
    (r"\bmas tarde\b|\bdespues\b", "LATER"),
    (r"\b(?:perdon|perdone|digo|quiero decir|espere|corrijo|me he equivocado)\b", "SORRY"),
    (r"\bno\b", "NO"),
    (r"\bsino\b|\bpero\b", "BUT"),
    (r"\b(?:doble|dos veces)\b", "DOUBLE"),
    (r"\btriple\b", "TRIPLE"),
    (r"\bmas (?=\d)", "PLUS "),
    (r"\by\b(?= (?:ON )?[A-Z])", "AND"),
    (r"\bo\b", "OR"),
    (r"\b(?:de|del|la|el|los|las|lo|y|que|en|por|con|al|a|es|e|ano)\b", ""),
    (r"\b[a-z][a-z']*\b", "etc"),
)
_RULES = tuple((re.compile(pattern), said) for pattern, said in (*_TIMES, *_DATES, *_CHOICES))


def in_known_words(text: str) -> str:
    """`text` in the words that the readers of dates, times and numbers know; "etc" for all others."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = re.sub(r",? ?\b(?:e+h+|e+m+|m{2,}|pues|a ver|o sea|bueno)\b,?", " ", plain)
    plain = " ".join(plain.split())
    plain = re.sub(r"\b(la|el) uno\b", "opcion 1", re.sub(r"[¿¡]", "", plain))
    plain = re.sub(r"(?<=\d)[.h](?=\d\d\b(?!\.))", ":", re.sub(r"(\d)\s?h(?:s|rs)?\b", r"\1 horas", plain))
    plain = re.sub(r"\b([ap])\.? ?m\b\.?", lambda m: f"{m[1].upper()}M", plain)
    plain = _in_figures(plain)
    for pattern, said in _RULES:
        plain = pattern.sub(said, plain)
    return " ".join(plain.lower().split())


def _in_figures(text: str) -> str:
    """Number words as figures: "mil novecientos setenta y uno" -> 1971, "seis uno dos" -> 6 1 2."""
    pieces = re.findall(r"[a-z]+|[^a-z]+", text)
    said: list[str] = []
    at = 0
    while at < len(pieces):
        if number := _number_at(pieces, at):
            value, end = number
            said.append(str(value))
            at = end
        else:
            said.append(pieces[at])
            at += 1
    return "".join(said)


def _number_at(pieces: list[str], at: int) -> tuple[int, int] | None:
    """The number that begins at this piece, words and what is between them in turn, and where it ends."""
    below = _below_thousand(pieces, at)
    value, end = below or (1, at)
    mil = end + 1 if below else at
    if "".join(pieces[mil : mil + 1]) == "mil" and (not below or (pieces[end] == " " and value < 100)):
        rest = _below_thousand(pieces, mil + 2) if "".join(pieces[mil + 1 : mil + 2]) == " " else None
        return (value * 1000 + rest[0], rest[1]) if rest else (value * 1000, mil + 1)
    return below


def _below_thousand(pieces: list[str], at: int) -> tuple[int, int] | None:
    word = "".join(pieces[at : at + 1])
    if word in _HUNDREDS:
        rest = _below_hundred(pieces, at + 2) if "".join(pieces[at + 1 : at + 2]) == " " else None
        return (_HUNDREDS[word] + rest[0], rest[1]) if rest and rest[0] else (_HUNDREDS[word], at + 1)
    return _below_hundred(pieces, at)


def _below_hundred(pieces: list[str], at: int) -> tuple[int, int] | None:
    word = "".join(pieces[at : at + 1])
    if word in _TENS and pieces[at + 1 : at + 4] == [" ", "y", " "]:
        unit = _UNITS.get("".join(pieces[at + 4 : at + 5]), 0)
        if 0 < unit < 10:
            return _TENS[word] + unit, at + 5
    value = _UNITS.get(word, _TENS.get(word))
    return None if value is None else (value, at + 1)


def _count(said: str) -> str:
    return {"un": "A", "una": "A", "un par de": "COUPLE OF"}.get(said, said if said.isdigit() else "FEW")


def _day(said: str) -> str:
    return f"THE {1 if said == 'primero' else int(said)}TH"


def _side(said: str | None) -> str:
    first = (said or "").split(" ")[0]
    return {"despues": "AFTER", "antes": "BEFORE", "a": "FROM", "desde": "FROM", "hasta": "UNTIL"}.get(
        first, "ON"
    )
