from __future__ import annotations

import asyncio
import errno
import os
import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from agent.events import Event, LegOpened, Ticked
from agent.io import journal
from agent.io.journal import EVENTS_WAITING, JournalWriter
from agent.journal import HEADER, encode, read


def close(writer: JournalWriter) -> None:
    asyncio.run(asyncio.wait_for(writer.close(), 10))


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "journals" / "c1.jsonl"
    writer = JournalWriter(path)
    events: list[tuple[int, Event]] = [(0, LegOpened(1)), *((20 * n, Ticked()) for n in range(500))]
    for now_ms, event in events:
        writer.write(now_ms, event)
    close(writer)
    assert not writer.broken
    with path.open(encoding="ascii") as lines:
        assert list(read(lines)) == events


def test_it_is_for_our_eyes_only(tmp_path: Path) -> None:
    path = tmp_path / "journals" / "c1.jsonl"
    umask = os.umask(0)
    try:
        close(JournalWriter(path))
    finally:
        os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_journal_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "c1.jsonl"
    path.write_text("somebody else's")
    with pytest.raises(FileExistsError):
        JournalWriter(path)
    assert path.read_text() == "somebody else's"


def test_a_disk_that_stands_still_ends_the_journal_and_not_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stands_still, goes_on = threading.Event(), threading.Event()

    def slow_encode(now_ms: int, event: Event) -> str:
        stands_still.set()
        assert goes_on.wait(30)
        return encode(now_ms, event)

    monkeypatch.setattr(journal, "encode", slow_encode)
    path = tmp_path / "c1.jsonl"
    writer = JournalWriter(path)
    with capture_logs() as logs:
        writer.write(0, LegOpened(1))
        assert stands_still.wait(30)
        for n in range(EVENTS_WAITING + 10):  # would never end if a write waited
            writer.write(20 * n, Ticked())
    assert writer.broken
    assert [entry["event"] for entry in logs] == ["journal ended early: the disk is too slow"]
    goes_on.set()
    close(writer)
    with path.open(encoding="ascii") as lines:  # what was written has no hole
        assert [now_ms for now_ms, _ in read(lines)] == [0, *(20 * n for n in range(EVENTS_WAITING))]


def test_a_full_disk_ends_the_journal_and_not_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(now_ms: int, event: Event) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(journal, "encode", no_room)
    writer = JournalWriter(tmp_path / "c1.jsonl")
    for n in range(2 * EVENTS_WAITING):
        writer.write(20 * n, Ticked())
    close(writer)  # would never end if it waited for a thread that has given up
    assert writer.broken
    assert (tmp_path / "c1.jsonl").read_text() == HEADER + "\n"
