"""What we say, paced into the carrier, and how much of it the caller has heard.

A line is a queue of phrases; a phrase's sound arrives in stretches while its beginning is already
playing. Frames leave so that the carrier never holds more than `lead_ms` of them: enough to cover a
late tick, little enough that an interruption has almost nothing to take back.

What was heard is known from two sides. The sample clock is an estimate: the carrier plays a frame
every 20 ms from when it got the first, so `sent` and the time tell which frame it must be at; we allow
`transit_ms` for the way there. A mark is evidence: the carrier returns it when all before it was played.
The ledger believes the clock for what is playing and a mark for what is over, and credits a word only
when its last sample has gone by.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from agent.call.policy import Policy
from agent.commands import ClearPlayout, SendFrame, SendMark
from agent.events import WordEnd
from audio.frame import FRAME_MS, FRAME_SAMPLES, Samples


@dataclass(slots=True, eq=False)
class Phrase:
    """One sentence on its way out. Its sound begins at a frame border: frame `first_frame` of all we sent."""

    job: int
    text: str
    gap: int = 0  # samples of silence before it: a breath after the sentence before
    stretches: deque[Samples] = field(default_factory=deque)  # bounded: the voice refuses over-long texts
    waiting: int = 0  # samples received and not yet sent
    words: list[WordEnd] = field(default_factory=list)
    complete: bool = False  # the voice has delivered all of it
    first_frame: int | None = None
    started_ms: int | None = None  # when its first frame will begin to play
    frames_sent: int = 0

    def extend(self, samples: Samples, words: tuple[WordEnd, ...], last: bool) -> None:
        """The next stretch of sound, in order."""
        if not self.stretches and not self.frames_sent:
            samples = np.concatenate([np.zeros(self.gap, dtype=np.int16), samples])
        self.stretches.append(samples)
        self.waiting += len(samples)
        self.words.extend(WordEnd(word.chars, word.samples + self.gap) for word in words)
        self.complete = last

    def heard_chars(self, frames_heard: int) -> int:
        """How many characters of `text` have been heard once `frames_heard` frames have been played."""
        if self.first_frame is None:
            return 0
        samples = (frames_heard - self.first_frame) * FRAME_SAMPLES
        return max((word.chars for word in self.words if word.samples <= samples), default=0)

    def take(self) -> Samples:
        """The next frame's samples; the last one is padded with silence."""
        parts: list[Samples] = []
        need = FRAME_SAMPLES
        while need and self.stretches:
            head = self.stretches.popleft()
            parts.append(head[:need])
            if len(head) > need:
                self.stretches.appendleft(head[need:])
            need -= len(parts[-1])
        self.waiting -= FRAME_SAMPLES - need
        return np.concatenate([*parts, np.zeros(need, dtype=np.int16)])

    @property
    def done(self) -> bool:
        """All of it has been sent."""
        return self.complete and not self.waiting


class Playout:
    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._line: list[Phrase] = []  # being said; bounded by what a flow says at once
        self._sent = 0  # frames since the call began
        self._run_first = 0  # the carrier has played without a gap since this frame ...
        self._run_started_ms = 0  # ... which began to play at this instant
        self._marked = 0  # every frame before this one is known to have been played
        self._marks: dict[str, int] = {}  # mark -> frames it vouches for; bounded by the phrases of a line
        self.underruns = 0

    def say(self, phrases: list[Phrase]) -> None:
        """Begin a line. What was heard of the one before must have been written down."""
        self._line = phrases
        self._marks.clear()

    def phrase(self, job: int) -> Phrase | None:
        return next((phrase for phrase in self._line if phrase.job == job), None)

    def unmade(self) -> list[int]:
        """The jobs whose sound has not all come."""
        return [phrase.job for phrase in self._line if not phrase.complete]

    # -- pacing ------------------------------------------------------------------------------------

    @property
    def _ends_ms(self) -> int:
        """When the carrier will have played all we sent."""
        return self._run_started_ms + (self._sent - self._run_first) * FRAME_MS

    def _next(self) -> Phrase | None:
        """The phrase whose frame is next, if a whole frame of it is here."""
        phrase = next((phrase for phrase in self._line if not phrase.done), None)
        if phrase is None or not (phrase.complete or phrase.waiting >= FRAME_SAMPLES):
            return None
        return phrase

    def next_send_at(self) -> int | None:
        """When the next frame may leave; None if there is none. The one statement of the pace."""
        if self._next() is None:
            return None
        return self._ends_ms + FRAME_MS - self._policy.lead_ms

    def due(self, now_ms: int) -> list[SendFrame | SendMark]:
        """The frames that may leave now, each phrase closed by its mark."""
        out: list[SendFrame | SendMark] = []
        while (at := self.next_send_at()) is not None and at <= now_ms:
            phrase = self._next()
            assert phrase is not None
            if self._ends_ms < now_ms:  # the carrier has run dry: a new run begins with this frame
                self.underruns += phrase.frames_sent > 0
                self._run_first, self._run_started_ms = self._sent, now_ms
            if phrase.first_frame is None:
                phrase.first_frame, phrase.started_ms = self._sent, self._ends_ms
            out.append(SendFrame(phrase.take()))
            self._sent += 1
            phrase.frames_sent += 1
            if phrase.done:
                mark = f"p{phrase.job}"
                self._marks[mark] = self._sent
                out.append(SendMark(mark))
        return out

    # -- the ledger --------------------------------------------------------------------------------

    def mark_played(self, mark: str) -> None:
        """Evidence from the carrier. A mark we do not know, or that was taken back, says nothing."""
        self._marked = max(self._marked, self._marks.pop(mark, 0))

    def heard_frames(self, now_ms: int) -> int:
        """How many of all frames sent have surely been played at `now_ms`."""
        playing_ms = now_ms - self._policy.transit_ms - self._run_started_ms
        by_clock = self._run_first + max(0, playing_ms // FRAME_MS)
        return max(self._marked, min(self._sent, by_clock))

    def heard_text(self, now_ms: int) -> str:
        """The words of the current line that the caller has heard, as text."""
        frames = self.heard_frames(now_ms)
        said = (phrase.text[: phrase.heard_chars(frames)] for phrase in self._line)
        return " ".join(text.strip() for text in said if text.strip())

    @property
    def text(self) -> str:
        """The whole of the current line."""
        return " ".join(phrase.text for phrase in self._line)

    @property
    def started_ms(self) -> int | None:
        """When the current line's first frame began to play."""
        return self._line[0].started_ms if self._line else None

    @property
    def all_sent(self) -> bool:
        return all(phrase.done for phrase in self._line)

    def over_at(self) -> int | None:
        """When the line is taken as heard to its end though its last mark is missing; None while sending."""
        if not self.all_sent:
            return None
        return self._ends_ms + self._policy.transit_ms + self._policy.mark_grace_ms

    def is_over(self, now_ms: int) -> bool:
        """The caller has heard the line to its end: by its last mark, or by the clock when marks are lost."""
        over_at = self.over_at()
        return over_at is not None and (self._marked >= self._sent or now_ms >= over_at)

    def is_sounding(self, now_ms: int) -> bool:
        """Sound of ours is, or is about to be, in the caller's ear."""
        return not self.all_sent or now_ms < self._ends_ms + self._policy.transit_ms

    # -- taking back -------------------------------------------------------------------------------

    def clear(self, now_ms: int) -> ClearPlayout:
        """Stop at once: nothing more is sent, and what the carrier still holds will never be played.

        Ask `heard_text` first: afterwards the line is empty.
        """
        heard = self.heard_frames(now_ms)
        self.say([])
        self._sent = self._run_first = heard
        self._run_started_ms = now_ms
        self._marked = min(self._marked, heard)
        return ClearPlayout()
