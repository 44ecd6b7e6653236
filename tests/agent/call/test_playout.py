"""The pace and the ledger: by themselves, against the double's network, and in whole calls."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.call.playout import Phrase, Playout
from agent.call.policy import Policy
from agent.call.run import MARK_FRAMES
from agent.commands import ClearPlayout, Commit, HangUp, SendFrame, SendMark, Synthesize
from agent.dialogue.phrases import en
from agent.dialogue.reception import Reception
from agent.double.audible import speech_level_dbfs
from agent.double.caller import HangUp as CallerHangsUp
from agent.double.caller import Wait
from agent.double.network import MarkFaults, Network, Step, connected
from agent.events import Event, PlayoutCleared, WordEnd
from agent.wire.vonage import VonageLeg
from audio import pcm
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE, SAMPLES_PER_MS, Samples
from benchmarks.heard_calls import FAULTS, Call, Line
from tests.agent.call.test_session import CLINIC, GREETING, say
from tests.harness import VirtualCall
from tests.sounds import babble

POLICY = Policy()
SENTENCE = "one two three four five six seven eight nine ten"


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


def playout(listened_ms: int = 2000) -> Playout:
    """On a calm line that has been listened to for a while: from -listened_ms to 0."""
    made = Playout(POLICY)
    for i in range(listened_ms // FRAME_MS):
        made.frame_arrived((i + 1) * FRAME_SAMPLES, (i + 1) * FRAME_MS - listened_ms)
    return made


class Carrier:
    """Plays a frame every 20 ms from when it got the first; knows what was really heard."""

    def __init__(self, playout: Playout, delay_ms: int = 10) -> None:
        self.playout = playout
        self.delay_ms = delay_ms
        self.ends_ms: list[int] = []  # when each frame's last sample has been played
        self.marks: list[tuple[int, str]] = []
        self.most_ahead_ms = 0
        self.sound: list[Samples] = []

    def run(self, start_ms: int, until_ms: int) -> None:
        now_ms = start_ms
        while now_ms <= until_ms:
            for command in self.playout.due(now_ms):
                if isinstance(command, SendFrame):
                    assert len(command.samples) == FRAME_SAMPLES
                    begins = max(now_ms + self.delay_ms, self.ends_ms[-1] if self.ends_ms else 0)
                    self.ends_ms.append(begins + FRAME_MS)
                    self.most_ahead_ms = max(self.most_ahead_ms, self.ends_ms[-1] - now_ms - self.delay_ms)
                    self.sound.append(command.samples)
                else:
                    assert isinstance(command, SendMark)
                    self.marks.append((self.ends_ms[-1] + self.delay_ms, command.mark))
            next_ms = self.playout.next_send_at()
            assert next_ms is None or next_ms > now_ms, "the deadline must move on"
            now_ms = next_ms if next_ms is not None else until_ms + 1

    def answer(self, until_ms: int, marks: int | None = None) -> None:
        """Bring the caller's frames since 0 and the first `marks` marks, each in its place."""
        frames = [(at_ms, None) for at_ms in range(FRAME_MS, until_ms + 1, FRAME_MS)]
        for at_ms, mark in sorted([*frames, *self.marks[:marks]], key=lambda each: each[0]):
            if at_ms <= until_ms and mark is None:
                self.playout.frame_arrived((2000 + at_ms) * SAMPLES_PER_MS, at_ms)
            elif at_ms <= until_ms:
                self.playout.mark_played(mark, at_ms)


# -- the pace --------------------------------------------------------------------------------------


def test_the_lead_of_a_calm_line_is_small_and_never_exceeded() -> None:
    carrier = Carrier(calm := playout())
    calm.say([phrase(1, "one two three four five six seven eight")])
    carrier.run(1000, 5000)
    assert carrier.most_ahead_ms == POLICY.lead_ms
    assert len(carrier.ends_ms) == 1600 // FRAME_MS
    assert calm.underruns == 0


def test_the_first_frame_leaves_at_once_and_is_sound_when_the_line_is_calm() -> None:
    calm = playout()
    calm.say([phrase(1, "hello")])
    first = calm.due(123_456)[0]
    assert isinstance(first, SendFrame)
    assert first.samples.all()


def test_the_lead_grows_at_once_with_jitter_and_shrinks_slowly_within_its_bounds() -> None:
    line = playout()
    assert line.lead_ms == POLICY.lead_ms
    line.frame_arrived(101 * FRAME_SAMPLES, 20 + 80)
    grown_ms = line.lead_ms
    assert grown_ms >= 80 + FRAME_MS
    leads_ms = []
    for i in range(102, 102 + 3000):
        line.frame_arrived(i * FRAME_SAMPLES, (i - 100) * FRAME_MS)
        leads_ms.append(line.lead_ms)
    assert leads_ms == sorted(leads_ms, reverse=True)
    assert leads_ms[50] > 0.9 * grown_ms
    assert leads_ms[-1] == POLICY.lead_ms
    line.frame_arrived(5000 * FRAME_SAMPLES, 5000 * FRAME_MS + 3000)
    assert line.lead_ms == POLICY.most_lead_ms


def test_on_a_restless_line_a_run_begins_with_silence() -> None:
    """Else the first frame might be played, and the next one still be on its way."""
    restless = playout()
    restless.frame_arrived(101 * FRAME_SAMPLES, 20 + 100)
    restless.say([phrase(1, "one two")])
    carrier = Carrier(restless)
    carrier.run(0, 2000)
    quiet = [not samples.any() for samples in carrier.sound]
    assert quiet == [True] * 5 + [False] * 20
    assert restless.started_ms == 100


def test_a_mark_every_200_ms_and_at_the_end() -> None:
    calm = playout()
    carrier = Carrier(calm)
    calm.say([phrase(1, "one two three", word_ms=170)])
    carrier.run(0, 2000)
    assert [mark for _, mark in carrier.marks] == ["f10", "f20", "f26"]


def test_sound_that_comes_late_is_an_underrun_and_begins_softly() -> None:
    line = playout()
    carrier = Carrier(line)
    slow = Phrase(1, "one two")
    loud = np.full(200 * SAMPLES_PER_MS, 8000, dtype=np.int16)
    slow.extend(loud, (WordEnd(3, 200 * SAMPLES_PER_MS),), last=False)
    line.say([slow])
    carrier.run(0, 300)
    slow.extend(loud, (WordEnd(7, 400 * SAMPLES_PER_MS),), last=True)
    carrier.run(500, 900)
    assert line.underruns == 1
    resumed = carrier.sound[10].astype(int)
    assert resumed[0] == 0
    assert np.diff(resumed).max() <= 101, "5 ms to full loudness"
    assert (resumed[80:] == 8000).all()
    assert all((samples == 8000).all() for samples in carrier.sound[:10] + carrier.sound[11:])


def test_speech_after_a_silence_starts_a_new_run() -> None:
    line = playout()
    carrier = Carrier(line)
    line.say([phrase(1, "one")])
    carrier.run(0, 1000)
    line.say([phrase(2, "two three")])
    carrier.run(9000, 9250)
    assert line.started_ms == 9000
    assert line.underruns == 0


def test_a_breath_lies_between_sentences() -> None:
    second = Phrase(2, "b", gap=120 * SAMPLES_PER_MS)
    second.extend(np.ones(3200, dtype=np.int16), (WordEnd(1, 3200),), last=True)
    assert second.waiting == 3200 + 120 * SAMPLES_PER_MS
    assert second.words == [WordEnd(1, 3200 + 120 * SAMPLES_PER_MS)]
    line = playout()
    line.say([phrase(1, "a"), second])
    carrier = Carrier(line)
    carrier.run(0, 5000)
    assert len(carrier.ends_ms) == (200 + 120 + 200) // FRAME_MS


@pytest.mark.parametrize("stretch", [1, 160, 319, 321, 1000])
def test_stretches_of_any_size_give_whole_frames(stretch: int) -> None:
    sound = np.arange(3210, dtype=np.int16)
    made = Phrase(1, "x")
    for start in range(0, len(sound), stretch):
        part = sound[start : start + stretch]
        made.extend(part, (), last=start + stretch >= len(sound))
    line = playout()
    line.say([made])
    frames = [c.samples for now in range(0, 2000, 20) for c in line.due(now) if isinstance(c, SendFrame)]
    whole = np.concatenate(frames)
    assert len(whole) == 3520
    assert np.array_equal(whole[:3210], sound)
    assert not whole[3210:].any()


# -- against the network ---------------------------------------------------------------------------


class Counting:
    def __init__(self) -> None:
        self.slots: list[bool] = []

    def step(self, heard: Samples) -> Step:
        self.slots.append(bool(heard.any()))
        return Step(pcm.silence(len(heard)))


def speak(phrases: list[Phrase], length_ms: int, rate: int = SAMPLE_RATE, drift_ppm: int = 0) -> Network:
    """One line over the real wire, from a second into the call; the network, with what was heard."""
    line, leg, network = Playout(POLICY), VonageLeg(1), Network(Counting(), rate, drift_ppm=drift_ppm)
    leg.receive(connected(rate, {}), 0)
    now_ms, due_ms = 0, [0]
    while now_ms < length_ms:
        now_ms = max(now_ms, min(due_ms))
        for message in network.advance(now_ms):
            for event in leg.receive(message, now_ms):
                if hasattr(event, "frame"):
                    line.frame_arrived(event.frame.end, now_ms)
                elif hasattr(event, "mark"):
                    line.mark_played(event.mark, now_ms)
        if phrases and now_ms >= 1000:
            line.say(phrases)
            phrases = []
        for command in line.due(now_ms):
            network.receive(leg.send(command), now_ms)
        send_ms = line.next_send_at()
        due_ms = [network.deadline_ms, *([] if send_ms is None else [send_ms])]
    return network


@pytest.mark.parametrize("drift_ppm", [-200, 200])
def test_a_monologue_of_30_minutes_outlives_the_drift_of_the_clocks(drift_ppm: int) -> None:
    """360 ms in all, more than the carrier ever holds: no hole in a sentence, and no sentence delayed."""
    sentence = np.ones(12_000 * SAMPLES_PER_MS, dtype=np.int16)
    phrases = []
    for job in range(150):
        made = Phrase(job, "x")
        made.extend(sentence, (), last=True)
        phrases.append(made)
    network = speak(phrases, 1_808_000, drift_ppm=drift_ppm)
    heard = np.flatnonzero(network.heard[::FRAME_SAMPLES])
    breaths = np.diff(heard)[np.diff(heard) > 1]
    assert len(heard) == 150 * 600
    assert len(breaths) <= 31
    assert (breaths - 1).max() * FRAME_MS <= 100
    assert not {int(np.searchsorted(heard, at)) % 600 for at in heard[1:][np.diff(heard) > 1]} - {0}


@pytest.mark.parametrize("rate", [8000, 16_000, 24_000])
def test_speech_reaches_the_caller_at_its_level_without_a_click(rate: int) -> None:
    """Two sentences through the real resampler: as loud as made, unclipped, no step that is not speech."""
    sound = babble(1500, level_dbfs=-20)
    sound = (
        sound * np.minimum(1, np.minimum(np.arange(len(sound)), np.arange(len(sound))[::-1]) / 160)
    ).astype(np.int16)
    made = [Phrase(1, "x"), Phrase(2, "y", gap=120 * SAMPLES_PER_MS)]
    for each in made:
        each.extend(sound, (), last=True)
    heard = speak(made, 6000, rate).heard
    spoken = np.flatnonzero(heard)
    assert spoken[-1] - spoken[0] <= 3160 * rate // 1000
    assert abs(speech_level_dbfs(heard, rate) - speech_level_dbfs(sound, SAMPLE_RATE)) < 0.7
    assert np.abs(heard.astype(int)).max() < 32_000
    steepest = np.abs(np.diff(sound.astype(int))).max() * SAMPLE_RATE / rate
    assert np.abs(np.diff(heard.astype(int))).max() <= 1.1 * steepest


def test_what_an_8_khz_leg_cannot_carry_is_gone_not_mirrored() -> None:
    t = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    tones = []
    for job, hz in enumerate((1000, 5500)):
        made = Phrase(job, "x")
        made.extend(pcm.from_float(0.3 * np.sin(2 * np.pi * hz * t)), (), last=True)
        tones.append(made)
    heard = speak(tones, 5000, 8000).heard
    first = int(np.flatnonzero(heard)[0])
    low, high = heard[first + 800 : first + 7200], heard[first + 8800 : first + 15_200]
    assert abs(pcm.level_dbfs(low) - 20 * np.log10(0.3 / np.sqrt(2))) < 0.2
    assert pcm.level_dbfs(high) < pcm.level_dbfs(low) - 60


@settings(max_examples=30, deadline=None)
@given(
    st.builds(
        Line,
        there_ms=st.integers(0, 150),
        back_ms=st.integers(0, 150),
        jitter_ms=st.integers(0, 200),
        faults=st.sampled_from(sorted(FAULTS)),
        drift_ppm=st.integers(-200, 200),
        gusts_ms=st.sampled_from((0, 3000)),
    ),
    st.integers(0, 10_000),
)
def test_never_credits_a_word_that_was_not_played(line: Line, seed: int) -> None:
    outcome = Call(line, seed).run(20_000)
    assert outcome.instant_words
    assert min(outcome.instant_words + outcome.cut_words + outcome.at_once_words, default=0) >= 0
    assert min(outcome.over_ms, default=0) >= 0


@pytest.mark.parametrize("jitter_ms", [0, 100, 200])
def test_an_interrupted_line_is_known_to_the_word(jitter_ms: int) -> None:
    outcome = Call(Line(there_ms=100, back_ms=100, jitter_ms=jitter_ms), seed=2).run(120_000)
    assert len(outcome.cut_words) >= 8
    assert max(outcome.cut_words) <= 1
    assert sum(outcome.cut_words) <= len(outcome.cut_words) / 2
    assert not outcome.holes_ms


# -- the ledger by itself --------------------------------------------------------------------------


def test_a_line_is_over_by_its_last_mark() -> None:
    line = playout()
    carrier = Carrier(line)
    line.say([phrase(1, "good morning"), phrase(2, "how are you")])
    carrier.run(0, 5000)
    last_ms = carrier.marks[-1][0]
    carrier.answer(last_ms - 1)
    assert not line.is_over(last_ms - 1)
    line.mark_played(carrier.marks[-1][1], last_ms)
    assert line.is_over(last_ms)
    assert line.text == "good morning how are you"


def test_a_line_is_over_by_the_clock_when_marks_are_lost() -> None:
    line = playout()
    line.say([phrase(1, "good morning")])
    Carrier(line).run(0, 5000)
    over_at = line.over_at()
    assert over_at == 400 + POLICY.transit_ms + POLICY.mark_grace_ms
    assert not line.is_over(over_at - 1)
    assert line.is_over(over_at)


def test_the_clock_is_surer_once_a_mark_was_there() -> None:
    line = playout()
    carrier = Carrier(line, delay_ms=20)
    line.say([phrase(1, "good morning")])
    carrier.run(0, 5000)
    carrier.answer(until_ms=300, marks=1)
    over_at = line.over_at()
    assert over_at is not None
    assert 420 <= over_at - POLICY.mark_grace_ms <= 420 + 45
    assert line.heard_text(300) == "good"


def test_a_mark_that_is_back_before_its_sound_can_have_been_played_is_not_believed() -> None:
    """A carrier that returns marks as they come in proves nothing with them."""
    line = playout()
    line.say([phrase(1, SENTENCE)])
    Carrier(line).run(0, 400)
    line.mark_played("f20", 330)
    assert line.heard_text(330) == ""


def test_taking_back_forgets_what_was_not_heard() -> None:
    line = playout()
    line.say([phrase(1, "one two three four"), phrase(2, "five six")])
    Carrier(line).run(0, 500)
    cut = line.take_back(500)
    assert line.heard_of(cut, confirmed=False) == "one two"
    assert cut.began_ms == 0
    assert line.next_send_at() is None
    assert line.heard_text(10_000) == ""
    assert line.text == ""


def test_a_mark_from_before_the_clear_says_nothing() -> None:
    line = playout()
    line.say([phrase(1, "one")])
    carrier = Carrier(line)
    carrier.run(0, 150)
    line.take_back(150)
    line.say([phrase(2, "two three")])
    line.due(160)
    for _, mark in carrier.marks:
        line.mark_played(mark, 400)
    assert line.heard_text(401) == ""


def test_a_doubled_mark_and_an_unknown_one_change_nothing() -> None:
    line = playout()
    line.say([phrase(1, SENTENCE)])
    carrier = Carrier(line)
    carrier.run(0, 900)
    carrier.answer(until_ms=300, marks=1)
    heard = line.heard_frames(300)
    assert MARK_FRAMES <= heard <= 290 // FRAME_MS
    line.mark_played(carrier.marks[0][1], 300)
    line.mark_played("f999", 300)
    assert line.heard_frames(300) == heard


def test_a_new_leg_brings_a_new_clock() -> None:
    line = playout()
    line.say([phrase(1, SENTENCE)])
    Carrier(line).run(0, 900)
    assert line.heard_of(line.lose(900), confirmed=False) == ""
    line.begin_leg()
    assert line.lead_ms == POLICY.most_lead_ms, "of which nothing is known"


# -- in whole calls --------------------------------------------------------------------------------

LINES = [
    {},
    {"there_ms": 150, "back_ms": 150},
    {"jitter_ms": 200},
    {"there_ms": 150, "back_ms": 150, "jitter_ms": 200, "drift_ppm": 200},
]
MARKS = [None, MarkFaults(lost=1.0), MarkFaults(lost=0.5, doubled=0.5, late_ms=1000)]


@pytest.mark.parametrize("marks", MARKS)
@pytest.mark.parametrize("line", LINES)
def test_a_goodbye_is_never_cut_off_and_the_line_not_held_long(
    line: dict[str, int], marks: MarkFaults | None
) -> None:
    actions = [say("no thank you goodbye"), Wait(wait_ms=30_000)]
    call = VirtualCall(Reception(CLINIC), actions, marks=marks, **line).run()
    assert call.ended == "completed"
    assert call.transcript[-1] == f"assistant: {en.GOODBYE}"
    last = [c.samples for _, c in call.commands if isinstance(c, SendFrame) and c.samples.any()][-1]
    at = call.network.heard.tobytes().rfind(last.tobytes())
    assert at >= 0, "hung up before the goodbye was heard"
    waited_ms = call.times(HangUp)[0] - (at // 2 / SAMPLES_PER_MS + FRAME_MS)
    news_ms = line.get("back_ms", 0) + line.get("jitter_ms", 0) + 2 * FRAME_MS
    assert waited_ms <= (news_ms if marks is None else POLICY.transit_ms + POLICY.mark_grace_ms + news_ms)


@pytest.mark.parametrize("line", LINES)
def test_what_is_written_of_an_interrupted_line_is_what_was_heard(line: dict[str, int]) -> None:
    call = VirtualCall(
        Reception(CLINIC), [say("stop it what is your address", interrupt_ms=1000)], **line
    ).run()
    cut = call.transcript[0]
    assert GREETING.startswith(cut)
    heard_ms = (
        np.count_nonzero(call.network.heard[: call.network.cleared_ms[0] * SAMPLES_PER_MS]) / SAMPLES_PER_MS
    )
    words = GREETING.removeprefix("assistant: ").split()
    written = len(cut.removeprefix("assistant: ").split())
    said_ms = np.cumsum([50 * len(word) for word in words])
    assert said_ms[written - 1] <= heard_ms + FRAME_MS
    assert written + 1 >= np.count_nonzero(said_ms <= heard_ms)


def test_an_interrupted_line_is_written_when_the_carrier_confirms_and_before_the_callers() -> None:
    call = VirtualCall(
        Reception(CLINIC), [say("stop it what is your address", interrupt_ms=1000)], there_ms=150, back_ms=150
    ).run()
    confirmed_ms = next(at_ms for at_ms, event in call.events if isinstance(event, PlayoutCleared))
    written = [(at_ms, c.line.role) for at_ms, c in call.commands if isinstance(c, Commit)]
    assert written[0] == (confirmed_ms, "assistant")
    assert written[1][1] == "user"


class Unconfirmed(VirtualCall):
    """The carrier clears and does not say so."""

    def _handle(self, event: Event) -> None:
        if not isinstance(event, PlayoutCleared):
            super()._handle(event)


def test_a_line_is_written_without_the_carriers_word_when_it_does_not_come() -> None:
    call = Unconfirmed(Reception(CLINIC), [say("stop it what is your address", interrupt_ms=1000)]).run()
    assert call.transcript[0] != GREETING
    assert [line.split(":")[0] for line in call.transcript[:2]] == ["assistant", "user"]
    assert 0 < call.times(Commit)[0] - call.times(ClearPlayout)[0] <= POLICY.clear_grace_ms


def test_a_caller_who_hangs_up_has_heard_what_was_played_until_then() -> None:
    call = VirtualCall(Reception(CLINIC), [CallerHangsUp(at_ms=1500)], there_ms=100, back_ms=100).run()
    [line] = call.transcript
    heard_ms = np.count_nonzero(call.network.heard) / SAMPLES_PER_MS
    words = line.removeprefix("assistant: ").split()
    assert 0 <= heard_ms - 50 * sum(map(len, words)) <= 800


def test_the_idle_clock_starts_when_the_last_word_was_heard() -> None:
    call = VirtualCall(
        Reception(CLINIC), [Wait(wait_ms=30_000)], policy=Policy(idle_ms=2000), there_ms=150
    ).run(9000)
    asked_ms = call.times(Synthesize)[-1]
    heard = np.flatnonzero(call.network.heard[: asked_ms * SAMPLES_PER_MS])
    ended_ms = heard[-1] / SAMPLES_PER_MS
    assert 2000 <= asked_ms - ended_ms <= 2000 + 4 * FRAME_MS
