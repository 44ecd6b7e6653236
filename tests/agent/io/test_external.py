"""Tickets and keys over HTTP, on a real server with a real book of keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.clinic.keys import Issued
from agent.io.keys import MAX_FAILURES
from tests.agent.io.edge import local, run
from tests.agent.io.hospital import TICKET, House, credentials, house

UNAUTHORIZED = {"success": False, "error": "Unauthorized", "message": "Invalid API credentials"}
KEYS = "/api/hospitals/{}/api-keys"


def test_a_ticket_has_exactly_the_documented_shape(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            reply = await ours.http.post(TICKET, headers=credentials(ours.desk.key("a")))
            assert reply.status_code == 200
            token = reply.json()["data"]["token"]
            assert token.count(".") == 2
            assert reply.json() == {
                "success": True,
                "data": {"token": token, "ws_url": f"http://127.0.0.1:{ours.port}", "ws_path": "/ws"},
            }
            assert reply.headers["cache-control"] == "no-store"
        async with house(tmp_path, local(public_url="https://desk.example.org")) as ours:
            reply = await ours.http.post(TICKET, headers=credentials(ours.desk.key("a")))
            assert reply.json()["data"]["ws_url"] == "https://desk.example.org"

    run(scenario())


@pytest.mark.parametrize(
    "changes",
    [
        {"x_api_key": ""},
        {"x_api_key": "nyra_unknown"},
        {"x_api_secret": ""},
        {"x_api_secret": "wrong"},
        {"authorization": ""},
        {"authorization": "Bearer wrong"},
        {"authorization": "Basic right"},
        {"x_api_key": "", "x_api_secret": "", "authorization": ""},
        {"x_api_key": "\u00e9" * 100},
    ],
    ids=str,
)
def test_s01_a_credential_missing_or_wrong(tmp_path: Path, changes: dict[str, str]) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            headers = {
                name: value.encode("latin-1")
                for name, value in credentials(ours.desk.key("a"), **changes).items()
            }
            reply = await ours.http.post(TICKET, headers=headers)
            assert (reply.status_code, reply.json()) == (401, UNAUTHORIZED)

    run(scenario())


def test_s01_a_disabled_or_expired_key(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            issued = ours.desk.key("a")
            ours.desk.book.disable(issued.api_key.id)
            reply = await ours.http.post(TICKET, headers=credentials(issued))
            assert (reply.status_code, reply.json()) == (401, UNAUTHORIZED)

    run(scenario())


def test_s02_without_the_permission(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            reply = await ours.http.post(TICKET, headers=credentials(ours.desk.key("a", "calls:read")))
            assert reply.status_code == 403
            assert reply.json() == {
                "success": False,
                "error": "Forbidden",
                "message": "Missing required permission: ws:ticket",
            }

    run(scenario())


def test_s03_the_secret_of_one_with_the_bearer_of_another(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            one, other = ours.desk.key("a"), ours.desk.key("b")
            mixed = credentials(one, authorization=f"Bearer {other.token.reveal()}")
            reply = await ours.http.post(TICKET, headers=mixed)
            assert (reply.status_code, reply.json()) == (401, UNAUTHORIZED)

    run(scenario())


def test_eleven_failures_in_a_minute_are_too_many_for_one_key(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            issued, other = ours.desk.key("a"), ours.desk.key("a")
            wrong = credentials(issued, x_api_secret="wrong")
            for _ in range(MAX_FAILURES):
                assert (await ours.http.post(TICKET, headers=wrong)).status_code == 401
            for headers in (wrong, credentials(issued)):
                reply = await ours.http.post(TICKET, headers=headers)
                assert reply.status_code == 429
                assert 0 < int(reply.headers["retry-after"]) <= 60
            assert (await ours.http.post(TICKET, headers=credentials(other))).status_code == 200

    run(scenario())


def test_g08_a_forwarded_address_is_believed_of_no_stranger(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            wrong = credentials(ours.desk.key("a"), x_api_secret="wrong")
            for number in range(MAX_FAILURES + 1):
                spoofed = {"X-Forwarded-For": f"203.0.113.{number}", "X-Forwarded-Host": "evil.example"}
                reply = await ours.http.post(TICKET, headers=wrong | spoofed)
            assert reply.status_code == 429
            spoofed = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
            reply = await ours.http.post(TICKET, headers=credentials(ours.desk.key("a")) | spoofed)
            assert reply.json()["data"]["ws_url"] == f"http://127.0.0.1:{ours.port}"

    run(scenario())


# -- keys ------------------------------------------------------------------------------------------


async def ask(
    house: House, who: Issued, method: str, path: str, body: Any = None
) -> tuple[int, dict[str, Any]]:
    reply = await house.http.request(method, path, headers=credentials(who), json=body)
    return reply.status_code, reply.json()


def test_g14_keys_are_issued_listed_disabled_and_rotated(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            manager = ours.desk.key("a", "keys:manage")
            keys = KEYS.format("a")
            asked = {"permissions": ["ws:ticket"], "branch_id": "a-1", "expires_at": "2099-01-01T00:00:00Z"}
            status, issued = await ask(ours, manager, "POST", keys, asked)
            assert status == 201
            shown_once = {name: issued["data"].pop(name) for name in ("secret", "token")}
            key = issued["data"]
            assert (key["branch_id"], key["is_active"], key["expires_at"]) == (
                "a-1",
                True,
                "2099-01-01T00:00:00Z",
            )
            headers = {
                "x-api-key": key["key"],
                "x-api-secret": shown_once["secret"],
                "authorization": f"Bearer {shown_once['token']}",
            }
            assert (await ours.http.post(TICKET, headers=headers)).status_code == 200
            status, listed = await ask(ours, manager, "GET", keys)
            assert key in listed["data"]
            assert not any(secret in str(listed) for secret in shown_once.values())

            for active, expected in ((False, 401), (True, 200)):
                status, changed = await ask(
                    ours, manager, "PATCH", f"{keys}/{key['id']}", {"is_active": active}
                )
                assert (status, changed["data"]["is_active"]) == (200, active)
                assert (await ours.http.post(TICKET, headers=headers)).status_code == expected

            status, new = await ask(ours, manager, "POST", f"{keys}/{key['id']}/rotate", {"overlap_hours": 1})
            assert status == 201
            assert new["data"]["branch_ids"] == ["a-1"]
            assert (await ours.http.post(TICKET, headers=headers)).status_code == 200
            stops_at = ours.desk.book.get(key["id"]).expires_at
            assert stops_at is not None
            assert timedelta(0) < stops_at - datetime.now(UTC) <= timedelta(hours=1)

    run(scenario())


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"permissions": "ws:ticket"},
        {"permissions": ["ws:all"]},
        {"permissions": [1]},
        {"permissions": ["ws:ticket"], "branch_id": 7},
        {"permissions": ["ws:ticket"], "branch_id": "x" * 65},
        {"permissions": ["ws:ticket"], "expires_at": "2099-01-01"},
        {"permissions": ["ws:ticket"], "expires_at": "2001-01-01T00:00:00Z"},
        {"permissions": ["ws:ticket"], "expires_at": 1},
        [],
    ],
    ids=str,
)
def test_a_key_that_cannot_be_issued(tmp_path: Path, body: Any) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            status, reply = await ask(ours, ours.desk.key("a", "keys:manage"), "POST", KEYS.format("a"), body)
            assert (status, reply["success"], reply["error"]) == (400, False, "Bad Request")

    run(scenario())


def test_who_is_locked_to_a_branch_manages_that_branch(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            manager = ours.desk.key("a", "keys:manage", branches=("a-1",))
            above, beside = ours.desk.key("a").api_key, ours.desk.key("a", branches=("a-2",)).api_key
            keys = KEYS.format("a")
            _, issued = await ask(ours, manager, "POST", keys, {"permissions": ["ws:ticket"]})
            assert issued["data"]["branch_ids"] == ["a-1"]
            asked = {"permissions": ["ws:ticket"], "branch_id": "a-2"}
            assert (await ask(ours, manager, "POST", keys, asked))[0] == 403
            listed = (await ask(ours, manager, "GET", keys))[1]["data"]
            assert {key["id"] for key in listed} == {manager.api_key.id, issued["data"]["id"]}
            for other in (above, beside):
                path = f"{keys}/{other.id}"
                assert (await ask(ours, manager, "PATCH", path, {"is_active": False}))[0] == 404
                assert (await ask(ours, manager, "POST", f"{path}/rotate"))[0] == 404
                assert ours.desk.book.get(other.id) == other

    run(scenario())


def test_a_database_that_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as ours:
            manager = ours.desk.key("a", "keys:manage")
            with ours.desk.database.begin_writing() as connection:
                connection.exec_driver_sql("ALTER TABLE api_keys RENAME TO away")
            status, reply = await ask(ours, manager, "GET", KEYS.format("a"))
            assert (status, reply["error"]) == (503, "Service Unavailable")
            with ours.desk.database.begin_writing() as connection:
                connection.exec_driver_sql("ALTER TABLE away RENAME TO api_keys")
            (tmp_path / "frontdesk.db").rename(tmp_path / "away")
            status, reply = await ask(ours, manager, "POST", KEYS.format("a"), {"permissions": ["ws:ticket"]})
            assert (status, reply["error"]) == (503, "Service Unavailable")

    run(scenario())
