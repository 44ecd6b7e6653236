from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from agent.clinic.records import MOST_SLOTS, Late
from agent.clinic.schema import appointments, calls, messages, patients
from agent.clinic.visit import FAILURES, MOST_MESSAGES, MOST_TRIES, Visit
from agent.dialogue.errands import (
    Appointment,
    Appointments,
    Book,
    Booked,
    Cancel,
    Cancelled,
    Embed,
    Errand,
    Failed,
    FindAppointments,
    Finding,
    FindSlots,
    Identified,
    Identify,
    LeaveMessage,
    Move,
    Noted,
    NotFound,
    Register,
    Slots,
    Taken,
)
from agent.personal import Personal
from tests.agent.clinic.conftest import Place
from tests.agent.clinic.desk import MARY, NOW, PATRICK, TODAY, Desk, opened
from tests.agent.clinic.made_facts import started

REFUSED = Failed("refused")
ROUNDS = 200


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    with opened(place) as open_desk:
        yield open_desk


# -- who is it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Mary Murphy", True),
        ("mary murphey", True),
        ("Murphy, Mary", True),
        ("Mary Anne Murphy", True),
        ("Mary", False),
        ("Murphy", False),
        ("Patrick Byrne", False),  # another's name
        ("Mary Doyle", False),
        ("%", False),
        ("", False),
    ],
)
def test_a_name_is_matched_by_its_sound(desk: Desk, name: str, found: bool) -> None:
    finding = desk.do(Identify(name, MARY.born), desk.call())
    assert finding == (Identified("Mary") if found else NotFound())


def test_the_birth_date_must_match(desk: Desk) -> None:
    visit = desk.call()
    assert desk.do(Identify("Mary Murphy", date(1971, 5, 4)), visit) == NotFound()
    assert desk.do(FindAppointments(), visit) == REFUSED
    assert desk.do(MARY, visit) == Identified("Mary")
    assert desk.do(FindAppointments(), visit) == Appointments(())


def test_two_of_one_name_and_birth_date_are_told_no_difference(desk: Desk) -> None:
    desk.add("Mary Murphey", "1971-05-03", "+353855550172")
    assert desk.do(MARY, desk.call()) == NotFound()


@pytest.mark.parametrize(
    ("phone", "found"),
    [
        ("0171", True),
        ("085 555 01 71", True),
        ("+353 85 555 0171", True),
        ("0158", False),
        ("71", False),
        ("", False),
    ],
)
def test_the_last_digits_count_where_the_clinic_asks_for_them(place: Place, phone: str, found: bool) -> None:
    with opened(place, identity=("name", "date_of_birth", "phone")) as desk:
        finding = desk.do(replace(MARY, phone=phone), desk.call())
        assert isinstance(finding, Identified if found else NotFound)


def test_another_hospitals_patients_are_not_found(place: Place) -> None:
    with opened(place) as desk:
        desk.clinic = desk.clinic.model_copy(update={"id": "hillside"})
        assert desk.do(MARY, desk.call()) == NotFound()


def test_three_failures_end_it_and_the_right_answer_comes_too_late(desk: Desk) -> None:
    visit = desk.call()
    for _ in range(FAILURES):
        assert desk.do(replace(MARY, born=date(1970, 1, 1)), visit) == NotFound()
    assert visit.locked
    for errand in (MARY, FindAppointments(), Register("New Name", date(1990, 1, 1), "")):
        assert desk.do(errand, visit) == REFUSED
    assert isinstance(desk.do(FindSlots("consultation", TODAY), visit), Slots)  # nobody's data
    assert desk.do(LeaveMessage("Please ring me.", "0171"), visit) == Noted()


def test_v_31_the_callers_number_counts_for_nothing(desk: Desk) -> None:
    ring = replace(started().ring, caller=Personal("+353855550171"))  # Mary's own
    desk.store.write(replace(started("call1"), ring=ring)).result()
    visit = desk.call()
    for errand in (FindAppointments(), Book("reed@20261123T0800Z", "consultation")):
        assert desk.do(errand, visit) == REFUSED
    assert desk.do(Identify("Mary Murphy", date(1971, 5, 4)), visit) == NotFound()


def test_v_32_one_call_sees_one_patient(desk: Desk) -> None:
    visit = desk.call(MARY)
    assert desk.do(PATRICK, visit) == REFUSED
    assert visit.patient_id == desk.patient_id(MARY)
    assert desk.do(MARY, visit) == Identified("Mary")  # once more is no harm


def test_whoever_goes_on_trying_names_loses_what_they_had(desk: Desk) -> None:
    visit = desk.call(MARY)
    for _ in range(FAILURES):
        assert desk.do(replace(PATRICK, born=date(1970, 1, 1)), visit) == NotFound()
    assert desk.do(FindAppointments(), visit) == REFUSED


def test_what_was_tried_while_the_caller_still_spoke_does_not_count(desk: Desk) -> None:
    """ "The third of May, nineteen seventy ... one": the date is tried at the pause, and then withdrawn."""
    visit = desk.call()
    for _ in range(FAILURES + 2):
        early = replace(MARY, born=date(1970, 5, 3))
        assert desk.do(early, visit) == NotFound()
        visit.withdraw(early)
    assert desk.do(MARY, visit) == Identified("Mary")
    visit = desk.call()
    early = replace(PATRICK)
    assert desk.do(early, visit) == Identified("Patrick")
    visit.withdraw(early)
    assert desk.do(FindAppointments(), visit) == REFUSED
    assert desk.do(MARY, visit) == Identified("Mary")


def test_tries_that_are_withdrawn_are_not_endless(desk: Desk) -> None:
    visit = desk.call()
    findings = []
    for n in range(MOST_TRIES + 1):
        guess = replace(MARY, born=date(1950, 1, 1) + timedelta(n))
        findings.append(desk.do(guess, visit))
        visit.withdraw(guess)
    assert findings == [NotFound()] * MOST_TRIES + [REFUSED]


def test_a_new_patient_is_written_down_and_found_again(desk: Desk) -> None:
    visit = desk.call()
    new = Register("  Nora  Quinn ", date(1988, 2, 29), "087 555 0188")
    assert desk.do(new, visit) == Identified("Nora")
    assert desk.do(FindAppointments(), visit) == Appointments(())
    assert desk.do(Identify("Nora Quinn", date(1988, 2, 29)), desk.call()) == Identified("Nora")
    assert desk.do(new, visit) == REFUSED  # one call, one patient
    with desk.store.database.engine.connect() as connection:
        row = connection.execute(select(patients).where(patients.c.name == "Nora Quinn")).one()
    assert row.phone == "+353875550188"
    assert row.hospital_id == "riverside"


def test_registering_under_a_patients_name_shows_nothing_of_theirs_and_takes_nothing(desk: Desk) -> None:
    slot = desk.slots().slots[0].slot
    desk.booked(desk.call(MARY), slot)
    visit = desk.call()
    assert desk.do(Register(MARY.name, MARY.born, ""), visit) == Identified("Mary")
    assert desk.do(FindAppointments(), visit) == Appointments(())
    found = desk.do(FindAppointments(), desk.call(MARY))
    assert isinstance(found, Appointments)
    assert len(found.appointments) == 1


def test_the_call_is_recorded_as_the_patients(desk: Desk) -> None:
    desk.store.write(started("call1")).result()
    visit = desk.call()

    def recorded() -> str | None:
        with desk.store.database.engine.connect() as connection:
            return connection.execute(select(calls.c.patient_id)).scalar_one()

    desk.do(PATRICK, visit)
    assert recorded() == desk.patient_id(PATRICK)
    visit.withdraw(PATRICK)
    desk.do(replace(MARY, born=date(1970, 1, 1)), visit)
    assert recorded() is None


# -- slots ---------------------------------------------------------------------------------------------


def test_slots_are_offered_earliest_first_and_less_what_is_taken(desk: Desk) -> None:
    first, second, third = desk.slots().slots
    assert [slot.at for slot in (first, second, third)] == [
        datetime(2026, 11, 20, 11, 0),  # noqa: DTZ001
        datetime(2026, 11, 20, 11, 15),  # noqa: DTZ001
        datetime(2026, 11, 20, 11, 20),  # noqa: DTZ001
    ]
    assert (first.doctor, second.doctor, third.doctor) == ("Doctor Reed", "Doctor Reed", "Doctor Walsh")
    assert first.branch == ""
    assert first.minutes == 15
    desk.booked(desk.call(MARY), first.slot)
    assert desk.slots().slots[0].at == first.at  # the other doctor's
    assert desk.slots().slots[0].doctor == "Doctor Walsh"


@pytest.mark.parametrize("wrong", [{"reason": "haircut"}, {"doctor": "Doctor Who"}, {"branch": "Moon"}])
def test_what_the_clinic_does_not_have_is_refused(desk: Desk, wrong: dict[str, str]) -> None:
    wish = {"reason": "consultation", "earliest": TODAY, **wrong}
    assert desk.do(FindSlots(**wish), desk.call()) == REFUSED  # type: ignore[arg-type]


def test_a_doctor_who_does_not_do_it_has_no_slots_for_it(desk: Desk) -> None:
    assert desk.slots("vaccination", doctor="Doctor Reed").slots == ()
    assert {slot.doctor for slot in desk.slots("a vaccination", limit=99).slots} == {"Nurse Kelly"}
    assert len(desk.slots("a vaccination", limit=99).slots) == MOST_SLOTS


# -- booking -------------------------------------------------------------------------------------------


def test_an_appointment_is_booked_moved_and_cancelled(desk: Desk) -> None:
    visit = desk.call(MARY)
    first, second, *_ = desk.slots(doctor="reed").slots
    booked = desk.booked(visit, first.slot).appointment
    assert (booked.at, booked.doctor, booked.reason) == (first.at, "Doctor Reed", "a consultation")
    assert desk.do(FindAppointments(), visit) == Appointments((booked,))
    moved = desk.do(Move(booked.appointment, second.slot), visit)
    assert moved == Booked(replace(booked, at=second.at))
    assert desk.slots(doctor="reed").slots[0] == first  # given back
    assert desk.do(Cancel(booked.appointment), visit) == Cancelled()
    assert desk.do(Cancel(booked.appointment), visit) == Cancelled()  # once more is no harm
    assert desk.do(FindAppointments(), visit) == Appointments(())
    assert second in desk.slots(doctor="reed").slots
    assert [what for who, what in desk.audited() if who == f"call:{visit.call_id}"] == [
        "identified",
        "booked",
        "saw appointments",
        "moved",
        "cancelled",
        "saw appointments",
    ]


def test_a_taken_slot_is_taken_and_the_old_time_stays(desk: Desk) -> None:
    first, second, *_ = desk.slots(doctor="reed").slots
    marys, patricks = desk.call(MARY), desk.call(PATRICK)
    hers = desk.booked(marys, first.slot).appointment
    his = desk.booked(patricks, second.slot).appointment
    assert desk.do(Book(first.slot, "consultation"), patricks) == Taken()
    assert desk.do(Move(his.appointment, first.slot), patricks) == Taken()
    assert desk.do(FindAppointments(), patricks) == Appointments((his,))
    assert desk.do(Book(first.slot, "consultation"), marys) == Booked(hers)  # twice in one breath


def test_a_long_visit_and_a_short_one_do_not_overlap(desk: Desk) -> None:
    later = {"doctor": "reed", "earliest": TODAY + timedelta(days=3)}
    eight, quarter_past, half_past = desk.slots("consultation", **later).slots
    desk.booked(desk.call(MARY), eight.slot, "check-up")  # half an hour
    assert desk.do(Book(quarter_past.slot, "consultation"), desk.call(PATRICK)) == Taken()
    assert isinstance(desk.do(Book(half_past.slot, "consultation"), desk.call(PATRICK)), Booked)
    assert desk.slots("check-up", **later).slots[0].at == eight.at + timedelta(minutes=45)


def test_moving_by_less_than_its_own_length_is_no_clash(desk: Desk) -> None:
    visit = desk.call(MARY)
    later = {"doctor": "reed", "earliest": TODAY + timedelta(days=3)}
    eight, quarter_past, *_ = desk.slots("check-up", **later).slots
    booked = desk.booked(visit, eight.slot, "check-up").appointment
    moved = desk.do(Move(booked.appointment, quarter_past.slot), visit)
    assert moved == Booked(replace(booked, at=quarter_past.at))


@pytest.mark.parametrize(
    ("slot", "reason"),
    [
        ("reed@20261123T0800Z", "haircut"),
        ("reed@20261123T0800Z", "vaccination"),  # somebody else does it
        ("reed@20261123T0807Z", "consultation"),  # no such slot
        ("reed@20261123T0300Z", "consultation"),  # at night
        ("reed@20261225T0800Z", "consultation"),  # a holiday
        ("reed@20261120T0900Z", "consultation"),  # past
        ("reed@20280103T0800Z", "consultation"),  # years ahead
        ("nobody@20261123T0800Z", "consultation"),
        ("reed@99999999T9999Z", "consultation"),
        ("", "consultation"),
    ],
)
def test_a_slot_that_a_brain_made_up_is_refused(desk: Desk, slot: str, reason: str) -> None:
    visit = desk.call(MARY)
    assert desk.do(Book(slot, reason), visit) == REFUSED
    booked = desk.booked(visit, "reed@20261123T0800Z").appointment
    if reason == "consultation":
        assert desk.do(Move(booked.appointment, slot), visit) == REFUSED


@pytest.mark.parametrize("errand", [Book("reed@20261123T0800Z", "consultation"), FindAppointments()])
def test_nothing_without_somebody_identified(desk: Desk, errand: Errand) -> None:
    assert desk.do(errand, desk.call()) == REFUSED


def test_v_32_another_patients_appointment_cannot_be_touched(desk: Desk) -> None:
    hers = desk.booked(desk.call(MARY), desk.slots().slots[0].slot).appointment.appointment
    patricks = desk.call(PATRICK)
    assert desk.do(Cancel(hers), patricks) == REFUSED
    assert desk.do(Move(hers, desk.slots().slots[1].slot), patricks) == REFUSED


def test_what_is_over_or_done_cannot_be_changed(desk: Desk) -> None:
    visit = desk.call(MARY)
    booked = desk.booked(visit, desk.slots().slots[0].slot).appointment
    another = desk.slots(earliest=TODAY + timedelta(days=7)).slots[0].slot
    with desk.store.database.begin_writing() as connection:
        connection.execute(update(appointments).values(status="NO_SHOW"))
    assert desk.do(Cancel(booked.appointment), visit) == REFUSED
    assert desk.do(Move(booked.appointment, another), visit) == REFUSED
    with desk.store.database.begin_writing() as connection:
        connection.execute(update(appointments).values(status="BOOKED"))
    desk.now = NOW + timedelta(hours=3)
    assert desk.do(Cancel(booked.appointment), visit) == REFUSED
    assert desk.do(FindAppointments(), visit) == Appointments(())


def test_two_that_want_the_last_slot_at_one_moment(desk: Desk) -> None:
    """200 rounds: one gets it, the other is told that it is taken."""
    both = desk.call(MARY), desk.call(PATRICK)
    begin = threading.Barrier(2)
    outcomes: list[list[Finding]] = [[], []]
    slots = [
        slot
        for day in range(3, 60)
        for slot in desk.slots(
            doctor="reed", earliest=TODAY.replace(hour=0) + timedelta(days=day), limit=8
        ).slots
    ]
    slots = list(dict.fromkeys(slots))[:ROUNDS]
    assert len(slots) == ROUNDS

    def take(who: int) -> None:
        for slot in slots:
            begin.wait(timeout=60)
            outcomes[who].append(desk.do(Book(slot.slot, "consultation"), both[who]))

    threads = [threading.Thread(target=take, args=(who,)) for who in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kinds = [{type(finding) for finding in round_} for round_ in zip(*outcomes, strict=True)]
    assert kinds == [{Booked, Taken}] * ROUNDS
    with desk.store.database.engine.connect() as connection:
        assert len(connection.execute(select(appointments)).all()) == ROUNDS


def test_two_that_want_overlapping_times_at_one_moment(desk: Desk) -> None:
    """A long visit from eight, a short one from a quarter past: no index could tell, so they go in turn."""
    both = desk.call(MARY), desk.call(PATRICK)
    begin = threading.Barrier(2)
    outcomes: list[list[Finding]] = [[], []]
    days = [23, 24, 25, 27, 30]  # of November, doctor Reed's mornings

    def take(who: int) -> None:
        for day in days:
            slot, reason = (
                (f"reed@202611{day}T0800Z", "check-up")
                if who
                else (
                    f"reed@202611{day}T0815Z",
                    "consultation",
                )
            )
            begin.wait(timeout=60)
            outcomes[who].append(desk.do(Book(slot, reason), both[who]))

    threads = [threading.Thread(target=take, args=(who,)) for who in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kinds = [{type(finding) for finding in round_} for round_ in zip(*outcomes, strict=True)]
    assert kinds == [{Booked, Taken}] * len(days)


# -- the edge ------------------------------------------------------------------------------------------


def test_what_nobody_waits_for_any_more_is_not_done(desk: Desk) -> None:
    visit = desk.call(MARY)
    slot = desk.slots().slots[0]
    with pytest.raises(Late):
        desk.records.perform(Book(slot.slot, "consultation"), visit, lambda: False)
    assert desk.slots().slots[0] == slot
    visit = desk.call()
    with pytest.raises(Late):
        desk.records.perform(MARY, visit, lambda: False)
    assert desk.do(FindAppointments(), visit) == REFUSED


def test_a_database_in_trouble_is_a_finding(place: Place) -> None:
    with opened(place) as desk:
        visit = desk.call(MARY)
        with desk.store.database.begin_writing() as connection:
            connection.exec_driver_sql("DROP TABLE audit")
        assert desk.do(FindAppointments(), visit) == Failed("unavailable")


def test_a_message_is_kept_for_a_person(desk: Desk) -> None:
    desk.store.write(started("call1")).result()
    visit = desk.call()
    assert visit.call_id == "call1"
    assert desk.do(LeaveMessage("Ring me about my results.", ""), visit) == Noted()
    assert desk.do(LeaveMessage("  ", "1"), visit) == REFUSED
    with desk.store.database.engine.connect() as connection:
        row = connection.execute(select(messages)).one()
    assert (row.text, row.number, row.patient_id) == ("Ring me about my results.", "+353155501234", None)
    for n in range(MOST_MESSAGES):
        left = desk.do(LeaveMessage("Again.", "1"), visit)
        assert left == (Noted() if n < MOST_MESSAGES - 1 else REFUSED)


def test_a_sentence_is_embedded_elsewhere(desk: Desk) -> None:
    with pytest.raises(TypeError):
        desk.do(Embed("hello"), desk.call())


def test_a_finding_does_not_say_in_a_log_what_it_is(desk: Desk) -> None:
    visit = desk.call(MARY)
    shown = (
        f"{desk.booked(visit, desk.slots().slots[0].slot)!r} {MARY!r} {desk.do(FindAppointments(), visit)!r}"
    )
    assert "Mary" not in shown
    assert "2026" not in shown


# -- fuzz ----------------------------------------------------------------------------------------------

_people = (MARY, PATRICK)
_slots = [f"reed@202611{day}T0{hour}00Z" for day in (23, 24) for hour in (8, 9)]
_errands = st.one_of(
    st.tuples(st.just("identify"), st.integers(0, 1), st.booleans()),
    st.tuples(st.just("register"), st.integers(0, 1)),
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("appointments")),
    st.tuples(st.just("book"), st.sampled_from(_slots)),
    st.tuples(st.just("move"), st.integers(0, 3), st.sampled_from(_slots)),
    st.tuples(st.just("cancel"), st.integers(0, 3)),
)


def _seen(finding: Finding) -> list[Appointment]:
    match finding:
        case Appointments(found):
            return list(found)
        case Booked(appointment):
            return [appointment]
    return []


@settings(
    max_examples=500 if os.environ.get("FRONTDESK_NIGHTLY") else 60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(calls_made=st.lists(st.lists(_errands, max_size=12), min_size=1, max_size=3))
def test_v_32_no_sequence_of_errands_tells_of_another_patient(
    fuzz_desk: Desk, calls_made: list[list[tuple[object, ...]]]
) -> None:
    desk = fuzz_desk
    with desk.store.database.begin_writing() as connection:
        connection.execute(appointments.delete())
        connection.execute(patients.delete().where(patients.c.duplicate_of.is_not(None)))
    ids = {who: desk.patient_id(who) for who in _people}
    hers = desk.booked(desk.call(MARY), "walsh@20261123T0900Z").appointment.appointment
    his = desk.booked(desk.call(PATRICK), "walsh@20261123T0920Z").appointment.appointment
    owner = {hers: ids[MARY], his: ids[PATRICK]}
    for made in calls_made:
        visit = desk.call()
        entitled: str | None = None  # what an attentive person at the door would allow
        last: Identify | None = None
        failures = 0
        for kind, *how in made:
            others = list(owner)
            errand: Errand
            match kind:
                case "identify":
                    errand = replace(_people[how[0]])  # type: ignore[call-overload]
                    errand = errand if how[1] else replace(errand, born=date(1999, 1, 1))
                    last = errand
                case "register":
                    errand = Register(_people[how[0]].name, _people[how[0]].born, "")  # type: ignore[call-overload]
                case "withdraw":
                    if last is not None:
                        visit.withdraw(last)
                    continue
                case "appointments":
                    errand = FindAppointments()
                case "book":
                    errand = Book(str(how[0]), "consultation")
                case "move":
                    errand = Move(others[how[0] % len(others)], str(how[1]))  # type: ignore[operator]
                case _:
                    errand = Cancel(others[how[0] % len(others)])  # type: ignore[operator]
            finding = desk.do(errand, visit)
            entitled = visit.patient_id
            failures += isinstance(finding, NotFound)
            for appointment in _seen(finding):
                assert entitled is not None
                assert owner.setdefault(appointment.appointment, entitled) == entitled
            if isinstance(errand, (Move, Cancel)) and finding not in (REFUSED, Taken()):
                assert owner[errand.appointment] == entitled
            if isinstance(errand, Identify) and isinstance(finding, Identified):
                assert errand in _people
                assert entitled == ids[errand]


@pytest.fixture
def fuzz_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened(Place(tmp_path_factory.mktemp("fuzz") / "frontdesk.db")) as open_desk:
        yield open_desk


def test_a_visit_is_one_calls_own(desk: Desk) -> None:
    marys, other = desk.call(MARY), Visit("other")
    assert desk.do(FindAppointments(), marys) == Appointments(())
    assert desk.do(FindAppointments(), other) == REFUSED
