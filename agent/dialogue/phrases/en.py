"""What the receptionist says in English: short sentences, one thing at a time.

Every constant is a whole sentence or more, and is made before the first call. NAME is asked first; after a
failure NAME_AGAIN, which says how an answer may look; then NAME_LAST, in other words once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from agent.dialogue.phrases.en_numbers import (
    DAYS,
    cardinal,
    clock,
    date_of,
    day_of,
    digits,
    hour_of,
    letters,
    part_of,
    time_of,
)

Spans = Sequence[tuple[int, int]]
"""When a day is open: (from, until) in minutes after midnight, in order."""

# -- manners ---------------------------------------------------------------------------------------

CAN_HELP = "How can I help you?"
GLADLY = "Gladly."
ANYTHING_ELSE = "Is there anything else I can do for you?"
NOT_UNDERSTOOD = "Sorry, I did not understand that. Could you say it again?"
NOT_UNDERSTOOD_AGAIN = (
    "I am sorry, I still did not understand. You can ask for our opening hours or our address, "
    "or say that you want to speak to a person."
)
WHAT_I_CAN = (
    "I can book, move or cancel an appointment. I can tell you our opening hours and our address. "
    "And I can put you through to a person. What would you like?"
)
YES_OR_NO_AGAIN = "Sorry, I did not catch that. Please say yes or no."
YES_OR_NO_LAST = "I am sorry, the line is poor. Please press one for yes, or two for no."
WHOLE_WEEK = "Shall I tell you the hours of the whole week?"
ONE_MOMENT = "One moment please."
STILL_THERE = "Are you still there?"
TAKE_YOUR_TIME = "I am still here. Take your time."
SILENT_GOODBYE = "I cannot hear you, so I will end the call now. Please ring again. Goodbye."
GOODBYE = "Thank you for calling. Goodbye."
NOTHING_CHANGED = "All right. I have changed nothing."
SLOWER = "Of course, I will speak more slowly."
NO_MATTER = "All right, we start again."
LOUDER = "I cannot speak louder, but I can say it again slowly."

# -- a person, a message -----------------------------------------------------------------------------

PUTTING_THROUGH = "Of course. One moment, I am putting you through."
BETTER_A_PERSON = "I am sorry, I do not get on with this."
NOBODY_EITHER = "And right now nobody can take your call."
NOBODY_TO_ASK = "I am sorry, nobody can take your call right now."
NOBODY_PICKED_UP = "I am sorry, nobody picked up. I will take a message, and somebody rings you back."
SHALL_I_TAKE_A_MESSAGE = "Shall I take a message, so that somebody rings you back?"
MESSAGE = "Please tell me your name, and what it is about."
MESSAGE_AGAIN = "Sorry, I did not hear that. What may I write down for my colleagues?"
MESSAGE_LAST = "I am sorry, the line is poor. Please say once more, in a few words, what it is about."
NUMBER = "On which telephone number can we ring you back?"
NUMBER_AGAIN = (
    "Sorry, that was no whole telephone number. Please say it digit by digit, or type it on your telephone."
)
NUMBER_LAST = "I still do not have it. Please type the number on your telephone, and then the hash key."
WITHOUT_NUMBER = "I am sorry, I do not get the number. I will write down the one you are calling from."
MESSAGE_NOTED = "Thank you. I have written that down, and somebody will ring you back."
APOLOGY = "I am sorry, something went wrong on our side. Please ring again in a few minutes. Goodbye."
APOLOGY_TRANSFER = "I am sorry, something went wrong on our side. I am putting you through to a person."
CANNOT_LOOK = "I am sorry, I cannot look into the appointment book right now."
TIME_IS_UP = "I am sorry, we have reached the longest time a call may take. Please ring again. Goodbye."
MUST_CLOSE = "I am sorry, I have to end the call now. Please ring again in a few minutes. Goodbye."
OVER_TO_A_PERSON = "I am putting you through to a person."
PERHAPS_BOOK = "Do you want to book an appointment?"
PERHAPS_MOVE = "Do you want to move an appointment?"
PERHAPS_CANCEL = "Do you want to cancel an appointment?"
PERHAPS_WHEN = "Do you want to know when your appointment is?"
PERHAPS_HOURS = "Do you want to know our opening hours?"
PERHAPS_ADDRESS = "Do you want to know where we are?"
PERHAPS_MESSAGE = "Do you want to leave a message?"
GUESSES = {
    "book": PERHAPS_BOOK,
    "move": PERHAPS_MOVE,
    "cancel": PERHAPS_CANCEL,
    "when": PERHAPS_WHEN,
    "hours": PERHAPS_HOURS,
    "address": PERHAPS_ADDRESS,
    "message": PERHAPS_MESSAGE,
}
IS_IT_AN_EMERGENCY = "Is this an emergency right now?"
IS_IT_AN_EMERGENCY_AGAIN = "Is somebody in danger now? Please say yes or no."
I_AM_A_MACHINE = "I am the clinic's automated assistant, a machine. Say a person for the front desk."
STILL_HERE = "I am still here."
NOT_MINE = "I cannot do that myself."
SHALL_I_PUT_YOU_THROUGH = "Shall I put you through to a person?"
YES = "Yes."
NO = "No."
OVER_TO_COLLEAGUE = "One moment please, a colleague is taking over."


def emergency(number: str) -> str:
    return f"This may be an emergency. If somebody is in danger, hang up and ring {digits(number)} now."


def not_mine(what: str) -> str:
    """Say what was understood, when it is nothing we can do; begin with what is always the same, and so is
    ready at once."""
    return f"{NOT_MINE} I understood: {what}."


def back_to_you(what: str) -> str:
    return f"{not_mine(what)} {SHALL_I_PUT_YOU_THROUGH}"


def is_that_the_number(number: str) -> str:
    return f"I have {number}. Is that right?"


# -- who is calling ----------------------------------------------------------------------------------

NAME = "What is the first and last name of the patient?"
NAME_AGAIN = "Sorry, I did not catch the name. Please say the first name, and then the last name."
NAME_LAST = "I am sorry, it is hard to hear. Please say the whole name once more, slowly."
SURNAME = "Thank you. And the last name?"
SURNAME_AGAIN = "Sorry, I did not catch the last name. What is it, please?"
LETTERS = ("B as in Bravo, R, O, W, N.", "S, M, I, T, H.")  # for the ear
SPELL = "Please spell the last name for me, letter by letter."
SPELL_AGAIN = "Sorry, I did not get all the letters. Please spell it slowly. For example: B as in Bravo."
SPELL_LAST = "I am sorry. Please say the last name once more, and then each letter of it."
SPELL_FIRST = "Please spell the first name for me, letter by letter."
SPELL_FIRST_LAST = "I am sorry. Please say the first name once more, and then each letter of it."
BORN = "And the date of birth?"
BORN_AGAIN = (
    "Sorry, I need the day, the month and the year of birth. You can also type it: "
    "two digits for the day, two for the month, four for the year."
)
BORN_LAST = (
    "I still do not have it. Please type the date of birth: "
    "two digits for the day, two for the month, four for the year."
)
PHONE = "What is your telephone number, please?"
BORN_ONCE_MORE = (
    "Please say the date of birth once more, or type it: "
    "two digits for the day, two for the month, four for the year."
)
ONCE_MORE = "Let us do it once more."
STILL_NOT_IN_BOOK = "I am sorry, I still do not find that."
NOT_IN_BOOK = "I do not find that in our book."
BEEN_HERE = "Have you been to us before?"
NOT_IDENTIFIED = "I am sorry, I cannot find the record."
REGISTERING = "Thank you. I am writing that down."
WELCOME = "Welcome to us. I need a few things for a new patient."


def last_digits(count: int) -> str:
    return f"And the last {cardinal(count)} digits of the telephone number that we have of you?"


def last_digits_again(count: int) -> str:
    return f"Sorry, I need {cardinal(count)} digits. Please say them one by one, or type them."


def last_digits_last(count: int) -> str:
    return f"I still do not have them. Please type the last {cardinal(count)} digits on your telephone."


def did_i_hear(name: str, born: date) -> str:
    return f"I heard {name}, born on {date_of(born)}. Is that right?"


def is_born_right(born: date) -> str:
    return f"The date of birth is {date_of(born)}. Is that right?"


def spelled_right(first: str, surname: str) -> str:
    return f"I have written {first}: {letters(first)}. And {surname}: {letters(surname)}. Is that right?"


def registration(name: str, born: date, phone: str) -> str:
    return f"I have {name}, born on {date_of(born)}, telephone {phone}. Is that all right?"


def thank_you(first_name: str) -> str:
    return f"Thank you, {first_name}."


# -- appointments ------------------------------------------------------------------------------------

REASON = "What is the appointment for?"
DAY = "Which day and time would suit you?"
DAY_AGAIN = "Sorry, I did not catch when. You can say, for example, next Tuesday in the morning."
DAY_LAST = "I am sorry. Just tell me a day of the week, or say the next free time."
OTHER_DAY = "Which other day or time would suit you?"
NEW_TIME = "When would you like to come instead?"
WHICH_TIME = "Which one suits you?"
ONCE_MORE_PLEASE = "Sorry, once more."
WHICH_TIME_LAST = "I did not get that. Please press one, two or three, or say another day."
SUITS = "Does that suit you?"
BOOKING_IT = "Good. One moment, I am booking it."
MOVING_IT = "Good. One moment, I am moving it."
CANCELLING_IT = "All right. One moment, I am cancelling it."
TAKEN = "I am sorry, somebody else has just taken that time."
NOTHING_FREE = "I am sorry, there is nothing free in the next weeks."
NONE_EARLIER = "I have nothing earlier."
NO_APPOINTMENT = "I find no appointment for you."
SHALL_I_BOOK = "Would you like to book one?"
WHICH_APPOINTMENT = "Which one do you mean?"
WHICH_APPOINTMENT_AGAIN = "Sorry, which appointment? You can say the day of it, or the first one."
WHICH_APPOINTMENT_LAST = "I did not get that. Please press one for the first, or two for the second."
SHALL_I_CANCEL = "Shall I cancel it?"
CANCELLED = "It is cancelled."
STAYS = "All right, it stays as it is."
BOOKED_NOTHING = "All right, I have booked nothing."


def reasons_again(said: Sequence[str]) -> str:
    return f"Sorry, what is it for? It can be {either(said)}."


def reasons_last(said: Sequence[str]) -> str:
    choices = ", ".join(f"{cardinal(i)} for {reason}" for i, reason in enumerate(said, start=1))
    return f"I am sorry, I did not get that. Please press {choices}."


def which_branch(said: Sequence[str]) -> str:
    return f"At which of our places: {either(said)}?"


def branches_again(said: Sequence[str]) -> str:
    return f"Sorry, where would you like to come? It can be {either(said)}, or you can say either of them."


def branches_last(said: Sequence[str]) -> str:
    choices = ", ".join(f"{cardinal(i)} for {place}" for i, place in enumerate(said, start=1))
    return f"I am sorry, I did not get that. Please press {choices}."


def nothing_at(branch: str) -> str:
    return f"I have nothing free at {branch} in the next weeks."


def either(things: Sequence[str]) -> str:
    """ "a, b, or c"."""
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])}, or {things[-1]}"


def offer(times: Sequence[datetime], doctors: Sequence[str], today: date) -> str:
    """Up to three free times; what they share is said once."""
    one_doctor = len(set(doctors)) == 1
    by = f", with {doctors[0]}" if one_doctor else ""
    whom = ["" if one_doctor else f" with {who}" for who in doctors]
    if len({at.date() for at in times}) > 1:
        each = [f"{day_of(at)} at {time_of(at)}{who}" for at, who in zip(times, whom, strict=True)]
        return f"I have {either(each)}{by}."
    parts = {part_of(at) for at in times}
    hours = [hour_of(at) if len(parts) == 1 else time_of(at) for at in times]
    each = [f"{hour}{who}" for hour, who in zip(hours, whom, strict=True)]
    part = f" {parts.pop()}" if len(parts) == 1 else ""
    return f"{_on(times[0].date(), today)}{part} I have {either(each)}{by}."


def _on(day: date, today: date) -> str:
    near = {0: "Today", 1: "Tomorrow"}.get((day - today).days)
    return near or f"On {day_of(day)}"


def nothing_on(day: date) -> str:
    return f"I have nothing free on {day_of(day)}."


def nothing_with(doctor: str) -> str:
    return f"I have nothing free with {doctor} in the next weeks."


NOTHING_THEN = "I have nothing free at that time."


def shall_i_book(reason: str, at: datetime, doctor: str, branch: str) -> str:
    where = f", at {branch}" if branch else ""
    return f"That is {reason} with {doctor}, on {day_of(at)} at {time_of(at)}{where}. Shall I book it?"


def shall_i_move(was: datetime, at: datetime, doctor: str) -> str:
    new = f"{day_of(at)} at {time_of(at)}, with {doctor}"
    return f"I would move it from {day_of(was)} to {new}. Shall I do that?"


def booked(at: datetime, doctor: str) -> str:
    return f"Your appointment is booked: {day_of(at)} at {time_of(at)}, with {doctor}."


def moved(at: datetime, doctor: str) -> str:
    return f"Your appointment is moved. It is now on {day_of(at)} at {time_of(at)}, with {doctor}."


def appointment(reason: str, at: datetime, doctor: str) -> str:
    return f"{reason} with {doctor} on {day_of(at)} at {time_of(at)}"


def you_have(appointments: Sequence[str], more: bool) -> str:
    """`more`: there are others after these."""
    first = "Your next appointments are" if more else "You have"
    return f"{first} {all_of(appointments)}."


def all_of(things: Sequence[str]) -> str:
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])}, and {things[-1]}"


def option(number: int) -> str:
    """What a caller would have said who presses a key."""
    return f"option {number}"


def insurance(accepted: Sequence[str]) -> str:
    return f"We accept {all_of(accepted)}."


INSURANCE_QUESTIONS = ("Which insurance do you accept?", "Do you take my health insurance?")


# -- for the person who takes over -------------------------------------------------------------------

SUMMARY_ASKED = "The caller wants to speak to a person."
SUMMARY_EMERGENCY = "The caller spoke of an emergency."
SUMMARY_SUSPICION = "It may be an emergency; the caller did not say."
SUMMARY_MESSAGE = "The caller wanted to leave a message."


def summary_appointment(goal: str, reason: str, who: str) -> str:
    """`goal`: book, move, cancel or when. `who`: first name of the identified patient, or ""."""
    wants = {
        "book": "book an appointment",
        "move": "move an appointment",
        "cancel": "cancel an appointment",
        "when": "know when the appointment is",
    }[goal]
    what = f", {reason}" if reason else ""
    known = (
        f"It is {who}, whose name and date of birth I have checked."
        if who
        else "I have not found out who it is."
    )
    return f"The caller wants to {wants}{what}. {known}"


def summary_said(what: str) -> str:
    return f"The caller said: {what.rstrip(' .?!')}."


# -- opening hours ---------------------------------------------------------------------------------


def on_day(weekday: int) -> str:
    return f"On {DAYS[weekday]}"


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


FIXED = tuple(text for name, text in list(globals().items()) if name.isupper() and isinstance(text, str))
"""All the sentences above that never change, to be made before the first call."""
