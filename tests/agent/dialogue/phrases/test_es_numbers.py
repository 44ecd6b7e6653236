from __future__ import annotations

from datetime import date, datetime

import pytest

from agent.dialogue.phrases import es_numbers as said


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "cero"),
        (22, "veintidós"),
        (31, "treinta y uno"),
        (100, "cien"),
        (142, "ciento cuarenta y dos"),
        (1971, "mil novecientos setenta y uno"),
        (21_000, "veintiún mil"),
    ],
)
def test_numbers(number: int, words: str) -> None:
    assert said.cardinal(number) == words


@pytest.mark.parametrize(
    ("minute", "words"),
    [
        (8 * 60, "las ocho"),
        (13 * 60, "la una"),
        (13 * 60 + 15, "la una y cuarto"),
        (9 * 60 + 30, "las nueve y media"),
        (9 * 60 + 45, "las diez menos cuarto"),
        (12 * 60 + 50, "la una menos diez"),
        (12 * 60, "las doce del mediodía"),
        (24 * 60, "las doce de la noche"),
    ],
)
def test_times(minute: int, words: str) -> None:
    assert said.at_clock(minute) == words


def test_dates_and_parts_of_the_day() -> None:
    assert said.day_of(date(2026, 12, 1)) == "martes primero de diciembre"
    assert said.date_of(date(1971, 5, 3)) == "tres de mayo de mil novecientos setenta y uno"
    times = [said.time_of(datetime.fromisoformat(f"2026-01-01 {hour:02}:00")) for hour in (9, 12, 16, 22)]
    assert times == [
        "las nueve de la mañana",
        "las doce del mediodía",
        "las cuatro de la tarde",
        "las diez de la noche",
    ]


def test_things_are_counted_in_their_gender() -> None:
    assert said.count(1, "euro", "euros") == "un euro"
    assert said.count(31, "euro", "euros") == "treinta y un euros"
    assert said.count(21, "libra", "libras") == "veintiuna libras"
    assert said.letters("Peña") == "P de París, E, Ñ, A"
    assert said.digits("07") == "cero siete"
