from __future__ import annotations

import numpy as np

from agent.commands import Commit, Transcribe
from audio import pcm
from benchmarks.virtual_call import Listening, VirtualCall
from tests.sounds import babble, silence


def test_a_flow_that_listens_says_nothing_and_waits_for_ever() -> None:
    sound = np.concatenate([silence(500), babble(600), silence(9000)])
    call = VirtualCall(Listening("yes_no"), {}, sound, None).run(10_000)
    assert not pcm.to_float(call.network.heard).any()
    assert call.times(Transcribe)
    assert not call.times(Commit)  # without an ear
    asked = [command.expects for _, command in call.commands if isinstance(command, Transcribe)]
    assert set(asked) == {"yes_no"}
