from __future__ import annotations

import pytest

from agent.dialogue.understand.names import name_in, sounds_like, spelled


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Me llamo María García López", "María García López"),
        ("Es para mi hija, Lucía Fernández", "Lucía Fernández"),
        ("el nombre es Pedro y el apellido Sánchez", "Pedro Sánchez"),
        ("María García, nacida el doce de octubre", "María García"),
        ("a nombre de Carmen Ruiz", "Carmen Ruiz"),
        ("¿Puede repetirlo?", ""),
        ("Quiero anular la cita", ""),
        ("No sé", ""),
    ],
)
def test_a_name_out_of_a_spanish_sentence(text: str, name: str) -> None:
    assert name_in(text, "es") == name


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ge, a, erre, ce, i, a", "Garcia"),
        ("B de Barcelona, A, R, C, A", "Barca"),
        ("uve, a, ele, uve, e, erre, de, e", "Valverde"),
        ("doble ele, o, pe, i, ese", "Llopis"),
        ("i griega, a, ñ, e, zeta", "Yañez"),
        ("El martes", None),
    ],
)
def test_letters_in_spanish(text: str, word: str | None) -> None:
    assert spelled(text, "es") == word


@pytest.mark.parametrize(
    ("one", "other"),
    [("García", "Garsia"), ("Jiménez", "Giménez"), ("Vázquez", "Básquez"), ("Gómez", "Gomes")],
)
def test_one_spanish_sound_in_two_spellings_is_one_name(one: str, other: str) -> None:
    assert sounds_like(one, other) > 0.9


def test_other_names_stay_others() -> None:
    assert sounds_like("Ruiz", "Luis") < 0.7
    assert sounds_like("Hernández", "Fernández") < 0.8
