from __future__ import annotations

import pytest

from agent.dialogue.understand.emergency import emergency
from agent.dialogue.understand.rung import Meaning, but_cannot_talk, meaning_of


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("No me llamen más", "opt_out"),
        ("No me llame, por favor", "opt_out"),
        ("Dejen de llamarme", "opt_out"),
        ("Quítenme de su lista", "opt_out"),
        ("No quiero que me llamen", "opt_out"),
        ("No vuelvan a llamar a este número", "opt_out"),
        ("No me vuelvan a llamar", "opt_out"),
        ("Déjenme en paz", "opt_out"),
        ("No me llame ahora, estoy trabajando", "call_later"),
        ("Llámeme más tarde", "call_later"),
        ("Ahora no, gracias", "call_later"),
        ("Es mal momento", "call_later"),
        ("Se ha equivocado de número", "wrong_number"),
        ("Aquí no vive nadie con ese nombre", "wrong_number"),
        ("Ya no vive aquí", "wrong_number"),
        ("Sí, soy yo", "yes"),
        ("Sí, allí estaré", "yes"),
        ("Claro que sí", "yes"),
        ("No, lo siento", "no"),
        ("No puedo ir", "no"),
        ("Quiero cambiarla a otro día", "move"),
        ("Quiero anular la cita", "cancel"),
        ("Plátano", "other"),
    ],
)
def test_what_was_meant(said: str, meaning: Meaning) -> None:
    assert meaning_of(said, "es") == meaning


@pytest.mark.parametrize("said", ["Ahora no puedo hablar", "No puedo hablar ahora, estoy conduciendo"])
def test_who_cannot_talk_now_is_called_later_and_in_no_danger(said: str) -> None:
    assert meaning_of(said, "es") == "call_later"
    assert not emergency(but_cannot_talk(said, "es"), "es")


def test_who_is_in_danger_stays_so() -> None:
    assert emergency(but_cannot_talk("No puedo hablar, tengo la cara torcida", "es"), "es")
