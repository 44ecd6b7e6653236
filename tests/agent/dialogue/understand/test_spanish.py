from __future__ import annotations

from datetime import date, datetime

import pytest

from agent.dialogue.understand.corrections import corrected
from agent.dialogue.understand.dates import birth_date, choose, wish
from agent.dialogue.understand.numbers import telephone
from agent.dialogue.understand.spanish import in_known_words

NOW = datetime.fromisoformat("2026-11-30 09:10")  # a Monday


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("El martes que viene después de las cuatro", "on tuesday after 4:00"),
        ("a las cinco menos cuarto de la tarde", "at 4:45 pm"),
        ("la primera", "the 1st one"),
        ("Quiero una cita", "etc etc etc"),  # nothing that an English reader could mistake
        ("once", "11"),
    ],
)
def test_spanish_becomes_the_words_that_are_read(text: str, known: str) -> None:
    assert in_known_words(text) == known


@pytest.mark.parametrize(
    ("text", "first", "last", "begin", "end"),
    [
        ("el martes que viene después de las cuatro", "2026-12-01", "2026-12-01", 16, 24),
        ("pasado mañana por la mañana", "2026-12-02", "2026-12-02", 0, 12),
        ("mañana por la tarde", "2026-12-01", "2026-12-01", 12, 21),
        ("la semana que viene", "2026-12-07", "2026-12-13", 0, 24),
        ("el viernes de la semana que viene", "2026-12-11", "2026-12-11", 0, 24),
        ("después del quince", "2026-12-16", None, 0, 24),
        ("no puedo antes de las once", None, None, 11, 24),
        ("entre las dos y las cuatro y media", None, None, 14, 16.5),
        ("de dos a cuatro", None, None, 14, 16),
        ("a finales de mes", "2026-11-30", "2026-11-30", 0, 24),
        ("en enero", "2027-01-01", "2027-01-31", 0, 24),
        ("dentro de dos semanas", "2026-12-14", "2026-12-20", 0, 24),
    ],
)
def test_wishes(text: str, first: str | None, last: str | None, begin: float, end: float) -> None:
    said = wish(text, NOW, "es")
    assert said is not None
    assert (said.earliest, said.latest) == tuple(each and date.fromisoformat(each) for each in (first, last))
    assert (said.from_minute, said.until_minute) == (60 * begin, 60 * end)


@pytest.mark.parametrize("text", ["no sé", "Quiero una cita", "una revisión", "María García"])
def test_no_time_is_made_of_other_words(text: str) -> None:
    assert wish(text, NOW, "es") is None


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("El tres de mayo de mil novecientos setenta y uno", "1971-05-03"),
        ("el doce de octubre del sesenta", "1960-10-12"),
        ("tres del cinco del setenta y uno", "1971-05-03"),
        ("el primero de enero de dos mil cuatro", "2004-01-01"),
        ("eh, 30 de julio, eh, del 83", "1983-07-30"),
        ("el once de octubre, perdón, el doce de octubre de 1960", "1960-10-12"),
        ("31 de abril de 1990", None),
    ],
)
def test_dates_of_birth(text: str, born: str | None) -> None:
    assert birth_date(text, NOW.date(), language="es") == (born and date.fromisoformat(born))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("seis uno dos, treinta y cuatro, cincuenta y seis, setenta y ocho", "+34612345678"),
        ("seiscientos doce, tres cuatro cinco, seis siete ocho", "+34612345678"),
        ("seis doble uno, tres cuatro cinco, seis doble siete", "+34611345677"),
        ("seis uno, no, perdón, seis dos dos tres cuatro cinco seis siete ocho", "+34622345678"),
        ("seis siete ocho", None),
    ],
)
def test_telephone_numbers(text: str, number: str | None) -> None:
    assert telephone(text, "ES", "es") == number


@pytest.mark.parametrize(
    ("text", "index"),
    [("la primera", 0), ("la de las dos y veinte", 1), ("la última", 2), ("la dos", 1), ("ninguna", None)],
)
def test_choices(text: str, index: int | None) -> None:
    times = [datetime.fromisoformat(f"2026-12-03 14:{minute}") for minute in ("00", "20", "30")]
    assert choose(text, times, "es") == index


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("el lunes, perdón, el martes", "el martes"),
        ("mañana, no, pasado mañana", "pasado mañana"),
        ("el lunes no puedo, el martes", "el lunes no puedo, el martes"),
    ],
)
def test_corrections(text: str, meant: str) -> None:
    assert corrected(text, "es") == meant
