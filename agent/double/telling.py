"""How somebody tells a story (agent/double/story.py) to an agent that may ask in another order.

What the agent has just said is compared with what it says in the story before each line of the caller's:

1. It is what comes before the caller's next line: that line.
2. It is what comes before another line, said already or not: that one, so that a question asked once more is
   answered once more. Where the next line cannot be lost sight of, it is the nearest one that is taken.
3. It asks whether something is right: "No." where a day, a number, a name or a letter in it is not the
   story's, whatever stands there; else what stands there, or "Yes." Nobody says yes to a wrong day.
4. It asks for a name to be spelled, first or last, and the story does not say how: letter by letter.
5. It asks something else that wants a yes or no: "Yes."
6. It asks for keys: what the last line says, if that is a number or a date.
7. It asks for one key ("press one for yes"): the one for what was said last.
8. It asks in other words for something the story tells: that line.
9. It is like nothing in the story: the caller was not understood, and says the same again, or, after saying
   it three times, the next line.

Who has nothing left to say, or has said twice as much as there is in the story, hangs up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher, get_close_matches

from agent.dialogue.understand.numbers import digits_in
from agent.dialogue.understand.words import bare
from agent.double.story import Line, Story
from agent.double.tongue import ENGLISH, MONTHS, TONGUES, WEEKDAYS, Tongue

ALIKE = 0.6  # of the words in common, in order; a question in new words has a third, a misheard one most
TIMES_THE_SAME = 3
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SPELLED = re.compile(r"\b[A-ZÁÉÍÓÚÑ](?:(?:, |')[A-ZÁÉÍÓÚÑ])+\b")


class Telling:
    """One telling of a story. `lines` are what the caller may say, by their number.

    Behind those of the story stand yes, no, a last and a first name spelled, the keys, and what can be typed.
    """

    def __init__(self, told: Story, same_days: bool = True) -> None:
        """`same_days`: the agent's calendar is the story's, so that a number can be right or wrong."""
        self.lines: list[Line] = []
        self._tongue = TONGUES["es" if "speaks Spanish" in told.clinic else "en"]
        self._before: list[str] = []  # what the agent says in the story before each of them
        self._known = self._facts(text := " ".join(str(line) for line in told.lines))
        self._words = set(self._tongue.words(text))
        self._same_days = same_days
        self._next = 0
        self._last = -1  # line of the story
        self._answer = -1  # what was said last, be it none of the story's
        self._times = 0
        self._said = 0
        agent: list[str] = []
        for line in told.lines:
            if line.who == "caller":
                self.lines.append(line)
                self._before.append(" ".join(agent))
                agent = []
            elif line.who != "fact":
                agent.append(self._tongue.as_in.sub(r"\1", line.text))
        self._own = len(self.lines)
        own = (self._tongue.yes, self._tongue.no, *self._spelled())
        self.lines += [Line("caller", text) for text in own]
        self._keys_from = len(self.lines)
        self.lines += [Line("caller", f"(presses {key})") for key in range(10)]
        self._typed: dict[int, int] = {}  # the number of a line that types what another one says
        for i, line in enumerate(self.lines[: self._own]):
            if keys := self._keys(line.said):
                self._typed[i] = len(self.lines)
                self.lines.append(Line("caller", f"(presses {keys})"))

    def answer(self, agent_said: str) -> int:
        """The number of the line that is said now; one behind the last: hang up."""
        chosen = self._choose(agent_said)
        self._times = self._times + 1 if chosen == self._answer else 1
        self._said += 1
        if self._said > 2 * self._own + 4 or chosen >= len(self.lines):
            return len(self.lines)
        self._answer = chosen
        if chosen < self._own:
            self._last = chosen
            self._next = max(self._next, chosen + 1)
        return chosen

    def _choose(self, agent_said: str) -> int:
        tongue = self._tongue
        agent_said = tongue.as_in.sub(r"\1", agent_said)  # "N as in November" is no month
        best, said = self._best(agent_said), bare(agent_said)
        if tongue.asks_if_right.search(said):
            if best is not None and self._likeness(agent_said, self._before[best]) < ALIKE:
                best = None  # the same "Is that right?" behind something else
            told = self._facts(self._before[best]) if best is not None else self._known
            if self._contradicts(self._facts(agent_said), told) or self._misnames(agent_said):
                return self._own + 1
            if best is None:
                return self._own
        if best is not None:
            return best
        if tongue.press_it.search(said) and (key := self._key(said)):
            return self._keys_from + key
        if tongue.spell.search(said):
            return self._own + (3 if tongue.first_name.search(said) else 2)
        if tongue.type_it.search(said) and self._last in self._typed:
            return self._typed[self._last]
        if tongue.yes_or_no.match(bare(_last(agent_said))):
            return self._own
        if (asked := self._asked_for(said)) is not None and self._times < TIMES_THE_SAME:
            return asked
        if self._answer >= 0 and self._times < TIMES_THE_SAME:
            return self._answer
        return self._next if self._next < self._own else len(self.lines)

    def _key(self, said: str) -> int:
        """The key for what was said last, of "press one for yes, or two for no"; 0 for none."""
        told = self.lines[self._answer].said if self._answer >= 0 else ""
        words = set(self._tongue.words(told))
        best, key = 0, 0
        for number, what in self._tongue.key_for.findall(said):
            shared = len(words & set(self._tongue.words(what)))
            if shared > best:
                best, key = shared, int((self._tongue.figures(number) or ["0"])[0])
        if key or self._tongue.key_for.search(said):
            return key
        return next((int(word) for word in self._tongue.figures(told) if word in "123"), 0)

    def _asked_for(self, said: str) -> int | None:
        """The line that answers a question for the same thing; the last one said, or else the next."""
        wanted = next((thing for thing in self._tongue.asks_for if thing.search(bare(_last(said)))), None)
        wanted = wanted or next((thing for thing in self._tongue.asks_for if thing.search(said)), None)
        if wanted is None:
            return None
        fit = [i for i, before in enumerate(self._before) if wanted.search(bare(before))]
        if not fit and wanted is self._tongue.asks_for[0]:  # told unasked, with the name
            fit = [i for i, line in enumerate(self.lines[: self._own]) if _YEAR.search(line.said)]
        return max(fit, key=lambda i: (i < self._next, i if i < self._next else -i), default=None)

    def _best(self, agent_said: str) -> int | None:
        """The line whose question is most like this one; the next line, where its question is like enough."""
        likes = [likeness(agent_said, before, self._tongue.words) for before in self._before]
        if self._next < self._own and likes[self._next] >= ALIKE and likes[self._next] >= max(likes) - 0.2:
            return self._next
        found = max(range(self._own), key=lambda i: (likes[i], -abs(i - self._next)), default=None)
        return found if found is not None and likes[found] >= ALIKE else None

    def _likeness(self, heard: str, told: str) -> float:
        """Of all that was said."""
        words = self._tongue.words
        return SequenceMatcher(None, words(heard), words(told), autojunk=False).ratio()

    def _contradicts(self, heard: frozenset[str], told: frozenset[str]) -> bool:
        kinds = frozenset(WEEKDAYS)
        if self._same_days:
            return bool(heard - told)
        return bool(heard & kinds and told & kinds and not heard & told & kinds)

    def _spelled(self) -> tuple[str, str]:
        """The last name that answers the question for it, and the first."""
        for before, line in zip(self._before, self.lines, strict=False):
            names = re.findall(r"[A-ZÁÉÍÓÚÑ][\w']+", line.said)
            if self._tongue.last_name.search(bare(before)) and names:
                said = [", ".join(letter.upper() for letter in name if letter.isalpha()) for name in names]
                return f"{said[-1]}.", f"{said[0 if len(said) == 1 else -2]}."
        return self._tongue.no, self._tongue.no

    def _misnames(self, agent_said: str) -> bool:
        tongue = self._tongue
        said = agent_said.replace(f", {tongue.apostrophe}, ", "'")
        letters = ["".join(each.split(", ")) for each in _SPELLED.findall(said)]
        if any(bare(each) not in self._words for each in letters):
            return True
        names = [bare(name) for name in tongue.name.findall(said)]
        return any(
            name not in WEEKDAYS + MONTHS and not get_close_matches(name, self._words, 1, cutoff=0.8)
            for name in names
        )

    def _facts(self, text: str) -> frozenset[str]:
        """The days, the months and the numbers in it."""
        days = WEEKDAYS + MONTHS
        return frozenset(word for word in self._tongue.figures(text) if word.isdecimal() or word in days)

    def _keys(self, said: str) -> str:
        """The keys for a telephone number or a date, "" for anything else."""
        words = self._tongue.figures(said)
        numbers = [word for word in words if word.isdecimal()]
        months = [word for word in words if word in MONTHS]
        if months and len(numbers) == 2 and len(numbers[-1]) == 4:
            return f"{int(numbers[0]):02}{MONTHS.index(months[0]) + 1:02}{numbers[1]}"
        digits = digits_in(said, self._tongue.language)
        return f"{digits}#" if len(digits) >= 9 and not months else ""


def likeness(heard: str, told: str, words: Callable[[str], list[str]] = ENGLISH.words) -> float:
    """0 .. 1: of all that was said, or of its last sentence, whichever is more. `words`: of the language."""
    if not heard.strip() or not told.strip():
        return 0.0
    pairs = (heard, told), (_last(heard), _last(told))
    return max(SequenceMatcher(None, words(a), words(b), autojunk=False).ratio() for a, b in pairs)


def reached(told: Story, agent_said: Sequence[str], ended: str) -> dict[str, bool]:
    """Each goal of the story, and whether what the caller heard tells that it was reached.

    A change in the records was made when the agent said so, in words like the story's own behind it; a caller
    was put through when the carrier handed the call over; a story that changes nothing has its answers
    as its goals.
    """
    heard = " ".join(agent_said)
    tongue = TONGUES["es" if "speaks Spanish" in told.clinic else "en"]
    goals: dict[str, bool] = {}
    for i, line in enumerate(told.lines):
        if line.who != "fact" or line.text.startswith(("another caller", "call ends")):
            continue
        if line.text.startswith("put through"):
            goals[line.text] = ended == "handed over"
        else:
            after = next((each.text for each in told.lines[i + 1 :] if each.who.startswith("agent")), "")
            goals[line.text] = _was_said(after.split(tongue.from_here)[0], heard, tongue)
    if not goals:
        spoken = [line.text for line in told.lines if line.who.startswith("agent")]
        goals = {text: _was_said(text, heard, tongue) for text in spoken[1:]}
    return goals


def _was_said(text: str, heard: str, tongue: Tongue) -> bool:
    """Most of its words, in order, somewhere in all that was heard."""
    words, all_heard = tongue.words(text), tongue.words(heard)
    window = len(words)
    return any(
        SequenceMatcher(None, words, all_heard[at : at + window], autojunk=False).ratio() >= ALIKE
        for at in range(max(1, len(all_heard) - window + 1))
    )


def _last(text: str) -> str:
    return re.split(r"(?<=[.?!])\s+", text.strip())[-1]
