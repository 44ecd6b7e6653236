"""The receptionist over the real records of the example clinic, without sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from agent.briefing import briefing
from agent.clinic.clinic import EXAMPLE, load
from agent.clinic.patients import NewPatient, add_patients
from agent.clinic.records import Records
from agent.clinic.store import Store
from agent.clinic.visit import Visit
from agent.dialogue.errands import Book, Embed, Errand, Failed, Finding, Identify
from agent.dialogue.flow import Ask, Flow, HangUp, Reply, Say
from agent.dialogue.reception import Reception
from agent.personal import Personal

CLINIC = load(EXAMPLE)


@dataclass
class Call:
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
        call = Call(Records(store.database, CLINIC, lambda: at), Reception(briefing(CLINIC, at, "en")))
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
