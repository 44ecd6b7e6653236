"""The composition root: the one file that knows every class, and builds one clinic's front desk of them."""

from __future__ import annotations

import asyncio
import os
import socket
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from prometheus_client import Counter, Histogram

from agent.briefing import briefing
from agent.call.policy import Policy
from agent.clinic.clinic import EXAMPLE, Clinic, load
from agent.clinic.keys import KeyBook
from agent.clinic.office import Office
from agent.clinic.records import Records
from agent.clinic.store import Store
from agent.clinic.tickets import Tickets
from agent.dialogue.phrases import en_reminder
from agent.dialogue.reception import Reception
from agent.dialogue.reminder import Reminder
from agent.dialogue.understand import intents
from agent.facts import LineSaid, Ring
from agent.io import external_records, outbound
from agent.io.admission import Admission, Admissions
from agent.io.bus import Bus
from agent.io.desk import Allowed
from agent.io.dialer import Dialer, VonageDialer, key_readable
from agent.io.dialing import Dialing, rules_of
from agent.io.errands import Errands
from agent.io.journal import JournalWriter
from agent.io.keys import Keys, signing_key
from agent.io.load import admits
from agent.io.log import get_logger
from agent.io.loopback import LoopbackDialer
from agent.io.outbound import Home
from agent.io.recorder import Recorder
from agent.io.runner import CallRunner
from agent.io.server import ConfigurationError
from agent.io.speech import Speech
from agent.io.transcripts import write_transcripts
from agent.personal import Personal
from agent.reminders.ledger import Intent, Ledger
from agent.settings import Settings
from agent.wire.vonage_http import CallReport
from models.job import Answer
from models.pool import Pool
from models.weights import Weights

log = get_logger("frontdesk.app")

# The carrier asks what comes next within seconds of a leg's end; a thousand calls are hours of a busy clinic.
HANDOVERS_KEPT = 1000
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
        self._recorder = Recorder(self._store, self.bus)
        self._errands = Errands(Records(self._store.database, self._clinic).perform)
        self.keys = Keys(KeyBook(self._store.database), signing_key(settings), settings.ticket_seconds)
        self._ear = Pool("models.whisper:Transcriber", ear, settings.ear_workers, self._on_answer)
        engine = "models.kokoro:Voice" if settings.voice.startswith("kokoro-") else "models.piper:Voice"
        self._voice = Pool(engine, voice, settings.voice_workers, self._on_answer)
        self._reader = _reader(settings, weights, self._clinic, self._on_answer)
        self._speech = Speech(self._ear, self._voice, settings.language, self._reader)
        self._translator = _translator(settings, weights, self._on_answer)
        self.translating: Speech | None = None
        if self._translator:
            self.translating = Speech(self._translator, self._voice, settings.language)
        self.tickets = Tickets(self._store.database)
        policy = Policy(max_call_ms=settings.max_call_minutes * 60_000)
        self._policy = policy if settings.partials else replace(policy, partial_ms=policy.max_call_ms)
        self._calls: dict[str, CallRunner] = {}  # bounded by the admissions
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Task[None] | None = None
        self._handovers: OrderedDict[str, Personal] = OrderedDict()  # bounded by HANDOVERS_KEPT
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
            self._voice.start(lambda ready, of: on_progress("voices", ready, of)),
            *(pool.start() for pool in (self._reader, self._translator) if pool),
        )
        phrases = self._flow().phrases() + (en_reminder.FIXED if self._dialer else ())
        folder = self._settings.data_dir / "phrases" / self._settings.voice
        done = 0

        def another() -> None:
            nonlocal done
            done += 1
            on_progress("phrases", done, len(phrases))

        await self._speech.learn(phrases, folder, another)
        self._started = True
        if self._dialer is not None:
            self._begin_dialing(self._dialer)

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
        await self._recorder.close()
        await asyncio.to_thread(self._store.close)

    # -- the desk of the wires ---------------------------------------------------------------------

    def external(self, allowed: Allowed) -> list[APIRouter]:
        """What other systems may ask of the records, once `allowed` has let them in."""
        settings, clinic, database = self._settings, self._clinic, self._store.database
        home = Home(clinic.time_zone, clinic.region or "", settings.api_key)
        return [
            external_records.routes(Office(database, clinic), allowed),
            outbound.routes(allowed, database, rules_of(settings), home),
        ]

    def ready(self) -> list[str]:
        """Why no call can be taken now; empty when one can."""
        reasons = [] if self._started else ["starting"]
        if self._recorder.problem:
            reasons.append("the database takes no writes")
        for name, pool in (("ear", self._ear), ("voice", self._voice)):
            if self._started and not pool.load.ready:
                reasons.append(f"no {name} is alive")
        self._admitting = admits([self._ear.load, self._voice.load], self._admitting)
        if self._started and not self._admitting:
            reasons.append("busy: those who are on would suffer")
        return reasons

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
            placed or self._flow(),
            self._policy,
            self._speech,
            self._errands,
            self._recorder,
            measure,
            journal.write if journal else None,
            partial(self._dialing.flow_moved, call_id) if self._dialing and placed else None,
        )
        self._calls[call_id] = runner
        self._keep(self._live(runner, journal))
        return runner

    def live_call(self, call_id: str) -> CallRunner | None:
        return self._calls.get(call_id)

    def handover(self, call_id: str) -> Personal | None:
        runner = self._calls.get(call_id)
        return runner.handover if runner else self._handovers.get(call_id)

    async def dial_reported(self, attempt_id: str, report: CallReport) -> bool:
        return self._dialing is not None and await self._dialing.report(attempt_id, report)

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
            if runner.handover is not None:
                self._handovers[runner.call_id] = runner.handover
                while len(self._handovers) > HANDOVERS_KEPT:
                    self._handovers.popitem(last=False)
            if self._dialing is not None:  # before the place is free: a stop waits for places, not for us
                await self._dialing.call_over(runner.call_id, runner.ended or "fault")
            self.admissions.release(runner.call_id)
            FRAMES_DROPPED.inc(runner.frames_dropped)
            if journal is not None:
                await journal.close()
            log.info("call is over", call=runner.call_id)

    def _journal(self, call_id: str) -> JournalWriter | None:
        if not self._settings.journal:
            return None
        try:
            return JournalWriter(self._settings.data_dir / "journals" / f"{call_id}.jsonl")
        except OSError:
            log.exception("no journal", call=call_id)  # the call matters more
            return None

    def _flow(self) -> Reception:
        """The receptionist as of now: what "today" means depends on the day."""
        return Reception(briefing(self._clinic, datetime.now(UTC), self._settings.language))

    def _begin_dialing(self, dialer: Dialer) -> None:
        settings = self._settings
        rules = rules_of(settings)
        self._dialing = Dialing(
            self,
            self._store.database,
            Ledger(self._store.database, rules),
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
        return Reminder(
            clinic=self._clinic.name,
            name=intent.name.reveal(),
            at=intent.appointment_local,
            person_number=next((one.number for one in self._clinic.reachable(datetime.now(UTC))), ""),
        )

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


def placed(ring: Ring, clinic: Clinic) -> Ring:
    """The ring with its hospital, and with the branch whose number was called, or rings out."""
    ours = ring.called if ring.direction == "inbound" else ring.caller
    return replace(ring, hospital_id=clinic.id, branch_id=clinic.branch_called(ours.reveal()))


def _translator(settings: Settings, weights: Weights, on_answer: Callable[[Answer], None]) -> Pool | None:
    """Many languages into English, for those who watch; None: not offered."""
    if not settings.translation_ear:
        return None
    options = {"weights": str(weights.path(settings.translation_ear)), "compute": settings.ear_compute}
    return Pool("models.whisper:Transcriber", options, settings.translation_workers, on_answer)


def _reader(
    settings: Settings, weights: Weights, clinic: Clinic, on_answer: Callable[[Answer], None]
) -> Pool | None:
    """Who places sentences among those we expect and those that the clinic wrote down; English alone."""
    if not settings.reader or settings.language != "en":
        return None
    examples = {f"intent:{intent}": sentences for intent, sentences in intents.EXAMPLES.items()}
    answers = briefing(clinic, datetime.now(UTC), settings.language).answers
    examples |= {f"question:{i}": questions for i, (questions, _) in enumerate(answers)}
    options = {"weights": str(weights.path(settings.reader)), "examples": examples}
    return Pool("models.sentence:Sentence", options, 1, on_answer)


def dialer_for(settings: Settings) -> Dialer:
    """Who places our calls. Raises ConfigurationError with what is missing."""
    if settings.carrier == "loopback":
        return LoopbackDialer(settings)
    wanted = {
        "FRONTDESK_PUBLIC_URL is not an https:// address": settings.public_url.startswith("https://"),
        "FRONTDESK_APPLICATION_ID is not set": settings.application_id,
        "FRONTDESK_PRIVATE_KEY_FILE is no PKCS#8 key": key_readable(settings.private_key_file),
    }
    if missing := [problem for problem, present in wanted.items() if not present]:
        raise ConfigurationError(f"cannot dial: {'; '.join(missing)} (or: FRONTDESK_CARRIER=loopback)")
    try:
        return VonageDialer(settings)
    except ValueError as fault:
        raise ConfigurationError(f"cannot dial: {fault}") from None


def own_address(settings: Settings, port: int) -> str:
    """How the carrier reaches us; a rehearsal never leaves this machine, whatever the world calls us."""
    if settings.carrier == "vonage":
        return settings.public_url.rstrip("/")
    host = "127.0.0.1" if settings.host in ("", "0.0.0.0") else settings.host  # noqa: S104 - no binding
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
