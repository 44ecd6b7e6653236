import asyncio
from dataclasses import replace

import pytest

from agent.commands import Line, Role
from agent.facts import CallEnded, CallStarted, HandedOver, LineSaid, News, PartialHeard
from agent.io.bus import HOUSE, VIEWER, Bus, Outbox, TooSlowError
from agent.personal import Personal
from tests.agent.io.edge import now, ring, run


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def line(call_id: str, sequence: int, text: str = "hello") -> LineSaid:
    return LineSaid(call_id, sequence, Line(Role.USER, Personal(text), sequence))


async def all_of(outbox: Outbox) -> list[News]:
    outbox.close()
    return [fact async for fact in outbox]


def test_t17_every_listener_gets_the_same_in_the_same_order_and_only_its_call() -> None:
    async def scenario() -> None:
        bus = Bus()
        one, two, other, house = (bus.subscribe(call) for call in ("a", "a", "b", None))
        facts = [line("a", 0), line("b", 0), line("a", 1)]
        for fact in facts:
            bus.publish(fact)
        assert await all_of(one) == await all_of(two) == [facts[0], facts[2]]
        assert await all_of(other) == [facts[1]]
        assert await all_of(house) == facts

    run(scenario())


def test_s14_a_listener_that_chooses_gets_nothing_of_others_calls_not_even_their_end() -> None:
    async def scenario() -> None:
        bus = Bus()
        facts: dict[str, list[News]] = {}
        for hospital in ("a", "b"):
            whose = replace(ring(), hospital_id=hospital)
            ended = CallEnded(hospital, "completed", now(), 1)
            facts[hospital] = [CallStarted(hospital, whose, now()), line(hospital, 0), ended]
        early = bus.subscribe(None, wants=lambda ring, fact: ring.hospital_id == "a")
        for fact in [*facts["a"][:2], *facts["b"][:2]]:
            bus.publish(fact)
        late = bus.subscribe(None, wants=lambda ring, fact: ring.hospital_id == "a")
        ends = bus.subscribe(None, wants=lambda ring, fact: isinstance(fact, CallEnded))
        for fact in (facts["b"][2], facts["a"][2], CallEnded("unknown", "completed", now(), 1)):
            bus.publish(fact)
        assert await all_of(early) == facts["a"]
        assert await all_of(late) == [facts["a"][0], facts["a"][2]]
        assert await all_of(ends) == [facts["b"][2], facts["a"][2]]

    run(scenario())


def test_what_callers_seem_to_say_is_only_for_those_who_asked() -> None:
    async def scenario() -> None:
        bus = Bus()
        asked, other, house = bus.subscribe("a", partials=True), bus.subscribe("a"), bus.subscribe(None)
        news: list[News] = [PartialHeard("a", Personal("hel"), 0, 100), line("a", 0)]
        for each in news:
            bus.publish(each)
        assert await all_of(asked) == news
        assert await all_of(other) == await all_of(house) == news[1:]

    run(scenario())


def test_who_waits_is_woken() -> None:
    async def scenario() -> None:
        bus = Bus()
        outbox = bus.subscribe("a")
        waiting = asyncio.create_task(anext(outbox))
        await asyncio.sleep(0)
        bus.publish(line("a", 0))
        assert await waiting == line("a", 0)

    run(scenario())


def test_who_comes_late_learns_first_how_the_call_stands() -> None:
    async def scenario() -> None:
        bus = Bus()
        started, handed_over = CallStarted("a", ring(), now()), HandedOver("a", now())
        for fact in (started, line("a", 0), handed_over):
            bus.publish(fact)
        assert bus.started("a") == started
        assert await all_of(bus.subscribe("a")) == [started, handed_over]
        assert await all_of(bus.subscribe(None)) == [started, handed_over]
        assert await all_of(bus.subscribe("b")) == []
        bus.publish(CallEnded("a", "completed", now(), 1))
        assert bus.started("a") is None
        assert await all_of(bus.subscribe("a")) == []

    run(scenario())


@pytest.mark.parametrize(
    ("facts", "size", "behind_s"),
    [(VIEWER.facts + 1, 5, 0.0), (30, 10_000, 0.0), (2, 5, VIEWER.behind_s + 0.1)],
    ids=["messages", "bytes", "seconds"],
)
def test_t15_s16_a_slow_listener_is_dropped_and_told_and_nobody_else_is(
    facts: int, size: int, behind_s: float
) -> None:
    async def scenario() -> None:
        clock = Clock()
        bus = Bus(clock)
        slow, house = bus.subscribe("a"), bus.subscribe(None, HOUSE)
        for n in range(facts):
            clock.now_s = behind_s * n
            bus.publish(line("a", n, "x" * size))
        with pytest.raises(TooSlowError):
            await anext(slow)
        assert len(await all_of(house)) == facts

    run(scenario())


def test_a_reader_within_its_limits_is_kept_for_ever() -> None:
    async def scenario() -> None:
        clock = Clock()
        bus = Bus(clock)
        outbox = bus.subscribe("a")
        for n in range(10 * VIEWER.facts):
            clock.now_s += 10
            bus.publish(line("a", n, "x" * 10_000))
            assert await anext(outbox) == line("a", n, "x" * 10_000)

    run(scenario())


def test_a_closed_listener_is_forgotten() -> None:
    async def scenario() -> None:
        bus = Bus()
        outbox = bus.subscribe("a")
        outbox.close()
        outbox.close()
        bus.publish(line("a", 0))
        assert await all_of(outbox) == []
        assert not bus._of_call

    run(scenario())
