"""Who has picked up? People taken for machines, messages left to people, machines taken for people.

Scripted greetings, said by two voices at several paces and pitches, come over a noisy telephone line. The
real voice activity detector and endpointer cut them into turns, the real ear hears each, our own ear for
beeps and long greetings listens beside; what the reminder call then does is what counts. We stay silent
meanwhile, as if the far end heard nothing of ours. A machine's greeting ends in a beep.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from matplotlib.figure import Figure
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy import signal

from agent.clinic.clinic import EXAMPLE, load
from agent.dialogue.flow import HangUp, Reply, Say
from agent.dialogue.knowledge import Knowledge
from agent.dialogue.reminder import Reminder
from agent.double.caller import on_the_line, pink_noise
from agent.reminders.listener import Listener
from agent.settings import Settings
from audio import pcm
from audio.endpoint import End, Endpointer
from audio.frame import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples
from audio.vad import VoiceActivity
from benchmarks import machine
from benchmarks.greetings import MACHINES, PEOPLE, SCREENERS

EAR, VOICE = "whisper-tiny.en", "piper-en_US-joe-medium"
PAUSE_MS, PATIENCE_MS = 120, 600  # of a sentence that may be finished, as in agent/call/policy.py
BREATH_MS = 900  # where somebody takes one: more than our patience
NOISE_DB = 18  # the greeting is so far above it
BEEPS_HZ = (1000, 1400, 850, 440)
MESSAGE = "Please ring us back."
QUICK = 6  # greetings of each kind

Kind = Literal["person", "machine", "screener"]
# (engine, pace, pitch): a voice that is played faster is higher, so it is said slower first
VOICES = (
    *(("hibari", 1.0, 1.0), ("hibari", 0.8, 1.0), ("hibari", 1.1, 1.12), ("hibari", 1.0, 0.9)),
    *(("piper", 1.0, 1.0), ("piper", 0.8, 1.0), ("piper", 1.25, 0.93), ("piper", 1.1, 1.25)),
)


@dataclass(frozen=True, slots=True, eq=False)
class Greeting:
    kind: Kind
    text: str
    held_out: bool
    voice: str
    sound: Samples  # 16 kHz, as it comes over the line


@dataclass(frozen=True, slots=True)
class Judged:
    greeting: Greeting
    taken_for: Kind
    told_message: bool
    by_words: bool  # a machine before its beep
    heard: str


def run(quick: bool = False) -> dict[str, Any]:
    console = Console()
    settings = Settings()
    weights = settings.weights_dir
    judged = judge(greetings(weights, quick), weights)
    result = figures(judged)
    console.print(_table(result))
    for each in judged:
        if each.taken_for != each.greeting.kind:
            console.print(f"{each.greeting.kind} as {each.taken_for}: {each.greeting.text!r} {each.heard!r}")
    machine.save("human_or_machine", result, plot(result), quick=quick)
    return result


# -- greetings -------------------------------------------------------------------------------------------


def greetings(weights: Path, quick: bool) -> list[Greeting]:
    """Every wording in several voices, made in a process of its own: those who speak and those who listen do
    not live together."""
    wanted: list[tuple[Kind, str, bool, int]] = []
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("person", PEOPLE),
        ("machine", MACHINES),
        ("screener", SCREENERS),
    )
    for kind, texts in kinds:
        for n, text in enumerate(texts[:QUICK] if quick else texts):
            voices = (n % 8,) if quick else ((n + k) % 8 for k in ((0, 2, 5) if kind == "person" else (0, 5)))
            wanted += [(kind, text, bool(n % 2), voice) for voice in voices]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as others:
        said = others.submit(
            _say, [(text, voice) for _, text, _, voice in wanted], str(weights / VOICE)
        ).result()
    return [
        Greeting(kind, text, held_out, "{} {} {}".format(*VOICES[voice]), on_a_line(sound, kind, n))
        for n, ((kind, text, held_out, voice), sound) in enumerate(zip(wanted, said, strict=True))
    ]


def _say(wanted: list[tuple[str, int]], weights: str) -> list[Samples]:
    from models.hibari import CallerVoice  # noqa: PLC0415 - only in the process that speaks
    from models.job import SynthesizeJob  # noqa: PLC0415
    from models.piper import Voice  # noqa: PLC0415

    engines: dict[str, Any] = {"hibari": CallerVoice(), "piper": Voice(weights)}
    sounds = []
    for text, number in wanted:
        engine, pace, pitch = VOICES[number]
        parts: list[Samples] = []
        for breath in text.split(" ... "):
            parts += [chunk.samples for chunk in engines[engine].run(SynthesizeJob("", 0, breath, pace))]
            parts.append(pcm.silence(SAMPLE_RATE * BREATH_MS // 1000))
        sound = np.concatenate(parts[:-1]).astype(np.float64)
        sounds.append(pcm.nearest(np.asarray(signal.resample(sound, int(len(sound) / pitch)), np.float64)))
    return sounds


def on_a_line(said: Samples, kind: Kind, seed: int) -> Samples:
    """Half a second of the line, the greeting, a machine's beep, the line again; through the telephone."""
    quiet = pcm.silence(SAMPLE_RATE // 2)
    parts = [quiet, said, quiet]
    if kind == "machine":
        parts.append(quiet)
        at = np.arange(SAMPLE_RATE * (3 + seed % 4) // 10) / SAMPLE_RATE
        parts.append(pcm.nearest(5000 * np.sin(2 * np.pi * BEEPS_HZ[seed % 4] * at)))
    sound = on_the_line(np.concatenate([*parts, pcm.silence(2 * SAMPLE_RATE)]), SAMPLE_RATE, telephone=True)
    level = 10 ** ((pcm.level_dbfs(said) - NOISE_DB) / 20)
    noise = pink_noise(10_000, SAMPLE_RATE, seed % 4).astype(np.float64)
    noise *= level / (np.sqrt(np.mean(noise**2)) / 32768)
    return pcm.nearest(sound.astype(np.float64) + np.resize(noise, len(sound)))


# -- judging ---------------------------------------------------------------------------------------------


def judge(all_of_them: list[Greeting], weights: Path) -> list[Judged]:
    from models.whisper import Transcriber  # noqa: PLC0415 - after those who speak are gone

    ear = Transcriber(str(weights / EAR))
    return [answered(greeting, ear) for greeting in track(all_of_them, "listening", transient=True)]


def answered(greeting: Greeting, ear: Any) -> Judged:
    """The reminder call's own verdict, once the greeting is over."""
    call, heard, by_words = _Call(), [], False
    activity, endpointer, listener = VoiceActivity(), Endpointer(PAUSE_MS, PATIENCE_MS), Listener()
    for frame in _frames(greeting.sound):
        if noise := listener.push(frame):
            by_words |= call.flow.stage == "machine"
            call.take(call.flow.reported("machine", noise))
        turn = endpointer.push(frame, activity.is_speech(frame))
        if isinstance(turn, End) and not call.over:
            text = _words(turn.utterance.samples, ear)
            heard.append(text)
            call.take(call.flow.heard(text))
    return Judged(greeting, call.taken_for, call.told_message, by_words, " | ".join(heard))


class _Call:
    def __init__(self) -> None:
        clinic = load(EXAMPLE)
        knowledge = Knowledge(clinic.greeting, clinic.address, "", ("",) * 7, "")
        self.flow = Reminder(knowledge, ours=clinic.name, name="Mary Byrne", message=MESSAGE)
        self.over = self.told_message = self._screened = False

    def take(self, reply: Reply | None) -> None:
        if reply is None or self.over:
            return
        assert isinstance(reply.flow, Reminder)
        self.flow = reply.flow
        said = " ".join(move.text for move in reply.moves if isinstance(move, Say))
        self.told_message |= said == MESSAGE
        self._screened |= "reminder call for" in said
        self.over = any(isinstance(move, HangUp) for move in reply.moves)

    @property
    def taken_for(self) -> Kind:
        if self.flow.stage == "machine":
            return "machine"
        return "screener" if self._screened else "person"


def _words(sound: Samples, ear: Any) -> str:
    from models.job import TranscribeJob  # noqa: PLC0415

    (transcript,) = ear.run(TranscribeJob("", 0, sound))
    return str(transcript.text)


def _frames(sound: Samples) -> Iterator[Frame]:
    for at in range(0, len(sound) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield Frame(sound[at : at + FRAME_SAMPLES], at)


# -- figures ---------------------------------------------------------------------------------------------


def figures(judged: list[Judged]) -> dict[str, Any]:
    """By half; shares in percent."""
    return {
        half: _half([each for each in judged if each.greeting.held_out == held_out])
        for half, held_out in (("looked at", False), ("held out", True))
    }


def _half(judged: list[Judged]) -> dict[str, Any]:
    of = Counter(each.greeting.kind for each in judged)
    taken = Counter((each.greeting.kind, each.taken_for) for each in judged)
    left = Counter(each.greeting.kind for each in judged if each.told_message)

    def share(part: int, kind: Kind) -> float:
        return round(100 * part / max(1, of[kind]), 2)

    return {
        "people": of["person"],
        "machines": of["machine"],
        "screeners": of["screener"],
        "people_taken_for_machines": taken["person", "machine"],
        "people_taken_for_machines_percent": share(taken["person", "machine"], "person"),
        "people_taken_for_screeners": taken["person", "screener"],
        "messages_left_to_people": left["person"],
        "machines_taken_for_people_percent": share(of["machine"] - taken["machine", "machine"], "machine"),
        "machines_known_before_their_beep_percent": share(
            sum(each.by_words for each in judged if each.greeting.kind == "machine"), "machine"
        ),
        "messages_left_to_machines_percent": share(left["machine"], "machine"),
        "screeners_known_percent": share(taken["screener", "screener"], "screener"),
    }


def _table(result: dict[str, Any]) -> Table:
    table = Table("", *result)
    for name in next(iter(result.values())):
        table.add_row(name.replace("_", " "), *(f"{half[name]}" for half in result.values()))
    return table


def plot(result: dict[str, Any]) -> Figure:
    figure = Figure(figsize=(7, 3.5), layout="constrained")
    axes = figure.subplots()
    errors = ("people_taken_for_machines_percent", "machines_taken_for_people_percent")
    for n, (half, values) in enumerate(result.items()):
        bars = axes.bar([i + 0.35 * n for i in range(2)], [values[e] for e in errors], 0.33, label=half)
        axes.bar_label(bars, fmt="%.1f %%")
    axes.set_xticks([0.17, 1.17], ["people taken for machines\n(bar: 1 %)", "machines taken for people"])
    axes.set_ylabel("percent")
    axes.legend()
    axes.set_title("Who has picked up? Scripted greetings over a noisy telephone line")
    return figure
