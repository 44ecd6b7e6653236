"""The telephone network's side of one media socket (PROTOCOLS 1.3-1.5), without a socket and without a clock.

A network mixes in slots of 20 ms, and so does this one: everything happens at the beginning of a slot. What
the server sent before it is taken in, in order; notifies that have nothing unplayed before them are answered;
one frame is played, or silence if there is none. `clear` therefore never cuts the frame being played.
What the caller says in a slot leaves at its end, as from a telephone, which cannot send a sound before it
has been made. So `heard` and `spoken` are sample-exact timelines on the network's own clock, from the
opening of the first socket.

Where the vendor is silent, the choice is the one that is hardest on the server: a `clear` forgets pending
notifies without answering them, and what does not fit the buffer is lost.
"""

from __future__ import annotations

import heapq
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any, Protocol

from audio import pcm
from audio.frame import FRAME_MS, Samples

BUFFER_MESSAGES = 3072  # the vendor's own limit, about 60 s of frames
LONGEST_CALL_MS = 7_200_000  # the vendor's limit for a leg
TEXTS_KEPT = 10_000  # of a call's text messages; a flood must not fill the double's memory
PRESS_MS = 260  # how long a key is reported as held down; people hold 100 to 400 ms


class WrongFrame(ValueError):
    """The server sent a frame of another size than 20 ms; the network drops the socket at once (1006)."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What a caller does in one slot. `samples`: 20 ms at the leg's rate."""

    samples: Samples
    digit: str = ""
    hangs_up: bool = False


@dataclass(frozen=True, slots=True)
class MarkFaults:
    """What may befall the answer to a notify: chances of 0 to 1, and by how much it is late at most.

    A late answer is overtaken by what leaves after it, so late answers also come in another order.
    """

    lost: float = 0.0
    doubled: float = 0.0
    late_ms: int = 0


class Speaker(Protocol):
    """Somebody at the telephone: hears one slot and speaks one, 20 ms each, at the leg's rate."""

    def step(self, heard: Samples) -> Step: ...


class _Clear:
    """An unanswered `clear`, in its place among the frames."""


def frame_samples(rate: int) -> int:
    return rate * FRAME_MS // 1000


def connected(rate: int, headers: Mapping[str, Any]) -> str:
    """The first message of a media socket: custom headers at the top level."""
    return json.dumps(
        {"event": "websocket:connected", "content-type": f"audio/l16;rate={rate}"} | dict(headers)
    )


class Network:
    """One caller's line. The shell hands in what arrives and sends what `advance` returns, in order.

    `jitter_ms` delays every message, either way, by a random 0..jitter_ms, keeping the order (TCP), on top
    of the `there_ms` that every message to the network takes and the `back_ms` of every one from it;
    `marks` is what goes wrong with notifies;
    `drift_ppm` makes the network's clock run that much faster than the server's; `seed` fixes the chances.
    """

    def __init__(
        self,
        speaker: Speaker,
        rate: int = 16_000,
        *,
        jitter_ms: int = 0,
        there_ms: int = 0,
        back_ms: int = 0,
        marks: MarkFaults | None = None,
        drift_ppm: int = 0,
        seed: int = 0,
        limit_ms: int = LONGEST_CALL_MS,
    ) -> None:
        if rate not in (8000, 16_000, 24_000):
            raise ValueError(f"a leg runs at 8000, 16000 or 24000 Hz, not at {rate}")
        self.rate = rate
        self.ended = ""  # why the call is over: "caller hung up", "limit"
        self.texts: list[tuple[int, str, str]] = []  # (now_ms, "in" | "out", message)
        self.cleared_ms: list[int] = []  # when a clear took effect, on the network's clock
        self.jitter_ms = jitter_ms  # may change at any time
        self.wrong_frames = 0
        self.lost_messages = 0  # did not fit the buffer
        self.unknown_texts = 0
        self._speaker = speaker
        self._there_ms = there_ms
        self._back_ms = back_ms
        self._marks = marks
        self._drift_ppm = drift_ppm
        self._limit_ms = limit_ms
        self._random = Random(seed)  # noqa: S311 - chances of a simulation, to be repeated at will
        self._slot = 0
        self._arriving: deque[tuple[int, bytes | dict[str, Any] | _Clear]] = deque()
        self._buffer: deque[bytes | dict[str, Any]] = deque()  # frames, and payloads of notifies; <= 3072
        self._leaving: list[tuple[int, int, bytes | str]] = []  # a heap, drained by every advance
        self._left_ms = 0  # when the last message leaves that keeps the order
        self._order = count()
        self._heard = bytearray()
        self._spoken = bytearray()

    @property
    def heard(self) -> Samples:
        """What the caller heard so far: shape (slots * 20 ms,), silence where the buffer was empty."""
        return pcm.from_bytes(bytes(self._heard))

    @property
    def spoken(self) -> Samples:
        """What the caller's telephone sent, on the same clock."""
        return pcm.from_bytes(bytes(self._spoken))

    @property
    def deadline_ms(self) -> int:
        """When `advance` has something to do next."""
        next_slot_ms = self._begin_ms(self._slot)
        return min(next_slot_ms, self._leaving[0][0]) if self._leaving else next_slot_ms

    def receive(self, message: bytes | str, now_ms: int) -> None:
        """A message from the server. Raises WrongFrame; text that means nothing to a network is ignored."""
        item: bytes | dict[str, Any] | _Clear
        if isinstance(message, bytes):
            required = 2 * frame_samples(self.rate)
            if len(message) != required:
                self.wrong_frames += 1
                raise WrongFrame(f"unexpected frame of {len(message)} bytes, when {required} are required")
            item = message
        else:
            self._note(now_ms, "in", message)
            known = _read(message)
            if known is None:
                self.unknown_texts += 1
                return
            item = known
        full = len(self._arriving) + len(self._buffer) >= BUFFER_MESSAGES
        if full and not isinstance(item, _Clear):  # a clear makes room, so it is always taken
            self.lost_messages += 1
            return
        arrival_ms = now_ms + self._there_ms + self._random.randint(0, self.jitter_ms)
        if self._arriving:
            arrival_ms = max(arrival_ms, self._arriving[-1][0])
        self._arriving.append((arrival_ms, item))

    def advance(self, now_ms: int) -> list[bytes | str]:
        """Play and speak every slot begun by now; returns what has to be sent now."""
        while not self.ended and self._begin_ms(self._slot) <= now_ms:
            self._play()
        due: list[bytes | str] = []
        while self._leaving and self._leaving[0][0] <= now_ms:
            message = heapq.heappop(self._leaving)[2]
            if isinstance(message, str):
                self._note(now_ms, "out", message)
            due.append(message)
        return due

    def replug(self, now_ms: int) -> None:
        """Another media socket follows a lost one: what was buffered, or said in between, is gone."""
        self.advance(now_ms)
        for lost in (self._arriving, self._buffer, self._leaving):
            lost.clear()

    def _begin_ms(self, slot: int) -> int:
        return -(-slot * FRAME_MS * 1_000_000 // (1_000_000 + self._drift_ppm))

    def _play(self) -> None:
        begin_ms, end_ms = self._begin_ms(self._slot), self._begin_ms(self._slot + 1)
        self._take_in(begin_ms)
        while self._buffer and not isinstance(self._buffer[0], bytes):
            payload = self._buffer.popleft()
            self._answer(begin_ms, json.dumps({"event": "websocket:notify", "payload": payload}))
        frame = self._buffer.popleft() if self._buffer else bytes(2 * frame_samples(self.rate))
        assert isinstance(frame, bytes)
        step = self._speaker.step(pcm.from_bytes(frame))
        assert len(step.samples) == frame_samples(self.rate), "a caller speaks 20 ms a slot"
        said = pcm.to_bytes(step.samples)
        self._heard += frame
        self._spoken += said
        self._slot += 1
        if step.digit:
            pressed = {"event": "websocket:dtmf", "digit": step.digit, "duration": PRESS_MS}
            self._leave(end_ms, json.dumps(pressed))
        self._leave(end_ms, said)
        if step.hangs_up:
            self.ended = "caller hung up"
        elif end_ms >= self._limit_ms:
            self.ended = "limit"

    def _take_in(self, begin_ms: int) -> None:
        while self._arriving and self._arriving[0][0] <= begin_ms:
            item = self._arriving.popleft()[1]
            if isinstance(item, _Clear):
                self._buffer.clear()
                self.cleared_ms.append(self._slot * FRAME_MS)
                self._leave(begin_ms, json.dumps({"event": "websocket:cleared"}))
            else:
                self._buffer.append(item)

    def _answer(self, at_ms: int, notify: str) -> None:
        """A notify's way back, with what may go wrong on it."""
        if self._marks is None:
            self._leave(at_ms, notify)
            return
        if self._random.random() < self._marks.lost:
            return
        for _ in range(1 + (self._random.random() < self._marks.doubled)):
            self._leave(at_ms, notify, self._random.randint(0, self._marks.late_ms))

    def _leave(self, at_ms: int, message: bytes | str, late_ms: int = 0) -> None:
        at_ms += self._back_ms + self._random.randint(0, self.jitter_ms)
        at_ms = max(at_ms, self._left_ms)
        if not late_ms:
            self._left_ms = at_ms
        heapq.heappush(self._leaving, (at_ms + late_ms, next(self._order), message))

    def _note(self, now_ms: int, direction: str, text: str) -> None:
        if len(self.texts) < TEXTS_KEPT:
            self.texts.append((now_ms, direction, text))


def _read(text: str) -> dict[str, Any] | _Clear | None:
    """A notify's payload, a clear, or None for what the network does not know."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict):
        return None
    if message.get("action") == "clear":
        return _Clear()
    payload = message.get("payload")
    return payload if message.get("action") == "notify" and isinstance(payload, dict) else None
