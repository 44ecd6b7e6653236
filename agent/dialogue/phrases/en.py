"""What the receptionist says in English: short sentences, one thing at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

Spans = Sequence[tuple[int, int]]
"""When a day is open: (from, until) in minutes after midnight, in order."""

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

CAN_HELP = "How can I help you?"
ANYTHING_ELSE = "Is there anything else I can do for you?"
NOT_UNDERSTOOD = "Sorry, I did not understand that. Could you say it again?"
NOT_UNDERSTOOD_AGAIN = (
    "I am sorry, I still did not understand. You can ask for our opening hours or our address, "
    "or say that you want to speak to a person."
)
WHOLE_WEEK = "Shall I tell you the hours of the whole week?"
ONE_MOMENT = "One moment please."
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
    WHOLE_WEEK,
    ONE_MOMENT,
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


# -- opening hours ---------------------------------------------------------------------------------

_HOURS = ("twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
_MINUTES = {15: "quarter past {}", 30: "half past {}", 45: "quarter to {}"}


def clock(minute: int) -> str:
    """A time of day as it is said: 510 is "half past eight", 720 "noon"."""
    if minute in (0, 24 * 60):
        return "midnight"
    if minute == 12 * 60:
        return "noon"
    hour, past = divmod(minute, 60)
    if past == 0:
        return _HOURS[hour % 12]
    if past in _MINUTES:
        return _MINUTES[past].format(_HOURS[(hour + (past == 45)) % 12])
    return f"{_HOURS[hour % 12]} {'oh ' if past < 10 else ''}{past}"


def open_on(day: str, spans: Spans) -> str:
    """`day` as it begins a sentence: "On Friday"."""
    if not spans:
        return f"{day} we are closed."
    return f"{day} we are open {_from_until(spans)}."


def open_today(spans: Spans) -> str:
    return open_on("Today", spans)


def week(days: Sequence[Spans]) -> str:
    """The seven days from Monday, like days together, a sentence each."""
    runs = [list(run) for _, run in groupby(range(7), key=lambda day: tuple(days[day]))]
    return " ".join(open_on(_days(run), days[run[0]]) for run in runs)


def _days(run: list[int]) -> str:
    if len(run) == 1:
        return f"On {DAYS[run[0]]}"
    joint = "and" if len(run) == 2 else "to"
    return f"{'From' if joint == 'to' else 'On'} {DAYS[run[0]]} {joint} {DAYS[run[-1]]}"


def _from_until(spans: Spans) -> str:
    return ", and ".join(f"from {clock(opens)} to {clock(closes)}" for opens, closes in spans)
