"""What the receptionist says in English: short sentences, one thing at a time."""

from __future__ import annotations

CAN_HELP = "How can I help you?"
ANYTHING_ELSE = "Is there anything else I can do for you?"
NOT_UNDERSTOOD = "Sorry, I did not understand that. Could you say it again?"
NOT_UNDERSTOOD_AGAIN = (
    "I am sorry, I still did not understand. You can ask for our opening hours or our address, "
    "or say that you want to speak to a person."
)
STILL_THERE = "Are you still there?"
TAKE_YOUR_TIME = "I am still here. Take your time."
SILENT_GOODBYE = "I cannot hear you, so I will end the call now. Please ring again. Goodbye."
GOODBYE = "Thank you for calling. Goodbye."
PUTTING_THROUGH = "Of course. One moment, I am putting you through."
NOBODY_TO_ASK = "I am sorry, nobody can take your call right now. Please ring again during our opening hours."
APOLOGY = "I am sorry, something went wrong on our side. Please ring again in a few minutes. Goodbye."
APOLOGY_TRANSFER = "I am sorry, something went wrong on our side. I am putting you through to a person."
TIME_IS_UP = "I am sorry, we have reached the longest time a call may take. Please ring again. Goodbye."
MUST_CLOSE = "I am sorry, I have to end the call now. Please ring again in a few minutes. Goodbye."
OVER_TO_COLLEAGUE = "One moment please, a colleague is taking over."

FIXED = (
    CAN_HELP,
    ANYTHING_ELSE,
    NOT_UNDERSTOOD,
    NOT_UNDERSTOOD_AGAIN,
    STILL_THERE,
    TAKE_YOUR_TIME,
    SILENT_GOODBYE,
    GOODBYE,
    PUTTING_THROUGH,
    NOBODY_TO_ASK,
    APOLOGY,
    APOLOGY_TRANSFER,
    TIME_IS_UP,
    MUST_CLOSE,
    OVER_TO_COLLEAGUE,
)


def back_to_you(what: str) -> str:
    """Say what was understood, when it is nothing we can do yet."""
    return f"I understood: {what}. I cannot do that myself, but I can put you through to a person. Shall I?"
