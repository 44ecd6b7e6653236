"""How well speech is told from silence, measured on recorded people: `python -m tests.audio.hearing`.

Every recording goes through the telephone band (300 to 3400 Hz, zero phase, so that its times are kept), is
put between two seconds of line noise at -65 dBFS, and shifted by a random part of a frame. Noise is added
over the whole, its mean level so many dB below that of the speech.

When the voice really begins and stops is judged on the clean recording: 10 ms blocks within 30 dB of its loud
parts (95th percentile), three in a row, as agent/double/audible.py does for the double. That is a judgement
by level, as the gate's is too; so a lag of nought says that they agree, not that nothing was said after.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import webrtcvad
from numpy.typing import NDArray
from scipy import signal

from agent.double.audible import block_levels_dbfs, spans, speech_level_dbfs
from agent.settings import Settings
from audio import pcm
from audio.endpoint import End, Endpointer, Onset, Pause
from audio.frame import FRAME_SAMPLES, SAMPLE_RATE, SAMPLES_PER_MS, Frame, Samples
from audio.vad import VoiceActivity
from audio.wav import read_speech

SPEECH = ("asterisk_en", "vctk", "librispeech_other", "short_words", "fsdd_digits", "barista_orders")
CLIPS_A_SET = 20
PATIENCE_MS = 400
AROUND = SAMPLE_RATE  # samples of line before and after
LINE_DBFS = -65.0


class Scene(NamedTuple):
    samples: Samples
    begin: int  # of the speech, samples
    end: int


Detector = Callable[[], Callable[[Frame], bool]]
"""A fresh detector for one line."""


def webrtc_alone(mode: int) -> Detector:
    def fresh() -> Callable[[Frame], bool]:
        vad = webrtcvad.Vad(mode)
        return lambda frame: bool(vad.is_speech(pcm.to_bytes(frame.samples), SAMPLE_RATE))

    return fresh


def ours() -> Callable[[Frame], bool]:
    return VoiceActivity().is_speech


def recordings(source: str, at_most: int = 10_000) -> list[Samples]:
    corpora = Settings().corpora_dir
    with (corpora / "dev" / "manifest.tsv").open(newline="") as file:
        paths = [row["path"] for row in csv.DictReader(file, delimiter="\t")]
    chosen = [path for path in paths if Path(path).parent.name == source][:at_most]
    return [_telephone(read_speech(corpora / path)) for path in chosen]


def _telephone(samples: Samples) -> Samples:
    band = signal.butter(4, (300, 3400), "bandpass", fs=SAMPLE_RATE, output="sos")
    return pcm.nearest(signal.sosfiltfilt(band, samples.astype(np.float64)))


def scene(
    clip: Samples,
    chance: np.random.Generator,
    gain_db: float = 0,
    noise: Samples | None = None,
    snr_db: float = 0,
) -> Scene | None:
    """None where nothing in `clip` is loud enough to be speech."""
    threshold_dbfs = max(-50.0, float(np.percentile(block_levels_dbfs(clip, SAMPLE_RATE), 95)) - 30)
    voiced = spans(clip, SAMPLE_RATE, threshold_dbfs)
    if not voiced:
        return None
    first, last = (int(ms) * SAMPLES_PER_MS for ms in (voiced[0].begin_ms, voiced[-1].end_ms))
    said = clip[max(0, first - 800) : last + 1600] * 10 ** (gain_db / 20)  # 50 and 100 ms of its own room
    begin = AROUND + int(chance.integers(FRAME_SAMPLES))
    sound = chance.standard_normal(begin + len(said) + AROUND) * pcm.FULL_SCALE * 10 ** (LINE_DBFS / 20)
    sound[begin : begin + len(said)] += said
    if noise is not None:
        level_dbfs = speech_level_dbfs(clip, SAMPLE_RATE) + gain_db - snr_db
        sound += at_level(np.resize(np.roll(noise, int(chance.integers(len(noise)))), len(sound)), level_dbfs)
    begin += min(first, 800)
    return Scene(pcm.nearest(sound), begin, begin + last - first)


def at_level(samples: Samples, level_dbfs: float) -> NDArray[np.float64]:
    return samples.astype(np.float64) * 10 ** ((level_dbfs - pcm.level_dbfs(samples)) / 20)


@dataclass
class Score:
    """Sums over scenes. Lags in ms, from the judgement on the clean recording to the detector's."""

    onset_ms: list[float]
    end_ms: list[float]  # of the last voiced frame before the silence that lasted PATIENCE_MS
    clips: int = 0
    missed: int = 0  # nothing was heard
    endless: int = 0  # heard, and a second later still not ended
    pauses: int = 0  # within the speech
    cuts: int = 0  # silences of PATIENCE_MS within the speech; some are real
    false_onsets: int = 0
    speech_s: float = 0

    def row(self) -> str:
        onset, end = (np.percentile(ms or [np.nan], (50, 95)) for ms in (self.onset_ms, self.end_ms))
        minutes = self.speech_s / 60
        return (
            f"{self.clips:5d} {self.missed:6d} {onset[0]:6.0f} {onset[1]:5.0f} {end[0]:6.0f} {end[1]:5.0f}"
            f" {self.endless / self.clips:8.0%} {self.pauses / minutes:10.0f} {self.cuts / minutes:8.1f}"
            f" {self.false_onsets:6d}"
        )


HEAD = f"{'':34}clips missed onset50  95  end50    95  endless pauses/min cuts/min false"


def score(detector: Detector, scenes: list[Scene]) -> Score:
    total = Score([], [])
    for sound, begin, end in scenes:
        is_speech, endpointer = detector(), Endpointer(patience_ms=PATIENCE_MS)
        frames = list(frames_of(sound))
        signals = [(frame.end, endpointer.push(frame, is_speech(frame))) for frame in frames]
        onsets = [s.position for _, s in signals if isinstance(s, Onset)]
        ends = [(now, s.utterance) for now, s in signals if isinstance(s, End)]
        heard = [(now, said) for now, said in ends if said.onset < end and said.speech_end > begin]
        total.clips += 1
        total.speech_s += (end - begin) / SAMPLE_RATE
        total.false_onsets += sum(said.speech_end <= begin for _, said in ends)
        total.pauses += sum(isinstance(s, Pause) and begin < now < end for now, s in signals)
        total.cuts += sum(now < end for now, _ in heard)
        if not onsets or not (heard or endpointer.speaking):
            total.missed += 1
            continue
        if heard:
            total.onset_ms.append((heard[0][1].onset - begin) / SAMPLES_PER_MS)
        if endpointer.speaking:
            total.endless += 1
        else:
            total.end_ms.append((heard[-1][1].speech_end - end) / SAMPLES_PER_MS)
    return total


def frames_of(sound: Samples) -> Iterator[Frame]:
    for at in range(0, len(sound) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield Frame(sound[at : at + FRAME_SAMPLES], at)


def false_speech(detector: Detector, noise: Samples, level_dbfs: float) -> tuple[float, float]:
    """Onsets a minute, and the share of frames called speech, in nothing but noise."""
    chance = np.random.default_rng(3)
    line = chance.standard_normal(len(noise)) * pcm.FULL_SCALE * 10 ** (LINE_DBFS / 20)
    is_speech, endpointer = detector(), Endpointer(patience_ms=PATIENCE_MS)
    onsets = voiced = count = 0
    for frame in frames_of(pcm.nearest(at_level(noise, level_dbfs) + line)):
        speech = is_speech(frame)
        onsets += isinstance(endpointer.push(frame, speech), Onset)
        voiced += speech
        count += 1
    return onsets * 60 * SAMPLE_RATE / len(noise), voiced / count


def scenes_by_condition() -> dict[str, list[Scene]]:
    """Each set as it is, and all of them made quieter and noisier."""
    chance = np.random.default_rng(5)
    backgrounds = {kind: recordings(kind) for kind in ("noise", "music")}
    found: dict[str, list[Scene | None]] = {source: [] for source in SPEECH}
    for source in SPEECH:
        for clip in recordings(source, CLIPS_A_SET):
            found[source].append(scene(clip, chance))
            for gain_db in (-12, -18):
                found.setdefault(f"all, {gain_db} dB", []).append(scene(clip, chance, gain_db))
            for kind, these in backgrounds.items():
                for snr_db in (20, 15, 10):
                    noise = these[int(chance.integers(len(these)))]
                    condition = found.setdefault(f"all, {kind} at -{snr_db} dB", [])
                    condition.append(scene(clip, chance, 0, noise, snr_db))
    return {condition: [s for s in scenes if s is not None] for condition, scenes in found.items()}


DETECTORS: dict[str, Detector] = {
    "webrtcvad 2": webrtc_alone(2),
    "webrtcvad 3": webrtc_alone(3),
    "ours": ours,
}


def main() -> None:
    print(HEAD)
    for condition, scenes in scenes_by_condition().items():
        for name, detector in DETECTORS.items():
            print(f"{condition:22}{name:12}{score(detector, scenes).row()}")
    print("\nnothing but noise: onsets a minute (share of frames called speech)")
    for kind in ("noise", "music"):
        these = recordings(kind)
        for level_dbfs in (-30, -40, -50):
            for name, detector in DETECTORS.items():
                onsets, share = np.mean([false_speech(detector, n, level_dbfs) for n in these], axis=0)
                print(f"{kind} at {level_dbfs} dBFS     {name:12} {onsets:5.1f}  ({share:.0%})")


if __name__ == "__main__":
    main()
