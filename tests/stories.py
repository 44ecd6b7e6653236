"""Plays stories (agent/double/story.py) with the receptionist, and shows where one goes another way.

    python -m tests.stories tests/golden/dialogues/*.txt   # shows what differs from what is written
    python -m tests.stories --draft FILE                   # fills in a story that has caller lines only
    python -m tests.stories --accept FILE                  # takes over what is said now, and shows it

A story is reviewed text: only `--accept` replaces a line of it, and prints each one that it replaces.
"""

from __future__ import annotations

import difflib
import re
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from agent import commands
from agent.call.policy import Policy
from agent.commands import HandOver
from agent.dialogue.errands import Errand, Finding
from agent.dialogue.flow import Ask, Flow, HangUp, Reply, Say, Transfer
from agent.dialogue.reception import Reception
from agent.double import caller, story
from agent.double.caller import Action, Press, Wait
from agent.double.story import Line, Story
from tests.harness import Engines, VirtualCall
from tests.records import BRANCHES, KNOWN, Records, spanish
from tests.sounds import babble

IDLE_MS = Policy().idle_ms
_NUMBERED = re.compile(r"^#\d+ ?")

FOLDER = Path(__file__).parent / "golden" / "dialogues"


def records_of(told: Story) -> Records:
    """The clinic as the story finds it."""
    clinic = spanish() if "speaks Spanish" in told.clinic else KNOWN
    records = Records()
    for each in told.clinic:
        match each:
            case "speaks Spanish":
                pass
            case "nobody can be reached now":
                clinic = replace(clinic, person_number="")
            case "asks for the last four digits of the telephone number":
                clinic = replace(clinic, identity_digits=4)
            case "has two branches":
                clinic = replace(clinic, branches=BRANCHES)
            case "the appointment book cannot be reached":
                records.broken = True
            case "is fully booked":
                records.full = True
            case "has no appointments by telephone":
                clinic = replace(clinic, reasons=())
            case _:
                raise ValueError(f"no clinic is like this: {each!r}")
    records.clinic = clinic
    return records


@dataclass
class Player:
    """Takes the part of the call: performs the moves at once, and writes down what happens."""

    records: Records
    flow: Flow
    lines: list[Line] = field(default_factory=list)
    silences: int = 0
    over: bool = False

    def take(self, reply: Reply) -> None:
        self.flow = reply.flow
        for move in reply.moves:
            match move:
                case Say(text=text, pace=pace):
                    self.lines.append(Line("agent, slower" if pace > 1 else "agent", text))
                case Ask(errand):
                    self.take(self.flow.found(self._run(errand)))
                case Transfer(reason=reason, summary=summary):
                    self._end(f"put through: {reason}. {summary}".rstrip())
                case HangUp(reason):
                    self._end(f"call ends: {reason}")

    def _run(self, errand: Errand) -> Finding:
        logged = len(self.records.log)
        finding = self.records.answer(errand)
        self.lines += [Line("fact", fact) for fact in self.records.log[logged:]]
        return finding

    def _end(self, fact: str) -> None:
        self.lines.append(Line("fact", fact))
        self.over = True

    def do(self, line: Line) -> None:
        """What the caller does, or what happens from outside."""
        self.lines.append(line)
        if line.who == "fact":
            self.records.rival = True
        elif line.keys:
            for key in line.keys:
                if not self.over:
                    self.take(self.flow.pressed(key))
        elif line.is_silence:
            self.silences += 1
            self.take(self.flow.silence(self.silences))
            return
        else:
            self._hear(line.heard)
        self.silences = 0

    def _hear(self, text: str) -> None:
        """Word by word, as it comes: the flow is asked at any of them, and does not mind being forgotten."""
        words = text.split()
        for count in range(1, len(words)):
            so_far = " ".join(words[:count])
            self.flow.heard(so_far)
            alarm = self.flow.overheard(so_far)
            if alarm is not None:
                return self.take(alarm)
        return self.take(self.flow.heard(text))


def play(told: Story) -> list[Line]:
    """The story as it goes now. Stops where the call is over."""
    records = records_of(told)
    player = Player(records, Reception(records.clinic))
    player.take(player.flow.begin())
    for line in told.lines:
        if player.over:
            break
        if line.who == "caller" or line.text.startswith("another caller"):
            player.do(line)
    return player.lines


def ring(told: Story) -> list[str]:
    """The same as a whole call on a virtual clock: the facts that come of it, in order."""
    records = records_of(told)
    happened: list[str] = []

    def answer(errand: Errand) -> Finding:
        logged = len(records.log)
        finding = records.answer(errand)
        happened.extend(records.log[logged:])
        return finding

    heard: dict[str, str] = {}
    actions: list[Action] = []
    for line in told.lines:
        if line.who == "fact" and line.text.startswith("another caller"):
            records.rival = True  # the only booking of such a story is the one that is lost first
        elif line.who != "caller":
            continue
        elif line.keys:
            actions.append(Press(digits=line.keys))
        elif line.is_silence:
            actions.append(Wait(wait_ms=IDLE_MS))
        else:
            said = f"#{len(actions)} {line.said}"  # the same words may be heard in two ways
            heard[said] = line.heard
            actions.append(caller.Say(samples=babble(max(600, 70 * len(said))), text=said))
    ear = Engines(ear=lambda said: heard.get(said, _NUMBERED.sub("", said)), records=answer)
    call = VirtualCall(Reception(records.clinic), actions, engines=ear, patience_ms=20_000).run()
    for command in (command for _, command in call.commands):
        match command:
            case HandOver(reason=reason, summary=summary):
                happened.append(f"put through: {reason}. {summary.reveal()}".rstrip())
            case commands.HangUp(reason):
                happened.append(f"call ends: {reason}")
    return happened


def difference(told: Story) -> list[str]:
    """Lines of a diff: written to played; empty when the story is true."""
    written, played = list(map(str, told.lines)), list(map(str, play(told)))
    return list(difflib.unified_diff(written, played, "as written", "as played", lineterm="", n=2))


def main(arguments: list[str]) -> int:
    mode = arguments.pop(0) if arguments and arguments[0].startswith("--") else ""
    wrong = 0
    for name in arguments:
        path = Path(name)
        told = story.read(path.read_text(encoding="utf-8"))
        diff = difference(told)
        if not diff:
            continue
        is_draft = not any(line.who.startswith("agent") for line in told.lines)
        if mode == "--accept" or (mode == "--draft" and is_draft):
            path.write_text(story.written(replace(told, lines=tuple(play(told)))), encoding="utf-8")
        else:
            wrong += 1
        print(f"{path}: {told.title}", *diff[3:], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
