from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import update

from agent.clinic.clinic import EXAMPLE, Branch, load
from agent.clinic.office import (
    Asker,
    BookingWish,
    Conflict,
    NoSuch,
    Office,
    PatientWish,
    Wrong,
)
from agent.clinic.schema import calls
from agent.dialogue.errands import Identified, Identify
from tests.agent.clinic.conftest import Place
from tests.agent.clinic.desk import MARY, PATRICK, Desk, opened
from tests.agent.clinic.made_facts import said, started

ALL = Asker("key:1", "riverside")
QUAY = Asker("key:2", "riverside", frozenset({"quay"}))
NORA = PatientWish("Nora  Quinn", date(1988, 2, 29), "087 555 0188")
CLINIC = load(EXAMPLE)
AT_EIGHT = BookingWish("reed", datetime.fromisoformat("2026-11-23T08:00:00"), "consultation")
AT_THE_QUAY = BookingWish("walsh", datetime.fromisoformat("2026-11-23T09:00:00+00:00"))


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    """Doctor Walsh is at the quay."""
    quay = Branch(id="quay", name="The Quay", address="On the quay.")
    reed, walsh, kelly = CLINIC.doctors
    doctors = (reed, walsh.model_copy(update={"branch": "quay"}), kelly)
    with opened(place, branches=(*CLINIC.branches, quay), doctors=doctors) as open_desk:
        yield open_desk


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk.store.database, desk.clinic, lambda: desk.now)


def names(office: Office, asker: Asker, **how: object) -> list[str]:
    return [row["name"] for row in office.patients(asker, 0, 100, **how).rows]  # type: ignore[arg-type]


def test_a_patient_is_added_with_an_appointment_and_known_on_the_telephone(
    desk: Desk, office: Office
) -> None:
    patient_id, booked = office.add_patient(ALL, NORA, AT_EIGHT)
    assert booked is not None
    (row,) = office.appointments(ALL, 0, 10).rows
    assert (row["patient_id"], row["doctor_id"], row["status"]) == (patient_id, "reed", "BOOKED")
    assert row["patient_name"] == "Nora Quinn"
    assert desk.do(Identify("Nora Quinn", NORA.born), desk.call()) == Identified("Nora")
    assert [what for who, what in desk.audited() if who == "key:1"] == [
        "added a patient",
        "booked",
        "listed appointments",
    ]


def test_both_or_neither(office: Office) -> None:
    office.add_patient(ALL, NORA, AT_EIGHT)
    with pytest.raises(Conflict, match="taken"):
        office.add_patient(ALL, replace(NORA, name="Tom Ray"), AT_EIGHT)
    assert names(office, ALL) == ["Mary Murphy", "Nora Quinn", "Patrick Byrne"]


@pytest.mark.parametrize(
    ("wish", "booking", "refusal"),
    [
        (replace(NORA, name="  "), None, Wrong),
        (replace(NORA, born=date(2027, 1, 1)), None, Wrong),
        (replace(NORA, born=date(1, 1, 1)), None, Wrong),
        (replace(NORA, phone="5"), None, Wrong),
        (replace(NORA, branch_id="moon"), None, NoSuch),
        (NORA, replace(AT_EIGHT, doctor_id="who"), NoSuch),
        (NORA, replace(AT_EIGHT, reason_id="vaccination"), Wrong),
        (NORA, replace(AT_EIGHT, at=datetime.fromisoformat("2026-11-23T08:07:00")), Wrong),
        (NORA, replace(AT_EIGHT, at=datetime.fromisoformat("2025-11-24T08:00:00")), Wrong),
        (NORA, replace(AT_EIGHT, at=datetime.fromisoformat("0001-01-01T00:00:00")), Wrong),
    ],
)
def test_what_makes_no_sense_is_refused(
    office: Office, wish: PatientWish, booking: BookingWish | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        office.add_patient(ALL, wish, booking)
    assert names(office, ALL) == ["Mary Murphy", "Patrick Byrne"]


def test_patients_are_found_by_parts_and_in_pages(desk: Desk, office: Office) -> None:
    assert names(office, ALL, q="MURPH") == ["Mary Murphy"]
    assert names(office, ALL, q="550158") == ["Patrick Byrne"]
    assert names(office, ALL, q="%") == names(office, ALL, q="_") == []
    office.book(ALL, desk.patient_id(MARY), AT_EIGHT)
    assert names(office, ALL, status="BOOKED") == ["Mary Murphy"]
    assert names(office, ALL, doctor_id="reed") == ["Mary Murphy"]
    assert names(office, ALL, doctor_id="walsh") == []
    page = office.patients(ALL, 1, 1)
    assert (page.total, [row["name"] for row in page.rows]) == (2, ["Patrick Byrne"])


def test_a_branchs_key_sees_its_branch(desk: Desk, office: Office) -> None:
    assert names(office, QUAY) == []
    with pytest.raises(NoSuch, match="patient"):
        office.book(QUAY, desk.patient_id(MARY), AT_THE_QUAY)
    elsewhere = office.book(ALL, desk.patient_id(PATRICK), AT_EIGHT)
    office.book(ALL, desk.patient_id(MARY), AT_THE_QUAY)
    assert names(office, QUAY) == ["Mary Murphy"]
    assert names(office, QUAY, branch_id="mill-lane") == ["Mary Murphy"]  # ignored
    assert names(office, ALL, branch_id="mill-lane") == ["Patrick Byrne"]
    assert [row["doctor_id"] for row in office.appointments(QUAY, 0, 10).rows] == ["walsh"]
    with pytest.raises(NoSuch, match="appointment"):
        office.set_status(QUAY, elsewhere, "CANCELLED")
    with pytest.raises(NoSuch, match="doctor"):
        office.day(QUAY, "reed", date(2026, 11, 23))
    office.add_patient(QUAY, NORA, None)
    assert names(office, QUAY) == ["Mary Murphy", "Nora Quinn"]
    with pytest.raises(NoSuch, match="branch"):
        office.add_patient(QUAY, replace(NORA, branch_id="mill-lane"), None)


def test_another_hospital_is_not_there(desk: Desk, office: Office) -> None:
    stranger = Asker("key:9", "hillside")
    for ask in (
        lambda: office.patients(stranger, 0, 10),
        lambda: office.appointments(stranger, 0, 10),
        lambda: office.calls(stranger, 0, 10),
        lambda: office.day(stranger, "reed", date(2026, 11, 23)),
        lambda: office.add_patient(stranger, NORA, None),
        lambda: office.book(stranger, desk.patient_id(MARY), AT_EIGHT),
        lambda: office.set_status(stranger, "x", "CANCELLED"),
    ):
        with pytest.raises(NoSuch, match="hospital"):
            ask()


def test_how_it_went(desk: Desk, office: Office) -> None:
    booked = office.book(ALL, desk.patient_id(MARY), AT_EIGHT)
    for status in ("CONFIRMED", "COMPLETED", "NO_SHOW", "BOOKED", "CANCELLED", "CANCELLED"):
        office.set_status(ALL, booked, status)
        assert office.appointments(ALL, 0, 10, status=status).total == 1
    with pytest.raises(Conflict, match="book again"):
        office.set_status(ALL, booked, "BOOKED")
    assert office.book(ALL, desk.patient_id(PATRICK), AT_EIGHT)  # the time is free again


def test_appointments_of_a_day_and_of_a_patient(desk: Desk, office: Office) -> None:
    office.book(ALL, desk.patient_id(MARY), AT_EIGHT)
    office.book(ALL, desk.patient_id(PATRICK), AT_THE_QUAY)
    assert office.appointments(ALL, 0, 10, day=date(2026, 11, 23)).total == 2
    assert office.appointments(ALL, 0, 10, day=date(2026, 11, 24)).total == 0
    assert office.appointments(ALL, 0, 10, patient_id=desk.patient_id(MARY)).total == 1
    with pytest.raises(Wrong, match="out of range"):
        office.appointments(ALL, 0, 10, day=date.max)


def test_a_doctors_day(desk: Desk, office: Office) -> None:
    office.book(ALL, desk.patient_id(MARY), AT_EIGHT)
    day = office.day(ALL, "reed", date(2026, 11, 23))
    assert [(f"{opening.local:%H:%M}", free) for opening, free in day[:2]] == [
        ("08:00", False),
        ("08:15", True),
    ]
    assert not any(free for _, free in office.day(ALL, "reed", date(2026, 11, 16)))  # past


def test_calls_with_what_was_said(desk: Desk, office: Office) -> None:
    for call, branch in (("c1", None), ("c2", "quay"), ("c3", None)):
        hospital = "" if call == "c3" else "riverside"
        ring = replace(started(call).ring, hospital_id=hospital, branch_id=branch)
        for fact in (replace(started(call), ring=ring), said(0, call), said(1, call)):
            desk.store.write(fact).result()
    with desk.store.database.begin_writing() as connection:
        connection.execute(update(calls).where(calls.c.id == "c1").values(patient_id=desk.patient_id(MARY)))
    page = office.calls(ALL, 0, 10)
    assert [row["id"] for row in page.rows] == ["c1", "c2"]
    assert page.rows[0]["patient_name"] == "Mary Murphy"
    assert page.rows[0]["lines"] == [("user", "line 0"), ("user", "line 1")]
    assert [row["id"] for row in office.calls(QUAY, 0, 10).rows] == ["c2"]
    assert office.calls(ALL, 0, 10, patient_id=desk.patient_id(MARY)).total == 1
    assert office.calls(ALL, 0, 10, direction="outbound").total == 0
    assert office.calls(ALL, 0, 10, first=date(2026, 3, 2), last=date(2026, 3, 2)).total == 2
    assert office.calls(ALL, 0, 10, first=date(2026, 3, 3)).total == 0
    assert ("key:1", "saw calls") in desk.audited()
