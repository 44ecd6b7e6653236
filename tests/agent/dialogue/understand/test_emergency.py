from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from agent.dialogue.understand import dangers_es, dangers_more
from agent.dialogue.understand.emergency import emergency, pressing, suspected
from tests.agent.dialogue.understand.utterances import utterances

FILES = ("emergencies.txt", "emergencies_fresh.txt")
MOST_MISSED, MOST_FALSE_ALARMS = 0.02, 0.01
# In wordings never used to mend anything: the older set, and a newer one of hard cases. Signs alone: missed,
# false alarms; with the question, by words alone: missed, alarmed or asked for nothing. What a model of
# meaning adds is in tests/models/test_sentence.py.
UNSEEN = {
    ("en", FILES[0]): (0.08, 0.01, 0.02, 0.04),
    ("en", FILES[1]): (0.16, 0.08, 0.08, 0.12),
    ("es", FILES[0]): (0.13, 0.07, 0.04, 0.10),
    ("es", FILES[1]): (0.11, 0.04, 0.05, 0.10),
}


class Line(NamedTuple):
    text: str
    danger: bool
    language: str
    held_out: bool
    heard: bool  # as tiny.en wrote it down, not as it was said
    file: str  # "" for the examples


def lines() -> list[Line]:
    found: list[Line] = []
    kind = language = part = ""
    for name in FILES:
        for row in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
            if heading := re.fullmatch(r"\[(danger|safe), (en|es), (tuned|held out)\]", row):
                kind, language, part = heading.groups()
            elif row and not row.startswith("#"):
                text = row.removeprefix("~ ")
                found.append(Line(text, kind == "danger", language, part == "held out", text != row, name))
    return found


EXAMPLES = [
    Line(text, danger, language, False, False, "")
    for module, language in ((dangers_more, "en"), (dangers_es, "es"))
    for danger, texts in ((True, module.DANGER), (False, module.CALM))
    for text in texts
]
LINES = [*lines(), *EXAMPLES]


def rate(chosen: list[Line]) -> tuple[float, list[str]]:
    """Share of them judged wrongly, and which."""
    wrong = [line.text for line in chosen if emergency(line.text, line.language) is not line.danger]
    return len(wrong) / len(chosen), wrong


def test_the_set_is_large_enough() -> None:
    english = [line for line in lines() if line.language == "en"]
    for danger in (True, False):
        of_kind = [line for line in english if line.danger is danger]
        assert len(of_kind) >= 200
        assert sum(line.held_out for line in of_kind) >= 0.3 * len(of_kind)
        assert sum(line.heard for line in of_kind) >= 50


@pytest.mark.parametrize("danger", [True, False])
def test_rates_in_english_of_what_was_tuned_on(danger: bool) -> None:
    chosen = [
        line for line in lines() if line.language == "en" and not line.held_out and line.danger is danger
    ]
    share, wrong = rate(chosen)
    print(f"en, tuned: {'missed' if danger else 'false alarms'} {share:.1%} of {len(chosen)}")
    assert share <= (MOST_MISSED if danger else MOST_FALSE_ALARMS), wrong


@pytest.mark.parametrize(("language", "file"), UNSEEN)
def test_rates_in_unseen_wordings(language: str, file: str) -> None:
    chosen = [line for line in lines() if line.held_out and (line.language, line.file) == (language, file)]
    figures = []
    for asks in (False, True):
        for danger in (True, False):
            of_kind = [line for line in chosen if line.danger is danger]
            acted = [
                emergency(line.text, language) or (asks and suspected(line.text, language))
                for line in of_kind
            ]
            figures.append(sum(did is not danger for did in acted) / len(of_kind))
    counts = [sum(line.danger is danger for line in chosen) for danger in (True, False)]
    print(
        f"{language}, {file}, {counts[0]} dangers and {counts[1]} likenesses: "
        f"signs alone {figures[0]:.1%} missed, {figures[1]:.1%} false alarms; "
        f"with the question {figures[2]:.1%} missed, {figures[3]:.1%} alarmed or asked for nothing"
    )
    assert all(share <= most for share, most in zip(figures, UNSEEN[language, file], strict=True)), figures


def test_ordinary_callers_are_not_asked() -> None:
    ordinary = [one.text for one in utterances()]
    assert sum(emergency(text) or suspected(text) for text in ordinary) <= 0.01 * len(ordinary)


@pytest.mark.parametrize(("language", "most"), [("en", 0.03), ("es", 0.02)])
def test_words_that_are_taken_back_alarm_nobody_meanwhile(language: str, most: float) -> None:
    """At no word of what was tuned on, as a partial transcript may end there."""
    calm = [
        line.text for line in LINES if line.language == language and not line.held_out and not line.danger
    ]
    early = [
        text
        for text in calm
        if any(pressing(" ".join(text.split()[:count]), language) for count in range(1, len(text.split())))
    ]
    print(f"{language}: alarming before its end {len(early) / len(calm):.1%} of {len(calm)}")
    assert len(early) <= most * len(calm), early


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("I have chest pain", True),
        ("my father had a stroke ten years ago", False),
        ("my father had a stroke ten years ago, and now he can't speak", True),
        ("My father had a stroke years ago. He is unconscious.", True),
        ("no chest pain", False),
        ("No, he's not breathing", True),
        ("I don't have any trouble breathing", False),
        ("he stopped breathing a minute ago", True),
        ("my nose has been bleeding for hours and it just won't stop", True),
        ("CHEST PAIN!!", True),
        ("he can’t breathe", True),
        ("Dr. Stroker please", False),
        ("", False),
        ("...", False),
    ],
)
def test_a_clause_is_calmed_by_itself(text: str, danger: bool) -> None:
    assert emergency(text) is danger


def test_a_partial_transcript_is_enough() -> None:
    """Once a danger has been said, nothing that follows in the same breath is waited for."""
    words = "hello please my wife can't breathe and I don't know what to do".split()
    first = next(n for n in range(len(words)) if emergency(" ".join(words[:n])))
    assert " ".join(words[:first]) == "hello please my wife can't breathe"


def test_a_language_without_a_list_is_refused() -> None:
    with pytest.raises(KeyError):
        emergency("hilfe", "de")


@pytest.mark.parametrize(
    "text",
    [
        "I can't talk now",
        "I can't talk now, can you ring me back?",
        "This wait is killing me.",
        "I had chest pain last year, I'd like a check-up.",
        "My chest x-ray appointment.",
        "My gums have been bleeding for weeks.",
        "Ahora no puedo hablar.",
    ],
)
def test_words_of_danger_that_are_none(text: str) -> None:
    language = "es" if text.startswith("Ahora") else "en"
    words = text.split()
    assert not emergency(text, language)
    assert not any(pressing(" ".join(words[:count]), language) for count in range(len(words)))


@pytest.mark.parametrize(
    ("text", "closest", "asks"),
    [
        ("xyzzy", (("danger", 0.7), ("calm", 0.5)), True),
        ("xyzzy", (("intent:book", 0.8), ("danger", 0.7), ("calm", 0.5)), False),
        ("xyzzy", (("calm", 0.7), ("danger", 0.65)), False),
        ("xyzzy", (("intent:book", 0.8),), False),
        ("xyzzy", (), False),
        ("xyzzy", None, False),
        ("Her whole face has blown up like a balloon.", None, True),
        ("Her whole face has blown up like a balloon.", (), True),
        ("Her whole face has blown up like a balloon.", (("calm", 0.9), ("danger", 0.4)), False),
    ],
)
def test_what_resembles_danger_more_than_its_likenesses_is_asked_about(
    text: str, closest: tuple[tuple[str, float], ...] | None, asks: bool
) -> None:
    assert suspected(text, "en", closest) is asks
