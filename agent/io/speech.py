"""The ears and the voice of the house, as a call sees them: a job out, an event back to the call that asked.

Fixed phrases are synthesised once, before the first call, and kept: in memory for the calls and on disk
for the next start. They hold only what the clinic says to everybody.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from agent.call import interruption
from agent.call.interpreter import Ask
from agent.commands import Expectation, Synthesize, Transcribe
from agent.dialogue.errands import Closest
from agent.events import ErrandDone, Event, JobFailed, Synthesized, Transcribed, WordEnd
from agent.personal import Personal
from audio.frame import Samples
from models.job import (
    Answer,
    Embedding,
    EmbedJob,
    Failure,
    SpeechChunk,
    SynthesizeJob,
    TranscribeJob,
    Transcript,
)
from models.pool import Pool

Post = Callable[[Event], None]

# A reply's first phrase goes before the later ones of other calls, which play the one before meanwhile: those
# are due as much later as a short phrase lasts, and then they are as urgent as any.
VOICE_WITHIN_MS = 5000
LATER_MS = 1000
READING_WITHIN_MS = 15_000  # who reads a translation has nobody waiting on the line: late is better than lost


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A phrase's whole sound, 16 kHz, and where its words end."""

    samples: Samples
    words: tuple[WordEnd, ...]


class Speech:
    def __init__(self, ear: Pool, voice: Pool, language: str, reader: Pool | None = None) -> None:
        """`reader`: places what was said by its meaning; None: nobody does."""
        self._ear = ear
        self._voice = voice
        self._reader = reader
        self._language = language
        self._calls: dict[str, Post] = {}  # bounded by the admission of calls
        self._recordings: dict[str, Recording] = {}  # bounded by the flow's fixed phrases

    # -- calls -------------------------------------------------------------------------------------

    def connect(self, call: str, post: Post) -> None:
        self._calls[call] = post

    def disconnect(self, call: str) -> None:
        """The call is over: nothing asked for it is worth finishing, and no answer finds it any more."""
        self._calls.pop(call, None)
        for pool in self._pools:
            pool.forget(call)

    def transcribe(self, call: str, command: Transcribe) -> None:
        self._ear.submit(
            TranscribeJob(
                call,
                command.job,
                command.utterance.samples,
                final=command.final,
                language=self._language,
                prompt=prompt(command, self._language),
            )
        )

    @property
    def _pools(self) -> list[Pool]:
        return [pool for pool in (self._ear, self._voice, self._reader) if pool is not None]

    def place(self, call: str, job: int, text: str) -> None:
        """Which of the sentences that the clinic knows it is nearest to."""
        if self._reader is None:
            self._calls[call](JobFailed(job, "unavailable"))
        else:
            self._reader.submit(EmbedJob(call, job, text))

    def synthesize(self, call: str, command: Synthesize) -> None:
        text = command.text.reveal()
        recording = self._recordings.get(text) if command.pace == 1.0 else None
        if recording is None:
            within_ms = VOICE_WITHIN_MS + (LATER_MS if command.later else 0)
            self._voice.submit(SynthesizeJob(call, command.job, text, command.pace, within_ms=within_ms))
        else:
            self._calls[call](Synthesized(command.job, recording.samples, recording.words, last=True))

    def interpret(self, listener: str, ask: Ask) -> None:
        """A job of an Interpreter, which is connected as a call is."""
        self._ear.submit(
            TranscribeJob(
                listener,
                ask.job,
                ask.samples,
                final=ask.final,
                language=ask.language,
                task=ask.task,
                prompt=ask.prompt,
                within_ms=READING_WITHIN_MS,
            )
        )

    def read_aloud(self, listener: str, job: int, text: str) -> None:
        """Said to somebody who reads along; not a final, so that callers' replies go first."""
        self._voice.submit(SynthesizeJob(listener, job, text, final=False))

    def cancel(self, call: str, job: int) -> None:
        """A job belongs to one of the pools; the others do not know it."""
        for pool in self._pools:
            pool.cancel(call, job)

    def on_answer(self, answer: Answer) -> None:
        """Give a pool's answer to its call, or drop it when that call is over (BEHAVIOUR M-10)."""
        post = self._calls.get(answer.call)
        if post is not None:
            post(_event(answer))

    # -- fixed phrases -----------------------------------------------------------------------------

    async def learn(self, phrases: Iterable[str], folder: Path, on_phrase: Callable[[], None]) -> None:
        """Have every fixed phrase ready, from `folder` or from the voice, by all its workers at once;
        `on_phrase` after each.

        Raises RuntimeError when the voice cannot say one: a receptionist that cannot say her greeting
        must not answer the telephone.
        """
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        waiting = iter(phrases)

        async def learn_some() -> None:
            for text in waiting:
                file = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.npz"
                recording = await asyncio.to_thread(_load, file)
                if recording is None:
                    recording = await self._record(text)
                    await asyncio.to_thread(_save, file, recording)
                self._recordings[text] = recording
                on_phrase()

        await asyncio.gather(*(learn_some() for _ in range(self._voice.load.workers)))

    async def _record(self, text: str) -> Recording:
        answers: asyncio.Queue[Event] = asyncio.Queue()  # bounded by the stretches of one phrase
        rehearsal = f"rehearsal {id(answers)}"
        self.connect(rehearsal, answers.put_nowait)
        try:
            # Not a final: what is learnt before the first call is no sign that there are too many.
            self._voice.submit(SynthesizeJob(rehearsal, 0, text, final=False))
            stretches: list[Samples] = []
            words: list[WordEnd] = []
            while True:
                match await answers.get():
                    case Synthesized(_, samples, ends, last):
                        stretches.append(samples)
                        words.extend(ends)
                        if last:
                            return Recording(np.concatenate(stretches), tuple(words))
                    case JobFailed(_, reason):
                        raise RuntimeError(f"the voice cannot say a fixed phrase ({reason}): {text!r}")
        finally:
            self.disconnect(rehearsal)


def prompt(command: Transcribe, language: str) -> str:
    """Words for the ear to expect, where they help: digits after a question for a number (a third fewer are
    misheard), letters where a name is spelled (in babble 8 of 30 are heard letter by letter instead of 4).

    None after a question for yes or no: an ear that is told of it hears "Yes" or "No" in a fifth of all
    noises, and a caller's own no better. Nor for a date (in babble 22 of 30 are heard without, 19 to 21 with
    examples) or a name (12, and 11 to 14)."""
    match command.expects:
        case Expectation.MURMUR:
            return interruption.prompt(language, whole=command.final)
        case Expectation.NUMBER:
            return "0 1 2 3 4 5 6 7 8 9"
        case Expectation.NAME:
            return " ".join(command.hints)
    return ""


def _event(answer: Answer) -> Event:
    match answer:
        case Transcript():
            return Transcribed(
                answer.job,
                Personal(answer.text),
                answer.language,
                answer.log_probability,
                answer.speech_probability,
                answer.stop_probability,
            )
        case SpeechChunk():
            words = tuple(WordEnd(chars, samples) for chars, samples in answer.words)
            return Synthesized(answer.job, answer.samples, words, answer.last)
        case Failure():
            return JobFailed(answer.job, answer.reason)
        case Embedding():
            return ErrandDone(answer.job, Closest(answer.closest))


def _load(file: Path) -> Recording | None:
    try:
        with np.load(file) as stored:
            words = tuple(WordEnd(int(chars), int(samples)) for chars, samples in stored["words"])
            return Recording(stored["samples"].astype(np.int16), words)
    except (OSError, ValueError, KeyError, BadZipFile):
        return None  # not there, or not whole: the voice makes it anew


def _save(file: Path, recording: Recording) -> None:
    words = np.array([(word.chars, word.samples) for word in recording.words], dtype=np.int64).reshape(-1, 2)
    part = file.with_suffix(".part.npz")
    np.savez(part, samples=recording.samples, words=words)
    part.replace(file)
