"""Jobs in, answers out, with real processes. What happens to workers: test_pool_faults.py."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent.settings import Settings
from models.job import Answer, Failure, Job, SpeechChunk, SynthesizeJob, TranscribeJob, Transcript
from models.pool import Pool
from models.process import WorkerError
from tests.models.desk import CALL, FAKE, Desk, Gate, children, desk, run, said

EAR, VOICE = "whisper-tiny.en", "piper-en_US-joe-medium"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


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
        processes = children()
        it = Desk(engine="tests.models.fake_engine:NeverReady", options={"fifo": str(gate.path)})
        starting = asyncio.create_task(it.pool.start())
        await gate.open()
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        assert children() == processes
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


def test_a_worker_stays_free_of_partials(gate: Gate) -> None:
    """However many come, a final finds somebody; and the share of admission does not count them."""

    async def test() -> None:
        async with desk(workers=2) as it:
            held = it.submit(f"wait {gate.path}", final=False)
            waiting = it.submit("say", final=False)
            load = it.pool.load
            assert (load.busy, load.waiting_partials) == (1, 1)
            await it.answer_to(it.submit("say"))
            assert it.pool.load.busy_share < 0.01
            assert it.pool.load.waiting_partials == 1
            await gate.open()
            await it.answer_to(held)
            await it.answer_to(waiting)

    run(test)
