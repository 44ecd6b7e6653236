from __future__ import annotations

import numpy as np
import pytest

from agent.call.endpointing import Hearing
from agent.call.policy import Policy
from audio.endpoint import Endpointer, Pause
from audio.frame import FRAME_SAMPLES, SAMPLES_PER_MS, Frame, Utterance
from benchmarks import endpointing, smart_turn
from benchmarks.endpointing import Heard, answered_at, ours, score, timer
from benchmarks.pauses import Scene
from tests.sounds import babble, silence

BEFORE_MS, FIRST_MS, PAUSE_MS, SECOND_MS = 400, 800, 500, 600
END_MS = BEFORE_MS + FIRST_MS + PAUSE_MS + SECOND_MS


def hesitation(stops: tuple[float, float]) -> Heard:
    """Half a sentence, a pause, the other half; `stops`: how finished it sounds after each."""
    gap = ((BEFORE_MS + FIRST_MS) * SAMPLES_PER_MS, (BEFORE_MS + FIRST_MS + PAUSE_MS) * SAMPLES_PER_MS)
    sound = np.concatenate(
        [silence(BEFORE_MS), babble(FIRST_MS), silence(PAUSE_MS), babble(SECOND_MS), silence(2000)]
    )
    scene = Scene("made", "pause", "tests", 0, sound, (gap,), END_MS * SAMPLES_PER_MS, True, "anything", None)
    spoken = [BEFORE_MS <= ms < gap[0] // 16 or gap[1] // 16 <= ms < END_MS for ms in range(0, 4300, 20)]
    frames = [
        Frame(sound[i * FRAME_SAMPLES :][:FRAME_SAMPLES], i * FRAME_SAMPLES) for i in range(len(spoken))
    ]
    endpointer = Endpointer(endpointing.PAUSE_MS, endpointing.ENDLESS_MS)
    signals = [endpointer.push(frame, voiced) for frame, voiced in zip(frames, spoken, strict=True)]
    paused: list[Utterance] = [signal.utterance for signal in signals if isinstance(signal, Pause)]
    pauses = {
        utterance.speech_end: (utterance, Hearing("words", stop))
        for utterance, stop in zip(paused, stops, strict=True)
    }
    return Heard(scene, tuple(spoken), pauses)


@pytest.mark.parametrize(("silence_ms", "cut_off", "delay_ms"), [(300, 100, None), (700, 0, 700)])
def test_a_timer_shorter_than_the_pause_cuts_off(silence_ms: int, cut_off: int, delay_ms: int | None) -> None:
    scored = score([hesitation((0.5, 0.97))], timer(silence_ms))["paused"]
    assert scored["cut_off"] == cut_off
    assert scored["delay_ms"]["p50"] == (pytest.approx(delay_ms, abs=20) if delay_ms else None)


def test_ours_waits_for_the_unfinished_and_answers_the_finished() -> None:
    scored = score([hesitation((0.5, 0.97))], ours(Policy()))["paused"]
    assert scored["cut_off"] == 0
    assert scored["delay_ms"]["p50"] == pytest.approx(Policy().quick_ms, abs=20)


def test_ours_is_misled_by_half_a_sentence_that_sounds_whole() -> None:
    assert score([hesitation((0.97, 0.97))], ours(Policy()))["paused"]["cut_off"] == 100


def test_no_answer_before_the_words_are_there() -> None:
    at = answered_at(hesitation((0.97, 0.97)), timer(0))
    assert at is not None
    earliest_ms = BEFORE_MS + FIRST_MS + endpointing.PAUSE_MS + endpointing.EAR_MS
    assert at / SAMPLES_PER_MS >= earliest_ms


def test_the_classifier_is_fed_eight_seconds_ending_with_the_sound() -> None:
    features = smart_turn.features(babble(1000))
    assert features.shape == (80, 800)
    levels = features.mean(axis=0)
    assert levels[-90:].mean() > levels[:600].mean() + 0.3, "silence first, the sound last"
