from __future__ import annotations

from agent.call.policy import Policy
from agent.call.presence import Presence

POLICY = Policy(max_call_ms=60_000)


def opened(at_ms: int = 1000) -> Presence:
    presence = Presence(POLICY)
    assert presence.opened(1, at_ms)
    return presence


def test_nothing_is_waited_for_before_the_line_is_up() -> None:
    presence = Presence(POLICY)
    presence.wait_for_a_word(idle=True, now_ms=0)
    assert presence.deadline_ms is None


def test_silence_is_counted_until_it_is_reset() -> None:
    presence = opened()
    presence.wait_for_a_word(idle=True, now_ms=1000)
    due_ms = 1000 + POLICY.idle_ms
    assert presence.deadline_ms == due_ms
    assert not presence.idle(due_ms - 1)
    assert presence.idle(due_ms)
    assert presence.silences == 1
    presence.wait_for_a_word(idle=False, now_ms=due_ms)
    assert not presence.idle(due_ms + 60_000)


def test_a_call_has_a_limit_until_its_last_line() -> None:
    presence = opened()
    assert (presence.over_long(60_999), presence.over_long(61_000)) == (False, True)
    presence.without_limit()
    assert not presence.over_long(99_000)


def test_a_lost_leg_may_come_back() -> None:
    presence = opened()
    presence.closed("lost", 5000)
    assert presence.leg is None
    assert not presence.gone(5000, owed=False)
    assert not presence.opened(2, 9000)
    assert not presence.gone(99_000, owed=False)
    assert presence.started_ms == 1000


def test_a_lost_leg_is_given_up() -> None:
    presence = opened()
    presence.closed("lost", 5000)
    assert presence.gone(5000 + POLICY.reconnect_ms, owed=False)


def test_who_hangs_up_is_gone_once_their_last_words_are_known() -> None:
    presence = opened()
    presence.closed("closed", 5000)
    assert not presence.gone(5001, owed=True)
    assert presence.gone(5001, owed=False)
    assert presence.gone(5000 + POLICY.last_words_ms, owed=True)


def test_times_of_the_leg_and_of_the_call() -> None:
    presence = opened(1000)
    presence.opened(2, 7000)
    assert presence.said_ms(16_000) == 8000
    assert presence.offset_ms(8000) == 7000
    assert presence.offset_ms(900) == 0


def test_v19_a_line_that_fell_silent_gives_its_name_to_the_end() -> None:
    presence = Presence(POLICY)
    presence.opened(1, 0)
    presence.closed("media_timeout", 1000)
    assert presence.ending == "media_timeout"
    presence.closed("lost", 2000)
    assert presence.ending == "hangup"


def test_a_first_word_is_waited_for_less_long_and_its_silence_is_not_counted() -> None:
    presence = opened()
    presence.listen(1500)
    presence.wait_for_a_word(idle=True, now_ms=1000)
    assert (presence.idle(2499), presence.idle(2500), presence.silences) == (False, True, 0)
    presence.listen(0)
    presence.wait_for_a_word(idle=True, now_ms=3000)
    assert presence.deadline_ms == 3000 + POLICY.idle_ms
