"""The receptionist as a listener would judge it: what was said, what was answered."""

from __future__ import annotations

import pytest

from agent.dialogue.flow import Flow, HangUp, Reply, Say, Transfer
from agent.dialogue.phrases import en
from agent.dialogue.reception import Intent, Knowledge, Reception, intent_of

NOBODY_THERE = Knowledge("Hi.", "1 High Street.", "Closed.", ("Closed.",) * 7, "Closed.")
CLINIC = Knowledge(
    greeting="Riverside Clinic, good morning.",
    address="We are at twelve Mill Lane.",
    today="Today we are open from eight to six.",
    days=tuple(f"On {day} we are open from eight to {day}." for day in en.DAYS),
    week="From Monday to Sunday we are open from eight to six.",
    person_number="+442079460000",
    answers=((("do you have parking", "where can i park"), "There is a car park behind the house."),),
)


def text(reply: Reply) -> str:
    return " ".join(move.text for move in reply.moves if isinstance(move, Say))


def after(*heard: str, flow: Flow | None = None) -> Reply:
    reply = (flow or Reception(CLINIC)).begin()
    for words in heard:
        reply = reply.flow.heard(words)
    return reply


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("What are your opening hours?", "hours"),
        ("When do you close on Friday? Thanks.", "hours"),
        ("Are you open on Saturdays?", "hours"),
        ("Where are you?", "address"),
        ("What's your address?", "address"),
        ("Can I speak to a human please?", "person"),
        ("I want to talk to someone.", "person"),
        ("Pardon?", "repeat"),
        ("Could you repeat that?", "repeat"),
        ("Yes, please.", "yes"),
        ("No, thank you.", "no"),
        ("No, that's all, thanks.", "bye"),
        ("Thank you very much.", "bye"),
        ("Goodbye.", "bye"),
        ("Hello?", "greeting"),
        ("I'd like to book an appointment.", "other"),
    ],
)
def test_intents(said: str, intent: Intent) -> None:
    assert intent_of(said) == intent


def test_it_greets_and_asks() -> None:
    assert text(after()) == f"{CLINIC.greeting} {en.CAN_HELP}"


def test_it_knows_its_hours_and_goes_on() -> None:
    reply = after("When are you open?")
    assert text(reply) == f"{CLINIC.today} {en.WHOLE_WEEK}"
    assert CLINIC.week in text(reply.flow.heard("Yes please."))
    assert text(reply.flow.heard("No.")) == en.ANYTHING_ELSE
    assert text(after("When are you open?", "no", "no thanks")) == en.GOODBYE


def test_it_knows_a_day_that_is_asked_for() -> None:
    reply = after("Are you open on friday?")
    assert text(reply) == f"{CLINIC.days[4]} {en.ANYTHING_ELSE}"
    assert reply.flow.heard("No.").moves[-1] == HangUp("completed")


def test_it_answers_what_the_clinic_wrote_down() -> None:
    assert "car park" in text(after("Is there anywhere I can park my car?"))


def test_it_says_back_what_it_cannot_do_and_offers_a_person() -> None:
    reply = after("I'd like to book an appointment.")
    assert "I'd like to book an appointment" in text(reply)
    assert reply.flow.heard("Yes please.").moves[-1] == Transfer("+442079460000", "asked")
    assert text(reply.flow.heard("No.")) == en.ANYTHING_ELSE


def test_nobody_is_put_through_to_no_number() -> None:
    alone = Reception(NOBODY_THERE)
    reply = after("a human please", flow=alone)
    assert en.NOBODY_TO_ASK in text(reply)
    assert len(reply.moves) == 1


def test_it_repeats_itself_when_asked() -> None:
    assert CLINIC.today in text(after("your hours?", "pardon?"))


def test_it_asks_again_with_other_words() -> None:
    assert text(after("")) == en.NOT_UNDERSTOOD
    assert text(after("", "")) == en.NOT_UNDERSTOOD_AGAIN


def test_two_silences_then_goodbye() -> None:
    flow = after().flow
    assert text(flow.silence(1)) != text(flow.silence(2))
    assert flow.silence(3).moves == (Say(en.SILENT_GOODBYE), HangUp("silence"))


def test_zero_is_the_way_to_a_person() -> None:
    assert after().flow.pressed("0").moves[-1] == Transfer("+442079460000", "asked")


@pytest.mark.parametrize("why", ["fault", "limit", "drain", "viewer", "join"])
def test_it_never_leaves_without_a_word(why: str) -> None:
    for clinic in (CLINIC, NOBODY_THERE):
        moves = Reception(clinic).give_up(why).moves  # type: ignore[arg-type]
        assert isinstance(moves[0], Say)
        assert isinstance(moves[-1], HangUp | Transfer)


def test_every_fixed_sentence_is_known_beforehand() -> None:
    known = set(Reception(CLINIC).phrases())
    assert {CLINIC.greeting, CLINIC.today, en.CAN_HELP, "Goodbye."} <= known
