"""The receptionist with a model that says what the test has it say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from agent.dialogue.errands import Book, Errand, Failed, Finding, FindSlots, GoOn, Think, Thought, ToolCall
from agent.dialogue.flow import Ask, Say, Transfer
from agent.dialogue.knowledge import Knowledge
from agent.dialogue.llm import Assisted
from agent.dialogue.reception import Reception
from agent.double.story import Line
from tests.records import KNOWN, Records
from tests.stories import Player

WHO = ("Mary Murphy.", "3 May 1971.")
Answer = list[Thought] | Failed


def says(*sentences: str) -> Answer:
    return [Thought(text, last=text is sentences[-1]) for text in sentences]


def calls(name: str, *before: str, **arguments: object) -> Answer:
    call = Thought(calls=(ToolCall(name, json.dumps(arguments)),), last=True)
    return [*(Thought(text) for text in before), call]


class Talk(Player):
    """A caller, the desk, and a model with an answer for each time it is asked."""

    def __init__(self, *answers: Answer, clinic: Knowledge = KNOWN) -> None:
        records = Records()
        records.clinic = clinic
        super().__init__(records, Assisted(Reception(clinic)))
        self.answers = list(answers)
        self.asked: list[Think] = []
        self.sent: list[Errand] = []
        self._rest: Iterator[Thought] = iter(())
        self.take(self.flow.begin())

    def _run(self, errand: Errand) -> Finding:
        self.sent.append(errand)
        if isinstance(errand, GoOn):
            return next(self._rest, Failed("unavailable"))
        if not isinstance(errand, Think):
            return super()._run(errand)
        self.asked.append(errand)
        answer = self.answers.pop(0)
        if isinstance(answer, Failed):
            return answer
        self._rest = iter(answer)
        return next(self._rest)

    def say(self, words: str) -> str:
        before = len(self.lines)
        self.do(Line("caller", words))
        return " ".join(line.text for line in self.lines[before:] if line.who.startswith("agent"))

    @property
    def text_of_last(self) -> str:
        return next(line.text for line in reversed(self.lines) if line.who.startswith("agent"))

    @property
    def facts(self) -> list[str]:
        return [line.text for line in self.lines if line.who == "fact"]

    @property
    def shown(self) -> str:
        """All that the model was ever shown of the talk."""
        return json.dumps([think.messages[1:] for think in self.asked])


def own(*said: str) -> str:
    """What the desk answers to the last of these without a model."""
    player = Player(Records(), Reception(KNOWN))
    player.take(player.flow.begin())
    for words in said:
        before = len(player.lines)
        player.do(Line("caller", words))
    return " ".join(line.text for line in player.lines[before:] if line.who.startswith("agent"))


# -- what the model says -----------------------------------------------------------------------------


def test_its_sentences_are_said_one_by_one() -> None:
    talk = Talk(says("Oh, I am sorry to hear that.", "Would you like to see a doctor?"))
    assert talk.say("my dog ate my glasses") == "Oh, I am sorry to hear that. Would you like to see a doctor?"
    assert [type(errand) for errand in talk.sent] == [Think, GoOn]
    assert talk.asked[0].messages[-1] == {"role": "user", "content": "my dog ate my glasses"}


def test_pardon_repeats_its_whole_answer() -> None:
    talk = Talk(says("That is a pity.", "How can I help?"))
    talk.say("my dog ate my glasses")
    assert talk.say("pardon?") == "That is a pity. How can I help?"
    assert len(talk.asked) == 1


def test_it_is_shown_the_talk() -> None:
    talk = Talk(says("I see."), says("All right."))
    talk.say("my dog ate my glasses")
    talk.say("and then my hat")
    roles = [message["role"] for message in talk.asked[1].messages]
    assert roles == ["system", "user", "assistant", "user"]


@pytest.mark.parametrize(
    "answer",
    [
        Failed("deadline"),
        Failed("unavailable"),
        says(""),
        says("We are open on Sunday from nine to five."),
        says("It is booked for you."),
        says('{"name": "find_slots"}'),
        calls("fly"),
        calls("answer", topic="the moon"),
        calls("answer"),
        calls("find_slots", reason="a haircut"),
        calls("find_slots", from_day="soon"),
        calls("find_slots", from_day="2020-01-01"),
        calls("find_slots", from_day="2026-12-05", to_day="2026-12-03"),
        calls("find_slots", **{"from": "18:00", "until": "09:00"}),
        calls("find_slots", doctor=["reed"]),
        calls("book", day="2026-12-01"),
        calls("book", day="2026-12-01", time="25 o'clock"),
        [Thought(calls=(ToolCall("end", "not json"),))],
        [Thought(calls=(ToolCall("end", "[1]"),))],
    ],
)
def test_late_or_lost_or_nonsense_the_desk_answers(answer: Answer) -> None:
    words = "where could I park my car around there"
    talk = Talk(answer)
    assert talk.say(words) == own(words)
    assert "car park" in talk.text_of_last


def test_what_was_said_stands_when_the_rest_does_not_come() -> None:
    talk = Talk([Thought("That is a pity.")])
    assert talk.say("my dog ate my glasses") == "That is a pity."
    assert talk.say("goodbye").endswith("Goodbye.")


def test_a_false_second_sentence_is_left_out() -> None:
    talk = Talk(says("Let me see.", "There is Tuesday at four.", "Do you want it?"))
    assert talk.say("my dog ate my glasses") == "Let me see."


# -- whose turn it is --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "I have a terrible pain in my chest",
        "can I speak to a person please",
        "could you repeat that",
        "goodbye",
        "",
    ],
)
def test_danger_and_manners_are_the_desks(words: str) -> None:
    talk = Talk()
    assert talk.say(words) == own(words)
    assert talk.asked == []


def test_danger_is_overheard_while_the_model_thinks() -> None:
    flow = Assisted(Reception(KNOWN)).heard("well you see").flow
    alarm = flow.overheard("I have a pain in my chest and it is bad")
    assert alarm is not None
    assert any(isinstance(move, Transfer) for move in alarm.moves)


def test_an_answer_the_rules_understand_needs_no_model() -> None:
    talk = Talk(calls("answer", topic="address"))
    talk.say("where on earth are you people")
    assert "Goodbye" in talk.say("no thank you")
    assert len(talk.asked) == 1


def test_v32_who_somebody_is_stays_with_the_desk() -> None:
    talk = Talk(calls("appointments"), says("You are welcome."))
    talk.say("when am I due at your place")
    for words in WHO:
        talk.say(words)
    assert "You have a check-up" in talk.text_of_last
    talk.say("my dog will be so pleased about it")
    assert len(talk.asked) == 2
    for private in ("Mary", "Murphy", "1971", "date of birth"):
        assert private not in talk.shown, talk.shown
    assert "You have a check-up" in talk.shown


# -- tools -------------------------------------------------------------------------------------------


def test_the_clinics_own_words_answer() -> None:
    talk = Talk(calls("answer", "Of course.", topic="Is there parking?"))
    assert talk.say("I come with my lorry") == (
        "Of course. There is a small car park behind the clinic. It is free for patients. "
        "Is there anything else I can do for you?"
    )


def test_a_free_time_is_worded_by_the_model_and_booked_by_the_desk() -> None:
    talk = Talk(
        calls("find_slots", reason="check-up", from_day="2026-12-01", to_day="2026-12-01"),
    )
    talk.say("it would be for the usual thing tomorrow")
    assert talk.say(WHO[0]) == "And the date of birth?"
    offer = talk.say(WHO[1])
    assert "Which one suits you?" in offer
    assert not any(isinstance(errand, Book) for errand in talk.sent)
    assert "Shall I book it?" in talk.say("the first one")
    assert talk.facts == []
    talk.say("yes please")
    assert [fact for fact in talk.facts if "booked" in fact] == talk.facts != []
    assert len(talk.asked) == 1


def identified(*answers: Answer) -> Talk:
    talk = Talk(calls("appointments"), *answers)
    for words in ("when am I due at your place", *WHO):
        talk.say(words)
    return talk


SEARCH = calls("find_slots", reason="check-up", from_day="2026-12-01", to_day="2026-12-01", doctor="reed")


def test_it_is_told_what_the_book_says() -> None:
    talk = identified(SEARCH, Failed("deadline"))
    said = talk.say("and the usual thing tomorrow")
    result = talk.asked[2].messages[-1]
    assert result["role"] == "tool"
    *times, last = result["content"].splitlines()
    assert len(times) == 3
    assert all("with Doctor Reed" in time for time in times)
    assert last == f"You may say: {said}"


def test_a_true_sentence_about_free_times_is_said_and_the_desk_knows_what_is_on_offer() -> None:
    probe = identified(SEARCH, Failed("deadline"))
    offered = probe.say("and the usual thing tomorrow")
    assert "Which one suits you?" in offered
    first = str(probe.asked[2].messages[-1]["content"]).splitlines()[0]
    talk = identified(SEARCH, says(f"There would be {first}.", "Or do you prefer a later one?"))
    assert talk.say("and the usual thing tomorrow").startswith(f"There would be {first}.")
    assert "Shall I book it?" in talk.say("the first one")
    talk.say("yes")
    assert any("booked" in fact for fact in talk.facts)


def test_a_false_sentence_about_free_times_is_replaced_by_the_desks_offer() -> None:
    told = identified(SEARCH, Failed("deadline")).say("and the usual thing tomorrow")
    talk = identified(SEARCH, says("Doctor Reed has Wednesday at seven in the evening."))
    assert talk.say("and the usual thing tomorrow") == told


def test_v32_nothing_is_booked_that_was_not_read_back_and_confirmed() -> None:
    talk = identified(calls("book", reason="check-up", day="2026-12-01", time="10:30", doctor="reed"))
    asked = talk.say("please just do it without asking me")
    assert asked.endswith("Shall I book it?")
    assert "half past ten" in asked
    assert not any(isinstance(errand, Book) for errand in talk.sent)
    talk.say("yes")
    assert any(isinstance(errand, Book) for errand in talk.sent)


def test_v31_booking_asks_first_who_it_is() -> None:
    talk = Talk(calls("book", reason="check-up", day="2026-12-01", time="10:30"))
    assert talk.say("the usual tomorrow half ten") == "What is the first and last name of the patient?"
    talk.say(WHO[0])
    assert "Shall I book it?" in talk.say(WHO[1])


def test_cancelling_is_asked_for_and_done_by_the_desk() -> None:
    talk = identified(calls("cancel", which=""))
    assert talk.say("I can't make it after all").endswith("Shall I cancel it?")
    talk.say("yes")
    assert any("cancelled" in fact for fact in talk.facts)


def test_moving_begins_with_what_the_model_understood() -> None:
    talk = identified(calls("move", which="", when="Thursday at three"))
    asked = talk.say("my daughter has her concert that day so")
    assert "Shall I do that?" in asked or "Which one suits you?" in asked
    assert not any("moved" in fact for fact in talk.facts)


def test_a_person_and_an_end_are_had_by_tool() -> None:
    talk = Talk(calls("hand_over"))
    talk.say("somebody with a pulse maybe")
    assert talk.over
    talk = Talk(calls("end"))
    talk.say("right so that was that then")
    assert talk.over
    assert "call ends: completed" in talk.facts


def test_it_looks_into_the_book_no_more_than_twice() -> None:
    talk = identified(SEARCH, SEARCH, SEARCH)
    assert "Which one suits you?" in talk.say("and the usual thing tomorrow")
    assert sum(isinstance(errand, FindSlots) for errand in talk.sent) == 2


def test_without_appointments_its_tools_for_them_are_nonsense() -> None:
    talk = Talk(SEARCH, clinic=replace(KNOWN, reasons=()))
    talk.say("I would like an appointment")
    assert not any(isinstance(errand, FindSlots) for errand in talk.sent)


def test_a_broken_book_is_met_as_by_the_desk() -> None:
    talk = identified(SEARCH)
    talk.records.broken = True
    talk.say("and the usual thing tomorrow")
    assert talk.over


# -- what it remembers -------------------------------------------------------------------------------


def test_it_is_shown_what_was_heard_of_its_sentence() -> None:
    flow = Assisted(Reception(KNOWN)).heard("my dog ate my glasses").flow
    flow = flow.found(Thought("That is a pity, but it happens.", last=True)).flow
    reply = flow.cut_short("That is a").heard("and my hat")
    ask = reply.moves[0]
    assert isinstance(ask, Ask)
    assert isinstance(ask.errand, Think)
    assert ask.errand.messages[-2]["content"] == "That is a ..."
    assert flow.cut_short("Something else") is flow


def test_nobody_says_one_moment_between_two_sentences() -> None:
    flow = Assisted(Reception(KNOWN)).heard("my dog ate my glasses").flow
    assert flow.waiting().moves != ()
    assert flow.found(Thought("That is a pity.")).flow.waiting().moves == ()


def test_silence_keys_and_the_end_are_the_desks() -> None:
    desk, flow = Reception(KNOWN), Assisted(Reception(KNOWN))
    assert flow.silence(1).moves == desk.silence(1).moves
    assert flow.pressed("0").moves == desk.pressed("0").moves
    assert flow.give_up("fault").moves == desk.give_up("fault").moves
    assert flow.phrases() == desk.phrases()
    assert isinstance(flow.begin().moves[0], Say)
