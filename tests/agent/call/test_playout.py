"""The pace and the ledger, against a carrier that plays exactly what it gets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.playout import Phrase, Playout
from agent.call.policy import Policy
from agent.commands import SendFrame, SendMark
from agent.events import WordEnd
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS

POLICY = Policy()


def phrase(job: int, text: str, word_ms: int = 200) -> Phrase:
    """Each word takes `word_ms`."""
    made = Phrase(job, text)
    ends, chars = [], 0
    for i, word in enumerate(text.split(), 1):
        chars = text.index(word, chars) + len(word)
        ends.append(WordEnd(chars, i * word_ms * SAMPLES_PER_MS))
    sound = np.ones(len(ends) * word_ms * SAMPLES_PER_MS, dtype=np.int16)
    made.extend(sound, tuple(ends), last=True)
    return made


class Carrier:
    """Plays a frame every 20 ms from when it got the first; knows what was really heard."""

    def __init__(self, playout: Playout, delay_ms: int = 10) -> None:
        self.playout = playout
        self.delay_ms = delay_ms
        self.ends_ms: list[int] = []  # when each frame's last sample has been played
        self.marks: list[tuple[int, str]] = []
        self.most_ahead_ms = 0

    def run(self, start_ms: int, until_ms: int) -> None:
        now_ms = start_ms
        while now_ms <= until_ms:
            for command in self.playout.due(now_ms):
                if isinstance(command, SendFrame):
                    assert len(command.samples) == FRAME_SAMPLES
                    begins = max(now_ms + self.delay_ms, self.ends_ms[-1] if self.ends_ms else 0)
                    self.ends_ms.append(begins + FRAME_MS)
                    self.most_ahead_ms = max(self.most_ahead_ms, self.ends_ms[-1] - now_ms - self.delay_ms)
                else:
                    assert isinstance(command, SendMark)
                    self.marks.append((self.ends_ms[-1] + self.delay_ms, command.mark))
            next_ms = self.playout.next_send_at()
            assert next_ms is None or next_ms > now_ms, "the deadline must move on"
            now_ms = next_ms if next_ms is not None else until_ms + 1

    def heard_frames(self, now_ms: int) -> int:
        return sum(end <= now_ms for end in self.ends_ms)


def test_the_lead_is_small_and_never_exceeded() -> None:
    playout = Playout(POLICY)
    carrier = Carrier(playout)
    playout.say([phrase(1, "one two three four five six seven eight")])
    carrier.run(1000, 5000)
    assert carrier.most_ahead_ms == POLICY.lead_ms
    assert len(carrier.ends_ms) == 1600 // FRAME_MS
    assert playout.underruns == 0


def test_the_first_frame_leaves_at_once() -> None:
    playout = Playout(POLICY)
    playout.say([phrase(1, "hello")])
    assert isinstance(playout.due(123_456)[0], SendFrame)


def test_a_line_is_over_by_its_last_mark() -> None:
    playout = Playout(POLICY)
    carrier = Carrier(playout)
    playout.say([phrase(1, "good morning"), phrase(2, "how are you")])
    carrier.run(0, 5000)
    (first_at, first), (last_at, last) = carrier.marks
    playout.mark_played(first)
    assert not playout.is_over(first_at)
    playout.mark_played(last)
    assert playout.is_over(last_at)
    assert playout.text == "good morning how are you"


def test_a_line_is_over_by_the_clock_when_marks_are_lost() -> None:
    playout = Playout(POLICY)
    Carrier(playout).run(0, 10)
    playout.say([phrase(1, "good morning")])
    Carrier(playout).run(0, 5000)
    over_at = playout.over_at()
    assert over_at == 400 + POLICY.transit_ms + POLICY.mark_grace_ms
    assert not playout.is_over(over_at - 1)
    assert playout.is_over(over_at)


@given(st.integers(0, 2500), st.integers(0, 40))
def test_never_credits_a_word_that_was_not_played(stop_ms: int, delay_ms: int) -> None:
    playout = Playout(POLICY)
    carrier = Carrier(playout, delay_ms)
    words = "one two three four five six seven eight nine ten"
    playout.say([phrase(1, words)])
    carrier.run(0, stop_ms)
    credited = playout.heard_text(stop_ms).split()
    played = carrier.heard_frames(stop_ms) * FRAME_MS // 200
    assert credited == words.split()[: len(credited)]
    assert played - 1 <= len(credited) <= played


def test_clear_forgets_what_was_not_heard() -> None:
    playout = Playout(POLICY)
    playout.say([phrase(1, "one two three four"), phrase(2, "five six")])
    carrier = Carrier(playout)
    carrier.run(0, 500)
    assert playout.heard_text(500) == "one two"
    playout.clear(500)
    assert playout.next_send_at() is None
    assert playout.heard_text(10_000) == ""


def test_a_mark_from_before_the_clear_says_nothing() -> None:
    playout = Playout(POLICY)
    playout.say([phrase(1, "one")])
    Carrier(playout).run(0, 150)
    playout.clear(150)
    playout.say([phrase(2, "two three")])
    playout.due(160)
    playout.mark_played("p1")
    assert playout.heard_text(161) == ""


def test_speech_after_a_silence_starts_a_new_run() -> None:
    playout = Playout(POLICY)
    carrier = Carrier(playout)
    playout.say([phrase(1, "one")])
    carrier.run(0, 1000)
    playout.say([phrase(2, "two three")])
    carrier.run(9000, 9250)
    assert playout.heard_text(9260) == "two"
    assert playout.started_ms == 9000
    assert playout.underruns == 0


def test_sound_that_comes_late_is_an_underrun_and_still_counted_right() -> None:
    playout = Playout(POLICY)
    carrier = Carrier(playout)
    slow = Phrase(1, "one two")
    slow.extend(
        np.ones(200 * SAMPLES_PER_MS, dtype=np.int16), (WordEnd(3, 200 * SAMPLES_PER_MS),), last=False
    )
    playout.say([slow])
    carrier.run(0, 300)
    slow.extend(np.ones(200 * SAMPLES_PER_MS, dtype=np.int16), (WordEnd(7, 400 * SAMPLES_PER_MS),), last=True)
    carrier.run(500, 700)
    assert playout.underruns == 1
    assert playout.heard_text(690) == "one"
    assert playout.heard_text(745) == "one two"


def test_a_breath_lies_between_sentences() -> None:
    playout = Playout(POLICY)
    second = Phrase(2, "b", gap=120 * SAMPLES_PER_MS)
    second.extend(np.ones(3200, dtype=np.int16), (WordEnd(1, 3200),), last=True)
    assert second.waiting == 3200 + 120 * SAMPLES_PER_MS
    assert second.words == [WordEnd(1, 3200 + 120 * SAMPLES_PER_MS)]
    playout.say([phrase(1, "a"), second])
    carrier = Carrier(playout)
    carrier.run(0, 5000)
    assert len(carrier.ends_ms) == (200 + 120 + 200) // FRAME_MS


@pytest.mark.parametrize("stretch", [1, 160, 319, 321, 1000])
def test_stretches_of_any_size_give_whole_frames(stretch: int) -> None:
    sound = np.arange(3210, dtype=np.int16)
    made = Phrase(1, "x")
    for start in range(0, len(sound), stretch):
        part = sound[start : start + stretch]
        made.extend(part, (), last=start + stretch >= len(sound))
    playout = Playout(POLICY)
    playout.say([made])
    frames = [c.samples for now in range(0, 2000, 20) for c in playout.due(now) if isinstance(c, SendFrame)]
    whole = np.concatenate(frames)
    assert len(whole) == 3520
    assert np.array_equal(whole[:3210], sound)
    assert not whole[3210:].any()
