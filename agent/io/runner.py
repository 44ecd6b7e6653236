"""The only place that calls `handle`: one event, all its commands, then the next event.

Events wait in an inbox and are taken in the loop's next round, by a plain callback: waking a task and arming
a timeout for every frame cost more than the frame itself. One timer stands for the session's deadline. It
is moved only to an earlier time; when it strikes too early, it is set anew.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol

from agent.call.policy import Policy
from agent.call.session import CallSession
from agent.commands import (
    CancelJob,
    ClearPlayout,
    Command,
    Commit,
    EndCall,
    HandOver,
    HangUp,
    Report,
    RunErrand,
    SendFrame,
    SendMark,
    ShowPartial,
    StartCall,
    Synthesize,
    Transcribe,
)
from agent.dialogue.errands import Embed, Errand, GoOn, Think
from agent.dialogue.flow import Apology, Flow
from agent.events import Event, FrameReceived, JobFailed, LegOpened, Ticked
from agent.facts import NOBODY, CallEnded, CallStarted, Fact, HandedOver, LineSaid, PartialHeard, Ring
from agent.io.llm import Model
from agent.io.log import get_logger
from agent.io.parting import Ending
from agent.io.speech import Speech
from agent.io.tap import Tap
from agent.personal import Personal

log = get_logger("frontdesk.call")

# Two seconds of sound. A call that far behind is better served by newer frames: the oldest are dropped
# and counted. Everything else an inbox holds is bounded by what we asked for ourselves.
MAX_FRAMES_WAITING = 100


class Leg(Protocol):
    """A media connection, as far as a call needs to know it."""

    def send(self, command: SendFrame | SendMark | ClearPlayout) -> None:
        """Never blocks; the leg bounds what waits."""

    def close(self, code: int, reason: str) -> None: ...


class Errands(Protocol):
    def start(self, call_id: str, job: int, errand: Errand, post: Callable[[Event], None]) -> None:
        """Run it; `post` gets its ErrandDone or JobFailed once, and never after `forget`."""

    def cancel(self, call_id: str, job: int) -> None: ...

    def forget(self, call_id: str) -> None:
        """The call is over, and with it what it was allowed to see."""


class Recorder(Protocol):
    def record(self, fact: Fact) -> None:
        """Make durable, then publish; never blocks."""

    def show(self, partial: PartialHeard) -> None:
        """Publish at once: this is not for the record."""


Measure = Callable[[str, int], None]  # (name, milliseconds)


class CallRunner:
    def __init__(
        self,
        call_id: str,
        ring: Ring,
        flow: Flow,
        policy: Policy,
        speech: Speech,
        errands: Errands,
        recorder: Recorder,
        measure: Measure,
        journal: Callable[[int, Event], None] | None = None,
        model: Model | None = None,
        part: Callable[[CallRunner], Awaitable[None]] | None = None,
    ) -> None:
        """`part` is awaited once the call is over, before its leg is closed."""
        self.call_id = call_id
        self.ring = ring
        self.handover: Personal | None = None  # the number of the person who shall have the caller next
        self.summary = NOBODY  # for that person's ear
        self.frames_dropped = 0
        self.ended = ""  # why, once it has
        self._flow = flow
        self._part = part
        self._hung_up = False  # our goodbye has been heard
        self._policy = policy
        self._session = CallSession(flow, policy, ring.direction)
        self._speech = speech
        self._errands = errands
        self._model = model
        self._recorder = recorder
        self._measure = measure
        self._journal = journal
        self._inbox: deque[Event] = deque()
        self._frames_waiting = 0
        self._life: asyncio.Future[None] | None = None  # from `run` until the call is over
        self._awake = False  # `_catch_up` is about to be called
        self._alarm: asyncio.TimerHandle | None = None
        self._leg: Leg | None = None
        self._legs = 0
        self._taps: list[Tap] = []  # bounded by who may open one
        self._lines = 0
        self._started_ms: int | None = None
        self._over = False
        self._failed = False
        speech.connect(call_id, self.post)

    # -- in ----------------------------------------------------------------------------------------

    def post(self, event: Event) -> None:
        """Hand an event to the call. Never blocks and never refuses; frames too many drop the oldest."""
        if isinstance(event, FrameReceived):
            if self._frames_waiting >= MAX_FRAMES_WAITING:
                self._inbox.remove(next(e for e in self._inbox if isinstance(e, FrameReceived)))
                self._frames_waiting -= 1
                self.frames_dropped += 1
            self._frames_waiting += 1
        self._inbox.append(event)
        self._wake()

    def attach(self, leg: Leg) -> int:
        """A media connection for this call is up; one that was there before is replaced and closed."""
        if self._leg is not None:
            self._leg.close(4001, "taken over by a new connection")
        self._leg = leg
        self._legs += 1
        self.post(LegOpened(self._legs))
        return self._legs

    def listen(self) -> Tap:
        """Hear what this call's leg hears, from now on."""
        tap = Tap()
        self._taps.append(tap)
        return tap

    async def run(self) -> None:
        """Live until the call is over."""
        self._life = asyncio.get_running_loop().create_future()
        self._wake()
        try:
            await self._life
        finally:
            if self._alarm is not None:
                self._alarm.cancel()
            self._speech.disconnect(self.call_id)
            self._errands.forget(self.call_id)
            if self._model is not None:
                self._model.forget(self.call_id)
            for tap in self._taps:
                tap.close()
            try:
                if self._part is not None:
                    await self._part(self)
            finally:
                if self._leg is not None:
                    self._leg.close(1000, "the call is over")

    @property
    def ending(self) -> Ending | None:
        """What we meant by ending the call; None when it was not we who did."""
        if self.handover is not None:
            return "handover"
        if self._hung_up or self.ended == "media_timeout":  # the carrier's side may think that it goes on
            return "goodbye"
        return "fault" if self.ended in ("fault", "") else None

    def _wake(self) -> None:
        if not self._awake and self._life is not None:
            self._awake = True
            self._life.get_loop().call_soon(self._catch_up)

    def _catch_up(self) -> None:
        """Take every event that waits; then wait for the next, or for the session's own deadline."""
        self._awake = False
        if self._life is None or self._life.done():
            return
        try:
            while self._inbox and not self._over:
                event = self._inbox.popleft()
                self._frames_waiting -= isinstance(event, FrameReceived)
                self._step(event)
                if self._taps and isinstance(event, FrameReceived):
                    self._tell_taps(event)
        except Exception as fault:
            self._life.set_exception(fault)
            return
        if self._over:
            self._life.set_result(None)
        else:
            self._set_alarm(self._life.get_loop())

    def _tell_taps(self, event: FrameReceived) -> None:
        self._taps = [tap for tap in self._taps if not tap.closed]
        if event.leg == self._legs:
            for tap in self._taps:
                tap.offer(event.frame)

    def _set_alarm(self, loop: asyncio.AbstractEventLoop) -> None:
        deadline_ms = self._session.deadline_ms
        if deadline_ms is None:
            return
        # Half a millisecond late rather than early: the loop's clock is finer than ours, and a tick
        # before its time would find nothing due.
        at_s = deadline_ms / 1000 + 0.0005
        if self._alarm is not None:
            if self._alarm.when() <= at_s:
                return
            self._alarm.cancel()
        self._alarm = loop.call_at(at_s, self._on_alarm)

    def _on_alarm(self) -> None:
        self._alarm = None
        deadline_ms = self._session.deadline_ms
        if deadline_ms is not None and deadline_ms <= _now_ms():
            self._inbox.append(Ticked())
        self._catch_up()

    # -- the door ----------------------------------------------------------------------------------

    def _step(self, event: Event) -> None:
        now_ms = _now_ms()
        if self._journal is not None:
            self._journal(now_ms, event)
        try:
            commands = self._session.handle(event, now_ms)
        except Exception:
            self._apologise()
            return
        for command in commands:
            self._perform(command)

    def _apologise(self) -> None:
        """A fault of ours costs this call and no other: one polite sentence from a fresh session, and out."""
        log.exception("call_failed", call=self.call_id, event_kind="session")
        if self._failed or self._leg is None:
            self._end("fault")
            return
        self._failed = True
        self._speech.disconnect(self.call_id)
        self._speech.connect(self.call_id, self.post)
        self._session = CallSession(Apology(self._flow), self._policy, self.ring.direction)
        self._leg.send(ClearPlayout())
        self.post(LegOpened(self._legs))

    # -- out ---------------------------------------------------------------------------------------

    def _perform(self, command: Command) -> None:
        match command:
            case SendFrame() | SendMark() | ClearPlayout():
                if self._leg is not None:
                    self._leg.send(command)
            case Transcribe():
                self._speech.transcribe(self.call_id, command)
            case Synthesize():
                self._speech.synthesize(self.call_id, command)
            case RunErrand(job, Embed(text)):
                self._speech.place(self.call_id, job, text)
            case RunErrand(job, Think() | GoOn() as errand):
                if self._model is None:
                    self.post(JobFailed(job, "unavailable"))
                else:
                    self._model.start(self.call_id, job, errand, self.post)
            case RunErrand(job, errand):
                self._errands.start(self.call_id, job, errand, self.post)
            case CancelJob(job):
                self._speech.cancel(self.call_id, job)
                self._errands.cancel(self.call_id, job)
                if self._model is not None:
                    self._model.cancel(self.call_id, job)
            case StartCall():
                self._start()
            case Commit(line):
                self._recorder.record(LineSaid(self.call_id, self._lines, line))
                self._lines += 1
            case ShowPartial(text, stable_chars, offset_ms):
                self._recorder.show(PartialHeard(self.call_id, text, stable_chars, offset_ms))
            case Report(name, value_ms):
                self._measure(name, value_ms)
            case HandOver(number, _, summary):
                self.handover, self.summary = number, summary
                self._recorder.record(HandedOver(self.call_id, datetime.now(UTC)))
            case HangUp():
                self._hung_up = True  # the leg is closed once the carrier has been asked to end the call
            case EndCall(reason):
                self._end(reason)

    def _start(self) -> None:
        if self._started_ms is None:  # an apology is not a second call
            self._started_ms = _now_ms()
            self._recorder.record(CallStarted(self.call_id, self.ring, datetime.now(UTC)))

    def _end(self, reason: str) -> None:
        self._over = True
        self.ended = reason
        if self._started_ms is not None:
            duration_ms = _now_ms() - self._started_ms
            self._recorder.record(CallEnded(self.call_id, reason, datetime.now(UTC), duration_ms))


def _now_ms() -> int:
    return int(asyncio.get_running_loop().time() * 1000)
