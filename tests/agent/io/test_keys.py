from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from agent.clinic.database import open_database
from agent.clinic.keys import KeyBook
from agent.facts import Ring
from agent.io import keys as io_keys
from agent.io.keys import (
    FAILURES_WITHIN_S,
    MAX_FAILURES,
    Failures,
    Forbidden,
    Keys,
    Principal,
    TooManyFailures,
    Unauthorized,
    signing_key,
)
from agent.personal import Personal
from agent.wire.nyra_ticket import TicketRefused
from tests.agent.io.edge import local
from tests.agent.io.hospital import SIGNING_KEY, credentials


class Clock:
    def __init__(self, at_s: float) -> None:
        self.at_s = at_s

    def __call__(self) -> float:
        return self.at_s


@pytest.fixture
def book(tmp_path: Path) -> Iterator[KeyBook]:
    database = open_database(tmp_path / "frontdesk.db")
    yield KeyBook(database)
    database.close()


def test_the_holder_of_three_credentials(book: KeyBook) -> None:
    keys = Keys(book, SIGNING_KEY)
    issued = book.issue("a", ["ws:ticket"], ["b-1"])
    principal = asyncio.run(keys.authenticate(credentials(issued), "ws:ticket"))
    assert principal == Principal(issued.api_key.id, "a", frozenset(["b-1"]), frozenset(["ws:ticket"]))
    with pytest.raises(Forbidden, match="keys:manage"):
        asyncio.run(keys.authenticate(credentials(issued), "keys:manage"))
    for changes in ({"x_api_secret": "no"}, {"authorization": "Bearer no"}, {"x_api_key": "no"}):
        with pytest.raises(Unauthorized):
            asyncio.run(keys.authenticate(credentials(issued, **changes), "keys:manage"))
    with pytest.raises(Unauthorized):
        asyncio.run(keys.authenticate({}, "ws:ticket"))


def test_g12_every_refusal_compares_as_much(book: KeyBook, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    real = io_keys.hmac.compare_digest

    def counting(one: str, other: str) -> bool:
        compared.append(len(one) + len(other))
        return real(one, other)

    monkeypatch.setattr(io_keys.hmac, "compare_digest", counting)
    keys, issued = Keys(book, SIGNING_KEY), book.issue("a", ["ws:ticket"])
    work = set()
    for changes in ({"x_api_key": "no"}, {"x_api_secret": "no"}, {"authorization": ""}):
        compared.clear()
        with pytest.raises(Unauthorized):
            asyncio.run(keys.authenticate(credentials(issued, **changes), "ws:ticket"))
        work.add(tuple(compared))
    assert work == {(128, 128)}


def test_g12_an_unknown_key_takes_as_long_as_a_wrong_secret(book: KeyBook) -> None:
    keys, issued = Keys(book, SIGNING_KEY), book.issue("a", ["ws:ticket"])
    asks = {
        "unknown": credentials(issued, x_api_key=f"nyra_{0:032d}"),
        "wrong": credentials(issued, x_api_secret="0" * 64),
    }
    took_s: dict[str, list[float]] = {kind: [] for kind in asks}

    async def scenario() -> None:
        for number in range(300):
            for kind, headers in asks.items():
                began_s = time.perf_counter()
                with pytest.raises(Unauthorized):
                    await keys.authenticate(headers, "ws:ticket", f"address {number}")
                took_s[kind].append(time.perf_counter() - began_s)

    asyncio.run(scenario())
    assert abs(statistics.median(took_s["unknown"]) - statistics.median(took_s["wrong"])) < 0.001


@pytest.mark.parametrize(
    ("branches", "hospital", "branch", "seen"),
    [
        ((), "a", None, True),
        ((), "a", "a-1", True),
        ((), "b", None, False),
        ((), "", None, False),
        (("a-1",), "a", "a-1", True),
        (("a-1",), "a", "a-2", False),
        (("a-1",), "a", None, False),
        (("a-1",), "b", "a-1", False),
    ],
)
def test_s14_who_sees_a_call(
    branches: tuple[str, ...], hospital: str, branch: str | None, seen: bool
) -> None:
    ring = Ring("u", Personal(""), Personal(""), "inbound", hospital, branch)
    assert Principal("k", "a", frozenset(branches), frozenset()).sees(ring) is seen


def test_a_key_of_no_hospital_sees_no_call() -> None:
    assert not Principal("k", "", frozenset(), frozenset()).sees(Ring("u", Personal(""), Personal("")))


def test_a_ticket_is_good_for_a_minute_and_as_long_as_its_key(book: KeyBook) -> None:
    clock = Clock(1_900_000_000.0)
    keys = Keys(book, SIGNING_KEY, 60, clock)
    issued = book.issue("a", ["ws:ticket"], ["b-1"])
    principal = Principal(issued.api_key.id, "a", frozenset(["b-1"]), frozenset())
    token = keys.ticket(principal).reveal()
    held = asyncio.run(keys.holder(token))
    assert (held.key_id, held.hospital_id, held.branch_ids) == (issued.api_key.id, "a", ("b-1",))
    assert keys.left_s(held) == 60
    assert asyncio.run(keys.holder(keys.ticket(principal).reveal())).jti != held.jti
    clock.at_s += 66
    with pytest.raises(TicketRefused, match="token_expired"):
        asyncio.run(keys.holder(token))
    token = keys.ticket(principal).reveal()
    book.disable(issued.api_key.id)
    with pytest.raises(TicketRefused, match="key_disabled"):
        asyncio.run(keys.holder(token))


def test_ten_failures_a_minute_and_no_memory_of_more_than_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(0.0)
    failures = Failures(clock)
    for _ in range(MAX_FAILURES):
        failures.refuse_the_impatient("who")
        failures.note("who")
        clock.at_s += 1
    with pytest.raises(TooManyFailures) as wait:
        failures.refuse_the_impatient("who")
    assert wait.value.wait_s == FAILURES_WITHIN_S - MAX_FAILURES
    failures.refuse_the_impatient("other")
    clock.at_s = FAILURES_WITHIN_S
    failures.refuse_the_impatient("who")
    monkeypatch.setattr(io_keys, "MAX_REMEMBERED", 3)
    for number in range(10):
        failures.note(number)
    assert len(failures._at_s) == 3


def test_the_signing_key_is_made_once_for_our_eyes_only(tmp_path: Path) -> None:
    settings = local(data_dir=tmp_path / "new")
    key = signing_key(settings)
    assert len(key) == 32
    assert signing_key(settings) == key
    assert (tmp_path / "new" / "ticket.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "new" / "ticket.key").write_bytes(b"short")
    with pytest.raises(OSError, match="too short"):
        signing_key(settings)


def test_a_signing_key_of_the_settings_is_used_if_it_is_long_enough(tmp_path: Path) -> None:
    settings = local(data_dir=tmp_path / "new", ticket_key=SecretStr("k" * 32))
    assert signing_key(settings) == b"k" * 32
    assert not (tmp_path / "new").exists()
    with pytest.raises(ValidationError):
        local(ticket_key=SecretStr("k" * 31))
