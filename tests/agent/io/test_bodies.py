"""The document of our HTTP, held against what the whole port answers: to good requests, and to any others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from pydantic import SecretStr
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agent.clinic.keys import PERMISSIONS
from agent.io.server import make_server
from tests.agent.io.edge import local, now
from tests.agent.io.hospital import Front, credentials

VAS_KEY = "vas_" + "k" * 32
PATIENT = {"name": "Nora Quinn", "phone": "087 555 0188", "date_of_birth": "1988-02-29"}
BOOKING = {"doctor_id": "reed"}
CALL = {
    "patient_name": "Nora Quinn",
    "phone_number": "087 555 0188",
    "call_type": "reminder",
    "appointment_id": "a1",
    "appointment_time": "2099-07-02T15:00",
}
RING = {"uuid": "u-1", "from": "447700900001", "to": "442079460000"}
LEG = {"status": "disconnected", "call_uuid": "u-1"}


@dataclass
class Port:
    desk: Front
    app: Any
    headers: dict[str, str]
    http: TestClient


@pytest.fixture
def port(tmp_path: Path) -> Iterator[Port]:
    desk = Front(tmp_path)
    app: Any = make_server(desk, local(vas_api_key=SecretStr(VAS_KEY)), insecure_local=True).rest
    headers = credentials(desk.key(desk.hospital_id, *PERMISSIONS)) | {"x-hiya-account-user-id": "ann"}
    yield Port(desk, app, headers, TestClient(app))
    desk.database.close()


def asked(port: Port, path: str) -> dict[str, str]:
    """Their headers: one path wants another kind of key, one a person's bearer."""
    if path == "/api/v1/auth/ticket":
        return {"X-API-Key": VAS_KEY}
    return port.headers


# In this order: what is made is asked for afterwards. (method, path, query, body, status).
GOOD: list[tuple[str, str, dict[str, str], Any, int]] = [
    ("get", "/healthz", {}, None, 200),
    ("get", "/readyz", {}, None, 200),
    ("get", "/metrics", {}, None, 200),
    ("get", "/asyncapi.json", {}, None, 200),
    ("post", "/api/v1/auth/ticket", {}, None, 200),
    ("post", "/api/external/ws-ticket", {}, None, 200),
    ("post", "/api/hospitals/{hospital_id}/api-keys", {}, {"permissions": ["ws:ticket"]}, 201),
    ("get", "/api/hospitals/{hospital_id}/api-keys", {}, None, 200),
    ("post", "/api/hospitals/{hospital_id}/api-keys/{key_id}/rotate", {}, {}, 201),
    ("patch", "/api/hospitals/{hospital_id}/api-keys/{key_id}", {}, {"is_active": False}, 200),
    ("post", "/api/external/patients", {}, PATIENT, 201),
    ("get", "/api/external/patients", {"q": "nora"}, None, 200),
    ("post", "/api/external/appointments", {}, BOOKING, 201),
    ("get", "/api/external/appointments", {}, None, 200),
    ("patch", "/api/external/appointments/{appointment_id}/status", {}, {"status": "CANCELLED"}, 200),
    ("get", "/api/external/doctors/{doctor_id}/availability", {}, None, 200),
    ("get", "/api/external/doctors/{doctor_id}/slots", {"date": "2099-11-23"}, None, 200),
    ("get", "/api/external/calls", {}, None, 200),
    ("post", "/api/external/calls/outbound", {}, CALL, 202),
    ("post", "/api/external/calls/opt-out", {}, CALL, 200),
    ("get", "/vonage/answer", RING, None, 200),
    ("post", "/vonage/answer", {}, RING, 200),
    ("get", "/v1/users/{user_id}/calls", {}, None, 200),
    ("post", "/vonage/events", {}, RING | {"status": "ringing"}, 204),
    ("post", "/vonage/events/{attempt}", {}, RING | {"status": "ringing"}, 204),
    ("post", "/vonage/ws-events", {}, LEG, 204),
    ("post", "/vonage/ws-events/{attempt}", {}, LEG, 204),
    ("post", "/vonage/handover/{call_id}/{nth}", {}, LEG | {"status": "busy"}, 200),
    ("get", "/vonage/handover/{call_id}/summary", {}, None, 200),
    ("post", "/vonage/handover/{call_id}/summary", {}, {}, 200),
    ("get", "/vonage/fallback", RING, None, 200),
    ("post", "/vonage/fallback", {}, RING, 200),
    ("get", "/vonage/echo/answer", RING, None, 200),
    ("post", "/vonage/echo/answer", {}, RING, 200),
]


def free(port: Port) -> str:
    """When the doctor has time."""
    for days in range(1, 15):
        day = (now() + timedelta(days=days)).date().isoformat()
        path = f"/api/external/doctors/reed/slots?date={day}"
        for slot in port.http.get(path, headers=port.headers).json()["data"]["slots"]:
            if slot["available"]:
                return f"{day}T{slot['time']}:00"
    raise AssertionError("no doctor is busy for a fortnight")


def test_every_route_is_asked_a_good_thing_and_answers_as_the_document_says(port: Port) -> None:
    document = schemathesis.openapi.from_asgi("/openapi.json", port.app)
    named = {"hospital_id": port.desk.hospital_id, "user_id": "ann", "doctor_id": "reed", "call_id": "c"}
    named |= {"attempt": "a1", "nth": "0"}
    port.desk.record("c-1", port.desk.hospital_id, port.desk.book.all(port.desk.hospital_id)[0].created_at)
    for method, path, query, body, status in GOOD:
        booked = (
            {"patient_id": named["patient_id"], "appointment_time": free(port)} if body is BOOKING else {}
        )
        sent = body if body is None else body | booked
        address = path.format(**named)
        reply = port.http.request(method, address, params=query, json=sent, headers=asked(port, path))
        assert reply.status_code == status, (method, path, reply.text)
        document[path][method].validate_response(reply)
        if status == 201:
            data = reply.json()["data"]
            named |= {name: data[name] for name in ("patient_id", "appointment_id") if data.get(name)}
            named |= {"key_id": data["id"]} if "id" in data else {}
    told = {(operation.ok().method, operation.ok().path) for operation in document.get_all_operations()}
    assert {(method, path) for method, path, *_ in GOOD} == told


@pytest.mark.timeout(170)
def test_whatever_else_is_asked_the_answer_is_one_of_those_documented(port: Port) -> None:
    """Whatever the OpenAPI page allows, and more: no fault of ours, no undocumented status, type or field."""
    document = schemathesis.openapi.from_asgi("/openapi.json", port.app)
    checks = [
        *(not_a_server_error, status_code_conformance),
        *(content_type_conformance, response_schema_conformance),
    ]
    for found in document.get_all_operations():
        operation = found.ok()

        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def attempt(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=checks, headers=asked(port, case.path))

        attempt()


def test_every_route_says_what_credentials_it_wants_unless_it_is_for_everybody(port: Port) -> None:
    document = port.http.get("/openapi.json").json()
    open_to_all = {
        path
        for path, operations in document["paths"].items()
        if not all(operation.get("security") for operation in operations.values())
    }
    assert open_to_all == {"/healthz", "/readyz", "/metrics", "/asyncapi.json"}
    wanted = document["paths"]["/api/external/patients"]["get"]["security"]
    assert wanted == [{"key": [], "secret": [], "token": []}]
    assert wanted[0].keys() <= document["components"]["securitySchemes"].keys()


def test_without_credentials_the_answer_is_documented_too(port: Port) -> None:
    document = schemathesis.openapi.from_asgi("/openapi.json", port.app)
    named = {"hospital_id": "b", "key_id": "k", "user_id": "u", "doctor_id": "d", "appointment_id": "a"}
    asked_of = 0
    for method, path, query, body, _ in GOOD:
        if path.startswith(("/api", "/v1")):
            unknown = {"x-api-key": f"nyra_{asked_of}"}
            reply = port.http.request(method, path.format(**named), params=query, json=body, headers=unknown)
            assert reply.status_code == 401, (method, path)
            document[path][method].validate_response(reply)
            asked_of += 1
    assert asked_of > 15


def test_p_09_a_query_that_makes_no_sense_is_refused_without_repeating_it(port: Port) -> None:
    query = {"limit": "canary"}
    reply = port.http.get("/api/external/patients", params=query, headers=port.headers)
    assert (reply.status_code, reply.json()["success"]) == (422, False)
    assert "limit" in reply.json()["message"]
    assert "canary" not in reply.text
