"""When is a turn over? False cut-offs against delay, for timers, for a classifier, and for what we do.

The scenes of benchmarks/pauses.py go frame by frame through the real voice activity detector and endpointer;
at every pause the real ear hears the utterance so far. All times are those of the sound: an answer begins when
the endpointer says End, or when the words arrive if that is later. EAR_MS stands for the ear's work (SPEECH.md:
40 to 70 ms for tiny.en on a free core, and 20 ms until the next frame), so a crowded machine measures the same.

Cut off: an answer before the speaker's last voiced sample. Delay: from there to the answer, in scenes that
really end there. Both are counted in scenes, of which a slow speaker's holds many pauses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from rich.console import Console
from rich.progress import track
from rich.table import Table

from agent.call.endpointing import Hearing, Rhythm, patience_ms
from agent.double.measure import spread
from agent.settings import Settings
from audio import pcm
from audio.endpoint import End, Endpointer, Pause, Resumed
from audio.frame import FRAME_SAMPLES, SAMPLES_PER_MS, Frame, Utterance
from audio.vad import VoiceActivity
from benchmarks import machine, smart_turn
from benchmarks.pauses import CACHE, Scene, scenes
from models.job import TranscribeJob

EAR = "whisper-tiny.en"
WORD_TIMES = "whisper-base"
EAR_MS = 80
PAUSE_MS = 120
ENDLESS_MS = 10**9
QUICK_SHARE = 0.02

TIMERS_MS = (200, 300, 400, 500, 600, 700, 850, 1000, 1200)
LENIENCIES_MS = (-300, -200, -100, -50, 0, 50, 100, 200, 300)  # added to every patience of ours, for the curve
THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9, 0.97)


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A scene, which of its frames are voiced, and what the ear made of each pause (by its last voiced sample)."""

    scene: Scene
    voiced: tuple[bool, ...]
    pauses: dict[int, tuple[Utterance, Hearing]]


Patience = Callable[[Scene, Utterance, Hearing, Rhythm], int]
"""How much silence ends this turn, in ms, once the words are there."""


def run(quick: bool = False) -> dict[str, Any]:
    console = Console()
    settings = Settings()
    corpora, weights = settings.corpora_dir, settings.weights_dir
    if not (corpora / "dev" / "manifest.tsv").exists():
        console.print(f"skipped: no recorded speech in {corpora}; FRONTDESK_CORPORA_DIR names its folder")
        return {}
    heard = listen(corpora, weights, QUICK_SHARE if quick else 1.0)
    result = figures(heard, classify(heard, weights))
    console.print(_table(result))
    machine.save("endpointing", result, plot(result))
    return result


# -- listening -------------------------------------------------------------------------------------------


def listen(corpora: Path, weights: Path, share: float) -> list[Heard]:
    """All scenes with what the ear makes of their pauses; transcripts are kept on disk from run to run."""
    from faster_whisper import WhisperModel

    from models.whisper import Transcriber

    timer = WhisperModel(str(weights / WORD_TIMES), compute_type="int8", cpu_threads=1)
    ear = Transcriber(str(weights / EAR))
    made = track(scenes(corpora, timer, share), "scenes", transient=True)
    return [_listen(scene, ear) for scene in made]


def _listen(scene: Scene, ear: Any) -> Heard:
    activity, endpointer = VoiceActivity(), Endpointer(PAUSE_MS, ENDLESS_MS)
    voiced: list[bool] = []
    pauses: dict[int, tuple[Utterance, Hearing]] = {}
    for frame in _frames(scene):
        voiced.append(activity.is_speech(frame))
        signal = endpointer.push(frame, voiced[-1])
        if isinstance(signal, Pause):
            pauses[signal.utterance.speech_end] = (signal.utterance, _transcribe(signal.utterance, ear))
    return Heard(scene, tuple(voiced), pauses)


def _frames(scene: Scene) -> Iterable[Frame]:
    for at in range(0, len(scene.samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield Frame(scene.samples[at : at + FRAME_SAMPLES], at)


def _transcribe(utterance: Utterance, ear: Any) -> Hearing:
    sound = pcm.to_bytes(utterance.samples)
    file = CACHE / f"{EAR}-{hashlib.sha256(sound).hexdigest()[:24]}.json"
    if not file.exists():
        (transcript,) = ear.run(TranscribeJob("", 0, utterance.samples))
        CACHE.mkdir(exist_ok=True)
        file.write_text(json.dumps([transcript.text, transcript.stop_probability]))
    return Hearing(*json.loads(file.read_text()))


def classify(heard: list[Heard], weights: Path) -> dict[int, float]:
    """smart-turn's probability at each pause, by the identity of its utterance."""
    utterances = [utterance for one in heard for utterance, _ in one.pauses.values()]
    model = str(weights / "smart-turn-v3.2" / "smart-turn-v3.2-cpu.onnx")
    found = smart_turn.probabilities([utterance.samples for utterance in utterances], model)
    return {id(utterance): probability for utterance, probability in zip(utterances, found, strict=True)}


# -- deciding --------------------------------------------------------------------------------------------


def answered_at(heard: Heard, patience: Patience) -> int | None:
    """Where we would begin to answer, in samples; None if never within the scene."""
    endpointer, rhythm = Endpointer(PAUSE_MS, ENDLESS_MS), Rhythm()
    words_due, decided_ms, paused = 0, 0, 0
    for frame, voiced in zip(_frames(heard.scene), heard.voiced, strict=True):
        if words_due and frame.end >= words_due:
            endpointer.patience_ms, words_due = decided_ms, 0
        match endpointer.push(frame, voiced):
            case Pause(utterance):
                paused = utterance.speech_end
                words, hearing = heard.pauses[paused]
                decided_ms = patience(heard.scene, words, hearing, rhythm)
                words_due = frame.end + EAR_MS * SAMPLES_PER_MS
            case Resumed():
                rhythm = rhythm.went_on_after((frame.end - paused) // SAMPLES_PER_MS)
                endpointer.patience_ms, words_due = ENDLESS_MS, 0
            case End():
                return frame.end
    return None


def ours(leniency_ms: int = 0) -> Patience:
    def decide(scene: Scene, _: Utterance, hearing: Hearing, rhythm: Rhythm) -> int:
        return leniency_ms + patience_ms(hearing, scene.expects, scene.digits, rhythm)

    return decide


def timer(silence_ms: int) -> Patience:
    return lambda *_: silence_ms


def words_finished(scene: Scene, _: Utterance, hearing: Hearing, __: Rhythm) -> int:
    """Two timers: words that look finished end a turn after 300 ms, others after 700."""
    words = hearing.text.rstrip().lower()
    if not words or words.endswith((",", "...", "…", "-")):
        return 700
    return 700 if words.strip(" .,").split()[-1:] and words.strip(" .,").split()[-1] in _GOING_ON else 300


_GOING_ON = frozenset("and or but so because the a an my to for of at on in with is um uh like about from i".split())


def classifier(threshold: float, probability: dict[int, float]) -> Patience:
    """Done after 200 ms if it says so, else after a second: the plan of those who rely on it."""
    return lambda _, utterance, *__: 200 if probability[id(utterance)] >= threshold else 1000


def score(heard: Iterable[Heard], patience: Patience) -> dict[str, Any]:
    delays_ms: list[float] = []
    paused = cut = whole = whole_cut = 0
    for one in heard:
        scene, at = one.scene, answered_at(one, patience)
        early = at is not None and at < scene.end
        if scene.gaps:
            paused, cut = paused + 1, cut + early
        else:
            whole, whole_cut = whole + 1, whole_cut + early
        if not early and scene.complete and at is not None and one.pauses:
            delays_ms.append((at - scene.end) / SAMPLES_PER_MS)
    return {
        "delay_ms": spread(delays_ms),
        "with_pause": paused,
        "cut_off": round(100 * cut / max(1, paused), 1),
        "whole": whole,
        "whole_cut_off": round(100 * whole_cut / max(1, whole), 1),
    }
