"""What a call asks of the ear, the voice and the records: a number for each job, and a command."""

from __future__ import annotations

from collections.abc import Iterable

from agent.call.playout import Phrase
from agent.call.reply import Planned, Sent, plan
from agent.commands import CancelJob, Command, Expectation, RunErrand, Synthesize, Transcribe
from agent.dialogue.errands import Errand
from agent.dialogue.flow import Reply
from agent.personal import Personal
from audio.frame import Utterance


class Jobs:
    def __init__(self, out: list[Command], breath_ms: int) -> None:
        """`out`: where commands go. `breath_ms`: between two sentences of ours."""
        self._out = out
        self._breath_ms = breath_ms
        self._count = 0

    def new(self) -> int:
        self._count += 1
        return self._count

    def transcribe(
        self, job: int, utterance: Utterance, final: bool, expects: Expectation, hints: tuple[str, ...]
    ) -> None:
        self._out.append(Transcribe(job, utterance, final, expects, hints))

    def plan(self, reply: Reply) -> Planned:
        """Have the first phrase of a reply made."""
        planned = plan(reply, self.new, self._breath_ms)
        self.synthesize(planned.phrases[:1])
        return planned

    def synthesize(self, phrases: Iterable[Phrase], later: bool = False) -> None:
        for phrase in phrases:
            self._out.append(Synthesize(phrase.job, Personal(phrase.text), phrase.pace, later))

    def send(self, errand: Errand) -> Sent:
        sent = Sent(self.new(), errand)
        self._out.append(RunErrand(sent.job, errand))
        return sent

    def cancel(self, jobs: Iterable[int]) -> None:
        self._out.extend(map(CancelJob, jobs))
