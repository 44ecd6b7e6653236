"""Manners: what holds in any conversation, shown with a task that asks one thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from agent.dialogue.asking import Question, Task
from agent.dialogue.errands import Booked, FindAppointments, Finding
from agent.dialogue.flow import Ask, HangUp, Reply, Say, Transfer
from agent.dialogue.phrases import en
from agent.dialogue.talk import SLOWER, SLOWEST, Talk
from tests.records import KNOWN, PERSON

COLOUR = Question("Which colour?", ("Sorry, which colour?", "Red, or blue?"), options=2, hints=("crimson",))
NOBODY = replace(KNOWN, person_number="")


@dataclass(frozen=True, slots=True)
class Painting(Task):
    new_patients: ClassVar[bool] = False
    colour: str = ""

    def begin(self, talk: Talk, lead: str = "") -> Reply:
        return talk.ask(self, COLOUR, lead)

    def heard(self, text: str, talk: Talk) -> Reply | None:
        return talk.done(f"It is {text}.")

    def found(self, finding: Finding, talk: Talk) -> Reply:
        return talk.done("Found.")

    def summary(self, talk: Talk) -> str:
        return "They paint."


@dataclass(frozen=True, slots=True)
class Painter(Talk):
    """A talk that is about nothing else."""

    def heard(self, text: str) -> Reply:
        return (self.task and text and self.task.heard(text, self)) or self.miss()


def asked(clinic: object = KNOWN, question: Question = COLOUR) -> Painter:
    flow = Painter(clinic).ask(Painting(), question).flow  # type: ignore[arg-type]
    assert isinstance(flow, Painter)
    return flow


def said(reply: Reply) -> str:
    return " ".join(move.text for move in reply.moves if isinstance(move, Say))


def test_a_question_tells_the_ear_what_to_expect() -> None:
    question = replace(COLOUR, expects="number", digits=4)
    (say,) = Painter(KNOWN).ask(Painting(), question, "Gladly.").moves
    assert say == Say("Gladly. Which colour?", "number", 4, ("crimson",), 1.0)


def test_failures_are_met_with_other_words_and_then_with_a_person() -> None:
    replies = [asked().miss()]
    for _ in range(2):
        flow = replies[-1].flow
        assert isinstance(flow, Painter)
        replies.append(flow.miss())
    over = f"{en.BETTER_A_PERSON} {en.OVER_TO_A_PERSON}"
    assert [said(reply) for reply in replies] == ["Sorry, which colour?", "Red, or blue?", over]
    assert replies[-1].moves[-1] == Transfer(PERSON, "asked", "They paint.")


def test_where_nobody_can_be_reached_a_message_is_offered_and_nothing_is_promised() -> None:
    reply = asked(NOBODY).person(en.BETTER_A_PERSON)
    assert said(reply) == f"{en.BETTER_A_PERSON} {en.NOBODY_EITHER} {en.SHALL_I_TAKE_A_MESSAGE}"
    assert isinstance(reply.flow, Painter)
    assert reply.flow.offered == "message"


def test_slower_is_remembered() -> None:
    slow = asked().slower(en.SLOWER)
    assert said(slow) == f"{en.SLOWER} Which colour?"
    assert [move.pace for move in slow.moves if isinstance(move, Say)] == [SLOWER]
    assert isinstance(slow.flow, Painter)
    assert said(slow.flow.repeat()) == "Which colour?"
    slowest = slow.flow.slower("").flow.silence(1)
    assert [move.pace for move in slowest.moves if isinstance(move, Say)] == [SLOWEST]


def test_a_silence_is_met_twice_with_different_words_and_then_ended() -> None:
    flow = asked()
    assert said(flow.silence(1)) == f"{en.STILL_THERE} Which colour?"
    assert said(flow.silence(2)) == en.TAKE_YOUR_TIME
    assert flow.silence(3).moves[-1] == HangUp("silence")


def test_a_silence_or_a_filler_does_not_change_what_pardon_means() -> None:
    flow = asked()
    for between in (flow.silence(1), flow.waiting()):
        assert isinstance(between.flow, Painter)
        assert said(between.flow.repeat()) == "Which colour?"


def test_keys_are_a_choice_or_digits_of_one_number() -> None:
    assert "option two" in said(asked().pressed("2"))
    assert said(asked().pressed("5")) == "Sorry, which colour?"
    assert said(asked().pressed("*")) == "Which colour?"
    assert asked().pressed("0").moves[-1] == Transfer(PERSON, "asked", "They paint.")
    flow = asked(question=replace(COLOUR, expects="number", digits=3, options=0))
    for digit in "0*12":
        reply = flow.pressed(digit)
        assert reply.moves == ()
        assert isinstance(reply.flow, Painter)
        flow = reply.flow
    assert "It is one hundred and twenty-three." in said(flow.pressed("3"))
    assert "It is twelve." in said(flow.pressed("#"))
    assert "It is twelve." in said(flow.silence(1))


def test_an_errand_keeps_the_question_open() -> None:
    reply = asked().send(Painting(), FindAppointments(), en.ONE_MOMENT)
    assert reply.moves[-1] == Ask(FindAppointments())
    assert said(reply) == en.ONE_MOMENT
    assert isinstance(reply.flow, Painter)
    assert reply.flow.question == COLOUR


def test_danger_goes_to_a_person_and_where_there_is_none_we_stay() -> None:
    summary = f"{en.SUMMARY_EMERGENCY} The caller said: I am bleeding."
    assert asked().danger("I am bleeding.").moves[-1] == Transfer(PERSON, "emergency", summary)
    assert "one one two" in said(asked().danger("I am bleeding."))
    (say,) = asked(NOBODY).danger("I am bleeding.").moves
    assert isinstance(say, Say)
    assert say.text.endswith(en.STILL_HERE)
    own = replace(KNOWN, emergency="Hang up and dial 112 now.")
    assert said(asked(own).danger("")).startswith("Hang up and dial")


@pytest.mark.parametrize("why", ["fault", "limit", "drain", "viewer", "join"])
def test_it_never_leaves_without_a_word(why: str) -> None:
    for clinic in (KNOWN, NOBODY):
        moves = asked(clinic).give_up(why).moves  # type: ignore[arg-type]
        assert isinstance(moves[0], Say)
        assert isinstance(moves[-1], HangUp | Transfer)


def test_everything_fixed_is_known_beforehand_as_it_will_be_said() -> None:
    known = set(asked().phrases())
    assert {KNOWN.greeting.split(". ")[0] + ".", en.CAN_HELP, "Goodbye."} <= known


def test_a_finding_goes_to_whoever_sent_for_it() -> None:
    with pytest.raises(LookupError):
        asked().found(Booked(None))  # type: ignore[arg-type]


# -- what has been changed is heard ------------------------------------------------------------------

DONE = "It is painted."


def painted() -> Painter:
    flow = asked().changed(DONE).flow
    assert isinstance(flow, Painter)
    return flow


def test_who_has_not_heard_what_was_changed_is_told_first() -> None:
    for heard in ("", "It is"):
        assert said(painted().cut_short(heard).silence(1)).startswith(DONE)
        assert said(painted().cut_short(heard).give_up("drain")).startswith(en.MUST_CLOSE)  # no time for it
    again = painted().cut_short("").silence(1)
    assert DONE in said(again.flow.cut_short(en.STILL_THERE).silence(2))
    assert DONE not in said(again.flow.silence(2))


def test_who_has_heard_it_is_not_told_again() -> None:
    assert DONE not in said(painted().cut_short(f"{DONE} Is there").silence(1))
    assert DONE not in said(painted().silence(1))
    later = painted().silence(1).flow
    assert DONE not in said(later.cut_short("Are").silence(2))


def test_danger_goes_before_it() -> None:
    flow = painted().cut_short("")
    assert isinstance(flow, Talk)
    alarm = flow.danger("fire")
    assert DONE not in said(alarm)
    assert DONE in said(alarm.flow.silence(1))


def test_pardon_repeats_it_once() -> None:
    flow = painted().cut_short("It")
    assert isinstance(flow, Talk)
    assert said(flow.repeat("Again:")).count(DONE) == 1
    assert DONE in said(flow.repeat().flow.cut_short("Again:").silence(1))
