"""The composition root: the one file that knows every class, and builds one clinic's front desk of them."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from prometheus_client import Counter, Histogram

from agent.briefing import briefing
from agent.call.policy import Policy
from agent.clinic.clinic import EXAMPLE, load
from agent.clinic.keys import KeyBook
from agent.clinic.missed import missed
from agent.clinic.office import Office
from agent.clinic.records import REFUSED, Records
from agent.clinic.store import Store
from agent.clinic.tickets import Tickets
from agent.clinic.visit import Visit
from agent.dialogue.errands import Errand, Finding, Settle
from agent.dialogue.flow import Flow
from agent.dialogue.llm import Assisted
from agent.dialogue.phrases import reminding
from agent.dialogue.reception import Reception, Returned
from agent.dialogue.reminder import Reminder
from agent.dialogue.speech import telephone_said
from agent.facts import CallEnded, CallStarted, Fact, LineSaid, Ring
from agent.io import external_records, outbound
from agent.io.admission import Admission, Admissions
from agent.io.audit import Audit
from agent.io.bus import Bus
from agent.io.desk import STARTING, Allowed
from agent.io.dialer import Dialer
from agent.io.dialing import Dialing, rules_of
from agent.io.errands import Errands
from agent.io.journal import JournalWriter
from agent.io.keys import Keys, Principal, signing_key
from agent.io.load import admits
from agent.io.log import get_logger
from agent.io.loopback import LoopbackDialer
from agent.io.outbound import Home
from agent.io.parting import Parting, Partings
from agent.io.recorder import Recorder
from agent.io.runner import CallRunner
from agent.io.speech import Speech
from agent.io.transcripts import write_transcripts
from agent.parts import (
    dialer_for,
    in_order,
    keep_the_collector_short,
    model_for,
    own_address,
    placed,
    reader_for,
    steering_for,
    translator_for,
)
from agent.personal import Personal
from agent.reminders import booked, campaigns
from agent.reminders.booked import Known
from agent.reminders.ledger import Intent, Ledger
from agent.settings import Settings
from agent.wire.vonage_http import CallReport
from models.job import Answer
from models.pool import Pool
from models.weights import Weights

log = get_logger("frontdesk.app")

STOP_PATIENCE_S = 5.0  # for the last lines to become durable; a disk that is full by then stays full

Progress = Callable[[str, int, int], None]  # (what, done, of)


SECONDS = Histogram(
    "frontdesk_call_seconds",
    "durations within a call, by kind",
    ["kind"],
    buckets=(0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 5.0),
)
FRAMES_DROPPED = Counter("frontdesk_frames_dropped", "callers' frames that a call was too late to hear")


def measure(name: str, value_ms: int) -> None:
    """A call's own figure, as a metric: by kind, never with a label that says whose."""
    SECONDS.labels(name).observe(value_ms / 1000)


class App:
    """What one process owns. `start` it inside the event loop; from then on it is the `Desk` of the wires."""

    def __init__(self, settings: Settings, transcripts: Path | None = None) -> None:
        """Raises what names the trouble: weights missing, the clinic file or the database not usable."""
        self._dialer = dialer_for(settings) if settings.dialing else None
        self.partings = Partings(
            steering_for(settings, self._dialer), settings.public_url.rstrip("/"), settings.language
        )
        self.admissions = Admissions(settings.max_calls)
        self.bus = Bus()
        self._settings = settings
        self._transcripts = transcripts
        weights = Weights(settings.weights_dir)
        ear = {"weights": str(weights.path(settings.ear)), "compute": settings.ear_compute}
        voice = {"weights": str(weights.path(settings.voice))}
        self._clinic = load(settings.clinic_file or EXAMPLE)
        self._store = Store(
            settings.data_dir / "frontdesk.db",
            settings.database_url.get_secret_value(),
        )
        campaigns.adopt(self._store.database, self._clinic.id, datetime.now(UTC))
        self._records = Records(self._store.database, self._clinic)
        self._recorder = Recorder(self._store, self.bus)
        self._errands = Errands(self._perform)
        self.keys = Keys(KeyBook(self._store.database), signing_key(settings), settings.ticket_seconds)
        self._ear = Pool("models.whisper:Transcriber", ear, settings.ear_workers, self._on_answer)
        engine = "models.kokoro:Voice" if settings.voice.startswith("kokoro-") else "models.piper:Voice"
        self._voice = Pool(engine, voice, settings.voice_workers, self._on_answer)
        self._reader = reader_for(settings, weights, self._clinic, self._on_answer)
        self._speech = Speech(self._ear, self._voice, settings.language, self._reader)
        self._model = model_for(settings)
        self._translator = translator_for(settings, weights, self._on_answer)
        self.translating: Speech | None = None
        if self._translator:
            self.translating = Speech(self._translator, self._voice, settings.language)
        self.tickets = Tickets(self._store.database)
        self._audit = Audit(self._store.database)
        policy = Policy(max_call_ms=settings.max_call_minutes * 60_000)
        self._policy = policy if settings.partials else replace(policy, partial_ms=policy.max_call_ms)
        self._calls: dict[str, CallRunner] = {}  # bounded by the admissions
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Task[None] | None = None
        self._started = False
        self._admitting = True
        self.port = settings.port  # of our own server, once it listens
        self._dialing: Dialing | None = None
        self._dial_loop: asyncio.Task[None] | None = None

    async def start(self, on_progress: Progress) -> None:
        """Load the models and the fixed phrases; `ready()` is empty afterwards. Raises what goes wrong."""
        self._recorder.start()
        if self._transcripts is not None:
            self._listening = self._keep(write_transcripts(self.bus, self._transcripts))
        await asyncio.gather(
            self._ear.start(lambda ready, of: on_progress("ears", ready, of)),
            self._rehearse(on_progress),
            *(pool.start() for pool in (self._reader, self._translator) if pool),
        )
        keep_the_collector_short()
        self._started = True
        if self._dialer is not None:
            self._begin_dialing(self._dialer)

    async def _rehearse(self, on_progress: Progress) -> None:
        """The voice, and what it always says."""
        await self._voice.start(lambda ready, of: on_progress("voices", ready, of))
        theirs = self._reminding().phrases() if self._dialer else ()
        phrases = tuple(dict.fromkeys(self._flow().phrases() + theirs))  # both say some of them
        folder = self._settings.data_dir / "phrases" / self._settings.voice
        done = 0

        def another() -> None:
            nonlocal done
            done += 1
            on_progress("phrases", done, len(phrases))

        await self._speech.learn(phrases, folder, another)

    async def stop(self) -> None:
        """End what is left, in the order in which nobody misses anybody."""
        self._started = False
        if self._dialing is not None and self._dial_loop is not None:
            self._dial_loop.cancel()
            with suppress(TimeoutError):  # what the carrier was asked is a doubt then, and no dial is lost
                await asyncio.wait_for(self._dialing.settle(), timeout=STOP_PATIENCE_S)
        if isinstance(self._dialer, LoopbackDialer):
            await self._dialer.close()
        with suppress(TimeoutError):  # `close` says what is lost
            await asyncio.wait_for(self._recorder.drain(), timeout=STOP_PATIENCE_S)
        self.bus.close()  # listeners read what is left, and end
        if self._listening is not None:
            await asyncio.wait({self._listening}, timeout=STOP_PATIENCE_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        pools = (self._ear, self._voice, self._reader, self._translator)
        await asyncio.gather(*(pool.stop() for pool in pools if pool))
        await self._errands.close()
        if self._model is not None:
            await self._model.close()
        await self._recorder.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._audit.drain(), timeout=STOP_PATIENCE_S)
        await self._audit.close()
        await asyncio.to_thread(self._store.close)

    # -- the desk of the wires ---------------------------------------------------------------------

    async def missed(self, principal: Principal, since: datetime) -> list[CallStarted | CallEnded]:
        whose = (principal.hospital_id, principal.branch_ids)
        return await asyncio.to_thread(missed, self._store.database, *whose, since)

    def external(self, allowed: Allowed) -> list[APIRouter]:
        """What other systems may ask of the records, once `allowed` has let them in."""
        settings, clinic, database = self._settings, self._clinic, self._store.database
        home = Home(clinic.time_zone, clinic.region or "", settings.api_key)
        return [
            external_records.routes(Office(database, clinic), allowed),
            outbound.routes(allowed, database, rules_of(settings), home, find=self._appointment),
        ]

    def _appointment(self, hospital_id: str, appointment_id: str) -> Known | None:
        ours = hospital_id == self._clinic.id
        return booked.find(self._store.database, self._clinic, appointment_id) if ours else None

    def ready(self) -> list[str]:
        """Why no call can be taken now; empty when one can."""
        reasons = [] if self._started else [STARTING]
        if self._recorder.problem:
            reasons.append("the database takes no writes")
        for name, pool in (("ear", self._ear), ("voice", self._voice)):
            if self._started and not pool.load.ready:
                reasons.append(f"no {name} is alive")
        self._admitting = admits([self._ear.load, self._voice.load], self._admitting)
        if self._started and not self._admitting:
            reasons.append("busy: those who are on would suffer")
        return reasons

    @property
    def hospital_id(self) -> str:
        return self._clinic.id

    def audit(self, hospital_id: str, who: str, what: str, subject: str = "", address: str = "") -> None:
        self._audit.note(hospital_id, who, what, subject, address)

    def whose(self, ring: Ring) -> Ring:
        return placed(ring, self._clinic)

    def open_call(self, admission: Admission) -> CallRunner:
        """Begin a call whose media connection has come; it lives in a task of its own."""
        call_id = admission.call_id
        journal = self._journal(call_id)
        placed = self._dialing.flow(call_id) if self._dialing else None
        runner = CallRunner(
            call_id,
            admission.ring,
            placed or self._flow(back=admission.ring.purpose == "message"),
            self._policy,
            self._speech,
            self._errands,
            self._recorder,
            measure,
            journal.write if journal else None,
            self._model,
            self._part,
        )
        self._calls[call_id] = runner
        if self._dialing and placed:
            self._errands.expect(call_id, self._dialing.accompany(call_id, runner).reveal())
        self._keep(self._live(runner, journal))
        return runner

    def record(self, fact: Fact) -> None:
        self._recorder.record(fact)

    def live_call(self, call_id: str) -> CallRunner | None:
        return self._calls.get(call_id)

    async def dial_reported(self, attempt_id: str, report: CallReport) -> bool:
        return self._dialing is not None and await self._dialing.report(attempt_id, report)

    async def crashed(self, call_id: str) -> Ring | None:
        return await asyncio.to_thread(self._store.crashed, call_id)

    async def lines(self, call_id: str) -> list[LineSaid]:
        return await asyncio.to_thread(self._store.lines, call_id)

    # -- inside ------------------------------------------------------------------------------------

    async def _live(self, runner: CallRunner, journal: JournalWriter | None) -> None:
        """One call from its first leg to its place being free again, whatever happens to it."""
        log.info("call begins", call=runner.call_id)
        try:
            await runner.run()
        except Exception:
            log.exception("call failed", call=runner.call_id)
        finally:
            del self._calls[runner.call_id]
            if self._dialing is not None:  # before the place is free: a stop waits for places, not for us
                await self._dialing.call_over(runner.call_id, runner.ended or "fault")
            self.admissions.release(runner.call_id)
            FRAMES_DROPPED.inc(runner.frames_dropped)
            if journal is not None:
                await journal.close()
            log.info("call is over", call=runner.call_id)

    async def _part(self, runner: CallRunner) -> None:
        """The call is over, and its leg still there: what becomes of the caller."""
        if (ending := runner.ending) is None:
            return
        parting = Parting(ending, runner.ring)
        if runner.handover is not None:
            parting.people = in_order(runner.handover, self._clinic.reachable(datetime.now(UTC)))
            parting.summary = runner.summary
        await self.partings.part(runner.call_id, parting)

    def _journal(self, call_id: str) -> JournalWriter | None:
        if not self._settings.journal:
            return None
        try:
            return JournalWriter(self._settings.data_dir / "journals" / f"{call_id}.jsonl")
        except OSError:
            log.exception("no journal", call=call_id)  # the call matters more
            return None

    def _flow(self, back: bool = False) -> Flow:
        """The receptionist as of now: what "today" means depends on the day. `back`: nobody took the call."""
        known = briefing(self._clinic, datetime.now(UTC), self._settings.language)
        if back:
            return Returned(replace(known, person_number=""))
        return Assisted(Reception(known)) if self._model else Reception(known)

    def _begin_dialing(self, dialer: Dialer) -> None:
        settings = self._settings
        rules = rules_of(settings)
        self._dialing = Dialing(
            self,
            self._store.database,
            Ledger(self._store.database, rules, hospital=self._clinic.id),
            dialer,
            self._reminder,
            base_url=own_address(settings, self.port),
            name=f"{socket.gethostname()}:{os.getpid()}",
            ours=Personal(settings.outbound_number),
            at_once=settings.dialing_calls,
        )
        self._dial_loop = self._keep(self._dialing.run(rules))

    def _reminder(self, intent: Intent) -> Reminder:
        """What is said in the call of this intent."""
        settings, clinic, message = self._settings, self._clinic, ""
        identify = bool(intent.patient.reveal()) and "date_of_birth" in clinic.identity
        if settings.machine_message == "minimum":
            number = settings.outbound_number
            said = telephone_said(number, settings.region, settings.language) if number else ""
            message = reminding(settings.language).message(clinic.name, intent.name.reveal(), said)
        return replace(
            self._reminding(),
            name=intent.name.reveal(),
            at=intent.appointment_local,
            appointment=intent.appointment_id if identify else "",
            identify=identify,
            message=message,
        )

    def _reminding(self) -> Reminder:
        """A reminder call as of now, to nobody yet."""
        clinic = self._clinic
        return Reminder(briefing(clinic, datetime.now(UTC), self._settings.language), ours=clinic.name)

    def _perform(self, errand: Errand, visit: Visit, may_end: Callable[[], bool]) -> Finding:
        """An errand of a call, in a thread."""
        if isinstance(errand, Settle):
            return self._dialing.settle_call(visit.call_id, errand.outcome) if self._dialing else REFUSED
        return self._records.perform(errand, visit, may_end)

    def _on_answer(self, answer: Answer) -> None:
        self._speech.on_answer(answer)
        if self.translating is not None:  # each drops what it did not ask
            self.translating.on_answer(answer)

    def _keep(self, life: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run it in the background; the loop itself holds tasks only weakly."""
        task = asyncio.create_task(life)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
