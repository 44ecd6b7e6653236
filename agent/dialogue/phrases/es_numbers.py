"""Numbers, times of day, dates and spelling as they are said in Spanish."""

from __future__ import annotations

from datetime import date, datetime

DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio"),
    *("agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
CURRENCIES = {"€": ("euro", "euros"), "£": ("libra", "libras"), "$": ("dólar", "dólares")}
ABBREVIATIONS = {
    **{"Dr": "doctor", "Dra": "doctora", "Sr": "señor", "Sra": "señora", "Prof": "profesor"},
    **{
        "aprox": "aproximadamente",
        "tel": "teléfono",
        "min": "minutos",
        "Avda": "avenida",
        "p.ej": "por ejemplo",
    },
}
AND, TO, PLUS, PERCENT, NUMBER, POINT = "con", "a", "más", "por ciento", "número", "coma"
SAINT, STREET = "san", "calle"

_SMALL = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco "
    "veintiséis veintisiete veintiocho veintinueve"
).split()
_TENS = "cero diez veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_HUNDREDS = (
    "cero ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
    "novecientos"
).split()
_MINUTES = {15: "y cuarto", 30: "y media"}


def cardinal(number: int) -> str:
    """0 to 999 999: 142 is "ciento cuarenta y dos"."""
    if number < 30:
        return _SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f" y {_SMALL[ones]}" if ones else "")
    if number == 100:
        return "cien"
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return _HUNDREDS[hundreds] + (f" {cardinal(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    many = "mil" if thousands == 1 else f"{_before_noun(cardinal(thousands))} mil"
    return many + (f" {cardinal(rest)}" if rest else "")


def _before_noun(number: str) -> str:
    """ "veintiún euros", "treinta y un euros"."""
    if number.endswith("veintiuno"):
        return f"{number.removesuffix('uno')}ún"
    return number.removesuffix("o") if number.endswith("uno") else number


def count(number: int, one: str, many: str) -> str:
    """ "un euro", "dos euros"; of a feminine thing "una libra"."""
    if one.endswith("a") and number % 10 == 1 and number % 100 != 11:
        return f"{cardinal(number).removesuffix('o')}a {one if number == 1 else many}"
    return f"{_before_noun(cardinal(number))} {one if number == 1 else many}"


def ordinal(number: int) -> str:
    """Of days: the first has a name, the others are counted."""
    return "primero" if number == 1 else cardinal(number)


def year(number: int) -> str:
    return cardinal(number)


def digits(group: str) -> str:
    return " ".join(_SMALL[int(digit)] for digit in group)


_CALLED = {
    letter: word
    for word in (
        "Barcelona Cádiz Dinamarca Francia Gerona Jaén Madrid Navarra París Sevilla Tarragona Valencia Zamora"
    ).split()
    for letter in word[0]
}
"""Las letras que un teléfono confunde con otras."""


def letters(word: str) -> str:
    """A name letter by letter, slowly: "Benítez" is "B de Barcelona, E, N de Navarra ..."."""
    names = {"-": "guion", "'": "apóstrofo", " ": "espacio"}
    said = []
    for letter in word:
        called = _CALLED.get(letter.upper())
        said.append(names.get(letter, letter.upper()) + (f" de {called}" if called else ""))
    return ", ".join(said)


def clock(minute: int) -> str:
    """A time of day without its article: 510 is "ocho y media", 720 "doce del mediodía"."""
    if minute in (0, 24 * 60):
        return "doce de la noche"
    if minute == 12 * 60:
        return "doce del mediodía"
    hour, past = divmod(minute, 60)
    if past > 30:
        left = 60 - past
        less = "cuarto" if left == 15 else cardinal(left)
        return f"{_hour(hour + 1)} menos {less}"
    if past == 0:
        return _hour(hour)
    return f"{_hour(hour)} {_MINUTES.get(past) or f'y {cardinal(past)}'}"


def _hour(hour: int) -> str:
    return "una" if hour % 12 == 1 else _SMALL[hour % 12 or 12]


def part_of_day(minute: int) -> str:
    if minute == 12 * 60:
        return ""
    if minute < 12 * 60:
        return "de la mañana"
    return "de la tarde" if minute < 21 * 60 else "de la noche"


def at_clock(minute: int) -> str:
    """With its article: "la una y media", "las ocho"."""
    said = clock(minute)
    return f"{'la' if said.startswith('una') else 'las'} {said}"


def part_of(at: datetime) -> str:
    return part_of_day(60 * at.hour + at.minute)


def hour_of(at: datetime) -> str:
    """Without the part of the day: "las dos", "la una y media"."""
    return at_clock(60 * at.hour + at.minute)


def time_of(at: datetime) -> str:
    """With article and part of the day, so that nobody comes twelve hours late."""
    minute = 60 * at.hour + at.minute
    return f"{at_clock(minute)} {part_of_day(minute)}".rstrip()


def day_of(day: date) -> str:
    return f"{DAYS[day.weekday()]} {ordinal(day.day)} de {MONTHS[day.month - 1]}"


def date_of(day: date) -> str:
    """Without the weekday, with the year: a date of birth."""
    return f"{ordinal(day.day)} de {MONTHS[day.month - 1]} de {year(day.year)}"
