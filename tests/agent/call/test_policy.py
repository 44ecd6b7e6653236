from __future__ import annotations

from agent.call.policy import Policy

POLICY = Policy()


def test_the_numbers_agree_with_each_other() -> None:
    assert (
        POLICY.pause_ms
        < POLICY.yes_no_ms
        < POLICY.quick_ms
        < POLICY.doubtful_ms
        < POLICY.goes_on_ms
        < POLICY.slow_ms
    )
    assert POLICY.slow_ms < POLICY.idle_ms
    assert POLICY.lead_ms <= 200, "the carrier may never hold more than 200 ms of ours"
