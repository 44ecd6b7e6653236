from __future__ import annotations

from dataclasses import replace

import pytest

from agent.io.load import CLOSES_AT_SHARE, CLOSES_AT_WAIT_MS, OPENS_AT_SHARE, OPENS_AT_WAIT_MS, admits
from models.pool import Load

CALM = Load(
    workers=2,
    ready=2,
    busy=0,
    busy_share=0.1,
    waiting_finals=0,
    waiting_partials=0,
    oldest_wait_ms=0,
    deaths=0,
    recycled=0,
    shed=0,
    stale=0,
)


@pytest.mark.parametrize(
    ("share", "wait_ms", "while_open", "while_closed"),
    [
        (0.0, 0, True, True),
        (OPENS_AT_SHARE, 0, True, False),
        (CLOSES_AT_SHARE, 0, False, False),
        (0.0, OPENS_AT_WAIT_MS, True, False),
        (0.0, CLOSES_AT_WAIT_MS, False, False),
    ],
)
def test_m06_m07_the_door_closes_high_and_opens_low(
    share: float, wait_ms: int, while_open: bool, while_closed: bool
) -> None:
    load = replace(CALM, busy_share=share, oldest_wait_ms=wait_ms)
    assert admits([load], admitting=True) is while_open
    assert admits([load], admitting=False) is while_closed


def test_one_overloaded_kind_of_worker_is_enough_to_close() -> None:
    assert admits([CALM, CALM], admitting=False)
    assert not admits([CALM, replace(CALM, busy_share=0.9)], admitting=True)
    assert not admits([replace(CALM, busy_share=0.9), CALM], admitting=True)


def test_a_load_that_hovers_does_not_make_the_door_flutter() -> None:
    """Up and down between the limits: closed once it was too much, and no opening until it is calm again."""
    shares = [0.6, 0.65, 0.71, 0.6, 0.69, 0.55, 0.49, 0.6, 0.69]
    admitting, history = True, []
    for share in shares:
        admitting = admits([replace(CALM, busy_share=share)], admitting)
        history.append(admitting)
    assert history == [True, True, False, False, False, False, True, True, True]
