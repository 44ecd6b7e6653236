"""The rehearsal's carrier against a real server: what it tells, in which order, and whom it lets talk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from agent.io.dialer import Order, Placed, Refused
from agent.io.loopback import LoopbackDialer
from agent.io.server import make_server
from agent.personal import Personal
from agent.settings import Settings
from tests.agent.io.edge import SECRET, FakeDesk, local, ring, run, serving

Place = Callable[[str], Awaitable[str]]
Scenario = Callable[[LoopbackDialer, FakeDesk, Place], Awaitable[None]]


def rehearse(scenario: Scenario, settings: Settings | None = None, insecure: bool = True) -> FakeDesk:
    """Serve a desk, and let `scenario` place calls with `place(number) -> uuid`."""
    desk = FakeDesk(max_calls=30)
    settings = settings or local()

    async def go() -> None:
        async with serving(desk, settings, make_server(desk, settings, insecure_local=insecure)) as port:
            dialer = LoopbackDialer(settings, ringing_s=0.0)

            async def place(number: str) -> str:
                admission = desk.admissions.admit(ring(number))
                placed = await dialer.dial(order(port, number, admission.call_id, admission.ticket))
                assert isinstance(placed, Placed)
                return placed.uuid

            await scenario(dialer, desk, place)
            await dialer.close()

    run(go())
    return desk


def order(port: int, number: str, call_id: str = "c", ticket: Personal | None = None) -> Order:
    base = f"127.0.0.1:{port}/vonage"
    return Order(
        attempt_id="a1",
        number=Personal(number),
        call_id=call_id,
        ticket=ticket or Personal("t"),
        media_url=f"ws://{base}/media",
        event_url=f"http://{base}/events/a1",
        leg_event_url=f"http://{base}/ws-events/a1",
        limit_s=60,
    )


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - what is waited for happens in the server's tasks
        await asyncio.sleep(0.01)


async def told(desk: FakeDesk, *statuses: str) -> None:
    """Wait until just these have been reported."""
    await until(lambda: len(desk.dial_reports) >= len(statuses))
    assert [report.status for _, report in desk.dial_reports] == list(statuses)


@pytest.mark.parametrize(
    ("ending", "detail", "digits"),
    [
        ("busy", "", "01"),
        ("timeout", "", "02"),
        ("rejected", "invalid_number", "04"),
        ("failed", "cannot_route", "05"),
        ("rejected", "declined", "06"),
    ],
)
def test_nobody_picks_up(ending: str, detail: str, digits: str) -> None:
    async def scenario(dialer: LoopbackDialer, desk: FakeDesk, place: Place) -> None:
        uuid = await place(f"+3538712000{digits}")
        await told(desk, "started", "ringing", ending)
        assert {report.uuid for _, report in desk.dial_reports} == {uuid}
        assert desk.dial_reports[-1][1].detail == detail
        assert await dialer.status(uuid) == ending

    rehearse(scenario)


def test_somebody_picks_up_and_is_connected_to_our_media_socket() -> None:
    async def scenario(dialer: LoopbackDialer, desk: FakeDesk, place: Place) -> None:
        await place("+353871200042")
        await until(lambda: bool(desk.runners))
        [runner] = desk.runners.values()
        await until(lambda: runner.leg is not None)
        assert runner.leg is not None
        runner.leg.close(1000, "the call is over")
        await told(desk, "started", "ringing", "answered", "completed")

    rehearse(scenario)


def test_a_call_is_hung_up_by_us() -> None:
    async def scenario(dialer: LoopbackDialer, desk: FakeDesk, place: Place) -> None:
        uuid = await place("+353871200042")
        await until(lambda: bool(desk.runners))
        await dialer.hang_up(uuid)
        await dialer.hang_up("no such call")
        await told(desk, "started", "ringing", "answered", "completed")

    rehearse(scenario)


def test_its_webhooks_are_signed() -> None:
    signed = local(
        signature_secret=SecretStr(SECRET),
        api_key="a1b2c3d",
        public_url="https://desk.example.org",
        behind_proxy=True,
    )

    async def scenario(dialer: LoopbackDialer, desk: FakeDesk, place: Place) -> None:
        await place("+353871200001")
        await told(desk, "started", "ringing", "busy")

    rehearse(scenario, signed, insecure=False)


def test_it_speaks_to_this_machine_only() -> None:
    async def scenario() -> None:
        far = order(80, "+353871200042")
        for host in ("desk.example.org", "10.0.0.1", "127.0.0.1.example.org"):
            moved = Order(
                **{
                    name: getattr(far, name)
                    for name in ("attempt_id", "number", "call_id", "ticket", "event_url", "leg_event_url")
                },
                media_url=f"wss://{host}/vonage/media",
                limit_s=60,
            )
            assert isinstance(await LoopbackDialer(local()).dial(moved), Refused)

    run(scenario())


def test_its_records_know_what_it_placed() -> None:
    async def scenario(dialer: LoopbackDialer, desk: FakeDesk, place: Place) -> None:
        before = datetime.now(UTC) - timedelta(seconds=5)
        uuid = await place("+353871200001")
        found = await dialer.find(Personal("+353871200001"), before)
        assert found is not None
        assert found.uuid == uuid
        assert await dialer.find(Personal("+353871200099"), before) is None
        assert await dialer.status("no such call") == ""

    rehearse(scenario)
