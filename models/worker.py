"""A process that owns one engine and works on one job at a time; models/pool.py starts it and talks to it.

    python -m models.worker module:Class '{"option": "value"}' [MORE_NICENESS]

A native library that hangs can only be killed from outside, and two of them (CTranslate2, onnxruntime)
cannot share a process; so each engine lives here, alone, behind a pipe.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import queue
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn, Protocol

from models import framing
from models.framing import Cancel, Crashed, Idle, Message, Ready
from models.job import Answer, EmbedJob, Failure, Job, SynthesizeJob, TranscribeJob

# The media process needs 1 ms in 20, but on time. Beside two busy workers on two crowded cores it came late
# by 29 ms (p99) when they had niceness 0, 20 at 5, 15 at 10, 12 at 19. Lateness up to the playout's lead is
# not heard, but a voice that starves beside any other program is; so not more than this.
NICENESS = 5
OOM_SCORE = 500  # half of the machine's memory heavier than we are: the kernel takes us, not the calls (H-15)
PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Engine(Protocol):
    """`Engine(**options)` loads the weights and warms up, so that the first caller does not pay for it."""

    def run(self, job: Job) -> Iterator[Answer]:
        """One or more answers, the last with `last=True`. ValueError: what was asked is "bad_input"."""


class Inbox:
    """Reads what the pool says on a thread of its own, to hear of a cancel, or of its death, in mid-job."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        # One slot: the pool sends the next job only after our Idle. A second is a bug, and ends the process.
        self._jobs: queue.Queue[Job] = queue.Queue(maxsize=1)
        self._cancelled: tuple[str, int] | None = None
        threading.Thread(target=self._listen, name="inbox", daemon=True).start()

    def next_job(self) -> Job:
        return self._jobs.get()

    def is_cancelled(self, job: Job) -> bool:
        return self._cancelled == (job.call, job.job)

    def _listen(self) -> None:
        """Ends the process with the stream, at once: nobody is left to hear an answer (M-13)."""
        status = 1
        try:
            while True:
                match framing.read(self._read_exactly):
                    case TranscribeJob() | SynthesizeJob() | EmbedJob() as job:
                        self._jobs.put_nowait(job)
                    case Cancel(call, number):
                        self._cancelled = (call, number)
                    case other:
                        raise ValueError(f"the pool never sends {type(other).__name__}")
        except EOFError:
            status = 0
        finally:
            os._exit(status)

    def _read_exactly(self, size: int) -> bytes:
        read = self._stream.read(size)
        if len(read) < size:
            raise EOFError
        return read


def main() -> NoReturn:
    name, options, *more = sys.argv[1:]
    answers = claim_stdout()
    step_back(NICENESS + sum(map(int, more)))
    inbox = Inbox(sys.stdin.buffer)
    engine = None
    try:
        began = time.monotonic()
        engine = load(name, json.loads(options))
        send(answers, Ready(round((time.monotonic() - began) * 1000), resident_bytes()))
        while True:
            work(engine, inbox, answers)
    except Exception as error:
        if engine is None:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)  # noqa: T201
        else:
            # The text of this one may quote a caller; its kind and place may not.
            place = traceback.extract_tb(error.__traceback__)[-1]
            send(answers, Crashed(f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"))
    finally:
        os._exit(1)  # not sys.exit: an engine's own teardown can hang


def work(engine: Engine, inbox: Inbox, answers: BinaryIO) -> None:
    """One job from the inbox to its last answer, then Idle."""
    job = inbox.next_job()
    last = False
    for answer in answers_to(job, engine):
        if inbox.is_cancelled(job):
            break
        send(answers, answer)
        last = answer.last
    if not last and not inbox.is_cancelled(job):
        raise RuntimeError(f"{type(engine).__name__} ended without a last answer")
    send(answers, Idle(resident_bytes()))


def answers_to(job: Job, engine: Engine) -> Iterator[Answer]:
    try:
        yield from engine.run(job)
    except ValueError:
        yield Failure(job.call, job.job, "bad_input")


def load(name: str, options: dict[str, object]) -> Engine:
    module, _, attribute = name.partition(":")
    engine: Engine = getattr(importlib.import_module(module), attribute)(**options)
    return engine


def claim_stdout() -> BinaryIO:
    """Our own copy of stdout, which then becomes stderr: a library that prints cannot break the framing."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def step_back(niceness: int) -> None:
    """Live only as long as the pool does, and never at the expense of the calls."""
    # Ctrl-C and a service manager's SIGTERM reach every process of the group, but live calls are still being
    # drained then: the pool alone says when to stop, by closing our stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold callers' speech (P-06)
    os.nice(niceness)
    if sys.platform == "linux":
        # If the pool died just before this line, the inbox's end of file tells us.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        with contextlib.suppress(OSError):  # a sandbox may forbid it; then the kernel chooses by size alone
            Path("/proc/self/oom_score_adj").write_text(str(OOM_SCORE))


def resident_bytes() -> int:
    """Memory in use now (proc(5), statm, second field, in pages); 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def send(answers: BinaryIO, message: Message) -> None:
    answers.write(framing.encode(message))
    answers.flush()


if __name__ == "__main__":
    main()
