"""A message for the clinic, when nobody can answer or nobody need to: what, and which number to ring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from agent.dialogue import answers
from agent.dialogue.asking import Question, Task
from agent.dialogue.errands import Finding, LeaveMessage
from agent.dialogue.flow import Reply
from agent.dialogue.speech import telephone_said
from agent.dialogue.understand.numbers import telephone

if TYPE_CHECKING:
    from agent.dialogue.talk import Talk


@dataclass(frozen=True, slots=True)
class Message(Task):
    new_patients: ClassVar[bool] = False

    text: str = ""
    number: str = ""  # E.164, heard but not yet confirmed

    def begin(self, talk: Talk, lead: str = "") -> Reply:
        w = talk.words
        if not self.text:
            question = Question(w.MESSAGE, (w.MESSAGE_AGAIN, w.MESSAGE_LAST), verbatim=True)
            return talk.ask(self, question, lead)
        if not self.number:
            return talk.ask(self, Question(w.NUMBER, (w.NUMBER_AGAIN, w.NUMBER_LAST), "number"), lead)
        said = telephone_said(self.number, talk.clinic.region, talk.clinic.language)
        return talk.ask(self, talk.yes_no(w.is_that_the_number(said)), lead)

    def heard(self, text: str, talk: Talk) -> Reply | None:
        if not self.text:
            return replace(self, text=text).begin(talk)
        number = telephone(text, talk.clinic.region, talk.clinic.language)
        if number is not None:
            return replace(self, number=number).begin(talk)
        if not self.number:
            return self._leave(talk) if answers.own_number(text) else None
        match answers.agrees(text, talk.clinic.language):
            case True:
                return self._leave(talk)
            case False:
                return replace(self, number="").begin(talk, talk.words.ONCE_MORE)
        return None

    def _leave(self, talk: Talk) -> Reply:
        return talk.send(self, LeaveMessage(self.text, self.number), talk.words.ONE_MOMENT)

    def stuck(self, talk: Talk) -> Reply:
        """A message without a number of theirs is better than none."""
        if not self.text or talk.clinic.person_number:
            return talk.person(talk.words.BETTER_A_PERSON)
        return talk.send(self, LeaveMessage(self.text, ""), talk.words.WITHOUT_NUMBER)

    def found(self, finding: Finding, talk: Talk) -> Reply:
        return talk.changed(talk.words.MESSAGE_NOTED)

    def summary(self, talk: Talk) -> str:
        w = talk.words
        return f"{w.SUMMARY_MESSAGE} {w.summary_said(self.text)}" if self.text else str(w.SUMMARY_MESSAGE)
