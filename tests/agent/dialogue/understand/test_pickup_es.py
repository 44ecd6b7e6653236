from __future__ import annotations

import pytest

from agent.dialogue.understand.pickup import is_alive, who_answered

PEOPLE = (
    "",
    "Hola",
    "¿Diga?",
    "¿Sí, dígame?",
    "¿Quién es?",
    "No está, ¿de parte de quién?",
    "No está en casa, ¿quiere que le diga algo?",
    "Soy María.",
    "Familia García, buenas tardes.",
    "Ahora no puedo atenderle, estoy trabajando.",
    "Mi marido no está, vuelve a las cinco.",
    "Clínica dental, buenos días, ¿en qué puedo ayudarle?",
)
MACHINES = (
    "Hola, has llamado a Juan. Ahora no puedo atenderte, deja tu mensaje después de la señal.",
    "El número marcado no existe.",
    "El teléfono al que llama está apagado o fuera de cobertura.",
    "Este es el buzón de voz del seis cinco cinco.",
    "Ha llamado a la familia García. En este momento no estamos en casa.",
    "Deje su nombre y número y le llamaremos.",
    "Le atiende el contestador automático. Grabe su mensaje al oír la señal.",
    "Hola, soy Ana, no puedo ponerme, ya sabes qué hacer.",
)


@pytest.mark.parametrize("text", PEOPLE)
def test_a_person(text: str) -> None:
    assert who_answered(text, language="es") == "person"


@pytest.mark.parametrize("text", MACHINES)
def test_a_machine(text: str) -> None:
    assert who_answered(text, language="es") == "machine"


def test_a_greeting_in_two_breaths() -> None:
    assert who_answered("deje un mensaje por favor", "Hola, somos los García.", "es") == "machine"
    assert who_answered("Soy María", "¿Diga?", "es") == "person"


def test_a_screening_robot() -> None:
    assert who_answered("Diga su nombre y el motivo de su llamada.", language="es") == "screener"


def test_a_voice_into_the_silence_is_alive() -> None:
    assert is_alive("¿Hola? ¿Hay alguien?", "es")
    assert not is_alive("para dejar un mensaje pulse uno", "es")
