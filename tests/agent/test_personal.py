from __future__ import annotations

from dataclasses import dataclass

from agent.personal import REDACTED, Personal


def test_no_formatting_shows_it() -> None:
    name = Personal("Jane Doe")

    @dataclass
    class Holder:
        name: Personal

    shown = (str(name), repr(name), f"{name}", f"{name!r:>20}", "%s" % name, f"{[name]}", f"{Holder(name)}")  # noqa: UP031
    assert all("Jane" not in text and REDACTED in text for text in shown)


def test_it_is_still_a_value() -> None:
    assert Personal("a") == Personal("a")
    assert Personal("a") != Personal("b")
    assert len({Personal("a"), Personal("a")}) == 1
    assert Personal("a").reveal() == "a"
    assert not Personal("")
