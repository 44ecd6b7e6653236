"""Whether a sentence of a large model may be said: of appointments it must tell what the records told.

Days, times and doctors named together must belong to one free slot or appointment that this call has been
shown; other numbers and names are not a model's to say (the clinic's own sentences say those), nor is that
something was done. A sentence refused wrongly costs nothing but the model's wording: the phrases say it then.
English alone, as the understanding of dates is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from agent.dialogue.errands import Appointment, Slot
from agent.dialogue.knowledge import Knowledge
from agent.dialogue.understand.clock import NOON, clocks_in
from agent.dialogue.understand.days import MONTH, dates_in, weekdays_in
from agent.dialogue.understand.words import number_at, words_of

LONGEST_CHARS = 300  # of one sentence: nobody listens to a longer one

Fact = Slot | Appointment
_Fits = frozenset[int]  # which of the facts agree with what was named
_Combination = dict[str, _Fits]

_MARKUP = re.compile(r"[{}<>\[\]_*#`|\\=/@]|https?:")
_DONE = re.compile(
    r"\b(booked|cancell?ed|(re)?scheduled|moved|changed|confirmed|reserved|registered|arranged|noted"
    r"|all set|is done|went through|transferr(ed|ing)|connect(ed|ing)|put(ting)? you)\b"
    r"|\bi('ll| will|'m| am|'ve| have)( now| just| going to)* "
    r"(book|cancel|mov|chang|reschedul|reserv|arrang|transfer|connect)",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\b(?:Doctor|Dr|Nurse|Mr|Mrs|Ms|Miss|Professor)\.? ([A-Za-zÀ-ÿ'-]+)", re.IGNORECASE)
_VAGUE = frozenset("week weeks weekend fortnight month months year".split())  # nothing to hold them against
_PARTS = {"morning": (0, NOON), "afternoon": (NOON, 18 * 60), "evening": (17 * 60, 2 * NOON)}
_CAPITALS = frozenset("I I'm I'll I'd I've OK Okay Doctor Nurse GP".split())


def believable(sentence: str, facts: Sequence[Fact], clinic: Knowledge) -> bool:
    """`sentence` as it will be spoken, with its numbers as words or figures."""
    if not 0 < len(sentence) <= LONGEST_CHARS or _MARKUP.search(sentence) or _DONE.search(sentence):
        return False
    if not _names_known(sentence, clinic):
        return False
    words = words_of(sentence.replace("-", " "))
    if not _VAGUE.isdisjoint(words):
        return False
    mentions, explained = _mentions(words, facts, clinic)
    if any(number_at(words, at) and word != "one" for at, word in enumerate(words) if at not in explained):
        return False
    if any(word in MONTH and word != "may" for at, word in enumerate(words) if at not in explained):
        return False
    return _agree(mentions)


def _names_known(sentence: str, clinic: Knowledge) -> bool:
    """Doctors are ours, and no other name is spoken: the model has been told none."""
    surnames = {doctor.said.split()[-1].lower() for doctor in clinic.doctors}
    if any(name.lower() not in surnames for name in _TITLED.findall(sentence)):
        return False
    told = " ".join((clinic.greeting, *(doctor.said for doctor in clinic.doctors)))
    ours = frozenset(re.findall(r"[\w']+", told)) | _CAPITALS
    capitals = re.findall(r"(?<=[\w,;:'\"] )[A-ZÀ-Þ][\w']*", sentence)
    return all(word in ours or word.lower() in MONTH or any(weekdays_in([word.lower()])) for word in capitals)


def _mentions(
    words: list[str], facts: Sequence[Fact], clinic: Knowledge
) -> tuple[list[tuple[str, _Fits]], set[int]]:
    """("day" | "part" | "time" | "doctor", facts that fit), as the words come; and which words are in one."""
    found: list[tuple[int, int, str, _Fits]] = []  # first word, word behind the last
    each = list(enumerate(facts))
    today = clinic.now.date()
    for at, weekday in weekdays_in(words):
        found.append((at, at + 1, "day", frozenset(i for i, fact in each if fact.at.weekday() == weekday)))
    for start, end, day in dates_in(words, today):
        found.append((start, end, "day", frozenset(i for i, fact in each if fact.at.date() == day)))
    for at, word in enumerate(words):
        if word in ("today", "tonight", "tomorrow"):
            day = today + timedelta(word == "tomorrow")
            found.append((at, at + 1, "day", frozenset(i for i, fact in each if fact.at.date() == day)))
    dates = {at for start, end, _, _ in found for at in range(start, end)}
    for clock in clocks_in(["" if at in dates else word for at, word in enumerate(words)]):
        turn = 2 * NOON if clock.sure else NOON
        fits = frozenset(i for i, fact in each if (_minute(fact) - clock.minute) % turn == 0)
        found.append((clock.start, clock.end, "time", fits))
    clocks = {at for start, end, kind, _ in found if kind == "time" for at in range(start, end)}
    for at in (
        set(range(len(words))) - clocks - dates if clocks else ()
    ):  # "at eight, half past eight, or nine"
        number = number_at(words, at)
        if number and number[0] <= 12 and (words[at] != "one" or words[at - 1] in ("or", "and")):
            in_part = words[at + 1 : at + 3] == ["in", "the"] and "".join(words[at + 3 : at + 4]) in _PARTS
            begin, end = _PARTS[words[at + 3]] if in_part else (0, 2 * NOON)
            hours = (i for i, fact in each if (_minute(fact) - 60 * number[0]) % NOON == 0)
            fits = frozenset(i for i in hours if begin <= _minute(facts[i]) < end)
            found.append((at, at + (4 if in_part else 1), "time", fits))
    clocks = {at for start, end, kind, _ in found if kind == "time" for at in range(start, end)}
    for at, word in enumerate(words):
        of_clock = at in clocks or (at - 3 in clocks and words[at - 2 : at] == ["in", "the"])
        if word in _PARTS and not of_clock and words[max(0, at - 1) : at] != ["good"]:
            begin, end = _PARTS[word]
            found.append(
                (at, at + 1, "part", frozenset(i for i, fact in each if begin <= _minute(fact) < end))
            )
    for doctor in clinic.doctors:
        surname = doctor.said.split()[-1].lower()
        fits = frozenset(i for i, fact in each if fact.doctor == doctor.said)
        found += [(at, at + 1, "doctor", fits) for at, word in enumerate(words) if word == surname]
    found.sort(key=lambda mention: mention[:2])
    explained = {at for start, end, _, _ in found for at in range(start, end)}
    return list(_joined(found)), explained


def _joined(found: list[tuple[int, int, str, _Fits]]) -> Iterator[tuple[str, _Fits]]:
    """ "Tuesday the first of December" is one day, named twice."""
    held: tuple[int, str, _Fits] | None = None
    for start, end, kind, fits in found:
        if held and held[1] == kind == "day" and start - held[0] <= 1:
            held = (end, kind, held[2] & fits)
            continue
        if held:
            yield held[1], held[2]
        held = (end, kind, fits)
    if held:
        yield held[1], held[2]


def _minute(fact: Fact) -> int:
    return 60 * fact.at.hour + fact.at.minute


def _agree(mentions: list[tuple[str, _Fits]]) -> bool:
    """Each combination that is named is one of the facts: "Tuesday at two or three, or Thursday at four".

    What was said before the part that is replaced still holds ("Tuesday" for "three"), and what only the last
    of several has is said of all ("at two or three on Tuesday").
    """
    if all(kind == "doctor" for kind, _ in mentions):
        return True  # who works here is no secret
    combinations: list[_Combination] = [{}]
    for kind, fits in mentions:
        current = combinations[-1]
        if kind in current:
            before = list(current)[: list(current).index(kind)]
            current = {each: current[each] for each in before}
            combinations.append(current)
        current[kind] = fits
    last = combinations[-1]
    for each in combinations:
        whole = {**last, **each}
        if whole.keys() != last.keys() or not frozenset.intersection(*whole.values()):
            return False
    return True
