from __future__ import annotations

import numpy as np
import pytest

from agent.double.audible import AUDIBLE_DBFS, Span, spans, speech_level_dbfs, voiced
from tests.agent.double.sounds import joined, silence, tone


@pytest.mark.parametrize("rate", [8000, 16_000, 24_000])
def test_a_tone_is_found_where_it_is(rate: int) -> None:
    sound = joined(silence(230, rate), tone(410, rate), silence(500, rate))
    assert spans(sound, rate) == [Span(230, 640)]


def test_begin_and_end_between_blocks_are_exact_to_a_block() -> None:
    sound = joined(silence(233), tone(414), silence(500))
    (span,) = spans(sound, 16_000)
    assert abs(span.begin_ms - 233) <= 10
    assert abs(span.end_ms - 647) <= 10


def test_a_click_is_no_speech() -> None:
    assert spans(joined(silence(100), tone(20), silence(500)), 16_000) == []


def test_a_click_shortly_before_speech_does_not_move_its_beginning() -> None:
    sound = joined(silence(100), tone(20), silence(100), tone(200), silence(100))
    assert spans(sound, 16_000) == [Span(220, 420)]


def test_pauses_between_words_do_not_part_and_longer_ones_do() -> None:
    together = joined(tone(200), silence(290), tone(200))
    apart = joined(tone(200), silence(300), tone(200))
    assert spans(together, 16_000) == [Span(0, 690)]
    assert spans(apart, 16_000) == [Span(0, 200), Span(500, 700)]


def test_line_noise_is_not_audible_and_faint_speech_is() -> None:
    assert spans(tone(500, level_dbfs=AUDIBLE_DBFS - 3), 16_000) == []
    assert spans(tone(500, level_dbfs=AUDIBLE_DBFS + 3), 16_000) == [Span(0, 500)]


def test_the_room_behind_a_loud_recording_is_not_its_speaker() -> None:
    room = np.random.default_rng(1).normal(0, 32768 * 10 ** (-42 / 20), 16_000).astype(np.int16)
    recording = joined(room[:8000], tone(600, level_dbfs=-12), room[8000:])
    assert voiced(recording, 16_000) == Span(500, 1100)


def test_silence_has_no_voice_and_no_level() -> None:
    assert voiced(silence(300), 16_000) is None
    assert voiced(silence(0), 16_000) is None
    assert speech_level_dbfs(silence(300), 16_000) == -100.0


def test_speech_level_leaves_the_pauses_out() -> None:
    assert speech_level_dbfs(joined(tone(500), silence(2000)), 16_000) == pytest.approx(-20.0, abs=0.05)
