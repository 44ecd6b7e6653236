from __future__ import annotations

import contextlib
import json
import logging
import os
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np
import pytest
import structlog

from agent.commands import Commit, HandOver, Line, Role, Synthesize
from agent.events import DigitPressed, FrameReceived, JoinRequested, Transcribed
from agent.facts import CallEnded, CallStarted, LineSaid, Ring
from agent.io.log import CAUSE_FRAMES, LINES_WAITING, VALUE_CHARS, configure, get_logger
from agent.personal import Personal
from agent.settings import Settings
from audio.frame import FRAME_SAMPLES, Frame

Format = Literal["console", "json"]
BOTH: tuple[Format, ...] = ("console", "json")
CANARY = "persimmon-8431"


def logged(
    do: Callable[[structlog.stdlib.BoundLogger], object],
    form: Format = "json",
    level: Literal["debug", "info"] = "info",
) -> list[str]:
    """The lines that come out of what `do` does with a logger."""
    reader, writer = os.pipe()
    lines = configure(Settings(log_format=form, log_level=level), fd=writer)
    do(get_logger("agent.test"))
    lines.close(within_s=10)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8", newline="") as output:
        text = output.read()
    assert text == "" or text.endswith("\n")
    return text.split("\n")[:-1]


def record(do: Callable[[structlog.stdlib.BoundLogger], object]) -> dict[str, Any]:
    (line,) = logged(do)
    plain: dict[str, Any] = json.loads(line)
    return plain


def test_a_json_record() -> None:
    before = datetime.now(UTC)
    plain = record(lambda log: log.info("call started", call="c1", frames=3, share=0.5, live=True))
    at = datetime.fromisoformat(plain.pop("timestamp"))
    assert before <= at <= datetime.now(UTC)
    assert plain == {
        "event": "call started",
        "call": "c1",
        "frames": 3,
        "share": 0.5,
        "live": True,
        "level": "info",
        "logger": "agent.test",
    }


def test_a_console_record_has_no_colours_in_a_file() -> None:
    (line,) = logged(lambda log: log.info("call started", call="c1"), "console")
    assert "call started" in line
    assert "call=c1" in line
    assert "\x1b" not in line


@pytest.mark.parametrize("form", BOTH)
def test_everybody_elses_records_take_the_same_way(form: Format) -> None:
    def others(_: object) -> None:
        logging.getLogger("asyncio").warning("slow %s", "callback")
        logging.getLogger("frontdesk.models.whisper").info("loaded")
        uvicorn = logging.getLogger("uvicorn.error")
        uvicorn.addHandler(logging.StreamHandler())
        uvicorn.propagate = False
        configured = configure(Settings(log_format=form), fd=again)  # as a server set up before us
        uvicorn.info("started")
        configured.close(within_s=10)

    reader, again = os.pipe()
    lines = logged(others, form)
    os.close(again)
    with os.fdopen(reader, encoding="utf-8") as output:
        assert output.read().count("started") == 1
    assert len(lines) == 2
    assert "slow callback" in lines[0]
    assert "loaded" in lines[1]


def test_warnings_are_logged() -> None:
    def warn(_: object) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(True)
            warnings.warn("old\nways", stacklevel=1)

    assert "old\\nways" in logged(warn)[0]


HOSTILE = {
    "crlf": "a\r\nINFO forged",
    "ansi": "\x1b[2J\x1b]0;title\x07",
    "nul": "a\x00b",
    "bidi": "user\u202etxt.exe\u2066",
    "separators": "a\u2028b\u2029c\x85d\x0be",
    "surrogate": "\ud800",
}


@pytest.mark.parametrize("form", BOTH)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_g_10_one_record_is_one_line(form: Format, text: str) -> None:
    class Hostile:
        def __repr__(self) -> str:
            return text

    def log_everywhere(log: structlog.stdlib.BoundLogger) -> None:
        log.info(text, value=text, thing=Hostile(), nested={"a": [text]}, **{f"key{text}": 1})
        logging.getLogger("other").warning("%s", text)
        try:
            raise ValueError(text)
        except ValueError:
            log.exception("failed")
            logging.getLogger("other").exception("failed")
        log.warning("with a stack", stack_info=True)

    lines = logged(log_everywhere, form)
    assert len(lines) == 5
    for line in lines:
        assert line.isprintable()
    if form == "json":
        assert json.loads(lines[0])["value"] == text


def test_a_number_that_json_does_not_know_is_text() -> None:
    plain = record(lambda log: log.info("measured", ratio=float("nan"), load=float("inf")))
    assert (plain["ratio"], plain["load"]) == ("nan", "inf")


def test_a_long_value_is_cut() -> None:
    plain = record(lambda log: log.info("said", value="x" * (VALUE_CHARS + 7)))
    assert plain["value"] == "x" * VALUE_CHARS + " (7 more)"


SECRETS = (
    f"WebSocket /ws/v1/liveCalls?conversationToken={CANARY} [accepted]",
    f"GET /vonage/answer?from={CANARY}&to={CANARY}&uuid=1 HTTP/1.1",
    f"https://host/x?a=b&api_key={CANARY}#end",
    f"/ws?%74oken={CANARY}",
    f'"GET /x?token={CANARY}" 200',
    f"Authorization: Bearer {CANARY}",
    f"authorization: basic {CANARY}",
    f"{{'sec-websocket-protocol': 'ticket.{CANARY}, json'}}",
)


@pytest.mark.parametrize("form", BOTH)
@pytest.mark.parametrize("text", SECRETS)
def test_t_06_secrets_are_redacted_wherever_they_stand(form: Format, text: str) -> None:
    def log_everywhere(log: structlog.stdlib.BoundLogger) -> None:
        log.info(text, value=text, nested=[{"url": text}])
        logging.getLogger("uvicorn.error").info('%s - "%s"', "127.0.0.1", text)
        try:
            raise RuntimeError(text)
        except RuntimeError:
            log.exception("failed")

    lines = logged(log_everywhere, form)
    assert len(lines) == 3
    for line in lines:
        assert CANARY not in line
        assert "[redacted]" in line


@pytest.mark.parametrize("key", ["ticket", "Authorization", "api_secret", "conversationToken"])
def test_a_secrets_key_is_enough(key: str) -> None:
    assert record(lambda log: log.info("got", **{key: CANARY}))[key] == "[redacted]"


def test_the_ordinary_is_left_alone() -> None:
    text = "ready? yes: 3 of 4 tickets; from=here to=there"
    assert record(lambda log: log.info(text))["event"] == text


PERSONAL = Personal(CANARY)
LINE = Line(Role.USER, PERSONAL, 1200)
RING = Ring("uuid", PERSONAL, PERSONAL)
AT = datetime(2026, 3, 2, tzinfo=UTC)
EVERYTHING = (
    PERSONAL,
    DigitPressed(PERSONAL),
    Transcribed(1, PERSONAL),
    JoinRequested(PERSONAL),
    FrameReceived(1, Frame(np.zeros(FRAME_SAMPLES, np.int16), 0)),
    Synthesize(1, PERSONAL),
    Commit(LINE),
    HandOver(PERSONAL, "asked", PERSONAL),
    CallStarted("c1", RING, AT),
    LineSaid("c1", 0, LINE),
    CallEnded("c1", "completed", AT, 1),
)


@pytest.mark.parametrize("form", BOTH)
def test_p_01_nothing_personal_is_logged_however_it_is_done(form: Format) -> None:
    def log_everywhere(log: structlog.stdlib.BoundLogger) -> None:
        stdlib = logging.getLogger("agent.other")
        for thing in EVERYTHING:
            log.debug("happened", thing=thing, things=[thing], by_name={"it": thing})
            log.info(
                f"{thing} {thing!r} {thing!s} {thing:>30}" if thing is PERSONAL else f"{thing} {thing!r}"
            )
            stdlib.info("%s %r", thing, thing)
            stdlib.info(thing)
            try:
                raise ValueError(thing, f"{thing}")
            except ValueError:
                log.exception("failed", thing=thing)
                stdlib.exception("failed %s", thing)
            structlog.contextvars.bind_contextvars(thing=thing)
            log.warning("in a context")
            structlog.contextvars.clear_contextvars()

    lines = logged(log_everywhere, form, "debug")
    assert len(lines) == 7 * len(EVERYTHING)
    assert sum("[redacted]" in line for line in lines) > 40
    assert not any(CANARY in line for line in lines)


def test_an_exception_names_what_where_and_why_without_locals() -> None:
    def inner(secret: str) -> None:
        raise KeyError("inner") from OSError("disk")

    def fail(log: structlog.stdlib.BoundLogger) -> None:
        try:
            inner(CANARY)
        except KeyError:
            log.exception("failed")

    error = record(fail)["error"]
    assert error.startswith("KeyError: 'inner' [")
    assert "test_log.py" in error
    assert error.index(" inner") < error.index(" fail")  # innermost first
    assert error.endswith("; caused by OSError: disk []")
    assert CANARY not in error


def test_a_deep_exception_stays_short() -> None:
    def deeper(n: int) -> None:
        if n == 0:
            raise ValueError("bottom")
        deeper(n - 1)

    def fail(log: structlog.stdlib.BoundLogger) -> None:
        try:
            deeper(200)
        except ValueError as error:
            error.__context__ = error  # and a circle, as libraries have made them
            log.error("failed", exc_info=error)

    assert record(fail)["error"].count(" < ") == CAUSE_FRAMES - 1


def test_debug_shows_our_records_and_not_the_frames_of_the_web_libraries() -> None:
    def chatter(log: structlog.stdlib.BoundLogger) -> None:
        log.debug("ours")
        logging.getLogger("websockets.server").debug("< TEXT '%s'", CANARY)
        logging.getLogger("uvicorn.error").debug("< TEXT '%s'", CANARY)
        logging.getLogger("httpx").info("HTTP Request")

    (line,) = logged(chatter, level="debug")
    assert "ours" in line
    assert logged(lambda log: log.debug("ours")) == []


def test_h_14_a_blocked_pipe_costs_lines_and_no_time() -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writer, b"x" * 65536)
    os.set_blocking(writer, True)
    lines = configure(Settings(log_format="json"), fd=writer)
    log = get_logger("agent.test")
    for n in range(LINES_WAITING + 100):  # would never end if a record waited for the pipe
        log.info("happened", n=n)
    dropped = lines.dropped
    assert 99 <= dropped <= 100  # the writer may hold one line in its hands
    text = b""
    while text.count(b"happened") < LINES_WAITING + 100 - dropped:  # now somebody reads again
        text += os.read(reader, 65536)
    assert f"{dropped} log lines dropped so far".encode() in text
    lines.close(within_s=10)
    os.close(writer)
    os.close(reader)


def test_h_14_a_pipe_closed_by_its_reader_harms_nobody() -> None:
    reader, writer = os.pipe()
    lines = configure(Settings(), fd=writer)
    os.close(reader)
    get_logger("agent.test").info("to nobody")
    lines.close(within_s=10)
    os.close(writer)
    assert lines.dropped == 1


def test_closing_does_not_wait_for_a_blocked_pipe() -> None:
    reader, writer = os.pipe()
    lines = configure(Settings(log_format="json"), fd=writer)
    for _ in range(LINES_WAITING // 2):
        get_logger("agent.test").info("x" * 200)
    lines.close(within_s=0.01)
    os.close(reader)  # lets its thread go
    os.close(writer)
