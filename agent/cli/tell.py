"""A story (agent/double/story.py) told to a server over its socket, by somebody who hears what is asked.

The caller has an ear of their own, tiny Whisper in a process of its own, and nothing else: neither the
server's transcript nor its records. What was reached is what the agent said (agent/double/telling.py).
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from agent.dialogue.speech import spoken
from agent.double.audible import AUDIBLE_DBFS, voiced
from agent.double.caller import Action, Noted, Press, Said, Say, Wait
from agent.double.story import Line
from agent.double.telling import Telling
from audio import pcm
from audio.frame import SAMPLE_RATE, Samples
from audio.resample import resampled

SILENCE_MS = 7000  # of a caller who says nothing: an agent asks by then
ASKED_NOTHING_MS = 2500  # that a caller waits after "One moment, I am booking it."
PRONOUNCED = {"Aoife": "Eefa"}  # as everybody of that name says it, whatever a voice makes of the letters


def aloud(text: str, language: str = "en") -> str:
    """A line of a story in words, as a voice reads it."""
    for written, said in PRONOUNCED.items():
        text = text.replace(written, said)
    return spoken(text, language)


def actions(lines: Sequence[Line], speak: Callable[[str], Samples], language: str = "en") -> list[Action]:
    """What the caller may do, by the lines' numbers. ValueError for what no voice can say."""
    done: list[Action] = []
    for line in lines:
        if line.keys:
            done.append(Press(digits=line.keys))
        elif line.is_silence:
            done.append(Wait(wait_ms=SILENCE_MS))
        elif not line.said:
            raise ValueError(f"{line.text!r} cannot be told aloud")
        else:
            done.append(Say(samples=speak(aloud(line.said, language)), text=line.said))
    return done


class Hears(Protocol):
    def hear(self, samples: Samples, rate: int) -> Future[str]: ...


class Mouth:
    """A caller's voice for a language that the small one does not speak.

    Its phonemes come from a package under the GPL, so it has a process of its own.
    """

    def __init__(self, weights: Path, language: str) -> None:
        self._weights, self._language = str(weights), language
        self._process = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))

    def speak(self, text: str, pace: float = 1.0) -> Samples:
        """16 kHz."""
        made: Samples = self._process.submit(_speak, self._weights, self._language, text, pace).result()
        return made

    def close(self) -> None:
        self._process.shutdown(cancel_futures=True)


def _speak(weights: str, language: str, text: str, pace: float) -> Samples:
    from models.job import SynthesizeJob  # noqa: PLC0415 - only the voice's process loads it
    from models.kokoro import Voice  # noqa: PLC0415

    global _voice  # noqa: PLW0603 - the process's one
    _voice = _voice or Voice(weights, language)
    chunks = list(_voice.run(SynthesizeJob("", 0, text, pace)))
    return np.concatenate([chunk.samples for chunk in chunks])


_voice: Any = None


class Ear:
    """The caller's. Close it after the call."""

    def __init__(self, weights: Path, language: str = "en") -> None:
        self._weights, self._language = str(weights), language
        self._process = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        self.hear(np.zeros(SAMPLE_RATE, np.int16), SAMPLE_RATE).result()  # loaded before anybody is rung

    def hear(self, samples: Samples, rate: int) -> Future[str]:
        return self._process.submit(
            _hear, self._weights, self._language, resampled(samples, rate, SAMPLE_RATE)
        )

    def close(self) -> None:
        self._process.shutdown(cancel_futures=True)


def _hear(weights: str, language: str, samples: Samples) -> str:
    from models.job import TranscribeJob  # noqa: PLC0415 - only the ear's process loads it
    from models.whisper import Transcriber  # noqa: PLC0415

    global _ear  # noqa: PLW0603 - the process's one
    _ear = _ear or Transcriber(weights)
    (heard,) = _ear.run(TranscribeJob("", 0, samples, final=True, language=language))
    return str(heard.text)


_ear: Any = None


class Answering:
    """A caller's choice (agent/double/caller.py): listens to what was said, then says what answers it."""

    def __init__(self, telling: Telling, ear: Hears, rate: int) -> None:
        self._telling, self._ear, self._rate = telling, ear, rate
        self._hearing: Future[str] | None = None
        self._length = 0  # of what it hears, samples

    def __call__(self, heard: Samples) -> int | None:
        since = heard[self._length :]
        if self._hearing is None or (len(since) and pcm.level_dbfs(since) >= AUDIBLE_DBFS):
            self._hearing, self._length = self._ear.hear(heard, self._rate), len(heard)
        if not self._hearing.done():
            return None
        text = self._hearing.result()
        if not text.rstrip().endswith("?") and silent_ms(heard, self._rate) < ASKED_NOTHING_MS:
            return None  # there may be more to come
        self._hearing, self._length = None, 0
        return self._telling.answer(text)


def silent_ms(heard: Samples, rate: int) -> float:
    """Since the last sound in it."""
    span = voiced(heard, rate)
    return len(heard) * 1000 / rate - (span.end_ms if span else 0)


def agent_said(heard: Samples, rate: int, log: Sequence[Said | Noted], ear: Hears) -> list[str]:
    """What the agent said in a call that is over, between the caller's lines."""
    ends = [entry.at_ms for entry in log if isinstance(entry, Said)]
    pieces = np.split(heard, [at_ms * rate // 1000 for at_ms in ends])
    hearings = [ear.hear(piece, rate) for piece in pieces if pcm.level_dbfs(piece) > AUDIBLE_DBFS - 20]
    return [hearing.result() for hearing in hearings]
