"""One call on a virtual clock with the real core, wire and ear: for figures that come out the same on every
machine, but for the ear's own time, which is measured as it works and added to the clock."""

from __future__ import annotations

import heapq
import multiprocessing
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np

from agent.call.policy import Policy
from agent.call.session import CallSession
from agent.commands import (
    CancelJob,
    ClearPlayout,
    Command,
    SendFrame,
    SendMark,
    Synthesize,
    Transcribe,
)
from agent.dialogue.flow import Expects, Flow, HangUp, Reply, Say, Why, split_phrases
from agent.double.caller import on_the_line
from agent.double.echoing import Echoing
from agent.double.network import Network, Speaker, Step, connected
from agent.events import Event, JobFailed, LegOpened, Synthesized, Ticked, Transcribed, WordEnd
from agent.io.speech import prompt
from agent.personal import Personal
from agent.wire.vonage import VonageLeg
from audio import pcm
from audio.frame import SAMPLE_RATE, Samples
from models.job import SynthesizeJob, TranscribeJob
from models.whisper import Transcriber

EARS = 2  # workers, as by default
PIPE_MS = 5  # to a worker and back
LINE_DBFS = -65.0


@dataclass(frozen=True, eq=False)
class Recording:
    samples: Samples
    words: tuple[WordEnd, ...]


class Voices:
    """Our voice and a caller's, in a process of their own: their runtime and the ear's cannot share one."""

    def __init__(self, weights: Path) -> None:
        self._weights = str(weights)
        self._process = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))

    def ours(self, line: str) -> dict[str, Recording]:
        """Each phrase of a line."""
        phrases = split_phrases(line)
        return dict(zip(phrases, self._process.submit(_ours, self._weights, phrases).result(), strict=True))

    def caller(self, text: str, pace: float = 1.0) -> Samples:
        return self._process.submit(_caller, text, pace).result()

    def close(self) -> None:
        self._process.shutdown()


def _ours(weights: str, phrases: list[str]) -> list[Recording]:
    from models.piper import Voice  # noqa: PLC0415 - only this process may load it

    voice, recordings = Voice(weights), []
    for phrase in phrases:
        chunks = list(voice.run(SynthesizeJob("", 0, phrase)))
        words = tuple(WordEnd(*word) for chunk in chunks for word in chunk.words)
        recordings.append(Recording(np.concatenate([chunk.samples for chunk in chunks]), words))
    return recordings


def _caller(text: str, pace: float) -> Samples:
    from models.hibari import CallerVoice  # noqa: PLC0415 - likewise

    (chunk,) = CallerVoice().run(SynthesizeJob("", 0, text, pace))
    return chunk.samples


class Ear:
    """Hears one thing at a time, as each of two workers does; its time is the processor's."""

    def __init__(self, weights: Path, language: str = "en") -> None:
        self._transcriber = Transcriber(str(weights))
        self._language = language

    def hear(self, command: Transcribe) -> tuple[Transcribed, int]:
        """The answer, and the ms it took."""
        told = prompt(command, self._language)
        sound = command.utterance.samples
        job = TranscribeJob("", command.job, sound, command.final, self._language, prompt=told)
        began_ns = time.process_time_ns()
        (heard,) = self._transcriber.run(job)
        took_ms = (time.process_time_ns() - began_ns) // 1_000_000
        answer = Transcribed(
            heard.job,
            Personal(heard.text),
            heard.language,
            heard.log_probability,
            heard.speech_probability,
            heard.stop_probability,
        )
        return answer, took_ms + PIPE_MS


class OneLine(Flow):
    """A flow that says one line, and nothing more to anything."""

    def __init__(self, line: str) -> None:
        self._line = line

    def begin(self) -> Reply:
        return Reply(self, (Say(self._line),))

    def heard(self, text: str) -> Reply:
        return Reply(self, (HangUp("completed"),))

    def pressed(self, digit: str) -> Reply:
        return self.heard("")

    def silence(self, times: int) -> Reply:
        return self.heard("")

    def give_up(self, why: Why) -> Reply:
        return self.heard("")

    def phrases(self) -> tuple[str, ...]:
        return ()


class Listening(Flow):
    """A flow that says nothing, has asked for something, and waits for ever."""

    def __init__(self, expects: Expects = "anything", digits: int | None = None) -> None:
        self._asked = Say("", expects, digits)

    def begin(self) -> Reply:
        return Reply(self, (self._asked,))

    def heard(self, text: str) -> Reply:
        return self.begin()

    def pressed(self, digit: str) -> Reply:
        return self.begin()

    def silence(self, times: int) -> Reply:
        return self.begin()

    def give_up(self, why: Why) -> Reply:
        return Reply(self, (HangUp(why),))

    def phrases(self) -> tuple[str, ...]:
        return ()


class Playing:
    """Somebody whose telephone sends a sound, whatever they hear, and noise of the line with it."""

    def __init__(self, sound: Samples, rate: int, line_dbfs: float) -> None:
        self._sound = on_the_line(sound, rate)
        self._line_amplitude = pcm.FULL_SCALE * 10 ** (line_dbfs / 20)
        self._chance = np.random.default_rng(len(sound))
        self._at = 0

    def step(self, heard: Samples) -> Step:
        line = self._chance.standard_normal(len(heard)) * self._line_amplitude
        said = self._sound[self._at : self._at + len(heard)]
        line[: len(said)] += said
        self._at += len(heard)
        return Step(pcm.nearest(line))


class VirtualCall:
    """`line` is said as soon as the call is up, or a flow goes on as it likes; `sound` (16 kHz) comes in from
    its first sample on."""

    def __init__(
        self,
        line: str | Flow,
        recordings: Mapping[str, Recording],
        sound: Samples,
        ear: Ear | None,
        *,
        policy: Policy | None = None,
        rate: int = SAMPLE_RATE,
        echo: tuple[float, float, Samples | None] | None = None,
        line_dbfs: float = LINE_DBFS,
        jitter_ms: int = 0,
        drift_ppm: int = 0,
    ) -> None:
        """Without an `ear` every transcription fails; `echo`: dB, ms, a room's response at 16 kHz or None."""
        self.now_ms = 0
        self.commands: list[tuple[int, Command]] = []
        self.heard: list[tuple[int, Transcribed]] = []  # what the ear answered, and when
        speaker: Speaker = Playing(sound, rate, line_dbfs)
        if echo is not None:
            gain_db, delay_ms, room = echo
            room = None if room is None else on_the_line(room, rate)
            speaker = Echoing(speaker, rate, gain_db=gain_db, delay_ms=delay_ms, room=room)
        self.network = Network(speaker, rate, jitter_ms=jitter_ms, drift_ppm=drift_ppm)
        self._recordings = recordings
        self._ear = ear
        self._ears_free_ms = [0] * EARS  # a heap
        self._leg = VonageLeg(1)
        self._session = CallSession(OneLine(line) if isinstance(line, str) else line, policy)
        self._due: list[tuple[int, int, Event]] = []
        self._order = count()
        self._cancelled: set[int] = set()

    def run(self, until_ms: int, until: type[Command] | None = None) -> VirtualCall:
        """Until then, or until a command of that kind."""
        if not self.commands:
            self._leg.receive(connected(self.network.rate, {}), 0)
            self._handle(LegOpened(1))
        while self.now_ms < until_ms and not any(
            isinstance(command, until or ()) for _, command in self.commands
        ):
            session_ms = self._session.deadline_ms
            at_ms = [self.network.deadline_ms, *(due[0] for due in self._due[:1])]
            self.now_ms = max(self.now_ms, min([*at_ms, *([] if session_ms is None else [session_ms])]))
            for message in self.network.advance(self.now_ms):
                for event in self._leg.receive(message, self.now_ms):
                    self._handle(event)
            while self._due and self._due[0][0] <= self.now_ms:
                event = heapq.heappop(self._due)[2]
                if getattr(event, "job", None) not in self._cancelled:
                    self._handle(event)
            session_ms = self._session.deadline_ms
            if session_ms is not None and session_ms <= self.now_ms:
                self._handle(Ticked())
        return self

    def times(self, kind: type[Command]) -> list[int]:
        return [at_ms for at_ms, command in self.commands if isinstance(command, kind)]

    def _handle(self, event: Event) -> None:
        commands = self._session.handle(event, self.now_ms)
        self.commands += [(self.now_ms, command) for command in commands]
        self._perform(commands)

    def _perform(self, commands: Iterable[Command]) -> None:
        for command in commands:
            match command:
                case SendFrame() | SendMark() | ClearPlayout():
                    self.network.receive(self._leg.send(command), self.now_ms)
                case Transcribe(job) if self._ear is None:
                    self._later(self.now_ms, JobFailed(job, "overloaded"))
                case Transcribe():
                    assert self._ear is not None
                    heard, took_ms = self._ear.hear(command)
                    there_ms = max(self._ears_free_ms[0], self.now_ms) + took_ms
                    heapq.heapreplace(self._ears_free_ms, there_ms)
                    self.heard.append((there_ms, heard))
                    self._later(there_ms, heard)
                case Synthesize(job, text):
                    said = self._recordings.get(text.reveal())
                    if said is not None:
                        self._later(self.now_ms, Synthesized(job, said.samples, said.words, last=True))
                case CancelJob(job):
                    self._cancelled.add(job)

    def _later(self, at_ms: int, event: Event) -> None:
        heapq.heappush(self._due, (at_ms, next(self._order), event))
