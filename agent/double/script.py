"""A caller's part as a text file that anybody can write:

    # Lines beginning with # are notes. Every other line is said, in turn with the agent.
    Hello, when are you open on Mondays?
    (interrupts after 800 ms) Sorry, I meant Tuesdays.
    (waits 2 s)
    (presses 5)
    (speaks at 30 s) Are you still there?
    (plays complaint.wav)
    (hangs up)

Directions stand in brackets, alone or before what they apply to: `interrupts after` and `speaks at` say
when the next thing is done, the others are done themselves. Times are in s or ms. A sound file is looked
for beside the script. A direction that is not one of these is refused by its line number, never said aloud.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from agent.double.caller import Action, HangUp, Press, Say, Wait
from audio.frame import Samples

_BRACKET = re.compile(r"\(([^()]*)\)\s*")
_DIRECTION = re.compile(r"(interrupts after|speaks at|waits|presses|plays|hangs up)\b\s*(.*)", re.IGNORECASE)
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s)", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9*#]+")


def read(text: str, speak: Callable[[str], Samples], play: Callable[[str], Samples]) -> list[Action]:
    """The actions of a script. `speak` makes a voice of a line, `play` opens a sound file: both 16 kHz.

    Raises ValueError naming the line that cannot be read.
    """
    actions: list[Action] = []
    timing = Action()

    def add(action: Action) -> None:
        nonlocal timing
        actions.append(replace(action, interrupt_ms=timing.interrupt_ms, at_ms=timing.at_ms))
        timing = Action()

    for number, line in enumerate(text.splitlines(), start=1):
        rest = line.strip()
        if rest.startswith("#"):
            continue
        while rest.startswith("("):
            bracket = _BRACKET.match(rest)
            direction = _DIRECTION.fullmatch(bracket[1].strip()) if bracket else None
            if bracket is None or direction is None:
                raise ValueError(f"line {number}: {rest!r} is no direction; see `frontdesk call --help`")
            rest = rest[bracket.end() :]
            verb, what = direction[1].lower(), direction[2]
            try:
                match verb:
                    case "interrupts after":
                        timing = Action(interrupt_ms=_ms(what))
                    case "speaks at":
                        timing = Action(at_ms=_ms(what))
                    case "waits":
                        add(Wait(wait_ms=_ms(what)))
                    case "presses":
                        add(Press(digits=_keys(what)))
                    case "plays":
                        add(Say(samples=play(what), text=what))
                    case "hangs up":
                        add(HangUp())
            except (OSError, ValueError) as error:
                raise ValueError(f"line {number}: {error}") from error
        if rest:
            add(Say(samples=speak(rest), text=rest))
    if timing != Action():
        raise ValueError("the last direction says when, but nothing follows it")
    return actions


def _ms(time: str) -> int:
    match = _TIME.fullmatch(time)
    if not match:
        raise ValueError(f"{time!r} is no time; write 800 ms or 2 s")
    return round(float(match[1]) * (1000 if match[2].lower() == "s" else 1))


def _keys(keys: str) -> str:
    if not _DIGITS.fullmatch(keys):
        raise ValueError(f"{keys!r} are no keys of a telephone; it has 0-9, * and #")
    return keys
