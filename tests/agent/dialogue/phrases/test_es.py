"""Spanish says all that English says: the same names, asking for the same things."""

from __future__ import annotations

import inspect
from datetime import date, datetime
from types import ModuleType

import pytest

from agent.dialogue.phrases import en, en_numbers, es, es_numbers, wording


def _names(module: ModuleType) -> set[str]:
    """What a flow may use of it: what it defines itself, but not what it is made of."""
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (isinstance(value, str | tuple | dict) or getattr(value, "__module__", "") == module.__name__)
    }


@pytest.mark.parametrize(("ours", "theirs"), [(en, es), (en_numbers, es_numbers)])
def test_both_have_all_names(ours: ModuleType, theirs: ModuleType) -> None:
    only_spanish = {"at_clock"}  # an article that English does not need
    assert _names(ours) == _names(theirs) - only_spanish
    for name in _names(ours):
        one, other = getattr(ours, name), getattr(theirs, name)
        assert type(one) is type(other)
        if inspect.isfunction(one):
            assert list(inspect.signature(one).parameters) == list(inspect.signature(other).parameters), name


def test_nothing_was_left_in_english() -> None:
    same = {
        name
        for name in _names(en)
        if isinstance(getattr(en, name), str) and getattr(en, name) == getattr(es, name)
    }
    assert same == {"NO"}


def test_every_question_is_asked_in_three_ways() -> None:
    for words in (en, es):
        for name in ("NAME", "SPELL", "BORN", "NUMBER", "MESSAGE", "DAY", "WHICH_APPOINTMENT"):
            said = {getattr(words, name + again) for again in ("", "_AGAIN", "_LAST")}
            assert len(said) == 3, name


def test_sentences_of_a_booking() -> None:
    at = datetime.fromisoformat("2026-12-03 13:30")
    assert es.shall_i_book("una revisión", at, "la doctora Reed", "") == (
        "Sería una revisión con la doctora Reed, "
        "el jueves tres de diciembre a la una y media de la tarde. ¿La reservo?"
    )
    assert es.offer([at], ["la doctora Reed"], date(2026, 11, 1)).startswith(
        "El jueves tres de diciembre por la tarde tengo a la una y media"
    )


def test_the_wording_is_chosen_by_language() -> None:
    assert wording("en") is en
    assert wording("es") is es
    with pytest.raises(KeyError):
        wording("xx")
