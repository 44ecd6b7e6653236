"""One call at a glance: what caller and agent said, how long each reply took, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from agent.double.measure import Report
from audio import pcm
from audio.frame import Samples

# Colours that most colour-blind eyes tell apart.
CALLER = "#0072B2"
AGENT = "#D55E00"
WAIT = "#F0C808"
FAULT = "#CC0033"
COLUMNS = 1500  # of the waveform: about one a pixel
LINES_SHOWN = 16  # of the transcript; more would not be readable
LINE_CHARACTERS = 86


class Heading(NamedTuple):
    """A line of the conversation, for the text below the waveforms."""

    at_ms: float
    who: str
    text: str


def picture(
    spoken: Samples, heard: Samples, rate: int, report: Report, lines: Sequence[Heading] = ()
) -> Figure:
    """1600 x 700 points at 100 dpi, ready for `savefig`. `spoken` and `heard` share one clock."""
    figure = Figure(figsize=(16, 7), dpi=100, layout="constrained")
    shown = lines[:LINES_SHOWN]
    rows = -(-len(shown) // 2)
    axes = figure.subplots(3, 1, height_ratios=(2, 2, 0.1 + 0.22 * rows), sharex=False)
    caller, agent, text = axes
    for axis, samples, colour, name in ((caller, spoken, CALLER, "caller"), (agent, heard, AGENT, "agent")):
        _waveform(axis, samples, rate, colour)
        axis.set_ylabel(name, color=colour, fontsize=13)
        axis.set_xlim(0, max(1.0, report.duration_ms / 1000))
        axis.set_yticks([])
        axis.spines[["top", "right", "left"]].set_visible(False)
    caller.tick_params(labelbottom=False)
    agent.set_xlabel("seconds since the media socket opened")
    _marks(caller, agent, report)
    _lines(text, shown, len(lines) - len(shown))
    figure.suptitle(_title(report), fontsize=13, x=0.01, ha="left")
    return figure


def _waveform(axis: Axes, samples: Samples, rate: int, colour: str) -> None:
    """The envelope of each of COLUMNS stretches, scaled so that a quiet voice can be seen too."""
    if not len(samples):
        return
    size = -(-len(samples) // COLUMNS)
    padded = np.concatenate((samples, pcm.silence(-len(samples) % size)))
    stretches = padded.reshape(-1, size) / max(1, int(np.abs(samples.astype(np.int32)).max()))
    at_s = np.arange(len(stretches)) * size / rate
    axis.fill_between(at_s, stretches.min(axis=1), stretches.max(axis=1), color=colour, linewidth=0.3)
    axis.set_ylim(-1.1, 1.5)  # room above for the labels


def _marks(caller: Axes, agent: Axes, report: Report) -> None:
    if report.greeting_ms:
        _bar(agent, 0, report.greeting_ms, WAIT, f"greeting\n{report.greeting_ms:.0f} ms")
    for turn in report.turns:
        if turn.latency_ms is not None:
            for axis, label in ((caller, f"{turn.latency_ms:.0f} ms"), (agent, "")):
                _bar(axis, turn.speech_end_ms, turn.speech_end_ms + turn.latency_ms, WAIT, label)
        elif turn.talked_over:
            _bar(caller, turn.onset_ms, turn.speech_end_ms, FAULT, "talked over")
        else:
            _label(caller, turn.speech_end_ms, "no reply", FAULT)
        if turn.barge_in_ms is not None:
            stop_ms = turn.onset_ms + turn.barge_in_ms
            _bar(agent, turn.onset_ms, stop_ms, CALLER, f"stopped\n{turn.barge_in_ms:.0f} ms")
    for hole in report.underruns:
        _bar(agent, hole.at_ms, hole.at_ms + hole.gap_ms, FAULT, "underrun")


def _bar(axis: Axes, begin_ms: float, end_ms: float, colour: str, label: str) -> None:
    axis.axvspan(begin_ms / 1000, end_ms / 1000, color=colour, alpha=0.35, linewidth=0)
    _label(axis, (begin_ms + end_ms) / 2, label, "black")


def _label(axis: Axes, at_ms: float, label: str, colour: str) -> None:
    axis.text(at_ms / 1000, 1.45, label, ha="center", va="top", fontsize=10, color=colour)


def _lines(axis: Axes, lines: Sequence[Heading], left_out: int) -> None:
    """Two columns, read downwards."""
    axis.axis("off")
    rows = max(1, -(-len(lines) // 2))
    for position, line in enumerate(lines):
        column, row = divmod(position, rows)
        words = line.text if len(line.text) <= LINE_CHARACTERS else line.text[: LINE_CHARACTERS - 1] + "…"
        colour = CALLER if line.who == "caller" else AGENT
        text = f"{line.at_ms / 1000:6.1f} s  {line.who}: {words}"
        left, top = 0.005 + 0.5 * column, 1 - row / rows
        axis.text(left, top, text, transform=axis.transAxes, fontsize=10, va="top", color=colour)
    if left_out:
        axis.text(0.99, 0, f"and {left_out} more lines", transform=axis.transAxes, ha="right", fontsize=9)


def _title(report: Report) -> str:
    latencies_ms = report.latencies_ms
    middle = f"median reply {np.median(latencies_ms):.0f} ms" if latencies_ms else "no reply timed"
    return f"{report.duration_ms / 1000:.1f} s · {len(report.turns)} caller lines · {middle}"
