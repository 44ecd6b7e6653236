"""What a call sounded like to the caller, in figures: pure functions of the two timelines.

Nothing here asks the server anything; every figure is taken from the audio that the caller heard and from
when the clean caller audio was voiced (audible.py says what counts). Times are ms on the network's clock,
exact to a 10 ms block. The network mixes in slots of 20 ms and the telephone sends a slot when it is over,
so a server that answered at once would still show 20 to 60 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from rich.table import Table

from agent.double.audible import Span, spans, speech_level_dbfs
from agent.double.caller import Noted, Said
from audio import pcm
from audio.frame import Samples

# An agent that begins this soon after the caller cannot yet have known: it collided, it did not talk over.
COLLISION_MS = 250
# A hole of at most this between two loud edges is a fault; a longer one may be meant.
LONGEST_UNDERRUN_MS = 500
SHORTEST_UNDERRUN_MS = 10
EDGE_MS = 5
EDGE_DBFS = -40.0  # well above AUDIBLE_DBFS: a voice cut off, not one that had faded
FULL_SCALE = 32767


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of the caller's and what became of it.

    `latency_ms`: end of the caller's speech to the first audible sample of the reply; None when there was
    none before the caller's next line, or when the agent did not wait (`talked_over`: it began to speak
    while the caller was speaking). `barge_in_ms`: when the agent was speaking as the caller began, how
    much longer it was audible.
    """

    text: str
    onset_ms: float
    speech_end_ms: float
    latency_ms: float | None
    talked_over: bool
    barge_in_ms: float | None


@dataclass(frozen=True, slots=True)
class Underrun:
    at_ms: float
    gap_ms: float


@dataclass(frozen=True, slots=True)
class Report:
    duration_ms: float
    greeting_ms: float | None  # opening of the socket to the first audible sample; None: never greeted
    turns: tuple[Turn, ...]
    underruns: tuple[Underrun, ...]
    wrong_frames: int
    lost_messages: int  # did not fit the network's buffer
    agent_level_dbfs: float  # over the audible parts
    agent_audible_ms: float
    clipped_samples: int  # at full scale

    @property
    def latencies_ms(self) -> list[float]:
        return [turn.latency_ms for turn in self.turns if turn.latency_ms is not None]

    @property
    def talked_over(self) -> int:
        return sum(turn.talked_over for turn in self.turns)

    @property
    def no_reply(self) -> int:
        return sum(turn.latency_ms is None and not turn.talked_over for turn in self.turns)

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON: every figure above, and the spread of the latencies."""
        return asdict(self) | {
            "latency_ms": spread(self.latencies_ms),
            "talked_over": self.talked_over,
            "no_reply": self.no_reply,
        }


def measure(
    heard: Samples,
    rate: int,
    log: Sequence[Said | Noted],
    *,
    cleared_ms: Sequence[float] = (),
    wrong_frames: int = 0,
    lost_messages: int = 0,
) -> Report:
    """`heard`: what the caller heard since the socket opened; `log`: the caller's own.

    `cleared_ms`: when the server had the network's buffer emptied; the silence that follows is meant.
    """
    duration_ms = len(heard) / rate * 1000
    agent = spans(heard, rate)
    said = [entry for entry in log if isinstance(entry, Said) and entry.onset_ms < duration_ms]
    turns = []
    for position, line in enumerate(said):
        until_ms = said[position + 1].onset_ms if position + 1 < len(said) else duration_ms
        turns.append(_turn(line, until_ms, agent))
    return Report(
        duration_ms=duration_ms,
        greeting_ms=agent[0].begin_ms if agent else None,
        turns=tuple(turns),
        underruns=tuple(_underruns(heard, rate, cleared_ms)),
        wrong_frames=wrong_frames,
        lost_messages=lost_messages,
        agent_level_dbfs=round(speech_level_dbfs(heard, rate), 1),
        agent_audible_ms=sum(span.end_ms - span.begin_ms for span in agent),
        clipped_samples=int(np.count_nonzero(np.abs(heard.astype(np.int32)) >= FULL_SCALE)),
    )


def _turn(line: Said, until_ms: float, agent: Sequence[Span]) -> Turn:
    end_ms = min(line.speech_end_ms, until_ms)
    interrupted = [
        span
        for span in agent
        if span.begin_ms <= line.onset_ms + COLLISION_MS and span.end_ms > line.onset_ms
    ]
    talked_over = any(line.onset_ms + COLLISION_MS < span.begin_ms < end_ms for span in agent)
    reply = next((span for span in agent if end_ms <= span.begin_ms < until_ms), None)
    return Turn(
        text=line.text,
        onset_ms=line.onset_ms,
        speech_end_ms=end_ms,
        latency_ms=reply.begin_ms - end_ms if reply and not talked_over else None,
        talked_over=talked_over,
        barge_in_ms=interrupted[-1].end_ms - line.onset_ms if interrupted else None,
    )


def _underruns(heard: Samples, rate: int, cleared_ms: Sequence[float]) -> list[Underrun]:
    """Holes of digital silence with a loud edge on both sides: the buffer ran dry in the middle of a word."""
    silent = np.concatenate(([False], heard == 0, [False]))
    edges = np.flatnonzero(silent[1:] != silent[:-1])
    begins, ends = edges[::2], edges[1::2]
    gaps_ms = (ends - begins) / rate * 1000
    right_length = (gaps_ms >= SHORTEST_UNDERRUN_MS) & (gaps_ms <= LONGEST_UNDERRUN_MS)
    edge = rate * EDGE_MS // 1000
    found = []
    for begin, end in zip(begins[right_length].tolist(), ends[right_length].tolist(), strict=True):
        at_ms = begin / rate * 1000
        loud = _is_loud(heard[max(0, begin - edge) : begin]) and _is_loud(heard[end : end + edge])
        if loud and not any(abs(at_ms - cleared) <= 2 * EDGE_MS for cleared in cleared_ms):
            found.append(Underrun(at_ms, (end - begin) / rate * 1000))
    return found


def _is_loud(samples: Samples) -> bool:
    return pcm.level_dbfs(samples) >= EDGE_DBFS


def spread(values_ms: Sequence[float]) -> dict[str, float | int | None]:
    """Count, p50, p95 (linear between ranks) and max; None where there is nothing to count."""
    if not values_ms:
        return {"count": 0, "p50": None, "p95": None, "max": None}
    return {
        "count": len(values_ms),
        "p50": round(float(np.percentile(values_ms, 50)), 1),
        "p95": round(float(np.percentile(values_ms, 95)), 1),
        "max": round(max(values_ms), 1),
    }


def table(report: Report) -> Table:
    """The report for a terminal: a row a turn, the call's own figures beneath."""
    shown = Table(title="the call as the caller heard it", title_justify="left")
    shown.add_column("caller said")
    shown.add_column("at", justify="right")
    shown.add_column("reply after", justify="right")
    shown.add_column("agent stopped after", justify="right")
    for turn in report.turns:
        reply = "talked over" if turn.talked_over else _ms(turn.latency_ms) or "no reply"
        shown.add_row(turn.text, f"{turn.onset_ms / 1000:.1f} s", reply, _ms(turn.barge_in_ms))
    latency = spread(report.latencies_ms)
    shown.caption_justify = "left"
    shown.caption = (
        f"greeting after {_ms(report.greeting_ms) or 'never'}"
        f" · reply p50 {_ms(latency['p50']) or '-'} p95 {_ms(latency['p95']) or '-'}"
        f" · talked over {report.talked_over} · no reply {report.no_reply}"
        f" · underruns {len(report.underruns)} · wrong frames {report.wrong_frames}"
        f" · agent at {report.agent_level_dbfs:.0f} dBFS"
    )
    return shown


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:.0f} ms"
