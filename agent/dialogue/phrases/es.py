"""Lo que dice la recepcionista en español: what en.py says, name for name, in Spanish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from agent.dialogue.phrases.es_numbers import (
    DAYS,
    at_clock,
    cardinal,
    date_of,
    day_of,
    digits,
    hour_of,
    letters,
    part_of,
    time_of,
)

Spans = Sequence[tuple[int, int]]

# -- manners ---------------------------------------------------------------------------------------

CAN_HELP = "¿En qué puedo ayudarle?"
GLADLY = "Con mucho gusto."
ANYTHING_ELSE = "¿Puedo hacer algo más por usted?"
NOT_UNDERSTOOD = "Perdone, no le he entendido. ¿Puede repetirlo?"
NOT_UNDERSTOOD_AGAIN = (
    "Lo siento, sigo sin entenderle. Puede preguntar por nuestro horario o nuestra dirección, "
    "o decir que quiere hablar con una persona."
)
WHAT_I_CAN = (
    "Puedo dar, cambiar o anular una cita. Puedo decirle nuestro horario y nuestra dirección. "
    "Y puedo pasarle con una persona. ¿Qué desea?"
)
YES_OR_NO_AGAIN = "Perdone, no le he oído bien. Diga sí o no, por favor."
YES_OR_NO_LAST = "Lo siento, la línea se oye mal. Pulse uno para sí, o dos para no."
WHOLE_WEEK = "¿Le digo el horario de toda la semana?"
ONE_MOMENT = "Un momento, por favor."
STILL_THERE = "¿Sigue usted ahí?"
TAKE_YOUR_TIME = "Sigo aquí. Tómese su tiempo."
SILENT_GOODBYE = "No le oigo, así que voy a terminar la llamada. Vuelva a llamar, por favor. Adiós."
GOODBYE = "Gracias por llamar. Adiós."
NOTHING_CHANGED = "De acuerdo. No he cambiado nada."
SLOWER = "Claro, hablaré más despacio."
NO_MATTER = "De acuerdo, empezamos de nuevo."
LOUDER = "No puedo hablar más alto, pero se lo repito despacio."

# -- a person, a message -----------------------------------------------------------------------------

PUTTING_THROUGH = "Claro. Un momento, le paso."
BETTER_A_PERSON = "Lo siento, no consigo entenderle."
NOBODY_EITHER = "Y ahora mismo nadie puede atender su llamada."
NOBODY_TO_ASK = "Lo siento, ahora mismo nadie puede atender su llamada."
NOBODY_PICKED_UP = "Lo siento, nadie ha contestado. Tomo un recado y alguien le llamará."
SHALL_I_TAKE_A_MESSAGE = "¿Quiere dejar un recado para que le llamen?"
MESSAGE = "Dígame su nombre y de qué se trata, por favor."
MESSAGE_AGAIN = "Perdone, no lo he oído. ¿Qué puedo anotar para mis compañeros?"
MESSAGE_LAST = "Lo siento, la línea se oye mal. Dígame otra vez, en pocas palabras, de qué se trata."
NUMBER = "¿A qué número de teléfono podemos llamarle?"
NUMBER_AGAIN = "Perdone, no era un número completo. Dígalo cifra por cifra, o márquelo en su teléfono."
NUMBER_LAST = "Todavía no lo tengo. Marque el número en su teléfono, y después la tecla almohadilla."
WITHOUT_NUMBER = "Lo siento, no entiendo el número. Anotaré el número desde el que llama."
MESSAGE_NOTED = "Gracias. Lo he anotado, y alguien le llamará."
APOLOGY = "Lo siento, algo ha fallado por nuestra parte. Vuelva a llamar en unos minutos. Adiós."
APOLOGY_TRANSFER = "Lo siento, algo ha fallado por nuestra parte. Le paso con una persona."
CANNOT_LOOK = "Lo siento, ahora mismo no puedo mirar la agenda."
TIME_IS_UP = "Lo siento, la llamada ha llegado a su duración máxima. Vuelva a llamar. Adiós."
MUST_CLOSE = "Lo siento, tengo que terminar la llamada. Vuelva a llamar en unos minutos. Adiós."
OVER_TO_A_PERSON = "Le paso con una persona."
PERHAPS_BOOK = "¿Quiere pedir una cita?"
PERHAPS_MOVE = "¿Quiere cambiar una cita?"
PERHAPS_CANCEL = "¿Quiere anular una cita?"
PERHAPS_WHEN = "¿Quiere saber cuándo es su cita?"
PERHAPS_HOURS = "¿Quiere saber nuestro horario?"
PERHAPS_ADDRESS = "¿Quiere saber dónde estamos?"
PERHAPS_MESSAGE = "¿Quiere dejar un recado?"
GUESSES = {
    "book": PERHAPS_BOOK,
    "move": PERHAPS_MOVE,
    "cancel": PERHAPS_CANCEL,
    "when": PERHAPS_WHEN,
    "hours": PERHAPS_HOURS,
    "address": PERHAPS_ADDRESS,
    "message": PERHAPS_MESSAGE,
}
IS_IT_AN_EMERGENCY = "¿Es una urgencia en este momento?"
IS_IT_AN_EMERGENCY_AGAIN = "¿Está alguien en peligro ahora? Diga sí o no, por favor."
I_AM_A_MACHINE = (
    "Soy el asistente automático de la clínica, una máquina. Diga una persona para hablar con recepción."
)
STILL_HERE = "Sigo aquí."
NOT_MINE = "Eso no puedo hacerlo yo."
SHALL_I_PUT_YOU_THROUGH = "¿Le paso con una persona?"
YES = "Sí."
NO = "No."
OVER_TO_COLLEAGUE = "Un momento, le atiende una compañera."


def emergency(number: str) -> str:
    return f"Puede ser una urgencia. Si alguien está en peligro, cuelgue y llame ahora al {digits(number)}."


def not_mine(what: str) -> str:
    return f"{NOT_MINE} He entendido: {what}."


def back_to_you(what: str) -> str:
    return f"{not_mine(what)} {SHALL_I_PUT_YOU_THROUGH}"


def is_that_the_number(number: str) -> str:
    return f"Tengo el {number}. ¿Es correcto?"


# -- who is calling ----------------------------------------------------------------------------------

NAME = "¿Cuál es el nombre y el apellido del paciente?"
NAME_AGAIN = "Perdone, no he entendido el nombre. Diga primero el nombre y después el apellido."
NAME_LAST = "Lo siento, se oye mal. Diga el nombre entero otra vez, despacio."
SURNAME = "Gracias. ¿Y el apellido?"
SURNAME_AGAIN = "Perdone, no he entendido el apellido. ¿Cuál es, por favor?"
LETTERS = ("B de Barcelona, L, A, N, C, O.", "R, U, I, Z.")  # para el oído
SPELL = "Deletree el apellido, letra por letra, por favor."
SPELL_AGAIN = "Perdone, no he entendido todas las letras. Deletréelo despacio. Por ejemplo: B de Barcelona."
SPELL_LAST = "Lo siento. Diga el apellido una vez más, y después cada letra."
SPELL_FIRST = "Deletree el nombre, letra por letra, por favor."
SPELL_FIRST_LAST = "Lo siento. Diga el nombre una vez más, y después cada letra."
BORN = "¿Y la fecha de nacimiento?"
BORN_AGAIN = (
    "Perdone, necesito el día, el mes y el año. También puede marcarla: "
    "dos cifras para el día, dos para el mes, cuatro para el año."
)
BORN_LAST = (
    "Todavía no la tengo. Marque la fecha: dos cifras para el día, dos para el mes, cuatro para el año."
)
BORN_ONCE_MORE = (
    "Dígame otra vez la fecha de nacimiento, o márquela: "
    "dos cifras para el día, dos para el mes, cuatro para el año."
)
ONCE_MORE = "Vamos a hacerlo otra vez."
PHONE = "¿Cuál es su número de teléfono, por favor?"
STILL_NOT_IN_BOOK = "Lo siento, sigo sin encontrarlo."
NOT_IN_BOOK = "No lo encuentro en nuestra agenda."
BEEN_HERE = "¿Ha venido antes a nuestra consulta?"
NOT_IDENTIFIED = "Lo siento, no encuentro la ficha."
REGISTERING = "Gracias. Lo anoto."
WELCOME = "Bienvenido. Para un paciente nuevo necesito algunos datos."


def last_digits(count: int) -> str:
    return f"¿Y las últimas {cardinal(count)} cifras del teléfono que tenemos de usted?"


def last_digits_again(count: int) -> str:
    return f"Perdone, necesito {cardinal(count)} cifras. Dígalas una por una, o márquelas."


def last_digits_last(count: int) -> str:
    return f"Todavía no las tengo. Marque las últimas {cardinal(count)} cifras en su teléfono."


def did_i_hear(name: str, born: date) -> str:
    return f"He entendido {name}, fecha de nacimiento {date_of(born)}. ¿Es correcto?"


def is_born_right(born: date) -> str:
    return f"La fecha de nacimiento es {date_of(born)}. ¿Es correcto?"


def spelled_right(first: str, surname: str) -> str:
    return f"He escrito {first}: {letters(first)}. Y {surname}: {letters(surname)}. ¿Es correcto?"


def registration(name: str, born: date, phone: str) -> str:
    return f"Tengo {name}, fecha de nacimiento {date_of(born)}, teléfono {phone}. ¿Está todo bien?"


def thank_you(first_name: str) -> str:
    return f"Gracias, {first_name}."


# -- appointments ------------------------------------------------------------------------------------

REASON = "¿Para qué es la cita?"
DAY = "¿Qué día y a qué hora le viene bien?"
DAY_AGAIN = "Perdone, no he entendido cuándo. Puede decir, por ejemplo, el próximo martes por la mañana."
DAY_LAST = "Lo siento. Dígame solo un día de la semana, o diga la próxima hora libre."
OTHER_DAY = "¿Qué otro día u otra hora le viene bien?"
NEW_TIME = "¿Cuándo quiere venir en su lugar?"
WHICH_TIME = "¿Cuál le viene bien?"
ONCE_MORE_PLEASE = "Perdone, otra vez."
WHICH_TIME_LAST = "No le he entendido. Pulse uno, dos o tres, o diga otro día."
SUITS = "¿Le viene bien?"
BOOKING_IT = "Bien. Un momento, la reservo."
MOVING_IT = "Bien. Un momento, la cambio."
CANCELLING_IT = "De acuerdo. Un momento, la anulo."
TAKEN = "Lo siento, otra persona acaba de coger esa hora."
NOTHING_FREE = "Lo siento, no hay nada libre en las próximas semanas."
NOTHING_THEN = "No tengo nada libre a esa hora."
NONE_EARLIER = "No tengo nada antes."
NO_APPOINTMENT = "No encuentro ninguna cita suya."
SHALL_I_BOOK = "¿Quiere pedir una?"
WHICH_APPOINTMENT = "¿Cuál de ellas?"
WHICH_APPOINTMENT_AGAIN = "Perdone, ¿qué cita? Puede decir el día, o la primera."
WHICH_APPOINTMENT_LAST = "No le he entendido. Pulse uno para la primera, o dos para la segunda."
SHALL_I_CANCEL = "¿La anulo?"
CANCELLED = "La cita está anulada."
STAYS = "De acuerdo, queda como estaba."
BOOKED_NOTHING = "De acuerdo, no he reservado nada."


def reasons_again(said: Sequence[str]) -> str:
    return f"Perdone, ¿para qué es? Puede ser {either(said)}."


def reasons_last(said: Sequence[str]) -> str:
    choices = ", ".join(f"{cardinal(i)} para {reason}" for i, reason in enumerate(said, start=1))
    return f"Lo siento, no le he entendido. Pulse {choices}."


def which_branch(said: Sequence[str]) -> str:
    return f"¿En cuál de nuestros centros: {either(said)}?"


def branches_again(said: Sequence[str]) -> str:
    return f"Perdone, ¿a cuál quiere venir? Puede ser {either(said)}, o cualquiera."


def branches_last(said: Sequence[str]) -> str:
    choices = ", ".join(f"{cardinal(i)} para {place}" for i, place in enumerate(said, start=1))
    return f"Lo siento, no le he entendido. Pulse {choices}."


def nothing_at(branch: str) -> str:
    return f"No tengo nada libre en {branch} en las próximas semanas."


def either(things: Sequence[str]) -> str:
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])}, o {things[-1]}"


def all_of(things: Sequence[str]) -> str:
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])}, y {things[-1]}"


def offer(times: Sequence[datetime], doctors: Sequence[str], today: date) -> str:
    one_doctor = len(set(doctors)) == 1
    by = f", con {doctors[0]}" if one_doctor else ""
    whom = ["" if one_doctor else f" con {who}" for who in doctors]
    if len({at.date() for at in times}) > 1:
        each = [f"el {day_of(at)} a {time_of(at)}{who}" for at, who in zip(times, whom, strict=True)]
        return f"Tengo {either(each)}{by}."
    parts = {part_of(at) for at in times}
    hours = [hour_of(at) if len(parts) == 1 else time_of(at) for at in times]
    each = [f"a {hour}{who}" for hour, who in zip(hours, whom, strict=True)]
    part = f" {parts.pop()}" if len(parts) == 1 else ""
    return f"{_on(times[0].date(), today)}{part.replace(' de ', ' por ')} tengo {either(each)}{by}."


def _on(day: date, today: date) -> str:
    near = {0: "Hoy", 1: "Mañana"}.get((day - today).days)
    return near or f"El {day_of(day)}"


def nothing_on(day: date) -> str:
    return f"No tengo nada libre el {day_of(day)}."


def nothing_with(doctor: str) -> str:
    return f"No tengo nada libre con {doctor} en las próximas semanas."


def shall_i_book(reason: str, at: datetime, doctor: str, branch: str) -> str:
    where = f", en {branch}" if branch else ""
    return f"Sería {reason} con {doctor}, el {day_of(at)} a {time_of(at)}{where}. ¿La reservo?"


def shall_i_move(was: datetime, at: datetime, doctor: str) -> str:
    return f"La cambiaría del {day_of(was)} al {day_of(at)} a {time_of(at)}, con {doctor}. ¿Lo hago?"


def booked(at: datetime, doctor: str) -> str:
    return f"Su cita está reservada: el {day_of(at)} a {time_of(at)}, con {doctor}."


def moved(at: datetime, doctor: str) -> str:
    return f"Su cita está cambiada. Ahora es el {day_of(at)} a {time_of(at)}, con {doctor}."


def appointment(reason: str, at: datetime, doctor: str) -> str:
    return f"{reason} con {doctor} el {day_of(at)} a {time_of(at)}"


def you_have(appointments: Sequence[str], more: bool) -> str:
    return f"{'Sus próximas citas son' if more else 'Tiene'} {all_of(appointments)}."


def option(number: int) -> str:
    return f"opción {number}"


def insurance(accepted: Sequence[str]) -> str:
    return f"Aceptamos {all_of(accepted)}."


INSURANCE_QUESTIONS = ("¿Qué seguros aceptan?", "¿Trabajan con mi seguro médico?")


# -- for the person who takes over -------------------------------------------------------------------

SUMMARY_ASKED = "La persona que llama quiere hablar con alguien."
SUMMARY_EMERGENCY = "La persona que llama ha hablado de una urgencia."
SUMMARY_SUSPICION = "Puede ser una urgencia; la persona que llama no lo ha dicho."
SUMMARY_MESSAGE = "La persona que llama quería dejar un recado."


def summary_appointment(goal: str, reason: str, who: str) -> str:
    wants = {
        "book": "pedir una cita",
        "move": "cambiar una cita",
        "cancel": "anular una cita",
        "when": "saber cuándo es su cita",
    }[goal]
    what = f", {reason}" if reason else ""
    known = f"Es {who}; he comprobado nombre y fecha de nacimiento." if who else "No he averiguado quién es."
    return f"La persona que llama quiere {wants}{what}. {known}"


def summary_said(what: str) -> str:
    return f"La persona que llama dijo: {what.rstrip(' .?!')}."


# -- opening hours ---------------------------------------------------------------------------------


def on_day(weekday: int) -> str:
    return f"El {DAYS[weekday]}"


def open_on(day: str, spans: Spans) -> str:
    """`day` as it begins a sentence: "El viernes"."""
    return f"{day} abrimos {_from_until(spans)}." if spans else f"{day} está cerrado."


def open_today(spans: Spans) -> str:
    return open_on("Hoy", spans)


def week(days: Sequence[Spans]) -> str:
    """The seven days from Monday, like days together, a sentence each."""
    runs = [list(run) for _, run in groupby(range(7), key=lambda day: tuple(days[day]))]
    return " ".join(open_on(_days(run), days[run[0]]) for run in runs)


def _days(run: list[int]) -> str:
    if len(run) == 1:
        return on_day(run[0])
    if len(run) == 2:
        return f"El {DAYS[run[0]]} y el {DAYS[run[1]]}"
    return f"De {DAYS[run[0]]} a {DAYS[run[-1]]}"


def _from_until(spans: Spans) -> str:
    return ", y ".join(f"de {at_clock(opens)} a {at_clock(closes)}" for opens, closes in spans)


FIXED = tuple(text for name, text in list(globals().items()) if name.isupper() and isinstance(text, str))
