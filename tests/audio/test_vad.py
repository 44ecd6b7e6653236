"""The bars on recorded people follow from what `python -m tests.audio.hearing` measured, with a margin."""

from __future__ import annotations

import numpy as np
import pytest

from agent.settings import Settings
from audio import pcm
from audio.frame import FRAME_SAMPLES, SAMPLE_RATE, Samples
from audio.vad import VoiceActivity
from tests.audio import hearing
from tests.sounds import babble, crowd


def line_noise(length_ms: int, level_dbfs: float) -> Samples:
    chance = np.random.default_rng(2)
    count = length_ms * SAMPLE_RATE // 1000
    return pcm.nearest(chance.standard_normal(count) * pcm.FULL_SCALE * 10 ** (level_dbfs / 20))


def verdicts(*sounds: Samples) -> list[bool]:
    vad = VoiceActivity()
    return [vad.is_speech(frame) for frame in hearing.frames_of(np.concatenate(sounds))]


@pytest.mark.parametrize("level_dbfs", [-100, -65, -50, -40, -30])
def test_steady_noise_is_no_speech(level_dbfs: float) -> None:
    """But for a moment, on a line that is loud from its first sample."""
    assert not any(verdicts(line_noise(5000, level_dbfs))[5:])


@pytest.mark.parametrize("level_dbfs", [-10, -20, -30, -40])
def test_speakers_loud_and_quiet_are_heard(level_dbfs: float) -> None:
    heard = verdicts(line_noise(1000, -65), babble(1000, level_dbfs))[50:]
    assert sum(heard) >= 45
    assert any(heard[:3])


def test_a_far_echo_is_not() -> None:
    assert not any(verdicts(line_noise(1000, -70), babble(2000, -55)))


def test_a_call_may_begin_in_mid_word() -> None:
    assert all(verdicts(babble(1000, -20))[:5])


def test_a_voice_that_stops_is_seen_to_stop_at_once() -> None:
    heard = verdicts(line_noise(1000, -60), babble(1000, -20), line_noise(1000, -60))
    last = max(n for n, speech in enumerate(heard) if speech)
    assert 98 <= last <= 101  # babble is in frames 50 to 99; webrtcvad alone goes on to frame 106


def test_a_loud_word_does_not_deafen_us_to_the_next_speaker() -> None:
    heard = verdicts(babble(500, -8), line_noise(400, -65), babble(500, -38))[45:]
    assert sum(heard) >= 17  # of 25, and four are consonants


def test_noise_that_begins_is_got_used_to() -> None:
    """A buzz like a voice, at one level for ever: not a talker who never breathes."""
    vad = VoiceActivity()
    t = np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE
    hum = pcm.from_float(0.05 * np.sign(np.sin(2 * np.pi * 140 * t)))
    heard = [vad.is_speech(frame) for frame in hearing.frames_of(np.concatenate((pcm.silence(16000), hum)))]
    assert not any(heard[-250:])


def test_people_behind_the_caller_are_no_speech_and_the_caller_is() -> None:
    behind = crowd(14_000, -32).astype(np.float64)
    said = babble(1500, -20)
    behind[10 * SAMPLE_RATE : 10 * SAMPLE_RATE + len(said)] += said
    heard = verdicts(pcm.nearest(behind))
    assert sum(heard[200:495]) < 15  # 5 % of what is not theirs, once the line is known
    assert sum(heard[500:575]) > 35
    assert sum(heard[590:]) < 5


def test_people_who_are_there_with_the_line_are_told_from_a_caller_within_two_seconds() -> None:
    """Else the greeting is cut by what nobody said to us."""
    heard = verdicts(crowd(6000, -20))
    assert sum(heard[90:]) < 10


def test_one_caller_who_speaks_with_the_line_is_heard_on() -> None:
    """At once and for four seconds, with the gaps that one talker has."""
    chance = np.random.default_rng(3)
    words = [
        np.concatenate((babble(int(chance.integers(150, 500)), -20), pcm.silence(60 * SAMPLE_RATE // 1000)))
        for _ in range(12)
    ]
    voiced = [
        frame for word in words for frame in hearing.frames_of(word) if pcm.level_dbfs(frame.samples) > -30
    ]
    assert sum(verdicts(*words)) >= 0.9 * len(voiced)


@pytest.mark.parametrize("sound", [0, 32767, -32768])
def test_a_dead_line_is_silent(sound: int) -> None:
    """Stuck at any value. The step to it may be taken for speech."""
    assert not any(verdicts(np.full(100 * FRAME_SAMPLES, sound, np.int16))[10:])


# -- recorded people -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scenes() -> dict[str, list[hearing.Scene]]:
    corpora = Settings().corpora_dir
    if not (corpora / "dev" / "manifest.tsv").exists():
        pytest.skip(f"no recorded speech in {corpora}; FRONTDESK_CORPORA_DIR names its folder")
    return hearing.scenes_by_condition()


@pytest.mark.corpora
@pytest.mark.parametrize("source", hearing.SPEECH)
def test_people_are_heard_from_their_first_word_to_their_last(
    scenes: dict[str, list[hearing.Scene]], source: str
) -> None:
    ours = hearing.score(hearing.ours, scenes[source])
    alone = hearing.score(hearing.webrtc_alone(2), scenes[source])
    assert ours.missed == ours.endless == ours.false_onsets == 0
    assert np.percentile(ours.onset_ms, 95) <= 40
    assert -20 <= np.median(ours.end_ms) <= 40
    assert np.percentile(ours.end_ms, 95) <= 120
    assert np.median(ours.end_ms) <= np.median(alone.end_ms) - 60


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("condition", "missed", "endless"),
    [
        ("all, -12 dB", 0.03, 0),
        ("all, -18 dB", 0.05, 0),
        ("all, noise at -20 dB", 0.02, 0.25),
        ("all, noise at -15 dB", 0.02, 0.25),
        ("all, noise at -10 dB", 0.03, 0.3),
        ("all, music at -15 dB", 0.02, 0.5),
    ],
)
def test_in_noise_few_are_missed_and_most_end(
    scenes: dict[str, list[hearing.Scene]], condition: str, missed: float, endless: float
) -> None:
    """What is called endless is noise itself like speech: voices in a cafe, keys, sheep, songs."""
    found = hearing.score(hearing.ours, scenes[condition])
    assert found.missed / found.clips <= missed
    assert found.endless / found.clips <= endless
