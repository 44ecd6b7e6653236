from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from agent.clinic.clinic import EXAMPLE, load
from agent.clinic.database import open_database
from agent.clinic.patients import (
    EXAMPLE_PATIENTS,
    PatientsFileError,
    add_examples,
    add_patients,
    read_patients,
)
from agent.clinic.schema import appointments, audit, patients
from tests.agent.clinic.conftest import Place
from tests.agent.clinic.desk import NOW

CLINIC = load(EXAMPLE)
GOOD = "name,date_of_birth,phone\nMary Murphy,1971-05-03,085 555 0171\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_is_read(tmp_path: Path) -> None:
    text = "\ufeffphone, name ,date_of_birth,branch,gender\n,  Mary   Murphy ,1971-05-03,Mill Lane,female\n"
    (patient,) = read_patients(written(tmp_path, text), CLINIC, NOW.date())
    assert patient.name.reveal() == "Mary Murphy"
    assert patient.phone.reveal() == ""
    assert patient.gender.reveal() == "FEMALE"
    assert patient.branch_id == "mill-lane"
    assert "Murphy" not in repr(patient)


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("1971-05-03", "3/5/71", 2, "date_of_birth: is not a date"),
        ("1971-05-03", "2071-05-03", 2, "date_of_birth: is nobody's"),
        ("085 555 0171", "5", 2, "phone: is not a telephone number in IE"),
        ("Mary Murphy", " ", 2, "name: is missing"),
        ("Mary Murphy", "M" * 301, 2, "name: is longer"),
        (",085 555 0171", "", 2, "line: has not as many fields"),
        ("085 555 0171", "085 555 0171,more", 2, "line: has not as many fields"),
        ("Mary Murphy", '"Mary Murphy', 2, "not CSV"),
        ("phone", "telephone", 1, "phone: this column is missing"),
        ("phone", "phone,shoe", 1, "shoe: there is no such column"),
        ("name,date_of_birth,phone\n", "", 1, "name: this column is missing"),
    ],
)
def test_a_mistake_is_named_by_its_line_without_the_value(
    tmp_path: Path, old: str, new: str, line: int, why: str
) -> None:
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(PatientsFileError) as refusal:
        read_patients(path, CLINIC, NOW.date())
    said = str(refusal.value).splitlines()
    assert any(each.startswith(f"{path}:{line}: ") and why in each for each in said), said
    assert "3/5/71" not in str(refusal.value)


def test_every_mistake_of_a_list_is_named_at_once(tmp_path: Path) -> None:
    text = GOOD + "Tom Ray,1960-13-01,1\nAnn Ray,1960-12-01,085 555 0172\nJo Ray,soon,\n"
    with pytest.raises(PatientsFileError) as refusal:
        read_patients(written(tmp_path, text), CLINIC, NOW.date())
    assert [line.split(": ")[0].rpartition(":")[2] for line in str(refusal.value).splitlines()] == [
        "3",
        "3",
        "5",
    ]


def test_what_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"\xff\xfe\x00")
    for one in (path, tmp_path / "none.csv"):
        with pytest.raises(PatientsFileError, match="cannot be read as UTF-8"):
            read_patients(one, CLINIC, NOW.date())


def test_a_list_that_is_read_again_adds_nobody_twice(place: Place, tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + "Tom Ray,1960-12-01,\n")
    listed = read_patients(path, CLINIC, NOW.date())
    with closing(open_database(place.path, place.url)) as database:
        assert add_patients(database, CLINIC, listed, NOW, "cli") == (2, 0)
        more = read_patients(written(tmp_path, GOOD + "Ann Ray,1960-12-01,\n"), CLINIC, NOW.date())
        assert add_patients(database, CLINIC, [*more, *more], NOW, "cli") == (1, 3)
        with database.engine.connect() as connection:
            rows = connection.execute(select(patients).order_by(patients.c.name)).all()
            audited = connection.execute(select(audit.c.who, audit.c.what)).all()
    assert [row.name for row in rows] == ["Ann Ray", "Mary Murphy", "Tom Ray"]
    assert {row.hospital_id for row in rows} == {"riverside"}
    assert audited == [("cli", "added a patient")] * 3


def test_the_example_patients_have_appointments_to_ask_for(place: Place) -> None:
    listed = read_patients(EXAMPLE_PATIENTS, CLINIC, NOW.date())
    with closing(open_database(place.path, place.url)) as database:
        assert add_examples(database, CLINIC, NOW) == len(listed) == 10
        assert add_examples(database, CLINIC, NOW + timedelta(hours=1)) == 0
        with database.engine.connect() as connection:
            rows = connection.execute(select(appointments)).all()
        assert len(rows) == 5
        assert len({row.patient_id for row in rows}) == 5
        assert all(row.starts_at > NOW + timedelta(days=1) for row in rows)
        # When theirs are over, they get new ones.
        add_examples(database, CLINIC, NOW + timedelta(days=60))
        with database.engine.connect() as connection:
            assert len(connection.execute(select(appointments)).all()) == 10
