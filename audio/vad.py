"""Is somebody speaking in this frame? webrtcvad's judgement of timbre, behind a gate on the level.

webrtcvad alone holds on for 100 to 200 ms after the voice has stopped, takes the first moments of any line
for speech, and stays with music and cutlery for as long as they last. The level knows better: a voice that
stops falls by 30 dB within a syllable. So a frame counts only while it is loud enough, compared with the
noise of the line below and with the speech heard just now above; and louder still to begin with, because
noise that is not steady reaches over its own floor now and then.

Other people behind the caller have a voice too, and gaps in it, so neither timbre nor the quietest moments
tell them from the caller. Their loud moments do: six who speak at once hardly ever reach 6 dB over the level
that a quarter of their time is above, and the one at the telephone does in every vowel. So a frame must also
reach over what was there while nobody spoke. When they are there with the line, it seems that somebody speaks
from the first frame on; but one voice has gaps and weak consonants, and many together have none: nine tenths
of one talker's levels over three seconds spread over 23 dB and more, those of six over 14 at most.

What that achieves on recorded people is measured by tests/audio/hearing.py. None of the numbers sits on an
edge: their neighbours trade a little lag for a few false onsets.
"""

from __future__ import annotations

from bisect import bisect_left, insort
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

_BEHIND_FRAMES = 200  # 4 s without the caller's voice: what is behind it is known from so many
_BEHIND_SHARE = 0.75  # of that time it is below the level which is taken for its own
_OVER_BEHIND_FIRST_DB, _OVER_BEHIND_DB = 6.0, 2.5
_LONGEST_FRAMES = 400  # a voice that has gone on for 8 s without 300 ms of rest is what is behind, too
_LEAST_KNOWN_FRAMES = 10
_CROWD_FRAMES, _CROWD_LEAST_FRAMES = 150, 75  # 3 s to judge by how many are speaking, or 1.5 s
_CROWD_SPREAD_DB = 14.0
_CROWD_KNOWN_FRAMES = 50  # 1 s of it, and a crowd is told by what is louder

# Levels per frame. Speech decays at 10 dB a second, so that a loud word does not deafen us to the next
# speaker; the noise floor rises half as fast under speech, which dips to it between syllables anyway.
_SPEECH_FALLS_DB = 0.2
_NOISE_RISES_DB = 0.1
_NOISE_NEARS = 0.05  # share of the way to the level of a frame without speech
_QUIETEST_NOISE_DBFS = -70.0
_FIRST_NOISE_DBFS = -45.0  # the first frame brings it down to the line's own, even if that begins in mid-word
_QUIETEST_SPEECH_DBFS = -40.0


class _Levels:
    """The last `most` levels, and how they are spread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._in_order: deque[float] = deque()
        self._sorted: list[float] = []

    def add(self, level_dbfs: float) -> None:
        self._in_order.append(level_dbfs)
        insort(self._sorted, level_dbfs)
        if len(self._in_order) > self._most:
            del self._sorted[bisect_left(self._sorted, self._in_order.popleft())]

    def quantile(self, share: float) -> float:
        return self._sorted[int(share * (len(self._sorted) - 1))]

    def __len__(self) -> int:
        return len(self._sorted)


class VoiceActivity:
    """For one call; feed it every frame once, in order."""

    def __init__(self) -> None:
        self._vad = webrtcvad.Vad(_MODE)
        self._noise_dbfs = _FIRST_NOISE_DBFS
        self._speech_dbfs = _QUIETEST_SPEECH_DBFS
        self._frames_since_speech = _LAST_FRAMES
        self._behind = _Levels(_BEHIND_FRAMES)  # while nobody spoke
        self._recent = _Levels(_CROWD_FRAMES)
        self._voiced_frames = 0  # of the voice that goes on
        self.is_crowded = False  # many have spoken, or nobody, when it seemed that somebody did

    def is_speech(self, frame: Frame) -> bool:
        level_dbfs = pcm.level_dbfs(frame.samples)
        self._follow_behind(level_dbfs)
        sounds_like_speech = self._vad.is_speech(pcm.to_bytes(frame.samples), SAMPLE_RATE)
        speech = bool(sounds_like_speech) and level_dbfs >= self._gate_dbfs()
        self._follow(level_dbfs, speech)
        return speech

    def _gate_dbfs(self) -> float:
        behind_dbfs = self._behind_dbfs
        if self._frames_since_speech >= _LAST_FRAMES:
            least = _LEAST_FIRST_DBFS, self._noise_dbfs + _OVER_NOISE_FIRST_DB
            return max(*least, behind_dbfs + _OVER_BEHIND_FIRST_DB)
        floor_dbfs = max(self._noise_dbfs + _OVER_NOISE_DB, self._speech_dbfs - _BELOW_SPEECH_DB)
        return max(_LEAST_DBFS, floor_dbfs, behind_dbfs + _OVER_BEHIND_DB)

    @property
    def _behind_dbfs(self) -> float:
        """The level of whatever is behind the caller; of nothing, while too little is known."""
        known = len(self._behind) >= _LEAST_KNOWN_FRAMES
        return self._behind.quantile(_BEHIND_SHARE) if known else _QUIETEST_NOISE_DBFS

    def _is_crowd(self) -> bool:
        """What is heard as speech comes from many, or from nobody. Asked until they are known."""
        if len(self._behind) >= _CROWD_KNOWN_FRAMES or len(self._recent) < _CROWD_LEAST_FRAMES:
            return False
        return self._recent.quantile(0.9) - self._recent.quantile(0.1) < _CROWD_SPREAD_DB

    def _follow_behind(self, level_dbfs: float) -> None:
        self._recent.add(level_dbfs)
        speaking = self._frames_since_speech < _LAST_FRAMES
        self._voiced_frames = self._voiced_frames + 1 if speaking else 0
        crowd = speaking and self._is_crowd()
        self.is_crowded |= crowd
        if not speaking or self._voiced_frames > _LONGEST_FRAMES or crowd:
            self._behind.add(level_dbfs)

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
