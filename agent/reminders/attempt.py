"""One attempt to ring somebody, as a fold over what the carrier says of it.

Reports come twice, late and in any order (BEHAVIOUR W-07, W-08, R-20): what they add up to depends only on
which have come. A call that is over stays over; what it came to may still be refined ("it was a machine").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

State = Literal["intent", "held", "unknown", "absent", "placed", "ringing", "answered", "over"]
"""intent: the carrier may be asked at any moment, or has been. held: it said "later", so there is no call.
unknown: it was asked, and nobody knows; never asked again. absent: evidence says that there was no call.
"""

IN_FLIGHT: tuple[State, ...] = ("intent", "placed", "ringing", "answered")

_RANK: dict[State, int] = {
    "intent": 0,
    "held": 0,
    "unknown": 1,
    "absent": 1,
    "placed": 2,
    "ringing": 3,
    "answered": 4,
    "over": 5,
}
_STATES: dict[str, State] = {
    "started": "placed",
    "ringing": "ringing",
    "answered": "answered",
    "human": "answered",
    "machine": "answered",
    **dict.fromkeys(
        ("completed", "busy", "timeout", "unanswered", "rejected", "cancelled", "failed"), "over"
    ),
}
# A later one outranks an earlier one where a carrier says both: the more that happened, the more is true.
_ENDINGS = ("failed", "cancelled", "rejected", "no_answer", "busy", "answered")


@dataclass(frozen=True, slots=True)
class Attempt:
    state: State = "intent"
    ending: str = ""  # one of _ENDINGS once it is over
    reached: bool = False  # somebody or something picked up
    machine: bool = False

    @property
    def outcome(self) -> str:
        """What it came to, as far as the carrier can tell; "" while it lasts."""
        if self.state == "absent":
            return "failed"
        if self.state != "over":
            return ""
        return "voicemail" if self.machine else self.ending


def reported(attempt: Attempt, status: str, detail: str) -> Attempt:
    """The attempt, knowing this too. An unknown status changes nothing."""
    state = _STATES.get(status)
    if state is None:
        return attempt
    ending = max(
        attempt.ending, _ending(status, detail), key=lambda each: _ENDINGS.index(each) if each else -1
    )
    return replace(
        attempt,
        state=state if _RANK[state] > _RANK[attempt.state] else attempt.state,
        ending=ending,
        reached=attempt.reached or state == "answered" or status == "completed",
        machine=attempt.machine or status == "machine",
    )


def _ending(status: str, detail: str) -> str:
    match status:
        case "completed":
            return "answered"
        case "timeout" | "unanswered":
            return "no_answer"
        case "rejected":  # declined by a person, who may have been in a meeting; else by the network
            return "no_answer" if detail == "declined" else "rejected"
        case "busy" | "cancelled" | "failed":
            return status
    return ""
