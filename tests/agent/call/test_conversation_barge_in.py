"""Somebody makes a sound while we speak; and what they say is shown while they say it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from agent.call.floor import Floor
from agent.call.policy import Policy
from agent.commands import ClearPlayout, Command, Expectation, SendFrame, ShowPartial, Transcribe
from agent.dialogue.phrases import en
from agent.double.caller import Action, Caller, Said, Say
from agent.events import JobFailed
from audio import pcm
from audio.frame import SAMPLES_PER_MS, Samples
from tests.agent.call.test_session import CLINIC, ring, say
from tests.harness import Engines, VirtualCall
from tests.sounds import babble, crowd

POLICY = Policy()
TALKATIVE = replace(
    CLINIC, greeting="Thank you for calling the Riverside Clinic at the old bridge, we are glad to hear you."
)
GREETING = f"assistant: {TALKATIVE.greeting} {en.CAN_HELP}"


def over_the_greeting(text: str, word_ms: int = 250, at_ms: int = 1000) -> Say:
    return say(text, interrupt_ms=at_ms, word_ms=word_ms)


def over(*actions: Action, **options: object) -> VirtualCall:
    """A call whose caller does not wait long for a reply to what needs none."""
    return ring(*actions, clinic=TALKATIVE, patience_ms=4000, **options)


def onset_ms(call: VirtualCall) -> float:
    return next(entry.onset_ms for entry in call.caller.log if isinstance(entry, Said))


def sent(call: VirtualCall, since_ms: int = 0) -> Samples:
    return np.concatenate(
        [c.samples for at, c in call.commands if isinstance(c, SendFrame) and at >= since_ms]
    )


def hears(text: str) -> Engines:
    """An ear that makes `text` of everything, until the caller says goodbye."""
    return Engines(ear=lambda said: "goodbye" if "goodbye" in said else text)


# -- going on ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("murmur", ["mhm", "okay", "right", "uh-huh", "I see", "yeah, okay"])
def test_a_murmur_does_not_stop_us(murmur: str) -> None:
    call = over(over_the_greeting("x", word_ms=400), say("goodbye"), engines=hears(murmur)).run()
    assert call.transcript == [GREETING, "user: goodbye", f"assistant: {en.GOODBYE}"]
    assert not call.times(ClearPlayout)


def test_a_long_noise_in_which_nothing_is_said_does_not_stop_us_and_does_not_keep_us_soft() -> None:
    noise = Say(samples=babble(2500), interrupt_ms=300)
    call = over(noise, say("goodbye"), engines=hears("")).run()
    assert call.transcript[0] == GREETING
    assert not call.times(ClearPlayout)
    plain = over(say("goodbye"), engines=hears("")).run()
    ours, aloud = sent(call), sent(plain)
    second = slice(2 * 16_000, 3 * 16_000)  # the noise has been known for one for a second
    assert np.array_equal(ours[second], aloud[second])


def test_after_a_cough_the_line_goes_on_from_the_exact_sample() -> None:
    """Softer for a moment, and not a sample more or less."""
    cough = Say(samples=babble(160), interrupt_ms=800)
    call = over(cough, say("goodbye"), engines=hears("")).run()
    plain = over(say("goodbye"), engines=hears("")).run()
    n = len(sent(plain)) // 2
    ours, aloud = sent(call)[:n].astype(float), sent(plain)[:n].astype(float)
    softer = np.flatnonzero(ours != aloud)
    assert 100 < len(softer) / SAMPLES_PER_MS < 500
    assert np.all(np.abs(ours) <= np.abs(aloud) + 1)
    assert call.transcript[0] == GREETING


def test_we_speak_softly_within_100_ms_and_without_a_click() -> None:
    cough = Say(samples=babble(300), interrupt_ms=500)
    call = over(cough, say("goodbye"), engines=hears("mhm")).run()
    plain = over(say("goodbye"), engines=hears("")).run()
    n = min(len(call.network.heard), len(plain.network.heard), 16_000 * 3)
    ours = call.network.heard[:n].astype(float)
    aloud = plain.network.heard[:n].astype(float)
    first = int(np.flatnonzero(np.abs(ours - aloud) > 1)[0])
    assert first / SAMPLES_PER_MS - onset_ms(call) <= 100
    loud = np.abs(aloud) > 3000  # elsewhere rounding shows
    gain = ours[loud] / aloud[loud]
    assert gain.min() == pytest.approx(POLICY.duck_gain, abs=0.01)
    per_ms = np.abs(np.diff(gain)) / np.diff(np.flatnonzero(loud)) * SAMPLES_PER_MS
    assert per_ms.max() < 1 / 20, "a step in the gain is a click"


# -- stopping ------------------------------------------------------------------------------------------


def test_words_stop_us_and_none_of_them_is_lost() -> None:
    call = ring(over_the_greeting("what is your address please"), say("goodbye")).run()
    stopped_ms = call.times(ClearPlayout)[0]
    assert stopped_ms - onset_ms(call) <= 400  # its words are slow: the first takes 250 ms, and the ear 80
    assert "user: what is your address please" in call.transcript
    final = next(c for _, c in call.commands if isinstance(c, Transcribe) and c.final)
    said_at = onset_ms(call) * SAMPLES_PER_MS
    assert final.utterance.position <= said_at - 200 * SAMPLES_PER_MS, "the first consonant may be soft"


def test_a_murmur_that_goes_on_into_words_stops_us() -> None:
    call = ring(over_the_greeting("okay and where are you please"), say("goodbye")).run()
    asked_ms = onset_ms(call)
    assert 250 < call.times(ClearPlayout)[0] - asked_ms <= 500 + 100 + 80 + 60
    assert call.transcript[1] == "user: okay and where are you please"


def test_an_okay_over_the_end_of_our_question_is_an_answer() -> None:
    question = f"{CLINIC.today} {en.WHOLE_WEEK}"
    call = ring(say("when are you open"), say("okay", interrupt_ms=len(question) * 45, word_ms=300)).run(
        30_000
    )
    assert "user: okay" in call.transcript
    assert any(CLINIC.week in line for line in call.transcript)


def test_an_okay_over_the_statement_before_the_question_is_none() -> None:
    call = ring(say("when are you open"), say("okay", interrupt_ms=500, word_ms=300), say("goodbye")).run()
    assert "user: okay" not in call.transcript
    assert f"assistant: {CLINIC.today} {en.WHOLE_WEEK}" in call.transcript


@pytest.mark.parametrize("engines", [Engines(ear=lambda said: None), Engines(ear_ms=5000)])
def test_without_an_ear_a_lasting_voice_stops_us(engines: Engines) -> None:
    call = ring(over_the_greeting("what is your address", word_ms=400), engines=engines).run(6000)
    assert call.times(ClearPlayout)
    assert call.times(ClearPlayout)[0] - onset_ms(call) <= POLICY.barge_in_ms + 100


def test_while_we_speak_the_ear_is_told_to_expect_murmurs() -> None:
    call = ring(over_the_greeting("what is your address please"), say("goodbye")).run()
    asked = [c.expects for _, c in call.commands if isinstance(c, Transcribe)]
    assert asked[0] is Expectation.MURMUR
    assert asked[-1] is not Expectation.MURMUR


def test_what_lasts_longer_than_a_murmur_is_heard_as_words_are() -> None:
    """An ear that expects "mhm" makes nothing of a sentence, or "mhm"."""
    call = over(Say(samples=babble(2500), interrupt_ms=300), say("goodbye"), engines=hears("")).run()
    asked = [c for _, c in call.commands if isinstance(c, Transcribe)]
    short = [c.expects for c in asked if c.utterance.speech_ms < POLICY.longest_murmur_ms]
    longer = [c.expects for c in asked if c.utterance.speech_ms >= POLICY.longest_murmur_ms]
    assert short[0] is Expectation.MURMUR
    assert len(longer) > 1
    assert Expectation.MURMUR not in longer


def test_words_that_were_over_before_we_knew_them_for_words_are_heard_again_as_such() -> None:
    slow = Engines(ear_ms=450)
    call = ring(over_the_greeting("address please"), say("goodbye"), engines=slow).run()
    finals = [c for _, c in call.commands if isinstance(c, Transcribe) and c.final][:2]
    assert [c.expects for c in finals] == [Expectation.MURMUR, Expectation.ANYTHING]
    assert finals[0].utterance is finals[1].utterance
    assert "user: address please" in call.transcript


@pytest.mark.parametrize("level_dbfs", [-24, -20])
def test_people_who_are_there_with_the_line_do_not_stop_the_greeting(level_dbfs: float) -> None:
    """An ear makes words of them."""
    crowded = Caller([say("goodbye")], gap_ms=700, snr_db=-20 - level_dbfs, noise=crowd(10_000, level_dbfs))
    call = over(engines=Engines(ear=lambda said: said or "talk about this"), caller=crowded).run()
    assert call.transcript[0] == GREETING
    assert not call.times(ClearPlayout)


def test_a_caller_who_speaks_with_the_line_and_goes_on_stops_the_greeting() -> None:
    voice = babble(3000)
    voice.reshape(-1, 1600)[::2] //= 8  # one talker is loud and soft by turns
    call = over(Say(samples=voice, at_ms=0), say("goodbye"), engines=hears("where are you please")).run()
    assert call.times(ClearPlayout)
    assert call.times(ClearPlayout)[0] <= 2300
    assert "user: where are you please" in call.transcript


# -- our own echo --------------------------------------------------------------------------------------

PARROT = Engines(ear=lambda said: said or "riverside clinic")  # what an ear makes of our echo


@pytest.mark.parametrize("delay_ms", [50, 170, 400])
@pytest.mark.parametrize("gain_db", [-10, -20, -30])
def test_our_own_echo_never_interrupts_us(gain_db: float, delay_ms: float) -> None:
    call = over(say("goodbye"), engines=PARROT, echo=(gain_db, delay_ms)).run()
    assert call.transcript == [GREETING, "user: goodbye", f"assistant: {en.GOODBYE}"]
    assert not call.times(ClearPlayout)


def test_somebody_who_speaks_over_our_echo_stops_us() -> None:
    call = over(over_the_greeting("what is your address"), say("goodbye"), echo=(-15, 150)).run()
    assert call.times(ClearPlayout)[0] - onset_ms(call) <= 500
    assert call.transcript[1] == "user: what is your address"


# -- partials ------------------------------------------------------------------------------------------


def partials(call: VirtualCall) -> list[tuple[int, ShowPartial]]:
    return [(at, c) for at, c in call.commands if isinstance(c, ShowPartial)]


def test_what_is_being_said_is_shown_early_and_often() -> None:
    call = ring(
        say("i would like to know when you are open on the next bank holiday please"), say("goodbye")
    ).run()
    said = next(entry for entry in call.caller.log if isinstance(entry, Said))
    shown = [(at, c) for at, c in partials(call) if at < said.speech_end_ms]
    assert shown[0][0] - said.onset_ms <= 600
    gaps = np.diff([at for at, _ in shown])
    assert np.median(gaps) <= 340
    assert len({c.offset_ms for _, c in shown}) == 1, "all of one utterance"


def test_a_stable_word_is_never_taken_back() -> None:
    """An ear that wavers on its last word."""
    turns = iter(range(100))

    def wavering(said: str) -> str:
        return f"{said} {'maybe' if next(turns) % 2 else 'perhaps'}"

    call = ring(
        say("when are you open on sunday morning"), say("goodbye"), engines=Engines(ear=wavering)
    ).run(9000)
    stable = ""
    for _, shown in partials(call):
        if shown.offset_ms != partials(call)[0][1].offset_ms:
            break  # the next utterance
        assert shown.text.reveal().startswith(stable)
        stable = shown.text.reveal()[: shown.stable_chars]
    assert stable


def test_one_partial_at_a_time_and_no_more_than_the_ear_can_bear() -> None:
    slow = Engines(ear_ms=500)
    call = ring(say("one two three four five six seven eight nine ten eleven twelve"), engines=slow).run(9000)
    asked = [at for at, c in call.commands if isinstance(c, Transcribe) and not c.final]
    assert len(asked) >= 2
    assert min(np.diff(asked)) >= 500 + POLICY.partial_rest * 500


def test_an_ear_too_busy_for_partials_gets_some_peace() -> None:
    call = ring(say("one two three four five six seven eight nine ten eleven twelve thirteen fourteen"))
    refused: list[int] = []
    transcribe = call._perform

    def perform(command: Command) -> None:
        if isinstance(command, Transcribe) and not command.final:
            refused.append(call.now_ms)
            call.at(call.now_ms + 1, JobFailed(command.job, "overloaded"))
        else:
            transcribe(command)

    call._perform = perform  # type: ignore[method-assign]
    call.run(9000)
    assert len(refused) == 2, "one at the beginning, one when the rest was over"
    assert refused[1] - refused[0] >= POLICY.partial_backoff_ms


def test_murmurs_and_noise_over_our_speech_are_not_shown() -> None:
    call = over(over_the_greeting("x", word_ms=400), say("goodbye"), engines=hears("okay")).run()
    assert call.transcript[0] == GREETING
    assert all("okay" not in shown.text.reveal() for at, shown in partials(call))


def test_the_floor_is_ours_again_after_a_murmur() -> None:
    call = over(over_the_greeting("x", word_ms=300), engines=hears("mhm")).run(3000)
    assert call.session.conversation.floor is Floor.AGENT
    assert pcm.level_dbfs(sent(call, since_ms=2500)) > -30
