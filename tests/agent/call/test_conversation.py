"""A flow knows how far its last line was heard before it is asked for the next one."""

from __future__ import annotations

from dataclasses import dataclass

from agent.call.policy import Policy
from agent.call.session import CallSession
from agent.commands import Commit, Synthesize, Transcribe
from agent.dialogue.flow import Flow, HangUp, Reply, Say, Transfer, Why
from agent.double.caller import Action, Press
from agent.events import DigitPressed, LegOpened
from agent.personal import Personal
from tests.agent.call.test_session import say
from tests.harness import VirtualCall

LINE = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen."


@dataclass(frozen=True)
class Attentive(Flow):
    """Tells back how much of its line was heard: of each line once."""

    told: tuple[str, ...] = ()

    def begin(self) -> Reply:
        return Reply(self, (Say(LINE),))

    def _tell(self, why: str) -> Reply:
        return Reply(self, (Say(f"{why}, {len(self.told)} cut. {' '.join(self.told)}"),))

    def heard(self, text: str) -> Reply:
        return Reply(self, (HangUp("completed"),)) if text == "goodbye" else self._tell("Heard")

    def overheard(self, text: str) -> Reply | None:
        if "help" not in text:
            return None
        return Reply(self, (*self._tell("Alarm").moves, Transfer("+442079460000", "emergency")))

    def pressed(self, digit: str) -> Reply:
        return self._tell("Pressed")

    def silence(self, times: int) -> Reply:
        return Reply(self, (HangUp("silence"),))

    def give_up(self, why: Why) -> Reply:
        return Reply(self, (HangUp(why),))

    def phrases(self) -> tuple[str, ...]:
        return ()

    def cut_short(self, heard: str) -> Attentive:
        return Attentive((*self.told, heard))


def ring(*actions: Action) -> VirtualCall:
    return VirtualCall(Attentive(), actions).run()


def first_words(call: VirtualCall) -> str:
    """What was written down of our first line, which was cut."""
    written = next(c.line.text.reveal() for _, c in call.commands if isinstance(c, Commit))
    assert written
    assert written != LINE
    assert LINE.startswith(written)
    return written


def test_before_it_answers_words() -> None:
    call = ring(say("stop it please", interrupt_ms=1500), say("goodbye"))
    assert f"assistant: Heard, 1 cut. {first_words(call)}" in call.transcript


def test_before_it_answers_a_key() -> None:
    call = ring(Press(digits="1", interrupt_ms=1500), say("goodbye"))
    assert f"assistant: Pressed, 1 cut. {first_words(call)}" in call.transcript


def test_before_it_answers_an_alarm_in_mid_sentence() -> None:
    call = ring(say("now you must really help me at once", interrupt_ms=1500))
    assert f"assistant: Alarm, 1 cut. {first_words(call)}" in call.transcript
    assert call.ended == "handed_over"


def test_though_nothing_of_it_was_heard() -> None:
    session = CallSession(Attentive(), Policy())
    session.handle(LegOpened(1), 0)
    asked = session.handle(DigitPressed(Personal("1")), 10)
    assert next(c.text.reveal() for c in asked if isinstance(c, Synthesize)) == "Pressed, 1 cut."
    assert not [c for c in asked if isinstance(c, Commit | Transcribe)]
