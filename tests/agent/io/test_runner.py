"""The runner: one event, all its commands; faults that cost one call; inboxes that stay small."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from agent.call.policy import Policy
from agent.commands import ClearPlayout, SendFrame, SendMark, ShowPartial, Synthesize, Transcribe
from agent.dialogue.errands import Errand, Finding, GoOn, Think, Thought
from agent.dialogue.flow import Ask, Flow, HangUp, Reply, Say, Transfer, Why, split_phrases
from agent.dialogue.phrases import en
from agent.dialogue.reception import Reception
from agent.events import (
    CarrierReported,
    DigitPressed,
    EndRequested,
    ErrandDone,
    Event,
    FrameReceived,
    JobFailed,
    MarkPlayed,
    Synthesized,
    WordEnd,
)
from agent.facts import CallEnded, CallStarted, Fact, LineSaid, News, PartialHeard, Ring
from agent.io.llm import Model
from agent.io.runner import MAX_FRAMES_WAITING, CallRunner
from agent.io.speech import Post, Speech
from agent.personal import Personal
from audio.frame import SILENCE, Frame
from tests.records import KNOWN

DEADLINE_S = 10


class Script(Flow):
    """A flow that says one sentence and, asked anything more, breaks or leaves."""

    def __init__(self, breaks: bool = False) -> None:
        self.breaks = breaks

    def begin(self) -> Reply:
        return Reply(self, (Say("Hello there."),))

    def heard(self, text: str) -> Reply:
        return self.begin()

    def pressed(self, digit: str) -> Reply:
        return self.begin()

    def silence(self, times: int) -> Reply:
        return self.begin()

    def give_up(self, why: Why) -> Reply:
        if self.breaks and why != "fault":
            raise ZeroDivisionError
        return Reply(self, (Say("Goodbye."), HangUp(why)))

    def phrases(self) -> tuple[str, ...]:
        return ()


class InstantSpeech:
    """Says everything at once: 100 ms a phrase."""

    def __init__(self) -> None:
        self.calls: dict[str, Post] = {}

    def connect(self, call: str, post: Post) -> None:
        self.calls[call] = post

    def disconnect(self, call: str) -> None:
        self.calls.pop(call, None)

    def transcribe(self, call: str, command: Transcribe) -> None: ...

    def cancel(self, call: str, job: int) -> None: ...

    def synthesize(self, call: str, command: Synthesize) -> None:
        chars = len(command.text.reveal())
        sound = np.ones(1600, dtype=np.int16)
        self.calls[call](Synthesized(command.job, sound, (WordEnd(chars, 1600),), last=True))


class Thinks(Script):
    """A flow that asks a model, whatever it hears, and says what comes of it."""

    def pressed(self, digit: str) -> Reply:
        return Reply(self, (Ask(Think((), ())),))

    def found(self, finding: Finding) -> Reply:
        return Reply(self, (Say(f"It is {type(finding).__name__}."),))


class InstantModel:
    """Answers at once; writes down whose job it was."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, int]] = []
        self.forgotten: list[str] = []

    def start(self, call_id: str, job: int, errand: Think | GoOn, post: Callable[[Event], None]) -> None:
        self.jobs.append((call_id, job))
        post(ErrandDone(job, Thought("Hello.", last=True)))

    def cancel(self, call_id: str, job: int) -> None: ...

    def forget(self, call_id: str) -> None:
        self.forgotten.append(call_id)


class Nobody:
    """Runs no errand."""

    def start(self, call_id: str, job: int, errand: Errand, post: Callable[[Event], None]) -> None: ...

    def cancel(self, call_id: str, job: int) -> None: ...

    def forget(self, call_id: str) -> None: ...


class Leg:
    """A line that plays at once, and returns marks."""

    def __init__(self) -> None:
        self.sent: list[SendFrame | SendMark | ClearPlayout] = []
        self.closed: tuple[int, str] | None = None
        self.runner: CallRunner | None = None

    def send(self, command: SendFrame | SendMark | ClearPlayout) -> None:
        self.sent.append(command)
        if isinstance(command, SendMark) and self.runner is not None:
            self.runner.post(MarkPlayed(command.mark))

    def close(self, code: int, reason: str) -> None:
        self.closed = self.closed or (code, reason)


class Book:
    def __init__(self) -> None:
        self.facts: list[News] = []
        self.grew = asyncio.Event()

    def record(self, fact: Fact) -> None:
        self.facts.append(fact)
        self.grew.set()

    def show(self, partial: PartialHeard) -> None:
        self.facts.append(partial)
        self.grew.set()

    async def wait_for(self, kind: type[News]) -> News:
        async with asyncio.timeout(DEADLINE_S):
            while not (found := [fact for fact in self.facts if isinstance(fact, kind)]):
                self.grew.clear()
                await self.grew.wait()
        return found[0]


def make(book: Book, breaks: bool = False) -> tuple[CallRunner, InstantSpeech]:
    speech = InstantSpeech()
    ring = Ring("u-1", Personal("+447700900001"), Personal("+442079460000"))
    runner = CallRunner(
        "c1", ring, Script(breaks), Policy(), cast(Speech, speech), Nobody(), book, lambda name, value: None
    )
    return runner, speech


async def test_a_call_from_its_leg_to_its_end() -> None:
    book, leg = Book(), Leg()
    runner, speech = make(book)
    leg.runner = runner
    assert runner.attach(leg) == 1
    life = asyncio.create_task(runner.run())
    line = await book.wait_for(LineSaid)
    assert isinstance(line, LineSaid)
    assert line.line.text == Personal("Hello there.")
    runner.post(EndRequested("viewer"))
    await asyncio.wait_for(life, DEADLINE_S)
    kinds = [type(fact) for fact in book.facts]
    assert kinds == [CallStarted, LineSaid, LineSaid, CallEnded]
    assert [f.sequence for f in book.facts if isinstance(f, LineSaid)] == [0, 1]
    assert leg.closed == (1000, "the call is over")
    assert speech.calls == {}, "an answer could still find the call"


async def test_a_partial_is_shown_and_not_recorded() -> None:
    book = Book()
    runner, _ = make(book)
    runner._perform(ShowPartial(Personal("when are"), 4, 900))
    assert book.facts == [PartialHeard("c1", Personal("when are"), 4, 900)]


async def test_v03_a_new_leg_replaces_the_old_one() -> None:
    book, first, second = Book(), Leg(), Leg()
    runner, _ = make(book)
    runner.attach(first)
    life = asyncio.create_task(runner.run())
    await book.wait_for(CallStarted)
    assert runner.attach(second) == 2
    assert first.closed is not None
    assert first.closed[0] == 4001
    second.runner = runner
    await book.wait_for(LineSaid)
    assert any(isinstance(command, SendFrame) for command in second.sent)
    assert sum(isinstance(fact, CallStarted) for fact in book.facts) == 1
    runner.post(EndRequested("viewer"))
    await asyncio.wait_for(life, DEADLINE_S)


async def test_a_fault_of_ours_costs_one_polite_sentence(caplog: pytest.LogCaptureFixture) -> None:
    """The flow raises in the middle of the call: the caller hears an apology, and the call ends."""
    book, leg = Book(), Leg()
    runner, _ = make(book, breaks=True)
    leg.runner = runner
    runner.attach(leg)
    life = asyncio.create_task(runner.run())
    await book.wait_for(LineSaid)
    runner.post(EndRequested("viewer"))  # Script breaks on this
    await asyncio.wait_for(life, DEADLINE_S)
    ended = book.facts[-1]
    assert isinstance(ended, CallEnded)
    assert ended.reason == "fault"
    said = [fact.line.text.reveal() for fact in book.facts if isinstance(fact, LineSaid)]
    assert said == ["Hello there.", "Goodbye."]
    assert sum(isinstance(fact, CallStarted) for fact in book.facts) == 1


async def test_frames_too_many_drop_the_oldest_and_nothing_else() -> None:
    runner, _ = make(Book())
    for position in range(0, 320 * (MAX_FRAMES_WAITING + 50), 320):
        runner.post(FrameReceived(1, Frame(SILENCE, position)))
        runner.post(MarkPlayed("m"))
    assert runner.frames_dropped == 50
    waiting = [event for event in runner._inbox if isinstance(event, FrameReceived)]
    assert len(waiting) == MAX_FRAMES_WAITING
    assert waiting[0].frame.position == 320 * 50
    assert sum(isinstance(event, MarkPlayed) for event in runner._inbox) == MAX_FRAMES_WAITING + 50


async def test_who_listens_beside_the_call_hears_its_leg_and_no_older_one() -> None:
    book, first, second = Book(), Leg(), Leg()
    runner, _ = make(book)
    runner.attach(first)
    tap, idle = runner.listen(), runner.listen()
    idle.close()
    life = asyncio.create_task(runner.run())
    await book.wait_for(CallStarted)
    for leg, value in ((1, 1), (2, 2), (1, 3)):
        if leg == 2:
            runner.attach(second)
        runner.post(FrameReceived(leg, Frame(np.full(320, value, dtype=np.int16), 0)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    runner.post(EndRequested("viewer"))
    second.runner = runner
    await asyncio.wait_for(life, DEADLINE_S)
    heard = [(int(frame.samples[0]), frame.position) async for frame in tap]  # ends with the call
    assert heard == [(1, 0), (2, 320)]
    assert runner._taps == [tap]
    assert [frame async for frame in idle] == []


async def test_the_journal_gets_every_event_before_its_effects() -> None:
    book, leg = Book(), Leg()
    journal: list[str] = []
    ring = Ring("u-1", Personal(""), Personal(""))
    runner = CallRunner(
        "c1",
        ring,
        Script(),
        Policy(),
        cast(Speech, InstantSpeech()),
        Nobody(),
        book,
        lambda name, value: None,
        lambda now_ms, event: journal.append(type(event).__name__),
    )
    leg.runner = runner
    runner.attach(leg)
    life = asyncio.create_task(runner.run())
    await book.wait_for(LineSaid)
    runner.post(EndRequested("viewer"))
    await asyncio.wait_for(life, DEADLINE_S)
    assert journal[0] == "LegOpened"
    assert {"Synthesized", "MarkPlayed", "EndRequested"} <= set(journal)


@pytest.mark.parametrize(
    ("last", "ending"),
    [
        (HangUp("completed"), "goodbye"),
        (Transfer("+442079460001", "asked", "They ask for Ann."), "handover"),
        (None, None),
    ],
)
async def test_what_was_meant_is_known_before_the_leg_is_closed(
    last: Transfer | HangUp | None, ending: str | None
) -> None:
    class Ending(Script):
        def pressed(self, digit: str) -> Reply:
            return Reply(self, (Say("Goodbye."), *([last] if last else [])))

    asked: list[tuple[str | None, object]] = []

    async def part(runner: CallRunner) -> None:
        asked.append((runner.ending, leg.closed))
        assert runner.summary == Personal("They ask for Ann." if ending == "handover" else "")
        raise ZeroDivisionError

    book, leg = Book(), Leg()
    ring = Ring("u-1", Personal("+447700900001"), Personal("+442079460000"))
    runner = CallRunner(
        "c1",
        ring,
        Ending(),
        Policy(),
        cast(Speech, InstantSpeech()),
        Nobody(),
        book,
        lambda name, value: None,
        part=part,
    )
    leg.runner = runner
    life = asyncio.create_task(runner.run())
    runner.attach(leg)
    await book.wait_for(LineSaid)
    runner.post(DigitPressed(Personal("9")) if last else CarrierReported("completed"))
    with pytest.raises(ZeroDivisionError):  # and whatever happens there, it is closed
        await asyncio.wait_for(life, DEADLINE_S)
    assert asked == [(ending, None)]
    assert leg.closed == (1000, "the call is over")


async def test_m05_without_a_voice_the_apology_of_old_is_heard_and_a_person_takes_over() -> None:
    """The voice's worker is dead; what was recorded before the first call is all that can be said."""
    clinic = replace(KNOWN, person_number="+442079460001")
    reception = Reception(clinic)
    recorded = split_phrases(en.APOLOGY_TRANSFER)
    assert set(recorded) <= set(reception.phrases())

    class Mute(InstantSpeech):
        def synthesize(self, call: str, command: Synthesize) -> None:
            if command.text.reveal() in recorded:
                super().synthesize(call, command)
            else:
                self.calls[call](JobFailed(command.job, "worker_died"))

    book, leg = Book(), Leg()
    runner = CallRunner(
        "c1",
        Ring("u-1", Personal("+447700900001"), Personal("+442079460000")),
        reception,
        Policy(),
        cast(Speech, Mute()),
        Nobody(),
        book,
        lambda name, value: None,
    )
    leg.runner = runner
    runner.attach(leg)
    await asyncio.wait_for(runner.run(), DEADLINE_S)
    said = [fact.line.text.reveal() for fact in book.facts if isinstance(fact, LineSaid)]
    assert said == [en.APOLOGY_TRANSFER]
    assert any(isinstance(command, SendFrame) and command.samples.any() for command in leg.sent)
    assert (runner.handover, runner.ending) == (Personal("+442079460001"), "handover")


@pytest.mark.parametrize("has_model", [True, False])
async def test_a_flows_thoughts_are_the_models_or_nobodys(has_model: bool) -> None:
    book, leg, speech, model = Book(), Leg(), InstantSpeech(), InstantModel()
    ring = Ring("u-1", Personal("+447700900001"), Personal("+442079460000"))
    runner = CallRunner(
        "c1",
        ring,
        Thinks(),
        Policy(),
        cast(Speech, speech),
        Nobody(),
        book,
        lambda name, value: None,
        model=cast(Model, model) if has_model else None,
    )
    leg.runner = runner
    runner.attach(leg)
    life = asyncio.create_task(runner.run())
    await book.wait_for(LineSaid)
    runner.post(DigitPressed(Personal("1")))
    expected = "It is Thought." if has_model else "It is Failed."
    async with asyncio.timeout(DEADLINE_S):
        while not any(isinstance(f, LineSaid) and f.line.text == Personal(expected) for f in book.facts):
            book.grew.clear()
            await book.grew.wait()
    runner.post(EndRequested("viewer"))
    await asyncio.wait_for(life, DEADLINE_S)
    assert [call for call, _ in model.jobs] == (["c1"] if has_model else [])
    assert model.forgotten == (["c1"] if has_model else [])
