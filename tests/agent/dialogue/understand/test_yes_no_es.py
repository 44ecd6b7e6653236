from __future__ import annotations

import pytest

from agent.dialogue.understand.yes_no import agrees

SAID: dict[bool | None, list[str]] = {
    True: [
        "Sí",
        "Sí, por favor",
        "Claro que sí",
        "Vale",
        "De acuerdo",
        "Está bien",
        "Perfecto",
        "Así es",
        "Eso es",
        "Correcto",
        "No hay problema",
        "Me viene bien",
        "Sí, la primera",
        "Por supuesto",
        "Bueno",
        "Sí, sí",
        "Muy bien, gracias",
        "Cómo no",
        "Exacto",
        "Sí, es correcto",
        "sí claro",
        "Me parece bien",
        "Adelante",
        "Sí, resérvela",
        "Todo bien",
        "Soy yo",
        "Vale, perfecto",
        "Sí, está bien",
    ],
    False: [
        "No",
        "No, gracias",
        "Claro que no",
        "No, eso no",
        "No está bien",
        "No me viene bien",
        "Para nada",
        "Creo que no",
        "No es correcto",
        "Nada más",
        "No, nada más, gracias",
        "No, eso es todo",
        "No puedo",
        "Tampoco",
        "Mejor no",
        "No quiero",
        "Todavía no",
        "No, está mal",
        "No es así",
        "Nunca he venido",
    ],
    None: [
        "No sé",
        "No lo sé",
        "El martes",
        "María García",
        "No recuerdo",
        "¿Cómo?",
        "Quiero una cita",
        "Me da igual",
        "No le entiendo",
        "si puede ser el martes",
    ],
}


@pytest.mark.parametrize(
    ("text", "means"), [(text, means) for means, texts in SAID.items() for text in texts]
)
def test_yes_and_no_in_spanish(text: str, means: bool | None) -> None:
    assert agrees(text, "es") is means
