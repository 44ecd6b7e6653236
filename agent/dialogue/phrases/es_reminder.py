"""Lo que dice una llamada de recordatorio en español: what en_reminder.py says, name for name."""

from __future__ import annotations

import re
from datetime import datetime

from agent.dialogue.phrases.es_numbers import day_of, time_of

KEYS = "Pulse uno para sí, dos para no, o nueve si no quiere que le llamemos más."
COMING = "¿Podrá venir?"
SHALL_CANCEL = "¿Aviso a la clínica de que no vendrá?"
SHALL_CANCEL_IT = "¿Quiere que la anule?"
IS_WRONG_NUMBER = "¿Es este un número equivocado?"
WHO_AGAIN = "Perdone, no le he entendido. Diga sí o no, por favor."
PROVE = "Antes de decirle más, tengo que asegurarme de que es usted."
GONE = "La cita que iba a recordarle ha cambiado. No tiene que hacer nada. Adiós."

CONFIRMED = "Gracias. Le esperamos. Adiós."
CANCELLED = "Está anulada. Gracias por avisarnos. Adiós."
WILL_CANCEL = "Se lo diré a la clínica. Gracias por avisarnos. Adiós."
MOVE = "Llame a la clínica para buscar otra hora, por favor. Hasta entonces su cita queda como está. Adiós."
MOVE_NOW = "Un momento, le paso con una persona que puede cambiarla."
GOODBYE = "Adiós."
OPTED_OUT = "No volveremos a llamar a este número. Adiós."
WRONG_NUMBER = "Siento haberle molestado. No volveremos a llamar a este número. Adiós."
CALL_LATER = "Entonces llamaré en otro momento. Adiós."
NO_REPLY = "No le oigo, así que voy a terminar la llamada. Adiós."
NOT_NOTED = "Lo siento, ahora no he podido anotarlo. Llame a la clínica, por favor. Adiós."
SORRY = "Lo siento, tengo que terminar la llamada. Adiós."

FIXED = tuple(text for name, text in list(globals().items()) if name.isupper() and isinstance(text, str))

# A name that says what somebody is treated for is not left on a machine that others hear.
_TELLING = re.compile(
    r"oncol|cáncer|cancer|cardi|psiqu|psicol|mental|fertil|ginec|obstet|urol|dermat|diálisis|dialis|nefro"
    r"|neuro|radio|diabet|vih|sexual|adic|rehab|hepat|ortop|trauma|pediat|endocr|reuma|paliativ|matern|mama"
    r"|dolor|sueño|digestiv|alerg",
    re.IGNORECASE,
)


def opening(clinic: str) -> str:
    return f"Hola, esta es una llamada automática de {clinic}."


def disclosure(clinic: str, name: str) -> str:
    return f"{opening(clinic)} ¿Hablo con {name}?"


def screened(clinic: str, name: str) -> str:
    return f"Le llama {clinic}, con un recordatorio automático para {name}."


def message(clinic: str, name: str, number: str) -> str:
    whose = "" if _TELLING.search(clinic) else f" de {clinic}"
    where = f" Llámenos al {number}, por favor." if number else " Llámenos, por favor."
    return f"Hola, este es un mensaje automático{whose} para {name}.{where} Gracias. Adiós."


def reminder(at: datetime) -> str:
    return f"Le llamo para recordarle su cita del {day_of(at.date())} a {time_of(at)}."
