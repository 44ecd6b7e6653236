from __future__ import annotations

from dataclasses import replace
from datetime import date

from agent.dialogue.errands import Identify
from agent.dialogue.identity import MOST_FAILURES
from agent.dialogue.phrases import en
from tests.agent.dialogue.conversation import WHO, Conversation
from tests.records import KNOWN

WHEN = "When is my appointment?"


def test_name_and_date_of_birth_are_both_asked_for_and_sent_together() -> None:
    call = Conversation(WHEN)
    assert call.question().expects == "name"
    assert call.asks_for(WHO[0]) is None
    call.say(WHO[0])
    assert (call.question().expects, call.question().digits) == ("date", 8)
    assert call.asks_for(WHO[1]) == Identify("Mary Murphy", date(1971, 5, 3))


def test_both_in_one_sentence() -> None:
    assert Conversation(WHEN).asks_for("Mary Murphy, third of May 1971") == Identify(
        "Mary Murphy", date(1971, 5, 3)
    )


def test_the_last_digits_where_the_clinic_wants_them() -> None:
    call = Conversation(WHEN, *WHO, clinic=replace(KNOWN, identity_digits=4))
    assert (call.question().expects, call.question().digits) == ("number", 4)
    assert call.asks_for("oh one seven one") == Identify("Mary Murphy", date(1971, 5, 3), "0171")


def test_what_was_heard_is_said_back_only_when_it_is_not_found() -> None:
    assert "Is that right" not in Conversation(WHEN, *WHO).text
    assert "Mary Murphy, born on the fourth of May" in Conversation(WHEN, WHO[0], "4 May 1971").text


def test_v31_whether_somebody_is_in_the_book_is_not_told() -> None:
    """A known name with a wrong date is answered like a name nobody has."""
    wrong_date = Conversation(WHEN, "Mary Murphy.", "4 May 1971")
    nobody = Conversation(WHEN, "Jane Dooley.", "4 May 1971")
    assert wrong_date.text.replace("Mary Murphy", "Jane Dooley") == nobody.text


def test_three_failures_lead_to_a_person_and_stay_so() -> None:
    call = Conversation(WHEN, "John Smith.", "1 January 1980.")
    for words in ("no", "no", "2 January 1980", "S M I T H", "J O H N"):
        assert not call.over
        call.say(words)
    assert call.over
    assert en.NOT_IDENTIFIED in call.text


def test_failures_are_not_forgotten_with_another_wish() -> None:
    call = Conversation("I'd like a check-up.")
    call.flow = replace(call.reception, not_identified=MOST_FAILURES)
    assert en.NOT_IDENTIFIED in call.say("cancel my appointment")


def test_what_failed_is_never_asked_with_the_same_words_again() -> None:
    call = Conversation(WHEN, "John Smith.")
    said = [call.text, call.say(""), call.say("")]
    assert len(set(said)) == 3


def test_a_last_name_that_was_spelled_may_have_letters_that_sound_alike() -> None:
    call = Conversation(WHEN, "Mary Burton.", WHO[1], "no", "yes")
    assert call.text == en.SPELL
    sent = call.asks_for("M U R T H Y")
    assert sent == Identify("Mary Murthy", date(1971, 5, 3), spelled=True)
    call.say("M U R T H Y")
    assert "Thank you, Mary" in call.text


def test_whether_the_date_is_right_is_asked_alone() -> None:
    call = Conversation(WHEN, WHO[0], "4 May 1971", "no")
    assert call.text == en.is_born_right(date(1971, 5, 4))
    assert call.question().expects == "yes_no"
    assert call.say("no") == en.BORN_ONCE_MORE
    assert "Thank you, Mary" in call.say("3 May 1971")


def test_letters_that_are_what_was_heard_before_leave_the_first_name() -> None:
    call = Conversation(WHEN, "Barry Murphy.", WHO[1], "no", "yes", "M U R P H Y")
    assert call.text == en.SPELL_FIRST
    assert not isinstance(call.asks_for("one two three"), Identify)  # no name is made of it
    assert "Thank you, Mary" in call.say("M A R Y")


def test_of_a_name_that_was_wholly_misheard_both_are_spelled() -> None:
    call = Conversation(WHEN, "Barry Burton.", WHO[1], "no", "yes", "M U R P H Y")
    assert call.text == f"{en.STILL_NOT_IN_BOOK} {en.SPELL_FIRST}"
    assert "Thank you, Mary" in call.say("M A R Y")
