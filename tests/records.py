"""A clinic's records in memory, for stories: the doctors of the example clinic, a handful of patients, and a
Monday morning that never ends. Answers errands as the database does, under the same authorisation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from agent.clinic.likeness import same_name
from agent.dialogue import errands
from agent.dialogue.errands import Appointment, Errand, Failed, Finding, NotFound, Slot
from agent.dialogue.knowledge import Branch, Doctor, Knowledge, Reason
from agent.dialogue.phrases import wording
from agent.dialogue.understand.intents import EXAMPLES


def _at(written: str) -> datetime:
    """The clinic's local time."""
    return datetime.fromisoformat(written)


NOW = _at("2026-11-30 09:10")  # a Monday
PERSON = "+35315550142"
AHEAD = timedelta(days=60)

REASONS = (
    Reason("check-up", "a check-up", ("check up", "checkup", "examination", "general check", "physical")),
    Reason(
        "consultation",
        "a consultation",
        ("see the doctor", "consultation", "not feeling well", "pain", "cough", "fever", "sick", "rash"),
    ),
    Reason(
        "vaccination", "a vaccination", ("vaccination", "vaccine", "jab", "flu shot", "booster", "injection")
    ),
    Reason("blood-test", "a blood test", ("blood test", "bloods", "blood taken", "blood sample")),
    Reason("follow-up", "a follow-up visit", ("follow up", "results", "review", "second visit")),
)
REASONS_ES = (
    Reason("check-up", "una revisión", ("revisión", "chequeo")),
    Reason("consultation", "una consulta", ("consulta", "ver al médico", "dolor", "tos", "fiebre")),
    Reason("vaccination", "una vacuna", ("vacuna", "vacunación")),
    Reason("blood-test", "un análisis de sangre", ("análisis", "analítica", "sangre")),
    Reason("follow-up", "una visita de control", ("control", "resultados")),
)
DOES = {
    "check-up": ("reed", "walsh"),
    "consultation": ("reed", "walsh"),
    "vaccination": ("kelly",),
    "blood-test": ("kelly",),
    "follow-up": ("reed", "walsh"),
}
DOCTORS = (
    Doctor("reed", "Doctor Reed", ("general practitioner", "family doctor")),
    Doctor("walsh", "Doctor Walsh", ("general practitioner", "children's doctor", "paediatrician")),
    Doctor("kelly", "Nurse Kelly", ("nurse", "practice nurse")),
)
# (minutes of a slot, hours by weekday)
WEEKS: dict[str, tuple[int, dict[int, tuple[tuple[int, int], ...]]]] = {
    "reed": (
        30,
        {0: ((8, 12), (14, 17)), 1: ((8, 12), (14, 17)), 2: ((8, 12),), 3: ((14, 19),), 4: ((8, 12),)},
    ),
    "walsh": (
        20,
        {0: ((9, 12),), 1: ((14, 18),), 3: ((8, 12), (14, 18)), 4: ((9, 12), (14, 16)), 5: ((9, 12),)},
    ),
    "kelly": (10, {0: ((8, 12), (13, 16)), 2: ((8, 12),), 4: ((8, 12), (13, 16))}),
}
BRANCHES = (Branch("mill-lane", "Mill Lane"), Branch("harbour", "Harbour Street"))
PLACES = {"reed": BRANCHES[0], "walsh": BRANCHES[1], "kelly": BRANCHES[0]}  # where there are two
HOLIDAYS = (date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1))
ANSWERS = (
    (
        ("Is there parking?", "Where can I park my car?", "Do you have a car park?"),
        "There is a small car park behind the clinic. It is free for patients.",
    ),
    (
        ("Which bus stops near you?", "How do I get there by bus?"),
        "Bus number seven stops at Old Bridge, two minutes on foot from our door.",
    ),
    (
        ("Do you have wheelchair access?", "Is there a lift?", "I use a wheelchair, can I get in?"),
        "Yes. The entrance on the river side has a ramp, and a lift goes to every floor.",
    ),
    (
        ("What should I bring?", "Do I need my insurance card?", "Which documents do I need?"),
        "Please bring your insurance card, a list of your medicines, and any letter from another doctor.",
    ),
    (
        ("How do I get a repeat prescription?", "I need a new prescription.", "Can I order my medicine?"),
        "For a repeat prescription, please leave the empty box or its label at the front desk. "
        "It is ready after two working days.",
    ),
    (
        ("Which insurance do you accept?", "Do you take my health insurance?"),
        "We accept Laya Healthcare, and Irish Life Health.",
    ),
)

KNOWN = Knowledge(
    greeting="Hello, this is Riverside Clinic. You are speaking with our automated assistant.",
    address="We are at twelve Mill Lane, next to the old stone bridge. The entrance is on the river side.",
    today="Today we are open from eight to half past twelve, and from half past one to six.",
    days=(
        "On Monday we are open from eight to half past twelve, and from half past one to six.",
        "On Tuesday we are open from eight to half past twelve, and from half past one to six.",
        "On Wednesday we are open from eight to half past twelve.",
        "On Thursday we are open from eight to half past twelve, and from half past one to half past seven.",
        "On Friday we are open from eight to half past twelve, and from half past one to five.",
        "On Saturday we are open from nine to noon.",
        "On Sunday we are closed.",
    ),
    week=(
        "On weekdays we open at eight. On Wednesday we close at half past twelve. "
        "On Saturday we are open from nine to noon. On Sunday we are closed."
    ),
    person_number=PERSON,
    answers=ANSWERS,
    reasons=REASONS,
    doctors=DOCTORS,
    now=NOW,
)


def spanish() -> Knowledge:
    """The same clinic, as it would be in Spain."""
    w = wording("es")
    weekday = ((480, 750), (810, 1080))
    return replace(
        KNOWN,
        greeting="Buenos días, Clínica Ribera. Le atiende nuestra asistente automática.",
        address="Estamos en la calle del Molino doce, junto al puente viejo.",
        today=w.open_today(weekday),
        days=tuple(w.open_on(w.on_day(day), weekday if day < 5 else ()) for day in range(7)),
        week=w.week([weekday] * 5 + [()] * 2),
        answers=(
            (
                ("¿Hay aparcamiento?", "¿Dónde puedo aparcar?"),
                "Detrás de la clínica hay un aparcamiento gratuito.",
            ),
            (
                ("¿Qué tengo que llevar?", "¿Hace falta la tarjeta sanitaria?"),
                "Traiga su tarjeta sanitaria y una lista de sus medicinas.",
            ),
        ),
        reasons=REASONS_ES,
        doctors=(
            Doctor("reed", "la doctora Reed"),
            Doctor("walsh", "el doctor Walsh"),
            Doctor("kelly", "la enfermera Kelly"),
        ),
        language="es",
        region="ES",
    )


@dataclass
class Patient:
    name: str
    born: date
    phone: str


@dataclass
class Held:
    """An appointment in the book."""

    patient: Patient
    doctor: str
    reason: str
    at: datetime
    cancelled: bool = False


MARY = Patient("Mary Murphy", date(1971, 5, 3), "+353855550171")
PATRICK = Patient("Patrick Byrne", date(1958, 11, 21), "+353865550158")
AOIFE = Patient("Aoife Kelly", date(1994, 2, 14), "+353875550194")
JAMES = Patient("James O'Connor", date(1983, 7, 30), "+353855550183")
MARIA = Patient("María García", date(1960, 10, 12), "+34612345678")
JUAN = Patient("Juan Jiménez", date(1985, 2, 28), "+34655501234")


@dataclass
class Records:
    """One call's way to the book. `log`: what was changed, worded for a story."""

    clinic: Knowledge = KNOWN
    patients: list[Patient] = field(default_factory=lambda: [MARY, PATRICK, AOIFE, JAMES, MARIA, JUAN])
    book: list[Held] = field(
        default_factory=lambda: [
            Held(MARY, "reed", "check-up", _at("2026-12-08 10:00")),
            Held(PATRICK, "kelly", "blood-test", _at("2026-12-02 09:00")),
            Held(PATRICK, "walsh", "follow-up", _at("2026-12-10 15:00")),
            Held(JAMES, "reed", "consultation", _at("2026-12-01 08:30")),
            Held(JAMES, "kelly", "vaccination", _at("2026-12-07 09:00")),
            Held(JAMES, "walsh", "follow-up", _at("2026-12-15 14:00")),
            Held(JAMES, "reed", "check-up", _at("2027-01-12 08:00")),
            Held(MARIA, "reed", "check-up", _at("2026-12-08 09:00")),
            Held(JUAN, "walsh", "consultation", _at("2027-01-19 14:20")),
            Held(JUAN, "kelly", "blood-test", _at("2027-01-22 08:10")),
        ]
    )
    identified: Patient | None = None
    log: list[str] = field(default_factory=list)
    broken: bool = False  # the edge is in trouble
    full: bool = False  # nothing is free for weeks
    rival: bool = False  # another call is quicker, once

    def answer(self, errand: Errand) -> Finding:
        if self.broken:
            return Failed("unavailable")
        match errand:
            case errands.Embed(text):
                if self.clinic.language != "en":  # the model of meaning knows English alone
                    return Failed("unavailable")
                return errands.Closest(closest(text, self.clinic))
            case errands.Identify():
                return self._identify(errand)
            case errands.Register(name, born, phone):
                self.identified = Patient(name, born, phone)
                self.patients.append(self.identified)
                self.log.append(f"new patient: {name}, born {_date(born)}, {phone}")
                return errands.Identified(name.split()[0])
            case errands.LeaveMessage(text, number):
                self.log.append(f"message: {text} Ring {number or 'the number they called from'}")
                return errands.Noted()
            case errands.Settle(outcome):
                self.log.append(f"settled: {outcome}")
                return errands.Noted()
            case errands.FindSlots():
                return errands.Slots(() if self.full else tuple(self._free(errand)))
        if self.identified is None:
            return Failed("refused")
        return self._for_patient(errand, self.identified)

    def _for_patient(self, errand: Errand, patient: Patient) -> Finding:
        theirs = sorted(
            (h for h in self.book if h.patient is patient and not h.cancelled), key=lambda h: h.at
        )
        match errand:
            case errands.FindAppointments():
                return errands.Appointments(
                    tuple(self._appointment(held) for held in theirs if held.at > NOW)
                )
            case errands.Cancel(appointment):
                held = next(h for h in theirs if self._id(h) == appointment)
                held.cancelled = True
                self.log.append(f"appointment cancelled: {self._written(held)}")
                return errands.Cancelled()
            case errands.Book(slot, reason):
                doctor, at = self._slot(slot)
                if not self._is_free(doctor, at) or self._lost():
                    return errands.Taken()
                self.book.append(Held(patient, doctor, reason, at))
                self.log.append(f"appointment booked: {self._written(self.book[-1])}")
                return errands.Booked(self._appointment(self.book[-1]))
            case errands.Move(appointment, slot):
                doctor, at = self._slot(slot)
                if not self._is_free(doctor, at) or self._lost():
                    return errands.Taken()
                held = next(h for h in theirs if self._id(h) == appointment)
                held.doctor, held.at = doctor, at
                self.log.append(f"appointment moved: {self._written(held)}")
                return errands.Booked(self._appointment(held))
        raise AssertionError(errand)

    def _identify(self, errand: errands.Identify) -> Finding:
        matching = [
            patient
            for patient in self.patients
            if patient.born == errand.born
            and same_name(errand.name, patient.name, errand.spelled)
            and patient.phone.endswith(errand.phone)
            and len(errand.phone) >= self.clinic.identity_digits
        ]
        if len(matching) != 1:
            return NotFound()
        self.identified = matching[0]
        return errands.Identified(matching[0].name.split()[0])

    def _lost(self) -> bool:
        """Whether another call has just been quicker."""
        lost, self.rival = self.rival, False
        return lost

    # -- slots -----------------------------------------------------------------------------------------

    def _free(self, asked: errands.FindSlots) -> list[Slot]:
        found = self._between(asked, asked.earliest, asked.latest or NOW + AHEAD)
        if not found and asked.latest:
            later = self._between(asked, asked.latest, NOW + AHEAD)
            found = [slot for slot in later if slot.at.date() == later[0].at.date()]
        return found[: asked.limit]

    def _between(self, asked: errands.FindSlots, earliest: datetime, latest: datetime) -> list[Slot]:
        slots = []
        for doctor in DOES[asked.reason]:
            if asked.doctor not in (None, doctor) or asked.branch not in (None, PLACES[doctor].name):
                continue
            place = PLACES[doctor].said if self.clinic.branches else ""
            minutes, week = WEEKS[doctor]
            day = earliest.date()
            while day <= latest.date():
                for opens, closes in week.get(day.weekday(), ()) if day not in HOLIDAYS else ():
                    for minute in range(60 * opens, 60 * closes, minutes):
                        at = datetime.combine(day, time(*divmod(minute, 60)))
                        if (
                            max(earliest, NOW + timedelta(hours=1)) <= at <= latest
                            and asked.from_minute <= minute < asked.until_minute
                            and self._is_free(doctor, at)
                        ):
                            slots.append(
                                Slot(f"{doctor} {at.isoformat()}", at, minutes, self._said(doctor), place)
                            )
                day += timedelta(days=1)
        return sorted(slots, key=lambda slot: slot.at)

    def _is_free(self, doctor: str, at: datetime) -> bool:
        return not any(h.doctor == doctor and h.at == at and not h.cancelled for h in self.book)

    # -- wording ---------------------------------------------------------------------------------------

    def _slot(self, slot: str) -> tuple[str, datetime]:
        doctor, at = slot.split(" ")
        return doctor, datetime.fromisoformat(at)

    def _id(self, held: Held) -> str:
        return f"{held.patient.name} {held.at.isoformat()}"

    def _said(self, doctor: str) -> str:
        return next(d.said for d in self.clinic.doctors if d.name == doctor)

    def _reason(self, name: str) -> str:
        return next(r.said for r in self.clinic.reasons if r.name == name)

    def _appointment(self, held: Held) -> Appointment:
        return Appointment(
            self._id(held),
            held.at,
            WEEKS[held.doctor][0],
            self._said(held.doctor),
            "",
            self._reason(held.reason),
        )

    def _written(self, held: Held) -> str:
        return f"{held.reason}, {held.patient.name}, {held.at:%A %-d %B %Y %H:%M}, {self._said(held.doctor)}"


def _date(day: date) -> str:
    return f"{day:%-d %B %Y}"


def closest(text: str, clinic: Knowledge) -> tuple[tuple[str, float], ...]:
    """Stands for a model of meaning: words in common with the sentences the clinic knows, rare ones more."""
    known = [(f"intent:{intent}", example) for intent, examples in EXAMPLES.items() for example in examples]
    known += [(f"question:{i}", ask) for i, (asks, _) in enumerate(clinic.answers) for ask in asks]
    best: dict[str, float] = {}
    for label, sentence in known:
        best[label] = max(best.get(label, 0.0), _likeness(_words(text), _words(sentence)))
    return tuple(sorted(best.items(), key=lambda each: -each[1])[:5])


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    def weight(words: frozenset[str]) -> float:
        return sum(1 / (1 + _OFTEN[word]) ** 2 for word in words)

    return float(weight(a & b) / max(1e-9, weight(a) * weight(b)) ** 0.5)


def _words(text: str) -> frozenset[str]:
    return frozenset(word[:5] for word in re.findall(r"[\w']+", text.lower()))


_OFTEN = Counter(word for examples in EXAMPLES.values() for example in examples for word in _words(example))
