from __future__ import annotations

from datetime import datetime

import pytest

from agent.dialogue import answers


@pytest.mark.parametrize(
    ("kind", "yes", "no"),
    [
        (
            "wants",
            ["I need a jab", "I'd also like that", "quiero una cita"],
            ["do you have a jab", "the results"],
        ),
        ("goodbye", ["goodbye then", "Bye!", "adiós"], ["thank you", "good morning"]),
        ("later", ["Something later", "más tarde"], ["The latest news", "yes"]),
        ("earlier", ["earlier please", "antes"], ["early morning"]),
        ("another_day", ["another day", "a different day", "otro día"], ["any day", "Monday"]),
        (
            "others",
            ["none of them", "any other times?", "those don't suit", "ninguna"],
            ["the other one is fine"],
        ),
        ("never_mind", ["never mind", "forget it", "leave it", "déjelo"], ["I never forget"]),
        ("any_doctor", ["any doctor", "it doesn't matter", "me da igual"], ["Doctor Reed"]),
        ("other_doctor", ["another doctor", "otro médico"], ["the doctor"]),
        ("new_patient", ["I'm a new patient", "never been there", "soy nueva"], ["a new appointment"]),
        (
            "own_number",
            ["this number", "the number I'm calling from", "the same number."],
            ["my number is 087"],
        ),
    ],
)
def test_small_answers(kind: str, yes: list[str], no: list[str]) -> None:
    means = getattr(answers, kind)
    assert [text for text in yes if not means(text)] == []
    assert [text for text in no if means(text)] == []


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("the second one", 1),
        ("half past two", 1),
        ("two", None),
        ("option 3", 2),
        ("the last", 2),
        ("seven", None),
    ],
)
def test_a_place_and_a_time_are_told_apart(text: str, index: int | None) -> None:
    times = [datetime.fromisoformat(f"2026-12-03 {clock}") for clock in ("14:00", "14:30", "15:00")]
    assert answers.which(text, times) == index


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("3rd of May.", True),
        ("The third of May 19th", True),
        ("14th of February", True),
        ("Thursday is better", False),
        ("I would like to come on the 14th of February please", False),
        ("what?", False),
    ],
)
def test_a_day_without_its_year_is_half_a_date(text: str, half: bool) -> None:
    now = datetime.fromisoformat("2026-11-30T09:00")
    assert answers.half_a_date(text, now) is half
