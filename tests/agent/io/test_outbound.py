"""Asking for a call over HTTP, with keys that a test makes up."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, Request
from fastapi.testclient import TestClient

from agent.io import outbound
from agent.io.http import Failed, on_failed
from agent.io.outbound import Home
from agent.personal import Personal
from agent.reminders import campaigns
from agent.reminders.booked import Known
from tests.agent.reminders.book import RULES, Book, booked

HOME = Home(zone="Europe/Dublin", region="IE", account="acc")
CALL = {
    "patient_id": "p1",
    "patient_name": "Mary Byrne",
    "phone_number": "(01) 555 0142",
    "call_type": "reminder",
    "branch_id": "b1",
    "appointment_id": "a1",
    "appointment_time": "2026-07-02T15:00",
    "scheduled_at": None,
}


@dataclass(frozen=True)
class Holder:
    hospital_id: str
    branch_ids: frozenset[str] = frozenset()


KEYS = {
    "h1": Holder("h1"),
    "h2": Holder("h2"),
    "locked": Holder("h1", frozenset({"b9"})),
}


async def allowed(request: Request, permission: str) -> Holder:
    assert permission == "calls:write"
    holder = KEYS.get(request.headers.get("x-api-key", ""))
    if holder is None:
        raise HTTPException(401)
    return holder


def find(hospital_id: str, appointment_id: str) -> Known | None:
    if (hospital_id, appointment_id) != ("h1", "known"):
        return None
    at = datetime(2026, 7, 2, 16)  # noqa: DTZ001
    return Known("p7", Personal("Anna Kelly"), "+35315550143", "b1", at, "Europe/Dublin")


@contextmanager
def asking(folder: Path) -> Iterator[tuple[TestClient, Book]]:
    with booked(folder) as book:
        app = FastAPI()
        app.add_exception_handler(Failed, on_failed)
        app.include_router(outbound.routes(allowed, book.database, RULES, HOME, lambda: book.now, find))
        yield TestClient(app), book


def post(client: TestClient, call: Any = None, key: str = "h1", **headers: str) -> Any:
    return client.post(
        outbound.OUTBOUND_PATH, json=CALL if call is None else call, headers={"x-api-key": key} | headers
    )


def test_a_call_is_asked_for_and_dialled(tmp_path: Path) -> None:
    with asking(tmp_path) as (client, book):
        answer = post(client)
        assert answer.status_code == 202
        data = answer.json()["data"]
        assert answer.json()["success"] is True
        assert data["status"] == "queued"
        intent = book.dial()
        assert intent.slot == data["call_id"]
        assert intent.number.reveal() == "+35315550142"


def test_of_an_appointment_in_our_records_its_id_is_enough(tmp_path: Path) -> None:
    """The request as PROTOCOLS 3.2 has it."""
    asked = {
        **{"patient_id": "p7", "phone_number": "(01) 555 0144", "call_type": "reminder"},
        **{"branch_id": "b1", "appointment_id": "known", "scheduled_at": None},
    }
    with asking(tmp_path) as (client, book):
        assert post(client, asked).status_code == 202
        intent = book.dial()
        assert (intent.name.reveal(), intent.number.reveal()) == ("Anna Kelly", "+35315550144")
        assert intent.appointment_local == datetime(2026, 7, 2, 16)  # noqa: DTZ001
        alone = {"call_type": "reminder", "appointment_id": "known"}
        assert post(client, alone).status_code == 202
        book.later(seconds=1)
        assert post(client, asked, key="h2").status_code == 400
        assert post(client, alone | {"branch_id": "b9"}, key="locked").status_code == 400


def test_r16_the_same_key_is_the_same_call(tmp_path: Path) -> None:
    with asking(tmp_path) as (client, book):
        headers = {"Idempotency-Key": "k-1"}
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: post(client, **headers), range(10)))
        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.json()["data"]["call_id"] for answer in answers}) == 1
        other = post(client, CALL | {"appointment_time": "2026-07-03T15:00"}, **headers)
        assert (other.status_code, other.json()["error"]) == (409, "Conflict")
        assert post(client, key="h2", **headers).json()["data"]["call_id"] not in str(answers[0].json())
        assert sum(row.slots for row in campaigns.all_campaigns(book.database)) == 2  # one of each hospital


def test_r16_without_a_key_the_appointment_is_the_key(tmp_path: Path) -> None:
    with asking(tmp_path) as (client, _):
        assert post(client).json() == post(client).json()


def test_scheduled_at_is_an_instant_and_quiet_hours_hold(tmp_path: Path) -> None:
    with asking(tmp_path) as (client, book):
        post(client, CALL | {"scheduled_at": "2026-07-01T23:30:00Z"})
        [row] = campaigns.all_campaigns(book.database)
        [slot] = campaigns.slots(book.database, row.id)
        assert slot.due_at.isoformat() == "2026-07-02T07:00:00+00:00"


def test_what_would_come_too_late_says_so(tmp_path: Path) -> None:
    with asking(tmp_path) as (client, _):
        answer = post(client, CALL | {"scheduled_at": "2026-07-02T16:00"})
        assert answer.json()["data"]["status"] == "missed"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"phone_number": "112"}, 422),
        ({"phone_number": "1550 123 456"}, 422),
        ({"phone_number": None}, 422),
        ({"phone_number": 15550142}, 400),
        ({"call_type": "feedback"}, 422),
        ({"patient_name": ""}, 400),
        ({"patient_name": "A\u0000B"}, 400),
        ({"appointment_time": "soon"}, 400),
        ({"appointment_time": None}, 400),
        ({"appointment_time": "0001-01-01T00:00:00+14:00"}, 400),
        ({"scheduled_at": "later"}, 400),
        ({"time_zone": "Mars/North"}, 400),
        ({"patient_id": "p" * 65}, 400),
    ],
)
def test_r14_what_cannot_be_done_is_refused(tmp_path: Path, change: dict[str, Any], status: int) -> None:
    with asking(tmp_path) as (client, book):
        answer = post(client, CALL | change)
        assert answer.status_code == status
        assert answer.json()["success"] is False
        assert campaigns.all_campaigns(book.database) == []


def test_who_may_not_ask(tmp_path: Path) -> None:
    with asking(tmp_path) as (client, book):
        assert post(client, key="nobody's").status_code == 401
        assert post(client, key="locked").status_code == 403
        assert (
            client.post(outbound.OUTBOUND_PATH, content=b"[", headers={"x-api-key": "h1"}).status_code == 400
        )
        assert campaigns.all_campaigns(book.database) == []


def test_a_key_too_long_is_refused(tmp_path: Path) -> None:
    with asking(tmp_path) as (client, _):
        assert post(client, **{"Idempotency-Key": "k" * 256}).status_code == 400


def test_r12_an_opt_out_over_the_api_is_in_effect_once_answered(tmp_path: Path) -> None:
    with asking(tmp_path) as (client, book):
        call_id = post(client).json()["data"]["call_id"]
        headers = {"x-api-key": "h2"}
        answer = client.post(outbound.OPT_OUT_PATH, json={"phone_number": "+35315550142"}, headers=headers)
        assert answer.status_code == 200
        assert book.intend() is None
        [row] = campaigns.all_campaigns(book.database)
        assert [(slot.id, slot.state) for slot in campaigns.slots(book.database, row.id)] == [
            (call_id, "cancelled")
        ]
        bad = client.post(outbound.OPT_OUT_PATH, json={"phone_number": "999"}, headers=headers)
        assert bad.status_code == 422


def test_without_the_database_it_says_try_again(tmp_path: Path) -> None:
    with asking(tmp_path) as (client, _):
        (tmp_path / "frontdesk.db").rename(tmp_path / "elsewhere.db")
        assert post(client).status_code == 503
