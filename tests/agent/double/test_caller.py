from __future__ import annotations

import numpy as np
import pytest

from agent.double.audible import spans
from agent.double.caller import (
    Action,
    Caller,
    HangUp,
    Noted,
    Press,
    Said,
    Say,
    Wait,
    on_the_line,
    pink_noise,
)
from audio.frame import Samples
from tests.agent.double.sounds import joined, silence, tone

SPEECH = tone(600)


def play(caller: Caller, heard: Samples, rate: int = 16_000) -> tuple[Samples, list[tuple[int, str]]]:
    """Lets the caller hear a whole timeline; returns what was said, and (ms, key) presses and the hang-up."""
    size = rate // 50
    said, done = [], []
    for slot in range(len(heard) // size):
        step = caller.step(heard[slot * size : (slot + 1) * size])
        said.append(step.samples)
        if step.digit:
            done.append((slot * 20, step.digit))
        if step.hangs_up:
            done.append((slot * 20, "hangs up"))
            break
    return np.concatenate(said), done


def lines(caller: Caller) -> list[Said]:
    return [entry for entry in caller.log if isinstance(entry, Said)]


def notes(caller: Caller) -> list[tuple[int, str]]:
    return [(entry.at_ms, entry.what) for entry in caller.log if isinstance(entry, Noted)]


def test_a_line_waits_until_the_agent_has_been_silent_for_the_gap() -> None:
    caller = Caller([Say(samples=SPEECH, text="hello")])
    said, _ = play(caller, joined(silence(1000), tone(2000), silence(2000)))
    (line,) = lines(caller)
    assert line.at_ms == 3700
    assert (line.onset_ms, line.speech_end_ms) == (3700, 4300)
    assert spans(said, 16_000) == [(3700, 4300)]
    assert not line.interrupts


def test_a_pause_shorter_than_the_gap_is_not_taken_for_the_callers_turn() -> None:
    caller = Caller([Say(samples=SPEECH)], gap_ms=700)
    play(caller, joined(tone(1000), silence(680), tone(1000), silence(2000)))
    assert lines(caller)[0].at_ms == 3380


def test_the_next_line_waits_for_a_reply_to_the_first() -> None:
    caller = Caller([Say(samples=SPEECH), Say(samples=SPEECH)])
    play(caller, joined(tone(500), silence(4000), tone(500), silence(2000)))
    assert [line.at_ms for line in lines(caller)] == [1200, 5700]


def test_a_caller_nobody_replies_to_goes_on_after_its_patience() -> None:
    caller = Caller([Say(samples=SPEECH), Say(samples=SPEECH)], patience_ms=3000)
    _, done = play(caller, joined(tone(500), silence(20_000)))
    first, second = lines(caller)
    assert first.speech_end_ms == 1800
    assert second.at_ms == pytest.approx(first.speech_end_ms + 3000, abs=20)
    assert done[-1][0] == pytest.approx(second.speech_end_ms + 3000, abs=20)
    assert [what for _, what in notes(caller)].count("no reply") == 2


def test_an_interruption_comes_so_long_after_the_agent_began() -> None:
    caller = Caller([Say(samples=SPEECH, interrupt_ms=800)])
    play(caller, joined(silence(500), tone(5000)))
    (line,) = lines(caller)
    assert line.at_ms == 1300
    assert line.interrupts


def test_the_rest_of_an_interrupted_sentence_is_no_reply_to_the_interruption() -> None:
    caller = Caller([Say(samples=SPEECH, interrupt_ms=500), Say(samples=SPEECH)])
    heard = joined(tone(1500), silence(2000), tone(500), silence(3000))  # interrupted at 500, stops at 1500
    play(caller, heard)
    assert [line.at_ms for line in lines(caller)] == [500, 4700]


def test_a_reply_begun_while_the_caller_still_spoke_is_one() -> None:
    caller = Caller([Say(samples=tone(2000)), Say(samples=SPEECH)])
    play(caller, joined(tone(500), silence(1700), tone(2000), silence(2000)))
    assert [line.at_ms for line in lines(caller)] == [1200, 4900]


def test_a_line_at_a_fixed_time_waits_for_nobody() -> None:
    caller = Caller([Say(samples=SPEECH, at_ms=740)])
    play(caller, tone(2000))
    assert lines(caller)[0].at_ms == 740


def test_waiting_counts_from_the_callers_turn() -> None:
    caller = Caller([Wait(wait_ms=2000), Say(samples=SPEECH)])
    play(caller, joined(tone(1000), silence(4000)))
    assert lines(caller)[0].at_ms == 1700 + 2000


def test_keys_are_pressed_one_after_another_and_await_a_reply() -> None:
    caller = Caller([Press(digits="12#"), Say(samples=SPEECH)])
    _, done = play(caller, joined(tone(500), silence(2500), tone(500), silence(1500)))
    assert done == [(1200, "1"), (1500, "2"), (1800, "#")]
    assert lines(caller)[0].at_ms == 4200


@pytest.mark.parametrize("actions", [[], [HangUp()]])
def test_a_call_ends_with_the_caller_hanging_up_in_turn(actions: list[Action]) -> None:
    _, done = play(Caller(actions), joined(tone(500), silence(5000)))
    assert done == [(1200, "hangs up")]


def test_a_caller_can_hang_up_in_the_middle_of_the_agents_sentence() -> None:
    _, done = play(Caller([HangUp(interrupt_ms=800)]), joined(silence(200), tone(5000)))
    assert done == [(1000, "hangs up")]


def test_the_agent_is_noted_as_it_speaks_and_falls_silent() -> None:
    caller = Caller([])
    play(caller, joined(silence(300), tone(500), silence(2000)))
    assert notes(caller)[:2] == [(300, "agent speaks"), (800, "agent is silent")]


def test_a_click_is_not_the_agent_speaking() -> None:
    caller = Caller([Say(samples=SPEECH)], patience_ms=10_000)
    play(caller, joined(tone(20), silence(5000)))
    assert lines(caller) == []


def test_silence_around_the_speech_of_a_recording_is_trimmed_and_some_background_kept() -> None:
    caller = Caller([Say(samples=joined(silence(3000), SPEECH, silence(4000)), at_ms=0), HangUp(at_ms=1000)])
    play(caller, silence(2000))
    (line,) = lines(caller)
    assert (line.onset_ms, line.speech_end_ms) == (200, 800)


def test_a_line_without_sound_is_refused() -> None:
    with pytest.raises(ValueError, match="no sound above"):
        Caller([Say(samples=silence(1000))])


@pytest.mark.parametrize("rate", [8000, 16_000, 24_000])
@pytest.mark.parametrize("telephone", [False, True])
def test_speech_keeps_its_times_on_any_leg(rate: int, telephone: bool) -> None:
    caller = Caller(
        [Say(samples=joined(silence(400), SPEECH, silence(400)), at_ms=0)], rate, telephone=telephone
    )
    said, _ = play(caller, silence(1500, rate), rate)
    (line,) = lines(caller)
    (span,) = spans(said, rate)
    assert (line.onset_ms, line.speech_end_ms) == span
    rings_ms = 20 if telephone else 10  # a tone cut off sharply rings in a filter as steep as the band's
    assert span.begin_ms == pytest.approx(200, abs=rings_ms)
    assert span.end_ms == pytest.approx(800, abs=rings_ms)


def test_the_telephone_band_keeps_the_middle_and_loses_both_ends() -> None:
    def level_db(hz: float) -> float:
        sound = on_the_line(tone(1000, hz=hz), 16_000, telephone=True)[4000:12_000]
        return float(20 * np.log10(np.sqrt(np.mean((sound / 32768.0) ** 2)) + 1e-9)) + 20

    assert level_db(1000) == pytest.approx(0, abs=0.2)
    assert level_db(100) < -40
    assert level_db(5000) < -40


@pytest.mark.parametrize("rate", [8000, 16_000, 24_000])
def test_noise_lies_below_the_speech_by_the_ratio_asked_for_and_never_pauses(rate: int) -> None:
    caller = Caller([Say(samples=SPEECH, at_ms=5000)], rate, snr_db=15.0)
    said, _ = play(caller, silence(5000, rate), rate)
    levels = 10 * np.log10(np.mean((said.reshape(-1, rate // 2) / 32768.0) ** 2, axis=1))
    assert np.all(np.abs(levels - (-35.0)) < 3)  # pink noise is uneven over half a second
    assert np.mean((said / 32768.0) ** 2) == pytest.approx(10**-3.5, rel=0.3)


def test_noise_of_ones_own_is_looped() -> None:
    hum = tone(1000, hz=100)
    caller = Caller([Say(samples=SPEECH, at_ms=60_000)], snr_db=10.0, noise=hum)
    said, _ = play(caller, silence(3000))
    assert np.array_equal(said[:16_000], said[32_000:48_000])
    assert spans(said, 16_000) == [(0, 3000)]


def test_silent_noise_is_refused() -> None:
    with pytest.raises(ValueError, match="noise is silent"):
        Caller([Say(samples=SPEECH)], snr_db=10.0, noise=silence(100))


def test_pink_noise_is_the_same_for_a_seed_and_falls_three_decibels_an_octave() -> None:
    noise = pink_noise(10_000, 16_000, seed=3)
    assert np.array_equal(noise, pink_noise(10_000, 16_000, seed=3))
    assert not np.array_equal(noise, pink_noise(10_000, 16_000, seed=4))
    power = np.abs(np.fft.rfft(noise.astype(np.float64))) ** 2
    octave_db = 10 * np.log10(power[10_000:20_000].mean() / power[20_000:40_000].mean())  # 1-2 kHz, 2-4 kHz
    assert octave_db == pytest.approx(3.0, abs=0.5)
