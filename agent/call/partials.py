"""What the caller seems to be saying, while they say it: when to listen again, and which words stay.

An ear that hears half a sentence guesses its last word, and the next hearing corrects it. A word on which
two hearings in a row agree, with all words before it, is rarely wrong; from then on it stays as it was
shown (the rule is known as local agreement: Liu, Spanakis and Niehues, Interspeech 2020).
"""

from __future__ import annotations

import re
from itertools import takewhile

from agent.call.policy import Policy
from audio.frame import SAMPLES_PER_MS


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
    """One utterance, heard again and again: one hearing at a time, and rarely enough to be cheap."""

    def __init__(self, policy: Policy, onset: int = 0, busy_until_ms: int = 0) -> None:
        """`onset`: of the utterance, samples since the leg opened; `busy_until_ms`: as of the one before."""
        self.onset = onset
        self.hearings = 0  # the ear has answered so often
        self.busy_until_ms = busy_until_ms  # leave the ear in peace
        self._rest_until_ms = 0
        self._policy = policy
        self._agreement = Agreement()
        self._job: int | None = None  # in the ear's hands
        self._asked_ms = 0
        self._asked_at = 0  # position; 0: never

    @property
    def text(self) -> str:
        return self._agreement.text

    @property
    def stable_chars(self) -> int:
        return self._agreement.stable_chars

    def is_due(self, position: int, speaking: bool, now_ms: int) -> bool:
        """Whether to listen again, at a sample of the utterance, while we are speaking ourselves or not."""
        if self._job is not None or now_ms < self.busy_until_ms:
            return False
        length_ms = (position - self.onset) // SAMPLES_PER_MS
        asked_ms = (self._asked_at - self.onset) // SAMPLES_PER_MS if self._asked_at else None
        if asked_ms is None:
            return length_ms >= (self._policy.probe_ms if speaking else self._policy.partial_ms)
        if speaking and length_ms >= asked_ms * self._policy.probe_growth:
            return True
        return length_ms >= asked_ms + self._policy.partial_every_ms and now_ms >= self._rest_until_ms

    def ask(self, job: int, position: int, now_ms: int) -> None:
        """`job` is the next hearing."""
        self._job, self._asked_at, self._asked_ms = job, position, now_ms

    def answered(self, job: int, text: str, now_ms: int) -> bool:
        """Whether `job` is the hearing we asked for; then its words are taken in."""
        if job != self._job:
            return False
        self._job = None
        self._rest_until_ms = now_ms + self._policy.partial_rest * (now_ms - self._asked_ms)
        self.take(text)
        return True

    def take(self, text: str) -> None:
        """A hearing, be it one that was not asked for here."""
        self.hearings += 1
        self._agreement.hear(text)

    def failed(self, job: int, now_ms: int) -> bool:
        """Whether `job` was ours. Then the ear is too busy for more."""
        if job != self._job:
            return False
        self._job = None
        self.busy_until_ms = now_ms + self._policy.partial_backoff_ms
        return True

    def stop(self) -> list[int]:
        """The words are on their way by other means. Returns the jobs to cancel."""
        jobs = [] if self._job is None else [self._job]
        self._job = None
        return jobs


def _bare(word: str) -> str:
    """A word without what an ear changes as it hears more of the sentence: its case and punctuation."""
    return re.sub(r"\W", "", word).lower() or word
