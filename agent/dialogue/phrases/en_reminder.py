"""What a reminder call says in English. At most a minute of it, when nothing else is asked."""

from __future__ import annotations

from datetime import datetime

from agent.dialogue.phrases.en_numbers import DAYS, clock

KEYS = "Press one for yes, two for no, or nine if we should never call again."
COMING = "Will you be able to come?"
SHALL_CANCEL = "Shall I tell the clinic that you will not come?"
IS_WRONG_NUMBER = "Is this the wrong number for them?"
NOT_UNDERSTOOD = "Sorry, I did not understand that."

CONFIRMED = "Thank you. We look forward to seeing you. Goodbye."
WILL_CANCEL = "I will pass that on to the clinic. Thank you for telling us. Goodbye."
MOVE = "Please ring the clinic to find another time. Until then your appointment stays as it is. Goodbye."
MOVE_NOW = "One moment, I am putting you through to a person who can move it."
OPTED_OUT = "We will not call this number again. Goodbye."
WRONG_NUMBER = "I am sorry to have disturbed you. We will not call this number again. Goodbye."
CALL_LATER = "Then I will try again another time. Goodbye."
NO_REPLY = "I cannot hear you, so I will end the call now. Goodbye."
SORRY = "I am sorry, I have to end the call now. Goodbye."

FIXED = (
    *(KEYS, COMING, SHALL_CANCEL, IS_WRONG_NUMBER, NOT_UNDERSTOOD, CONFIRMED, WILL_CANCEL, MOVE, MOVE_NOW),
    *(OPTED_OUT, WRONG_NUMBER, CALL_LATER, NO_REPLY, SORRY),
)

_MONTHS = "January February March April May June July August September October November December".split()
_TENS = {20: "twentieth", 30: "thirtieth"}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()


def disclosure(clinic: str, name: str) -> str:
    """Who calls, that it is a machine, and for whom; nothing of what it is about (BEHAVIOUR R-15)."""
    return f"Hello, this is an automated call from {clinic}. Am I speaking with {name}?"


def reminder(at: datetime) -> str:
    return (
        f"I am calling to remind you of your appointment on {day(at)} at {clock(60 * at.hour + at.minute)}."
    )


def day(at: datetime) -> str:
    """ "Thursday the second of July"."""
    return f"{DAYS[at.weekday()]} the {_ordinal(at.day)} of {_MONTHS[at.month - 1]}"


def _ordinal(number: int) -> str:
    if number < 20:
        return _ORDINALS[number - 1]
    if number in _TENS:
        return _TENS[number]
    return f"{'twenty' if number < 30 else 'thirty'}-{_ORDINALS[number % 10 - 1]}"
