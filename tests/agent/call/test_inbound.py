from __future__ import annotations

import numpy as np

from agent.call.inbound import Inbound
from agent.call.policy import Policy
from agent.commands import SendFrame, SendMark
from audio.endpoint import Onset, Pause, Signal
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS, Frame, Samples
from audio.pcm import level_dbfs
from tests.sounds import babble, silence

POLICY = Policy()


def hear(inbound: Inbound, sound: Samples, late_ms: int = 0, begin: int = 0) -> list[Signal]:
    signals = []
    for at in range(0, len(sound) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        frame = Frame(sound[at : at + FRAME_SAMPLES], begin + at)
        signals.append(inbound.push(frame, frame.end // SAMPLES_PER_MS + late_ms))
    return [signal for signal in signals if signal is not None]


def test_a_voice_is_there_from_its_first_frame_until_a_moment_after_its_last() -> None:
    inbound = Inbound(POLICY, 0)
    hear(inbound, silence(400))
    voice = [inbound.has_voice]
    hear(inbound, babble(FRAME_MS, seed=1), begin=6400)
    voice.append(inbound.has_voice)
    hear(inbound, silence(POLICY.duck_hold_ms), begin=6400 + FRAME_SAMPLES)
    voice.append(inbound.has_voice)
    assert voice == [False, True, False]


def test_a_noise_in_which_an_ear_heard_nothing_is_no_voice() -> None:
    inbound = Inbound(POLICY, 0)
    sound = np.concatenate([silence(400), babble(400)])
    assert any(isinstance(signal, Onset) for signal in hear(inbound, sound))
    assert inbound.has_voice
    assert inbound.is_worth_hearing(True, 800)
    heard = inbound.ask(1, 800)
    assert heard.position < heard.onset < heard.speech_end
    assert inbound.partials.answered(1, "", 850)
    assert not inbound.has_voice


def test_a_blip_and_a_voice_that_lasts() -> None:
    inbound = Inbound(POLICY, 0)
    hear(inbound, np.concatenate([silence(400), babble(POLICY.least_word_ms - FRAME_MS)]))
    blip = [inbound.is_blip]
    hear(inbound, babble(POLICY.barge_in_ms, seed=2), begin=10 * 8000)
    assert [*blip, inbound.is_blip] == [True, False]
    assert inbound.lasts_unheard


def test_our_own_voice_is_no_speech_and_is_hushed_before_the_caller_s() -> None:
    """The carrier plays what we send 60 ms later; the echo comes 200 ms after that, on a line 30 ms away."""
    inbound, ours = Inbound(POLICY, 1000), babble(3000, seed=7)
    came = np.concatenate([silence(200), ours])[: len(ours)] // 8
    caller = len(ours) // 2
    came[caller:] += babble(1500, seed=3)
    onsets = []
    for at in range(0, len(ours), FRAME_SAMPLES):
        now_ms = 1000 + at // SAMPLES_PER_MS
        inbound.sent([SendFrame(ours[at : at + FRAME_SAMPLES]), SendMark("m")], now_ms + 60 + FRAME_MS)
        position = at - 60 * SAMPLES_PER_MS
        if position >= 0:
            frame = Frame(came[position : position + FRAME_SAMPLES], position)
            signal = inbound.push(frame, now_ms + 30)
            if isinstance(signal, Onset):
                onsets.append(signal.position)
            elif isinstance(signal, Pause) and inbound.is_blip:
                inbound.endpointer.drop()  # as the session does
    assert 0 <= onsets[-1] - caller <= 200 * SAMPLES_PER_MS
    assert all(position < 600 * SAMPLES_PER_MS for position in onsets[:-1]), "the first of the echo"
    heard = inbound.endpointer.so_far()
    pre_roll = heard.samples[: 160 * SAMPLES_PER_MS]
    as_it_came = came[heard.position :][: len(pre_roll)]
    assert level_dbfs(pre_roll) < level_dbfs(as_it_came) - 6
