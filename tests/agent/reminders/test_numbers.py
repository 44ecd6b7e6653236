from __future__ import annotations

import pytest

from agent.reminders.numbers import NotDialable, dialable


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("+353 1 555 0142", "IE", "+35315550142"),
        ("(01) 555 0142", "IE", "+35315550142"),
        ("087 123 4567", "IE", "+353871234567"),
        ("+1 202-555-0123", "IE", "+12025550123"),
        ("9876543210", "IN", "+919876543210"),
    ],
)
def test_a_number_as_it_is_dialled(text: str, region: str, e164: str) -> None:
    found = dialable(text, region, "Europe/Dublin")
    assert found.number.reveal() == e164
    assert found.place.zones[-1] == "Europe/Dublin"
    assert e164 not in repr(found)


@pytest.mark.parametrize(
    ("text", "region", "why"),
    [
        ("", "IE", "not a telephone number"),
        ("call me", "IE", "not a telephone number"),
        ("112", "IE", "emergency"),
        ("999", "IE", "emergency"),
        ("911", "US", "emergency"),
        ("+1 911", "US", "emergency"),
        ("50015", "IE", "short"),
        ("+353 1", "IE", "short"),
        ("1550 123 456", "IE", "premium"),
        ("+1 900 555 0123", "US", "premium|exists"),
        ("09061 234567", "GB", "premium"),
        ("+1 800 555 1234", "US", "freephone"),
        ("07012 345678", "GB", "personal"),
        ("+44 7700 900123", "GB", "exists"),
    ],
)
def test_r14_what_is_never_dialled(text: str, region: str, why: str) -> None:
    with pytest.raises(NotDialable, match=why) as refused:
        dialable(text, region, "Europe/Dublin")
    assert not text or text not in str(refused.value)


def test_the_places_are_the_numbers_and_the_patients() -> None:
    place = dialable("+1 202 555 0123", "IE", "America/Los_Angeles").place
    assert place.zones == ("America/New_York", "America/Los_Angeles")
    assert place.country == "US"
    assert dialable("+1 202 555 0123", "IE", "America/New_York").place.zones == ("America/New_York",)
