from __future__ import annotations

import pytest

from agent.dialogue.speech import spoken, telephone_said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("We are at twelve Mill Lane.", "We are at twelve Mill Lane."),
        ("Dr. Reed is in.", "Doctor Reed is in."),
        ("Mrs. Hill and Mr. Hill", "Missus Hill and Mister Hill"),
        ("We are in St. John's Road.", "We are in Saint John's Road."),
        ("It is at 12 Mill St. in town", "It is at twelve Mill Street in town"),
        ("Bus No. 7 stops here.", "Bus number seven stops here."),
        ("We close on 24/12/2026.", "We close on the twenty-fourth of December, twenty twenty-six."),
        ("Since 2005-05-03.", "Since the third of May, two thousand and five."),
        ("Open 8:00-12:30.", "Open eight to half past twelve."),
        ("Come at 14:30.", "Come at half past two in the afternoon."),
        ("Come at 4 pm.", "Come at four in the afternoon."),
        ("Come at 9:05 a.m. tomorrow.", "Come at nine oh five in the morning tomorrow."),
        ("It costs €12.50.", "It costs twelve euros and fifty."),
        ("It costs 1 €.", "It costs one euro."),
        ("It costs £1,200.", "It costs one thousand two hundred pounds."),
        ("Ring 01 555 0142.", "Ring zero one, five five five, zero one four two."),
        ("Ring +353 1 555 0142.", "Ring plus three five three, one, five five five, zero one four two."),
        ("Your number is 0855550171.", "Your number is zero eight five, five five five, zero one seven one."),
        ("On the 3rd floor", "On the third floor"),
        ("100% of 142", "one hundred percent of one hundred and forty-two"),
        ("Hill & Reed", "Hill and Reed"),
        ("98.6 degrees", "ninety-eight point six degrees"),
    ],
)
def test_nothing_is_left_to_be_spelled_by_a_voice(written: str, said: str) -> None:
    assert spoken(written) == said
    assert spoken(said) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("La Dra. Reed está aquí.", "La doctora Reed está aquí."),
        ("Cuesta 21 €.", "Cuesta veintiún euros."),
        ("Venga a las 15:30.", "Venga a las tres y media de la tarde."),
        ("El 3/5/1971.", "El tres de mayo de mil novecientos setenta y uno."),
        ("Llame al 612 345 678.", "Llame al seis uno dos, tres cuatro cinco, seis siete ocho."),
    ],
)
def test_in_spanish(written: str, said: str) -> None:
    assert spoken(written, "es") == said


def test_a_telephone_number_is_said_as_people_write_it() -> None:
    assert telephone_said("+353855550171", "IE") == "zero eight five, five five five, zero one seven one"
    assert telephone_said("+353855550171", "GB").startswith("plus three five three, eight five")
    assert telephone_said("+34612345678", "ES", "es") == "seis uno dos, tres cuatro, cinco seis, siete ocho"
    assert telephone_said("12", "IE") == "one two"


def test_a_language_we_do_not_speak_is_refused() -> None:
    with pytest.raises(KeyError):
        spoken("5", "xx")
