"""Our own voice, come back, against a caller's: made sounds here, people in benchmarks/barge_in.py."""

from __future__ import annotations

import time

import numpy as np
import pytest
from numpy.typing import NDArray

from audio import pcm
from audio.echo import Echo
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS, Frame, Samples
from audio.vad import VoiceActivity
from tests.sounds import babble

OURS = babble(6000, seed=7)
LEAD = 100 * SAMPLES_PER_MS
LINE = np.random.default_rng(1).normal(0, 20, 200_000)  # its noise, -64 dBFS


def returned(gain_db: float, delay_ms: float, room: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    sound = OURS.astype(float)
    if room is not None:
        sound = np.convolve(sound, room / np.sqrt(np.sum(room**2)))
    sound = np.concatenate([np.zeros(int(delay_ms * SAMPLES_PER_MS)), sound])[: len(OURS)]
    return sound * 10 ** (gain_db / 20)


Flags = NDArray[np.bool_]


def hear(came: NDArray[np.float64], ours: Samples = OURS, echo: Echo | None = None) -> tuple[Flags, Flags]:
    """Per frame: does it sound like speech, and is it taken for our own."""
    echo, vad, sent, result = echo or Echo(), VoiceActivity(), 0, []
    sound = pcm.nearest(came + LINE[: len(came)])
    for at in range(0, len(sound) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        while sent <= at + LEAD and sent + FRAME_SAMPLES <= len(ours):
            echo.sent(ours[sent : sent + FRAME_SAMPLES], sent)
            sent += FRAME_SAMPLES
        frame = Frame(sound[at : at + FRAME_SAMPLES], at)
        is_speech = vad.is_speech(frame)
        result.append((is_speech, echo.is_in(frame, is_speech)))
    speech, is_ours = np.array(result).T
    return speech, is_ours


@pytest.mark.parametrize("delay_ms", [50, 125, 263.5, 400])
@pytest.mark.parametrize("gain_db", [-10, -18, -24])
def test_an_echo_is_known_before_it_could_interrupt(gain_db: float, delay_ms: float) -> None:
    speech, ours = hear(returned(gain_db, delay_ms))
    assert speech.sum() > 100
    taken_for_a_caller = speech & ~ours
    assert taken_for_a_caller.sum() * FRAME_MS <= 140, "the first of it, and hardly a frame after"
    assert taken_for_a_caller[25:].mean() < 0.03


def test_an_echo_from_a_room_too() -> None:
    chance = np.random.default_rng(2)
    room = chance.normal(0, 1, 1600) * 10 ** (-np.arange(1600) / 800)  # 60 dB in 150 ms
    room[0] = 6
    speech, ours = hear(returned(-15, 120, room))
    assert (speech & ~ours)[25:].sum() / speech[25:].sum() < 0.2


@pytest.mark.parametrize("gain_db", [-15, -25])
def test_a_caller_over_the_echo_is_heard(gain_db: float) -> None:
    came = returned(gain_db, 150)
    caller = babble(1500, seed=3)
    begin = 3 * 16_000
    came[begin : begin + len(caller)] += caller
    speech, ours = hear(came)
    theirs = (speech & ~ours)[begin // FRAME_SAMPLES :][: len(caller) // FRAME_SAMPLES]
    assert theirs[:10].sum() >= 5, "within 200 ms"
    assert theirs.mean() > 0.6


def test_a_caller_alone_is_never_taken_for_us() -> None:
    came = np.zeros(len(OURS))
    came[16_000:64_000] = babble(3000, seed=3)
    speech, ours = hear(came)
    assert speech.sum() > 100
    assert (speech & ours).sum() <= 3


def test_a_callers_first_word_is_no_echo_though_short_sounds_agree_by_chance() -> None:
    found = 0
    for seed in range(40):
        came, echo = np.zeros(32_000), Echo()
        came[16_000:19_200] = 0.2 * babble(200, seed=100 + seed)
        hear(came, echo=echo)
        found += echo.found
    assert found == 0


def test_what_may_be_an_echo_is_none_in_a_silence_of_ours() -> None:
    ours = OURS.copy()
    ours[48_000:] = 0
    echo = Echo()
    came = returned(-15, 100)[:80_000]
    came[48_000:] = 0
    hear(came[:48_000], ours, echo)
    assert echo.suspected
    echo = Echo()
    came[64_000:] = babble(1000, seed=3)
    hear(came, ours, echo)
    assert echo.found
    assert not echo.suspected


def test_when_we_are_silent_nothing_is_ours() -> None:
    speech, ours = hear(returned(-10, 100), ours=OURS[:0])
    assert speech.any()
    assert not ours.any()


def test_what_was_cleared_does_not_come_back() -> None:
    """A caller who sounds as we would have: only what was played can be an echo."""
    echo = Echo()
    hear(returned(-10, 100)[:48_000], echo=echo)
    now = 48_000
    echo.cleared(now)
    rest = returned(-10, 100)[now:]
    sound = pcm.nearest(rest)
    ours = [
        echo.is_in(Frame(sound[at : at + FRAME_SAMPLES], now + at), is_speech=True)
        for at in range(0, 16_000, FRAME_SAMPLES)
    ]
    assert any(ours[:4]), "100 ms of it are on their way still"
    assert not any(ours[8:])


def test_frames_may_be_lost_on_the_way() -> None:
    echo = Echo()
    echo.sent(OURS[:FRAME_SAMPLES], 0)
    for position in (0, FRAME_SAMPLES, 30 * FRAME_SAMPLES, 31 * FRAME_SAMPLES):
        echo.is_in(Frame(OURS[:FRAME_SAMPLES], position), is_speech=True)
    hear(returned(-10, 100), echo=Echo())


def test_it_is_cheap() -> None:
    """30 us a frame while both speak is what the budget has for it; ten times that on a busy machine."""
    echo = Echo()
    frames = [Frame(OURS[at : at + FRAME_SAMPLES], at) for at in range(0, 64_000, FRAME_SAMPLES)]
    began_s = time.process_time()
    for frame in frames:
        echo.sent(frame.samples, frame.position + LEAD)
        echo.is_in(frame, is_speech=True)
    assert (time.process_time() - began_s) / len(frames) < 300e-6
