from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.endpoint import PRE_ROLL_MS, TAIL_MS, WINDOW, End, Endpointer, Onset, Pause, Resumed, Signal
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS, Frame, Utterance


def frames(count: int, first: int = 0) -> Iterator[Frame]:
    """Frame n is full of the number n, so that a test can see whose sound is whose."""
    for n in range(first, first + count):
        yield Frame(np.full(FRAME_SAMPLES, n % 30_000, np.int16), n * FRAME_SAMPLES)


def heard(pattern: str, endpointer: Endpointer | None = None) -> list[tuple[int, Signal]]:
    """The signals for a line of frames, "#" voiced and "." not, each with the number of its frame."""
    endpointer = endpointer or Endpointer(pause_ms=120, patience_ms=400)
    signals = []
    for n, (frame, mark) in enumerate(zip(frames(len(pattern)), pattern, strict=True)):
        signal = endpointer.push(frame, mark == "#")
        if signal is not None:
            signals.append((n, signal))
    return signals


def kinds(pattern: str, endpointer: Endpointer | None = None) -> str:
    return " ".join(f"{n}:{type(signal).__name__}" for n, signal in heard(pattern, endpointer))


def sound_of(utterance: Utterance) -> list[int]:
    """The numbers of the frames in it."""
    return [int(number) for number in utterance.samples[::FRAME_SAMPLES]]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("." * 50, "", id="silence"),
        pytest.param(".....#.......##......#.#......", "", id="clicks"),
        pytest.param("..###" + "." * 25, "4:Onset 10:Pause 24:End", id="the shortest yes"),
        pytest.param("..#.#.#" + "." * 25, "6:Onset 12:Pause 26:End", id="a hoarse one"),
        pytest.param("#" * 30, "2:Onset", id="no end in sight"),
        pytest.param("####" + "." * 5 + "####" + "." * 3, "2:Onset", id="a gap too short for a pause"),
        pytest.param("####" + "." * 8 + "####" + "." * 22, "2:Onset 9:Pause 14:Resumed 21:Pause 35:End"),
        pytest.param("####....#...##...#.....#...", "2:Onset 9:Pause 24:End", id="knocks in the pause"),
        pytest.param("####" + "." * 10, "2:Onset 9:Pause", id="not yet"),
        pytest.param("####" + "." * 20 + "###", "2:Onset 9:Pause 23:End 26:Onset", id="the next one at once"),
        pytest.param("####" + "." * 18 + "####", "2:Onset 9:Pause 24:Resumed", id="began in time"),
    ],
)
def test_signals(pattern: str, expected: str) -> None:
    assert kinds(pattern) == expected


def test_an_utterance_brings_its_pre_roll_and_little_silence() -> None:
    signals = dict(heard("." * 30 + "#" * 10 + "." * 25))
    onset, pause, end = (signals[n] for n in (32, 45, 59))
    assert isinstance(onset, Onset)
    assert isinstance(pause, Pause)
    assert isinstance(end, End)
    assert onset.position == 30 * FRAME_SAMPLES
    for utterance, last in ((pause.utterance, 45), (end.utterance, 39 + TAIL_MS // FRAME_MS)):
        assert (utterance.onset, utterance.speech_end) == (30 * FRAME_SAMPLES, 40 * FRAME_SAMPLES)
        assert utterance.onset - utterance.position >= PRE_ROLL_MS * SAMPLES_PER_MS
        assert sound_of(utterance) == list(range(utterance.position // FRAME_SAMPLES, last + 1))


def test_what_the_call_may_ask_meanwhile() -> None:
    endpointer = Endpointer(pause_ms=120, patience_ms=400)
    heard("." * 10, endpointer)
    assert (endpointer.speaking, endpointer.speech_ms) == (False, 0)
    for n, frame in enumerate(frames(30, first=10)):
        endpointer.push(frame, n < 12)
        if n == 11:
            assert (endpointer.speaking, endpointer.speech_ms, endpointer.silence_ms) == (True, 240, 0)
        if n == 21:
            assert (endpointer.speaking, endpointer.speech_ms, endpointer.silence_ms) == (True, 240, 200)
    assert (endpointer.speaking, endpointer.speech_ms, endpointer.silence_ms) == (True, 240, 360)


def test_patience_may_change_while_it_is_tried() -> None:
    endpointer = Endpointer(pause_ms=120, patience_ms=10_000)
    assert kinds("####" + "." * 40, endpointer) == "2:Onset 9:Pause"
    endpointer.patience_ms = 300
    [frame] = frames(1, first=44)
    assert isinstance(endpointer.push(frame, False), End)


def test_a_long_utterance_ends_at_the_first_pause_of_its_last_quarter() -> None:
    endpointer = Endpointer(pause_ms=120, patience_ms=400, max_ms=2000)
    pattern = "#" * 40 + "." * 8 + "#" * 40 + "." * 6 + "#" * 40
    assert kinds(pattern, endpointer) == "2:Onset 45:Pause 50:Resumed 93:End 96:Onset"


def test_an_endless_utterance_is_cut_and_no_sound_of_it_lost() -> None:
    signals = heard("." * 5 + "#" * 300, Endpointer(max_ms=2000))
    utterances = [signal.utterance for _, signal in signals if isinstance(signal, End)]
    assert len(utterances) == 3
    for one, next_one in pairwise(utterances):
        assert len(one.samples) == 2000 * SAMPLES_PER_MS
        assert next_one.position == one.position + len(one.samples)
        assert next_one.onset == next_one.position


def test_a_pause_is_no_shelter_from_the_limit() -> None:
    endpointer = Endpointer(pause_ms=120, patience_ms=1_000_000, max_ms=2000)
    assert kinds("#" * 10 + "." * 200, endpointer) == "2:Onset 15:Pause 99:End"


def test_dropped_sound_is_gone() -> None:
    endpointer = Endpointer()
    assert endpointer.drop() is None
    heard("#" * 10, endpointer)
    unfinished = endpointer.drop()
    assert unfinished is not None
    assert sound_of(unfinished) == list(range(10))
    assert (endpointer.speaking, endpointer.speech_ms) == (False, 0)
    signals = heard("#" * 10 + "." * 50, endpointer)  # another leg: positions begin at 0 again
    ends = [signal.utterance for _, signal in signals if isinstance(signal, End)]
    assert [sound_of(utterance) for utterance in ends] == [list(range(20))]


def test_frames_lost_on_the_way_count_as_silence() -> None:
    """A stalled process drops the oldest frames of its inbox: what is left keeps its positions."""
    endpointer = Endpointer(patience_ms=400)
    heard("#" * 10, endpointer)
    for frame in frames(5, first=15):
        assert endpointer.push(frame, True) is None
    [after] = frames(1, first=41)
    end = endpointer.push(after, True)
    assert isinstance(end, End)
    assert sound_of(end.utterance) == [*range(10), 0, 0, 0, 0, 0, *range(15, 20)]
    assert end.utterance.speech_end == 20 * FRAME_SAMPLES
    later = [endpointer.push(frame, True) for frame in frames(2, first=42)]
    assert later == [None, Onset(41 * FRAME_SAMPLES)]


@given(
    runs=st.lists(st.tuples(st.booleans(), st.integers(1, 40)), max_size=25),
    patience_ms=st.integers(0, 1500),
    max_ms=st.integers(600, 3000),
)
def test_whatever_is_heard_the_story_is_consistent(
    runs: list[tuple[bool, int]], patience_ms: int, max_ms: int
) -> None:
    """Signals come in the order of the diagram; no sound is in two utterances; memory is bounded."""
    endpointer = Endpointer(pause_ms=120, patience_ms=patience_ms, max_ms=max_ms)
    pattern = "".join(("#" if voiced else ".") * count for voiced, count in runs)
    longest = max_ms // FRAME_MS + 2  # rounded up, and a frame more when that one had another signal
    state, begun, ended = "quiet", 0, 0
    after = {Onset: "speaking", Pause: "pausing", Resumed: "speaking", End: "quiet"}
    before = {Onset: {"quiet"}, Pause: {"speaking"}, Resumed: {"pausing"}, End: {"speaking", "pausing"}}
    for frame, mark in zip(frames(len(pattern)), pattern, strict=True):
        signal = endpointer.push(frame, mark == "#")
        assert len(endpointer._kept) <= max(longest, PRE_ROLL_MS // FRAME_MS + WINDOW)
        if signal is None:
            continue
        assert state in before[type(signal)]
        state = after[type(signal)]
        assert endpointer.speaking == (state != "quiet")
        if isinstance(signal, Onset):
            begun = signal.position
            assert ended <= begun < frame.end
        if isinstance(signal, Pause | End):
            utterance = signal.utterance
            end = utterance.position + len(utterance.samples)
            assert ended <= utterance.position <= utterance.onset == begun < utterance.speech_end <= end
            assert end <= frame.end
            assert len(utterance.samples) <= longest * FRAME_SAMPLES
            first, last = utterance.position // FRAME_SAMPLES, end // FRAME_SAMPLES
            assert sound_of(utterance) == list(range(first, last))
            if isinstance(signal, End):
                ended = end
