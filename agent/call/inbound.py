"""The caller's side of one leg: what of it is a voice, and theirs; where that begins, pauses and ends; and
when it is worth hearing what has been said so far."""

from __future__ import annotations

from collections.abc import Iterable

from agent.call import interruption
from agent.call.interruption import Hearings
from agent.call.partials import Partials
from agent.call.policy import Policy
from agent.commands import SendFrame, SendMark
from agent.events import Transcribed
from audio.echo import Echo
from audio.endpoint import Endpointer, Onset, Signal
from audio.frame import FRAME_MS, SAMPLES_PER_MS, Frame, Utterance
from audio.vad import VoiceActivity

_HUSHED = 16  # our echo, 24 dB down: else an ear writes down what of it lies before the caller's first word
_WITH_THE_LINE = 500 * SAMPLES_PER_MS  # a voice from then on is there by chance ...
_JUDGED = 2000 * SAMPLES_PER_MS  # ... or always; by now it is known whether it is one (audio/vad.py)
_FORGETS_MS = 0.05  # a frame, 2.5 ms a second: when the quickest frame's time is no longer to be reached


class Inbound:
    def __init__(self, policy: Policy, opened_ms: int) -> None:
        """`opened_ms`: when the leg was."""
        self.endpointer = Endpointer(pause_ms=policy.pause_ms, patience_ms=policy.slow_ms)
        self.partials = Partials(policy)  # of the current utterance, or else of the last one
        self.hearings = Hearings()  # likewise
        self._policy = policy
        self._vad = VoiceActivity()
        self._echo = Echo()
        self._began_ms = float(opened_ms)  # when its sound began, as its quickest frames tell
        self._now = 0  # samples
        self._voiced_until = -policy.max_call_ms * SAMPLES_PER_MS

    def push(self, frame: Frame, now_ms: int) -> Signal | None:
        """The next frame; see `Endpointer.push`."""
        self._began_ms = min(now_ms - frame.end / SAMPLES_PER_MS, self._began_ms + _FORGETS_MS)
        self._now = frame.end
        is_speech = self._vad.is_speech(frame)
        is_ours = self._echo.is_in(frame, is_speech)
        if is_speech and not is_ours:
            self._voiced_until = frame.end
        if is_ours and not self.endpointer.speaking:
            frame = Frame(frame.samples // _HUSHED, frame.position)
        signal = self.endpointer.push(frame, is_speech and not is_ours)
        if isinstance(signal, Onset):
            self.partials = Partials(self._policy, signal.position, self.partials.busy_until_ms)
            self.hearings = Hearings()
        return signal

    @property
    def has_voice(self) -> bool:
        """A caller's voice is there, or was a moment ago, be it only one frame of it. A noise in which an ear
        has heard nothing is none."""
        known_noise = self.endpointer.speaking and self.partials.hearings and not self.partials.text
        ago_ms = (self._now - self._voiced_until) // SAMPLES_PER_MS
        return ago_ms < self._policy.duck_hold_ms and not known_noise

    def wants_floor(self, heard: Transcribed, ours: str, asking: bool, whole: bool) -> bool:
        """Whether what is being said over `ours` is meant to stop it; see interruption.py. `whole`: it is all
        of it."""
        if self._is_always_there:
            return False
        echo = self._echo
        ours = ours if echo.suspected else ""
        wants = interruption.wants_floor(heard, ours, asking, echoic=echo.found and echo.suspected)
        return self.hearings.hear(heard, wants, whole)

    @property
    def is_blip(self) -> bool:
        """Too short to be a word: a click, or the first of our echo, before we knew it for that."""
        return self.endpointer.speech_ms < self._policy.least_word_ms

    @property
    def _is_always_there(self) -> bool:
        """What is being said began with the line: it may be people behind the caller."""
        known = self._now >= _JUDGED and not self._vad.is_crowded
        return self.partials.onset < _WITH_THE_LINE and not known

    @property
    def may_be_murmur(self) -> bool:
        """Short enough for one."""
        return self.endpointer.speech_ms < self._policy.longest_murmur_ms

    @property
    def lasts_unheard(self) -> bool:
        """Somebody speaks, and it is late to wait for an ear."""
        lasts = self.endpointer.speech_ms >= self._policy.barge_in_ms
        return lasts and not self.partials.hearings and not self._is_always_there

    def is_worth_hearing(self, speaking: bool, now_ms: int) -> bool:
        """Whether to hear the utterance so far, again. How often, depends on whether we are speaking."""
        in_speech = self.endpointer.speaking and not self.endpointer.silence_ms
        return in_speech and self.partials.is_due(self._now, speaking, now_ms)

    def ask(self, job: int, now_ms: int) -> Utterance:
        """The utterance so far, to be heard as `job`."""
        self.partials.ask(job, self._now, now_ms)
        return self.endpointer.so_far()

    def sent(self, commands: Iterable[SendFrame | SendMark], until_ms: int) -> None:
        """Sound of ours, which the carrier will have played by `until_ms`: we may hear it again."""
        frames = [command.samples for command in commands if isinstance(command, SendFrame)]
        for i, samples in enumerate(frames):
            self._echo.sent(samples, self._position(until_ms - (len(frames) - i) * FRAME_MS))

    def cleared(self, now_ms: int) -> None:
        """What we sent and the carrier has not played by now will not be heard again."""
        self._echo.cleared(self._position(now_ms))

    def _position(self, at_ms: int) -> int:
        return round((at_ms - self._began_ms) * SAMPLES_PER_MS)
