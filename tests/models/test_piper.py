from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio.frame import SAMPLE_RATE, SAMPLES_PER_MS
from audio.pcm import to_float
from models.job import SpeechChunk
from models.loudness import SPEECH_DBFS, speech_dbfs
from tests.models.speaking import apart, needs_weights, say, sound, spoken, voice, words

pytestmark = [pytest.mark.e2e, needs_weights]

PHRASES = [
    "Good morning, Riverside Clinic.",
    "How can I help you today?",
    "Dr. Miller has 42 appointments, on Tuesday at 9:30, and one of the last is free.",
    "I am sorry, I did not understand. Could you say that again, please?",
]
INAUDIBLE = 33  # 0.001 of full scale


def audible(chunks: list[SpeechChunk]) -> tuple[int, int]:
    """First and one past the last audible sample."""
    (loud,) = np.nonzero(np.abs(sound(chunks).astype(int)) > INAUDIBLE)
    return int(loud[0]), int(loud[-1]) + 1


@pytest.mark.parametrize("text", PHRASES)
def test_a_phrase_comes_in_order_and_begins_soon(text: str) -> None:
    chunks = say(text)
    assert all((chunk.call, chunk.job) == ("c", 7) for chunk in chunks)
    assert [chunk.last for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert all(chunk.samples.dtype == np.int16 for chunk in chunks)
    assert 100 * SAMPLES_PER_MS < len(chunks[0].samples) < 200 * SAMPLES_PER_MS
    assert apart(streams)


def streams() -> bool:
    return voice().streams


@pytest.mark.parametrize("text", PHRASES)
def test_silence_is_trimmed_at_both_ends(text: str) -> None:
    chunks = say(text)
    begin, end = audible(chunks)
    assert begin <= 20 * SAMPLES_PER_MS
    assert len(sound(chunks)) - end <= 30 * SAMPLES_PER_MS


@pytest.mark.parametrize("text", PHRASES)
def test_every_word_ends_somewhere(text: str) -> None:
    chunks = say(text)
    chars = [chars for chars, _ in words(chunks)]
    ends = [end for _, end in words(chunks)]
    expected = [len(" ".join(text.split()[: n + 1])) for n in range(len(text.split()))]
    assert chars == expected
    assert ends == sorted(ends)
    assert min(np.diff(ends, prepend=0)) >= 30 * SAMPLES_PER_MS  # no word is skipped over
    assert abs(ends[-1] - audible(chunks)[1]) <= 5 * SAMPLES_PER_MS


def test_words_come_with_the_chunk_in_which_they_end() -> None:
    chunks = say(PHRASES[2])
    made = 0
    for chunk in chunks:
        begun, made = made, made + len(chunk.samples)
        slack = 10 * SAMPLES_PER_MS  # the resampler's delay
        assert all(begun - slack <= end <= made + slack for _, end in chunk.words[:-1])


def test_a_word_ends_where_its_sound_does() -> None:
    """Judged by the sound alone: the only pause of this phrase lies behind its first word."""
    chunks = say("Seven, nine.")
    quiet = np.convolve(np.abs(sound(chunks).astype(float)), np.ones(160) / 160, mode="same") < 2 * INAUDIBLE
    _, end = audible(chunks)
    (pause,) = np.nonzero(quiet[: end - 50 * SAMPLES_PER_MS])
    pause = pause[pause > 100 * SAMPLES_PER_MS]
    (_, first_word), _ = words(chunks)
    assert pause[0] - 80 * SAMPLES_PER_MS <= first_word <= pause[-1]


def test_the_same_text_makes_the_same_samples() -> None:
    np.testing.assert_array_equal(sound(say(PHRASES[1])), sound(say(PHRASES[1])))


@pytest.mark.parametrize("text", PHRASES)
def test_phrases_are_equally_loud(text: str) -> None:
    samples = sound(say(text))
    assert speech_dbfs(to_float(samples), SAMPLE_RATE) == pytest.approx(SPEECH_DBFS, abs=2)
    assert np.abs(samples.astype(int)).max() < 32767  # nothing is clipped


def test_a_slower_pace_takes_longer() -> None:
    """Not by the whole factor: the voice rounds every phoneme up to a frame, whatever the pace."""
    fast, usual, slow = (len(sound(say(PHRASES[1], pace=pace))) for pace in (0.7, 1.0, 1.5))
    assert slow > 1.2 * usual
    assert fast < 0.9 * usual


@pytest.mark.parametrize("text", ["", "   \n", "...", "?", "<break/>", "\x00\x07"])
def test_nothing_to_say_is_an_empty_chunk(text: str) -> None:
    (chunk,) = say(text)
    assert chunk.last
    assert not len(chunk.samples)
    assert chunk.words == ((len(text), 0),)


def test_markup_and_control_characters_are_not_read_out() -> None:
    np.testing.assert_array_equal(
        sound(say("<speak>Hello\x00 <break time='1s'/>there.</speak>")), sound(say("Hello there."))
    )


def test_espeak_phoneme_input_is_text_like_any_other() -> None:
    chunks = say("[[hello]] there")
    assert words(chunks)[-1][0] == len("[[hello]] there")


@pytest.mark.parametrize("text", ["x" * 700, "9" * 300, "word " * 150, "Привет 你好 😀 hello"])
def test_odd_text_is_spoken_to_its_end(text: str) -> None:
    chunks = say(text)
    assert chunks[-1].last
    chars, end = words(chunks)[-1]
    assert chars == len(text)
    assert abs(end - audible(chunks)[1]) <= 5 * SAMPLES_PER_MS
    assert len(sound(chunks)) > SAMPLE_RATE // 2


def test_a_long_text_is_spoken_sentence_by_sentence() -> None:
    text = " ".join(PHRASES * 12)[:2000]
    chunks = say(text, within_ms=60_000)
    assert len(chunks[0].samples) < 200 * SAMPLES_PER_MS
    ends = [end for _, end in words(chunks)]
    assert ends == sorted(ends)
    assert len(ends) == len(text.split())
    assert max(len(chunk.samples) for chunk in chunks) < 3 * SAMPLE_RATE


def test_bad_input_is_refused_with_its_bound() -> None:
    with pytest.raises(ValueError, match="at most 2000"):
        apart(spoken, "x" * 2001)
    with pytest.raises(ValueError, match=r"between 0.5 and 2"):
        apart(spoken, "Hello.", pace=0.1)


def loaded_from(folder: Path) -> None:
    from models.piper import Voice

    Voice(str(folder))


def test_a_folder_without_a_voice_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frontdesk weights pull"):
        apart(loaded_from, tmp_path)
