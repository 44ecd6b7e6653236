from __future__ import annotations

import numpy as np

from agent.call.playout import Phrase
from agent.call.reply import Planned, Sent
from agent.call.turn import Part, Turn
from agent.dialogue.errands import FindAppointments
from agent.dialogue.flow import Apology, Reply
from agent.dialogue.knowledge import Knowledge
from agent.dialogue.reception import Reception
from audio.frame import Utterance

REPLY = Reply(Apology(Reception(Knowledge("", "", "", ("",) * 7, ""))), ())


def utterance(speech_ms: int = 500) -> Utterance:
    length = speech_ms * 16
    return Utterance(np.zeros(length, dtype=np.int16), 0, 0, length)


def test_a_turns_words_are_known_when_all_its_parts_are() -> None:
    turn = Turn([Part(utterance(), 1, "when are"), Part(utterance(), 2)])
    assert turn.text is None
    turn.parts[1].text = "you open"
    assert turn.text == "when are you open"
    assert turn.speech_ms == 1000


def test_a_part_without_words_adds_none() -> None:
    assert Turn([Part(utterance(), 1, ""), Part(utterance(), 2, "yes")]).text == "yes"


def test_one_doubtful_part_makes_the_turn_doubtful() -> None:
    assert Turn([Part(utterance(), 1, "yes")]).sure
    assert not Turn([Part(utterance(), 1, "yes", sure=False), Part(utterance(), 2, "please")]).sure


def test_going_on_forgets_the_last_part_and_the_reply() -> None:
    turn = Turn([Part(utterance(), 1, "hello"), Part(utterance(), 2)], paused_ms=1000, over=True)
    turn.planned = Planned(REPLY, [Phrase(3, "Hi."), Phrase(4, "Bye.")])
    turn.sent = Sent(5, FindAppointments())
    assert turn.resume(1400) == [2, 3, 5]
    assert turn.longest_pause_ms == 400
    assert [part.job for part in turn.parts] == [1]
    assert (turn.planned, turn.sent, turn.over) == (None, None, False)


def test_what_has_been_answered_needs_no_cancelling() -> None:
    turn = Turn([Part(utterance(), 1, "hello")], planned=Planned(REPLY, [Phrase(3, "Hi.", complete=True)]))
    assert turn.resume(0) == []


def test_words_are_written_down_once() -> None:
    turn = Turn(
        [Part(utterance(), 1, ""), Part(utterance(), 2, "when are"), Part(utterance(), 3, "you open")]
    )
    turn.parts[1].utterance = Utterance(np.zeros(10, dtype=np.int16), 0, 320, 640)
    assert turn.told() == ("when are you open", 320)
    assert turn.told() == ("", 0)
    turn.parts.append(Part(utterance(), 4, "today"))
    assert turn.told() == ("today", 0)
    assert turn.text == "when are you open today"


def test_a_turn_that_was_answered_may_go_on() -> None:
    turn = Turn([Part(utterance(), 1, "when are")], paused_ms=300, planned=Planned(REPLY, []), over=True)
    answered = turn.answered(REPLY.flow, 900)
    assert (answered.turn, answered.flow, answered.answered_ms) == (turn, REPLY.flow, 900)
    assert (turn.planned, turn.over) == (None, False)
    assert turn.go_on(Turn([Part(utterance(), 2, "you open")], paused_ms=2000)) is turn
    assert (turn.text, turn.paused_ms) == ("when are you open", 2000)
    assert turn.go_on(Turn()).paused_ms == 2000
