"""The records over HTTP: shapes, statuses, and nothing of ours in an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from agent.clinic.office import Office
from agent.io.external_records import Principal, routes
from agent.io.http import Failed, on_failed
from tests.agent.clinic.conftest import Place
from tests.agent.clinic.desk import MARY, Desk, opened
from tests.agent.clinic.made_facts import started

PERMISSIONS = {
    ("POST", "/patients"): "patients:create",
    ("GET", "/patients"): "patients:read",
    ("POST", "/appointments"): "appointments:write",
    ("GET", "/appointments"): "appointments:read",
    ("PATCH", "/appointments/x/status"): "appointments:write",
    ("GET", "/doctors/reed/availability"): "doctor_slots:read",
    ("GET", "/doctors/reed/slots?date=2026-11-23"): "doctor_slots:read",
    ("GET", "/calls"): "calls:read",
}


@dataclass(frozen=True)
class Key:
    key_id: str = "17"
    hospital_id: str = "riverside"
    branch_ids: frozenset[str] = frozenset()


@dataclass
class Door:
    """A door that lets in whoever has the one permission it was told of; all, where it was told of none."""

    only: str = ""
    key: Principal = field(default_factory=Key)
    asked: list[str] = field(default_factory=list)

    async def require(self, request: Request, permission: str) -> Principal:
        self.asked.append(permission)
        if self.only and permission != self.only:
            raise Failed(403, "Forbidden", "not this")
        return self.key


@dataclass
class Front:
    desk: Desk
    door: Door
    client: TestClient
    app: FastAPI


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    with opened(Place(tmp_path / "frontdesk.db")) as desk:
        door = Door()
        app = FastAPI()
        app.add_exception_handler(Failed, on_failed)
        app.include_router(routes(Office(desk.store.database, desk.clinic, lambda: desk.now), door.require))
        yield Front(desk, door, TestClient(app, base_url="http://x/api/external"), app)


NEW = {"name": "Nora Quinn", "phone": "087 555 0188", "date_of_birth": "1988-02-29", "gender": "FEMALE"}


def test_a_patient_with_an_appointment(front: Front) -> None:
    wish = {"appointment_time": "2026-11-23T08:00:00", "doctor_id": "reed", "reason": "consultation"}
    answer = front.client.post("patients", json=NEW | wish)
    assert answer.status_code == 201
    added = answer.json()["data"]
    listed = front.client.get("patients", params={"q": "nora"}).json()
    assert listed["success"] is True
    assert listed["data"] | {"results": []} == {
        "total": 1,
        "results": [],
        "page": 1,
        "limit": 20,
        "total_pages": 1,
    }
    (patient,) = listed["data"]["results"]
    assert (patient["id"], patient["phone"], patient["gender"]) == (
        added["patient_id"],
        "+353875550188",
        "FEMALE",
    )
    (appointment,) = front.client.get("appointments").json()["data"]["results"]
    assert appointment["id"] == added["appointment_id"]
    assert appointment["appointment_time"] == "2026-11-23T08:00:00+00:00"
    again = front.client.post("patients", json=NEW | wish)
    assert (again.status_code, again.json()["error"]) == (409, "Conflict")


def test_an_appointment_and_its_status(front: Front) -> None:
    wish = {
        "patient_id": front.desk.patient_id(MARY),
        "doctor_id": "reed",
        "appointment_time": "2026-11-23T08:00:00Z",
    }
    booked = front.client.post("appointments", json=wish).json()["data"]["appointment_id"]
    answer = front.client.patch(f"appointments/{booked}/status", json={"status": "COMPLETED"})
    assert answer.json()["data"] == {"appointment_id": booked, "status": "COMPLETED"}
    assert front.client.patch("appointments/x/status", json={"status": "COMPLETED"}).status_code == 404
    assert front.client.patch(f"appointments/{booked}/status", json={"status": "GONE"}).status_code == 400


def test_a_doctors_week_and_day(front: Front) -> None:
    week = front.client.get("doctors/reed/availability").json()["data"]
    assert week["slot_minutes"] == 15
    assert week["availability"]["wednesday"] == [{"start": "08:00", "end": "12:00"}]
    day = front.client.get("doctors/reed/slots", params={"date": "2026-11-25"}).json()["data"]
    assert day["slots"][0] == {"time": "08:00", "minutes": 15, "available": True}
    assert front.client.get("doctors/who/slots", params={"date": "2026-11-25"}).status_code == 404


def test_the_page_of_calls_is_clamped(front: Front) -> None:
    for asked, size in ((1, 10), (20, 20), (1000, 30)):
        assert front.client.get("calls", params={"limit": asked}).json()["data"]["limit"] == size


def test_both_words_for_a_reminder_are_understood(front: Front) -> None:
    database = front.desk.store
    for direction in ("inbound", "outbound"):
        fact = started(direction)
        ring = replace(fact.ring, hospital_id="riverside", direction=direction)  # type: ignore[arg-type]
        database.write(replace(fact, ring=ring)).result()
    for word, kinds in (
        ("inbound", ["inbound"]),
        ("reminder", ["appointment_reminder"]),
        ("appointment_reminder", ["appointment_reminder"]),
        ("feedback", []),
    ):
        page = front.client.get("calls", params={"agent_type": word}).json()["data"]
        assert [each["agent_type"] for each in page["results"]] == kinds, word


@pytest.mark.parametrize("route", PERMISSIONS, ids=" ".join)
def test_each_route_wants_its_permission(front: Front, route: tuple[str, str]) -> None:
    method, path = route
    front.door.only = "something else"
    assert front.client.request(method, path.lstrip("/"), json={}).status_code == 403
    assert front.door.asked == [PERMISSIONS[route]]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b'{"name":"\\ud800"}', b"x" * 70_000, b'{"name":"canary\\u0000"}'],
    ids=lambda body: str(body[:12]),
)
def test_p_09_a_body_that_is_none(front: Front, body: bytes) -> None:
    answer = front.client.post("patients", content=body)
    assert answer.status_code == 400
    assert answer.json()["success"] is False
    assert "canary" not in answer.text


def test_p_09_a_database_in_trouble(front: Front) -> None:
    with front.desk.store.database.begin_writing() as connection:
        connection.exec_driver_sql("DROP TABLE audit")
    answer = front.client.get("patients")
    assert (answer.status_code, answer.json()["message"]) == (503, "Try again later")


def test_another_hospitals_key_finds_nothing(front: Front) -> None:
    front.door.key = Key(hospital_id="hillside")
    assert front.client.get("patients").status_code == 404
