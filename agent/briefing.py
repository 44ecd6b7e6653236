"""What the receptionist is told of the clinic as a call begins: the clinic file, worded for the ear."""

from __future__ import annotations

from datetime import datetime

import phonenumbers

from agent.clinic.clinic import Clinic
from agent.clinic.records import PHONE_DIGITS
from agent.dialogue.knowledge import Branch, Doctor, Knowledge, Reason
from agent.dialogue.phrases import wording


def briefing(clinic: Clinic, at: datetime, language: str) -> Knowledge:
    """As of an aware instant, in a language that we speak."""
    words = wording(language)
    local = at.astimezone(clinic.zone())
    week = [[(s.opens_minute, s.closes_minute) for s in clinic.opening.spans(day)] for day in range(7)]
    today = [(s.opens_minute, s.closes_minute) for s in clinic.spans_on(local.date())]
    answers = [(question.ask, question.answer) for question in clinic.questions]
    if clinic.insurance:
        answers.append((words.INSURANCE_QUESTIONS, words.insurance(clinic.insurance)))
    return Knowledge(
        greeting=clinic.opening_words,
        address=clinic.address,
        today=words.open_today(today),
        days=tuple(words.open_on(words.on_day(day), week[day]) for day in range(7)),
        week=words.week(week),
        person_number=next((person.number for person in clinic.reachable(at)), ""),
        answers=tuple(answers),
        reasons=tuple(Reason(one.id, one.name, one.words) for one in clinic.reasons)
        if clinic.doctors
        else (),
        doctors=tuple(Doctor(one.id, one.name, one.titles) for one in clinic.doctors),
        branches=tuple(Branch(one.id, one.name) for one in clinic.branches)
        if len(clinic.branches) > 1
        else (),
        now=local.replace(tzinfo=None, second=0, microsecond=0),
        language=language,
        region=(region := _region(clinic)),
        day_first=region != "US",
        identity_digits=PHONE_DIGITS if "phone" in clinic.identity else 0,
        emergency_number=clinic.emergency.number,
        emergency=clinic.emergency.sentence or "",
    )


def _region(clinic: Clinic) -> str:
    """Where a number without a country is at home: by the file, or as the clinic's own people."""
    if clinic.region or not clinic.hand_over:
        return clinic.region or ""
    own = phonenumbers.parse(clinic.hand_over[0].number)
    return str(phonenumbers.region_code_for_number(own) or "")
