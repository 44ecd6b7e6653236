"""Whether the caller is there, since when, and how long we wait: for a word, for a lost leg, for the end."""

from __future__ import annotations

from agent.call.policy import Policy
from audio.frame import SAMPLES_PER_MS


class Presence:
    def __init__(self, policy: Policy) -> None:
        self.leg: int | None = None
        self.started_ms: int | None = None
        self.silences = 0  # in a row
        self._policy = policy
        self._leg_opened_ms = 0
        self.ending = "hangup"  # what it is called if they do not come back
        self._listens_ms = 0  # for how long the other side is left to speak first; 0: it is not
        self._hung_up = False  # the far end has said goodbye
        self._limit_ms: int | None = None  # when the call has lasted too long
        self._idle_ms: int | None = None  # when the silence has lasted too long
        self._gone_ms: int | None = None  # when a lost leg is given up

    def opened(self, leg: int, now_ms: int) -> bool:
        """The line is up. Whether it is so for the first time."""
        self.leg, self._leg_opened_ms = leg, now_ms
        self._gone_ms, self._hung_up = None, False
        first = self.started_ms is None
        if first:
            self.started_ms, self._limit_ms = now_ms, now_ms + self._policy.max_call_ms
        return first

    def closed(self, reason: str, now_ms: int) -> None:
        """The line is dead, and what the caller had begun to say is still being transcribed."""
        self.leg, self._hung_up = None, reason == "closed"
        self.ending = reason if reason == "media_timeout" else "hangup"
        self._gone_ms = now_ms + (self._policy.last_words_ms if self._hung_up else self._policy.reconnect_ms)

    def listen(self, ms: int) -> None:
        """What is waited for next is a first word, for so long; 0: an answer, as long as usual."""
        self._listens_ms = ms

    def wait_for_a_word(self, idle: bool, now_ms: int) -> None:
        """`idle`: nobody speaks from now on."""
        patience_ms = self._listens_ms or self._policy.idle_ms
        self._idle_ms = now_ms + patience_ms if idle and self.leg is not None else None

    def without_limit(self) -> None:
        """The last line is being said, however long it takes."""
        self._limit_ms = None

    @property
    def deadline_ms(self) -> int | None:
        due = (self._idle_ms, self._limit_ms, self._gone_ms)
        return min((at_ms for at_ms in due if at_ms is not None), default=None)

    def idle(self, now_ms: int) -> bool:
        """The silence has lasted too long: another of them, unless it was for a first word."""
        if self._idle_ms is None or now_ms < self._idle_ms:
            return False
        self.silences += not self._listens_ms
        return True

    def over_long(self, now_ms: int) -> bool:
        return self._limit_ms is not None and now_ms >= self._limit_ms

    def gone(self, now_ms: int, owed: bool) -> bool:
        """The caller is gone for good. `owed`: words of theirs are still being transcribed."""
        late = self._gone_ms is not None and now_ms >= self._gone_ms
        return late or (self._hung_up and not owed)

    def said_ms(self, position: int) -> int:
        """When a sample of the leg was spoken."""
        return self._leg_opened_ms + position // SAMPLES_PER_MS

    def offset_ms(self, at_ms: int) -> int:
        """An instant, from the start of the call."""
        assert self.started_ms is not None
        return max(0, at_ms - self.started_ms)
