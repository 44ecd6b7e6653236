"""Who the patient is: name and date of birth, and the last digits of the telephone number where the clinic
wants them. Nothing personal is told before (BEHAVIOUR V-31): not even whether somebody is in the book.

What was heard is said back only after it was not found: most callers are found at once. Then the last name
is spelled; where its letters are what was heard before, it must be the first name, and before the last try
both are. Whether the date or the name is wrong is asked with the date alone, which can be answered with yes
or no; of a date that was typed it is not asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from agent.dialogue import answers
from agent.dialogue.asking import Question, Task
from agent.dialogue.errands import Finding, Identified, Identify
from agent.dialogue.flow import Reply
from agent.dialogue.registration import Registration
from agent.dialogue.understand.dates import birth_date
from agent.dialogue.understand.names import name_in, sounds_like, spelled
from agent.dialogue.understand.numbers import digits_in
from agent.dialogue.understand.words import ORDINALS

if TYPE_CHECKING:
    from agent.dialogue.talk import Talk

ALIKE = 0.85  # from here on two names are one name in two spellings
MOST_FAILURES = 3  # then a person; the records count for themselves as well

Asked = Literal["name", "surname", "spelling", "first", "born", "born_right", "digits", "heard", "been"]


@dataclass(frozen=True, slots=True)
class Identity(Task):
    new_patients: ClassVar[bool] = True

    then: Task  # what it is needed for
    name: str = ""
    born: date | None = None
    born_typed: bool = False
    digits: str = ""
    spelled: bool = False  # the last name was
    first_spelled: bool = False  # and the first name
    asked: Asked = "name"

    def begin(self, talk: Talk, lead: str = "") -> Reply:
        """Ask for what is missing, in the order in which people give it."""
        w, clinic = talk.words, talk.clinic
        if talk.not_identified >= MOST_FAILURES:
            return talk.person(w.NOT_IDENTIFIED)
        if not self.name:
            return self._ask(talk, "name", Question(w.NAME, (w.NAME_AGAIN, w.NAME_LAST), "name"), lead)
        if " " not in self.name:
            question = Question(w.SURNAME, (w.SURNAME_AGAIN, w.SPELL), "name")
            return self._ask(talk, "surname", question, lead)
        if self.born is None:
            question = Question(w.BORN, (w.BORN_AGAIN, w.BORN_LAST), "date", digits=8)
            return self._ask(talk, "born", question, lead)
        if len(self.digits) < clinic.identity_digits:
            count = clinic.identity_digits
            again = (w.last_digits_again(count), w.last_digits_last(count))
            question = Question(w.last_digits(count), again, "number", digits=count)
            return self._ask(talk, "digits", question, lead)
        return talk.send(self, Identify(self.name, self.born, self.digits, self.spelled))

    def heard(self, text: str, talk: Talk) -> Reply | None:
        if answers.new_patient(text) and self.then.new_patients:
            return Registration(self.then, self.name, self.born).begin(talk, talk.words.WELCOME)
        born = birth_date(text, talk.clinic.now.date(), talk.clinic.day_first, talk.clinic.language)
        known = replace(self, born=born, born_typed=text.strip().isdecimal()) if born else self
        match self.asked:
            case "name":
                name = name_in((_DATE if born else _DAY).split(text)[0], talk.clinic.language)
                return replace(known, name=name).begin(talk) if name or born else None
            case "surname":
                name = spelled(text, talk.clinic.language) or name_in(text, talk.clinic.language)
                whole = name if " " in name else f"{self.name} {name}"
                return replace(known, name=whole).begin(talk) if name else None
            case "spelling":
                surname = spelled(text, talk.clinic.language) or name_in(text, talk.clinic.language)
                return known._spelled(surname, talk) if surname else None
            case "first":
                return known._first(text, talk)
            case "born" if born:
                return known.begin(talk)
            case "born":
                half = answers.half_a_date(text, talk.clinic.now, talk.clinic.language)
                return talk.miss() if half else None
            case "digits":
                digits = digits_in(text, talk.clinic.language)[-talk.clinic.identity_digits :]
                whole_number = len(digits) == talk.clinic.identity_digits
                return replace(self, digits=digits).begin(talk) if whole_number else None
            case "heard":
                return known._heard_right(text, born is not None, talk)
            case "born_right":
                return known._born_right(text, born is not None, talk)
            case "been":
                return self._been_here(text, talk)

    def _heard_right(self, text: str, has_date: bool, talk: Talk) -> Reply | None:
        """ "I heard Mary Walsh, born on ... Is that right?" """
        if surname := spelled(text, talk.clinic.language):
            return self._spelled(surname, talk)
        if has_date:
            return self.begin(talk)
        match answers.agrees(text, talk.clinic.language):
            case True if self.then.new_patients:
                return self._ask(talk, "been", talk.yes_no(talk.words.BEEN_HERE))
            case True:
                return self._spell(talk)
            case False if self.born_typed:
                return self._spell(talk)
            case False:
                assert self.born is not None
                return self._ask(talk, "born_right", talk.yes_no(talk.words.is_born_right(self.born)))
        return None

    def _born_right(self, text: str, has_date: bool, talk: Talk) -> Reply | None:
        if has_date:
            return self.begin(talk)
        if surname := spelled(text, talk.clinic.language):
            return self._spelled(surname, talk)
        match answers.agrees(text, talk.clinic.language):
            case True:
                return self._spell(talk)
            case False:
                return self._ask_born_again(talk)
        return None

    def _been_here(self, text: str, talk: Talk) -> Reply | None:
        match answers.agrees(text, talk.clinic.language):
            case True:
                return self._spell(talk)
            case False:
                return Registration(self.then, self.name, self.born).begin(talk, talk.words.WELCOME)
        return None

    def _spell(self, talk: Talk, lead: str = "") -> Reply:
        """Once more, the surname in letters: what an ear mistakes most."""
        w = talk.words
        question = Question(w.SPELL, (w.SPELL_AGAIN, w.SPELL_LAST), "name", hints=w.LETTERS)
        return self._ask(talk, "spelling", question, lead)

    def _spelled(self, surname: str, talk: Talk) -> Reply:
        """The last name, or the whole name, in letters."""
        first, _, last = self.name.partition(" ")
        if " " in surname:
            return replace(self, name=surname, digits="", spelled=True).begin(talk)
        known = replace(self, name=f"{first} {surname}".strip(), digits="", spelled=True)
        last_try = talk.not_identified == MOST_FAILURES - 1 and not self.first_spelled
        if first and (last_try or sounds_like(last, surname) >= ALIKE):
            return known._ask_first(talk)
        return known.begin(talk)

    def _first(self, text: str, talk: Talk) -> Reply | None:
        if digits_in(text, talk.clinic.language):
            return None
        first = spelled(text, talk.clinic.language) or name_in(text, talk.clinic.language)
        _, _, last = self.name.partition(" ")
        known = replace(self, digits="", first_spelled=True)
        return replace(known, name=f"{first.split()[0]} {last}").begin(talk) if first else None

    def _ask_first(self, talk: Talk, lead: str = "") -> Reply:
        w = talk.words
        question = Question(w.SPELL_FIRST, (w.SPELL_AGAIN, w.SPELL_FIRST_LAST), "name", hints=w.LETTERS)
        return self._ask(talk, "first", question, lead)

    def _ask_born_again(self, talk: Talk, lead: str = "") -> Reply:
        w = talk.words
        question = Question(w.BORN_ONCE_MORE, (w.BORN_AGAIN, w.BORN_LAST), "date", digits=8)
        return replace(self, born=None, digits="")._ask(talk, "born", question, lead)

    def found(self, finding: Finding, talk: Talk) -> Reply:
        w = talk.words
        if isinstance(finding, Identified):
            known = replace(talk, patient=finding.first_name)
            return self.then.begin(known, w.thank_you(finding.first_name))
        assert self.born is not None
        failures = talk.not_identified + 1
        talk = replace(talk, not_identified=failures)
        if failures >= MOST_FAILURES:
            return talk.person(w.NOT_IDENTIFIED)
        if failures == 1:
            return self._ask(talk, "heard", talk.yes_no(w.did_i_hear(self.name, self.born)), w.NOT_IN_BOOK)
        if not self.spelled:
            return self._spell(talk, w.STILL_NOT_IN_BOOK)
        if not self.first_spelled:
            return self._ask_first(talk, w.STILL_NOT_IN_BOOK)
        return self._ask_born_again(talk, w.STILL_NOT_IN_BOOK)

    def _ask(self, talk: Talk, asked: Asked, question: Question, lead: str = "") -> Reply:
        return talk.ask(replace(self, asked=asked), question, lead)

    def summary(self, talk: Talk) -> str:
        return self.then.summary(talk)


# Where a date begins that follows a name: "Mary Murphy, third of May 1971". A month is no name.
_DATE = re.compile(rf"[,.]|\d|\b(?:born|the|on|nac\w+|el|{'|'.join(ORDINALS)})\b", re.IGNORECASE)
# ... and where one begins that was not heard whole: "Mary Murphy, third of May nineteen ..."
_DAY = re.compile(rf"\d|\b(?:born|nac\w+)\b|\b(?:the )?(?:{'|'.join(ORDINALS)})(?= of\b)", re.IGNORECASE)
