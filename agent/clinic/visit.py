"""The authorisation of one call: who has been identified in it, and how often that failed.

It is kept here, at the edge, and no flow and no model can reach it (BEHAVIOUR V-31, V-32). One call can see
one patient: once somebody is identified, nobody else can be.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from agent.dialogue.errands import Identify, Register

FAILURES = 3  # then the call sees nothing any more, and only a person can help
# Of all tries, those taken back as well: a caller is asked twice or thrice, and each answer may be tried a
# few times while it is still being given.
MOST_TRIES = 15
MOST_MESSAGES = 3


@dataclass(slots=True)
class Visit:
    """What `records.Records` may do for this call. Whoever runs an errand for it holds `lock`."""

    call_id: str
    only: str = ""  # the patient whom a call of ours was placed for: nobody else is found in it
    patient_id: str | None = None
    failures: int = 0
    tries: int = 0
    messages: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    _last: tuple[Identify | Register, str | None, int] | None = None  # and how things were before it
    _withdrawn: list[Identify] = field(default_factory=list)  # bounded by the tries

    @property
    def locked(self) -> bool:
        return self.failures >= FAILURES or self.tries >= MOST_TRIES

    def admit(self, errand: Identify | Register, patient_id: str) -> None:
        """From now on the call may see this patient."""
        assert self.patient_id in (None, patient_id), "one call, one patient"
        self._note(errand)
        self.patient_id = patient_id

    def fail(self, errand: Identify) -> None:
        self._note(errand)
        self.failures += 1

    def withdraw(self, errand: Identify) -> None:
        """The caller went on speaking, and nobody was or will be told what comes of it. It was a try all the
        same. From any thread; counts from the next errand on."""
        self._withdrawn.append(errand)

    def settle(self) -> None:
        """Undo what was withdrawn since the last errand."""
        if self._last is not None and any(errand is self._last[0] for errand in self._withdrawn):
            _, self.patient_id, self.failures = self._last
            self._last = None
        self._withdrawn.clear()

    def _note(self, errand: Identify | Register) -> None:
        self._last = (errand, self.patient_id, self.failures)
        self.tries += 1
