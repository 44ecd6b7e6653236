"""What we say, paced into the carrier, and how much of it the caller has heard.

A line is a queue of phrases; a phrase's sound arrives in stretches while its beginning is already
playing. Frames leave so that the carrier holds a little of them, the *lead*: enough to outlast a late tick
and the network's jitter, little enough that an interruption has almost nothing to take back.

What was heard is counted by the carrier's own clock from the marks that came back (run.py), and a word is
credited when its last sample has certainly been played. So the count is behind by as much as news from there
takes, and never ahead. When a line is taken back, the carrier's confirmation tells when it stopped: then the
count is exact.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from agent.call.far_end import FarEnd
from agent.call.policy import Policy
from agent.call.run import MARK_FRAMES, Run
from agent.commands import SendFrame, SendMark
from agent.events import WordEnd
from audio import pcm
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS, SILENCE, Samples
from audio.gain import Gain

# Clocks drift apart, by 20 ms a minute at worst. So a run older than that ends at the next phrase, with a
# breath as long as they may differ by then: the carrier has played all of it, and the pace begins anew.
_LONGEST_RUN_MS, _APART_MS = 60_000, 40
_LATE_TICK_MS = 5  # of ours, on a machine that is not overloaded
_FADE_IN_SAMPLES = 5 * SAMPLES_PER_MS  # sound that begins in its middle would click


@dataclass(slots=True, eq=False)
class Phrase:
    """One sentence on its way out. Its sound begins at a frame border: frame `first_frame` of all we sent."""

    job: int
    text: str
    pace: float = 1.0  # larger is slower
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


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A line that was taken back."""

    line: list[Phrase]
    run: Run | None
    began_ms: int  # when its first frame began to play
    sent: int  # frames since the call began
    heard: int  # ... of which so many at least will have been played


class Playout:
    def __init__(self, policy: Policy) -> None:
        self.underruns = 0  # the voice was late in the middle of a phrase
        self._policy = policy
        self._line: list[Phrase] = []  # being said; bounded by what a flow says at once
        self._sent = 0  # frames since the call began
        self._played = 0  # so many of them have certainly been played, or will never be
        self._marks: dict[str, int] = {}  # mark -> frames it vouches for; bounded by the length of a line
        self._run: Run | None = None
        self._far_end = FarEnd()
        self._gain = Gain()
        self._held = False  # silent on purpose ...
        self._was_held = False  # ... and so was the last frame that left

    def begin_leg(self) -> None:
        """Another media connection: its carrier holds nothing of ours, and its network is unknown."""
        self._far_end = FarEnd()
        self._run = None

    def frame_arrived(self, end: int, now_ms: int) -> None:
        """A frame of the caller's, which ends `end` samples into the leg: the carrier's clock ticks."""
        self._far_end.frame_arrived(end, now_ms)

    def duck(self, ducked: bool) -> None:
        """Speak softly, from the next frame sent; or aloud again, from the very sample where we are."""
        self._gain.target = 0.0 if self._held else self._policy.duck_gain if ducked else 1.0

    def hold(self, held: bool) -> None:
        """Fall silent within two frames; or go on from where we are."""
        if held != self._held:
            self._held = held
            self.duck(False)

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
        """How much of our sound the carrier shall hold: the jitter, behind the frame that it is playing."""
        wanted_ms = self._far_end.jitter_ms + FRAME_MS + _LATE_TICK_MS
        return min(max(wanted_ms, self._policy.lead_ms), self._policy.most_lead_ms)

    @property
    def ends_ms(self) -> int:
        """When a carrier next door would have played all we sent."""
        return self._run.ends_ms(self._sent) if self._run else 0

    def _next(self) -> Phrase | None:
        """The phrase whose frame is next, if a whole frame of it is here."""
        phrase = next((phrase for phrase in self._line if not phrase.done), None)
        if self._gain.silent or phrase is None or not (phrase.complete or phrase.waiting >= FRAME_SAMPLES):
            return None
        return phrase

    def next_send_at(self) -> int | None:
        """When the next frame may leave; None if there is none. The one statement of the pace."""
        phrase = self._next()
        if phrase is None:
            return None
        if self._run and not phrase.frames_sent and self.ends_ms - self._run.started_ms > _LONGEST_RUN_MS:
            return self.ends_ms + _APART_MS
        return self.ends_ms + FRAME_MS - self.lead_ms

    def due(self, now_ms: int) -> list[SendFrame | SendMark]:
        """The frames that may leave now, with their marks."""
        out: list[SendFrame | SendMark] = []
        while (at := self.next_send_at()) is not None and at <= now_ms:
            phrase = self._next()
            assert phrase is not None
            if self._run is None or self.ends_ms < now_ms:  # the carrier has run dry
                self._begin_run(phrase, now_ms)
            out += self._frame(phrase, now_ms)
        return out

    def _begin_run(self, phrase: Phrase, now_ms: int) -> None:
        """Its sound begins behind some silence on a restless line: there the first frame may come early and
        the next one late, and a carrier plays at once what comes."""
        if phrase.frames_sent:
            self.underruns += not self._was_held
            phrase.fade_in()
        self._played = self.heard_frames(now_ms)
        quiet = (self._far_end.jitter_ms - FRAME_MS) // FRAME_MS
        self._run = Run(self._sent, now_ms, quiet, self._far_end.run_begins_ms(now_ms))

    def _frame(self, phrase: Phrase, now_ms: int) -> list[SendFrame | SendMark]:
        """The next frame, and a mark where one is due."""
        assert self._run is not None
        self._run.sends(self._sent, self.ends_ms - now_ms)
        if self._run.quiet > 0:
            self._run.quiet -= 1
            samples = SILENCE
        else:
            if phrase.first_frame is None:
                phrase.first_frame, phrase.started_ms = self._sent, self.ends_ms
            samples = self._gain.push(phrase.take())
            phrase.frames_sent += 1
            self._was_held = self._gain.silent
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
        if self._run is None or frames <= self._played or now_ms < self._run.ends_ms(frames) - _APART_MS:
            return  # doubled, overtaken; or back before anybody can have played its frames
        self._played = frames
        if self._far_end.sent_ms is not None:
            self._run.proves(frames, self._far_end.sent_ms, self._far_end.jitter_ms)
        if self._run.far_ms is not None:
            self._far_end.run_began(self._run.started_ms, self._run.far_ms, now_ms)

    def heard_frames(self, now_ms: int) -> int:
        """How many of all frames sent have certainly been played at `now_ms`."""
        far_ms = self._far_end.time_ms(now_ms)
        frames = self._played_by(self._run, far_ms)
        return self._credited(self._next_door(now_ms - self._policy.transit_ms) if frames is None else frames)

    def _played_by(self, run: Run | None, far_ms: int | None) -> int | None:
        """How many frames the carrier has certainly played at `far_ms`; None: no idea."""
        return run.played(far_ms, self._far_end.jitter_ms) if run and far_ms is not None else None

    def _next_door(self, at_ms: int) -> int:
        """How many frames a carrier next door had played at an instant; 0 when the run had not begun: what
        the one before it left behind may then still be playing."""
        return self._run.finished(at_ms) if self._run and at_ms >= self._run.started_ms else 0

    def _credited(self, frames: int) -> int:
        return max(self._played, min(self._sent, frames))

    def heard_text(self, now_ms: int) -> str:
        """The words of the current line that the caller has certainly heard at `now_ms`."""
        return _words(self._line, self.heard_frames(now_ms))

    @property
    def text(self) -> str:
        """The whole of the current line."""
        return " ".join(phrase.text for phrase in self._line)

    @property
    def started_ms(self) -> int | None:
        """When the current line's first frame began to play."""
        return self._line[0].started_ms if self._line else None

    @property
    def in_last_phrase(self) -> bool:
        """Its last sentence has begun: the question, if it ends in one."""
        return bool(self._line) and self._line[-1].first_frame is not None

    @property
    def all_sent(self) -> bool:
        return all(phrase.done for phrase in self._line)

    def over_at(self) -> int | None:
        """When the line is taken as heard to its end though its last mark is missing; None while sending."""
        if not self.all_sent:
            return None
        over_ms = self._run.over_ms(self._sent, self._far_end.jitter_ms) if self._run else None
        known_at_ms = self._far_end.known_at_ms(over_ms) if over_ms is not None else None
        over_at = self.ends_ms + self._policy.transit_ms if known_at_ms is None else known_at_ms
        return over_at + self._policy.mark_grace_ms

    def is_over(self, now_ms: int) -> bool:
        """The caller has heard the line to its end: by its last mark, or by the clock when marks are lost."""
        over_at = self.over_at()
        return over_at is not None and (self._played >= self._sent or now_ms >= over_at)

    # -- taking back -------------------------------------------------------------------------------

    def take_back(self, now_ms: int) -> Cut:
        """Nothing more is sent, and a `clear` that leaves now makes the carrier forget what it still holds.

        The `clear` travels as our frames do. So however far away the carrier is, it will have played what one
        next door had played a little earlier: by the jitter, and by a frame since the slots it plays in are
        not ours.
        """
        next_door = self._next_door(now_ms - self._far_end.jitter_ms - FRAME_MS)
        return self._cut(max(self.heard_frames(now_ms), self._credited(next_door)), now_ms)

    def lose(self, now_ms: int) -> Cut:
        """The leg is gone. All that was played when it brought its last frame was heard."""
        frames = self._played_by(self._run, self._far_end.sent_ms)
        return self._cut(self._credited(frames or 0), now_ms)

    def _cut(self, heard: int, now_ms: int) -> Cut:
        began_ms = self._line[0].started_ms if self._line else None
        cut = Cut(self._line, self._run, now_ms if began_ms is None else began_ms, self._sent, heard)
        self.say([])
        self._played = self._sent
        self._run = None
        return cut

    def heard_of(self, cut: Cut, confirmed: bool) -> str:
        """The words that were heard of it. `confirmed`: the carrier says just now that it has stopped."""
        frames = self._played_by(cut.run, self._far_end.sent_ms if confirmed else None)
        return _words(cut.line, max(cut.heard, min(cut.sent, frames or 0)))


def _words(line: list[Phrase], frames: int) -> str:
    """Of a line, the words that are over within the first `frames` of all frames."""
    said = (phrase.text[: phrase.heard_chars(frames)] for phrase in line)
    return " ".join(text.strip() for text in said if text.strip())
