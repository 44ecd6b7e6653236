"""One line on standard error for everything worth knowing, and nothing that must stay unknown.

Our own records (structlog) and everybody else's (uvicorn, asyncio, alembic ...) take the same way:
values to text, secrets out, control characters escaped, one line. A thread of its own writes the lines,
so a terminal or pipe that stopped reading costs lines, never a call. Standard output is left to what
a command was asked to print.
"""

from __future__ import annotations

import atexit
import logging
import math
import os
import queue
import re
import sys
import threading
import traceback
from collections.abc import Iterable
from types import TracebackType

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from agent.personal import REDACTED
from agent.settings import Settings

# A burst of this many lines is a fault by itself; 2,000 lines of at most a few KB bound the memory.
LINES_WAITING = 2000
VALUE_CHARS = 4000  # a longer value is cut: a peer chooses how long its strings are
CAUSE_FRAMES = 8  # innermost stack frames named with an exception

_OUR_LOGGERS = ("agent", "audio", "benchmarks", "models", "frontdesk")
_SECRET_KEYS = frozenset(
    "authorization api_key api_secret conversationtoken jwt password private_key secret ticket token".split()
)
# Every query parameter loses its value, whatever its name: tokens, numbers, and spellings of them (%74oken).
_QUERY_VALUE = re.compile(r"(?<=[?&])([^\s=&?\"'<>]{1,100})=[^\s&\"'<>]*")
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[^\s\"',]+", re.IGNORECASE)
_TICKET = re.compile(r"\bticket\.[^\s\"',]+")


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Log words as the event and values by name: `log.info("call started", call=call_id)`."""
    return structlog.stdlib.get_logger(name)


def configure(settings: Settings, fd: int = 2) -> LineWriter:
    """Send all logging to the file descriptor `fd` as the settings ask. Calling it again starts afresh."""
    our_level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    final: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if settings.log_format == "json":
        final += [_plain_values, structlog.processors.JSONRenderer()]  # JSON escapes by itself
    else:
        colours = os.isatty(fd)
        final += [_plain_values, _escape_values, structlog.dev.ConsoleRenderer(colors=colours)]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _name_exception,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # a second `configure` reaches loggers already in use
    )
    writer = LineWriter(fd)
    writer.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=final))
    logging.captureWarnings(True)
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        if isinstance(old, LineWriter):
            old.close()
    root.addHandler(writer)
    # At "debug" the web libraries print whole frames and headers: what was said, and tokens. Not even then.
    root.setLevel(max(our_level, logging.INFO))
    for name in _OUR_LOGGERS:
        logging.getLogger(name).setLevel(our_level)
    for name in ("alembic", "httpcore", "httpx"):  # a line for every schema check and request
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    return writer


class LineWriter(logging.Handler):
    """Formats a record where it happened and hands the line to a thread that writes it.

    Not the standard QueueListener: its `stop` waits for ever when the pipe it writes to is blocked.
    """

    def __init__(self, fd: int) -> None:
        super().__init__()
        self.dropped = 0
        self._fd = fd
        self._lines: queue.Queue[bytes | None] = queue.Queue(LINES_WAITING)
        self._thread = threading.Thread(target=self._write_lines, name="log", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record).encode("utf-8", "backslashreplace") + b"\n"
        except Exception:
            line = f"a log record of {record.name} could not be formatted\n".encode()
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self.dropped += 1

    def close(self, within_s: float = 0.5) -> None:
        """Write what waits if that is possible within a moment; a blocked pipe is left alone."""
        atexit.unregister(self.close)
        if self._thread.is_alive():
            try:
                self._lines.put_nowait(None)
                self._thread.join(within_s)
            except queue.Full:
                pass
        super().close()

    def _write_lines(self) -> None:
        told = 0
        while (line := self._lines.get()) is not None:
            if self.dropped > told:
                told = self.dropped
                line += f"{told} log lines dropped so far: nobody was reading\n".encode()
            try:
                while line:  # os.write, not a stream: a stream's lock would be held over a blocked write
                    line = line[os.write(self._fd, line) :]
            except OSError:  # closed, or its disk is full
                self.dropped += 1


# -- what a record goes through ------------------------------------------------------------------


def redacted(text: str) -> str:
    """`text` without the values of query parameters, bearer credentials and ticket subprotocols."""
    text = _QUERY_VALUE.sub(rf"\1={REDACTED}", text)
    text = _BEARER.sub(rf"\1 {REDACTED}", text)
    return _TICKET.sub(f"ticket.{REDACTED}", text)


def escaped(text: str) -> str:
    """`text` with everything unprintable (line ends, ANSI, NUL, bidi controls) spelt out."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _plain_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Numbers stay; everything else becomes redacted text, keys too."""
    return {_text(key): _plain(key, value) for key, value in event.items()}


def _plain(key: str, value: object) -> object:
    if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value  # JSON knows no other numbers
    return REDACTED if key.lower() in _SECRET_KEYS else _text(value)


def _text(value: object) -> str:
    text = str(value)
    more = len(text) - VALUE_CHARS
    return redacted(text) if more <= 0 else f"{redacted(text[:VALUE_CHARS])} ({more} more)"


def _escape_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {escaped(key): escaped(value) if isinstance(value, str) else value for key, value in event.items()}


def _name_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put an exception on the record's own line: what, where (innermost first), and what caused it."""
    exc_info = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(error, BaseException):
        event["error"] = "; caused by ".join(_named(e) for e in _causes(error))
    return event


def _causes(error: BaseException) -> Iterable[BaseException]:
    seen: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in seen:
        seen.append(following)
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return seen


def _named(error: BaseException) -> str:
    frames = reversed(_innermost(error.__traceback__))
    where = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(error).__name__}: {error} [{where}]"


def _innermost(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    return traceback.extract_tb(trace, limit=-CAUSE_FRAMES)
