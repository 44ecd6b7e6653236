from __future__ import annotations

from datetime import datetime
from types import ModuleType

import pytest

from agent.dialogue.phrases import en_reminder, es_reminder, reminding
from agent.dialogue.phrases import es_reminder as es

AT = datetime(2026, 7, 2, 15, 30)  # noqa: DTZ001


def names(words: ModuleType) -> set[str]:
    return {name for name in vars(words) if name.isupper() or callable(getattr(words, name))} - {
        *("datetime", "day_of", "time_of")
    }


def test_it_says_what_the_english_one_says_name_for_name() -> None:
    assert names(en_reminder) == names(es_reminder)
    assert set(es.FIXED).isdisjoint(en_reminder.FIXED)
    assert len(es.FIXED) == len(en_reminder.FIXED)
    assert reminding("es") is es


def test_the_reminder_says_the_time_and_nothing_else() -> None:
    assert es.reminder(AT) == (
        "Le llamo para recordarle su cita del jueves dos de julio a las tres y media de la tarde."
    )


def test_a_whole_call_is_about_a_minute_of_speech() -> None:
    longest = [es.disclosure("Clínica Ribera", "María García"), es.KEYS, es.PROVE, es.reminder(AT)]
    words = " ".join([*longest, es.COMING, es.SHALL_CANCEL, es.MOVE]).split()
    assert len(words) / 150 * 60 < 60  # at 150 words a minute


def test_r15_a_machine_is_told_who_should_ring_back_and_nothing_more() -> None:
    told = es.message("Clínica Ribera", "María García", "nueve uno, cinco cinco")
    assert told == (
        "Hola, este es un mensaje automático de Clínica Ribera para María García. "
        "Llámenos al nueve uno, cinco cinco, por favor. Gracias. Adiós."
    )
    assert "cita" not in told


@pytest.mark.parametrize("name", ["Centro de Oncología", "Clínica de Fertilidad", "Psiquiatría Santa Ana"])
def test_r15_a_name_that_tells_what_for_is_not_left_on_a_machine(name: str) -> None:
    assert name not in es.message(name, "María García", "")
