"""A large model's answers, streamed from any server of OpenAI's chat-completions protocol.

An answer is read to its end in a task of its own and handed on piece by piece: a whole sentence, or its tool
calls. Each piece is a job's answer (`Think` brings the first, each `GoOn` another), so the first sentence is
spoken while the model makes the second. One answer a call: a new `Think` drops the one before.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from agent.dialogue.errands import GoOn, Think, Thought, ToolCall
from agent.dialogue.flow import split_phrases
from agent.events import ErrandDone, JobFailed
from agent.io.log import get_logger

MOST_BYTES = 256 * 1024  # of one answer on the wire: a chunk is some 300 bytes around one token
MOST_SENTENCES = 8  # nobody listens to more in one breath; the rest is not even read
MOST_CHARS = 2000  # of a sentence that does not end, or of a tool's arguments
MOST_CALLS = 8
MOST_TOKENS = 300

log = get_logger(__name__)

Post = Callable[[ErrandDone | JobFailed], None]


class BadAnswer(Exception):
    """What came is no answer of this protocol, or has no end."""


class Pieces:
    """The bytes of one streamed answer, cut where a piece is whole. `over`: nothing more is to come."""

    def __init__(self) -> None:
        self.over = False
        self._line = b""  # not whole yet; bounded by MOST_BYTES, as all that is read
        self._bytes = 0
        self._text = ""  # of a sentence not whole yet
        self._calls: dict[int, list[str]] = {}  # by index: name, arguments
        self._sentences = 0
        self._stopped = False  # the model has said that it is done

    def receive(self, chunk: bytes) -> list[Thought]:
        """Raises BadAnswer."""
        self._bytes += len(chunk)
        if self._bytes > MOST_BYTES:
            raise BadAnswer("too long")
        *lines, self._line = (self._line + chunk).split(b"\n")
        pieces: list[Thought] = []
        for line in lines:
            if not self.over and line.startswith(b"data:"):
                pieces += self._event(line[5:].strip())
        return pieces

    def end(self) -> list[Thought]:
        """The connection is closed. Raises BadAnswer if that came in the middle."""
        if not self._stopped:
            raise BadAnswer("cut short")
        return self._last()

    def _event(self, written: bytes) -> list[Thought]:
        if written == b"[DONE]":
            return self._last()
        try:
            choices = json.loads(written)["choices"]
            if not choices:  # figures of usage
                return []
            delta = choices[0].get("delta") or {}
            self._text += _text(delta.get("content")).replace("\n", " ")
            for call in delta.get("tool_calls") or ():
                self._call(call)
            self._stopped = self._stopped or choices[0].get("finish_reason") is not None
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            raise BadAnswer("not a chunk of an answer") from None
        if len(self._text) > MOST_CHARS or len(self._calls) > MOST_CALLS:
            raise BadAnswer("too long")
        return self._whole_sentences()

    def _call(self, delta: Mapping[str, Any]) -> None:
        """A stretch of a tool call: the name comes first, then the arguments bit by bit."""
        name_and_arguments = self._calls.setdefault(int(delta.get("index") or 0), ["", ""])
        function = delta.get("function") or {}
        for i, part in enumerate(("name", "arguments")):
            name_and_arguments[i] += _text(function.get(part))
            if len(name_and_arguments[i]) > MOST_CHARS:
                raise BadAnswer("too long")

    def _whole_sentences(self) -> list[Thought]:
        """A sentence is whole once there is a space behind it: "at 10." may go on with "30"."""
        *whole, rest = split_phrases(f"{self._text}x")
        self._text = rest[:-1]
        room = MOST_SENTENCES - self._sentences
        self._sentences += len(whole)
        if len(whole) < room:
            return [Thought(text) for text in whole]
        self.over = True
        return [*(Thought(text) for text in whole[: room - 1]), Thought(whole[room - 1], last=True)]

    def _last(self) -> list[Thought]:
        if self.over:
            return []
        self.over = True
        calls = tuple(ToolCall(name, arguments) for _, (name, arguments) in sorted(self._calls.items()))
        if not calls:
            return [Thought(self._text.strip(), last=True)]
        text = [Thought(self._text.strip())] if self._text.strip() else []
        return [*text, Thought(calls=calls, last=True)]


def _text(written: object) -> str:
    """Raises ValueError for what is no text, or none that can be written down (half of a surrogate pair)."""
    if written is None:
        return ""
    if not isinstance(written, str):
        raise ValueError("no text")
    written.encode()
    return written


@dataclass(slots=True, eq=False)
class _Answer:
    """One answer under way: pieces nobody has asked for yet, or who waits for the next."""

    task: asyncio.Task[None] | None = None
    ready: deque[Thought] = field(default_factory=deque)  # bounded by MOST_SENTENCES and the calls
    waiting: tuple[int, Post] | None = None
    failed: str = ""


class Model:
    """`url`: up to and with the "/v1". All methods but `close` return at once, and need the event loop.

    `deadline_s` is for the first piece, and then for each next one.
    """

    def __init__(self, url: str, name: str, key: str, deadline_s: float) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._name = name
        self._deadline_s = deadline_s
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.AsyncClient(
            headers={**headers, "Accept": "text/event-stream", "Accept-Encoding": "identity"},
            timeout=None,  # noqa: S113 - each answer has its own deadline
            trust_env=False,
        )
        self._answers: dict[str, _Answer] = {}  # by call; bounded by the calls that are live

    def start(self, call_id: str, job: int, errand: Think | GoOn, post: Post) -> None:
        """`post` gets an ErrandDone with a Thought, or a JobFailed, once; never after `cancel`, `forget`."""
        if isinstance(errand, Think):
            self.forget(call_id)
            answer = self._answers[call_id] = _Answer(waiting=(job, post))
            answer.task = asyncio.create_task(self._listen(call_id, errand, answer))
            return
        going_on = self._answers.get(call_id)
        if going_on is not None and going_on.ready:
            post(ErrandDone(job, going_on.ready.popleft()))
        elif going_on is None or going_on.failed:
            post(JobFailed(job, going_on.failed if going_on else "bad_input"))
        else:
            going_on.waiting = (job, post)

    def cancel(self, call_id: str, job: int) -> None:
        """The caller went on speaking, or interrupted: nobody wants the rest of that answer."""
        answer = self._answers.get(call_id)
        if answer is not None and answer.waiting is not None and answer.waiting[0] == job:
            self.forget(call_id)

    def forget(self, call_id: str) -> None:
        answer = self._answers.pop(call_id, None)
        if answer is not None and answer.task is not None:
            answer.waiting = None
            answer.task.cancel()

    async def close(self) -> None:
        tasks = [answer.task for answer in self._answers.values() if answer.task]
        for call_id in list(self._answers):
            self.forget(call_id)
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()

    # -- one answer --------------------------------------------------------------------------------

    async def _listen(self, call_id: str, errand: Think, answer: _Answer) -> None:
        try:
            async with asyncio.timeout(self._deadline_s) as deadline:
                async for piece in self._pieces(errand):
                    self._hand_on(answer, piece)
                    deadline.reschedule(asyncio.get_running_loop().time() + self._deadline_s)
        except TimeoutError:
            self._fail(call_id, answer, "deadline")
        except BadAnswer:
            self._fail(call_id, answer, "bad_input")
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            log.warning("the model cannot be reached", call=call_id, kind=type(fault).__name__)
            self._fail(call_id, answer, "worker_died")
        except Exception:
            log.exception("the model's client failed", call=call_id)  # a fault of ours; the desk answers
            self._fail(call_id, answer, "worker_died")

    async def _pieces(self, errand: Think) -> AsyncIterator[Thought]:
        asked = {
            "model": self._name,
            "messages": errand.messages,
            "tools": errand.tools,
            "stream": True,
            "max_tokens": MOST_TOKENS,
        }
        pieces = Pieces()
        async with self._client.stream("POST", self._url, json=asked) as response:
            response.raise_for_status()
            async for chunk in response.aiter_raw():
                for piece in pieces.receive(chunk):
                    yield piece
                if pieces.over:
                    return
            for piece in pieces.end():
                yield piece

    def _hand_on(self, answer: _Answer, piece: Thought) -> None:
        if answer.waiting is None:
            answer.ready.append(piece)
            return
        (job, post), answer.waiting = answer.waiting, None
        post(ErrandDone(job, piece))

    def _fail(self, call_id: str, answer: _Answer, reason: str) -> None:
        log.info("the desk answers instead of the model", call=call_id, reason=reason)
        answer.failed = reason
        if answer.waiting is not None:
            (job, post), answer.waiting = answer.waiting, None
            post(JobFailed(job, reason))
