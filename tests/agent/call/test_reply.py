from __future__ import annotations

from itertools import count

from agent.call.reply import Planned, Sent, plan
from agent.dialogue.errands import Cancel, FindAppointments
from agent.dialogue.flow import Apology, Ask, HangUp, Move, Reply, Say, Transfer
from agent.dialogue.knowledge import Knowledge
from agent.dialogue.reception import Reception

FLOW = Apology(Reception(Knowledge("", "", "", ("",) * 7, "")))


def planned(*moves: Move) -> Planned:
    numbers = count(1)
    return plan(Reply(FLOW, moves), lambda: next(numbers), breath_ms=100)


def test_a_reply_is_said_sentence_by_sentence_with_a_breath_between() -> None:
    phrases = planned(Say("Hello. How are you?", pace=1.2), Say("Yes.")).phrases
    assert [(p.job, p.text, p.pace, p.gap) for p in phrases] == [
        (1, "Hello.", 1.2, 0),
        (2, "How are you?", 1.2, 1600),
        (3, "Yes.", 1.2, 1600),
    ]


def test_what_follows_it() -> None:
    assert planned(Say("Hm."), Ask(FindAppointments())).errand == FindAppointments()
    assert planned(Say("Hm.")).errand is None
    assert planned(Say("Bye."), HangUp("completed")).farewell == HangUp("completed")
    assert planned(Say("Now."), Transfer("+44", "asked")).farewell == Transfer("+44", "asked")


def test_only_the_first_phrase_is_being_made() -> None:
    reply = planned(Say("Hello. How are you?"))
    assert reply.unmade == [1]
    reply.phrases[0].complete = True
    assert reply.unmade == []
    assert planned().unmade == []


def test_what_need_not_be_finished_of_an_errand() -> None:
    sent = Sent(7, FindAppointments())
    assert (sent.stale, sent.binding) == ([7], False)
    sent.outcome = planned(Say("None."))
    assert sent.stale == [1]
    assert Sent(8, Cancel("a1")).binding
