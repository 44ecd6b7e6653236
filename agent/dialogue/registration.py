"""A patient who is new here: name, spelled and read back; date of birth; telephone number; all read back.

Both names are read back by their letters, the first as it was heard: an ear writes Lara for Laura, and who
hears the letters notices. After a no both are spelled. After a third no a person is to write it down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from agent.dialogue import answers
from agent.dialogue.asking import Question, Task
from agent.dialogue.errands import Finding, Identified, Register
from agent.dialogue.flow import Reply
from agent.dialogue.speech import telephone_said
from agent.dialogue.understand.dates import birth_date
from agent.dialogue.understand.names import name_in, spelled
from agent.dialogue.understand.numbers import telephone

if TYPE_CHECKING:
    from agent.dialogue.talk import Talk

MOST_NOES = 3  # to what was read back

Asked = Literal["name", "first", "spelling", "spelled", "born", "phone", "all"]


@dataclass(frozen=True, slots=True)
class Registration(Task):
    new_patients: ClassVar[bool] = True

    then: Task
    name: str = ""  # as it was heard
    born: date | None = None
    phone: str = ""  # E.164
    first: str = ""  # as it was spelled, or else as it was heard
    surname: str = ""  # as it was spelled
    spelling_right: bool = False
    noes: int = 0
    asked: Asked = "name"

    @property
    def whole_name(self) -> str:
        return f"{self.first or self.name.split(' ')[0]} {self.surname}"

    def begin(self, talk: Talk, lead: str = "") -> Reply:
        w = talk.words
        if not self.name:
            return self._ask(talk, "name", Question(w.NAME, (w.NAME_AGAIN, w.NAME_LAST), "name"), lead)
        if not self.surname:
            question = Question(w.SPELL, (w.SPELL_AGAIN, w.SPELL_LAST), "name", hints=w.LETTERS)
            return self._ask(talk, "spelling", question, lead)
        if not self.spelling_right:
            question = talk.yes_no(w.spelled_right(*self.whole_name.split(" ")))
            return self._ask(talk, "spelled", question, lead)
        if self.born is None:
            question = Question(w.BORN, (w.BORN_AGAIN, w.BORN_LAST), "date", digits=8)
            return self._ask(talk, "born", question, lead)
        if not self.phone:
            question = Question(w.PHONE, (w.NUMBER_AGAIN, w.NUMBER_LAST), "number")
            return self._ask(talk, "phone", question, lead)
        phone = telephone_said(self.phone, talk.clinic.region, talk.clinic.language)
        return self._ask(talk, "all", talk.yes_no(w.registration(self.whole_name, self.born, phone)), lead)

    def heard(self, text: str, talk: Talk) -> Reply | None:
        born = birth_date(text, talk.clinic.now.date(), talk.clinic.day_first, talk.clinic.language)
        phone = None if born else telephone(text, talk.clinic.region, talk.clinic.language)
        match self.asked:
            case "name":
                name = name_in(text, talk.clinic.language)
                return replace(self, name=name, born=born).begin(talk) if name else None
            case "first":
                first = spelled(text, talk.clinic.language)
                return replace(self, first=first.split()[0]).begin(talk) if first else None
            case "spelling":
                surname = spelled(text, talk.clinic.language)
                return replace(self, surname=surname.split()[-1]).begin(talk) if surname else None
            case "spelled":
                return self._spelled_right(text, talk)
            case "born" if born:
                return replace(self, born=born).begin(talk)
            case "born":
                half = answers.half_a_date(text, talk.clinic.now, talk.clinic.language)
                return talk.miss() if half else None
            case "phone":
                return replace(self, phone=phone).begin(talk) if phone else None
            case "all":
                return self._all_right(text, born, phone, talk)

    def _spelled_right(self, text: str, talk: Talk) -> Reply | None:
        if surname := spelled(text, talk.clinic.language):
            return replace(self, surname=surname.split()[-1]).begin(talk)
        match answers.agrees(text, talk.clinic.language):
            case True:
                return replace(self, spelling_right=True).begin(talk)
            case False if self.noes + 1 >= MOST_NOES:
                return self.stuck(talk)
            case False:
                w = talk.words
                question = Question(
                    w.SPELL_FIRST, (w.SPELL_AGAIN, w.SPELL_FIRST_LAST), "name", hints=w.LETTERS
                )
                again = replace(self, surname="", noes=self.noes + 1)
                return again._ask(talk, "first", question, w.ONCE_MORE)
        return None

    def _all_right(self, text: str, born: date | None, phone: str | None, talk: Talk) -> Reply | None:
        """What is corrected in the same breath is taken; a bare no has us ask for it all again."""
        if born or phone:
            return replace(self, born=born or self.born, phone=phone or self.phone).begin(talk)
        match answers.agrees(text, talk.clinic.language):
            case True:
                assert self.born is not None
                errand = Register(self.whole_name, self.born, self.phone)
                return talk.send(self, errand, talk.words.REGISTERING)
            case False if self.noes + 1 >= MOST_NOES:
                return self.stuck(talk)
            case False:
                again = Registration(self.then, noes=self.noes + 1)
                return again.begin(talk, talk.words.ONCE_MORE)
        return None

    def found(self, finding: Finding, talk: Talk) -> Reply:
        assert isinstance(finding, Identified)
        known = replace(talk, patient=finding.first_name)
        return self.then.begin(known, talk.words.thank_you(finding.first_name))

    def _ask(self, talk: Talk, asked: Asked, question: Question, lead: str = "") -> Reply:
        return talk.ask(replace(self, asked=asked), question, lead)

    def summary(self, talk: Talk) -> str:
        return self.then.summary(talk)
