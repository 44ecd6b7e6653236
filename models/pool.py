"""The supervisor of one kind of worker: gives out jobs, passes answers on, replaces who dies or wears out.

It runs in the media process, on its event loop, so nothing here computes: what runs next is decided in
models/backlog.py, and the work is done in processes that can be killed. Every job is answered until a last
answer, a Failure if need be; unless it is cancelled, and then nothing more is heard of it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from models.backlog import Backlog, BusyShare, Entry
from models.framing import Cancel, Crashed, Idle, Message
from models.job import Answer, Embedding, Failure, Job, SpeechChunk, Transcript
from models.process import WorkerError, WorkerProcess

log = logging.getLogger("frontdesk.models.pool")  # call and job ids only, never what was said

FIRST_BACKOFF_MS = 250  # before the second replacement in a row; the first starts at once: a caller waits
LAST_BACKOFF_MS = 30_000


@dataclass(frozen=True, slots=True)
class Load:
    """What admission and the metrics look at."""

    workers: int  # wanted
    ready: int  # loaded and alive
    busy: int  # of those, with a job in hand
    # 0..1 over about the last 10 s; a worker that is missing counts as busy, one with a partial does not: a
    # partial makes way for more calls
    busy_share: float
    waiting_finals: int
    waiting_partials: int
    oldest_wait_ms: int
    # since the pool was made:
    deaths: int  # workers that died or were killed as hung
    recycled: int  # workers replaced because they were worn
    shed: int  # jobs refused, or dropped from the queue, because it was full
    stale: int  # answers that belonged to no job in their worker's hands (M-10)


class Pool:
    def __init__(
        self,
        engine: str,
        options: dict[str, Any],
        workers: int,
        on_answer: Callable[[Answer], None],
        *,
        # Two workers do 20 to 50 jobs a second, so the last of 128 waits for 3 to 6 s: whoever came after it
        # would wait only to expire.
        waiting_limit: int = 128,
        start_timeout_ms: int = 60_000,  # loading takes 0.5 to 2 s; a voice's first time may prepare files
        recycle_jobs: int = 20_000,  # some hours of work: a net under leaks too slow for the next limit
        recycle_growth_bytes: int = 512 * 1024 * 1024,  # above a fresh worker; more is a leak
        more_niceness: int = 0,  # for work that makes way for the other pools'
    ) -> None:
        """`engine` is "module:Class", made with `options` (JSON values) in each of `workers` processes.

        `on_answer` is called on the event loop, sometimes from within `submit`, and must not block.
        """
        self._engine = engine
        self._options = options
        self._wanted = workers
        self._on_answer = on_answer
        self._start_timeout_ms = start_timeout_ms
        self._recycle_jobs = recycle_jobs
        self._recycle_growth_bytes = recycle_growth_bytes
        self._more_niceness = more_niceness
        self._backlog = Backlog(waiting_limit)
        self._workers: list[WorkerProcess] = []  # those that take jobs
        self._living: set[WorkerProcess] = set()  # those, and the ones that load or finish their last
        self._tasks: set[asyncio.Task[None]] = set()  # a few per worker: listening, starting, dismissing
        self._expiry: asyncio.TimerHandle | None = None
        self._busy = BusyShare(_now_ms())
        self._failures = 0  # deaths and failed starts since a job was last finished
        self._stopping = False
        self._deaths = self._recycled = self._shed = self._stale = 0

    async def start(self, on_ready: Callable[[int, int], None] | None = None) -> None:
        """Returns when all workers are ready, told to `on_ready(ready, wanted)`. WorkerError if one fails."""

        async def start_one() -> None:
            self._admit(await self._new_worker())
            if on_ready is not None:
                on_ready(len(self._workers), self._wanted)

        try:
            await asyncio.gather(*(self._run(start_one()) for _ in range(self._wanted)))
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End every worker; one that does not leave when told is killed. Open jobs go unanswered."""
        self._stopping = True
        if self._expiry is not None:
            self._expiry.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.dismiss() for worker in self._living))
        self._workers.clear()
        self._living.clear()

    def submit(self, job: Job) -> None:
        """Queue a job. If the queue is full, this job or a waiting partial fails as "overloaded"."""
        victim = self._backlog.add(Entry(job, _now_ms()))
        if victim is not None:
            self._shed += 1
            self._fail(victim.job, "overloaded")
        self._step()

    def cancel(self, call: str, job: int) -> None:
        """Nothing more will be heard of this job."""
        self._drop(call, job)

    def forget(self, call: str) -> None:
        """Nothing more will be heard of any job of this call."""
        self._drop(call, None)

    @property
    def load(self) -> Load:
        now_ms = _now_ms()
        return Load(
            workers=self._wanted,
            ready=len(self._workers),
            busy=sum(worker.entry is not None for worker in self._workers),
            busy_share=self._busy.at(now_ms),
            waiting_finals=self._backlog.count(final=True),
            waiting_partials=self._backlog.count(final=False),
            oldest_wait_ms=self._backlog.oldest_wait_ms(now_ms),
            deaths=self._deaths,
            recycled=self._recycled,
            shed=self._shed,
            stale=self._stale,
        )

    # -- jobs ------------------------------------------------------------------------------------------

    def _step(self) -> None:
        """Give up what waited too long, hand out work while somebody is free, wake at the next expiry."""
        if self._stopping:
            return
        now_ms = _now_ms()
        for expired in self._backlog.expire(now_ms):
            self._fail(expired.job, "deadline")
        while (worker := self._free_worker()) and (entry := self._backlog.take(partials=self._to_spare())):
            try:
                worker.give(entry)
            except ValueError:
                self._fail(entry.job, "bad_input")
        to_spare = sum(worker.entry is None or not worker.entry.job.final for worker in self._workers)
        self._busy.set(1 - to_spare / self._wanted, now_ms)
        if self._expiry is not None:
            self._expiry.cancel()
        self._expiry = None
        if (at_ms := self._backlog.next_expiry_ms) is not None:
            delay_s = max(0, at_ms - now_ms) / 1000
            self._expiry = asyncio.get_running_loop().call_later(delay_s, self._step)

    def _free_worker(self) -> WorkerProcess | None:
        return next((worker for worker in self._workers if worker.entry is None), None)

    def _to_spare(self) -> bool:
        """May a partial be begun? A worker always stays free of them, so that no final waits for one."""
        return self._wanted == 1 or sum(worker.entry is None for worker in self._workers) > 1

    def _drop(self, call: str, job: int | None) -> None:
        self._backlog.remove(call, job)
        for worker in self._living:
            entry = worker.entry
            if entry is not None and not entry.over and entry.belongs_to(call, job):
                entry.over = True
                worker.tell(Cancel(entry.job.call, entry.job.job))

    def _hear(self, worker: WorkerProcess, message: Message) -> None:
        match message:
            case Transcript() | SpeechChunk() | Embedding() | Failure():
                self._answer(worker.entry, message)
            case Idle(rss_bytes):
                worker.finish()
                self._failures = 0
                self._look_after(worker, rss_bytes)
                self._step()
            case Crashed(error):
                log.error("worker %d of %s: %s", worker.pid, self._engine, error)

    def _answer(self, entry: Entry | None, answer: Answer) -> None:
        if entry is None or (entry.job.call, entry.job.job) != (answer.call, answer.job):
            self._stale += 1
            log.error("dropped an answer to job %d of call %s, asked of nobody here", answer.job, answer.call)
        elif not entry.over:
            entry.delivered = True
            entry.over = answer.last
            self._deliver(answer)

    def _fail(self, job: Job, reason: str) -> None:
        self._deliver(Failure(job.call, job.job, reason))

    def _deliver(self, answer: Answer) -> None:
        try:
            self._on_answer(answer)
        except Exception as error:  # one call's fault must not become its neighbours' (DESIGN law 8)
            log.error("call %s could not take an answer: %s", answer.call, type(error).__name__)

    # -- workers ---------------------------------------------------------------------------------------

    async def _new_worker(self) -> WorkerProcess:
        worker = await WorkerProcess.spawn(self._engine, self._options, self._more_niceness)
        self._living.add(worker)  # from here on `stop` finds it, wherever this is cancelled
        try:
            await worker.loaded(self._start_timeout_ms)
        except WorkerError as error:
            self._living.discard(worker)
            raise WorkerError(f"{self._engine} did not start: {error}") from None
        return worker

    def _admit(self, worker: WorkerProcess) -> None:
        log.info("worker %d of %s ready after %d ms", worker.pid, self._engine, worker.ready.load_ms)
        self._workers.append(worker)
        self._run(self._serve(worker))
        self._step()

    async def _serve(self, worker: WorkerProcess) -> None:
        """Listen to a worker until it is gone."""
        while (message := await worker.hear()) is not None:
            self._hear(worker, message)
        entry = worker.entry
        if worker in self._workers:
            self._workers.remove(worker)
            self._deaths += 1
            self._failures += 1
            self._replace(worker)
        if entry is not None and not entry.over:
            job = entry.job
            reason = self._backlog.lost(entry, _now_ms())
            log.error("job %d of call %s lost its worker: %s", job.job, job.call, reason or "tried again")
            if reason is not None:
                self._fail(job, reason)
        self._step()
        status = await worker.gone()
        self._living.discard(worker)
        log.log(
            logging.ERROR if status else logging.INFO,
            "worker %d of %s ended (status %d)",
            *(worker.pid, self._engine, status),
        )

    def _look_after(self, worker: WorkerProcess, rss_bytes: int) -> None:
        """Between two jobs: replace a worn worker (M-08), let one go that has been replaced."""
        if worker not in self._workers:
            self._run(worker.dismiss())
        elif (
            worker.jobs_done >= self._recycle_jobs
            or rss_bytes > worker.ready.rss_bytes + self._recycle_growth_bytes
        ):
            self._replace(worker)

    def _replace(self, worker: WorkerProcess) -> None:
        if not worker.has_successor:
            worker.has_successor = True
            self._run(self._succeed(worker))

    async def _succeed(self, old: WorkerProcess) -> None:
        """Start a worker in the place of one that died, or is worn and works on until this one is ready."""
        while True:
            await asyncio.sleep(self._backoff_ms() / 1000)
            try:
                new = await self._new_worker()
                break
            except WorkerError as error:
                self._failures += 1
                log.error("%s", error)
        if old in self._workers:
            self._workers.remove(old)
            self._recycled += 1
            if old.entry is None:
                self._run(old.dismiss())
        self._admit(new)

    def _backoff_ms(self) -> int:
        if self._failures <= 1:
            return 0
        return min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS << min(self._failures - 2, 16))

    def _run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000
