"""The clinic file as the receptionist says it. (The App itself is started for real by tests/e2e.)"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from agent.app import knowledge, placed
from agent.clinic.clinic import EXAMPLE, Branch, load
from agent.clinic.patients import NewPatient, add_patients
from agent.clinic.records import Records
from agent.clinic.store import Store
from agent.clinic.visit import Visit
from agent.dialogue.errands import Book, Embed, Errand, Failed, Finding, Identify
from agent.dialogue.flow import Ask, Flow, HangUp, Reply, Say
from agent.dialogue.reception import Reception
from agent.facts import Ring
from agent.personal import Personal

CLINIC = load(EXAMPLE)


def test_the_example_clinic_is_said_well() -> None:
    said = knowledge(CLINIC, datetime(2026, 11, 20, 10, 0, tzinfo=UTC))  # a Friday
    assert said.greeting == f"{CLINIC.greeting} {CLINIC.disclosure}"
    assert said.today == "Today we are open from eight to half past twelve, and from half past one to five."
    assert said.days[6] == "On Sunday we are closed."
    assert said.person_number == "+35315550142"
    assert any("parking" in question for questions, _ in said.answers for question in questions)


def test_today_is_the_clinics_day_and_knows_holidays() -> None:
    assert knowledge(CLINIC, datetime(2026, 12, 25, 12, 0, tzinfo=UTC)).today == "Today we are closed."
    # In Dublin it is still Saturday when UTC's Sunday has not begun: winter time is UTC there.
    assert "nine to noon" in knowledge(CLINIC, datetime(2026, 11, 21, 23, 59, tzinfo=UTC)).today
    assert knowledge(CLINIC, datetime(2026, 11, 22, 0, 1, tzinfo=UTC)).today == "Today we are closed."


def test_reasons_doctors_and_rules_are_as_the_file_says() -> None:
    at = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    said = knowledge(CLINIC, at)
    assert [reason.said for reason in said.reasons] == [reason.name for reason in CLINIC.reasons]
    assert ("reed", "Doctor Reed") in [(doctor.name, doctor.said) for doctor in said.doctors]
    assert (said.language, said.region, said.identity_digits) == ("en", "IE", 0)
    assert said.now == datetime(2026, 11, 20, 10, 0)  # noqa: DTZ001 - Dublin's winter time is UTC
    assert said.emergency == CLINIC.emergency.sentence
    assert "Laya Healthcare" in said.answers[len(CLINIC.questions)][1]
    stricter = CLINIC.model_copy(update={"identity": ("name", "date_of_birth", "phone")})
    assert knowledge(stricter, at).identity_digits == 4


@dataclass
class Call:
    """The receptionist over the real records, without sound."""

    records: Records
    flow: Flow
    visit: Visit = field(default_factory=lambda: Visit("call1"))
    said: list[str] = field(default_factory=list)
    sent: list[tuple[Errand, Finding]] = field(default_factory=list)
    over: bool = False

    def run(self, errand: Errand) -> Finding:
        if isinstance(errand, Embed):  # there is no model of meaning here, and the rules will do
            return Failed("unavailable")
        finding = self.records.perform(errand, self.visit)
        self.sent.append((errand, finding))
        return finding

    def take(self, reply: Reply) -> None:
        self.flow = reply.flow
        for move in reply.moves:
            match move:
                case Say(text=text):
                    self.said.append(text)
                case Ask(errand):
                    self.take(self.flow.found(self.run(errand)))
                case HangUp():
                    self.over = True


def test_an_appointment_is_booked_moved_and_cancelled_in_the_real_records(tmp_path: Path) -> None:
    at = datetime(2026, 11, 30, 9, 10, tzinfo=UTC)
    store = Store(tmp_path / "clinic.db")
    try:
        mary = NewPatient(Personal("Mary Murphy"), Personal("1971-05-03"), Personal("085 555 0171"))
        add_patients(store.database, CLINIC, [mary], at, "test")
        call = Call(Records(store.database, CLINIC, lambda: at), Reception(knowledge(CLINIC, at)))
        call.take(call.flow.begin())
        for words in (
            *("I'd like a check-up with Doctor Reed on Thursday", "Mary Murphy", "3 May 1971"),
            *("the second one", "yes", "can I move my appointment to Friday", "the first one", "yes"),
            *("please cancel my appointment", "yes", "no thank you"),
        ):
            call.take(call.flow.heard(words))
    finally:
        store.close()
    kinds = [type(finding).__name__ for _, finding in call.sent]
    assert kinds == [
        *("Identified", "Slots", "Booked", "Appointments", "Slots", "Booked", "Appointments", "Cancelled")
    ]
    assert call.over, call.said
    assert any(errand == Identify("Mary Murphy", date(1971, 5, 3)) for errand, _ in call.sent)
    assert sum(isinstance(errand, Book) for errand, _ in call.sent) == 1
    assert any("on Thursday the third of December" in text for text in call.said)


def test_a_call_is_its_hospitals_and_of_the_branch_with_our_number_in_it() -> None:
    ours, theirs = Personal("+35315550143"), Personal("+353871234567")
    clinic = CLINIC.model_copy(update={"branches": (Branch(id="quay", phone=ours.reveal()),)})
    inbound = placed(Ring("u", theirs, ours), clinic)
    assert (inbound.hospital_id, inbound.branch_id) == ("riverside", "quay")
    outbound = placed(Ring("u", ours, theirs, "outbound"), clinic)
    assert (outbound.hospital_id, outbound.branch_id) == ("riverside", "quay")
    elsewhere = placed(Ring("u", ours, theirs), clinic)
    assert (elsewhere.hospital_id, elsewhere.branch_id) == ("riverside", None)
