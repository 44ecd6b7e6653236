"""Writes a call's journal to a private file, on a thread of its own."""

from __future__ import annotations

import asyncio
import os
import queue
import threading
from pathlib import Path

from agent.events import Event
from agent.io.log import get_logger
from agent.journal import HEADER, encode

# Twenty seconds of frames: a disk that stands still for longer ends the journal, not the call.
EVENTS_WAITING = 1000

log = get_logger(__name__)


class JournalWriter:
    """One call's journal at `path`, readable by us alone. Raises OSError where it cannot be made.

    A journal with a hole would replay as another call, so at the first event that finds no room, or
    the first failed write, the journal ends: `broken` says so, and what was written stays valid.
    """

    def __init__(self, path: Path) -> None:
        self.broken = False
        self._path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # O_EXCL: a call's journal is never written over, and no link planted there is followed.
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(fd, "w", buffering=1, encoding="ascii")  # by line: a crash costs half a line
        self._events: queue.Queue[tuple[int, Event] | None] = queue.Queue(EVENTS_WAITING)
        self._thread = threading.Thread(target=self._write_events, name="journal", daemon=True)
        self._thread.start()

    def write(self, now_ms: int, event: Event) -> None:
        """Never blocks. Frames are not copied: events are immutable, and encoded on the thread."""
        if self.broken:
            return
        try:
            self._events.put_nowait((now_ms, event))
        except queue.Full:
            self.broken = True
            log.error("journal ended early: the disk is too slow", path=self._path)

    async def close(self) -> None:
        """Return when all that was taken is written."""
        await asyncio.to_thread(self._finish)

    def _finish(self) -> None:
        while self._thread.is_alive():
            try:
                self._events.put(None, timeout=0.1)
                break
            except queue.Full:
                continue  # the thread is slow, or has just given up
        self._thread.join()

    def _write_events(self) -> None:
        try:
            with self._file as file:
                file.write(HEADER + "\n")
                while (item := self._events.get()) is not None:
                    file.write(encode(*item) + "\n")
        except OSError as error:
            self.broken = True
            log.error("journal ended early", path=self._path, exc_info=error)
