"""The receptionist as a listener would judge it: what was said, what was answered. Whole conversations are in
tests/golden/dialogues; here is what they cannot show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.dialogue.booking import Booking
from agent.dialogue.errands import Closest, Embed, Failed, FindAppointments, Identified, NotFound
from agent.dialogue.flow import Ask, HangUp, Say, Transfer, split_phrases
from agent.dialogue.identity import Identity
from agent.dialogue.message import Message
from agent.dialogue.phrases import en
from agent.dialogue.reception import Reception, Returned
from tests.agent.dialogue.conversation import CLOSED, WHO, Conversation
from tests.records import KNOWN, PERSON, Records


def test_it_greets_and_asks() -> None:
    assert Conversation().text == f"{KNOWN.greeting} {en.CAN_HELP}"


def test_it_knows_its_hours_and_goes_on() -> None:
    call = Conversation("When are you open?")
    assert call.text == f"{KNOWN.today} {en.WHOLE_WEEK}"
    assert call.say("Yes please.") == f"{KNOWN.week} {en.ANYTHING_ELSE}"
    assert call.say("No.") == en.GOODBYE
    assert call.over


def test_it_knows_a_day_that_is_asked_for() -> None:
    assert Conversation("Are you open on friday?").text == f"{KNOWN.days[4]} {en.ANYTHING_ELSE}"


def test_a_flow_is_a_value_heard_forgets_nothing_and_changes_nothing() -> None:
    flow = Conversation("I'd like a check-up.").reception
    before = flow
    for words in ("Mary Murphy.", "cancel my appointment", "", "help", "goodbye"):
        assert flow.heard(words) == flow.heard(words)
    assert flow == before


def test_what_the_rules_are_silent_about_is_looked_up_without_a_word() -> None:
    moves = Conversation().reception.heard("the thing with the water on my knee").moves
    assert moves == (Ask(Embed("the thing with the water on my knee")),)


def test_what_nobody_can_place_is_said_back_and_a_person_offered() -> None:
    call = Conversation("I want my money back.")
    assert "I want my money back" in call.text
    assert call.reception.heard("Yes please.").moves[-1] == Transfer(
        PERSON, "asked", en.summary_said("I want my money back")
    )
    assert call.say("No.") == en.ANYTHING_ELSE


def test_a_person_who_cannot_be_reached_is_not_promised() -> None:
    call = Conversation("I want my money back.", clinic=CLOSED)
    assert call.text.endswith(en.SHALL_I_TAKE_A_MESSAGE)
    assert "put you through" not in call.text


def test_a_clinic_without_appointments_says_so() -> None:
    call = Conversation("I'd like to book an appointment.", clinic=replace(KNOWN, reasons=()))
    assert "I'd like to book an appointment" in call.text


def test_danger_is_heard_before_the_sentence_is_finished() -> None:
    flow = Conversation("I'd like a check-up.").reception
    assert flow.overheard("my husband has") is None
    assert flow.overheard("my husband has chest pain") is None  # "... was what he had last year"
    alarm = flow.overheard("my husband has chest pain and he is")
    assert alarm is not None
    (transfer,) = alarm.moves[1:]
    assert isinstance(transfer, Transfer)
    assert transfer.number == PERSON
    assert "my husband has chest pain" in transfer.summary
    assert alarm.flow.overheard("my husband has chest pain and he is grey") is None


def test_words_while_somebody_is_out_are_answered_once() -> None:
    """A look is sent for again; what changes something is the call's to protect."""
    flow = replace(Conversation(*("When is my appointment?", *WHO)).reception, errand=FindAppointments())
    waiting = replace(flow, task=Identity(Booking(), "Mary Murphy", asked="been"))
    moves = waiting.heard("hello there").moves
    assert moves == (Say(en.ONE_MOMENT, "yes_no"), Ask(FindAppointments()))


def test_another_wish_at_the_name_is_no_name() -> None:
    call = Conversation("I'd like a check-up.", "cancel my appointment")
    assert isinstance(call.reception.task, Identity)
    call.say(WHO[0])
    call.say(WHO[1])
    assert en.SHALL_I_CANCEL in call.text


def test_a_long_message_may_speak_of_persons_and_repeating() -> None:
    call = Conversation(
        "I'd like to leave a message.", "please ask the operator to repeat what he said to me"
    )
    assert isinstance(call.reception.task, Message)
    assert call.text == en.NUMBER


@pytest.mark.parametrize("broken", [True, False])
def test_a_book_that_cannot_be_reached_ends_with_a_person(broken: bool) -> None:
    records = Records()
    call = Conversation("When is my appointment?", WHO[0], records=records)
    records.broken = broken
    assert (en.CANNOT_LOOK in call.say(WHO[1])) is broken
    assert call.over is broken


def test_a_finding_is_for_the_task_that_sent_for_it() -> None:
    flow = Conversation("When is my appointment?", WHO[0]).reception
    sent = flow.heard(WHO[1]).flow
    assert isinstance(sent, Reception)
    assert sent.found(NotFound()).flow != sent.found(Identified("Mary")).flow


def test_goodbye_is_said_before_we_hang_up() -> None:
    moves = Conversation("Where are you?").reception.heard("no thanks").moves
    assert moves == (Say(en.GOODBYE, "yes_no"), HangUp("completed"))


def test_who_comes_back_because_nobody_picked_up_leaves_a_message() -> None:
    nobody = replace(KNOWN, person_number="")
    begun = Returned(nobody).begin()
    [said] = begun.moves
    assert isinstance(said, Say)
    assert said.text == f"{en.NOBODY_PICKED_UP} {en.MESSAGE}"
    message = begun.flow.heard("This is Mary Murphy, my prescription has run out.")
    assert isinstance(message.flow.errand, Embed)  # type: ignore[attr-defined]
    said_number = message.flow.found(Failed("unavailable"))
    assert en.NUMBER in str(said_number.moves)
    assert set(split_phrases(en.NOBODY_PICKED_UP)) <= set(Returned(nobody).phrases())


def test_a_yes_that_was_hardly_heard_books_nothing() -> None:
    call = Conversation("I'd like a check-up on Thursday.", *WHO, "the first one")
    asked = call.flow.doubted("Yes.")
    assert [type(move) for move in asked.moves] == [Say]
    assert asked.moves[0].text == en.YES_OR_NO_AGAIN  # type: ignore[union-attr]
    assert asked.flow.heard("Yes.").flow.errand is not None  # type: ignore[attr-defined]
    assert call.flow.doubted("No.").moves == call.flow.heard("No.").moves


def test_an_emergency_that_was_hardly_heard_is_one() -> None:
    call = Conversation("I'd like a check-up on Thursday.", *WHO, "the first one")
    assert (
        call.flow.doubted("Yes, he can't breathe.").moves == call.flow.heard("Yes, he can't breathe.").moves
    )


def test_what_was_hardly_heard_and_cannot_be_placed_is_asked_for_again_before_a_person_is_offered() -> None:
    sentence = "And they get a comfortable person on a chair."
    call = Conversation()
    call.take(call.flow.doubted(sentence))
    assert call.text == en.NOT_UNDERSTOOD
    assert "I understood" in call.say(sentence)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("Yes.", en.GLADLY),
        ("No.", "I cannot do that myself. I understood: I have a thing about the time I was given"),
    ],
)
def test_a_guess_is_asked_back_and_not_acted_upon(answer: str, says: str) -> None:
    flow = Reception(KNOWN).heard("I have a thing about the time I was given").flow
    asked = flow.found(Closest((("intent:move", 0.35),)))
    (question,) = asked.moves
    assert isinstance(question, Say)
    assert question.text == en.PERHAPS_MOVE
    assert says in str(asked.flow.heard(answer).moves)


def test_whether_it_is_a_machine_is_answered_and_the_question_asked_again() -> None:
    talk = Conversation("I'd like a check-up.")
    assert talk.say("Am I talking to a robot?") == f"{en.I_AM_A_MACHINE} {en.NAME}"
    assert "put through: asked" not in str(talk.lines)
