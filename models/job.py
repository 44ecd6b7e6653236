"""What an engine is asked and what it answers. Every message carries (call, job): a foreign or stale one
is dropped by comparing two values, so an answer can never reach another call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audio.frame import Samples


@dataclass(frozen=True, slots=True, eq=False)
class TranscribeJob:
    call: str
    job: int
    samples: Samples
    final: bool = True  # finals go before partials, and are never shed
    language: str = "en"  # of the speech; "es,en": the likelier of these; "": whichever it sounds like
    task: Literal["transcribe", "translate"] = "transcribe"  # translate: into English
    prompt: str = ""  # words to expect, as the field calls it; "" for none
    # Bounds the wait in the queue; then each silence of the worker, which is taken for hung and killed.
    within_ms: int = 5000


@dataclass(frozen=True, slots=True)
class SynthesizeJob:
    call: str
    job: int
    text: str
    pace: float = 1.0  # 1 = the voice's own speed, larger is slower
    final: bool = True
    within_ms: int = 5000  # as above: each stretch of sound is a sign of life


@dataclass(frozen=True, slots=True)
class EmbedJob:
    """Place a sentence among the examples that the engine knows."""

    call: str
    job: int
    text: str
    final: bool = True
    within_ms: int = 1000  # it takes 5 ms: later, the rules alone have decided


@dataclass(frozen=True, slots=True)
class Transcript:
    call: str
    job: int
    text: str
    language: str = "en"  # of the speech, detected if the job left it open
    log_probability: float = 0.0  # mean per token
    speech_probability: float = 1.0  # 1 - Whisper's no-speech probability
    stop_probability: float = 1.0  # that the sentence ends with its last word, as the ear reads it
    last: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class SpeechChunk:
    """The next stretch of a phrase, 16 kHz. `words`: (characters said, samples from phrase start)."""

    call: str
    job: int
    samples: Samples
    words: tuple[tuple[int, int], ...]
    last: bool


@dataclass(frozen=True, slots=True)
class Embedding:
    """All labels, each with the cosine similarity (-1 to 1) of its nearest example, best first."""

    call: str
    job: int
    closest: tuple[tuple[str, float], ...]
    last: bool = True


@dataclass(frozen=True, slots=True)
class Failure:
    call: str
    job: int
    reason: str  # "deadline" | "worker_died" | "quarantined" | "overloaded" | "bad_input"
    last: bool = True


Job = TranscribeJob | SynthesizeJob | EmbedJob
Answer = Transcript | SpeechChunk | Embedding | Failure
