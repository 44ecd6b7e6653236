"""One worker process as the pool sees it: its pipes, the job in its hands, and the alarm if it hangs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from typing import Any

from models import framing
from models.backlog import Entry
from models.framing import Message, Ready

# Read by the numeric libraries as they load, and stronger than what the user has set (M-14): an utterance
# has one thread, since two workers share two cores far better than one worker with two threads does.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

LEAVE_WITHIN_MS = 1000  # a worker goes within milliseconds of its stdin closing; one that stays is hung
STDERR_BYTES = 4096  # kept of a worker's stderr: the last line of a failed start fits


class WorkerError(RuntimeError):
    """A worker did not start. The text is its last line on stderr, which should say what to do."""


class WorkerProcess:
    """Made by `spawn`; over when `hear` returns None; nothing is left of it after `gone` or `dismiss`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.pid = process.pid
        self.ready = Ready(load_ms=0, rss_bytes=0)
        self.entry: Entry | None = None  # one job at a time, so no two calls' sound ever meet in an engine
        self.jobs_done = 0
        self.has_successor = False  # another one is starting, or has started, in its place
        self._process = process
        self._stdin, self._stdout, self._stderr = process.stdin, process.stdout, process.stderr
        self._alarm: asyncio.TimerHandle | None = None
        self._stderr_tail = b""
        self._draining = asyncio.create_task(self._drain_stderr())

    @classmethod
    async def spawn(cls, engine: str, options: dict[str, Any], more_niceness: int = 0) -> WorkerProcess:
        """A new process that begins to load "module:Class" with these options (JSON values)."""
        process = await asyncio.create_subprocess_exec(
            # -P: the folder one happens to stand in is not searched for code
            *(sys.executable, "-P", "-m", "models.worker", engine, json.dumps(options), str(more_niceness)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **ONE_THREAD},
        )
        return cls(process)

    async def loaded(self, within_ms: int) -> None:
        """Returns when it is ready for a job. WorkerError, and nothing is left of it, if that never comes."""
        try:
            async with asyncio.timeout(within_ms / 1000):
                ready = await self.hear()
        except TimeoutError:
            self.kill()
            await self.gone()
            raise WorkerError(f"not ready after {within_ms} ms") from None
        if ready is None:
            await self.gone()
            raise WorkerError(self._last_words())
        assert isinstance(ready, Ready)
        self.ready = ready

    async def hear(self) -> Message | None:
        """What the worker says next; None when it will say nothing more, because it is dying."""
        try:
            head, sound = framing.sizes(await self._stdout.readexactly(framing.PREFIX.size))
            message = framing.decode(
                await self._stdout.readexactly(head), await self._stdout.readexactly(sound)
            )
        except asyncio.IncompleteReadError:
            return None
        except ValueError:  # it talks nonsense
            self.kill()
            return None
        self._set_alarm()  # it lives
        return message

    def give(self, entry: Entry) -> None:
        """Hand it a job. ValueError if the job cannot be put into a message."""
        # Not awaited: the pipe holds at most one job and its cancel, 8 MiB by the framing's cap.
        self._stdin.write(framing.encode(entry.job))
        self.entry = entry
        self._set_alarm()

    def tell(self, message: Message) -> None:
        self._stdin.write(framing.encode(message))

    def finish(self) -> None:
        """It said that the job in its hands is done."""
        self.entry = None
        self.jobs_done += 1
        self._set_alarm()

    def kill(self) -> None:
        if self._process.returncode is None:
            # Not Process.kill, which in Python 3.11 may reap the child unseen by whoever waits for it.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    async def gone(self) -> int:
        """Wait for its end. Returns the exit status, -9 after SIGKILL."""
        self.entry = None
        self._set_alarm()
        status = await self._process.wait()
        await asyncio.wait([self._draining])  # unlike a bare await, cancels nothing when we are cancelled
        return status

    async def dismiss(self) -> None:
        """Close its stdin, which ends a healthy worker at once, and make sure that it does."""
        self._stdin.close()
        try:
            async with asyncio.timeout(LEAVE_WITHIN_MS / 1000):
                await self.gone()
        except TimeoutError:
            self.kill()
            await self.gone()

    def _last_words(self) -> str:
        lines = self._stderr_tail.decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "died without a word")

    def _set_alarm(self) -> None:
        """A worker with a job in hand that is silent for longer than the job may take is hung (M-02)."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None
        if self.entry is not None:
            self._alarm = asyncio.get_running_loop().call_later(self.entry.job.within_ms / 1000, self.kill)

    async def _drain_stderr(self) -> None:
        """Read, for the worker must not block; not logged, for a library may print a caller's words."""
        while chunk := await self._stderr.read(STDERR_BYTES):
            self._stderr_tail = (self._stderr_tail + chunk)[-STDERR_BYTES:]
