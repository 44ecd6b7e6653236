"""Whose a call is. (The App itself is started for real by tests/e2e.)"""

from __future__ import annotations

import pytest

from agent.app import dialer_for, model_for, own_address, placed
from agent.clinic.clinic import EXAMPLE, Branch, load
from agent.facts import Ring
from agent.io.llm import Model
from agent.io.loopback import LoopbackDialer
from agent.io.server import ConfigurationError
from agent.personal import Personal
from tests.agent.io.edge import local

CLINIC = load(EXAMPLE)


def test_a_call_is_its_hospitals_and_of_the_branch_with_our_number_in_it() -> None:
    ours, theirs = Personal("+35315550143"), Personal("+353871234567")
    clinic = CLINIC.model_copy(
        update={"branches": (Branch(id="quay", name="Quay", address="On the quay.", phone=ours.reveal()),)}
    )
    inbound = placed(Ring("u", theirs, ours), clinic)
    assert (inbound.hospital_id, inbound.branch_id) == ("riverside", "quay")
    outbound = placed(Ring("u", ours, theirs, "outbound"), clinic)
    assert (outbound.hospital_id, outbound.branch_id) == ("riverside", "quay")
    elsewhere = placed(Ring("u", ours, theirs), clinic)
    assert (elsewhere.hospital_id, elsewhere.branch_id) == ("riverside", None)


def test_a_model_is_had_only_where_what_it_says_can_be_checked() -> None:
    assert model_for(local()) is None
    assert isinstance(model_for(local(llm_url="http://127.0.0.1:8000/v1")), Model)
    with pytest.raises(ConfigurationError, match="LANGUAGE=en"):
        model_for(local(llm_url="http://127.0.0.1:8000/v1", language="es"))


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
