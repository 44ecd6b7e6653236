"""Somebody is sent to find something out, and the caller waits as little as may be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from agent.commands import CancelJob, Commit, EndCall, RunErrand, SendFrame
from agent.dialogue.errands import (
    Book,
    Cancelled,
    Errand,
    FindAppointments,
    Finding,
    GoOn,
    NotFound,
    Think,
    Thought,
)
from agent.dialogue.flow import Ask, Flow, HangUp, Move, Reply, Transfer, Why
from agent.dialogue.flow import Say as Speak
from agent.dialogue.llm import Assisted
from agent.dialogue.reception import Reception
from agent.double.caller import Action, Press, Say, Wait
from agent.double.caller import HangUp as CallerHangsUp
from agent.events import DigitPressed, LegClosed, LegOpened
from tests.harness import Engines, VirtualCall
from tests.records import KNOWN
from tests.sounds import babble, silence

LOOK, BOOK = FindAppointments(), Book("slot-1", "check-up")


@dataclass(frozen=True)
class Clerk(Flow):
    """Asked anything, goes and looks (or books), says what came of it, and then says goodbye."""

    moves: tuple[Move, ...]
    told: str = ""

    def begin(self) -> Reply:
        return Reply(self, (Speak("Hello."),))

    def heard(self, text: str) -> Reply:
        if self.told:
            return Reply(self, (Speak("Goodbye."), HangUp("completed")))
        return Reply(self, self.moves)

    def overheard(self, text: str) -> Reply | None:
        return Reply(self, (Speak("Help comes."), Transfer("112", "danger"))) if "fire" in text else None

    def found(self, finding: Finding) -> Reply:
        told = type(finding).__name__
        return Reply(Clerk(self.moves, told), (Speak(f"It is {told}."),))

    def waiting(self) -> Reply:
        return Reply(self, (Speak("One moment."),))

    def pressed(self, digit: str) -> Reply:
        return self.heard(digit)

    def silence(self, times: int) -> Reply:
        return Reply(self, (Speak(f"You heard {self.told}."),))

    def give_up(self, why: Why) -> Reply:
        return Reply(self, (HangUp(why),))

    def phrases(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Booker(Clerk):
    """Reads back, and books on a key."""

    def __init__(self, question: Speak) -> None:
        object.__setattr__(self, "moves", (question,))

    def pressed(self, digit: str) -> Reply:
        return Reply(self, (Ask(BOOK),))


def say(text: str, interrupt_ms: int | None = None, at_ms: int | None = None) -> Say:
    return Say(samples=babble(250 * len(text.split())), text=text, interrupt_ms=interrupt_ms, at_ms=at_ms)


def records(errand: Errand) -> Finding | None:
    return NotFound() if isinstance(errand, FindAppointments) else Cancelled()


def ring(*moves: Move, actions: tuple[Action, ...] = (), **engines: object) -> VirtualCall:
    actions = actions or (say("when is my appointment"), say("thank you"))
    engines = {"records": records, **engines}
    return VirtualCall(Clerk(moves), actions, engines=Engines(**engines))  # type: ignore[arg-type]


def reply_ms(call: VirtualCall) -> int:
    """From the caller's first line being durable to our first sound after it."""
    told = next(at for at, c in call.commands if isinstance(c, Commit) and c.line.role == "user")
    return min(at for at in call.times(SendFrame) if at >= told) - told


def test_what_can_be_looked_up_is_while_we_wait_for_the_end_of_the_turn() -> None:
    call = ring(Ask(LOOK)).run()
    assert call.transcript == [
        "assistant: Hello.",
        "user: when is my appointment",
        "assistant: It is NotFound.",
        "user: thank you",
        "assistant: Goodbye.",
    ]
    assert reply_ms(call) == 0
    assert call.times(RunErrand)[0] < call.times(Commit)[1]


def test_nothing_is_changed_before_the_turn_is_over() -> None:
    call = ring(Ask(BOOK)).run()
    told = next(at for at, c in call.commands if isinstance(c, Commit) and c.line.role == "user")
    assert call.times(RunErrand) == [told]
    assert "assistant: It is Cancelled." in call.transcript


def test_a_caller_who_goes_on_has_asked_nothing_yet() -> None:
    sound = np.concatenate([babble(500), silence(300), babble(750)])
    hesitating = Say(samples=sound, text="when is my appointment please")
    call = ring(Ask(LOOK), actions=(hesitating, say("thank you")), errand_ms=400).run()
    assert [line for line in call.transcript if line.startswith("assistant: It is")] == [
        "assistant: It is NotFound."
    ]
    assert set(call.times(CancelJob))
    assert call.ended == "completed"


def test_what_is_said_before_an_errand_is_heard_first() -> None:
    call = ring(Speak("Let me see."), Ask(LOOK)).run()
    assert call.transcript[2:4] == ["assistant: Let me see.", "assistant: It is NotFound."]


def test_a_slow_errand_is_excused_once() -> None:
    actions = (say("when is my appointment"), say("thank you", at_ms=15_000))
    call = ring(Ask(LOOK), actions=actions, errand_ms=9_000).run()
    assert call.transcript[2:4] == ["assistant: One moment.", "assistant: It is NotFound."]


def test_an_errand_of_which_nothing_is_heard_again_has_failed() -> None:
    actions = (say("when is my appointment"), say("thank you", at_ms=20_000))
    call = ring(Ask(LOOK), actions=actions, errand_ms=60_000).run()
    assert call.transcript[2:4] == ["assistant: One moment.", "assistant: It is Failed."]


def test_an_errand_that_fails_is_a_finding_too() -> None:
    call = ring(Ask(LOOK), records=lambda errand: None).run()
    assert call.transcript[2] == "assistant: It is Failed."


def test_speaking_up_while_somebody_looks_makes_a_new_turn_of_it() -> None:
    actions = (
        say("when is it"),
        say("no stop that at once please", interrupt_ms=200),
        say("bye", at_ms=14_000),
    )
    call = ring(Speak("Let me look that up for you."), Ask(LOOK), actions=actions, errand_ms=3_000).run()
    assert call.transcript[2:4] == ["assistant: Let me", "user: no stop that at once please"]
    assert call.transcript.count("assistant: It is NotFound.") == 1
    assert len(call.times(RunErrand)) == 2


def test_what_is_about_to_be_changed_can_be_stopped_until_it_has_been_said() -> None:
    actions = (say("book it"), say("no stop that", interrupt_ms=900), say("thank you", at_ms=12_000))
    call = ring(Speak("I am booking that for you now."), Ask(BOOK), actions=actions, errand_ms=300).run()
    assert call.transcript[2] != "assistant: I am booking that for you now."
    assert call.transcript[3] == "user: no stop that"
    told = [at for at, c in call.commands if isinstance(c, Commit) and c.line.text.reveal() == "no stop that"]
    assert all(at > told[0] for at in call.times(RunErrand))


def test_what_was_changed_is_told_whatever_the_caller_says_meanwhile() -> None:
    actions = (say("book it"), say("no stop that", at_ms=3_600), say("thank you", at_ms=9_000))
    call = ring(Speak("I am booking that for you now."), Ask(BOOK), actions=actions, errand_ms=3_000).run()
    assert "assistant: I am booking that for you now." in call.transcript
    assert "assistant: It is Cancelled." in call.transcript
    assert len(call.times(RunErrand)) == 1


def test_what_was_changed_is_told_whatever_the_caller_presses_meanwhile() -> None:
    actions = (say("book it"), Press(digits="5", interrupt_ms=200), say("thank you", at_ms=9_000))
    call = ring(Speak("I am booking that for you now."), Ask(BOOK), actions=actions, errand_ms=3_000).run()
    assert any(isinstance(event, DigitPressed) for _, event in call.events)
    assert len(call.times(RunErrand)) == 1
    assert "assistant: It is Cancelled." in call.transcript


def test_a_key_is_no_answer_to_a_question_that_has_not_been_heard() -> None:
    question = Speak("That is on Thursday at three in the afternoon. Shall I book it?", "yes_no")
    for press_ms, runs in ((300, 0), (4_500, 1)):
        actions = (say("the second one"), Press(digits="1", interrupt_ms=press_ms), Wait(wait_ms=3_000))
        call = VirtualCall(Booker(question), actions, engines=Engines(records=records)).run()
        assert len(call.times(RunErrand)) == runs, call.transcript


def test_an_alarm_does_not_wait_for_the_end_of_the_turn() -> None:
    alarming = say("hello there is a fire in the house and we need somebody to come")
    call = ring(actions=(alarming, Wait(wait_ms=9000))).run()
    assert call.ended == "handed_over"
    assert call.transcript[1:] == ["user: hello there is a fire", "assistant: Help comes."]


@pytest.mark.parametrize("errand", [LOOK, BOOK])
def test_nobody_is_told_after_hanging_up(errand: Errand) -> None:
    actions = (say("book it"), Wait(wait_ms=1500), CallerHangsUp())
    call = ring(Ask(errand), actions=actions, errand_ms=30_000).run()
    assert call.ended == "hangup"


def test_who_comes_back_after_a_lost_line_can_ask_what_became_of_it() -> None:
    call = ring(Ask(BOOK), actions=(say("book it"), Wait(wait_ms=20_000)), errand_ms=1000)
    call.run(until_ms=2050)
    call.at(2100, LegClosed(1, "lost"))
    call.run(until_ms=4000)
    call.at(4050, LegOpened(2))
    call.run(until_ms=8000)
    assert call.transcript[-1] == "assistant: You heard Cancelled."


def test_the_same_events_give_the_same_commands() -> None:
    call = ring(Ask(LOOK)).run()
    assert [type(c) for _, c in call.replay()] == [type(c) for _, c in call.commands]
    assert isinstance(call.replay()[-1][1], EndCall)


# -- a model's answer, sentence by sentence ------------------------------------------------------------

RIVERSIDE = Reception(KNOWN)


@dataclass
class Brain:
    """A model that makes these pieces of its answer; then it fails."""

    pieces: list[Thought]

    def __call__(self, errand: Errand) -> Finding | None:
        return self.pieces.pop(0) if self.pieces and isinstance(errand, Think | GoOn) else None


def assisted(*pieces: Thought, actions: tuple[Action, ...] = (), errand_ms: int = 300) -> VirtualCall:
    actions = actions or (say("my dog ate my glasses today"), say("goodbye"))
    engines = Engines(records=Brain(list(pieces)), errand_ms=errand_ms)
    return VirtualCall(Assisted(RIVERSIDE), actions, engines=engines)


def test_a_models_first_sentence_is_said_while_the_second_is_made() -> None:
    call = assisted(Thought("That is a pity."), Thought("How can I help?", last=True)).run()
    assert call.transcript[1:4] == [
        "user: my dog ate my glasses today",
        "assistant: That is a pity.",
        "assistant: How can I help?",
    ]
    assert call.ended == "completed"
    first, second = call.times(RunErrand)
    told = next(
        at for at, c in call.commands if isinstance(c, Commit) and c.line.text.reveal() == "That is a pity."
    )
    assert first < second < told, "the second was sent for only after the first had been heard"


def test_a_model_thinks_while_we_wait_for_the_end_of_the_turn() -> None:
    call = assisted(Thought("That is a pity.", last=True), errand_ms=50).run()
    assert call.times(RunErrand)[0] < call.times(Commit)[1]
    slow = assisted(Thought("That is a pity.", last=True), errand_ms=450).run()
    assert reply_ms(call) <= 40 < reply_ms(slow)


def test_an_answer_that_breaks_off_ends_with_its_last_whole_sentence() -> None:
    call = assisted(Thought("That is a pity.")).run()
    assert call.transcript[2] == "assistant: That is a pity."
    assert call.transcript[3] == "user: goodbye"
    assert call.ended == "completed"


def test_without_a_model_the_desk_answers() -> None:
    call = assisted().run()
    assert call.transcript[2].startswith(
        "assistant: I cannot do that myself. I understood: my dog ate my glasses today."
    )


def test_a_model_that_never_answers_costs_the_caller_a_moment() -> None:
    actions = (say("my dog ate my glasses today"), say("goodbye", at_ms=40_000))
    call = assisted(actions=actions, errand_ms=60_000).run()
    assert call.transcript[2] == "assistant: One moment please."
    told = "assistant: I cannot do that myself. I understood: my dog ate my glasses today."
    assert any(line.startswith(told) for line in call.transcript)


def test_a_model_is_shown_what_was_heard_of_its_sentence() -> None:
    long = "That is a great pity indeed and I wonder how such a thing can have happened to you."
    actions = (
        say("my dog ate my glasses today"),
        say("no listen that was not all", interrupt_ms=1500),
        say("goodbye"),
    )
    call = assisted(Thought(long), Thought("I see.", last=True), actions=actions).run()
    cut = next(line for line in call.transcript if line.startswith("assistant: That is a"))
    assert len(cut) < len(f"assistant: {long}")
    thoughts = [
        c.errand for _, c in call.commands if isinstance(c, RunErrand) and isinstance(c.errand, Think)
    ]
    shown = [message["content"] for message in thoughts[-1].messages if message["role"] == "assistant"]
    assert shown == [f"{cut.removeprefix('assistant: ')} ..."]


def test_a_models_call_replays() -> None:
    call = assisted(Thought("That is a pity."), Thought("How can I help?", last=True)).run()
    assert [type(c) for _, c in call.replay()] == [type(c) for _, c in call.commands]
