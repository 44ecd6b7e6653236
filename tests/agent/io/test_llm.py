"""The model's client against a real server on loopback, which answers byte by byte as a test wants it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from agent.dialogue.errands import GoOn, Think, Thought, ToolCall
from agent.events import ErrandDone, JobFailed
from agent.io.llm import MOST_BYTES, MOST_CHARS, MOST_SENTENCES, BadAnswer, Model, Pieces
from tests.agent.io.edge import run

ASK = Think(({"role": "user", "content": "hello"},), ({"type": "function", "function": {"name": "end"}},))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
NEVER_S = 1000.0  # a deadline that is not what the test is about


def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    return f"data: {json.dumps({'choices': [{'delta': delta, 'finish_reason': finish}]})}\n\n".encode()


def content(*texts: str) -> bytes:
    return b"".join(chunk({"content": text}) for text in texts)


def tool(index: int, name: str | None = None, arguments: str | None = None) -> bytes:
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    return chunk({"tool_calls": [{"index": index, "function": function}]})


STOP, DONE = chunk({}, "stop"), b"data: [DONE]\n\n"
TALK = content("Hel", "lo there", ". I", " can help.") + STOP + DONE


# -- the pieces of an answer -------------------------------------------------------------------------


def pieces(sent: bytes, size: int) -> list[Thought]:
    answer = Pieces()
    found = [piece for i in range(0, len(sent), size) for piece in answer.receive(sent[i : i + size])]
    return found if answer.over else found + answer.end()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
def test_it_does_not_matter_where_the_bytes_are_cut(size: int) -> None:
    assert pieces(TALK, size) == [Thought("Hello there."), Thought("I can help.", last=True)]
    crlf = b": a comment\r\n\r\n" + TALK.replace(b"\n", b"\r\n")
    assert pieces(crlf, size) == pieces(TALK, size)
    umlaut = content("Grüß ", "Gott. Ja.") + DONE
    raw = json.dumps({"choices": [{"delta": {"content": "Grüß Gott. Ja."}}]}, ensure_ascii=False)
    assert pieces(f"data: {raw}\n\n".encode() + DONE, size) == pieces(umlaut, size)


def test_a_sentence_is_whole_once_a_space_is_behind_it() -> None:
    answer = Pieces()
    assert answer.receive(content("See Dr. ", "Reed at 10.", "30.")) == []
    assert answer.receive(content(" ")) == [Thought("See Dr. Reed at 10.30.")]
    assert answer.receive(content("Yes")) == []
    assert answer.receive(STOP + DONE) == [Thought("Yes", last=True)]


@pytest.mark.parametrize("size", [1, 5, 10_000])
def test_tool_calls_come_in_stretches(size: int) -> None:
    sent = (
        content("One moment.")
        + tool(0, "find_slots", "")
        + tool(0, None, '{"reason": ')
        + tool(1, "end", "{}")
        + tool(0, None, '"check-up"}')
        + chunk({}, "tool_calls")
        + DONE
    )
    calls = (ToolCall("find_slots", '{"reason": "check-up"}'), ToolCall("end", "{}"))
    assert pieces(sent, size) == [Thought("One moment."), Thought(calls=calls, last=True)]


def test_an_end_without_done_is_an_end_if_the_model_said_so() -> None:
    assert pieces(content("Yes.") + STOP, 10) == [Thought("Yes.", last=True)]
    with pytest.raises(BadAnswer):
        pieces(content("Yes."), 10)


def test_figures_of_usage_are_no_words() -> None:
    usage = b'data: {"choices": [], "usage": {"total_tokens": 3}}\n\n'
    assert pieces(content("Yes.") + STOP + usage + DONE, 9) == [Thought("Yes.", last=True)]


@pytest.mark.parametrize(
    "sent",
    [
        b"data: hello\n",
        b"data: []\n",
        b'data: {"error": {"message": "no"}}\n',
        b'data: {"choices": [3]}\n',
        b'data: {"choices": [{"delta": {"content": 5}}]}\n',
        b'data: {"choices": [{"delta": {"content": "\\ud800"}}]}\n',
        b'data: {"choices": [{"delta": {"tool_calls": [4]}}]}\n',
        b'data: {"choices": [{"delta": {"tool_calls": [{"index": "x"}]}}]}\n',
        b"data: " + b"[" * 100_000 + b"\n",
        b"data: \xff\xfe\n",
        content("x" * (MOST_CHARS + 1)),
        tool(0, "end", "x" * (MOST_CHARS + 1)),
        b"".join(tool(i, "end", "{}") for i in range(9)),
        b"x" * (MOST_BYTES + 1),
        b": nothing\n" * MOST_BYTES,
    ],
)
def test_what_is_no_answer_is_refused(sent: bytes) -> None:
    with pytest.raises(BadAnswer):
        Pieces().receive(sent)


def test_an_answer_without_end_is_left_after_so_many_sentences() -> None:
    answer = Pieces()
    found = answer.receive(content(*(f"This is {i}. " for i in range(50))))
    assert len(found) == MOST_SENTENCES
    assert [piece.last for piece in found] == [False] * (MOST_SENTENCES - 1) + [True]
    assert answer.over
    assert answer.receive(content("More. And more.")) == []


# -- over HTTP ---------------------------------------------------------------------------------------

Play = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Takes requests, and plays each the next answer."""

    def __init__(self, *plays: Play) -> None:
        self.plays = list(plays)
        self.requests: list[tuple[str, dict[str, Any]]] = []  # head, body
        self.asked = asyncio.Event()
        self.gone = asyncio.Event()  # a client has left
        self.url = ""

    async def on_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
            self.requests.append((head, json.loads(await reader.readexactly(int(fields["content-length"])))))
            self.asked.set()
            playing = asyncio.create_task(_played(self.plays.pop(0), writer))
            with suppress(ConnectionError):
                await reader.read()  # until they leave, or we have
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)
        finally:
            self.gone.set()


async def _played(play: Play, writer: asyncio.StreamWriter) -> None:
    await play(writer)
    writer.close()


def sends(*parts: bytes) -> Play:
    async def play(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()

    return play


def stalls_after(*parts: bytes) -> Play:
    async def play(writer: asyncio.StreamWriter) -> None:
        await sends(*parts)(writer)
        await asyncio.Event().wait()

    return play


class Asker:
    """A call's end of it."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.job = 0
        self.answers: asyncio.Queue[ErrandDone | JobFailed] = asyncio.Queue()

    def start(self, errand: Think | GoOn = ASK) -> int:
        self.job += 1
        self.model.start("c1", self.job, errand, self.answers.put_nowait)
        return self.job

    async def ask(self, errand: Think | GoOn = ASK) -> Thought | str:
        """A Thought, or the reason of its failure."""
        job = self.start(errand)
        answer = await self.answers.get()
        assert answer.job == job
        if isinstance(answer, JobFailed):
            return answer.reason
        assert isinstance(answer.finding, Thought)
        return answer.finding


@asynccontextmanager
async def served(*plays: Play, deadline_s: float = NEVER_S) -> AsyncIterator[tuple[Server, Asker]]:
    server = Server(*plays)
    async with await asyncio.start_server(server.on_connection, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        model = Model(f"http://127.0.0.1:{port}/v1/", "small", "a key", deadline_s)
        try:
            yield server, Asker(model)
        finally:
            await model.close()


def test_it_is_asked_as_the_protocol_wants_it() -> None:
    async def scenario() -> None:
        async with served(sends(HEAD, TALK)) as (server, asker):
            await asker.ask()
            head, body = server.requests[0]
            assert head.startswith("POST /v1/chat/completions HTTP/1.1")
            assert "authorization: bearer a key" in head.lower()
            assert body["stream"] is True
            assert body["model"] == "small"
            assert body["messages"] == list(ASK.messages)
            assert body["tools"] == list(ASK.tools)

    run(scenario())


def test_the_first_sentence_comes_before_the_second_is_made() -> None:
    async def scenario() -> None:
        async with served(stalls_after(HEAD, content("Hello there. I"))) as (_, asker):
            assert await asker.ask() == Thought("Hello there.")

    run(scenario())


def test_an_answer_piece_by_piece() -> None:
    async def scenario() -> None:
        async with served(sends(*((HEAD + TALK)[i : i + 1] for i in range(len(HEAD + TALK))))) as (_, asker):
            assert await asker.ask() == Thought("Hello there.")
            assert await asker.ask(GoOn()) == Thought("I can help.", last=True)

    run(scenario())


def test_a_stall_ends_at_the_deadline() -> None:
    async def scenario() -> None:
        for before in ((), (HEAD,), (HEAD, content("Hel"))):
            async with served(stalls_after(*before), deadline_s=0.3) as (server, asker):
                assert await asker.ask() == "deadline"
                await server.gone.wait()

    run(scenario())


def test_a_stall_after_a_sentence_costs_the_rest_alone() -> None:
    async def scenario() -> None:
        async with served(stalls_after(HEAD, content("Hello there. I")), deadline_s=1.0) as (server, asker):
            assert await asker.ask() == Thought("Hello there.")
            assert await asker.ask(GoOn()) == "deadline"
            assert await asker.ask(GoOn()) == "deadline"
            await server.gone.wait()

    run(scenario())


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 5\r\n\r\nsorry", "worker_died"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n", "worker_died"),
        (b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", "worker_died"),
        (b"SSH-2.0-OpenSSH\r\n", "worker_died"),
        (b"", "worker_died"),
        (HEAD, "bad_input"),
        (HEAD + content("Hello"), "bad_input"),
        (HEAD.replace(b"Connection", b"Content-Length: 900\r\nConnection") + content("Hello"), "worker_died"),
        (HEAD + b"data: <html>\n\n", "bad_input"),
        (HEAD + b"x" * (2 * MOST_BYTES), "bad_input"),
        (HEAD + content("x" * 500) * 1000, "bad_input"),
    ],
)
def test_whatever_goes_wrong_is_a_failed_job(sent: bytes, reason: str) -> None:
    async def scenario() -> None:
        async with served(sends(sent), sends(HEAD, TALK)) as (_, asker):
            assert await asker.ask() == reason
            assert await asker.ask() == Thought("Hello there.")  # and the next turn is a new one

    run(scenario())


def test_a_server_that_is_not_there_is_a_failed_job() -> None:
    async def scenario() -> None:
        model = Model("http://127.0.0.1:1/v1", "small", "", NEVER_S)
        assert await Asker(model).ask() == "worker_died"
        await model.close()

    run(scenario())


def test_who_goes_on_speaking_hangs_up_on_the_model() -> None:
    async def scenario() -> None:
        async with served(stalls_after(HEAD, content("Hel"))) as (server, asker):
            job = asker.start()
            await server.asked.wait()
            asker.model.cancel("c1", job)
            await server.gone.wait()
            assert asker.answers.empty()
            assert await asker.ask(GoOn()) == "bad_input"

    run(scenario())


def test_a_new_turn_drops_the_answer_to_the_one_before() -> None:
    async def scenario() -> None:
        async with served(stalls_after(HEAD, content("Old one. And")), sends(HEAD, TALK)) as (server, asker):
            assert await asker.ask() == Thought("Old one.")
            assert await asker.ask() == Thought("Hello there.")
            await server.gone.wait()
            assert await asker.ask(GoOn()) == Thought("I can help.", last=True)

    run(scenario())


def test_a_call_that_is_over_is_told_nothing_and_leaves_nothing() -> None:
    async def scenario() -> None:
        async with served(stalls_after(HEAD)) as (server, asker):
            asker.start()
            await server.asked.wait()
            asker.model.forget("c1")
            await server.gone.wait()
            assert asker.answers.empty()
            assert asker.model._answers == {}

    run(scenario())
