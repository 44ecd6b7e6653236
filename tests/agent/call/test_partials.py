from __future__ import annotations

from agent.call.partials import Agreement, Partials
from agent.call.policy import Policy
from audio.frame import SAMPLES_PER_MS

POLICY = Policy()
ONSET = 16_000


def at(length_ms: int) -> int:
    return ONSET + length_ms * SAMPLES_PER_MS


def stable(agreement: Agreement) -> str:
    return agreement.text[: agreement.stable_chars]


def test_a_word_is_stable_once_two_hearings_agree_on_it_and_all_before() -> None:
    agreement = Agreement()
    agreement.hear("I want to")
    assert (agreement.text, stable(agreement)) == ("I want to", "")
    agreement.hear("I want two tickets")
    assert stable(agreement) == "I want"
    agreement.hear("I want two tickets please")
    assert (agreement.text, stable(agreement)) == ("I want two tickets please", "I want two tickets")


def test_case_and_punctuation_are_no_disagreement_and_stay_as_first_shown() -> None:
    agreement = Agreement()
    agreement.hear("yes.")
    agreement.hear("Yes, I do.")
    assert (agreement.text, stable(agreement)) == ("Yes, I do.", "Yes,")
    agreement.hear("yes I do")
    assert (agreement.text, stable(agreement)) == ("Yes, I do", "Yes, I do")


def test_what_is_stable_stays_whatever_is_heard_later() -> None:
    agreement = Agreement()
    for text in ("good morning", "good morning", "could warn", "", "good morning doctor"):
        agreement.hear(text)
        assert stable(agreement) in ("", "good morning")
    assert agreement.text == "good morning doctor"


def test_when_to_listen_while_the_caller_has_the_floor_and_while_we_have() -> None:
    partials = Partials(POLICY, ONSET)
    assert not partials.is_due(at(POLICY.partial_ms - 20), False, 0)
    assert partials.is_due(at(POLICY.partial_ms), False, 0)
    assert not partials.is_due(at(POLICY.probe_ms - 20), True, 0)
    assert partials.is_due(at(POLICY.probe_ms), True, 0)


def test_one_at_a_time_then_after_new_sound_and_a_rest() -> None:
    partials = Partials(POLICY, ONSET)
    partials.ask(1, at(400), now_ms=1000)
    assert not partials.is_due(at(2000), False, 1200)
    assert not partials.answered(2, "of another", 1200)
    assert partials.answered(1, "hello", 1200)
    assert partials.hearings == 1
    rested_ms = 1200 + POLICY.partial_rest * 200
    assert not partials.is_due(at(2000), False, rested_ms - 1)
    assert partials.is_due(at(400 + POLICY.partial_every_ms), False, rested_ms)
    assert not partials.is_due(at(400 + POLICY.partial_every_ms - 20), False, rested_ms)


def test_a_busy_ear_is_left_in_peace_into_the_next_utterance() -> None:
    partials = Partials(POLICY, ONSET)
    partials.ask(1, at(400), now_ms=1000)
    assert partials.failed(1, 1100)
    assert not partials.failed(1, 1100)
    then = Partials(POLICY, ONSET, partials.busy_until_ms)
    assert not then.is_due(at(3000), True, 1100 + POLICY.partial_backoff_ms - 1)
    assert then.is_due(at(3000), True, 1100 + POLICY.partial_backoff_ms)


def test_stopping_gives_the_job_to_cancel_and_its_answer_is_foreign() -> None:
    partials = Partials(POLICY, ONSET)
    assert partials.stop() == []
    partials.ask(7, at(400), now_ms=0)
    assert partials.stop() == [7]
    assert not partials.answered(7, "late", 100)
    assert partials.text == ""
