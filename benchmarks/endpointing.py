"""When is a turn over? False cut-offs against delay, for timers, for a classifier, and for what we do.

The scenes of benchmarks/pauses.py go frame by frame through the real voice activity detector and endpointer;
at every pause the real ear hears the utterance so far. All times are those of the sound: an answer begins
when the endpointer says End, or when the words arrive if that is later. EAR_MS stands for the ear's work
(SPEECH.md: 40 to 70 ms for tiny.en on a free core, and 20 ms until the next frame), so that a crowded machine
measures the same.

Cut off: an answer more than FADE_MS before the speaker's last voiced sample (nearer than that, it meets the
fading end of the last word). Delay: from that sample to the answer, in scenes that really end there; of whole
sentences, and of those with pauses in them, whose speakers we then know to pause. Both are counted in scenes,
of which a slow speaker's holds many pauses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import typer
from faster_whisper import WhisperModel
from matplotlib.figure import Figure
from rich.console import Console
from rich.progress import track
from rich.table import Table

from agent.call.endpointing import Hearing, patience_ms
from agent.call.policy import Policy
from agent.double.measure import spread
from agent.settings import Settings
from audio.endpoint import End, Endpointer, Pause, Resumed
from audio.frame import FRAME_SAMPLES, SAMPLES_PER_MS, Frame, Utterance
from audio.vad import VoiceActivity
from benchmarks import machine, smart_turn
from benchmarks.pauses import Ears, Scene, hear, scenes
from models.whisper import Transcriber

EAR = "whisper-tiny.en"
CHECK = "whisper-base"  # for the words of the scenes
EAR_MS = 80
PAUSE_MS = Policy().pause_ms
ENDLESS_MS = 10**9
FADE_MS = 150
QUICK_SHARE = 0.02

TIMERS_MS = (200, 300, 400, 500, 600, 700, 850, 1000, 1200, 1400)
OURS = (  # from eager to patient: the stop probabilities that count as likely, and as sure
    *((0.5, 0.88), (0.7, 0.92), (0.7, 0.94), (0.8, 0.94), (0.9, 0.94)),
    *((0.94, 0.94), (0.95, 0.96), (0.96, 0.97), (0.98, 0.98)),
)
THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9, 0.97)  # of the classifier


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A scene, which of its frames are voiced, and what the ear made of each pause.

    `pauses` goes by the last voiced sample before each.
    """

    scene: Scene
    voiced: tuple[bool, ...]
    pauses: dict[int, tuple[Utterance, Hearing]]


Patience = Callable[[Scene, Utterance, Hearing, int], int]
"""How much silence ends this turn, in ms, once the words are there. The int: the longest pause so far, ms."""


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
    machine.save("endpointing", result, plot(result), quick=quick)
    return result


# -- listening -------------------------------------------------------------------------------------------


def listen(corpora: Path, weights: Path, share: float) -> list[Heard]:
    """All scenes with what the ear makes of their pauses; transcripts are kept on disk from run to run."""
    times = WhisperModel(str(weights / CHECK), compute_type="int8", cpu_threads=1)
    ears = Ears(times, Transcriber(str(weights / CHECK)))
    ear = Transcriber(str(weights / EAR))
    return [_listen(scene, ear) for scene in track(scenes(corpora, ears, share), "listening", transient=True)]


def _listen(scene: Scene, ear: Transcriber) -> Heard:
    activity, endpointer = VoiceActivity(), Endpointer(PAUSE_MS, ENDLESS_MS)
    voiced: list[bool] = []
    pauses: dict[int, tuple[Utterance, Hearing]] = {}
    for frame in _frames(scene):
        voiced.append(activity.is_speech(frame))
        signal = endpointer.push(frame, voiced[-1])
        if isinstance(signal, Pause):
            pauses[signal.utterance.speech_end] = (signal.utterance, _hearing(signal.utterance, ear))
    return Heard(scene, tuple(voiced), pauses)


def _hearing(utterance: Utterance, ear: Transcriber) -> Hearing:
    heard = hear(utterance.samples, ear, EAR)
    return Hearing(heard["text"], heard["stop"])


def _frames(scene: Scene) -> Iterable[Frame]:
    for at in range(0, len(scene.samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield Frame(scene.samples[at : at + FRAME_SAMPLES], at)


def classify(heard: list[Heard], weights: Path) -> dict[int, float]:
    """smart-turn's probability at each pause, by the identity of its utterance."""
    utterances = [utterance for one in heard for utterance, _ in one.pauses.values()]
    model = str(weights / "smart-turn-v3.2" / "smart-turn-v3.2-cpu.onnx")
    found = smart_turn.probabilities([utterance.samples for utterance in utterances], model)
    return {id(utterance): probability for utterance, probability in zip(utterances, found, strict=True)}


# -- deciding --------------------------------------------------------------------------------------------


def answered_at(heard: Heard, patience: Patience) -> int | None:
    """Where we would begin to answer, in samples; None if never within the scene."""
    endpointer, longest_pause_ms = Endpointer(PAUSE_MS, ENDLESS_MS), 0
    words_due, decided_ms, paused = 0, 0, 0
    for frame, voiced in zip(_frames(heard.scene), heard.voiced, strict=True):
        if words_due and frame.end >= words_due:
            endpointer.patience_ms, words_due = decided_ms, 0
        match endpointer.push(frame, voiced):
            case Pause(utterance):
                paused = utterance.speech_end
                words, hearing = heard.pauses[paused]
                decided_ms = patience(heard.scene, words, hearing, longest_pause_ms)
                words_due = frame.end + EAR_MS * SAMPLES_PER_MS
            case Resumed():
                longest_pause_ms = max(longest_pause_ms, (frame.end - paused) // SAMPLES_PER_MS)
                endpointer.patience_ms, words_due = ENDLESS_MS, 0
            case End():
                return frame.end
    return None


def ours(policy: Policy) -> Patience:
    def decide(scene: Scene, _: Utterance, hearing: Hearing, longest_pause_ms: int) -> int:
        return patience_ms(hearing, scene.expects, scene.digits, longest_pause_ms, policy)

    return decide


def timer(silence_ms: int) -> Patience:
    return lambda *_: silence_ms


def words_finished(scene: Scene, _: Utterance, hearing: Hearing, __: int) -> int:
    """Words that look finished end a turn after 300 ms, others after 700: what we did before."""
    words = hearing.text.rstrip().lower()
    if not words or words.endswith((",", "...", "…", "-")):
        return 700
    return 700 if words.strip(" .,").split()[-1:] and words.strip(" .,").split()[-1] in _GOING_ON else 300


_GOING_ON = frozenset(
    "and or but so because the a an my to for of at on in with is um uh like about from i".split()
)


def classifier(threshold: float, probability: dict[int, float]) -> Patience:
    """Done after 200 ms if it says so, else after a second: the plan of those who rely on it."""
    return lambda _, utterance, *__: 200 if probability[id(utterance)] >= threshold else 1000


def score(heard: Iterable[Heard], patience: Patience) -> dict[str, Any]:
    """Shares in percent, delays in ms; "paused" are the scenes with a pause put in, "whole" those without."""
    cut: dict[str, list[bool]] = {"whole": [], "paused": []}
    delays_ms: dict[str, list[float]] = {"whole": [], "paused": []}
    for one in heard:
        scene, at = one.scene, answered_at(one, patience)
        kind = "paused" if scene.gaps else "whole"
        late_ms = None if at is None else (at - scene.end) / SAMPLES_PER_MS
        cut[kind].append(late_ms is not None and late_ms < -FADE_MS)
        if late_ms is not None and not cut[kind][-1] and scene.complete:
            delays_ms[kind].append(late_ms)
    return {
        kind: {
            "scenes": len(cut[kind]),
            "cut_off": round(100 * float(np.mean(cut[kind])), 1) if cut[kind] else None,
            "delay_ms": spread(delays_ms[kind]),
        }
        for kind in cut
    }


def figures(heard: list[Heard], probability: dict[int, float]) -> dict[str, Any]:
    policy = Policy()
    chosen = ours(policy)
    kinds = sorted({(one.scene.kind, one.scene.expects) for one in heard})
    return {
        "scenes": len(heard),
        "ear": EAR,
        "ear_ms": EAR_MS,
        "ours": score(heard, chosen),
        "ours_by_half": {half: score([h for h in heard if h.scene.half == half], chosen) for half in (0, 1)},
        "ours_by_kind": {
            kind if expects == "anything" else f"{kind}, asked for": score(
                [h for h in heard if (h.scene.kind, h.scene.expects) == (kind, expects)], chosen
            )
            for kind, expects in kinds
        },
        "curves": {
            "ours": {
                f"{likely}/{sure}": score(heard, ours(replace(policy, likely=likely, sure=sure)))
                for likely, sure in OURS
            },
            "timer": {ms: score(heard, timer(ms)) for ms in TIMERS_MS},
            "words": {"300/700": score(heard, words_finished)},
            "smart-turn": {at: score(heard, classifier(at, probability)) for at in THRESHOLDS},
        },
    }


def _table(result: dict[str, Any]) -> Table:
    shown = Table(title=f"end of turn over {result['scenes']} scenes, {result['ear']}", title_justify="left")
    for heading in ("", "", "cut off", "p50 ms", "p95", "with pauses", "p50 ms", "p95"):
        shown.add_column(heading, justify="right")
    rows = [("ours", setting, row) for setting, row in result["ours_by_kind"].items()]
    rows += [("ours", f"half {half}", row) for half, row in result["ours_by_half"].items()]
    rows += [(name, str(at), row) for name, curve in result["curves"].items() for at, row in curve.items()]
    rows += [("ours", "all", result["ours"])]
    for name, setting, row in rows:
        cells: list[str] = []
        for kind in ("whole", "paused"):
            scored = row[kind]
            share = f"{scored['cut_off']:.0f}% of {scored['scenes']}" if scored["scenes"] else ""
            delay = scored["delay_ms"]
            cells += [share, *(f"{delay[q]:.0f}" if delay["count"] else "" for q in ("p50", "p95"))]
        shown.add_row(name, setting, *cells)
    return shown


def plot(result: dict[str, Any]) -> Figure:
    """Down and to the left is better: fewer cut off, answered sooner."""
    figure = Figure(figsize=(11, 4.5), dpi=110, layout="constrained")
    for axes, quantile in zip(figure.subplots(1, 2, sharey=True), ("p50", "p95"), strict=True):
        for (name, curve), colour in zip(result["curves"].items(), COLOURS, strict=True):
            points = [
                (row["whole"]["delay_ms"][quantile], row["paused"]["cut_off"]) for row in curve.values()
            ]
            points = [point for point in points if None not in point]
            axes.plot(*zip(*points, strict=True), "o-", color=colour, markersize=4, label=name)
        chosen = result["ours"]
        at = (chosen["whole"]["delay_ms"][quantile], chosen["paused"]["cut_off"])
        axes.plot(*at, "*", color=COLOURS[0], markersize=15)
        axes.set_xlabel(f"delay after whole sentences, {quantile}, ms")
        axes.set_xlim(left=0)
        axes.set_ylim(0, 102)
        axes.grid(alpha=0.3)
    figure.axes[0].set_ylabel("scenes answered into a pause, %")
    figure.axes[0].legend()
    return figure


COLOURS = ("#D55E00", "#0072B2", "#009E73", "#CC79A7")


if __name__ == "__main__":
    typer.run(run)
