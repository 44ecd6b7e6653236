"""Whatever the ear writes down, nothing here raises, and what is answered keeps its bounds."""

from __future__ import annotations

import time
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.dialogue.understand.corrections import corrected
from agent.dialogue.understand.dates import birth_date, choose, wish
from agent.dialogue.understand.emergency import emergency
from agent.dialogue.understand.intents import decide
from agent.dialogue.understand.names import best, name_in, spelled
from agent.dialogue.understand.numbers import digits_in, ordinal_choice, telephone
from agent.dialogue.understand.yes_no import agrees

NOW = datetime(2026, 11, 25, 10, 30)  # noqa: DTZ001
OPTIONS = [datetime(2026, 12, day, 9, 30) for day in (1, 3, 10)]  # noqa: DTZ001
WORDS = (
    "no yes sorry I mean not before after until between and or to at on in the of next this week weeks "
    "month day monday tuesday thursday today tomorrow morning half quarter past o'clock pm noon first "
    "second last third twenty thirty nineteen two three seven oh double triple 3 12 31 1971 3:30 3.5.71 0 "
    "99 may june december as for B bravo my name is it's smith o'brien S-M-I-T-H chest pain can't breathe "
    "ago , . ? ! - ' ’ 29th february"
).split()
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
)


@settings(max_examples=400)
@given(TEXTS)
def test_nothing_raises(text: str) -> None:
    assert agrees(text) in (True, False, None)
    assert digits_in(text).lstrip("+").isdigit() or digits_in(text) == ""
    number = telephone(text, "IE")
    assert number is None or number.startswith("+")
    assert ordinal_choice(text, 3) in (0, 1, 2, None)
    born = birth_date(text, NOW.date())
    assert born is None or date(1906, 1, 1) <= born <= NOW.date()
    wanted = wish(text, NOW)
    if wanted is not None:
        assert 0 <= wanted.from_minute <= wanted.until_minute <= 24 * 60
        assert not (wanted.earliest and wanted.latest) or wanted.earliest <= wanted.latest
        assert wanted.said_day or wanted.said_time
    assert choose(text, OPTIONS) in (0, 1, 2, None)
    best(name_in(text), ["John Smith", spelled(text) or ""])
    assert isinstance(corrected(text), str)
    emergency(text)
    emergency(text, "es")
    assert decide(text, None).startswith("intent:")


def test_a_long_text_takes_no_long_time() -> None:
    """Ten minutes of talk in one breath: each within a few milliseconds a word, so no pattern runs away."""
    text = "no sorry I mean the chest on Monday at half past three oh eight seven B as in Bravo " * 100
    began = time.perf_counter()
    for read in (agrees, digits_in, name_in, spelled, corrected, emergency):
        read(text)
    wish(text, NOW)
    birth_date(text, NOW.date())
    choose(text, OPTIONS)
    decide(text, None)
    assert time.perf_counter() - began < 20
