from __future__ import annotations

from dataclasses import replace

import pytest

from agent.dialogue.errands import Closest, Embed, Failed, FindSlots
from agent.dialogue.flow import Ask, Transfer
from agent.dialogue.phrases import en
from agent.dialogue.reception import Reception
from agent.dialogue.suspicion import Suspicion, is_plain, worth_asking
from tests.agent.dialogue.conversation import WHO, Conversation
from tests.records import KNOWN, PERSON, spanish

FACE = "Her whole face has blown up like a balloon."
QUIET = "He is not at all like himself today, doctor."  # nothing in its words
NEAR = Closest((("danger", 0.8), ("calm", 0.4), ("intent:book", 0.3)))
FAR = Closest((("calm", 0.8), ("danger", 0.4)))


@pytest.mark.parametrize(
    ("yes", "means"),
    [
        ("Yes.", True),
        ("yes it is", True),
        ("Yes, please help.", True),
        ("No.", False),
        ("No, not at all", False),
    ],
)
def test_yes_is_an_emergency_and_no_is_none(yes: str, means: bool) -> None:
    talk = Conversation(FACE)
    assert talk.text == en.IS_IT_AN_EMERGENCY
    talk.say(yes)
    assert talk.text != en.IS_IT_AN_EMERGENCY
    assert ("put through: emergency" in str(talk.lines[-1])) is means


def test_danger_named_in_answer_to_it_is_no_no() -> None:
    """ "No, she can't breathe", "not responding": what denies may tell the worst."""
    talk = Conversation(FACE, "No, she can't breathe.")
    assert "put through: emergency" in str(talk.lines[-1])


def test_after_a_no_nothing_of_what_was_said_is_lost() -> None:
    asked = Conversation("A check-up please.", *WHO, f"On Tuesday morning. {FACE}")
    assert asked.text == en.IS_IT_AN_EMERGENCY
    asked.say("No.")
    unasked = Conversation("A check-up please.", *WHO, "On Tuesday morning.")
    assert asked.text == unasked.text
    assert asked.reception.task == unasked.reception.task


def test_it_is_asked_once_for_one_kind() -> None:
    talk = Conversation(FACE, "No.")
    assert not worth_asking(talk.reception, FACE)
    assert worth_asking(talk.reception, "I found him with a needle in his arm.")


def test_those_who_were_told_what_to_do_are_not_asked() -> None:
    nobody = replace(KNOWN, person_number="")
    talk = Conversation(FACE, "Yes.", FACE, clinic=nobody)
    assert talk.text != en.IS_IT_AN_EMERGENCY
    assert not worth_asking(talk.reception, FACE)


@pytest.mark.parametrize(
    ("before", "answer"),
    [
        (["A check-up please."], "It's Mary Murphy, M U R P H Y."),
        (["A check-up please.", WHO[0]], "The third of May nineteen seventy-one."),
        (["A check-up please.", *WHO], "On Tuesday at half past ten in the morning please."),
        (["A check-up please.", *WHO, "Tuesday morning."], "The first one please."),
        (
            ["A check-up please.", *WHO, "Tuesday morning.", "The first one."],
            "Yes, please, that would be great.",
        ),
        (["A check-up please.", *WHO, "Tuesday morning.", "The first one."], "No, thank you."),
    ],
)
def test_a_plain_answer_is_never_questioned(before: list[str], answer: str) -> None:
    """Not even where it is, to a model of meaning, like a cry for help: that is not asked."""
    talk = Conversation(*before)
    moves = talk.flow.heard(answer).moves
    assert not any(isinstance(move, Ask) and isinstance(move.errand, Embed) for move in moves)
    assert en.IS_IT_AN_EMERGENCY not in str(moves)


def test_meaning_may_raise_it_and_may_lay_it_to_rest() -> None:
    flow = Reception(KNOWN).heard(QUIET).flow
    assert isinstance(flow, Reception)
    assert isinstance(flow.errand, Embed)
    assert flow.found(NEAR).moves[0].text == en.IS_IT_AN_EMERGENCY  # type: ignore[union-attr]
    assert en.IS_IT_AN_EMERGENCY not in str(flow.found(FAR).moves)
    assert en.IS_IT_AN_EMERGENCY not in str(flow.found(Failed("unavailable")).moves)
    face = Reception(KNOWN).heard(FACE).flow
    assert en.IS_IT_AN_EMERGENCY in str(face.found(Failed("deadline")).moves)  # by its words alone


def test_one_embedding_serves_both_meanings() -> None:
    """What the rules understood is not asked twice, and goes on at once."""
    talk = Conversation("A check-up please.", *WHO)
    reply = talk.flow.heard(
        "On Tuesday morning would be good because I work in the afternoons at the school in the next village."
    )
    (ask,) = reply.moves
    assert isinstance(ask, Ask)
    assert isinstance(ask.errand, Embed)
    (found,) = reply.flow.found(FAR).moves
    assert isinstance(found, Ask)
    assert isinstance(found.errand, FindSlots)


def test_partial_words_raise_none() -> None:
    assert Reception(KNOWN).overheard(FACE + " And I do not know") is None


def test_who_says_nothing_is_asked_again_and_then_helped() -> None:
    talk = Conversation(FACE)
    first, second = talk.flow.silence(1), talk.flow.silence(2)
    assert en.IS_IT_AN_EMERGENCY in first.moves[0].text  # type: ignore[union-attr]
    assert isinstance(second.moves[-1], Transfer)
    assert second.moves[-1].number == PERSON
    assert second.moves[-1].reason == "emergency"


def test_keys_answer_it() -> None:
    talk = Conversation(FACE)
    assert isinstance(talk.flow.pressed("1").moves[-1], Transfer)
    assert not isinstance(talk.flow.pressed("2").moves[-1], Transfer)


def test_who_is_not_understood_gets_a_person() -> None:
    talk = Conversation(FACE, "Purple.", "", "The kitchen.")
    assert "put through" in str(talk.lines[-1])
    assert en.SUMMARY_SUSPICION in str(talk.lines[-1])


def test_spanish_needs_no_model_of_meaning() -> None:
    talk = Conversation("Se le ha puesto la cara como un globo.", clinic=spanish())
    assert isinstance(talk.reception.task, Suspicion)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("the third of May nineteen seventy one", True), ("on Tuesday at half past ten in the morning", True)],
)
def test_numbers_and_days_make_no_answer_long(text: str, plain: bool) -> None:
    asked = Conversation("A check-up please.", *WHO).reception.question
    assert is_plain(text, asked, "en") is plain
    assert not is_plain(text, None, "en")
    assert not is_plain(f"{text} because my arm has gone a really funny colour", asked, "en")
