"""Recorded people say one utterance each, in a virtual call with the real ear: what is heard of it, and when.

Times are on the call's clock and in ms from its beginning, with the ear's own processor time in them
(virtual_call.py). When somebody begins and stops is read off the clean recording, as
agent/double/audible.py judges it; then comes line noise at -65 dBFS, at the leg's 16 or 8 kHz.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from rich.progress import track

from agent.commands import Commit, Role, ShowPartial, Transcribe
from agent.double.audible import voiced
from agent.settings import Settings
from audio.frame import SAMPLE_RATE, SAMPLES_PER_MS
from audio.wav import read_speech
from benchmarks.ear_sounds import Clip, by_set, read_manifest
from benchmarks.virtual_call import Ear, Listening, VirtualCall

LONGEST_MS = 8000
SEED = 20
BEFORE_MS, AFTER_MS = (
    500,
    2600,
)  # an answer that waits for the slowest of ends comes 1500 ms after the last word
LANGUAGES = {
    "en": ("", 64),
    "es": ("whisper-base", 32),
    "fr": ("whisper-base", 32),
}  # ear ("": as set), clips
QUICK_CLIPS = 5  # in English alone


@dataclass(frozen=True)
class Shown:
    """One partial, as a viewer gets it."""

    at_ms: int
    text: str
    stable_chars: int
    at_pause: bool = False  # the words of a transcription that a pause began


@dataclass(frozen=True)
class Final:
    """A transcription begun at a pause. `there_ms`: its words are there."""

    asked_ms: int
    there_ms: int
    text: str
    used: bool  # else speech went on, and it was thrown away


@dataclass(frozen=True)
class Heard:
    clip: Clip
    onset_ms: float
    end_ms: float
    utterances: tuple[tuple[Shown, ...], ...]  # the partials of each, in their order
    finals: tuple[Final, ...]
    line: str  # as committed

    @property
    def length_ms(self) -> float:
        return self.end_ms - self.onset_ms


def choose(corpora: Path, language: str, count: int) -> list[Clip]:
    """Utterances of at most LONGEST_MS, the sources in turn so that none drowns the others."""
    sets = by_set([clip for clip in read_manifest(corpora) if clip.language == language])
    for clips in sets.values():
        random.Random(SEED).shuffle(clips)
    chosen: list[Clip] = []
    while len(chosen) < count and any(sets.values()):
        for clips in sets.values():
            clip = clips.pop() if clips else None
            if clip and len(chosen) < count and len(read_speech(clip.path)) <= LONGEST_MS * SAMPLES_PER_MS:
                chosen.append(clip)
    return chosen


@cache  # two benchmarks look at the same calls
def all_heard(quick: bool) -> dict[str, tuple[str, list[Heard]]]:
    """By language: the ear, and what came of each clip. Without the languages whose ear is not here."""
    settings = Settings()
    heard: dict[str, tuple[str, list[Heard]]] = {}
    for language, (name, count) in LANGUAGES.items():
        weights = settings.weights_dir / (name or settings.ear)
        if not weights.is_dir() or (quick and heard):
            continue
        ear = Ear(weights, language)
        clips = choose(settings.corpora_dir, language, QUICK_CLIPS if quick else count)
        calls = track(clips, f"{weights.name}, {language}", transient=True)
        heard[language] = weights.name, [one for clip in calls if (one := hear(clip, ear))]
    return heard


def hear(clip: Clip, ear: Ear) -> Heard | None:
    """None where nothing is voiced in it."""
    sound = read_speech(clip.path)
    span = voiced(sound, SAMPLE_RATE)
    if span is None:
        return None
    whole = np.pad(sound, (BEFORE_MS * SAMPLES_PER_MS, AFTER_MS * SAMPLES_PER_MS))
    call = VirtualCall(Listening(), {}, whole, ear).run(len(whole) // SAMPLES_PER_MS)
    lines = [command.line for _, command in call.commands if isinstance(command, Commit)]
    return Heard(
        clip,
        BEFORE_MS + span.begin_ms,
        BEFORE_MS + span.end_ms,
        _partials(call),
        _finals(call),
        " ".join(line.text.reveal() for line in lines if line.role is Role.USER),
    )


def _partials(call: VirtualCall) -> tuple[tuple[Shown, ...], ...]:
    utterances: dict[int, list[Shown]] = {}
    asked = [command for _, command in call.commands if isinstance(command, Transcribe) and command.final]
    finals = {command.job for command in asked}
    pauses_ms = {at_ms for at_ms, heard in call.heard if heard.job in finals}
    for at_ms, command in call.commands:
        if isinstance(command, ShowPartial):
            shown = Shown(at_ms, command.text.reveal(), command.stable_chars, at_ms in pauses_ms)
            utterances.setdefault(command.offset_ms, []).append(shown)
    return tuple(map(tuple, utterances.values()))


def _finals(call: VirtualCall) -> tuple[Final, ...]:
    """Of those that begin with the same onset the last is used: before each other one, speech went on."""
    asked = [
        (at_ms, command)
        for at_ms, command in call.commands
        if isinstance(command, Transcribe) and command.final
    ]
    last = {command.utterance.onset: command.job for _, command in asked}
    answers = {heard.job: (at_ms, heard.text.reveal()) for at_ms, heard in call.heard}
    return tuple(
        Final(at_ms, *answers[command.job], used=last[command.utterance.onset] == command.job)
        for at_ms, command in asked
    )
