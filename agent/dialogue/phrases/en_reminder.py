"""What a reminder call says in English. At most a minute of it, when nothing else is asked."""

from __future__ import annotations

import re
from datetime import datetime

from agent.dialogue.phrases.en_numbers import day_of, time_of

KEYS = "Press one for yes, two for no, or nine if we should never call again."
COMING = "Will you be able to come?"
SHALL_CANCEL = "Shall I tell the clinic that you will not come?"
SHALL_CANCEL_IT = "Shall I cancel it for you?"
IS_WRONG_NUMBER = "Is this the wrong number for them?"
WHO_AGAIN = "Sorry, I did not understand that. Please say yes or no."
PROVE = "Before I say more I have to be sure that it is you."
GONE = (
    "The appointment I was going to remind you of has been changed. There is nothing for you to do. Goodbye."
)

CONFIRMED = "Thank you. We look forward to seeing you. Goodbye."
CANCELLED = "It is cancelled. Thank you for telling us. Goodbye."
WILL_CANCEL = "I will pass that on to the clinic. Thank you for telling us. Goodbye."
MOVE = "Please ring the clinic to find another time. Until then your appointment stays as it is. Goodbye."
MOVE_NOW = "One moment, I am putting you through to a person who can move it."
GOODBYE = "Goodbye."
OPTED_OUT = "We will not call this number again. Goodbye."
WRONG_NUMBER = "I am sorry to have disturbed you. We will not call this number again. Goodbye."
CALL_LATER = "Then I will try again another time. Goodbye."
NO_REPLY = "I cannot hear you, so I will end the call now. Goodbye."
NOT_NOTED = "I am sorry, I could not note that down just now. Please ring the clinic. Goodbye."
SORRY = "I am sorry, I have to end the call now. Goodbye."

FIXED = (
    *(
        KEYS,
        COMING,
        SHALL_CANCEL,
        SHALL_CANCEL_IT,
        IS_WRONG_NUMBER,
        WHO_AGAIN,
        PROVE,
        GONE,
        CONFIRMED,
        CANCELLED,
    ),
    *(WILL_CANCEL, MOVE, MOVE_NOW, GOODBYE, OPTED_OUT, WRONG_NUMBER, CALL_LATER, NO_REPLY, NOT_NOTED, SORRY),
)

# A name that says what somebody is treated for is not left on a machine that others hear.
_TELLING = re.compile(
    r"oncolog|cancer|cardi|psych|mental|fertil|gyn|obstet|urolog|derma|dialys|nephro|neuro|radio|diabet|hiv"
    r"|sexual|addict|rehab|hepat|ortho|paediat|pediat|endocrin|rheuma|hospice|maternity|breast|pain|sleep",
    re.IGNORECASE,
)


def opening(clinic: str) -> str:
    return f"Hello, this is an automated call from {clinic}."


def disclosure(clinic: str, name: str) -> str:
    """Who calls, that it is a machine, and for whom; nothing of what it is about (BEHAVIOUR R-15)."""
    return f"{opening(clinic)} Am I speaking with {name}?"


def screened(clinic: str, name: str) -> str:
    """For a robot that asks for name and reason."""
    return f"This is {clinic}, with an automated reminder call for {name}."


def message(clinic: str, name: str, number: str) -> str:
    """For a machine: who should ring back, and where (BEHAVIOUR R-15). `number` as spoken; "" for none."""
    whose = "" if _TELLING.search(clinic) else f" from {clinic}"
    where = f" Please ring us back on {number}." if number else " Please ring us back."
    return f"Hello, this is an automated message{whose} for {name}.{where} Thank you. Goodbye."


def reminder(at: datetime) -> str:
    """Its time, and nothing else of it."""
    return f"I am calling to remind you of your appointment on {day_of(at.date())} at {time_of(at)}."
