from __future__ import annotations

from typing import get_args

import pytest

from agent.dialogue.understand.intents import Intent, rules
from agent.dialogue.understand.intents_es import EXAMPLES

SAID = {
    "machine": [
        "¿Estoy hablando con una máquina?",
        "¿Es usted un robot?",
        "¿Hablo con una persona de verdad?",
    ],
    "book": [
        "Quiero pedir una cita",
        "Quería pedir hora con el médico",
        "Necesito una revisión",
        "¿Tienen algo libre mañana?",
        "Me gustaría ver al doctor",
        "Soy paciente nuevo",
        "Quiero vacunarme",
        "Una cita por favor",
        "¿Me puede dar cita para el martes?",
        "Necesito que me vea un médico",
        "quisiera reservar una consulta",
    ],
    "move": [
        "Quiero cambiar mi cita",
        "Necesito cambiar la cita al viernes",
        "¿Puedo aplazar mi cita?",
        "Quería mover la cita",
        "Me gustaría adelantar la visita",
        "¿Puedo cambiar la hora de mi cita?",
        "cambiar de día",
    ],
    "cancel": [
        "Quiero anular mi cita",
        "Necesito cancelar la cita del martes",
        "No podré ir",
        "Ya no necesito la cita",
        "Quiero cancelar",
        "No voy a poder ir",
    ],
    "when": [
        "¿Cuándo es mi cita?",
        "¿A qué hora tengo la cita?",
        "¿Qué día tengo cita?",
        "Quería confirmar mi cita",
        "No me acuerdo de cuándo es mi cita",
        "¿Tengo alguna cita?",
        "he olvidado la hora de mi cita",
    ],
    "hours": [
        "¿A qué hora abren?",
        "¿Cuál es el horario?",
        "¿Están abiertos los sábados?",
        "¿Hasta qué hora están?",
        "¿Cuándo cierran hoy?",
        "¿Abren el sábado?",
    ],
    "address": [
        "¿Dónde están?",
        "¿Cuál es la dirección?",
        "¿Cómo llego a la clínica?",
        "¿En qué calle están?",
    ],
    "person": [
        "Quiero hablar con una persona",
        "Póngame con recepción",
        "Páseme con alguien por favor",
        "¿Puedo hablar con la enfermera?",
        "Una persona por favor",
        "No quiero hablar con una máquina",
        "Operadora",
    ],
    "message": [
        "Quiero dejar un recado",
        "¿Puede pedirle al médico que me llame?",
        "Que me llamen por favor",
        "Quiero dejar un mensaje",
    ],
    "repeat": [
        "¿Puede repetir?",
        "¿Cómo?",
        "¿Perdón?",
        "No le he entendido",
        "¿Qué ha dicho?",
        "Repítalo por favor",
    ],
    "slower": [
        "Más despacio por favor",
        "Habla muy rápido",
    ],
    "louder": [
        "Hable más alto",
        "No le oigo bien",
        "Casi no la oigo",
    ],
    "bye": [
        "Adiós",
        "Hasta luego",
        "Muchas gracias, adiós",
        "Gracias",
    ],
    "greeting": [
        "Hola",
        "Buenos días",
        "Hola, buenas tardes",
        "¿Hola? ¿Hay alguien?",
    ],
    "yes": [
        "Sí",
        "Vale",
    ],
    "no": [
        "No",
        "No, gracias",
    ],
    "help": [
        "¿Qué puede hacer?",
        "Ayuda",
        "No sé qué decir",
    ],
    "start_over": [
        "Empecemos otra vez",
        "Quiero empezar desde el principio",
    ],
    "other": [
        "¿Qué tiempo hace mañana?",
        "El martes",
        "María García",
        "¿Hay aparcamiento?",
        "quiero una pizza",
        "El tres de mayo",
    ],
}


@pytest.mark.parametrize(
    ("text", "intent"), [(text, intent) for intent, texts in SAID.items() for text in texts]
)
def test_what_is_wanted_in_spanish(text: str, intent: str) -> None:
    assert rules(text, "es") == intent


def test_its_examples_are_of_intents_there_are() -> None:
    assert EXAMPLES.keys() <= set(get_args(Intent))
    assert all(len(set(said)) == len(said) >= 3 for said in EXAMPLES.values())
