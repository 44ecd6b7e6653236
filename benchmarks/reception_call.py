"""A story told over a telephone on a virtual clock: the real core, wire, ear, voice and model of meaning.

The caller hears what was said and answers that (agent/double/telling.py). The records are the story's own
(tests/records.py), so that what came of the call can be compared with what is written, to the minute.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from agent import commands
from agent.call.policy import Policy
from agent.cli.tell import aloud
from agent.commands import Command, Commit, HandOver, RunErrand, Synthesize, Transcribe
from agent.dialogue import errands
from agent.dialogue.reception import Reception
from agent.dialogue.understand import emergency, intents
from agent.double.caller import Action, Caller, Press, Say, Wait
from agent.double.story import Line, Story
from agent.double.telling import Telling
from agent.events import ErrandDone, JobFailed, Synthesized, WordEnd
from audio.frame import Samples
from benchmarks.virtual_call import Ear, Recording
from models.job import EmbedJob, SynthesizeJob
from tests.harness import VirtualCall
from tests.records import KNOWN
from tests.sounds import babble
from tests.stories import IDLE_MS, records_of

TELEPHONE = 8000
VOICE_MS, ERRAND_MS = 60, 20  # a first stretch of sound, a look into the book
LONGEST_MS = 420_000


@dataclass(frozen=True)
class Person:
    """Somebody who calls. `voice`: "hibari", or a voice of KOKORO; `pitch` (hibari alone) moves everything,
    formants too; `pace` > 1 is slower.
    """

    voice: str = "hibari"
    pitch: float = 1.0
    pace: float = 1.0


KOKORO = {  # voice -> (weights, file, language as espeak calls it)
    "us-woman": ("kokoro-en-callers", "us-woman", "en-us"),
    "us-man": ("kokoro-en-callers", "us-man", "en-us"),
    "uk-woman": ("kokoro-en-callers", "uk-woman", "en"),
    "uk-man": ("kokoro-en-callers", "uk-man", "en"),
    "es-man": ("kokoro-es-alex", "voice", "es"),
}
PEOPLE = {
    "en": (
        Person(),
        Person("us-man"),
        Person("uk-woman"),
        Person(pitch=0.88, pace=1.1),
        Person("uk-man"),
        Person("us-woman"),
    ),
    "es": (Person("es-man"), Person("es-man", pace=1.15)),
}


class Mouths:
    """Whatever onnxruntime runs, in its own process: our voice, the callers', the model of meaning."""

    def __init__(self, voice: Path, reader: Path | None, callers: Mapping[str, Path]) -> None:
        """The folders of their weights; `callers`: those of KOKORO that are wanted."""
        self._process = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        self._voice, self._reader = str(voice), str(reader or "")
        self._weights = {name: str(path) for name, path in callers.items()}
        self._ours: dict[str, Recording] = {}
        self._callers: dict[tuple[str, Person], Samples] = {}

    def ours(self, text: str, pace: float = 1.0) -> Recording:
        key = f"{pace} {text}"
        if key not in self._ours:
            self._ours[key] = self._process.submit(_ours, self._voice, text, pace).result()
        return self._ours[key]

    def caller(self, text: str, person: Person) -> Samples:
        """16 kHz."""
        if (text, person) not in self._callers:
            weights = self._weights[KOKORO[person.voice][0]] if person.voice in KOKORO else ""
            self._callers[text, person] = self._process.submit(_caller, weights, text, person).result()
        return self._callers[text, person]

    def closest(self, text: str) -> tuple[tuple[str, float], ...] | None:
        """None where no reader knows the language."""
        return self._process.submit(_closest, self._reader, text).result() if self._reader else None

    def close(self) -> None:
        self._process.shutdown()


@cache
def _voice(weights: str):  # type: ignore[no-untyped-def]
    # Only this process may load them.
    from models import kokoro, piper  # noqa: PLC0415

    return kokoro.Voice(weights) if Path(weights).name.startswith("kokoro") else piper.Voice(weights)


def _ours(weights: str, text: str, pace: float) -> Recording:
    chunks = list(_voice(weights).run(SynthesizeJob("", 0, text, pace)))
    words = tuple(WordEnd(*word) for chunk in chunks for word in chunk.words)
    return Recording(np.concatenate([chunk.samples for chunk in chunks]), words)


@cache
def _mouth(weights: str, voice: str, pitch: float):  # type: ignore[no-untyped-def]
    from models import hibari, kokoro  # noqa: PLC0415 - likewise

    if not weights:
        return hibari.CallerVoice(pitch=pitch)
    _, file, language = KOKORO[voice]
    return kokoro.Voice(weights, language, voice=file)


def _caller(weights: str, text: str, person: Person) -> Samples:
    chunks = _mouth(weights, person.voice, person.pitch).run(SynthesizeJob("", 0, text, person.pace))
    samples: Samples = np.concatenate([chunk.samples for chunk in chunks])
    return samples


@cache
def _sentence(weights: str):  # type: ignore[no-untyped-def]
    from models.sentence import Sentence  # noqa: PLC0415 - likewise

    examples = {f"intent:{intent}": sentences for intent, sentences in intents.EXAMPLES.items()}
    examples |= emergency.EXAMPLES
    examples |= {f"question:{i}": questions for i, (questions, _) in enumerate(KNOWN.answers)}
    return Sentence(weights, examples)


def _closest(weights: str, text: str) -> tuple[tuple[str, float], ...]:
    try:
        (answer,) = _sentence(weights).run(EmbedJob("", 0, text))
    except ValueError:
        return ()
    closest: tuple[tuple[str, float], ...] = answer.closest
    return closest


@dataclass
class Outcome:
    """What came of one call. `turns`: (what the caller said, what the ear made of it), as they came."""

    facts: list[str]
    lines: list[tuple[str, str]]  # ("agent" | "caller says" | "caller heard", text)
    identified: set[str] = field(default_factory=set)
    length_ms: int = 0


class StoryCall(VirtualCall):
    def __init__(
        self,
        told: Story,
        mouths: Mouths,
        ear: Ear,
        person: Person,
        noise: Samples | None,
        snr_db: float | None,
        policy: Policy,
    ) -> None:
        self._mouths, self._real_ear, self._ear_free_ms = mouths, ear, 0
        self._records = records_of(told)
        self._telling = Telling(told)
        self._rival = any(line.text.startswith("another caller") for line in told.lines)
        self._records.rival = self._rival
        self._unanswered: list[str] = []  # what the agent has said since the caller last did
        self.outcome = Outcome([], [])
        reception = Reception(self._records.clinic)
        caller = Caller(
            [self._action(line, person) for line in self._telling.lines],
            TELEPHONE,
            patience_ms=12_000,
            telephone=True,
            snr_db=snr_db,
            noise=noise,
            chooses=self._answer,
        )
        super().__init__(reception, [], policy=policy, rate=TELEPHONE, caller=caller)

    def play(self) -> Outcome:
        self.run(LONGEST_MS)
        self.outcome.length_ms = self.now_ms
        return self.outcome

    def _action(self, line: Line, person: Person) -> Action:
        if line.keys:
            return Press(digits=line.keys)
        if line.is_silence:
            return Wait(wait_ms=IDLE_MS)
        if not line.said:  # mumbles
            return Say(samples=babble(900), text="(mumbles)")
        said = aloud(line.said, self._records.clinic.language)
        return Say(samples=self._mouths.caller(said, person), text=line.said)

    def _answer(self, heard: Samples) -> int:
        chosen = self._telling.answer(" ".join(self._unanswered))
        self._unanswered.clear()
        if chosen < len(self._telling.lines):
            self.outcome.lines.append(("caller says", self._telling.lines[chosen].text))
        return chosen

    def _perform(self, command: Command) -> None:
        match command:
            case Transcribe():
                answer, took_ms = self._real_ear.hear(command)
                self._ear_free_ms = max(self._ear_free_ms, self.now_ms) + min(took_ms, 150)
                self.at(self._ear_free_ms, answer)
            case Synthesize(job, text, pace):
                said = self._mouths.ours(text.reveal(), pace)
                self.at(self.now_ms + VOICE_MS, Synthesized(job, said.samples, said.words, last=True))
            case RunErrand(job, errand):
                finding = self._find(errand)
                done = ErrandDone(job, finding) if finding else JobFailed(job, "unavailable")
                self.at(self.now_ms + ERRAND_MS, done)
            case Commit(line):
                who = "agent" if line.role == "assistant" else "caller heard"
                self.outcome.lines.append((who, line.text.reveal()))
                if who == "agent":
                    self._unanswered.append(line.text.reveal())
            case HandOver(reason=reason, summary=summary):
                self.outcome.facts.append(f"put through: {reason}. {summary.reveal()}".rstrip())
            case commands.HangUp(reason):
                self.outcome.facts.append(f"call ends: {reason}")
        if not isinstance(command, Transcribe | Synthesize | RunErrand):
            super()._perform(command)

    def _find(self, errand: errands.Errand) -> errands.Finding:
        if isinstance(errand, errands.Embed) and not self._records.broken:
            closest = self._mouths.closest(errand.text)
            return errands.Failed("unavailable") if closest is None else errands.Closest(closest)
        logged = len(self._records.log)
        finding = self._records.answer(errand)
        self.outcome.facts += self._records.log[logged:]
        if isinstance(finding, errands.Identified) and self._records.identified:
            self.outcome.identified.add(self._records.identified.name)
        return finding
