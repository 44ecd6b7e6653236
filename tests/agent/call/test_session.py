"""Whole calls, as their two ends would tell them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from agent.call.policy import Policy
from agent.commands import (
    ClearPlayout,
    Commit,
    EndCall,
    HandOver,
    HangUp,
    SendFrame,
    StartCall,
    Synthesize,
    Transcribe,
)
from agent.dialogue.flow import Reply
from agent.dialogue.flow import Say as FlowSay
from agent.dialogue.knowledge import Knowledge
from agent.dialogue.phrases import en
from agent.dialogue.reception import Reception
from agent.double.audible import spans
from agent.double.caller import Action, Press, Said, Say, Wait
from agent.double.caller import HangUp as CallerHangsUp
from agent.events import (
    CarrierReported,
    EndRequested,
    JoinRequested,
    LegClosed,
    LegOpened,
    Synthesized,
    Transcribed,
)
from agent.personal import Personal
from tests.harness import Engines, VirtualCall, same
from tests.sounds import babble, silence

CLINIC = Knowledge(
    greeting="Riverside Clinic.",
    address="We are at twelve Mill Lane.",
    today="Today we are open from eight to six.",
    days=("On that day we are closed.",) * 7,
    week="We are open from eight to six.",
    person_number="+442079460000",
)
GREETING = f"assistant: Riverside Clinic. {en.CAN_HELP}"


def say(text: str, interrupt_ms: int | None = None, word_ms: int = 250) -> Say:
    return Say(samples=babble(word_ms * len(text.split())), text=text, interrupt_ms=interrupt_ms)


def ring(*actions: Action, clinic: Knowledge = CLINIC, **options: object) -> VirtualCall:
    return VirtualCall(Reception(clinic), actions, **options)  # type: ignore[arg-type]


def test_a_question_is_answered_and_the_call_ends_after_the_goodbye() -> None:
    call = ring(say("when are you open please"), say("no thank you goodbye")).run()
    assert call.transcript == [
        GREETING,
        "user: when are you open please",
        f"assistant: {CLINIC.today} {en.WHOLE_WEEK}",
        "user: no thank you goodbye",
        f"assistant: {en.GOODBYE}",
    ]
    assert call.ended == "completed"
    assert isinstance(call.commands[0][1], StartCall)
    assert [type(c) for _, c in call.commands[-2:]] == [HangUp, EndCall]
    said_goodbye_ms = spans(call.network.heard, 16_000)[-1].end_ms
    assert call.now_ms >= said_goodbye_ms, "hung up before the goodbye was heard"


def test_the_reply_is_prepared_while_we_wait() -> None:
    """The words are asked for at the pause, and the turn costs no more than the silence it needs."""
    policy = Policy()
    call = ring(say("when are you open"), policy=policy).run()
    said = next(entry for entry in call.caller.log if hasattr(entry, "speech_end_ms"))
    asked_ms = call.times(Transcribe)[0]
    reply_ms = next(s.begin_ms for s in spans(call.network.heard, 16_000) if s.begin_ms > said.speech_end_ms)
    assert asked_ms - said.speech_end_ms < policy.pause_ms + 200
    assert reply_ms - said.speech_end_ms < policy.quick_ms + 250


@pytest.mark.parametrize("rate", [8000, 16_000, 24_000])
def test_any_rate_of_the_leg_gives_the_same_conversation(rate: int) -> None:
    call = ring(say("when are you open"), say("goodbye"), rate=rate).run()
    assert call.transcript[1:] == [
        "user: when are you open",
        f"assistant: {CLINIC.today} {en.WHOLE_WEEK}",
        "user: goodbye",
        f"assistant: {en.GOODBYE}",
    ]


def test_an_interruption_stops_us_and_cuts_the_line_to_what_was_heard() -> None:
    call = ring(say("stop it please what is your address", interrupt_ms=1000), say("goodbye")).run()
    cut = call.transcript[0].removeprefix("assistant: ")
    whole = GREETING.removeprefix("assistant: ")
    assert cut
    assert whole.startswith(cut)
    assert cut != whole
    assert "twelve Mill Lane" in call.transcript[2]
    said = next(entry for entry in call.caller.log if hasattr(entry, "onset_ms"))
    cleared_ms = call.times(ClearPlayout)[0]
    assert cleared_ms - said.onset_ms <= 400
    heard = [s for s in spans(call.network.heard, 16_000) if s.begin_ms < said.onset_ms]
    assert heard[-1].end_ms <= cleared_ms + 40


def test_a_cough_does_not_stop_us() -> None:
    cough = Say(samples=babble(100), text="", interrupt_ms=600)
    call = ring(cough, say("goodbye")).run()
    assert call.transcript[0] == GREETING
    assert not call.times(ClearPlayout)


def test_speech_that_goes_on_is_one_turn() -> None:
    """A pause shorter than our patience, in mid-sentence: both halves are one line, and one reply."""
    sound = np.concatenate([babble(500), silence(350), babble(700)])
    whole = Say(samples=sound, text="are the opening hours on display")
    call = ring(whole, say("goodbye")).run()
    assert call.transcript[1] == "user: are the opening hours on display"
    finals = [c for _, c in call.commands if isinstance(c, Transcribe) and c.final]
    assert len(finals) == 3, "the first half was tried, then the whole, then the goodbye"
    assert sum(line.startswith("user") for line in call.transcript) == 2


def test_two_silences_then_goodbye() -> None:
    call = ring(Wait(wait_ms=120_000)).run()
    assert call.transcript == [
        GREETING,
        f"assistant: {en.STILL_THERE}",
        f"assistant: {en.TAKE_YOUR_TIME}",
        f"assistant: {en.SILENT_GOODBYE}",
    ]
    assert call.ended == "silence"


def test_the_idle_clock_does_not_run_while_we_speak() -> None:
    """Even a short idle time is counted from the end of our line, not from its beginning."""
    call = ring(Wait(wait_ms=60_000), policy=Policy(idle_ms=500)).run()
    heard = spans(call.network.heard, 16_000)
    assert len(heard) >= 4
    assert all(b.begin_ms - a.end_ms >= 500 for a, b in pairwise(heard) if b.begin_ms - a.end_ms > 350)


def test_what_was_not_understood_is_asked_again() -> None:
    call = ring(say("mumble mumble mumble"), say("goodbye"), engines=Engines(ear=_mumble)).run()
    assert call.transcript[1:] == [
        f"assistant: {en.NOT_UNDERSTOOD}",
        "user: goodbye",
        f"assistant: {en.GOODBYE}",
    ]


def _mumble(said: str) -> str:
    return "" if "mumble" in said else said


class _Careful(Reception):
    """Asks back whatever the ear is not sure of."""

    def doubted(self, text: str) -> Reply:
        return Reply(self, (FlowSay("Did I hear that right?"),))


def test_words_that_the_ear_doubts_are_told_apart_from_those_it_is_sure_of() -> None:
    careful, actions = _Careful(CLINIC), [say("goodbye")]
    sure = VirtualCall(careful, actions).run()
    assert sure.transcript[2] == f"assistant: {en.GOODBYE}"
    doubted = VirtualCall(
        careful, actions, policy=Policy(sure_few_nats=0.5)
    ).run()  # the harness's ear gives 0
    assert doubted.transcript[2] == "assistant: Did I hear that right?"


def test_a_deaf_moment_is_a_question_not_a_silence() -> None:
    failed = Engines(ear=lambda said: None if "open" in said else said)
    call = ring(say("when are you open"), say("goodbye"), engines=failed).run()
    assert call.transcript[1] == f"assistant: {en.NOT_UNDERSTOOD}"


def test_a_slow_ear_delays_the_answer_and_loses_nothing() -> None:
    call = ring(say("when are you open"), say("goodbye"), engines=Engines(ear_ms=3000)).run()
    assert call.transcript[1:3] == [
        "user: when are you open",
        f"assistant: {CLINIC.today} {en.WHOLE_WEEK}",
    ]


def test_speech_during_a_slow_transcription_belongs_to_the_same_turn() -> None:
    """We took the turn for finished, but the caller added something before we could answer."""
    first, second = say("when are you"), say("open on sunday")
    second = Say(samples=second.samples, text=second.text, at_ms=6000)
    first = Say(samples=first.samples, text=first.text, at_ms=4000)
    call = ring(first, second, say("goodbye"), engines=Engines(ear_ms=1500), patience_ms=20_000).run()
    assert call.transcript[1] == "user: when are you open on sunday"


def test_a_voice_that_fails_ends_politely_in_other_hands() -> None:
    call = ring(say("hello"), engines=Engines(voice_fails=True)).run()
    assert call.ended == "fault"
    assert call.times(HangUp)


def test_a_person_is_put_through_once_the_sentence_was_heard() -> None:
    call = ring(say("i want to speak to someone")).run()
    assert call.transcript[-1] == f"assistant: {en.PUTTING_THROUGH}"
    handover = next(c for _, c in call.commands if isinstance(c, HandOver))
    assert handover.number == Personal("+442079460000")
    assert call.ended == "handed_over"


def test_a_key_is_an_answer_even_over_our_speech() -> None:
    call = ring(Press(digits="0", interrupt_ms=700)).run()
    assert call.ended == "handed_over"
    assert call.times(ClearPlayout)


def test_the_caller_may_take_the_goodbye_back() -> None:
    call = ring(say("goodbye"), say("wait when are you open", interrupt_ms=300), say("goodbye")).run()
    assert f"assistant: {CLINIC.today} {en.WHOLE_WEEK}" in call.transcript
    assert call.ended == "completed"


def test_v22_a_caller_who_hangs_up_in_mid_sentence_is_still_written_down() -> None:
    question = Say(samples=babble(1500), text="when are you open tomorrow please", at_ms=4000)
    call = ring(question, CallerHangsUp(at_ms=5300)).run()
    assert call.transcript[-1].startswith("user: when are you")
    assert call.ended == "hangup"


def test_a_caller_who_hangs_up_before_we_have_answered_is_written_down_too() -> None:
    question = Say(samples=babble(1000), text="when are you open", at_ms=4000)
    call = ring(question, CallerHangsUp(at_ms=5500), engines=Engines(ear_ms=1000)).run()
    assert call.transcript[-1] == "user: when are you open"


def test_a_caller_who_just_hangs_up_leaves_nothing_open() -> None:
    call = ring(CallerHangsUp(at_ms=6000)).run()
    assert call.ended == "hangup"
    assert call.now_ms < 6100


def test_v22_a_lost_leg_may_come_back() -> None:
    call = ring(Wait(wait_ms=60_000))
    call.at(4000, LegClosed(1, "lost"))
    call.at(9000, LegOpened(1))
    call.run(10_000)
    assert call.ended is None
    assert [c for _, c in call.commands if isinstance(c, StartCall)] == [StartCall("inbound")]
    asked = [c.text.reveal() for at, c in call.commands if isinstance(c, Synthesize) and at >= 9000]
    assert asked == [en.STILL_THERE]


def test_v22_a_leg_that_stays_away_ends_the_call() -> None:
    call = ring(Wait(wait_ms=60_000))
    call.at(4000, LegClosed(1, "lost"))
    call.run()
    assert call.ended == "hangup"
    assert call.now_ms == 4000 + Policy().reconnect_ms


def test_v30_a_call_beyond_its_limit_ends_with_a_notice() -> None:
    call = ring(Wait(wait_ms=60_000), policy=Policy(max_call_ms=5000)).run()
    assert call.transcript[-1] == f"assistant: {en.TIME_IS_UP}"
    assert call.ended == "limit"


def test_a_viewer_may_end_the_call_and_the_caller_is_told() -> None:
    call = ring(Wait(wait_ms=60_000))
    call.at(1000, EndRequested("viewer"))
    call.run()
    assert call.transcript[-1] == f"assistant: {en.MUST_CLOSE}"
    assert call.ended == "viewer"


def test_a_colleague_takes_over() -> None:
    call = ring(Wait(wait_ms=60_000))
    call.at(1000, JoinRequested(Personal("+442079460999")))
    call.run()
    assert call.transcript[-1] == f"assistant: {en.OVER_TO_COLLEAGUE}"
    assert next(c.number for _, c in call.commands if isinstance(c, HandOver)) == Personal("+442079460999")


def test_t10_of_two_colleagues_at_once_the_first_takes_over_and_the_caller_is_not_cut_off() -> None:
    call = ring(Wait(wait_ms=60_000))
    call.at(1000, JoinRequested(Personal("+442079460999")))
    call.at(1001, JoinRequested(Personal("+442079460888")))
    call.run()
    assert [c.number for _, c in call.commands if isinstance(c, HandOver)] == [Personal("+442079460999")]
    assert call.transcript[-1] == f"assistant: {en.OVER_TO_COLLEAGUE}"
    assert not any(isinstance(c, HangUp) for _, c in call.commands)


def test_the_carriers_word_that_it_is_over_is_enough() -> None:
    call = ring(Wait(wait_ms=60_000))
    call.at(2000, CarrierReported("completed"))
    call.run()
    assert (call.ended, call.now_ms) == ("hangup", 2000)


def test_m10_stale_and_foreign_answers_change_nothing() -> None:
    call = ring(say("when are you open"), say("goodbye"))
    for at_ms in range(500, 9000, 500):
        call.at(at_ms, Transcribed(999, Personal("somebody else's words")))
        call.at(at_ms, Synthesized(999, babble(200), (), last=True))
    call.run()
    assert call.transcript == ring(say("when are you open"), say("goodbye")).run().transcript


@pytest.mark.parametrize("jitter_ms", [0, 60, 200])
def test_v18_jitter_costs_no_word_and_no_turn(jitter_ms: int) -> None:
    calm = ring(say("when are you open"), say("goodbye")).run()
    call = ring(say("when are you open"), say("goodbye"), jitter_ms=jitter_ms).run()
    assert call.transcript == calm.transcript
    assert call.network.wrong_frames == 0


def test_v18_a_stall_and_the_burst_after_it_end_no_turn_and_cost_no_word() -> None:
    """The sound of a sentence stands still for 500 ms three times and comes all at once after: its silences
    are those that were spoken, and not those in which nothing came."""
    said = say("I would like to know when you are open", word_ms=300)
    calm, stalled = (VirtualCall(Reception(CLINIC), [said, say("goodbye")]) for _ in range(2))
    calm.run()
    onset_ms = next(entry for entry in calm.caller.log if isinstance(entry, Said)).onset_ms
    for at_ms in (onset_ms + 300, onset_ms + 1100, onset_ms + 1900):
        stalled.network_stalls.append((at_ms, at_ms + 500))
    stalled.run()
    assert stalled.transcript == calm.transcript


def test_a_call_replays_bit_for_bit() -> None:
    call = ring(say("hello what is your address", interrupt_ms=700), say("goodbye"), jitter_ms=40).run()
    again = call.replay()
    assert [at for at, _ in again] == [at for at, _ in call.commands]
    assert all(same(a, b) for (_, a), (_, b) in zip(again, call.commands, strict=True))
    assert sum(isinstance(c, SendFrame) for _, c in again) > 100


def test_nothing_is_committed_twice_and_offsets_grow() -> None:
    call = ring(say("when are you open"), say("and where"), say("goodbye")).run()
    offsets = [c.line.offset_ms for _, c in call.commands if isinstance(c, Commit)]
    assert offsets == sorted(offsets)
    assert len(set(call.transcript)) == len(call.transcript)
