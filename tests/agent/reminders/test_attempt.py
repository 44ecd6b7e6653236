from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.reminders.attempt import Attempt, State, reported

STATUSES = [
    *("started", "ringing", "answered", "human", "machine", "completed", "busy", "timeout", "unanswered"),
    *("rejected", "cancelled", "failed", "transcribed", ""),
]
Report = tuple[str, str]
reports = st.lists(st.tuples(st.sampled_from(STATUSES), st.sampled_from(["", "declined", "beep_start"])))
starts = st.sampled_from(["intent", "held", "unknown", "absent"])


def fold(state: State, told: list[Report]) -> Attempt:
    return reduce(lambda attempt, report: reported(attempt, *report), told, Attempt(state))


@given(starts, reports, st.randoms())
def test_w08_any_order_and_any_number_of_times_come_to_the_same(
    state: State, told: list[Report], random: object
) -> None:
    other = [*told, *told[: len(told) // 2]]
    random.shuffle(other)  # type: ignore[attr-defined]
    assert fold(state, other) == fold(state, told)


@given(starts, reports, reports)
def test_w08_what_is_over_stays_over(state: State, told: list[Report], later: list[Report]) -> None:
    before, after = fold(state, told), fold(state, [*told, *later])
    if before.state == "over":
        assert after.state == "over"
    assert after.reached or not before.reached


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (["started", "ringing", "answered", "completed"], "answered"),
        (["completed", "ringing", "answered"], "answered"),
        (["started", "busy"], "busy"),
        (["ringing", "timeout"], "no_answer"),
        (["ringing", "unanswered"], "no_answer"),
        (["answered", "machine", "completed"], "voicemail"),
        (["completed", "machine"], "voicemail"),
        (["rejected"], "rejected"),
        (["answered"], ""),
    ],
)
def test_what_it_comes_to(told: list[str], outcome: str) -> None:
    assert fold("intent", [(status, "") for status in told]).outcome == outcome


def test_r20_answered_before_the_post_returned() -> None:
    assert fold("intent", [("answered", ""), ("started", "")]) == Attempt("answered", reached=True)


def test_r02_evidence_of_a_call_ends_the_doubt() -> None:
    assert fold("unknown", []).state == "unknown"
    assert fold("unknown", [("ringing", "")]).state == "ringing"
    assert fold("absent", [("started", "")]).state == "placed"


def test_a_person_who_declines_may_be_asked_again() -> None:
    assert fold("intent", [("rejected", "declined")]).outcome == "no_answer"
