"""What we say, paced into the carrier, and how much of it the caller has heard.

A line is a queue of phrases; a phrase's sound arrives in stretches while its beginning is already
playing. Frames leave so that the carrier holds a little of them, the *lead*: enough to outlast a late tick
and the network's jitter, little enough that an interruption has almost nothing to take back.

What was heard is worked out from the sample clock, less the carrier's lag, which marks have proved (run.py):
a word is credited when its last sample has certainly been played. Taking back needs no such proof. A
`clear` travels as our frames do, so however far away the carrier is, what the clear finds unplayed is
what would have been left next door, give or take the jitter.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from agent.call.jitter import Jitter
from agent.call.policy import Policy
from agent.call.run import MARK_FRAMES, Run
from agent.commands import ClearPlayout, SendFrame, SendMark
from agent.events import WordEnd
from audio import pcm
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS, SILENCE, Samples

# Clocks drift apart, by 30 ms a minute at the very worst. So a run older than that ends at the next phrase,
# with a breath a little longer: the carrier has then played all of it, and both begin anew.
_LONGEST_RUN_MS, _LONGER_BREATH_MS = 60_000, 40
_FADE_IN_SAMPLES = 5 * SAMPLES_PER_MS  # sound that begins in its middle would click


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

    def fade_in(self) -> None:
        """The rest of it begins without a click."""
        head = self.stretches.popleft()
        fading = head[:_FADE_IN_SAMPLES]
        faded = pcm.nearest(fading * (np.arange(len(fading)) / _FADE_IN_SAMPLES))
        self.stretches.appendleft(np.concatenate([faded, head[_FADE_IN_SAMPLES:]]))

    @property
    def done(self) -> bool:
        """All of it has been sent."""
        return self.complete and not self.waiting


class Playout:
    def __init__(self, policy: Policy) -> None:
        self.underruns = 0  # the voice was late in the middle of a phrase
        self._policy = policy
        self._line: list[Phrase] = []  # being said; bounded by what a flow says at once
        self._sent = 0  # frames since the call began
        self._played = 0  # so many of them have certainly been played, or will never be
        self._marks: dict[str, int] = {}  # mark -> frames it vouches for; bounded by the length of a line
        self._run: Run | None = None
        self._jitter = Jitter()

    def begin_leg(self) -> None:
        """Another media connection: its carrier holds nothing of ours, and its network is unknown."""
        self._jitter = Jitter()
        self._run = None

    def frame_arrived(self, position: int, now_ms: int) -> None:
        """A frame of the caller's, `position` samples into the leg: it tells how restless the line is."""
        self._jitter.frame_arrived(position, now_ms)

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
    def lead_ms(self) -> int:
        """How much of our sound the carrier shall hold: the jitter, behind the frame it is playing."""
        wanted_ms = self._jitter.ms + FRAME_MS
        return min(max(wanted_ms, self._policy.lead_ms), self._policy.most_lead_ms)

    @property
    def _ends_ms(self) -> int:
        """When a carrier next door would have played all we sent."""
        return self._run.ends_ms(self._sent) if self._run else 0

    def _next(self) -> Phrase | None:
        """The phrase whose frame is next, if a whole frame of it is here."""
        phrase = next((phrase for phrase in self._line if not phrase.done), None)
        if phrase is None or not (phrase.complete or phrase.waiting >= FRAME_SAMPLES):
            return None
        return phrase

    def next_send_at(self) -> int | None:
        """When the next frame may leave; None if there is none. The one statement of the pace."""
        phrase = self._next()
        if phrase is None:
            return None
        if self._run and not phrase.frames_sent and self._ends_ms - self._run.started_ms > _LONGEST_RUN_MS:
            return self._ends_ms + _LONGER_BREATH_MS
        return self._ends_ms + FRAME_MS - self.lead_ms

    def due(self, now_ms: int) -> list[SendFrame | SendMark]:
        """The frames that may leave now, with their marks."""
        out: list[SendFrame | SendMark] = []
        while (at := self.next_send_at()) is not None and at <= now_ms:
            phrase = self._next()
            assert phrase is not None
            if self._run is None or self._ends_ms < now_ms:  # the carrier has run dry
                self._begin_run(phrase, now_ms)
            out += self._frame(phrase, now_ms)
        return out

    def _begin_run(self, phrase: Phrase, now_ms: int) -> None:
        """Its sound begins behind some silence on a restless line: there the first frame may come early and
        the next one late, and a carrier plays at once what comes."""
        if phrase.frames_sent:
            self.underruns += 1
            phrase.fade_in()
        self._played = self.heard_frames(now_ms)
        self._run = Run(self._sent, now_ms, quiet=(self._jitter.ms - FRAME_MS) // FRAME_MS)

    def _frame(self, phrase: Phrase, now_ms: int) -> list[SendFrame | SendMark]:
        """The next frame, and a mark where one is due."""
        assert self._run is not None
        self._run.sends(self._sent, self._ends_ms - now_ms, self._jitter.ms)
        if self._run.quiet > 0:
            self._run.quiet -= 1
            samples = SILENCE
        else:
            if phrase.first_frame is None:
                phrase.first_frame, phrase.started_ms = self._sent, self._ends_ms
            samples = phrase.take()
            phrase.frames_sent += 1
        self._sent += 1
        out: list[SendFrame | SendMark] = [SendFrame(samples)]
        if self.all_sent or (self._sent - self._run.first) % MARK_FRAMES == 0:
            mark = f"f{self._sent}"
            self._marks[mark] = self._sent
            out.append(SendMark(mark))
        return out

    # -- the ledger --------------------------------------------------------------------------------

    def mark_played(self, mark: str, now_ms: int) -> None:
        """Evidence from the carrier. A mark we do not know, or that was taken back, says nothing."""
        frames = self._marks.pop(mark, 0)
        if self._run is None or frames <= self._played or now_ms < self._run.ends_ms(frames):
            return  # doubled, overtaken; or back before anybody can have played its frames
        self._played = frames
        self._run.proves(frames, now_ms, self._jitter.ms)

    def heard_frames(self, now_ms: int) -> int:
        """How many of all frames sent have certainly been played at `now_ms`."""
        return self._finished(now_ms - self._lag_ms(now_ms))

    def _finished(self, at_ms: int) -> int:
        """How many frames the carrier next door had played at an instant, if that is more than is certain."""
        if self._run is None or at_ms < self._run.started_ms:
            return self._played  # what a run before left behind may still be playing
        return max(self._played, min(self._sent, self._run.finished(at_ms)))

    def _lag_ms(self, now_ms: int) -> int:
        """How much later the real one is, at most."""
        proved_ms = self._run.lag_ms(now_ms) if self._run else None
        return self._policy.transit_ms if proved_ms is None else proved_ms

    def heard_text(self, now_ms: int) -> str:
        """The words of the current line that the caller has certainly heard at `now_ms`."""
        return self._words(self.heard_frames(now_ms))

    def heard_when_cleared(self, now_ms: int) -> str:
        """The words that the caller will have heard once a `clear` sent now has taken effect."""
        # The carrier plays in slots of its own, so either way may have waited a frame longer than the other.
        spread_ms = self._jitter.ms + FRAME_MS
        return self._words(self._finished(now_ms - min(spread_ms, self._lag_ms(now_ms))))

    def heard_when_lost(self) -> str:
        """The words that the caller heard while the line was surely up: until it brought its last frame."""
        if self._jitter.last_ms is None:
            return self._words(self._played)
        return self._words(self.heard_frames(self._jitter.last_ms - self._jitter.ms))

    def _words(self, frames: int) -> str:
        """The current line's words that are finished within the first `frames` of all frames."""
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
        return self._ends_ms + self._lag_ms(self._ends_ms) + self._policy.mark_grace_ms

    def is_over(self, now_ms: int) -> bool:
        """The caller has heard the line to its end: by its last mark, or by the clock when marks are lost."""
        over_at = self.over_at()
        return over_at is not None and (self._played >= self._sent or now_ms >= over_at)

    # -- taking back -------------------------------------------------------------------------------

    def clear(self) -> ClearPlayout:
        """Stop at once: nothing more is sent, and what the carrier still holds will never be played.

        Ask `heard_when_cleared` first: afterwards the line is empty.
        """
        self.say([])
        self._played = self._sent
        self._run = None
        return ClearPlayout()
