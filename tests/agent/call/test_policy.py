from __future__ import annotations

import pytest

from agent.call.policy import Policy

POLICY = Policy()


@pytest.mark.parametrize("text", ["When are you open?", "Yes.", "No, thank you.", "My name is Anna Reed."])
def test_finished_words_need_little_silence(text: str) -> None:
    assert POLICY.patience_ms(text, "anything") == POLICY.complete_ms


@pytest.mark.parametrize(
    "text", [None, "", "I would like to", "I'd like to...", "My name is", "On Monday, and", "Um.", "It's"]
)
def test_unfinished_or_unknown_words_need_more(text: str | None) -> None:
    assert POLICY.patience_ms(text, "anything") == POLICY.doubtful_ms


def test_the_numbers_agree_with_each_other() -> None:
    assert POLICY.pause_ms < POLICY.complete_ms < POLICY.doubtful_ms < POLICY.idle_ms
    assert POLICY.lead_ms <= 200, "the carrier may never hold more than 200 ms of ours"
