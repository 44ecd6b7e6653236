"""Calls on a virtual clock in which we speak and are interrupted, and which know what was really heard.

The real playout and the real wire talk to the double's network, with delay, jitter, drifting clocks, and
marks that get lost, late, doubled and out of order. We say lines of words as long as the voice's own; half of
them are interrupted at random. Every frame carries its number, so that the network's timeline tells to the
sample when each word was over. No engine runs and no time passes: the same figures on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from random import Random

import numpy as np

from agent.call.playout import Cut, Phrase, Playout
from agent.call.policy import Policy
from agent.commands import ClearPlayout, SendFrame, SendMark
from agent.double.network import MarkFaults, Network, Step, connected
from agent.events import FrameReceived, MarkPlayed, PlayoutCleared, WordEnd
from agent.wire.vonage import VonageLeg
from audio import pcm
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS, Samples

# Milliseconds of each word in eight sentences of a receptionist, as piper's en_US-joe-medium says them
# (models/piper.py): it is the short ones in a row that make a ledger err by two.
SENTENCES_MS = (
    (176, 116, 163, 314, 464, 453, 360, 128, 81, 163, 128, 352),
    (140, 104, 128, 290, 186, 395, 673, 151, 570),
    (327, 209, 116, 290, 197, 232, 139, 46, 337, 139, 290, 104, 128, 479),
    (109, 151, 209, 279, 174, 313, 348, 128, 186, 81, 325, 473),
    (257, 139, 186, 151, 197, 151, 93, 348, 116, 58, 368),
    (159, 534, 139, 383, 174, 139, 557, 348, 128, 151, 197, 81, 383, 116, 186, 388),
    (142, 163, 395, 244, 116, 139, 151, 186, 179),
    (199, 128, 174, 139, 604, 302, 232, 197, 151, 337, 290, 267, 390),
)
FAULTS = {
    "whole": None,
    "third lost": MarkFaults(lost=0.33),
    "late, twice": MarkFaults(doubled=0.3, late_ms=1000),
    "all lost": MarkFaults(lost=1.0),
}
DRAIN_MS = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """The network between us and the caller."""

    there_ms: int = 0
    back_ms: int = 0
    jitter_ms: int = 0
    faults: str = "whole"
    drift_ppm: int = 0
    gusts_ms: int = 0  # the jitter comes and goes, and stays so long; 0: it is always there


@dataclass(slots=True, eq=False)
class Said:
    """One line of ours, and its fate."""

    first: int  # its first frame's number
    word_ends: list[tuple[int, int]] = field(default_factory=list)  # (frame's number, samples into it)
    at_once: int | None = None  # words credited when it was cut ...
    credited: int | None = None  # ... and when the carrier had confirmed
    sent: int = 0  # the number of the last frame sent before the cut
    over_ms: int | None = None  # when we took it for heard to its end


@dataclass(slots=True, eq=False)
class Outcome:
    """What happened in one call."""

    instant_words: list[int] = field(default_factory=list)
    at_once_words: list[int] = field(default_factory=list)
    cut_words: list[int] = field(default_factory=list)
    holes_ms: list[int] = field(default_factory=list)  # silence in the middle of a line, at the caller
    taken_back_ms: list[int] = field(default_factory=list)  # sound sent and never played, per interruption
    lead_ms: list[int] = field(default_factory=list)
    over_ms: list[int] = field(default_factory=list)  # from a line's real end to our taking it for over
    spoken_ms: int = 0

    def __iadd__(self, other: Outcome) -> Outcome:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
        return self


class Silent:
    """A caller who only listens, and remembers in which slot each numbered frame was played."""

    def __init__(self) -> None:
        self.slots: list[int] = []  # the number of the frame played in each

    def step(self, heard: Samples) -> Step:
        self.slots.append(int(heard[FRAME_SAMPLES // 2]))
        return Step(pcm.silence(FRAME_SAMPLES))


class Call:
    """One call, deadline by deadline. Frames are numbered from 1; a sample's value is its frame's number."""

    def __init__(self, line: Line, seed: int) -> None:
        self.outcome = Outcome()
        self._random = Random(seed)
        self._listener = Silent()
        self._network = Network(
            self._listener,
            jitter_ms=line.jitter_ms,
            there_ms=line.there_ms,
            back_ms=line.back_ms,
            marks=FAULTS[line.faults],
            drift_ppm=line.drift_ppm,
            seed=seed,
        )
        self._line = line
        self._slot_ms = FRAME_MS / (1 + line.drift_ppm / 1e6)
        self._leg = VonageLeg(1)
        self._leg.receive(connected(16_000, {}), 0)
        self._playout = Playout(Policy())
        self._said: list[Said] = []
        self._numbers = self._jobs = 0
        self._probes: list[tuple[int, int, int]] = []  # (now_ms, line, words credited)
        self._last_sent = 0
        self._cut: tuple[Said, Cut] | None = None

    def run(self, length_ms: int) -> Outcome:
        now_ms = probe_ms = 0
        next_ms: int | None = 0  # when we say the next line ...
        stop_ms: int | None = None  # ... and when this one is interrupted
        while now_ms < length_ms:
            send_ms = self._playout.next_send_at()
            over_ms = self._playout.over_at() if next_ms is None else None
            due = [self._network.deadline_ms, probe_ms]
            due += [at_ms for at_ms in (send_ms, over_ms, next_ms, stop_ms) if at_ms is not None]
            late_ms = self._random.choice((0, 0, 1, 1, 2, 5)) if send_ms == min(due) else 0
            now_ms = max(now_ms, min(due) + late_ms)
            self._receive(now_ms)
            if next_ms is not None and now_ms >= next_ms:
                length = self._say()
                next_ms = None
                stop_ms = now_ms + self._random.randrange(length) if self._random.random() < 0.5 else None
            self._send(now_ms)
            if now_ms >= probe_ms:
                self._probe(now_ms)
                probe_ms = now_ms + self._random.randrange(20, 180)
            if stop_ms is not None and now_ms >= stop_ms:
                self._interrupt(now_ms)
                stop_ms, next_ms = None, now_ms + self._random.randrange(1500)
            elif next_ms is None and self._playout.is_over(now_ms):
                self._said[-1].over_ms = now_ms
                self._playout.say([])
                stop_ms, next_ms = None, now_ms + self._random.randrange(1500)
        while now_ms < length_ms + DRAIN_MS:  # what is under way arrives
            now_ms = self._network.deadline_ms
            self._receive(now_ms)
        self._settle(confirmed=False)
        self._judge()
        return self.outcome

    # -- what happens ------------------------------------------------------------------------------

    def _receive(self, now_ms: int) -> None:
        if self._line.gusts_ms:
            self._network.jitter_ms = now_ms // self._line.gusts_ms % 2 * self._line.jitter_ms
        for message in self._network.advance(now_ms):
            for event in self._leg.receive(message, now_ms):
                match event:
                    case FrameReceived():
                        self._playout.frame_arrived(event.frame.end, now_ms)
                    case MarkPlayed():
                        self._playout.mark_played(event.mark, now_ms)
                    case PlayoutCleared():
                        self._settle(confirmed=True)

    def _send(self, now_ms: int) -> None:
        for command in self._playout.due(now_ms):
            if isinstance(command, SendFrame) and command.samples[0]:
                self._last_sent = int(command.samples[0])
            self._pass_on(command, now_ms)

    def _pass_on(self, command: SendFrame | SendMark | ClearPlayout, now_ms: int) -> None:
        self._network.receive(self._leg.send(command), now_ms)

    def _say(self) -> int:
        """Begin a line of one to three sentences. Returns its length in ms."""
        said, phrases = Said(self._numbers + 1), []
        for sentence_ms in self._random.sample(SENTENCES_MS, self._random.randint(1, 3)):
            self._jobs += 1
            pace = self._random.uniform(0.85, 1.15)
            ends = np.cumsum([round(ms * pace) * SAMPLES_PER_MS for ms in sentence_ms]).tolist()
            words = tuple(WordEnd(2 * i + 1, end) for i, end in enumerate(ends))
            first = self._numbers + 1
            frames = -(-ends[-1] // FRAME_SAMPLES) + 1
            self._numbers += frames
            said.word_ends += [
                (first + (end - 1) // FRAME_SAMPLES, (end - 1) % FRAME_SAMPLES + 1) for end in ends
            ]
            phrase = Phrase(self._jobs, " ".join("w" * len(ends)))
            sound = np.repeat(np.arange(first, self._numbers + 1), FRAME_SAMPLES).astype(np.int16)
            phrase.extend(sound, words, last=True)
            phrases.append(phrase)
        self._playout.say(phrases)
        self._said.append(said)
        return (self._numbers + 1 - said.first) * FRAME_MS

    def _probe(self, now_ms: int) -> None:
        if self._said and self._said[-1].at_once is None and self._said[-1].over_ms is None:
            credited = len(self._playout.heard_text(now_ms).split())
            self._probes.append((now_ms, len(self._said) - 1, credited))
            self.outcome.lead_ms.append(self._playout.lead_ms)

    def _interrupt(self, now_ms: int) -> None:
        self._settle(confirmed=False)
        self._said[-1].sent = self._last_sent
        self._cut = (self._said[-1], self._playout.take_back(now_ms))
        self._said[-1].at_once = len(self._playout.heard_of(self._cut[1], confirmed=False).split())
        self._pass_on(ClearPlayout(), now_ms)

    def _settle(self, confirmed: bool) -> None:
        """As the session does: the line is written down once the carrier confirms, or has no time left to."""
        if self._cut is not None:
            said, cut = self._cut
            said.credited = len(self._playout.heard_of(cut, confirmed).split())
            self._cut = None

    # -- what was true -----------------------------------------------------------------------------

    def _judge(self) -> None:
        begins_ms = {
            number: slot * self._slot_ms for slot, number in enumerate(self._listener.slots) if number
        }
        ends_ms = [
            [
                begins_ms[number] + samples / SAMPLES_PER_MS if number in begins_ms else None
                for number, samples in said.word_ends
            ]
            for said in self._said
        ]
        out = self.outcome
        for now_ms, line, credited in self._probes:
            played = sum(end_ms is not None and end_ms <= now_ms for end_ms in ends_ms[line])
            out.instant_words.append(played - credited)
        for said, ends in zip(self._said, ends_ms, strict=True):
            if said.credited is not None and said.at_once is not None:
                played = sum(end_ms is not None for end_ms in ends)
                out.at_once_words.append(played - said.at_once)
                out.cut_words.append(played - said.credited)
                unplayed = [number for number in range(said.first, said.sent + 1) if number not in begins_ms]
                out.taken_back_ms.append(len(unplayed) * FRAME_MS)
            elif said.over_ms is not None and ends[-1] is not None:
                out.over_ms.append(round(said.over_ms - ends[-1]))
        out.holes_ms += list(self._holes())
        out.spoken_ms = len(begins_ms) * FRAME_MS

    def _holes(self) -> Iterator[int]:
        """Silence between two frames of a line that belong together."""
        firsts = {said.first for said in self._said}
        before, silent = 0, 0
        for number in self._listener.slots:
            if not number:
                silent += 1
                continue
            if silent and number == before + 1 and number not in firsts:
                yield silent * FRAME_MS
            before, silent = number, 0
