"""Whose a call is. (The App itself is started for real by tests/e2e.)"""

from __future__ import annotations

import gc
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from agent.call.policy import Policy
from agent.call.session import CallSession
from agent.clinic.clinic import EXAMPLE, Branch, Person, load
from agent.dialogue.reception import Reception
from agent.events import FrameReceived, LegOpened
from agent.facts import Ring
from agent.io.dialer import VonageDialer
from agent.io.llm import Model
from agent.io.loopback import LoopbackDialer
from agent.io.server import ConfigurationError
from agent.parts import (
    dialer_for,
    in_order,
    keep_the_collector_short,
    model_for,
    own_address,
    placed,
    steering_for,
)
from agent.personal import Personal
from audio.frame import FRAME_SAMPLES, SILENCE, Frame
from tests.agent.io.edge import local
from tests.records import KNOWN

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


def test_callers_are_moved_by_the_carrier_only_with_an_application_of_ours(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    made = rsa.generate_private_key(65537, 2048)
    key.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    ours: dict[str, Any] = {
        "application_id": "app",
        "private_key_file": key,
        "public_url": "https://desk.example.org",
    }
    steering = steering_for(local(**ours), None)
    assert isinstance(steering, VonageDialer)
    assert steering_for(local(**ours), steering) is steering
    for name, value in (("application_id", ""), ("private_key_file", None), ("public_url", "http://x")):
        assert steering_for(local(**ours | {name: value}), None) is None
    assert steering_for(local(carrier="loopback", **ours), None) is None
    with pytest.raises(ConfigurationError, match="not a host"):
        steering_for(local(**ours, carrier_host="evil.example"), None)


def test_who_was_promised_comes_first_and_then_the_clinics_own_order() -> None:
    people = [Person(number=f"+3531555014{n}") for n in (1, 2, 3)]
    numbers = [Personal(person.number) for person in people]
    assert in_order(numbers[0], people) == tuple(numbers)
    assert in_order(numbers[1], people) == (numbers[1], numbers[0], numbers[2])
    assert in_order(Personal("+442079460001"), people) == (Personal("+442079460001"),)


def test_h16_with_forty_calls_the_collector_never_stops_a_frame() -> None:
    threshold, began_s = gc.get_threshold(), 0.0
    took_s: list[float] = []

    def watch(phase: str, about: dict[str, int]) -> None:
        nonlocal began_s
        if about["generation"] == 2 and phase == "start":
            began_s = perf_counter()
        elif about["generation"] == 2:
            took_s.append(perf_counter() - began_s)

    keep_the_collector_short()
    try:
        calls = [CallSession(Reception(KNOWN), Policy()) for _ in range(40)]
        for call in calls:
            call.handle(LegOpened(1), 0)
            for n in range(500):
                call.handle(FrameReceived(1, Frame(SILENCE, n * FRAME_SAMPLES)), 20 * n)
        gc.callbacks.append(watch)
        for _ in range(20):
            gc.collect()
        assert gc.get_threshold()[0] == 50_000
        assert min(took_s) < 0.010  # the least of them: a shared machine is not the collector's fault
    finally:
        gc.callbacks.remove(watch)
        gc.set_threshold(*threshold)
        gc.unfreeze()
