"""Is this frame our own voice, come back? Found by comparing what arrives with what was sent.

A telephone line gives back a part of what is played into it: 10 to 40 dB quieter, 50 to 400 ms later,
somewhat smeared. It has the timbre of speech, since it is speech, so no detector of voices can tell it from a
caller. But we know what we sent. Both ways, thinned out to 2 kHz (the band in which a voice is strongest),
are correlated over every delay an echo may have: an echo agrees with what we sent at one delay, again and
again, and another voice at none, or each time at another. Once that delay is known, a frame is echo as long
as it is no louder than what we sent then, less the loss of the line. What is louder holds somebody else.

Measured in tests/audio/test_echo.py and benchmarks/barge_in.py: on 320 ms of a caller the best agreement is
0.2 to 0.35, of an echo 0.7 to 0.9, of one from a very reverberant room 0.35 to 0.6.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from audio.frame import FRAME_SAMPLES, SAMPLE_RATE, SAMPLES_PER_MS, Frame, Samples

_THINNED = 8  # 16 kHz -> 2 kHz
_FRAME = FRAME_SAMPLES // _THINNED
_PER_MS = SAMPLES_PER_MS / _THINNED

_WINDOW = int(320 * _PER_MS)  # long enough to hold some syllables, short enough to know before we must decide
_LONGEST_DELAY = int(560 * _PER_MS)  # 400 ms, and as much as our idea of what the carrier plays may be wrong
_AHEAD = int(400 * _PER_MS)  # sent, and not yet played by the carrier
_PAST = _WINDOW + _LONGEST_DELAY
_FFT = 2048  # the first power of two that holds _PAST, so that nothing wraps round
_EVERY_FRAMES = 4  # voiced ones; comparing costs 100 us

_FULL_SCALE_DB = 20 * math.log10(32768)
_KEPT = 0.7  # of what was found before, at each comparison
_AGREES = 0.36  # so much, at one delay, is an echo ...
_AGREES_EARLY = 0.5  # ... until a window of voice was compared: short sounds agree at some delay by chance
_WEIGHT = 0.8  # of the evidence, once a window of voice is in it
_STILL_AGREES = 0.22  # ... and so much the echo that we know: another voice reaches this by chance
_CLEAR = 0.6  # an echo as clear as that is known again by any frame of it, however long somebody else speaks
_LEAST_LOSS_DB = 6.0  # what is hardly softer than we are is no echo
_ALONE = 0.8  # times its usual agreement: then nobody spoke over it, and its level can be measured
_MARGIN_DB = 6.0  # an echo's level varies so much about what we expect
_FADES_DB = 1.5  # a frame: how fast a room gives back the last of it (60 dB in 0.8 s)
_ALIKE = 0.8  # times the square of its usual agreement: nineteen of twenty frames of echo alone have that ...
_ASIDE = 2  # ... at the delay that we know or so many thinned samples (1 ms) beside it
_QUIET_DBFS = -70.0  # of what we sent: nothing of it is heard again


class Echo:
    """For one leg. Everything is counted in samples of the caller's side."""

    def __init__(self) -> None:
        # What we sent and what came, thinned; both end together, at `_now`, but for what is sent ahead.
        self._sent = np.zeros(_PAST + _AHEAD, dtype=np.float32)
        self._came = np.zeros(_WINDOW, dtype=np.float32)
        self._now = 0
        self._sent_until = 0
        self._evidence = np.zeros(_LONGEST_DELAY + 1, dtype=np.float32)  # agreement, from the longest delay
        self._weight = 0.0  # how much of it there is, up to 1
        self._voiced = 0  # frames since the last comparison
        self._delay: int | None = None  # of the echo, thinned samples
        self._agreement = 0.0
        self._loss_db = 0.0
        self._expected_dbfs = _QUIET_DBFS
        self.found = False  # there has been one on this leg
        self.suspected = False  # what came last may be an echo, but that is not certain yet

    def sent(self, samples: Samples, position: int) -> None:
        """One frame of ours, which the carrier will begin to play at `position` or a little later."""
        if abs(position - self._sent_until) > FRAME_SAMPLES:
            self._sent_until = position
        at = _PAST + (self._sent_until - self._now) // _THINNED
        self._sent_until += FRAME_SAMPLES
        if 0 <= at <= len(self._sent) - _FRAME:
            self._sent[at : at + _FRAME] = _thin(samples)

    def cleared(self, position: int) -> None:
        """What was to be played from `position` on will not be."""
        self._sent[max(0, _PAST + (position - self._now) // _THINNED) :] = 0
        self._sent_until = min(self._sent_until, position)

    def is_in(self, frame: Frame, is_speech: bool) -> bool:
        """Whether there is our own voice in `frame` and nobody else's. Every frame comes once, in order."""
        passed = (frame.end - self._now) // _THINNED
        self._now = frame.end
        if frame.end - self._sent_until > SAMPLE_RATE:
            self.suspected = False
            return False  # long since silent: nothing is left that could come back
        _shift(self._sent, passed)
        _shift(self._came, passed)
        self._came[-_FRAME:] = _thin(frame.samples)
        if is_speech:
            self._voiced += 1
            if self._voiced >= _EVERY_FRAMES:
                self._voiced = 0
                self._compare()
        if self._delay is None:
            return False
        end = _PAST - self._delay
        sent_dbfs = _level_dbfs(self._sent[end - _FRAME : end])
        self._expected_dbfs = max(sent_dbfs - self._loss_db, self._expected_dbfs - _FADES_DB)
        came = self._came[-_FRAME:]
        if _level_dbfs(came) > self._expected_dbfs + _MARGIN_DB:
            return False
        return self._alike(came, end) >= _ALIKE * self._agreement**2

    def _compare(self) -> None:
        """Look for the delay at which what came agrees best with what we sent."""
        sent = self._sent[:_PAST]
        begin = 0 if self._delay is None else _LONGEST_DELAY - self._delay
        if _level_dbfs(sent[begin : _PAST if self._delay is None else begin + _WINDOW]) < _QUIET_DBFS:
            self.suspected = False
            return  # nothing to come back, and nothing to learn
        energy = np.concatenate(([0.0], np.cumsum(sent * sent)))
        energy = energy[_WINDOW:] - energy[:-_WINDOW]
        floor = 0.01 * energy.max()  # where we sent next to nothing, agreement means nothing
        spectrum = np.fft.rfft(sent, _FFT) * np.conj(np.fft.rfft(self._came, _FFT))
        product = np.fft.irfft(spectrum, _FFT)[: _LONGEST_DELAY + 1]
        agreement = product / np.sqrt(float(self._came @ self._came) * np.maximum(energy, floor) + 1.0)
        self._evidence = _KEPT * self._evidence + (1 - _KEPT) * agreement
        self._weight = _KEPT * self._weight + (1 - _KEPT)
        best = int(np.argmax(np.abs(self._evidence)))
        strength = abs(float(self._evidence[best])) / self._weight
        loss_db = _level_dbfs(sent[best : best + _WINDOW]) - _level_dbfs(self._came)
        self.suspected = loss_db >= _LEAST_LOSS_DB and strength >= _STILL_AGREES
        clear = self._delay is not None and self._agreement >= _CLEAR
        elsewhere = self._delay is None or abs(_LONGEST_DELAY - best - self._delay) > _ASIDE
        needed = _AGREES if self._delay is None or (clear and elsewhere) else _STILL_AGREES
        if self._delay is None and self._weight < _WEIGHT:
            needed = _AGREES_EARLY
        if loss_db < _LEAST_LOSS_DB or strength < needed:
            if not clear:
                self._delay = None
            return
        self._delay, self._agreement, self.found = _LONGEST_DELAY - best, strength, True
        if abs(float(agreement[best])) >= _ALONE * strength:  # else somebody spoke over it just now
            self._loss_db = loss_db

    def _alike(self, came: NDArray[np.float32], end: int) -> float:
        """How well one frame agrees with what was sent about its delay ago, 0 to 1."""
        sent = self._sent[max(0, end - _FRAME - _ASIDE) : end + _ASIDE]
        product = np.abs(np.correlate(sent, came)).max()
        middle = self._sent[end - _FRAME : end]
        return float(product) / float(np.sqrt((came @ came) * (middle @ middle)) + 1.0)


def _thin(samples: Samples) -> NDArray[np.float32]:
    """To 2 kHz, and without the tilt that all voices share."""
    thinned = samples.reshape(-1, _THINNED).mean(axis=1, dtype=np.float32)
    untilted: NDArray[np.float32] = np.diff(thinned, prepend=thinned[:1])
    return untilted


def _shift(past: NDArray[np.float32], count: int) -> None:
    """`count` samples have passed: everything moves towards the beginning, and silence comes in behind."""
    count = min(count, len(past))
    past[: len(past) - count] = past[count:]
    past[len(past) - count :] = 0


def _level_dbfs(samples: NDArray[np.float32]) -> float:
    return 10 * math.log10(float(samples @ samples) / len(samples) + 1e-3) - _FULL_SCALE_DB
