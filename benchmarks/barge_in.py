"""Who may stop us: what a caller says over our speech, what they only murmur, noise, and our own echo.

Every scene (barge_in_scenes.py) is a virtual call (virtual_call.py). A stop counts from the first voiced
sample of the caller's words to the moment at which the carrier's buffer is emptied; `softer` to the first
sample of ours that the caller hears softened. `plain` is the usual rule, 200 ms of voice stop us, on the
same scenes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from rich.console import Console
from rich.progress import track
from rich.table import Table

from agent.call.policy import Policy
from agent.commands import ClearPlayout, Transcribe
from agent.settings import Settings
from audio import pcm
from audio.frame import SAMPLES_PER_MS, Samples
from benchmarks import machine
from benchmarks.barge_in_scenes import OUR_LINE, Scene, scenes
from benchmarks.virtual_call import Ear, Recording, VirtualCall, Voices
from models.weights import Weights

MEANT = ("words", "double talk", "growing")
KINDS = (*MEANT, "murmurs", "meeting", "noise", "echo")
NOT_MEANT = ("murmurs", "noise")  # the issue's own set of what must not stop us
AFTER_MS = 600  # the end of what was said: who is not heard by then was missed
PLAIN = Policy(barge_in_ms=200, least_word_ms=0)
QUICK_OF_A_KIND = 4


@dataclass(frozen=True)
class Outcome:
    stopped_ms: float | None  # after the onset; of what should not stop us, after the beginning of the call
    softer_ms: float | None
    cut: bool  # the final transcription began behind the caller's first sample


def run(quick: bool = False) -> dict[str, Any]:
    """Play, print, save."""
    settings = Settings()
    weights = Weights(settings.weights_dir)
    voices = Voices(weights.path(settings.voice))
    ours = voices.ours(OUR_LINE)
    made = scenes(settings.corpora_dir, voices.caller)
    voices.close()
    if quick:
        made = [scene for kind in KINDS for scene in _some([s for s in made if s.kind == kind])]
    ear = Ear(weights.path(settings.ear))
    aloud = {
        scene.rate: play(Scene("", "", 0, pcm.silence(0), rate=scene.rate), ours, None) for scene in made
    }
    outcomes = [judge(scene, play(scene, ours, ear), aloud[scene.rate]) for scene in track(made, "calls")]
    plain = [judge(s, play(s, ours, None, PLAIN), aloud[s.rate]) for s in track(made, "plain rule")]
    sources = sorted({(scene.kind, scene.source) for scene in made})
    result = {
        "scenes": len(made),
        "ear": settings.ear,
        "by_kind": {kind: figures(made, outcomes, kind) for kind in KINDS},
        "held_out": {kind: figures(made, outcomes, kind, half=1) for kind in KINDS},
        "plain": {kind: figures(made, plain, kind) for kind in KINDS},
        "by_source": {
            f"{kind}, {source}": figures(made, outcomes, kind, source=source) for kind, source in sources
        },
        "not_meant": figures(made, outcomes, *NOT_MEANT),
    }
    Console().print(_table(result))
    machine.save("barge_in", result, _plot(made, outcomes, plain), quick=quick)
    return result


def _some(of_kind: list[Scene]) -> list[Scene]:
    return of_kind[:: max(1, len(of_kind) // QUICK_OF_A_KIND)][:QUICK_OF_A_KIND]


def play(
    scene: Scene, ours: Mapping[str, Recording], ear: Ear | None, policy: Policy | None = None
) -> VirtualCall:
    line_ms = sum(len(recording.samples) for recording in ours.values()) // SAMPLES_PER_MS
    until_ms = line_ms if scene.onset_ms is None else round(scene.end_ms) + AFTER_MS
    call = VirtualCall(OUR_LINE, ours, scene.sound, ear, policy=policy, rate=scene.rate, echo=scene.echo)
    call.run(until_ms, ClearPlayout)
    if call.times(ClearPlayout) and scene.onset_ms is not None:
        call.run(until_ms)  # for its last transcription
    return call


def judge(scene: Scene, call: VirtualCall, aloud: VirtualCall) -> Outcome:
    """`aloud`: the same call with nobody in it."""
    onset_ms = scene.onset_ms or 0.0
    stopped_ms = next((at_ms - onset_ms for at_ms in call.times(ClearPlayout)), None)
    finals = [c for _, c in call.commands if isinstance(c, Transcribe) and c.final]
    cut = bool(finals) and finals[-1].utterance.position > onset_ms * SAMPLES_PER_MS
    return Outcome(stopped_ms, _softer_ms(call, aloud, onset_ms), scene.onset_ms is not None and cut)


def _softer_ms(call: VirtualCall, aloud: VirtualCall, onset_ms: float) -> float | None:
    """When the caller first hears us softened, after the onset; None where that was before it, or never."""
    heard, plain = _heard(call, aloud)
    different = np.flatnonzero(np.abs(heard.astype(np.int32) - plain) > 1)
    if not len(different):
        return None
    softer_ms = float(different[0]) * 1000 / call.network.rate - onset_ms
    return softer_ms if softer_ms >= 0 else None


def _heard(call: VirtualCall, aloud: VirtualCall) -> tuple[Samples, Samples]:
    length = min(len(call.network.heard), len(aloud.network.heard))
    return call.network.heard[:length], aloud.network.heard[:length]


# -- figures -----------------------------------------------------------------------------------------------


def figures(
    made: list[Scene],
    outcomes: list[Outcome],
    *kinds: str,
    half: int | None = None,
    source: str | None = None,
) -> dict[str, Any]:
    mine = [
        outcome
        for scene, outcome in zip(made, outcomes, strict=True)
        if scene.kind in kinds and half in (None, scene.half) and source in (None, scene.source)
    ]
    stops_ms = [outcome.stopped_ms for outcome in mine if outcome.stopped_ms is not None]
    softer_ms = [outcome.softer_ms for outcome in mine if outcome.softer_ms is not None]
    return {
        "count": len(mine),
        "stopped": len(stops_ms),
        "stopped_share": round(len(stops_ms) / len(mine), 4) if mine else None,
        "stop_ms": _spread(stops_ms),
        "softer_ms": _spread(softer_ms),
        "first_word_cut": sum(outcome.cut for outcome in mine),
    }


def _spread(values_ms: list[float]) -> dict[str, int | None]:
    return {
        f"p{share}": round(float(np.percentile(values_ms, share))) if values_ms else None
        for share in (50, 95)
    }


def _table(result: dict[str, Any]) -> Table:
    table = Table(
        *("", "scenes", "stopped", "held out", "plain rule", "stop p50", "p95", "softer p50", "p95", "cut"),
        title=f"sounds over our speech, heard by {result['ear']}; ms from the caller's first voiced sample",
        title_justify="left",
    )
    for kind in KINDS:
        row, meant = result["by_kind"][kind], kind in MEANT
        table.add_row(
            kind,
            str(row["count"]),
            *(_percent(result[of][kind]["stopped_share"]) for of in ("by_kind", "held_out", "plain")),
            *(str(row["stop_ms"][p]) if meant else "" for p in ("p50", "p95")),
            *(str(row["softer_ms"][p]) if meant else "" for p in ("p50", "p95")),
            str(row["first_word_cut"]) if meant else "",
        )
    false = _percent(result["not_meant"]["stopped_share"])
    table.caption = f"false stops {false}, over murmurs and noise together"
    return table


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _plot(made: list[Scene], outcomes: list[Outcome], plain: list[Outcome]) -> Figure:
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.add_subplot()
    for rule, these, style in (("ours", outcomes, "-"), ("plain rule", plain, ":")):
        for colour, kind in zip(("tab:blue", "tab:green", "tab:olive"), MEANT, strict=True):
            mine = [o.stopped_ms for s, o in zip(made, these, strict=True) if s.kind == kind]
            stops_ms = np.sort([ms for ms in mine if ms is not None])
            if mine:
                share = np.arange(1, len(stops_ms) + 1) / len(mine)
                axes.step(
                    stops_ms, share, where="post", linestyle=style, color=colour, label=f"{kind}, {rule}"
                )
    for x, kind in enumerate(NOT_MEANT):
        for shift, (rule, these) in enumerate((("ours", outcomes), ("plain", plain))):
            falsely = figures(made, these, kind)["stopped_share"] or 0.0
            bar = axes.bar(1150 + 170 * x + 60 * shift, falsely, 50, color="tab:red", alpha=0.3 + 0.3 * shift)
            axes.bar_label(bar, labels=[f"{rule}\n{kind}"], fontsize=6)
    axes.set(xlim=(0, 1500), ylim=(0, 1.05), xlabel="ms from the caller's first voiced sample")
    axes.set_ylabel("share that has stopped us (bars: falsely)")
    axes.legend(fontsize=7)
    return figure


def main() -> None:
    run()


if __name__ == "__main__":
    main()
