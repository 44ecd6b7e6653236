from __future__ import annotations

import pytest

from agent.call.endpointing import Hearing, count_digits, patience_ms
from agent.call.policy import Policy
from agent.dialogue.flow import Expects

POLICY = Policy()
SURE, IN_DOUBT, UNFINISHED = 0.97, 0.9, 0.3


def patience(
    text: str,
    stop: float = SURE,
    expects: Expects = "anything",
    digits: int | None = None,
    longest_pause_ms: int = 0,
) -> int:
    return patience_ms(Hearing(text, stop), expects, digits, longest_pause_ms, POLICY)


def test_a_finished_sentence_is_answered_at_human_speed() -> None:
    assert patience("When are you open?") == POLICY.quick_ms < 300


def test_the_more_doubt_the_more_patience() -> None:
    waits_ms = [patience("I would like to", stop) for stop in (0.99, 0.94, 0.93, 0.7, 0.69, 0.01)]
    assert waits_ms == [POLICY.quick_ms] * 2 + [POLICY.doubtful_ms] * 2 + [POLICY.slow_ms] * 2


def test_without_words_there_is_nothing_to_be_quick_about() -> None:
    assert patience_ms(None, "yes_no", None, 0, POLICY) == POLICY.slow_ms
    assert patience("") == POLICY.doubtful_ms


@pytest.mark.parametrize("text", ["My name is...", "On Monday,", "I'd like to-"])
def test_a_mark_that_goes_on_outweighs_the_ear(text: str) -> None:
    assert patience(text, SURE) == POLICY.slow_ms


@pytest.mark.parametrize("text", ["Yes.", "no", "No, thank you.", "Sí, por favor.", "Oui.", "Yeah, sure."])
def test_a_whole_yes_or_no_is_over_at_once(text: str) -> None:
    assert patience(text, IN_DOUBT, "yes_no") == POLICY.yes_no_ms
    assert patience(text, IN_DOUBT) > POLICY.yes_no_ms, "nobody asked"


@pytest.mark.parametrize("text", ["Yes, but", "No, I", "Yes,", "Thank you"])
def test_half_an_answer_is_none(text: str) -> None:
    assert patience(text, UNFINISHED, "yes_no") > POLICY.doubtful_ms


@pytest.mark.parametrize("text", ["0 7 9 5 5 5", "079 555", "zero seven nine five five five", "079-555."])
def test_a_number_ends_with_its_last_digit(text: str) -> None:
    assert count_digits(text) == 6
    assert patience(text, UNFINISHED, "number", digits=6) == POLICY.quick_ms
    assert patience(text, SURE, "number", digits=10) == POLICY.slow_ms


@pytest.mark.parametrize("text", ["My number is 0 7 9", "It is five five five", "Le deux"])
def test_one_digit_may_be_followed_by_another(text: str) -> None:
    assert patience(text, SURE) == POLICY.goes_on_ms


def test_a_first_name_may_be_followed_by_a_last() -> None:
    assert patience("Anna.", SURE, "name") == POLICY.goes_on_ms
    assert patience("Anna Reed.", SURE, "name") == POLICY.quick_ms


@pytest.mark.parametrize("text", ["In March.", "The 13th of March.", "March 13"])
def test_a_date_of_birth_wants_its_year(text: str) -> None:
    assert patience(text, SURE, "date") == POLICY.goes_on_ms


@pytest.mark.parametrize("text", ["The third of May, 1971.", "May 3rd, 2004", "3/5/71", "03.05.1971"])
def test_a_date_of_birth_ends_with_its_year(text: str) -> None:
    assert patience(text, SURE, "date") == POLICY.quick_ms


def test_a_caller_who_pauses_is_given_time_unless_surely_done() -> None:
    assert patience("I would like", IN_DOUBT, longest_pause_ms=900) == round(POLICY.habit * 900)
    assert patience("I would like", IN_DOUBT, longest_pause_ms=5000) == POLICY.slow_ms
    assert patience("That is all.", SURE, longest_pause_ms=900) == POLICY.quick_ms
