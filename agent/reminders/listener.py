"""Our own ear for machines, beside a call that we have placed: what no word tells.

It hears two things: the beep, and a greeting so long that no person gives one. What is said in words the
conversation judges for itself (agent/dialogue/understand/pickup.py).
"""

from __future__ import annotations

from typing import Literal

from audio.beep import BeepDetector
from audio.frame import FRAME_MS, Frame
from audio.vad import VoiceActivity

Noise = Literal["", "beep_start", "long_greeting"]  # the first is the carrier's own word for it

FIRST_MS = 13_000  # of a call: whoever has talked for most of that has not heard us
LONG_MS = 9000  # of voice
BREATH_MS = 1200  # a person who has said what they had to say is silent for longer
LISTENS_MS = 60_000  # no greeting is longer


class Listener:
    """For one call; feed it every frame once, in order."""

    def __init__(self) -> None:
        self._activity = VoiceActivity()
        self._beep = BeepDetector()
        self._now_ms = 0
        self._voiced_ms = 0  # in one go, breaths left out
        self._silent_ms = 0
        self._told_long = False

    @property
    def over(self) -> bool:
        return self._now_ms >= LISTENS_MS

    def push(self, frame: Frame) -> Noise:
        self._now_ms += FRAME_MS
        if self._beep.push(frame):
            return "beep_start"
        if self._told_long or self._now_ms > FIRST_MS:
            return ""
        if self._activity.is_speech(frame):
            self._voiced_ms += FRAME_MS
            self._silent_ms = 0
        else:
            self._silent_ms += FRAME_MS
            if self._silent_ms > BREATH_MS:
                self._voiced_ms = 0
        self._told_long = self._voiced_ms >= LONG_MS
        return "long_greeting" if self._told_long else ""
