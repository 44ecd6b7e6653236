"""The authorisation by itself. (What it forbids: test_records.)"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from agent.clinic.visit import FAILURES, MOST_TRIES, Visit
from agent.dialogue.errands import Identify

TRY = Identify("Mary Murphy", date(1971, 5, 3))


def test_failures_lock_it() -> None:
    visit = Visit("c1")
    for n in range(FAILURES):
        assert not visit.locked, n
        visit.fail(TRY)
    assert visit.locked


def test_only_the_last_try_can_be_withdrawn_and_once() -> None:
    visit = Visit("c1")
    first, second = replace(TRY), replace(TRY)
    visit.fail(first)
    visit.fail(second)
    visit.withdraw(first)
    visit.settle()
    assert visit.failures == 2
    for _ in range(2):
        visit.withdraw(second)
        visit.settle()
    assert (visit.failures, visit.tries) == (1, 2)


def test_a_withdrawn_identification_is_none() -> None:
    visit = Visit("c1")
    visit.admit(TRY, "p1")
    visit.withdraw(TRY)
    assert visit.patient_id == "p1"  # until the next errand settles it
    visit.settle()
    assert visit.patient_id is None


def test_tries_are_counted_for_good() -> None:
    visit = Visit("c1")
    for _ in range(MOST_TRIES):
        one = replace(TRY)
        visit.fail(one)
        visit.withdraw(one)
        visit.settle()
    assert visit.failures == 0
    assert visit.locked


def test_one_call_one_patient() -> None:
    visit = Visit("c1")
    visit.admit(TRY, "p1")
    with pytest.raises(AssertionError):
        visit.admit(TRY, "p2")
