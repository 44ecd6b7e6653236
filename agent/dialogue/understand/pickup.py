"""Who has picked up, by what they say first: a person, a machine that takes messages, or a robot that asks
callers for their business.

A person who is taken for a machine is left alone with a silence, so a machine must say something that
people do not: and whoever asks us something that only people ask is one, whatever else they say. A greeting
comes in breaths ("Hello? ... You've reached the Smiths ... please leave a message"), and is judged as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from agent.dialogue.understand import pickup_es
from agent.dialogue.understand.words import bare

Answered = Literal["person", "machine", "screener"]

LONG = 24  # words in one breath: nobody picks up with so many and then asks nothing

_ASKS_CALLER = (
    r"\bwho(['’]?s| is| am i)? (this|that|calling|speaking|there)\b|\bwho (do|did) you\b"
    r"|\b(can|may|could|shall) i (help|take|ask|get|tell|have|pass)\b|\bhow (can|may|could) (i|we) help\b"
    r"|\bwhat (is|was) (this|it) about\b|\bhow are you\b|\bdo you (want|need)\b|\bwould you like me\b"
)
_MACHINE = (
    r"\bleave\b.{0,30}\b(message|name|number|details)\b|\bleave (it|one) (after|at)\b"
    r"|\b(after|at|following|wait for) the (tone|beep|signal|bleep)\b|\bvoice ?mail|\bmail ?box\b"
    r"|\banswering (machine|service)\b|\bautomat(ed|ic) (voice|message|answering)\b"
    r"|\b(record|recording) (your|a) (message|name)\b"
    r"|\b(not|no longer|cannot be|can['’]?t be) (in service|reached|connected|recogni[sz]ed)\b"
    r"|\b(number|person|customer|subscriber|party) (that )?you(['’]re| have| are| were)? "
    r"(dial|call|try|reach)"
    r"|\bplease (try (again|your call)|hang up)\b|\bswitched off\b"
    r"|\bpress (the )?(hash|pound|star|zero|one|two|[0-9#*])\b"
)
_BACK = (
    r"\b(get|call|ring|come|be) (right )?back to you\b|\b(return|get back to) your (call|message)\b"
    r"|\b(call|ring|phone|text) you (right )?back\b"
)
_HINTS = (
    r"\b(you['’]?ve|you have) reached\b|\b(not|isn['’]?t|aren['’]?t) (available|in|home|here|at home)\b"
    r"|\b(can(no|['’]?)t|can not|unable to|not able to) (take|answer|get to|come to|pick up|make it to)\b"
    r"|\b(i|we)(['’]ll| will)\b|\bas soon as\b|\bour (opening|office) hours\b"
    r"|\b(thanks|thank you) for (calling|your call)\b|\bhave a (nice|great|good|lovely) day\b"
    r"|\b(call|try|ring) (back|again) later\b|\baway from\b|\bmissed (your|me|us)\b"
    r"|\bwe are (currently )?closed\b"
)
_OF_ANOTHER = (
    r"\b(s?he|s?he['’]s|s?he is|my (wife|husband|partner|mother|father|mum|mom|dad|son|daughter)"
    r"|mum|mom|dad)\b"
)
_SCREENER = (
    r"\b(state|say|tell me|record|give) your name\b.{0,40}\b(reason|why|calling|call)\b"
    r"|\b(reason|purpose) (for|of) (your |the |this )?call"
    r"|\bcall(s)? (is|are) being screened\b|\bscreen(s|ing)? (service|their calls|this call|assistant)"
    r"|\bsee if (this person|they|he|she) (is|are) available\b|\bstay on the line\b.{0,60}\bname\b"
    r"|\bsay (who|your name and) (you are|why)\b|\bwhy you(['’]re| are) calling\b"
)
_ALIVE = r"\b(hello|hi|hey|yes|yeah|who|what|anybody|anyone|there)\b"


@dataclass(frozen=True, slots=True)
class _Signs:
    screener: re.Pattern[str]
    asks_caller: re.Pattern[str]
    machine: re.Pattern[str]
    back: re.Pattern[str]  # a promise to ring back, which people make for others alone
    hints: re.Pattern[str]  # people say each of these too; hardly two, and hardly one in a long sentence
    of_another: re.Pattern[str]  # a person who says why somebody else does not come says such things as well
    alive: re.Pattern[str]


def _signs(*patterns: str) -> _Signs:
    return _Signs(*(re.compile(pattern, re.IGNORECASE) for pattern in patterns))


_SIGNS = {
    "en": _signs(_SCREENER, _ASKS_CALLER, _MACHINE, _BACK, _HINTS, _OF_ANOTHER, _ALIVE),
    "es": _signs(
        pickup_es.SCREENER,
        pickup_es.ASKS_CALLER,
        pickup_es.MACHINE,
        pickup_es.BACK,
        pickup_es.HINTS,
        pickup_es.OF_ANOTHER,
        pickup_es.ALIVE,
    ),
}


def who_answered(text: str, before: str = "", language: str = "en") -> Answered:
    """`before`: what was said since the line was picked up, and belongs to the same greeting. "" is a person,
    who may have coughed. Raises KeyError for a language we do not speak."""
    signs = _SIGNS[language]
    text, before = _plain(text, language), _plain(before, language)
    whole = f"{before} {text}"
    if signs.screener.search(whole):
        return "screener"
    if signs.asks_caller.search(whole):
        return "person"
    if signs.machine.search(whole) or len(text.split()) >= LONG:
        return "machine"
    if signs.of_another.search(whole):
        return "person"
    hints = len({found[0].lower() for found in signs.hints.finditer(whole)})
    many = hints >= 3 or (hints >= 2 and len(whole.split()) >= 8)
    return "machine" if many or signs.back.search(whole) else "person"


def is_alive(text: str, language: str = "en") -> bool:
    """After what seemed to be a machine: few words such as a person says into a silence."""
    signs, plain = _SIGNS[language], _plain(text, language)
    if signs.asks_caller.search(plain):
        return True
    few = len(plain.split()) <= 6
    return few and bool(signs.alive.search(plain)) and who_answered(text, language=language) == "person"


def _plain(text: str, language: str) -> str:
    return bare(text) if language == "es" else text
