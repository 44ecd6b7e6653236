"""The process itself, driven over its pipes as the pool would, without a pool."""

from __future__ import annotations

import io
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from models import framing
from models.framing import Cancel, Crashed, Idle, Message, Ready
from models.job import Failure, Job, SpeechChunk, SynthesizeJob, TranscribeJob, Transcript
from models.worker import NICENESS, OOM_SCORE, work
from tests.models.fake_engine import Fake

DEADLINE_S = 20.0  # for the machine that runs the tests; nothing here takes a second of its own
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


class Worker:
    def __init__(self, engine: str, options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "models.worker", f"tests.models.fake_engine:{engine}", options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def say(self, message: Message) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(framing.encode(message))
        self.process.stdin.flush()

    def hear(self) -> Message:
        return framing.read(self._read_exactly)

    def _read_exactly(self, size: int) -> bytes:
        assert self.process.stdout is not None
        read = b""
        while len(read) < size:
            ready, _, _ = select.select([self.process.stdout], [], [], DEADLINE_S)
            assert ready, "the worker says nothing"
            more = os.read(self.process.stdout.fileno(), size - len(read))
            if not more:
                raise EOFError
            read += more
        return read

    def end(self) -> tuple[int, str]:
        """Closes stdin; the exit status and stderr."""
        _, stderr = self.process.communicate(timeout=DEADLINE_S)
        return self.process.returncode, stderr.decode()


@contextmanager
def working(engine: str = "Fake", options: str = "{}") -> Iterator[Worker]:
    worker = Worker(engine, options)
    try:
        yield worker
    finally:
        worker.process.kill()
        worker.process.communicate()


def ask(text: str, job: int = 1) -> SynthesizeJob:
    return SynthesizeJob("call", job, text)


def test_it_says_ready_answers_and_says_idle_with_its_memory() -> None:
    with working() as worker:
        ready = worker.hear()
        assert isinstance(ready, Ready)
        assert ready.load_ms >= 0
        assert 10 << 20 < ready.rss_bytes < 1 << 30
        worker.say(TranscribeJob("call", 1, np.array([1, 2, 3], dtype=np.int16)))
        assert worker.hear() == Transcript("call", 1, "call:6")
        assert isinstance(worker.hear(), Idle)
        worker.say(ask("leak 64", 2))
        worker.hear()
        idle = worker.hear()
        assert isinstance(idle, Idle)
        assert idle.rss_bytes > ready.rss_bytes + (60 << 20)


def test_m13_it_exits_when_its_stdin_closes_even_in_mid_job(tmp_path: Path) -> None:
    fifo = str(tmp_path / "never opened")
    os.mkfifo(fifo)
    with working() as worker:
        worker.hear()
        worker.say(ask(f"wait {fifo}"))
        assert worker.end() == (0, "")


def test_m13_it_exits_when_its_stdin_closes_while_it_loads() -> None:
    with working("NeverReady") as worker:
        assert worker.end()[0] == 0


def test_printing_cannot_break_the_framing() -> None:
    with working() as worker:
        worker.hear()
        worker.say(ask("print noise noise"))
        assert worker.hear() == Transcript("call", 1, "call")
        assert isinstance(worker.hear(), Idle)
        assert worker.end()[1].count("noise noise") == 3


class CancelledAfter:
    """An inbox with one job, which is cancelled once this many of its answers were looked at."""

    def __init__(self, job: SynthesizeJob, answers: int) -> None:
        self._job = job
        self._left = answers

    def next_job(self) -> SynthesizeJob:
        return self._job

    def is_cancelled(self, job: Job) -> bool:
        self._left -= 1
        return self._left < 0


def test_a_cancelled_stream_stops_at_the_next_answer() -> None:
    sent = io.BytesIO()
    work(Fake(), CancelledAfter(ask("stream 1 2 3"), answers=1), sent)  # type: ignore[arg-type]
    sent.seek(0)
    first = framing.read(sent.read)
    assert isinstance(first, SpeechChunk)
    assert first.samples.tolist() == [1]
    assert isinstance(framing.read(sent.read), Idle)
    assert sent.read() == b""


def test_a_cancel_is_for_one_job_only() -> None:
    with working() as worker:
        worker.hear()
        worker.say(Cancel("call", 1))
        worker.say(Cancel("another call", 2))
        worker.say(ask("say", 2))
        assert worker.hear() == Transcript("call", 2, "call")


def test_m12_bad_input_is_refused_and_the_worker_lives() -> None:
    with working() as worker:
        worker.hear()
        worker.say(ask("raise ValueError"))
        assert worker.hear() == Failure("call", 1, "bad_input")
        assert isinstance(worker.hear(), Idle)
        worker.say(TranscribeJob("call", 2, np.zeros(0, dtype=np.int16)))
        assert worker.hear() == Transcript("call", 2, "call:0")


def test_a_fault_of_ours_ends_it_telling_where_but_not_what() -> None:
    with working() as worker:
        worker.hear()
        worker.say(ask("raise RuntimeError my name is Canary"))
        crashed = worker.hear()
        assert isinstance(crashed, Crashed)
        assert crashed.error.startswith("RuntimeError at fake_engine.py:")
        assert worker.process.wait(DEADLINE_S) == 1
        _, stderr = worker.end()
        assert "Canary" not in crashed.error + stderr


def test_an_engine_without_a_last_answer_is_a_fault() -> None:
    with working() as worker:
        worker.hear()
        worker.say(ask("endless"))
        assert isinstance(worker.hear(), Transcript)
        assert isinstance(worker.hear(), Crashed)


@pytest.mark.parametrize("junk", [b"\xff" * 64, framing.encode(Idle(1)), framing.PREFIX.pack(2, 0) + b"{}"])
def test_nonsense_from_the_pool_ends_it(junk: bytes) -> None:
    with working() as worker:
        worker.hear()
        assert worker.process.stdin is not None
        worker.process.stdin.write(junk)
        worker.process.stdin.flush()
        assert worker.process.wait(DEADLINE_S) == 1


@pytest.mark.parametrize(
    ("engine", "options", "said"),
    [
        ("Unloadable", '{"weights": "/nowhere"}', "no weights at /nowhere: run `frontdesk weights pull`"),
        ("Fake", '{"unknown": 1}', "unexpected keyword argument 'unknown'"),
        ("Nobody", "{}", "Nobody"),
        ("Fake", "not json", "JSONDecodeError"),
    ],
)
def test_m04_a_failed_start_says_why_on_its_last_line(engine: str, options: str, said: str) -> None:
    with working(engine, options) as worker:
        with pytest.raises(EOFError):
            worker.hear()
        status, stderr = worker.end()
        assert status == 1
        assert said in stderr.splitlines()[-1]


def test_h15_it_steps_back_behind_the_calls() -> None:
    with working() as worker:
        worker.hear()
        proc = Path("/proc") / str(worker.process.pid)
        assert int((proc / "oom_score_adj").read_text()) == OOM_SCORE
        ours = os.getpriority(os.PRIO_PROCESS, 0)
        assert os.getpriority(os.PRIO_PROCESS, worker.process.pid) == ours + NICENESS


def test_p06_it_leaves_no_core_behind() -> None:
    with working() as worker:
        worker.hear()
        limits = (Path("/proc") / str(worker.process.pid) / "limits").read_text()
        assert next(line for line in limits.splitlines() if "core file" in line).split()[4:6] == ["0", "0"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_h06_signals_meant_for_the_whole_group_do_not_end_it(number: signal.Signals) -> None:
    with working() as worker:
        worker.hear()
        worker.process.send_signal(number)
        worker.say(ask("say"))
        assert worker.hear() == Transcript("call", 1, "call")
