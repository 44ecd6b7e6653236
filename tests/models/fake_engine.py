"""An engine that does what a job's text tells it to, mostly something no engine should do.

say              one answer: the call's name as text
stream A B C     one answer of one sample per number; a word that is a path waits for the test to open it
wait FIFO        block until the test opens the named pipe, then say
die SIGNAL       end itself by that signal
die-once SIGNAL FLAG   the same, unless the file FLAG exists; it does afterwards
leak MIB         keep that much memory, then say
print WORDS      write to stdout in every way there is, then say
raise KIND       raise ValueError or RuntimeError, quoting the text
impostor         answer in the name of another call first
endless          never a last answer
env              what a user may have set, and the thread pins
burn MS          keep numpy and the interpreter busy
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from models.job import Answer, Job, SpeechChunk, SynthesizeJob, TranscribeJob, Transcript


class Fake:
    def __init__(self, refuse_while: str = "") -> None:
        """Does not load while there is a file of this name."""
        if refuse_while and Path(refuse_while).exists():
            raise FileNotFoundError("the weights are gone")
        self._leaked: list[bytes] = []

    def run(self, job: Job) -> Iterator[Answer]:
        if isinstance(job, TranscribeJob):
            yield Transcript(job.call, job.job, f"{job.call}:{int(job.samples.astype(np.int64).sum())}")
            return
        match job.text.split():
            case ["stream", *steps]:
                yield from self._stream(job, steps)
                return
            case ["wait", fifo]:
                wait_for(fifo)
            case ["die", name]:
                os.kill(os.getpid(), signal.Signals[name])
            case ["die-once", name, flag]:
                if not Path(flag).exists():
                    Path(flag).touch()
                    os.kill(os.getpid(), signal.Signals[name])
            case ["leak", mib]:
                self._leaked.append(b"x" * (int(mib) << 20))
            case ["print", *words]:
                print(*words, flush=True)
                os.write(1, " ".join(words).encode())
                libc = ctypes.CDLL(None)
                libc.puts(" ".join(words).encode())
                libc.fflush(None)
            case ["raise", "ValueError"]:
                raise ValueError(job.text)
            case ["raise", *_]:
                raise RuntimeError(job.text)
            case ["impostor"]:
                yield Transcript("somebody-else", job.job, "not theirs")
            case ["endless"]:
                yield Transcript(job.call, job.job, "more to come", last=False)
                return
            case ["env"]:
                pins = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
                yield Transcript(job.call, job.job, " ".join(os.environ[name] for name in pins))
                return
            case ["burn", ms]:
                burn(int(ms))
        yield Transcript(job.call, job.job, job.call)

    def _stream(self, job: SynthesizeJob, steps: list[str]) -> Iterator[Answer]:
        for at, step in enumerate(steps):
            if step == "die":
                os.kill(os.getpid(), signal.SIGKILL)
            if not step.isdigit():
                wait_for(step)
                continue
            sound = np.array([int(step)], dtype=np.int16)
            yield SpeechChunk(job.call, job.job, sound, ((at, 1),), last=at == len(steps) - 1)


class Unloadable:
    def __init__(self, weights: str) -> None:
        raise FileNotFoundError(f"no weights at {weights}: run `frontdesk weights pull`")


class NeverReady:
    """Lets the test know by its named pipe that it has begun to load."""

    def __init__(self, fifo: str = "") -> None:
        if fifo:
            wait_for(fifo)
        signal.pause()


def wait_for(fifo: str) -> None:
    """Opening a named pipe to read blocks until somebody opens it to write."""
    with Path(fifo).open("rb"):
        pass


def burn(ms: int) -> None:
    rng = np.random.default_rng(0)
    matrix = rng.random((200, 200))
    until = time.monotonic() + ms / 1000
    while time.monotonic() < until:
        matrix @ matrix
        sum(range(1000))
