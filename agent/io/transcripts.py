"""Transcripts as files: one a call, a line of JSON a message, in the shape that live viewers get."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
from pathlib import Path

from agent.facts import CallEnded, CallStarted, News
from agent.io.bus import HOUSE, Bus, TooSlowError
from agent.io.log import get_logger
from agent.wire import hiya

log = get_logger(__name__)

MAX_NAME_CHARS = 100


async def write_transcripts(bus: Bus, folder: Path) -> None:
    """Write every call's messages to FOLDER/<carrier's uuid>.jsonl as they become final, until `bus.close()`.

    Each line is in the file before the next is taken. A file is made for its owner's eyes only.
    """
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    files: dict[str, Path] = {}  # by call id; bounded by the calls that are live
    while True:
        outbox = bus.subscribe(None, HOUSE)
        try:
            async for fact in outbox:
                await _write(fact, folder, files)
            return
        except TooSlowError:
            log.error("transcript lines missing", why=f"{folder} is too slow; the database has every line")
        finally:
            outbox.close()


async def _write(fact: News, folder: Path, files: dict[str, Path]) -> None:
    if isinstance(fact, CallStarted):
        if fact.call_id in files:
            return  # told again, because we had to subscribe again
        files[fact.call_id] = folder / f"{file_stem(fact.ring.uuid)}.jsonl"
    file = files.get(fact.call_id)
    if file is None:
        return
    lines = "".join(json.dumps(message, ensure_ascii=False) + "\n" for message in hiya.messages(fact))
    try:
        await asyncio.to_thread(_append, file, lines)
    except OSError as fault:
        log.error("transcript not written", file=file.name, why=fault.strerror)
    if isinstance(fact, CallEnded):
        del files[fact.call_id]


def _append(file: Path, lines: str) -> None:
    # No following of links: the name comes from outside.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8") as stream:
        stream.write(lines)


def file_stem(uuid: str) -> str:
    """A carrier's uuid as a file name: itself if harmless, else the harmless of it and a hash of all."""
    harmless = re.sub(r"[^A-Za-z0-9._-]", "_", uuid).lstrip(".")[:MAX_NAME_CHARS]
    if harmless == uuid and uuid:
        return uuid
    return f"{harmless}-{hashlib.sha256(uuid.encode()).hexdigest()[:12]}"
