"""A conversation written down for people, and read by the tests:

    # Mary Murphy books a check-up and says everything at once.
    clinic: nobody can be reached now
    agent: Hello, this is Riverside Clinic. How can I help you?
    caller: I'd like a check-up next Tuesday after four.
    caller: Mary Murphy. (heard as: Mary Murfy)
    caller: (presses 03051971)
    caller: (says nothing)
    caller: (mumbles)
    [another caller takes the time that was read back]
    [appointment booked: a check-up, Mary Murphy, Tuesday 8 December 2026 16:00, Doctor Reed]
    [call ends: completed]

What the caller does, in order, and what comes of it: agent lines, and facts in square brackets. A fact that
begins with "another caller" happens from outside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

Who = Literal["caller", "agent", "agent, slower", "fact"]

_LINE = re.compile(r"(caller|agent, slower|agent):\s*(.*)")
_HEARD_AS = re.compile(r"(.*?)\s*\(heard as: (.*)\)")
_PRESSES = re.compile(r"\(presses ([0-9*#]+)\)")


@dataclass(frozen=True, slots=True)
class Line:
    """`text` as written behind the colon, or between the square brackets."""

    who: Who
    text: str

    def __str__(self) -> str:
        return f"[{self.text}]" if self.who == "fact" else f"{self.who}: {self.text}"

    @property
    def keys(self) -> str:
        """The keys a caller presses; "" for none."""
        match = _PRESSES.fullmatch(self.text)
        return match[1] if match else ""

    @property
    def is_silence(self) -> bool:
        return self.text == "(says nothing)"

    @property
    def said(self) -> str:
        """What the caller says, as it was said. "" where there are no words in it."""
        match = _HEARD_AS.fullmatch(self.text)
        return match[1] if match else self.heard

    @property
    def heard(self) -> str:
        """What the ear makes of it."""
        match = _HEARD_AS.fullmatch(self.text)
        if match:
            return match[2]
        return "" if self.text.startswith("(") else self.text


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    clinic: tuple[str, ...] = ()  # what is different about the clinic today
    lines: tuple[Line, ...] = field(default=())


def read(text: str) -> Story:
    """Raises ValueError naming the line that cannot be read."""
    title: list[str] = []
    clinic: list[str] = []
    lines: list[Line] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("#"):
            title.append(line.lstrip("# "))
        elif line.startswith("clinic: "):
            clinic.append(line.removeprefix("clinic: "))
        elif line.startswith("[") and line.endswith("]"):
            lines.append(Line("fact", line[1:-1]))
        elif match := _LINE.fullmatch(line):
            lines.append(Line(match[1], match[2]))  # type: ignore[arg-type]
        elif line:
            raise ValueError(f"line {number}: {line!r} is neither said by anybody nor in square brackets")
    return Story(" ".join(title), tuple(clinic), tuple(lines))


def written(story: Story) -> str:
    """As `read` reads it."""
    head = [f"# {story.title}", *(f"clinic: {each}" for each in story.clinic)]
    return "\n".join([*head, *map(str, story.lines)]) + "\n"
