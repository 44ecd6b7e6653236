"""Real processes, really killed. Nothing sleeps: each step waits for what it needs to happen."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent.settings import Settings
from models import pool as pool_module
from models.job import Answer, Failure, Job, SpeechChunk, SynthesizeJob, TranscribeJob, Transcript
from models.pool import Pool
from models.process import WorkerError

FAKE = "tests.models.fake_engine:Fake"
CALL = "call"
EAR, VOICE = "whisper-tiny.en", "piper-en_US-joe-medium"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


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


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path / "gate")


# -- starting and stopping -----------------------------------------------------------------------------


def test_starting_is_told_worker_by_worker() -> None:
    async def test() -> None:
        it = Desk(workers=2)
        seen: list[tuple[int, int]] = []
        assert it.pool.load.ready == 0
        await it.pool.start(lambda ready, wanted: seen.append((ready, wanted)))
        assert seen == [(1, 2), (2, 2)]
        assert it.pool.load.ready == 2
        await it.pool.stop()
        assert it.pool.load.ready == 0

    run(test)


@pytest.mark.parametrize(
    ("engine", "options", "said"),
    [
        ("Unloadable", {"weights": "/nowhere"}, r"no weights at /nowhere: run `frontdesk weights pull`"),
        ("Fake", {"unknown": 1}, r"unexpected keyword argument 'unknown'"),
    ],
)
def test_m04_a_pool_whose_engine_does_not_load_does_not_start(engine: str, options: Any, said: str) -> None:
    async def test() -> None:
        with pytest.raises(WorkerError, match=said):
            async with desk(engine=f"tests.models.fake_engine:{engine}", workers=2, options=options):
                pytest.fail("started")

    run(test)


def test_a_pool_stopped_while_it_starts_leaves_nothing_behind(gate: Gate) -> None:
    async def test() -> None:
        it = Desk(engine="tests.models.fake_engine:NeverReady", options={"fifo": str(gate.path)})
        starting = asyncio.create_task(it.pool.start())
        await gate.open()
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        assert children() == set()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run(test)


def test_stopping_kills_whoever_does_not_leave() -> None:
    async def test() -> None:
        async with desk(workers=2) as it:  # the check is desk's
            it.submit("die SIGSTOP")
            it.submit("burn 60000")

    run(test)


def test_nothing_is_heard_after_stopping(gate: Gate) -> None:
    async def test() -> None:
        async with desk() as it:
            it.submit(f"wait {gate.path}")
            await it.pool.stop()
            it.submit("say")
            assert it.heard == []

    run(test)


# -- jobs ----------------------------------------------------------------------------------------------


def test_answers_come_in_order_and_sound_comes_whole() -> None:
    async def test() -> None:
        async with desk() as it:
            chunks = await it.answers_to(it.submit("stream 5 7 9"))
            assert all(isinstance(chunk, SpeechChunk) for chunk in chunks)
            assert [chunk.samples.tolist() for chunk in chunks if isinstance(chunk, SpeechChunk)] == [
                *([5], [7], [9])
            ]
            half_a_minute = np.arange(30 * 16_000, dtype=np.int64).astype(np.int16)
            it.pool.submit(TranscribeJob(CALL, 99, half_a_minute))
            assert await it.answer_to(99) == said(99, f"{CALL}:{int(half_a_minute.astype(np.int64).sum())}")

    run(test)


def test_m06_finals_overtake_partials_and_partials_are_shed_first(gate: Gate) -> None:
    async def test() -> None:
        async with desk(waiting_limit=2) as it:
            it.submit(f"wait {gate.path}")
            shed = it.submit("say", final=False)
            kept = it.submit("say", final=False, within_ms=1000)
            final = it.submit("say")
            assert it.heard == [Failure(CALL, shed, "overloaded")]
            last = it.submit("say", within_ms=20_000)
            assert it.heard[1:] == [Failure(CALL, kept, "overloaded")]
            refused = it.submit("say")
            assert it.heard[2:] == [Failure(CALL, refused, "overloaded")]
            assert it.pool.load.shed == 3
            await gate.open()
            await it.answer_to(final)
            assert [answer.job for answer in it.heard[-2:]] == [last, final]  # the one due first

    run(test)


def test_a_job_that_waits_for_too_long_fails_and_harms_nobody(gate: Gate) -> None:
    async def test() -> None:
        async with desk() as it:
            held = it.submit(f"wait {gate.path}")
            late = it.submit("say", within_ms=50)
            assert await it.answer_to(late) == Failure(CALL, late, "deadline")
            await gate.open()
            assert await it.answer_to(held) == said(held)
            assert it.pool.load.deaths == 0

    run(test)


def test_m12_sound_that_is_no_sound_is_bad_input() -> None:
    async def test() -> None:
        async with desk() as it:
            it.pool.submit(TranscribeJob(CALL, 1, np.array([np.nan], dtype=np.float32)))
            assert it.heard == [Failure(CALL, 1, "bad_input")]
            assert await it.ask("raise ValueError") == Failure(CALL, 1, "bad_input")
            assert await it.ask("say") == said(2)

    run(test)


def test_a_cancelled_job_is_not_heard_of_again(gate: Gate) -> None:
    async def test() -> None:
        async with desk() as it:
            held = it.submit(f"stream 1 {gate.path} 2 3")
            waiting = it.submit("say")
            after = it.submit("say")
            await it.until(lambda: it.heard)
            it.pool.cancel(CALL, held)
            it.pool.cancel(CALL, waiting)
            it.pool.cancel("nobody", 1)
            await gate.open()
            await it.answer_to(after)
            assert [answer.job for answer in it.heard] == [held, after]
            assert it.pool.load.stale == 0

    run(test)


def test_m10_a_forgotten_call_hears_nothing_more_and_others_do(gate: Gate) -> None:
    async def test() -> None:
        async with desk() as it:
            it.submit(f"wait {gate.path}", call="over")
            it.submit("say", call="over")
            it.submit("say", call="over", final=False)
            other = it.submit("say")
            it.pool.forget("over")
            await gate.open()
            assert await it.answer_to(other) == said(other)
            assert it.heard == [said(other)]

    run(test)


def test_m10_an_answer_in_another_calls_name_is_dropped_and_counted() -> None:
    async def test() -> None:
        async with desk() as it:
            assert await it.ask("impostor") == said(1)
            assert it.heard == [said(1)]
            assert it.pool.load.stale == 1

    run(test)


def test_m11_eight_calls_at_once_each_hear_only_their_own() -> None:
    async def test() -> None:
        rng = random.Random(11)
        async with desk(workers=2) as it:
            expected: dict[tuple[str, int], str] = {}
            for number in range(12):
                for call in (f"call-{n}" for n in range(8)):
                    marker = rng.randrange(1, 30_000)
                    job: Job = TranscribeJob(call, number, np.array([marker], dtype=np.int16))
                    expected[call, number] = f"{call}:{marker}"
                    it.pool.submit(job)
            await it.until(lambda: len(it.heard) >= len(expected))
            heard = {(a.call, a.job): a.text for a in it.heard if isinstance(a, Transcript)}
            assert heard == expected
            assert len(it.heard) == len(expected)
            assert it.pool.load.stale == 0

    run(test)


def test_one_calls_fault_in_taking_an_answer_is_not_the_others() -> None:
    async def test() -> None:
        heard: list[Answer] = []
        done = asyncio.Event()

        def on_answer(answer: Answer) -> None:
            assert answer.call != "broken"
            heard.append(answer)
            done.set()

        pool = Pool(FAKE, {}, 1, on_answer)
        await pool.start()
        pool.submit(SynthesizeJob("broken", 1, "say"))
        pool.submit(SynthesizeJob(CALL, 2, "say"))
        await done.wait()
        assert heard == [said(2)]
        assert pool.load.deaths == 0
        await pool.stop()

    run(test)


def test_m07_the_load_tells_who_waits_and_for_how_long(gate: Gate) -> None:
    async def test() -> None:
        async with desk() as it:
            held = it.submit(f"wait {gate.path}")
            it.submit("say")
            last = it.submit("say", final=False)
            load = it.pool.load
            assert (load.workers, load.ready, load.busy) == (1, 1, 1)
            assert (load.waiting_finals, load.waiting_partials) == (1, 1)
            late = it.submit("say", within_ms=100)
            await it.answer_to(late)  # 100 ms have passed
            assert it.pool.load.oldest_wait_ms >= 100
            assert it.pool.load.busy_share > load.busy_share
            await gate.open()
            await it.answer_to(held)
            await it.answer_to(last)
            assert (it.pool.load.waiting_finals, it.pool.load.waiting_partials) == (0, 0)

    run(test)


# -- workers that die, hang and wear out ---------------------------------------------------------------


@pytest.mark.parametrize("by", ["SIGKILL", "SIGSEGV"])
def test_m01_a_job_whose_worker_dies_is_tried_once_more(by: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with desk(workers=2) as it:
            assert await it.ask(f"die-once {by} {tmp_path / 'flag'}") == said(1)
            assert it.pool.load.deaths == 1

    run(test)


def test_m01_the_only_worker_is_replaced_within_two_seconds_of_a_crash(tmp_path: Path) -> None:
    async def test() -> None:
        async with desk() as it:
            began = time.monotonic()
            assert await it.ask(f"die-once SIGKILL {tmp_path / 'flag'}") == said(1)
            assert time.monotonic() - began < 2  # this engine loads in no time; a real one adds its own

    run(test)


def test_m01_a_worker_that_dies_idle_is_replaced() -> None:
    async def test() -> None:
        async with desk() as it:
            (pid,) = it.pids()
            os.kill(pid, signal.SIGKILL)
            await it.until(lambda: it.pool.load.deaths and it.pool.load.ready)
            assert it.pids() != [pid]
            assert await it.ask("say") == said(1)

    run(test)


def test_m02_a_hung_worker_is_killed_and_its_job_tried_again(tmp_path: Path) -> None:
    async def test() -> None:
        async with desk() as it:
            (pid,) = it.pids()
            answer = await it.ask(f"die-once SIGSTOP {tmp_path / 'flag'}", within_ms=1000)
            assert answer == said(1)
            assert it.pool.load.deaths == 1
            assert it.pids() != [pid]

    run(test)


def test_m03_a_job_that_kills_every_worker_it_meets_is_quarantined() -> None:
    async def test() -> None:
        async with desk(workers=2) as it:
            killer = it.submit("die SIGKILL")
            bystanders = [it.submit("say") for _ in range(4)]
            assert await it.answer_to(killer) == Failure(CALL, killer, "quarantined")
            for job in bystanders:
                assert await it.answer_to(job) == said(job)
            assert it.pool.load.deaths == 2

    run(test)


def test_a_phrase_that_breaks_off_half_said_is_not_begun_again() -> None:
    async def test() -> None:
        async with desk() as it:
            first, second = await it.answers_to(it.submit("stream 1 die 2"))
            assert isinstance(first, SpeechChunk)
            assert second == Failure(CALL, 1, "worker_died")
            assert await it.ask("say") == said(2)

    run(test)


def test_a_partial_is_not_tried_again(tmp_path: Path) -> None:
    async def test() -> None:
        async with desk() as it:
            answer = await it.ask(f"die-once SIGKILL {tmp_path / 'flag'}", final=False)
            assert answer == Failure(CALL, 1, "worker_died")

    run(test)


def test_a_cancelled_job_that_kills_its_worker_is_not_tried_again(tmp_path: Path, gate: Gate) -> None:
    async def test() -> None:
        async with desk() as it:
            held = it.submit(f"stream 1 {gate.path} die")
            await it.until(lambda: it.heard)
            it.pool.cancel(CALL, held)
            (pid,) = it.pids()
            os.kill(pid, signal.SIGKILL)
            assert await it.ask("say") == said(2)
            assert len(it.heard) == 2

    run(test)


def test_m08_a_worker_that_grows_is_replaced_between_jobs_unseen() -> None:
    async def test() -> None:
        async with desk(recycle_growth_bytes=32 << 20) as it:
            (pid,) = it.pids()
            assert await it.ask("leak 64") == said(1)
            jobs = 1
            while not it.pool.load.recycled:
                assert it.pool.load.ready == 1  # the old one works until the new one is there
                assert await it.ask("say") == said(jobs := jobs + 1)
            assert it.pids() != [pid]
            assert it.pool.load.deaths == 0

    run(test)


def test_m08_a_worker_is_replaced_after_so_many_jobs(gate: Gate) -> None:
    async def test() -> None:
        async with desk(recycle_jobs=3) as it:
            for job in (1, 2, 3):
                assert await it.ask("say") == said(job)
            held = it.submit(f"wait {gate.path}")  # it is at work when its successor comes
            await it.until(lambda: it.pool.load.recycled)
            assert await it.ask("say") == said(5)  # by the new one
            await gate.open()
            assert await it.answer_to(held) == said(held)

    run(test)


def test_a_worker_that_does_not_start_again_is_tried_until_it_does(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "FIRST_BACKOFF_MS", 1)
    flag = tmp_path / "flag"

    async def test() -> None:
        async with desk(options={"refuse_while": str(flag)}) as it:
            flag.touch()
            job = it.submit("die SIGKILL", final=False)
            assert await it.answer_to(job) == Failure(CALL, job, "worker_died")
            waiting = it.submit("say")
            await it.until(lambda: caplog.text.count("the weights are gone") >= 3)
            assert it.pool.load.busy_share > 0  # nobody is there to take a job: not admitting is right
            flag.unlink()
            assert await it.answer_to(waiting) == said(waiting)

    run(test)


def test_restarts_in_a_row_come_ever_later() -> None:
    async def test() -> None:
        pool = Pool(FAKE, {}, 1, lambda answer: None)
        delays = []
        for failures in range(12):
            pool._failures = failures
            delays.append(pool._backoff_ms())
        assert delays == [0, 0, 250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]
        pool._failures = 10**6
        assert pool._backoff_ms() == 30_000

    run(test)


def test_p01_what_was_said_is_in_no_log(caplog: pytest.LogCaptureFixture, capfd: Any) -> None:
    caplog.set_level(logging.DEBUG)

    async def test() -> None:
        async with desk(workers=2) as it:
            await it.ask("print Canary")
            await it.ask("raise RuntimeError Canary")
            await it.ask("raise ValueError Canary")
            await it.ask("die SIGKILL Canary")

    run(test)
    assert "RuntimeError at fake_engine.py" in caplog.text
    assert "Canary" not in caplog.text + "".join(capfd.readouterr())


def test_m09_replacing_workers_costs_the_loop_little(tmp_path: Path) -> None:
    """CPU time of this thread, which a busy machine does not lengthen; wall time is benchmarked."""

    async def test() -> None:
        async with desk(workers=2) as it:
            began = time.thread_time()
            await it.ask(f"die-once SIGKILL {tmp_path / 'flag'}")
            await it.until(lambda: it.pool.load.ready == 2)
            assert time.thread_time() - began < 0.02

    run(test)


PARENT = """
import asyncio
from models.pool import Pool
from models.job import SynthesizeJob

async def main():
    pool = Pool("tests.models.fake_engine:Fake", {}, 2, print)
    await pool.start()
    pool.submit(SynthesizeJob("call", 1, "burn 60000"))
    print(*(worker.pid for worker in pool._workers), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def test_m13_workers_end_with_their_parent() -> None:
    with subprocess.Popen([sys.executable, "-P", "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        watched = [os.pidfd_open(int(pid)) for pid in parent.stdout.readline().split()]
        assert len(watched) == 2
        parent.kill()
        deadline = time.monotonic() + 5
        for pidfd in watched:
            ended, _, _ = select.select([pidfd], [], [], max(0, deadline - time.monotonic()))
            assert ended, "a worker outlived its parent"
            os.close(pidfd)


# -- the real engines ----------------------------------------------------------------------------------


@pytest.mark.e2e
def test_what_the_voice_says_the_ear_hears() -> None:
    weights = Settings().weights_dir
    missing = [name for name in (EAR, VOICE) if not (weights / name).is_dir()]
    if missing:
        pytest.skip(f"{missing} not there: run `frontdesk weights pull`")

    async def test() -> None:
        voice_options = {"weights": str(weights / VOICE)}
        ear_options = {"weights": str(weights / EAR)}
        async with (
            desk(engine="models.piper:Voice", options=voice_options) as voice,
            desk(engine="models.whisper:Transcriber", options=ear_options, workers=2) as ear,
        ):
            chunks = await voice.answers_to(voice.submit("Good morning, and thank you for calling."))
            assert len(chunks) > 1  # the first can be played while the rest is made
            sound = np.concatenate([c.samples for c in chunks if isinstance(c, SpeechChunk)])
            ear.pool.submit(TranscribeJob(CALL, 1, sound))
            answer = await ear.answer_to(1)
            assert isinstance(answer, Transcript)
            assert "good morning" in answer.text.lower()
            assert voice.pool.load.deaths == ear.pool.load.deaths == 0

    run(test)
