from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from models.backlog import Entry
from models.framing import Idle
from models.job import SynthesizeJob, Transcript
from models.process import WorkerError, WorkerProcess
from models.worker import NICENESS

FAKE = "tests.models.fake_engine:Fake"


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 60))


def ask(text: str, within_ms: int = 30_000) -> Entry:
    return Entry(SynthesizeJob("call", 1, text, within_ms=within_ms), 0)


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def start(engine: str = FAKE, **options: Any) -> WorkerProcess:
    worker = await WorkerProcess.spawn(engine, options)
    await worker.loaded(30_000)
    return worker


def test_a_worker_works_and_leaves_when_told() -> None:
    async def test() -> None:
        worker = await start()
        worker.give(ask("say"))
        assert await worker.hear() == Transcript("call", 1, "call")
        assert isinstance(await worker.hear(), Idle)
        worker.finish()
        assert worker.jobs_done == 1
        await worker.dismiss()
        assert not is_alive(worker.pid)
        assert await worker.hear() is None

    run(test())


def test_m02_a_worker_silent_for_longer_than_its_job_may_take_is_killed() -> None:
    async def test() -> None:
        worker = await start()
        worker.give(ask("die SIGSTOP", within_ms=200))
        assert await worker.hear() is None
        assert await worker.gone() == -9

    run(test())


def test_m02_each_answer_is_a_sign_of_life(tmp_path: Path) -> None:
    """A long phrase may take longer in all than any silence may last."""
    fifo = tmp_path / "gate"
    os.mkfifo(fifo)

    async def test() -> None:
        loop = asyncio.get_running_loop()
        worker = await start()
        worker.give(ask(f"stream 1 {fifo} 2", within_ms=10_000))
        alarms = [worker._alarm]
        await worker.hear()
        alarms.append(worker._alarm)
        await loop.run_in_executor(None, lambda: os.close(os.open(fifo, os.O_WRONLY)))
        await worker.hear()
        alarms.append(worker._alarm)
        instants = [alarm.when() for alarm in alarms if alarm is not None]
        assert len(instants) == 3
        assert instants == sorted(set(instants))
        await worker.hear()
        worker.finish()
        assert worker._alarm is None
        await worker.dismiss()

    run(test())


def test_a_hung_worker_is_killed_when_dismissed() -> None:
    async def test() -> None:
        worker = await start()
        worker.give(ask("die SIGSTOP"))
        await worker.dismiss()
        assert not is_alive(worker.pid)

    run(test())


def test_m04_a_failed_start_tells_the_last_line() -> None:
    async def test() -> None:
        with pytest.raises(WorkerError, match="no weights at /nowhere: run `frontdesk weights pull`"):
            await start("tests.models.fake_engine:Unloadable", weights="/nowhere")

    run(test())


def test_a_worker_that_never_gets_ready_is_given_up() -> None:
    async def test() -> None:
        worker = await WorkerProcess.spawn("tests.models.fake_engine:NeverReady", {})
        with pytest.raises(WorkerError, match="not ready after 300 ms"):
            await worker.loaded(300)
        assert not is_alive(worker.pid)

    run(test())


def test_m14_threads_are_pinned_whatever_the_user_has_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "64")

    async def test() -> None:
        worker = await start()
        worker.give(ask("env"))
        assert await worker.hear() == Transcript("call", 1, "1 1 1")
        await worker.dismiss()

    run(test())


def test_a_worker_of_less_urgent_work_makes_way_for_the_others() -> None:
    async def test() -> None:
        worker = await WorkerProcess.spawn(FAKE, {}, 10)
        await worker.loaded(30_000)
        ours = os.getpriority(os.PRIO_PROCESS, 0)
        assert os.getpriority(os.PRIO_PROCESS, worker.pid) == min(19, ours + NICENESS + 10)
        await worker.dismiss()

    run(test())
