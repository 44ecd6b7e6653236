"""A pool with somebody who waits for its answers. Nothing sleeps: each step waits for what must happen."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from models import pool as pool_module
from models.job import Answer, SynthesizeJob, Transcript
from models.pool import Pool

FAKE = "tests.models.fake_engine:Fake"
CALL = "call"


class Desk:
    """A pool and whoever waits for its answers."""

    def __init__(self, engine: str = FAKE, workers: int = 1, *, options: Any = None, **limits: Any) -> None:
        self.heard: list[Answer] = []
        self._news = asyncio.Event()
        self._numbers = iter(range(1, 10_000))
        self.pool = Pool(engine, options or {}, workers, self._on_answer, **limits)
        pool_module.log.setLevel(logging.INFO)
        pool_module.log.addFilter(self._on_record)

    def _on_record(self, record: logging.LogRecord) -> bool:
        self._news.set()
        return True

    def _on_answer(self, answer: Answer) -> None:
        self.heard.append(answer)
        self._news.set()

    def submit(self, text: str, call: str = CALL, *, final: bool = True, within_ms: int = 30_000) -> int:
        job = next(self._numbers)
        self.pool.submit(SynthesizeJob(call, job, text, final=final, within_ms=within_ms))
        return job

    async def until(self, condition: Callable[[], object]) -> None:
        """Looked at again at every answer, and whenever the pool logs what became of a worker."""
        while not condition():
            self._news.clear()
            await self._news.wait()

    async def answers_to(self, job: int) -> list[Answer]:
        """All of them, once the last is there."""
        await self.until(lambda: any(answer.job == job and answer.last for answer in self.heard))
        return [answer for answer in self.heard if answer.job == job]

    async def answer_to(self, job: int) -> Answer:
        (answer,) = await self.answers_to(job)
        return answer

    async def ask(self, text: str, **how: Any) -> Answer:
        return await self.answer_to(self.submit(text, **how))

    def pids(self) -> list[int]:
        return [worker.pid for worker in self.pool._workers]


def said(job: int, text: str = CALL) -> Transcript:
    return Transcript(CALL, job, text)


def children() -> set[str]:
    """Processes of ours that are there, zombies included."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


@asynccontextmanager
async def desk(**how: Any) -> AsyncIterator[Desk]:
    """A started desk. However it ends, no process, zombie or task of the pool's is left behind."""
    processes, tasks = children(), asyncio.all_tasks()
    it = Desk(**how)
    try:
        await it.pool.start()
        yield it
    finally:
        await it.pool.stop()
        pool_module.log.removeFilter(it._on_record)
        assert children() == processes
        assert asyncio.all_tasks() <= tasks


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def within_a_minute() -> None:
        async with asyncio.timeout(60):  # not wait_for, which would run the test in a task of its own
            await test()

    asyncio.run(within_a_minute())


class Gate:
    """A named pipe that holds a worker until it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)

    async def open(self) -> None:
        """Returns when the worker has passed, or at once is let through when it comes."""
        await asyncio.to_thread(lambda: os.close(os.open(self.path, os.O_WRONLY)))
