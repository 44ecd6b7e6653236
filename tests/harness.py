"""A whole call on a virtual clock: the real core and the real wire, a telephone network, an ear and a voice
that need no models. A minute of conversation takes some tens of milliseconds, and always goes the same way.

    call = VirtualCall(flow, [Say(samples=babble(1200), text="when are you open")])
    call.run()
    assert call.transcript == ["assistant: Hello.", "user: when are you open", ...]
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from agent.call.policy import Policy
from agent.call.session import CallSession
from agent.commands import (
    CancelJob,
    ClearPlayout,
    Command,
    Commit,
    EndCall,
    RunErrand,
    SendFrame,
    SendMark,
    Synthesize,
    Transcribe,
)
from agent.dialogue.errands import Errand, Finding
from agent.dialogue.flow import Flow
from agent.double.caller import Action, Caller, Said
from agent.double.echoing import Echoing
from agent.double.network import MarkFaults, Network, Speaker, connected
from agent.events import (
    ErrandDone,
    Event,
    JobFailed,
    LegClosed,
    LegOpened,
    Synthesized,
    Ticked,
    Transcribed,
    WordEnd,
)
from agent.personal import Personal
from agent.wire.vonage import VonageLeg
from audio.frame import SAMPLES_PER_MS, Utterance
from tests.sounds import babble

LONGEST_MS = 300_000  # of virtual time: a call that does not end by itself has failed


@dataclass(frozen=True, slots=True)
class Engines:
    """How long the ear, the voice and an errand take; `ear` overrides what was understood, None failing the
    job; `records` answers errands, None failing them too."""

    ear_ms: int = 80
    voice_ms: int = 40
    errand_ms: int = 10
    ear: Callable[[str], str | None] = lambda said: said
    voice_fails: bool = False
    records: Callable[[Errand], Finding | None] = lambda errand: None


class VirtualCall:
    def __init__(
        self,
        flow: Flow,
        actions: Sequence[Action],
        *,
        policy: Policy | None = None,
        engines: Engines | None = None,
        rate: int = 16_000,
        jitter_ms: int = 0,
        there_ms: int = 0,
        back_ms: int = 0,
        marks: MarkFaults | None = None,
        drift_ppm: int = 0,
        seed: int = 1,
        gap_ms: int = 700,
        patience_ms: int = 10_000,
        echo: tuple[float, float] | None = None,
        caller: Caller | None = None,
    ) -> None:
        """`caller`: instead of one who does `actions`.

        `echo`: how much of ours the caller's telephone gives back (dB), and how late (ms).
        """
        self.now_ms = 0
        self.commands: list[tuple[int, Command]] = []
        self.events: list[tuple[int, Event]] = []  # a journal: replay() needs nothing else
        self.caller = caller or Caller(actions, rate, gap_ms=gap_ms, patience_ms=patience_ms)
        line: Speaker = self.caller
        if echo is not None:
            line = Echoing(line, rate, gain_db=echo[0], delay_ms=echo[1])
        self.network = Network(
            line,
            rate,
            jitter_ms=jitter_ms,
            there_ms=there_ms,
            back_ms=back_ms,
            marks=marks,
            drift_ppm=drift_ppm,
            seed=seed,
        )
        self.session = CallSession(flow, policy)
        self._flow, self._policy = flow, policy
        self._engines = engines or Engines()
        self._leg = VonageLeg(1)
        self.network_stalls: list[tuple[int, int]] = []  # [from, until): nothing arrives; then all at once
        self._due: list[tuple[int, int, Event]] = []
        self._arriving: list[bytes | str] = []
        self._order = count()
        self._cancelled: set[int] = set()
        self._hung_up = False

    # -- what a test looks at ----------------------------------------------------------------------

    @property
    def transcript(self) -> list[str]:
        lines = [command.line for _, command in self.commands if isinstance(command, Commit)]
        return [f"{line.role}: {line.text.reveal()}" for line in lines]

    @property
    def ended(self) -> str | None:
        """Why the call ended."""
        return next((c.reason for _, c in self.commands if isinstance(c, EndCall)), None)

    def times(self, kind: type[Command]) -> list[int]:
        return [at_ms for at_ms, command in self.commands if isinstance(command, kind)]

    def at(self, at_ms: int, event: Event) -> None:
        """Let something happen to the call at an instant."""
        heapq.heappush(self._due, (at_ms, next(self._order), event))

    # -- the clock ---------------------------------------------------------------------------------

    def run(self, until_ms: int = LONGEST_MS) -> VirtualCall:
        """Let time pass until the call is over, or until `until_ms`."""
        if not self.events:
            self._leg.receive(connected(self.network.rate, {}), 0)
            self._handle(LegOpened(1))
        while self.ended is None and self.now_ms <= until_ms:
            deadline_ms = self.session.deadline_ms
            due_ms = [self.network.deadline_ms] if not self._hung_up else []
            due_ms += [self._due[0][0]] if self._due else []
            due_ms += [deadline_ms] if deadline_ms is not None else []
            self.now_ms = max(self.now_ms, min(due_ms))
            self._network()
            while self._due and self._due[0][0] <= self.now_ms:
                event = heapq.heappop(self._due)[2]
                if getattr(event, "job", None) not in self._cancelled:
                    self._handle(event)
            deadline_ms = self.session.deadline_ms
            if deadline_ms is not None and deadline_ms <= self.now_ms:
                self._handle(Ticked())
                moved_ms = self.session.deadline_ms
                assert moved_ms is None or moved_ms > self.now_ms, "the deadline must move on"
        assert self.ended is not None or self.now_ms > until_ms
        return self

    def _network(self) -> None:
        if self._hung_up:
            return
        self._arriving += self.network.advance(self.now_ms)
        if any(since <= self.now_ms < until for since, until in self.network_stalls):
            return
        arrived, self._arriving = self._arriving, []
        for message in arrived:
            for event in self._leg.receive(message, self.now_ms):
                self._handle(event)
        if self.network.ended and not self._hung_up:
            self._hung_up = True
            self._handle(LegClosed(1, "closed"))

    def _handle(self, event: Event) -> None:
        self.events.append((self.now_ms, event))
        for command in self.session.handle(event, self.now_ms):
            self.commands.append((self.now_ms, command))
            self._perform(command)

    def _perform(self, command: Command) -> None:
        match command:
            case SendFrame() | SendMark() | ClearPlayout():
                self.network.receive(self._leg.send(command), self.now_ms)
            case Transcribe(job, utterance):
                said = self._said_in(utterance)
                heard = self._engines.ear(said)
                answer: Event = JobFailed(job, "deadline")
                if heard is not None:
                    answer = Transcribed(job, Personal(heard), stop_probability=self._stop_probability(said))
                self.at(self.now_ms + self._engines.ear_ms, answer)
            case Synthesize(job, text):
                self._synthesize(job, text.reveal())
            case RunErrand(job, errand):
                finding = self._engines.records(errand)
                back: Event = ErrandDone(job, finding) if finding else JobFailed(job, "unavailable")
                self.at(self.now_ms + self._engines.errand_ms, back)
            case CancelJob(job):
                self._cancelled.add(job)

    # -- the engines -------------------------------------------------------------------------------

    def _said_in(self, utterance: Utterance) -> str:
        """The caller's words that lie within an utterance, as if each took the same time."""
        begin_ms = utterance.position / SAMPLES_PER_MS - 60
        end_ms = (utterance.position + len(utterance.samples)) / SAMPLES_PER_MS + 60
        heard: list[str] = []
        for said in self.caller.log:
            if not isinstance(said, Said):
                continue
            words = said.text.split()
            word_ms = (said.speech_end_ms - said.onset_ms) / max(1, len(words))
            for i, word in enumerate(words):
                at_ms = said.onset_ms + i * word_ms
                if begin_ms <= at_ms and at_ms + word_ms <= end_ms:
                    heard.append(word)
        return " ".join(heard)

    def _stop_probability(self, said: str) -> float:
        """An ear hears well enough whether a line was said to its end."""
        lines = [entry.text for entry in self.caller.log if isinstance(entry, Said)]
        return 0.97 if any(line.endswith(said) for line in lines) else 0.3

    def _synthesize(self, job: int, text: str) -> None:
        """Each word takes 50 ms a letter; the sound comes in two stretches."""
        if self._engines.voice_fails:
            self.at(self.now_ms + self._engines.voice_ms, JobFailed(job, "worker_died"))
            return
        ends, chars, length_ms = [], 0, 0
        for word in text.split():
            chars = text.index(word, chars) + len(word)
            length_ms += 50 * len(word)
            ends.append(WordEnd(chars, length_ms * SAMPLES_PER_MS))
        sound = babble(length_ms, seed=7)
        half = len(sound) // 2
        for i, part in enumerate((sound[:half], sound[half:])):
            words = tuple(end for end in ends if (end.samples > half) == bool(i))
            event = Synthesized(job, part, words, last=bool(i))
            self.at(self.now_ms + self._engines.voice_ms * (i + 1), event)

    # -- replay ------------------------------------------------------------------------------------

    def replay(self) -> list[tuple[int, Command]]:
        """The same events at the same times, given to a fresh session."""
        session = CallSession(self._flow, self._policy)
        return [(at_ms, command) for at_ms, event in self.events for command in session.handle(event, at_ms)]


def same(a: Command, b: Command) -> bool:
    """Equal, sound included (arrays do not compare by themselves)."""
    if type(a) is not type(b):
        return False
    if isinstance(a, SendFrame) and isinstance(b, SendFrame):
        return np.array_equal(a.samples, b.samples)
    if isinstance(a, Transcribe) and isinstance(b, Transcribe):
        return a.job == b.job and np.array_equal(a.utterance.samples, b.utterance.samples)
    return a == b
