"""The dialler: takes what is due from the ledger, reserves what the call will need, asks the carrier once.

What is decided is decided in `agent/reminders`; here it is only carried out, a step at a time. Any number of
these may run on one database.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from random import uniform
from typing import Any, Protocol

from prometheus_client import Counter
from sqlalchemy.exc import DatabaseError

from agent.clinic.database import Database
from agent.clinic.store import Unavailable
from agent.dialogue.errands import Failed, Finding, Noted
from agent.dialogue.flow import Flow
from agent.events import CarrierReported
from agent.facts import CallEnded, CallStarted, Fact, Ring
from agent.io.admission import Admission, Admissions, Draining, Full
from agent.io.desk import Runner
from agent.io.dialer import Answer, Dialer, Order, Placed, PutOff, Refused, Undecided, Unknown
from agent.io.log import get_logger
from agent.io.tap import Tap
from agent.personal import Personal
from agent.reminders import upkeep
from agent.reminders.ledger import LEASE, Intent, Later, Ledger
from agent.reminders.listener import Listener
from agent.reminders.schedule import Rules
from agent.settings import Settings
from agent.wire import vonage_http
from agent.wire.vonage import MEDIA_PATH
from agent.wire.vonage_http import CallReport

log = get_logger(__name__)

DIALS = Counter("frontdesk_dials", "calls asked of the carrier, by its answer", ["answer"])

POLL_S = 1.0  # a campaign that was just imported, or resumed, begins so soon
RECONCILE_S = 60.0
FOLLOW_S = 5.0  # between looks at which appointments have changed; a telephone rings for longer
# Overlap of those looks: a transaction that began before the last one may have ended after it.
FOLLOW_OVERLAP = timedelta(minutes=2)
PATIENCE_S = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0)  # between tries to write down what has happened
# A place is kept from the intent to the answer: 45 s of ringing, and what comes before and after it.
RINGING_LIFE_S = 120.0
CALL_LIMIT_S = 300  # a reminder is a minute of ours; whoever wants more is given time for it
INTENTS_KEPT = 1000  # of calls that are on or just over: more than there can be places


PURPOSE = "reminder"  # what viewers are told these calls are for

MISSED = Counter("frontdesk_reminders_missed", "reminders that nobody was dialled for in time")


def rules_of(settings: Settings) -> Rules:
    return Rules(
        opens=settings.calling_from,
        closes=settings.calling_until,
        weekdays=frozenset(int(day) - 1 for day in settings.calling_days),
        on_holidays=settings.calling_on_holidays,
        every_try_counts=settings.every_try_counts,
    )


class House(Protocol):
    """The desk, as far as a dialler needs it."""

    @property
    def admissions(self) -> Admissions: ...

    def whose(self, ring: Ring) -> Ring: ...

    def ready(self) -> list[str]: ...

    def live_call(self, call_id: str) -> Runner | None: ...

    def record(self, fact: Fact) -> None:
        """Durable, and then told to those who may know."""
        ...


class Dialing:
    """`name` is this process's, `base_url` how the carrier reaches it, `at_once` how many calls may be on."""

    def __init__(
        self,
        house: House,
        database: Database,
        ledger: Ledger,
        dialer: Dialer,
        flow_for: Callable[[Intent], Flow],
        *,
        base_url: str,
        name: str,
        ours: Personal,
        at_once: int,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._house = house
        self._database = database
        self._ledger = ledger
        self._dialer = dialer
        self._flow_for = flow_for
        self._base_url = base_url
        self._name = name
        self._ours = ours
        self._at_once = at_once
        self._now = now
        self._clock_s = clock_s
        self._intents: OrderedDict[str, Intent] = OrderedDict()  # by call id; bounded by INTENTS_KEPT
        self._look_again_s = 0.0
        self._follow_again_s = 0.0
        self._followed_at = datetime.fromtimestamp(0, UTC)
        self._outcomes: dict[str, str] = {}  # of calls that are on, by call id; bounded by the admissions
        self._ears: set[asyncio.Task[None]] = set()  # one a call that is on; each ends with it
        self._tasks: set[asyncio.Task[None]] = set()  # one or two a call; bounded by the admissions

    # -- the loop ----------------------------------------------------------------------------------

    async def run(self, rules: Rules) -> None:
        """Dial until cancelled. A database that cannot be reached means that nobody is dialled (R-06)."""
        await asyncio.to_thread(upkeep.replan, self._database, rules)
        reconcile_s = 0.0
        while True:
            wait_s = POLL_S
            try:
                wait_s = await self.step(self._now())
                if wait_s and self._clock_s() >= reconcile_s:
                    await self.keep_up(self._now())
                    reconcile_s = self._clock_s() + RECONCILE_S
            except (Unavailable, DatabaseError) as trouble:
                log.error("dialling pauses", kind=type(trouble).__name__)
            except Exception:
                log.exception("dialling step failed")
            await asyncio.sleep(wait_s)

    async def step(self, now: datetime) -> float:
        """Place one call if one is due; how many seconds may pass before the next step."""
        if self._clock_s() >= self._look_again_s:
            self._look_again_s = self._clock_s() + POLL_S
            await self._look_after(now)
        candidate = await asyncio.to_thread(self._ledger.due, now)
        if isinstance(candidate, Later):
            wait_s = POLL_S if candidate.at is None else (candidate.at - now).total_seconds()
            return min(max(wait_s, 0.01), POLL_S)
        if self._house.ready() or self._calls_on() >= self._at_once:
            return POLL_S
        ring = self._house.whose(
            Ring(
                candidate.attempt_id,
                self._ours,
                candidate.number,
                "outbound",
                patient_id=candidate.patient,
                purpose=PURPOSE,
            )
        )
        try:  # whoever picks up must be spoken to at once
            admission = self._house.admissions.admit(ring, RINGING_LIFE_S)
        except (Full, Draining):
            return POLL_S
        since_s = self._clock_s()
        try:
            intent = await asyncio.to_thread(self._ledger.intend, candidate, self._name, now)
        except BaseException:
            self._house.admissions.release(admission.call_id)
            raise
        if intent is None:
            self._house.admissions.release(admission.call_id)
            return 0.0
        self._intents[admission.call_id] = intent
        while len(self._intents) > INTENTS_KEPT:
            self._intents.popitem(last=False)
        self._keep(self._place(intent, admission, since_s))
        return 0.0

    def _calls_on(self) -> int:
        """Our calls that have a place, those included that the carrier has not told us of for certain."""
        places = self._house.admissions
        places.ringing()  # forgets those whose time is over
        return sum(places.find(call_id) is not None for call_id in self._intents)

    async def settle(self) -> None:
        """Wait for the answers to what was asked of the carrier."""
        await asyncio.gather(*self._tasks)

    async def _place(self, intent: Intent, admission: Admission, since_s: float) -> None:
        """Ask the carrier, and write down what it said. The lease counts from before the commit (R-05)."""
        if self._clock_s() - since_s >= LEASE.total_seconds():
            answer: Answer = Unknown("we were held up for longer than the lease")
        else:
            try:
                answer = await self._dialer.dial(self._order(intent, admission))
            except ValueError as fault:  # not even a request could be made of it
                answer = Refused(str(fault))
        DIALS.labels(type(answer).__name__.lower()).inc()
        now = self._now()
        match answer:
            case Placed(uuid):
                await self._written(self._ledger.placed, intent, uuid, now)
            case Refused(why):
                await self._written(self._ledger.refused, intent, why, now)
                log.error("reminder parked", attempt=intent.attempt_id, why=why)
            case PutOff(after_s):
                until = now + timedelta(seconds=after_s * uniform(1, 2))  # noqa: S311 - jitter
                await self._written(self._ledger.put_off, intent, until)
            case Unknown(why):
                await self._written(self._ledger.doubted, intent)
                log.error("a call may or may not be on", attempt=intent.attempt_id, why=why)
        if isinstance(answer, Refused | PutOff):
            self._forget(admission.call_id)

    def _order(self, intent: Intent, admission: Admission) -> Order:
        return Order(
            attempt_id=intent.attempt_id,
            number=intent.number,
            call_id=admission.call_id,
            ticket=admission.ticket,
            media_url="ws" + self._base_url.removeprefix("http") + MEDIA_PATH,
            event_url=f"{self._base_url}{vonage_http.EVENTS_PATH}/{intent.attempt_id}",
            leg_event_url=f"{self._base_url}{vonage_http.LEG_EVENTS_PATH}/{intent.attempt_id}",
            limit_s=CALL_LIMIT_S,
        )

    # -- what is heard of a call -------------------------------------------------------------------

    def flow(self, call_id: str) -> Flow | None:
        """What is said in a call that we have placed; None for any other."""
        intent = self._intents.get(call_id)
        return self._flow_for(intent) if intent else None

    async def report(self, attempt_id: str, report: CallReport) -> bool:
        """The carrier reports; False for an attempt that nobody knows. Any order, any number of times."""
        after = await asyncio.to_thread(
            self._ledger.reported,
            attempt_id,
            report.uuid,
            report.status,
            report.detail,
            report.timestamp,
            self._now(),
        )
        if after is None:
            return False
        call_id = self._house.admissions.call_id(attempt_id)
        runner = self._house.live_call(call_id) if call_id else None
        if runner is not None:
            runner.post(CarrierReported(report.status, report.detail))
        elif call_id and after.state == "over":  # nobody will come to the media socket
            self._tell_unanswered(call_id, after.outcome)
            self._forget(call_id)
        elif report.status == "machine" and report.uuid and after.state != "over":
            await self._dialer.hang_up(report.uuid)  # nobody is here to decide what it is told
        return True

    def _tell_unanswered(self, call_id: str, outcome: str) -> None:
        """A call that had no conversation was one, too: for those who watch, and in the list of calls."""
        places = self._house.admissions
        admission, intent = places.find(call_id), self._intents.get(call_id)
        if admission is None or intent is None or admission in places.live():
            return
        began_at, over_at = intent.lease_until - LEASE, self._now()
        self._house.record(CallStarted(call_id, admission.ring, began_at))
        self._house.record(CallEnded(call_id, outcome, over_at, duration_ms=0))

    def accompany(self, call_id: str, runner: Runner) -> Personal:
        """The media of a call is up: listen beside it for a machine. Whom it is to reach, by our records."""
        intent = self._intents[call_id]
        ear = asyncio.create_task(self._listen(runner, runner.listen()))
        self._ears.add(ear)
        ear.add_done_callback(self._ears.discard)
        return intent.patient

    async def _listen(self, runner: Runner, tap: Tap) -> None:
        listener = Listener()
        async for frame in tap:
            if noise := listener.push(frame):
                runner.post(CarrierReported("machine", noise))
            if listener.over:
                tap.close()

    def settle_call(self, call_id: str, outcome: str) -> Finding:
        """What the conversation has come to is on record when this returns, whoever hangs up meanwhile: an
        opt-out takes effect before it is confirmed (R-12). Blocks."""
        intent = self._intents.get(call_id)
        if intent is None:
            return Failed("refused")
        self._outcomes[call_id] = outcome
        try:
            self._ledger.settled(intent.attempt_id, outcome, call_id, self._now())
        except (Unavailable, DatabaseError) as trouble:
            log.error("an outcome is not written", kind=type(trouble).__name__)  # `call_over` tries again
            return Failed("unavailable")
        return Noted()

    async def call_over(self, call_id: str, reason: str) -> None:
        """The conversation is over: what it came to, even where they hung up before our goodbye."""
        intent = self._intents.get(call_id)  # and stays: its last errand may still be on the way
        outcome = self._outcomes.pop(call_id, "")
        if not outcome and reason != "hangup":  # else nothing was settled, and the carrier knows who it was
            outcome = reason
        if intent is not None:
            await self._written(self._ledger.talked, intent.attempt_id, outcome, self._now())

    # -- what is to be put right -------------------------------------------------------------------

    async def _look_after(self, now: datetime) -> None:
        """What time has decided, and calls that should not be any more."""
        missed, in_doubt = await asyncio.to_thread(upkeep.sweep, self._database, now)
        if missed or in_doubt:  # a person should know: somebody will not be reminded, or may be on the line
            MISSED.inc(missed)
            log.error("reminders need a look", missed=missed, in_doubt=in_doubt)
        if self._clock_s() >= self._follow_again_s:
            self._follow_again_s = self._clock_s() + FOLLOW_S
            changed = await asyncio.to_thread(self._ledger.follow, self._followed_at)
            self._followed_at = now - FOLLOW_OVERLAP
            if changed:
                log.info("reminders follow their appointments", changed=changed)
        for call in await asyncio.to_thread(upkeep.withdrawn, self._database):
            if call.carrier_uuid:
                await self._dialer.hang_up(call.carrier_uuid)

    async def keep_up(self, now: datetime) -> None:
        """Ask the carrier about every attempt in doubt (R-02)."""
        for doubt in await asyncio.to_thread(upkeep.doubts, self._database, now):
            try:
                if doubt.carrier_uuid:
                    uuid, status = doubt.carrier_uuid, await self._dialer.status(doubt.carrier_uuid)
                elif found := await self._dialer.find(doubt.number, doubt.intended_at):
                    uuid, status = found.uuid, found.status
                else:
                    await asyncio.to_thread(self._ledger.absent, doubt.attempt_id, now)
                    log.info("there was no call", attempt=doubt.attempt_id)
                    continue
            except Undecided as undecided:
                log.warning("still in doubt", attempt=doubt.attempt_id, why=str(undecided))
                continue
            if status:
                await asyncio.to_thread(
                    self._ledger.reported, doubt.attempt_id, uuid, status, "", "reconciled", now
                )

    async def _written(self, work: Callable[..., object], *about: object) -> None:
        """What has happened goes on record, also while others hold the database for a while.

        Raises what the last try says. Then an intent becomes a doubt by itself, which is safe.
        """
        for patience_s in PATIENCE_S:
            try:
                await asyncio.to_thread(work, *about)
                return
            except (Unavailable, DatabaseError) as trouble:
                log.warning("the ledger takes no writes", kind=type(trouble).__name__)
                await asyncio.sleep(patience_s)
        await asyncio.to_thread(work, *about)

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _forget(self, call_id: str) -> None:
        self._house.admissions.release(call_id)
        self._intents.pop(call_id, None)
