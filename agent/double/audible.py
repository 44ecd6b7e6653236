"""When a person at the telephone would say that sound begins and ends, judged from the samples alone.

Audible: 10 ms blocks above AUDIBLE_DBFS (RMS, 0 dBFS = full scale), three or more in a row. Speech on a
telephone lies near -20 dBFS and its weak consonants some 20 dB below; line noise lies at -55 and less, so
-45 parts the two. Fewer than three blocks is a click, not the beginning of a word.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audio import pcm
from audio.frame import Samples

AUDIBLE_DBFS = -45.0
BLOCK_MS = 10
LEAST_BLOCKS = 3
PAUSE_MS = 300  # a shorter silence is a pause between words; a longer one means that the talker stopped
VOICED_BELOW_SPEECH_DB = 25.0


class Span(NamedTuple):
    """A stretch of sound, in ms from the beginning of the timeline; `end_ms` is exclusive."""

    begin_ms: float
    end_ms: float


def block_levels_dbfs(samples: Samples, rate: int) -> NDArray[np.float64]:
    """RMS level of each whole 10 ms block: shape (len(samples) // block,)."""
    block = rate * BLOCK_MS // 1000
    blocks = samples[: len(samples) // block * block].astype(np.float64).reshape(-1, block) / pcm.FULL_SCALE
    power = np.mean(blocks**2, axis=1) if len(blocks) else np.zeros(0)
    levels: NDArray[np.float64] = 10 * np.log10(np.maximum(power, 10 ** (pcm.FLOOR_DBFS / 10)))
    return levels


def spans(samples: Samples, rate: int, threshold_dbfs: float = AUDIBLE_DBFS) -> list[Span]:
    """Stretches of audible sound, exact to a block; those less than PAUSE_MS apart count as one."""
    loud = np.concatenate(([False], block_levels_dbfs(samples, rate) >= threshold_dbfs, [False]))
    edges = np.flatnonzero(loud[1:] != loud[:-1])
    found: list[Span] = []
    for first, past in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if past - first < LEAST_BLOCKS:
            continue
        begin_ms, end_ms = float(first * BLOCK_MS), float(past * BLOCK_MS)
        if found and begin_ms - found[-1].end_ms < PAUSE_MS:
            begin_ms = found.pop().begin_ms
        found.append(Span(begin_ms, end_ms))
    return found


def voiced(clean: Samples, rate: int) -> Span | None:
    """From the first to the last voiced block of one clean line of speech; None when nothing is audible.

    The threshold follows the line's own loudness (its 95th percentile less 25 dB), so that the room
    behind a loud recording does not count as its speaker. A faint last consonant may fall below it:
    the end is then found early, which makes a reply look later than it was, never sooner.
    """
    levels = block_levels_dbfs(clean, rate)
    if not len(levels):
        return None
    threshold_dbfs = max(AUDIBLE_DBFS, float(np.percentile(levels, 95)) - VOICED_BELOW_SPEECH_DB)
    found = spans(clean, rate, threshold_dbfs)
    return Span(found[0].begin_ms, found[-1].end_ms) if found else None


def speech_level_dbfs(samples: Samples, rate: int) -> float:
    """RMS level over the audible blocks alone; the floor of -100 when there are none."""
    levels = block_levels_dbfs(samples, rate)
    loud = levels[levels >= AUDIBLE_DBFS]
    return float(10 * np.log10(np.mean(10 ** (loud / 10)))) if len(loud) else pcm.FLOOR_DBFS
