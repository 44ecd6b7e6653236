"""Whose a call is. (The App itself is started for real by tests/e2e.)"""

from __future__ import annotations

from agent.app import placed
from agent.clinic.clinic import EXAMPLE, Branch, load
from agent.facts import Ring
from agent.personal import Personal

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
