"""Somebody speaks another language and is read in English: frames in, jobs and sentences out.

It is a call with nobody to answer: no floor, no playout, only where a sentence begins and ends. As in a call,
the work begins at a pause, and is kept if the sentence was over there; so the final text comes when silence
has lasted long enough, and not a job's time later. Sentences come out in the order in which they were said.
Two languages are told apart anew in each sentence; one that nobody named is found out once, in the first
sentence long enough to tell by, and kept.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from agent.events import JobFailed, Transcribed
from agent.personal import Personal
from audio.endpoint import End, Endpointer, Onset, Pause, Resumed
from audio.frame import SAMPLES_PER_MS, Frame, Samples, Utterance
from audio.vad import VoiceActivity

Task = Literal["transcribe", "translate"]

ENGLISH = "en"
PAUSE_MS = 300  # silence after which the sentence is heard on suspicion; most breaths within one are shorter
PATIENCE_MS = 600  # silence that ends a sentence: nobody waits for an answer, so a breath may be long
PARTIAL_MS = 800  # of new sound before a sentence in progress is looked at again
LEARNT_MS = 1000  # shorter sounds do not tell a language surely
# Those the ear owes us. An ear that keeps up has one or two; a client may send half a minute in one burst.
MAX_OPEN = 32


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """A job for the ear. `language` as in models.job.TranscribeJob."""

    job: int
    samples: Samples
    language: str
    task: Task
    final: bool
    prompt: str


@dataclass(frozen=True, slots=True)
class Forget:
    """The answer to this job is no longer wanted."""

    job: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was said, as far as it is known. `sid` counts from 1; a final one is the last with its number."""

    sid: int
    final: bool
    language: str
    text: Personal
    translation: Personal | None  # None: not asked for, not known yet, or lost
    start_ms: int  # of the sound that came in
    end_ms: int


@dataclass(frozen=True, slots=True)
class Lost:
    """The ear failed: this sentence comes without its text or without its translation."""

    sid: int
    task: Task
    reason: str


Out = Ask | Forget | Sentence | Lost


@dataclass(slots=True, eq=False)
class _Open:
    """A sentence not yet told for good."""

    sid: int
    onset: int  # samples
    end: int = 0
    looked_at: int = 0  # where the last partial ended
    over: bool = False
    shown: bool = False
    jobs: dict[Task, int] = field(default_factory=dict)  # of its whole sound
    heard: dict[Task, Transcribed | JobFailed] = field(default_factory=dict)
    seeming: dict[Task, Transcribed] = field(default_factory=dict)


class Interpreter:
    def __init__(
        self, languages: tuple[str, ...] = (), translate: bool = True, partial_translations: bool = False
    ) -> None:
        """`languages` that may be spoken, as "es"; none: find out. `translate`: into English."""
        self.prompts: dict[Task, str] = {}  # words to expect
        self._corrections: list[tuple[re.Pattern[str], str]] = []
        self._languages = languages
        self._translate = translate
        self._partial_translations = partial_translations
        self._voice = VoiceActivity()
        self._endpointer = Endpointer(PAUSE_MS, PATIENCE_MS)
        self._open: deque[_Open] = deque()  # the oldest first; bounded by MAX_OPEN
        self._jobs: dict[int, tuple[_Open, Task, bool]] = {}  # bounded: four a sentence
        self._said = self._asked = 0

    @property
    def idle(self) -> bool:
        """Nothing is being said, and nothing is owed."""
        return not self._open

    def correct(self, corrections: Mapping[str, str]) -> None:
        """From now on, write these words otherwise than the ear spells them."""
        self._corrections = [
            (re.compile(rf"(?<!\w){re.escape(wrong)}(?!\w)", re.IGNORECASE), right)
            for wrong, right in corrections.items()
        ]

    def push(self, frame: Frame) -> list[Out]:
        """20 ms more. Positions must go on from the frame before."""
        match self._endpointer.push(frame, self._voice.is_speech(frame)):
            case Onset(position):
                return self._begin(position)
            case Pause(utterance):
                return self._hear(self._open[-1], utterance)
            case Resumed():
                return self._unhear(self._open[-1])
            case End(utterance):
                return self._finish(utterance)
            case None if self._endpointer.speaking and not self._open[-1].jobs:
                return self._look(self._open[-1], frame.end)
        return []

    def flush(self) -> list[Out]:
        """No more sound for now: what is being said ends here."""
        unfinished = self._endpointer.drop()
        return [] if unfinished is None else self._finish(unfinished)

    def answered(self, answer: Transcribed | JobFailed) -> list[Out]:
        """The ear's answer to one of our jobs; any other is dropped."""
        sentence, task, final = self._jobs.pop(answer.job, (None, None, False))
        if sentence is None or task is None:
            return []
        if final:
            sentence.heard[task] = answer
            return self._settled() or self._so_far(sentence)
        if isinstance(answer, JobFailed):
            return []  # partials are shed when the machine is busy
        sentence.seeming[task] = answer
        return self._so_far(sentence)

    # -- a sentence ----------------------------------------------------------------------------------

    def _begin(self, position: int) -> list[Out]:
        out: list[Out] = []
        if len(self._open) >= MAX_OPEN:
            oldest = self._open.popleft()
            out += [*self._unhear(oldest), Lost(oldest.sid, "transcribe", "overloaded")]
        self._said += 1
        self._open.append(_Open(self._said, position, looked_at=position))
        return out

    def _look(self, sentence: _Open, now: int) -> list[Out]:
        """What seems to be said so far, if there is enough new of it and the last look is over."""
        waiting = any(known is sentence for known, _, _ in self._jobs.values())
        if waiting or now - sentence.looked_at < PARTIAL_MS * SAMPLES_PER_MS:
            return []
        sentence.looked_at = now
        tasks = self._tasks() if self._partial_translations else self._tasks()[:1]
        return [self._ask(sentence, task, self._endpointer.so_far(), final=False) for task in tasks]

    def _hear(self, sentence: _Open, utterance: Utterance) -> list[Out]:
        """It may be over: have it heard as if it were."""
        out = self._unhear(sentence)
        sentence.end = utterance.speech_end
        for task in self._tasks():
            ask = self._ask(sentence, task, utterance, final=True)
            sentence.jobs[task] = ask.job
            out.append(ask)
        return out

    def _unhear(self, sentence: _Open) -> list[Out]:
        gone = [job for job, (known, _, _) in self._jobs.items() if known is sentence]
        for job in gone:
            del self._jobs[job]
        sentence.jobs.clear()
        sentence.heard.clear()
        return [Forget(job) for job in gone]

    def _finish(self, utterance: Utterance) -> list[Out]:
        sentence = self._open[-1]
        heard_already = sentence.jobs and sentence.end == utterance.speech_end
        out = [] if heard_already else self._hear(sentence, utterance)
        sentence.over = True
        return out + self._settled()

    def _ask(self, sentence: _Open, task: Task, utterance: Utterance, *, final: bool) -> Ask:
        self._asked += 1
        self._jobs[self._asked] = (sentence, task, final)
        prompt = self.prompts.get(task, "")
        return Ask(self._asked, utterance.samples, ",".join(self._languages), task, final, prompt)

    def _tasks(self) -> tuple[Task, ...]:
        if not self._translate or self._languages == (ENGLISH,):
            return ("transcribe",)
        return ("transcribe", "translate")

    # -- telling it ----------------------------------------------------------------------------------

    def _so_far(self, sentence: _Open) -> list[Out]:
        """What is known of a sentence that is not over, once there are words."""
        known = sentence.seeming | {
            task: answer for task, answer in sentence.heard.items() if isinstance(answer, Transcribed)
        }
        text = known.get("transcribe")
        if sentence.over or text is None or not text.text:
            return []
        sentence.shown = True
        return [self._told(sentence, text, known.get("translate"), final=False)]

    def _settled(self) -> list[Out]:
        """The sentences whose turn it is and of which everything is known."""
        out: list[Out] = []
        while self._open and self._open[0].over and self._open[0].heard.keys() == self._open[0].jobs.keys():
            sentence = self._open.popleft()
            text, translation = sentence.heard["transcribe"], sentence.heard.get("translate")
            failed = [(task, a) for task, a in sentence.heard.items() if isinstance(a, JobFailed)]
            out += [Lost(sentence.sid, task, failure.reason) for task, failure in failed]
            if isinstance(text, JobFailed) or not (text.text or sentence.shown):
                continue  # lost, or nobody spoke; a text that was shown is taken back by an empty one
            self._learn(sentence, text)
            known = translation if isinstance(translation, Transcribed) else None
            out.append(self._told(sentence, text, known, final=True))
        return out

    def _told(
        self, sentence: _Open, text: Transcribed, translation: Transcribed | None, *, final: bool
    ) -> Sentence:
        written = text.text.reveal()
        for pattern, right in self._corrections:
            written = pattern.sub(lambda _, right=right: right, written)  # type: ignore[misc]
        in_english = translation.text if translation else None
        if self._translate and text.language == ENGLISH:
            in_english = Personal(written)
        return Sentence(
            sentence.sid,
            final,
            text.language,
            Personal(written),
            in_english,
            sentence.onset // SAMPLES_PER_MS,
            (sentence.end if sentence.jobs else sentence.looked_at) // SAMPLES_PER_MS,
        )

    def _learn(self, sentence: _Open, text: Transcribed) -> None:
        long_enough = sentence.end - sentence.onset >= LEARNT_MS * SAMPLES_PER_MS
        if not self._languages and long_enough and text.text:
            self._languages = (text.language,)
