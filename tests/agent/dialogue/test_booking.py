from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from agent.dialogue.booking import Booking
from agent.dialogue.errands import Book, Embed, FindSlots
from agent.dialogue.phrases import en
from agent.dialogue.reception import Reception
from tests.agent.dialogue.conversation import WHO, Conversation
from tests.records import DOCTORS, KNOWN, NOW, REASONS

THURSDAY = date(2026, 12, 3)
CHECK_UP = ("I'd like a check-up.", *WHO)


def booking(call: Conversation) -> Booking:
    task = call.reception.task
    assert isinstance(task, Booking)
    return task


def test_a_sentence_is_searched_for_all_that_it_tells() -> None:
    told = Booking().noticing("a check-up with Doctor Reed on Thursday after four", KNOWN)
    assert (told.reason, told.doctor) == (REASONS[0], DOCTORS[0])
    assert told.wish is not None
    assert (told.wish.earliest, told.wish.from_minute) == (THURSDAY, 16 * 60)


def test_what_is_looked_for_is_what_was_wished_for() -> None:
    call = Conversation(*CHECK_UP)
    errand = call.asks_for("with Doctor Reed on Thursday after four")
    assert isinstance(errand, FindSlots)
    assert (errand.reason, errand.doctor, errand.from_minute) == ("check-up", "reed", 16 * 60)
    assert errand.earliest == datetime.combine(THURSDAY, time())
    assert errand.latest is not None
    assert errand.latest.date() == THURSDAY


def test_nothing_before_now_is_looked_for() -> None:
    errand = Conversation(*CHECK_UP).asks_for("today")
    assert isinstance(errand, FindSlots)
    assert errand.earliest == NOW


def test_a_later_wish_replaces_only_what_it_speaks_of() -> None:
    call = Conversation(*CHECK_UP, "Thursday after four")
    errand = call.asks_for("no, Friday")
    assert isinstance(errand, FindSlots)
    assert (errand.earliest.date(), errand.from_minute) == (date(2026, 12, 4), 16 * 60)
    errand = call.asks_for("in the morning")
    assert isinstance(errand, FindSlots)
    assert errand.earliest.date() == THURSDAY
    assert errand.until_minute <= 13 * 60


def test_only_a_yes_to_what_was_read_back_books() -> None:
    call = Conversation(*CHECK_UP, "Thursday", "the first one")
    assert call.text.endswith("Shall I book it?")
    for words in ("", "hmm", "no", "yes but on Friday", "the second one", "what is this", "maybe"):
        assert not isinstance(call.asks_for(words), Book), words
    slot = booking(call).chosen
    assert slot is not None
    assert call.asks_for("yes please") == Book(slot.slot, "check-up")


def test_who_speaks_over_what_was_booked_is_told_of_it_again() -> None:
    call = Conversation(*CHECK_UP, "Thursday after four", "the first one")
    call.say("yes")
    call.flow = call.flow.cut_short("Your appointment")
    assert call.say("Yes please.").startswith("Your appointment is booked: Thursday the third of December")


def test_a_bare_yes_to_several_times_reads_the_first_back() -> None:
    call = Conversation(*CHECK_UP, "Thursday")
    first = booking(call).free[0]
    assert not isinstance(call.asks_for("yes"), Book)
    call.say("yes")
    assert booking(call).chosen == first


def test_no_more_than_three_times_are_offered_in_one_breath() -> None:
    call = Conversation(*CHECK_UP, "Thursday")
    assert call.text.count("o'clock") + call.text.count("eight ") <= 4
    assert call.reception.question is not None
    assert call.reception.question.options == 3
    assert len(booking(call).free) > 3


def test_a_wish_that_cannot_be_met_is_given_up_piece_by_piece_and_said() -> None:
    late = Conversation(*CHECK_UP, "Saturday at nine in the evening")
    assert en.NOTHING_THEN in late.text
    assert "with Doctor Walsh" in late.text


def test_the_ear_is_told_which_words_may_come() -> None:
    asked = Conversation("I'd like to book an appointment.").question()
    assert "blood-test" in asked.hints
    asked = Conversation(*CHECK_UP).question()
    assert "Doctor Reed" in asked.hints
    assert Conversation(*CHECK_UP, "Thursday", "the first one").question().expects == "yes_no"


def test_a_clinic_with_one_reason_does_not_ask_for_it() -> None:
    call = Conversation("I'd like to book an appointment.", clinic=replace(KNOWN, reasons=REASONS[:1]))
    assert call.text.endswith(en.NAME)


def test_who_takes_over_is_told_what_it_is_about() -> None:
    call = Conversation(*CHECK_UP)
    assert isinstance(call.flow, Reception)
    assert "a check-up" in call.flow.summary
    assert "Mary" in call.flow.summary


def test_a_question_in_between_is_looked_up_and_the_booking_goes_on() -> None:
    call = Conversation(*CHECK_UP)
    assert isinstance(call.asks_for("do you have wheelchair access"), Embed)
    assert call.say("do you have wheelchair access").endswith(en.DAY)
