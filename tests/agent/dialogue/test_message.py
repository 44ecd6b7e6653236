from __future__ import annotations

from agent.dialogue.errands import LeaveMessage
from agent.dialogue.phrases import en
from tests.agent.dialogue.conversation import CLOSED, Conversation

WHAT = "This is Mary Murphy, please ring me about Monday, sorry, Tuesday."


def test_a_message_is_taken_word_by_word() -> None:
    call = Conversation("I'd like to leave a message.", WHAT)
    assert call.asks_for("the number I'm calling from") == LeaveMessage(WHAT, "")


def test_a_number_is_read_back_before_it_is_believed() -> None:
    call = Conversation("I'd like to leave a message.", WHAT)
    assert call.question().expects == "number"
    assert call.asks_for("085 555 0171") is None
    call.say("085 555 0171")
    assert "zero eight five, five five five, zero one seven one" in call.text
    assert call.asks_for("no") is None
    assert call.asks_for("yes") == LeaveMessage(WHAT, "+353855550171")


def test_a_message_without_a_number_is_better_than_none() -> None:
    call = Conversation("I'd like to leave a message.", WHAT, "", "", clinic=CLOSED)
    assert call.asks_for("") == LeaveMessage(WHAT, "")
    assert en.WITHOUT_NUMBER in call.say("(mumbles)")


def test_where_somebody_can_be_reached_they_are() -> None:
    call = Conversation("I'd like to leave a message.", WHAT, "", "", "")
    assert call.over
    assert call.lines[-1].text == f"put through: asked. {en.SUMMARY_MESSAGE} {en.summary_said(WHAT)}"
