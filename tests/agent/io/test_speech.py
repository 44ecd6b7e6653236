"""Jobs out, events back; fixed phrases made once."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from agent.call.interpreter import Ask
from agent.commands import Expectation, Synthesize, Transcribe
from agent.dialogue.errands import Closest
from agent.events import ErrandDone, Event, JobFailed, Synthesized, Transcribed, WordEnd
from agent.io.speech import Speech, prompt
from agent.personal import Personal
from audio.frame import Utterance
from models.job import (
    Embedding,
    EmbedJob,
    Failure,
    Job,
    SpeechChunk,
    SynthesizeJob,
    TranscribeJob,
    Transcript,
)
from models.pool import Pool


class FakePool:
    """Takes jobs; a test, or `says`, answers them."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.gone: list[tuple[str, int | None]] = []
        self.speech: Speech | None = None  # set: every job is answered at once
        self.fails = False
        self.load = SimpleNamespace(workers=2)

    def submit(self, job: Job) -> None:
        self.jobs.append(job)
        if self.speech is None:
            return
        if self.fails:
            self.speech.on_answer(Failure(job.call, job.job, "worker_died"))
            return
        half = np.full(160, 7, dtype=np.int16)
        self.speech.on_answer(SpeechChunk(job.call, job.job, half, ((1, 100),), last=False))
        self.speech.on_answer(SpeechChunk(job.call, job.job, half, ((2, 300),), last=True))

    def cancel(self, call: str, job: int) -> None:
        self.gone.append((call, job))

    def forget(self, call: str) -> None:
        self.gone.append((call, None))


@pytest.fixture
def ear() -> FakePool:
    return FakePool()


@pytest.fixture
def voice() -> FakePool:
    return FakePool()


@pytest.fixture
def reader() -> FakePool:
    return FakePool()


@pytest.fixture
def speech(ear: FakePool, voice: FakePool, reader: FakePool) -> Speech:
    return Speech(cast(Pool, ear), cast(Pool, voice), "en", cast(Pool, reader))


def utterance() -> Utterance:
    return Utterance(np.zeros(3200, dtype=np.int16), 0, 0, 3200)


def test_a_job_carries_its_call_and_its_answer_comes_back_to_it(speech: Speech, ear: FakePool) -> None:
    heard: list[Event] = []
    speech.connect("a", heard.append)
    speech.transcribe("a", Transcribe(4, utterance(), final=True, expects=Expectation.ANYTHING))
    job = ear.jobs[0]
    assert isinstance(job, TranscribeJob)
    assert (job.call, job.job, job.final, job.language) == ("a", 4, True, "en")
    speech.on_answer(Transcript("a", 4, "hello", "en", -0.2, 0.9))
    assert heard == [Transcribed(4, Personal("hello"), "en", -0.2, 0.9)]


def test_what_was_said_is_placed_by_the_reader(speech: Speech, reader: FakePool) -> None:
    heard: list[Event] = []
    speech.connect("a", heard.append)
    speech.place("a", 5, "can I come on Monday")
    assert reader.jobs == [EmbedJob("a", 5, "can I come on Monday")]
    speech.on_answer(Embedding("a", 5, (("intent:book", 0.8),)))
    assert heard == [ErrandDone(5, Closest((("intent:book", 0.8),)))]


def test_without_a_reader_nobody_places_anything(ear: FakePool, voice: FakePool) -> None:
    heard: list[Event] = []
    speech = Speech(cast(Pool, ear), cast(Pool, voice), "en")
    speech.connect("a", heard.append)
    speech.place("a", 5, "can I come on Monday")
    speech.cancel("a", 5)
    assert heard == [JobFailed(5, "unavailable")]


def test_over_our_own_speech_the_ear_expects_murmurs(speech: Speech, ear: FakePool) -> None:
    speech.connect("a", lambda event: None)
    for expects in (Expectation.ANYTHING, Expectation.YES_NO, Expectation.MURMUR):
        speech.transcribe("a", Transcribe(1, utterance(), final=False, expects=expects))
    prompts = [job.prompt for job in ear.jobs if isinstance(job, TranscribeJob)]
    assert prompts[:2] == ["", ""]  # told of "Yes. No.", an ear hears that in noise
    assert "Uh-huh" in prompts[2]

    assert not any(job.final for job in ear.jobs)


def test_what_an_interpreter_asks_goes_to_the_ear_and_reading_aloud_makes_way_for_calls(
    speech: Speech, ear: FakePool, voice: FakePool
) -> None:
    ask = Ask(4, utterance().samples, "es,en", "translate", final=False, prompt="flu")
    speech.interpret("vas-1", ask)
    (job,) = ear.jobs
    assert isinstance(job, TranscribeJob)
    assert (job.call, job.job, job.language, job.task, job.final, job.prompt) == (
        *("vas-1", 4, "es,en", "translate", False, "flu"),
    )
    speech.read_aloud("vas-1", -1, "Good morning.")
    (said,) = voice.jobs
    assert isinstance(said, SynthesizeJob)
    assert (said.call, said.job, said.text, said.final) == ("vas-1", -1, "Good morning.", False)


def test_m10_an_answer_for_another_call_or_a_call_that_is_over_reaches_nobody(speech: Speech) -> None:
    a: list[Event] = []
    b: list[Event] = []
    speech.connect("a", a.append)
    speech.connect("b", b.append)
    speech.on_answer(Transcript("a", 1, "mine"))
    speech.disconnect("a")
    speech.on_answer(Transcript("a", 2, "too late"))
    speech.on_answer(Transcript("nobody", 1, "lost"))
    assert len(a) == 1
    assert b == []


def test_a_failure_is_an_event(speech: Speech) -> None:
    heard: list[Event] = []
    speech.connect("a", heard.append)
    speech.on_answer(Failure("a", 9, "quarantined"))
    assert heard == [JobFailed(9, "quarantined")]


def test_disconnecting_forgets_what_was_asked(speech: Speech, ear: FakePool, voice: FakePool) -> None:
    speech.connect("a", lambda event: None)
    speech.disconnect("a")
    assert ear.gone == voice.gone == [("a", None)]


async def learn(speech: Speech, folder: Path, *phrases: str) -> int:
    count = 0

    def another() -> None:
        nonlocal count
        count += 1

    await speech.learn(phrases, folder, another)
    return count


async def test_a_fixed_phrase_is_made_once_and_found_again_on_disk(
    speech: Speech, ear: FakePool, voice: FakePool, tmp_path: Path
) -> None:
    voice.speech = speech
    assert await learn(speech, tmp_path, "Hi.", "Bye.") == 2
    assert len(voice.jobs) == 2

    later = Speech(cast(Pool, ear), cast(Pool, voice), "en")
    assert await learn(later, tmp_path, "Hi.", "Bye.") == 2
    assert len(voice.jobs) == 2, "the second start asked the voice again"

    heard: list[Event] = []
    later.connect("a", heard.append)
    later.synthesize("a", Synthesize(3, Personal("Hi.")))
    (made,) = heard
    assert isinstance(made, Synthesized)
    assert (made.job, made.last, made.words) == (3, True, (WordEnd(1, 100), WordEnd(2, 300)))
    assert made.samples.tolist() == [7] * 320


async def test_another_pace_or_another_phrase_is_made_fresh(
    speech: Speech, voice: FakePool, tmp_path: Path
) -> None:
    voice.speech = speech
    await learn(speech, tmp_path, "Hi.")
    voice.speech = None
    speech.connect("a", lambda event: None)
    speech.synthesize("a", Synthesize(1, Personal("Hi."), pace=1.3))
    speech.synthesize("a", Synthesize(2, Personal("Ho.")))
    assert [cast(SynthesizeJob, job).text for job in voice.jobs[1:]] == ["Hi.", "Ho."]


async def test_a_damaged_recording_is_made_anew(speech: Speech, voice: FakePool, tmp_path: Path) -> None:
    voice.speech = speech
    await learn(speech, tmp_path, "Hi.")
    for file in tmp_path.iterdir():
        file.write_bytes(file.read_bytes()[:50])
    await learn(speech, tmp_path, "Hi.")
    assert len(voice.jobs) == 2


async def test_a_voice_that_cannot_greet_stops_the_start(
    speech: Speech, voice: FakePool, tmp_path: Path
) -> None:
    voice.speech, voice.fails = speech, True
    with pytest.raises(RuntimeError, match="Hi"):
        await learn(speech, tmp_path, "Hi.")


def test_personal_text_is_revealed_to_the_voice_only(speech: Speech, voice: FakePool, caplog: Any) -> None:
    speech.connect("a", lambda event: None)
    speech.synthesize("a", Synthesize(1, Personal("Jane Doe")))
    assert "Jane Doe" not in caplog.text


@pytest.mark.parametrize(("expects", "told"), [(Expectation.NAME, "S, M, I, T, H."), (Expectation.DATE, "")])
def test_an_ear_is_given_an_example_of_a_spelled_name(expects: Expectation, told: str) -> None:
    assert prompt(Transcribe(1, utterance(), True, expects, ("S, M, I, T, H.",)), "en") == told
