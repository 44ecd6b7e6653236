"""What the caller seems to be saying, while they say it: when to listen again, and which words stay.

An ear that hears half a sentence guesses its last word, and the next hearing corrects it. A word on which
two hearings in a row agree, with all words before it, is rarely wrong; from then on it stays as it was
shown (the rule is known as local agreement: Liu, Spanakis and Niehues, Interspeech 2020).
"""

from __future__ import annotations

from itertools import takewhile

from agent.call.policy import Policy


class Agreement:
    """The words of one utterance, from one hearing of it to the next."""

    def __init__(self) -> None:
        self._stable: list[str] = []
        self._last: list[str] = []

    def hear(self, text: str) -> None:
        """Another hearing, of the same utterance and more."""
        words = text.split()
        settled = len(self._stable)
        pairs = zip(words[settled:], self._last[settled:], strict=False)
        self._stable += [word for word, _ in takewhile(lambda pair: _bare(pair[0]) == _bare(pair[1]), pairs)]
        self._last = words

    @property
    def text(self) -> str:
        """What stays, and what is guessed behind it."""
        return " ".join([*self._stable, *self._last[len(self._stable) :]])

    @property
    def stable_chars(self) -> int:
        return len(" ".join(self._stable))


class Partials:
    """When to ask for the next hearing: one at a time, and rarely enough to be cheap."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._agreement = Agreement()
        self._job: int | None = None  # in the ear's hands
        self._asked_ms = 0
        self._heard_speech_ms = 0  # how much of the utterance the last one took in
        self._rest_until_ms = 0

    @property
    def text(self) -> str:
        return self._agreement.text

    @property
    def stable_chars(self) -> int:
        return self._agreement.stable_chars

    def is_due(self, speech_ms: int, every_ms: int, first_ms: int, now_ms: int) -> bool:
        """`speech_ms`: how long the utterance is by now, from its onset."""
        if self._job is not None or now_ms < self._rest_until_ms:
            return False
        wanted_ms = self._heard_speech_ms + every_ms if self._heard_speech_ms else first_ms
        return speech_ms >= wanted_ms

    def ask(self, job: int, speech_ms: int, now_ms: int) -> None:
        self._job, self._asked_ms, self._heard_speech_ms = job, now_ms, speech_ms

    def hear(self, job: int, text: str, now_ms: int) -> bool:
        """Whether `job` is the hearing we asked for; then its words are taken in."""
        if job != self._job:
            return False
        self._job = None
        self._agreement.hear(text)
        self._rest_until_ms = now_ms + self._policy.partial_rest_share * (now_ms - self._asked_ms)
        return True

    def fail(self, job: int, now_ms: int) -> bool:
        """Whether `job` was ours. An ear too busy for it gets some peace."""
        if job != self._job:
            return False
        self._job = None
        self._rest_until_ms = now_ms + self._policy.partial_backoff_ms
        return True

    def stop(self) -> list[int]:
        """No more of this utterance: it paused, ended, or is forgotten. Returns the jobs to cancel."""
        ...
