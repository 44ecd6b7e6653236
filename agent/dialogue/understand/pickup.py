"""Who has picked up, by what they say first: a person, a machine that takes messages, or a robot that asks
callers for their business. English.

A person who is taken for a machine is left alone with a silence, so a machine must say something that
people do not: and whoever asks us something that only people ask is one, whatever else they say.
"""

from __future__ import annotations

import re
from typing import Literal

Answered = Literal["person", "machine", "screener"]

LONG = 24  # words: nobody picks up with so many and then asks nothing

_ASKS_CALLER = re.compile(
    r"\bwho(['’]?s| is| am i)? (this|that|calling|speaking|there)\b|\bwho (do|did) you\b"
    r"|\b(can|may|could|shall) i (help|take|ask|get|tell|have|pass)\b|\bhow (can|may|could) (i|we) help\b"
    r"|\bwhat (is|was) (this|it) about\b|\bhow are you\b|\bdo you (want|need)\b|\bwould you like me\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"\bleave\b.{0,30}\b(message|name|number|details)\b|\bleave (it|one) (after|at)\b"
    r"|\b(after|at|following|wait for) the (tone|beep|signal|bleep)\b|\bvoice ?mail|\bmail ?box\b"
    r"|\banswering (machine|service)\b|\bautomat(ed|ic) (voice|message|answering)\b"
    r"|\b(record|recording) (your|a) (message|name)\b"
    r"|\b(not|no longer|cannot be|can['’]?t be) (in service|reached|connected|recogni[sz]ed)\b"
    r"|\b(number|person|customer|subscriber|party) (that )?you (have |are |['’]re |were )?"
    r"(dial|call|try|reach)"
    r"|\bplease (try (again|your call)|hang up)\b|\bswitched off\b"
    r"|\bpress (the )?(hash|pound|star|zero|one|two|[0-9#*])\b"
    r"|\b(get|call|ring|come|be) (right )?back to you\b"
    r"|\b(return|get back to) your (call|message)\b|\b(call|ring|phone|text) you (right )?back\b",
    re.IGNORECASE,
)
# People say each of these too; hardly two of them, and hardly one in a long sentence.
_HINTS = re.compile(
    r"\b(you['’]?ve|you have) reached\b|\b(not|isn['’]?t|aren['’]?t) (available|in|home|here|at home)\b"
    r"|\b(can(no|['’]?)t|can not|unable to|not able to) (take|answer|get to|come to|pick up|make it to)\b"
    r"|\b(i|we)['’]?(ll| will)\b|\bas soon as\b|\bour (opening|office) hours\b"
    r"|\b(thanks|thank you) for (calling|your call)\b|\bhave a (nice|great|good|lovely) day\b"
    r"|\b(call|try|ring) (back|again) later\b|\baway from\b|\bmissed (your|me|us)\b"
    r"|\bwe are (currently )?closed\b",
    re.IGNORECASE,
)
_SCREENER = re.compile(
    r"\b(state|say|tell me|record|give) your name\b.{0,40}\b(reason|why|calling|call)\b"
    r"|\b(reason|purpose) (for|of) (your |the |this )?call"
    r"|\bcall(s)? (is|are) being screened\b|\bscreen(s|ing)? (service|their calls|this call|assistant)"
    r"|\bsee if (this person|they|he|she) (is|are) available\b|\bstay on the line\b.{0,60}\bname\b"
    r"|\bsay (who|your name and) (you are|why)\b|\bwhy you(['’]re| are) calling\b",
    re.IGNORECASE,
)


def who_answered(text: str) -> Answered:
    """Of everything that was said since the line was picked up; "" is a person, who may have coughed."""
    if _SCREENER.search(text):
        return "screener"
    if _ASKS_CALLER.search(text):
        return "person"
    words = len(text.split())
    hints = len(_HINTS.findall(text))
    if _MACHINE.search(text) or words >= LONG or hints >= 3 or (hints >= 2 and words >= 8):
        return "machine"
    return "person"


def is_alive(text: str) -> bool:
    """After what seemed to be a machine: few words such as a person says into a silence."""
    few = len(text.split()) <= 6
    calls = re.search(r"\b(hello|hi|hey|yes|yeah|who|what|anybody|anyone|there)\b", text, re.IGNORECASE)
    return bool(_ASKS_CALLER.search(text)) or bool(few and calls and who_answered(text) == "person")
