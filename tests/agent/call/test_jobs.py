from __future__ import annotations

import numpy as np

from agent.call.jobs import Jobs
from agent.commands import CancelJob, Command, Expectation, RunErrand, Synthesize, Transcribe
from agent.dialogue.errands import FindAppointments
from agent.dialogue.flow import Apology, Reply, Say
from agent.dialogue.knowledge import Knowledge
from agent.dialogue.reception import Reception
from agent.personal import Personal
from audio.frame import Utterance

FLOW = Apology(Reception(Knowledge("", "", "", ("",) * 7, "")))


def test_every_job_has_a_number_of_its_own_and_a_command() -> None:
    out: list[Command] = []
    jobs = Jobs(out, breath_ms=100)
    utterance = Utterance(np.zeros(320, dtype=np.int16), 0, 0, 320)
    jobs.transcribe(jobs.new(), utterance, True, Expectation.NAME, ("Reed",))
    planned = jobs.plan(Reply(FLOW, (Say("Hello. Goodbye.", pace=1.2),)))
    jobs.synthesize(planned.phrases[1:], later=True)
    sent = jobs.send(FindAppointments())
    jobs.cancel([1, sent.job])
    assert isinstance(out[0], Transcribe)
    assert (out[0].job, out[0].expects, out[0].hints) == (1, Expectation.NAME, ("Reed",))
    assert out[1:] == [
        Synthesize(2, Personal("Hello."), 1.2),
        Synthesize(3, Personal("Goodbye."), 1.2, later=True),
        RunErrand(4, FindAppointments()),
        CancelJob(1),
        CancelJob(4),
    ]
