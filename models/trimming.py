"""What a voice makes becomes what a caller hears: 16 kHz, one level, no silence before and behind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from audio import pcm
from audio.frame import SAMPLE_RATE
from audio.resample import Resampler
from models.job import SpeechChunk, SynthesizeJob
from models.loudness import Waveform, limited

LONGEST_TEXT = 2000  # characters: two minutes of speech, and about what the worker makes before its deadline
SLOWEST_PACE, FASTEST_PACE = 2.0, 0.5  # beyond, the voice's durations no longer sound like speech

_INAUDIBLE = 0.001  # of full scale, -60 dBFS: the voice's own silence lies at -97
_LEAD_MS = 10  # silence kept before a phrase: enough not to cut into a soft consonant; more would be latency
_TAIL_MS = 20  # silence kept behind it; how long to wait between phrases is the playout's affair


def refuse_what_cannot_be_said(job: SynthesizeJob) -> None:
    """ValueError for a text that is too long, and for a pace out of bounds."""
    if len(job.text) > LONGEST_TEXT:
        raise ValueError(f"{len(job.text)} characters are too much at once: say at most {LONGEST_TEXT}")
    if not FASTEST_PACE <= job.pace <= SLOWEST_PACE:
        raise ValueError(f"pace {job.pace}: must lie between {FASTEST_PACE} and {SLOWEST_PACE}")


def trimmed(
    job: SynthesizeJob,
    said_waves: Iterator[tuple[Waveform, list[tuple[int, int]]]],
    rate: int,
    gain: np.float32,
) -> Iterator[SpeechChunk]:
    """`said_waves`: stretches of sound at `rate` and the voice's own level, each with the words that end in
    it or later: (characters of the text, sample of the phrase)."""
    lead, tail = (rate * ms // 1000 for ms in (_LEAD_MS, _TAIL_MS))
    resampler = Resampler(rate, SAMPLE_RATE)
    held = np.zeros(0, np.float32)  # silence that is kept only if something audible follows
    skipped = kept = 0  # samples, at the voice's rate: cut off in front, and passed on
    due: list[tuple[int, int]] = []  # words not yet said

    def heard_at(sample: int) -> int:
        """Where a sample that was passed on is in what the caller gets."""
        return sample * SAMPLE_RATE // rate + resampler.delay_samples

    for wave, words in said_waves:
        due += words
        audible = np.flatnonzero(np.abs(wave * gain) > _INAUDIBLE) + len(held)
        held = np.concatenate((held, wave))
        if not len(audible):
            continue
        if not kept:
            skipped = max(0, int(audible[0]) - lead)
        begin, end = (0 if kept else skipped), int(audible[-1]) + 1
        samples = resampler.push(pcm.from_float(limited(held[begin:end] * gain)))
        held = held[end:]
        kept += end - begin
        # The last one known stays due: it may be the phrase's last, which ends with the sound itself.
        said = tuple((chars, heard_at(at - skipped)) for chars, at in due[:-1] if at - skipped <= kept)
        due = due[len(said) :]
        yield SpeechChunk(job.call, job.job, samples, said, last=False)

    if not kept:
        yield SpeechChunk(job.call, job.job, pcm.silence(0), ((len(job.text), 0),), last=True)
        return
    samples = resampler.push(pcm.from_float(held[:tail] * gain))
    samples = np.concatenate((samples, resampler.flush()))
    end = heard_at(kept)
    said = (*((chars, end) for chars, _ in due[:-1]), (len(job.text), end))
    yield SpeechChunk(job.call, job.job, samples, said, last=True)
