from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent.call.playout import Phrase
from agent.call.policy import Policy
from agent.call.reply import Planned
from agent.call.speaking import Heard, Speaking
from agent.dialogue.flow import Flow, HangUp, Move, Reply, Say
from agent.events import WordEnd


@dataclass(frozen=True)
class Forgetful(Flow):
    """Knows how far its last line was heard; None: nobody has cut it short."""

    heard_of: str | None = None

    def cut_short(self, heard: str) -> Forgetful:
        return Forgetful(heard)


FLOW = Forgetful()  # type: ignore[abstract]
SECOND = np.zeros(16_000, dtype=np.int16)


def saying(*moves: Move) -> Speaking:
    ours = Speaking(Policy())
    phrase = Phrase(1, "Hello there.")
    phrase.extend(SECOND, (WordEnd(5, 8000), WordEnd(12, 16_000)), last=True)
    ours.begin(Planned(Reply(FLOW, moves), [phrase]))
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
    flow, heard = ours.heard_of_cut(FLOW, confirmed=False)
    assert heard is not None
    assert "Hello there.".startswith(heard.text)
    assert heard.text
    assert flow == Forgetful(heard.text)
    assert ours.heard_of_cut(flow, confirmed=False) == (flow, None)
    assert ours.cut_due_ms is None


def test_a_flow_whose_line_nobody_has_heard_is_told() -> None:
    ours = saying(Say("Hello there."))
    ours.stop(0, leg_lost=False)
    assert ours.heard_of_cut(FLOW, confirmed=False) == (Forgetful(""), None)


def test_a_flow_that_never_said_the_line_is_not_told_of_it() -> None:
    ours, before = saying(Say("Hello there.")), Forgetful()
    ours.stop(0, leg_lost=False)
    assert ours.heard_of_cut(before, confirmed=False) == (before, None)


def test_a_line_heard_whole_is_over() -> None:
    ours = saying(Say("Hello there."))
    assert ours.heard_whole(500) == Heard("Hello there.", 500)
    assert ours.heard_whole(600) == Heard("", 600)
