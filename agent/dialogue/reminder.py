"""A reminder call: says what it is, asks whom it has, reminds, hears yes or no, and leaves.

A small flow and an honest one. Nothing of the appointment is said before the person called has said who
they are, and nothing but its time is ever said. Whatever was decided stays in `outcome`, so that it holds
even if they hang up before the goodbye.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from agent.dialogue.flow import Flow, HangUp, Reply, Say, Transfer, Why
from agent.dialogue.phrases import en_reminder as en

Asked = Literal["who", "wrong_number", "coming", "cancel"]
Meaning = Literal["opt_out", "wrong_number", "call_later", "move", "repeat", "yes", "no", "other"]


@dataclass(frozen=True, slots=True)
class Reminder(Flow):
    clinic: str
    name: str = field(repr=False)
    at: datetime = field(repr=False)  # of the appointment, by the patient's clock
    person_number: str = ""  # E.164; who moves appointments, "" for nobody now
    asked: Asked = "who"
    misses: int = 0  # turns not understood in a row
    outcome: str = ""

    def begin(self) -> Reply:
        return self._ask("who")

    def heard(self, text: str) -> Reply:
        meaning = meaning_of(text)
        match meaning:
            case "opt_out":
                return self._bye(en.OPTED_OUT, "opt_out")
            case "wrong_number":
                return self._bye(en.WRONG_NUMBER, "wrong_number")
            case "call_later":
                return self._bye(en.CALL_LATER, "call_later")
            case "move" if self.asked in ("coming", "cancel"):
                return self._move()
            case "yes" | "no":
                return self._answered(meaning == "yes")
            case "repeat":
                return self._ask(self.asked)
        if self.misses:
            return self._bye(en.SORRY, "not_understood")
        again = self._ask(self.asked)
        flow = replace(self, misses=self.misses + 1)
        return Reply(flow, (Say(en.NOT_UNDERSTOOD), *again.moves))

    def pressed(self, digit: str) -> Reply:
        match digit:
            case "9":
                return self._bye(en.OPTED_OUT, "opt_out")
            case "1" | "2":
                return self._answered(digit == "1")
        return self._ask(self.asked)

    def silence(self, times: int) -> Reply:
        if times == 1:
            return self._ask(self.asked)
        return self._bye(en.NO_REPLY, "no_reply")

    def give_up(self, why: Why) -> Reply:
        return Reply(self, (Say(en.SORRY), HangUp(self.outcome or why)))

    def phrases(self) -> tuple[str, ...]:
        return en.FIXED

    # -- inside ------------------------------------------------------------------------------------

    def _answered(self, yes: bool) -> Reply:
        match self.asked:
            case "who":
                return self._ask("coming" if yes else "wrong_number")
            case "wrong_number" if yes:
                return self._bye(en.WRONG_NUMBER, "wrong_number")
            case "wrong_number":  # the right house, another person
                return self._bye(en.CALL_LATER, "call_later")
            case "coming" if yes:
                return self._bye(en.CONFIRMED, "confirmed")
            case "coming":
                return self._ask("cancel")
            case "cancel" if yes:
                return self._bye(en.WILL_CANCEL, "cancelled")
        return self._move()

    def _ask(self, what: Asked) -> Reply:
        question = {
            "who": f"{en.disclosure(self.clinic, self.name)} {en.KEYS}",
            "wrong_number": en.IS_WRONG_NUMBER,
            "coming": f"{en.reminder(self.at)} {en.COMING}",
            "cancel": en.SHALL_CANCEL,
        }[what]
        flow = replace(self, asked=what, misses=0, outcome=self._for_good())
        return Reply(flow, (Say(question, expects="yes_no"),))

    def _move(self) -> Reply:
        if not self.person_number:
            return self._bye(en.MOVE, "move")
        flow = replace(self, outcome=self._for_good() or "move")
        return Reply(flow, (Say(en.MOVE_NOW), Transfer(self.person_number, "move")))

    def _bye(self, text: str, outcome: str) -> Reply:
        outcome = self._for_good() or outcome
        return Reply(replace(self, outcome=outcome), (Say(text), HangUp(outcome)))

    def _for_good(self) -> str:
        """Whoever interrupts our goodbye may change their mind; an opt-out is never taken back."""
        return self.outcome if self.outcome in ("opt_out", "wrong_number") else ""


_PATTERNS: tuple[tuple[Meaning, str], ...] = (
    (
        "opt_out",
        r"\b(stop|quit|no more) (calling|ringing|calls|phoning|these calls)|\b(do not|don'?t|never) (ever )?"
        r"(call|ring|phone)\b|\b(take|remove) (me|my number|us|this number) (off|from)|\bunsubscribe\b"
        r"|\bopt(ing)? out\b|\bleave me alone\b",
    ),
    (
        "wrong_number",
        r"\bwrong (number|person)\b|\b(nobody|no one|no-one) (here )?(by|of|with|called) (that|this)\b"
        r"|\bno such person\b|\bdoes ?n.?t live here\b",
    ),
    (
        "call_later",
        r"\b(call|ring|phone|try) (me )?(back|again|later)\b|\b(not|isn'?t) a (good|great) time\b"
        r"|\bi'?m (driving|in a meeting|busy)\b",
    ),
    (
        "move",
        r"\b(move|reschedule|re-?arrange|postpone|another (day|time)|different (day|time)|change (it|the))\b",
    ),
    ("repeat", r"\b(repeat|say that again|pardon|come again|what did you say|who is (this|that|calling))\b"),
    ("no", r"^\W*(no|nope|nah)\b|\b(can'?t|cannot|won'?t|not able)\b"),
    (
        "yes",
        r"^\W*(yes|yeah|yep|yup|sure|ok(ay)?|of course|correct|speaking|this is (he|she|him|her)|i (will|can)"
        r"|i'?ll be there|that'?s me|it is)\b",
    ),
)
_RULES = tuple((meaning, re.compile(pattern, re.IGNORECASE)) for meaning, pattern in _PATTERNS)


def meaning_of(text: str) -> Meaning:
    """By the first rule that matches; whoever wants no calls is heard before anything else."""
    return next((meaning for meaning, pattern in _RULES if pattern.search(text)), "other")
