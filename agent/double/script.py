"""A caller's part as a text file that anybody can write:

    # Lines beginning with # are notes. Every other line is said, in turn with the agent.
    Hello, when are you open on Mondays?
    (interrupts after 800 ms) Sorry, I meant Tuesdays.
    (waits 2 s)
    (presses 5)
    (speaks at 30 s) Are you still there?
    (plays complaint.wav)
    (hangs up)

Directions stand in brackets, alone or before what they apply to: `interrupts after` and `speaks at` say when the
next thing is done, the others are done themselves. Times are in s or ms. A sound file is looked for beside
the script. Whatever is not a direction we know is refused by its line number, never said aloud by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from agent.double.caller import Action, HangUp, Press, Say, Wait
from audio.frame import Samples

_BRACKET = re.compile(r"\(([^()]*)\)\s*")
_TIME = r"(?P<time>\d+(?:\.\d+)?)\s*(?P<unit>ms|s)"
_DIRECTION = re.compile(
    rf"interrupts after {_TIME.replace('time', 'after').replace('unit', 'after_unit')}"
    rf"|speaks at {_TIME.replace('time', 'at').replace('unit', 'at_unit')}"
    rf"|waits {_TIME.replace('time', 'wait').replace('unit', 'wait_unit')}"
    r"|presses (?P<digits>[0-9*#]+)"
    r"|plays (?P<file>\S.*)"
    r"|(?P<hangs_up>hangs up)",
    re.IGNORECASE,
)


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
                raise ValueError(f"line {number}: do not know the direction {rest!r}; see `frontdesk call --help`")
            if direction["after"]:
                timing = Action(interrupt_ms=_ms(direction["after"], direction["after_unit"]))
            elif direction["at"]:
                timing = Action(at_ms=_ms(direction["at"], direction["at_unit"]))
            elif direction["wait"]:
                add(Wait(wait_ms=_ms(direction["wait"], direction["wait_unit"])))
            elif direction["digits"]:
                add(Press(digits=direction["digits"]))
            elif direction["file"]:
                add(Say(samples=play(direction["file"]), text=direction["file"]))
            else:
                add(HangUp())
            rest = rest[bracket.end() :]
        if rest:
            add(Say(samples=speak(rest), text=rest))
    if timing != Action():
        raise ValueError("the last direction says when, but nothing follows it")
    return actions


def _ms(number: str, unit: str) -> int:
    return round(float(number) * (1000 if unit.lower() == "s" else 1))
