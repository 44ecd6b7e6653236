"""The clinic file as the receptionist says it. (The App itself is started for real by tests/e2e.)"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent.app import dialer_for, knowledge, own_address
from agent.clinic.clinic import EXAMPLE, load
from agent.io.loopback import LoopbackDialer
from agent.io.server import ConfigurationError
from tests.agent.io.edge import local

CLINIC = load(EXAMPLE)


def test_the_example_clinic_is_said_well() -> None:
    said = knowledge(CLINIC, datetime(2026, 11, 20, 10, 0, tzinfo=UTC))  # a Friday
    assert said.greeting == CLINIC.greeting
    assert said.today == "Today we are open from eight to half past twelve, and from half past one to five."
    assert said.days[6] == "On Sunday we are closed."
    assert said.person_number == "+35315550142"
    assert any("parking" in question for questions, _ in said.answers for question in questions)


def test_today_is_the_clinics_day_and_knows_holidays() -> None:
    assert knowledge(CLINIC, datetime(2026, 12, 25, 12, 0, tzinfo=UTC)).today == "Today we are closed."
    # In Dublin it is still Saturday when UTC's Sunday has not begun: winter time is UTC there.
    assert "nine to noon" in knowledge(CLINIC, datetime(2026, 11, 21, 23, 59, tzinfo=UTC)).today
    assert knowledge(CLINIC, datetime(2026, 11, 22, 0, 1, tzinfo=UTC)).today == "Today we are closed."


def test_what_is_missing_for_real_calls_is_named_and_a_rehearsal_needs_nothing() -> None:
    with pytest.raises(ConfigurationError, match=r"PRIVATE_KEY_FILE.*loopback") as refused:
        dialer_for(local(carrier="vonage"))
    assert "FRONTDESK_PUBLIC_URL" in str(refused.value)
    assert isinstance(dialer_for(local(carrier="loopback")), LoopbackDialer)


def test_a_rehearsal_stays_on_this_machine_whatever_our_public_address() -> None:
    public = "https://desk.example.org/"
    assert own_address(local(carrier="vonage", public_url=public), 8080) == "https://desk.example.org"
    rehearsal = {"carrier": "loopback", "public_url": public}
    assert own_address(local(**rehearsal), 8080) == "http://127.0.0.1:8080"
    assert own_address(local(**rehearsal | {"host": "0.0.0.0"}), 8080) == "http://127.0.0.1:8080"
    assert own_address(local(**rehearsal | {"host": "::1"}), 8080) == "http://[::1]:8080"
