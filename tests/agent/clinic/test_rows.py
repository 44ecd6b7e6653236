from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from agent.clinic.clinic import EXAMPLE, load
from agent.clinic.rows import as_said, dialled

CLINIC = load(EXAMPLE)


@pytest.mark.parametrize(
    ("number", "region", "dial"),
    [
        ("085 555 0171", "IE", "+353855550171"),
        ("+353 85 555 0171", None, "+353855550171"),
        ("085 555 0171", None, None),
        ("12", "IE", None),
        ("my number", "IE", None),
    ],
)
def test_a_number_to_dial(number: str, region: str | None, dial: str | None) -> None:
    assert dialled(number, region) == dial


def test_an_appointment_is_said_in_local_time_and_outlives_the_clinic_file() -> None:
    starts = datetime(2026, 7, 6, 8, 0, tzinfo=UTC)
    row = SimpleNamespace(
        id="a1",
        doctor_id="reed",
        reason_id="check-up",
        branch_id="mill-lane",
        starts_at=starts,
        ends_at=starts + timedelta(minutes=30),
    )
    said = as_said(CLINIC, row)
    assert (said.at.hour, said.minutes, said.doctor, said.reason) == (9, 30, "Doctor Reed", "a check-up")
    row.doctor_id, row.reason_id, row.branch_id = "gone", "dropped", "closed"
    said = as_said(CLINIC, row)
    assert (said.at.hour, said.doctor, said.reason, said.branch) == (9, "gone", "dropped", "")
