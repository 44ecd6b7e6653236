from __future__ import annotations

import numpy as np

from agent.call.playout import Phrase
from agent.call.policy import Policy
from agent.call.reply import Planned
from agent.call.speaking import Heard, Speaking
from agent.dialogue.flow import HangUp, Move, Reply, Say
from agent.dialogue.reception import Reception
from agent.events import WordEnd
from tests.agent.call.test_session import CLINIC

SECOND = np.zeros(16_000, dtype=np.int16)


def saying(*moves: Move) -> Speaking:
    ours = Speaking(Policy())
    phrase = Phrase(1, "Hello there.")
    phrase.extend(SECOND, (WordEnd(5, 8000), WordEnd(12, 16_000)), last=True)
    ours.begin(Planned(Reply(Reception(CLINIC), moves), [phrase]))
    return ours


def test_a_line_says_what_it_asks_for_and_what_follows() -> None:
    ours = saying(Say("Hello there.", "number", 9, ("Reed",)), HangUp("completed"))
    assert (ours.expects, ours.digits, ours.hints) == ("number", 9, ("Reed",))
    assert ours.afterwards == HangUp("completed")


def test_a_line_that_is_stopped_is_told_once_as_far_as_it_was_heard() -> None:
    ours = saying(Say("Hello there."), HangUp("completed"))
    for now_ms in range(0, 2000, 20):
        ours.playout.due(now_ms)
        if now_ms == 1600:
            assert ours.stop(now_ms, leg_lost=False) == []
            break
    assert ours.afterwards is None
    assert ours.cut_due_ms == 1600 + Policy().clear_grace_ms
    heard = ours.heard_of_cut(confirmed=False)
    assert heard is not None
    assert "Hello there.".startswith(heard.text)
    assert heard.text
    assert ours.heard_of_cut(confirmed=False) is None
    assert ours.cut_due_ms is None


def test_of_a_line_that_nobody_has_heard_it_is_told_that_nothing_was() -> None:
    ours = saying(Say("Hello there."))
    ours.stop(0, leg_lost=False)
    assert ours.heard_of_cut(confirmed=False) == Heard("", 0)


def test_a_line_heard_whole_is_over() -> None:
    ours = saying(Say("Hello there."))
    assert ours.heard_whole(500) == Heard("Hello there.", 500)
    assert ours.heard_whole(600) == Heard("", 600)
