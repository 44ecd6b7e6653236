"""Is somebody speaking in this frame? webrtcvad's judgement of timbre, behind a gate on the level.

webrtcvad alone holds on for 100 to 200 ms after the voice has stopped, takes the first moments of any line
for speech, and stays with music and cutlery for as long as they last. The level knows better: a voice that
stops falls by 30 dB within a syllable. So a frame counts only while it is loud enough, compared with the
noise of the line below and with the speech heard just now above; and louder still to begin with, because
noise that is not steady reaches over its own floor now and then.

Voices behind the caller reach over their own dips all the time, and are as much speech as the caller's. There
the gate is on a quarter of a second, which holds less of their ups and downs: it must stand out of what the
line sounds like on average, by a share of what the caller's own voice does. A quiet line has no such gate.

What that achieves on recorded people is measured by tests/audio/hearing.py. None of the numbers sits on an
edge: their neighbours trade a little lag for a few false onsets.
"""

from __future__ import annotations

import math
from collections import deque

import webrtcvad

from audio import pcm
from audio.frame import SAMPLE_RATE, Frame

_MODE = (
    2  # of 0 to 3; 3 is deaf to quiet speakers (9 of 136 missed 18 dB down), 1 takes more music for speech
)

_OVER_NOISE_DB = 6  # steady noise varies by less from frame to frame
_OVER_NOISE_FIRST_DB = 10  # to begin with; 12 would swallow onsets at 10 dB over the noise
_BELOW_SPEECH_DB = 28  # the weakest consonants lie so far below the loudest vowels
_LEAST_DBFS = -56  # what is below is a far echo or the line itself, whatever it sounds like
_LEAST_FIRST_DBFS = -50
_LAST_FRAMES = 15  # 300 ms without speech: the next one begins anew

# Levels per frame. Speech decays at 10 dB a second, so that a loud word does not deafen us to the next
# speaker; the noise floor rises half as fast under speech, which dips to it between syllables anyway.
_SPEECH_FALLS_DB = 0.2
_NOISE_RISES_DB = 0.1
_NOISE_NEARS = 0.05  # share of the way to the level of a frame without speech
_QUIETEST_NOISE_DBFS = -70.0
_FIRST_NOISE_DBFS = -45.0  # the first frame brings it down to the line's own, even if that begins in mid-word
_QUIETEST_SPEECH_DBFS = -40.0

# A line is restless while the caller's voice stands out of its average by less than this; a share of that is
# asked of a sound to begin, and less of one that goes on.
_RESTLESS_DB = 25
_SHARE_FIRST, _SHARE = 0.4, 0.2
_OVER_AVERAGE_FIRST_DB, _OVER_AVERAGE_DB = 5, 3  # the least of it, while the caller is not known yet
_STRETCH = 12  # frames
_AVERAGE_NEARS, _AVERAGE_RISES_DB = 0.02, 0.1
_FIRST, _RISES_FIRST_DB = (
    75,
    0.3,
)  # frames in which it may rise quicker: there is no caller yet to be lost in it
_CALLER_FALLS_DB = 0.02  # one who speaks more softly is believed some seconds later


class Background:
    """What the line sounds like behind the caller, over seconds; and how far the caller stands out of it."""

    def __init__(self) -> None:
        self._powers: deque[float] = deque(maxlen=_STRETCH)
        self._average_dbfs = _FIRST_NOISE_DBFS
        self._frames = 0
        self._caller_dbfs = -math.inf

    def is_over(self, level_dbfs: float, begins: bool) -> bool:
        """Whether the last quarter of a second, with this frame, stands out. `begins`: nothing did before."""
        self._powers.append(10 ** (level_dbfs / 10))
        if not self._frames:
            self._average_dbfs = min(level_dbfs, _FIRST_NOISE_DBFS)
        out_of_it_db = self._caller_dbfs - self._average_dbfs
        if out_of_it_db >= _RESTLESS_DB:
            return True
        least_db, share = (_OVER_AVERAGE_FIRST_DB, _SHARE_FIRST) if begins else (_OVER_AVERAGE_DB, _SHARE)
        return self._stretch_dbfs() >= self._average_dbfs + max(least_db, share * out_of_it_db)

    def follow(self, level_dbfs: float, speech: bool) -> None:
        nears_db = _AVERAGE_NEARS * (level_dbfs - self._average_dbfs)
        self._average_dbfs += min(nears_db, _RISES_FIRST_DB if self._frames < _FIRST else _AVERAGE_RISES_DB)
        self._frames += 1
        self._caller_dbfs -= _CALLER_FALLS_DB
        if speech:
            self._caller_dbfs = max(self._caller_dbfs, self._stretch_dbfs())

    def _stretch_dbfs(self) -> float:
        return 10 * math.log10(sum(self._powers) / len(self._powers) + 1e-12)


class VoiceActivity:
    """For one call; feed it every frame once, in order."""

    def __init__(self) -> None:
        self._vad = webrtcvad.Vad(_MODE)
        self._noise_dbfs = _FIRST_NOISE_DBFS
        self._speech_dbfs = _QUIETEST_SPEECH_DBFS
        self._frames_since_speech = _LAST_FRAMES
        self._background = Background()

    def is_speech(self, frame: Frame) -> bool:
        level_dbfs = pcm.level_dbfs(frame.samples)
        sounds_like_speech = self._vad.is_speech(pcm.to_bytes(frame.samples), SAMPLE_RATE)
        begins = self._frames_since_speech >= _LAST_FRAMES
        stands_out = self._background.is_over(level_dbfs, begins)
        speech = bool(sounds_like_speech) and level_dbfs >= self._gate_dbfs() and stands_out
        self._background.follow(level_dbfs, speech)
        self._follow(level_dbfs, speech)
        return speech

    def _gate_dbfs(self) -> float:
        if self._frames_since_speech >= _LAST_FRAMES:
            return max(_LEAST_FIRST_DBFS, self._noise_dbfs + _OVER_NOISE_FIRST_DB)
        return max(_LEAST_DBFS, self._noise_dbfs + _OVER_NOISE_DB, self._speech_dbfs - _BELOW_SPEECH_DB)

    def _follow(self, level_dbfs: float, speech: bool) -> None:
        over_noise_db = level_dbfs - self._noise_dbfs
        if over_noise_db < 0:
            self._noise_dbfs = max(level_dbfs, _QUIETEST_NOISE_DBFS)
        elif speech:
            self._noise_dbfs += min(over_noise_db, _NOISE_RISES_DB)
        else:
            self._noise_dbfs += over_noise_db * _NOISE_NEARS
        self._speech_dbfs = max(self._speech_dbfs - _SPEECH_FALLS_DB, _QUIETEST_SPEECH_DBFS)
        if speech:
            self._speech_dbfs = max(self._speech_dbfs, level_dbfs)
        self._frames_since_speech = 0 if speech else self._frames_since_speech + 1
