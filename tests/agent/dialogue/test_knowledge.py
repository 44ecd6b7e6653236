from __future__ import annotations

from agent.dialogue.knowledge import Knowledge


def test_a_clinic_that_says_little_promises_little() -> None:
    clinic = Knowledge("Hi.", "1 High Street.", "Closed.", ("Closed.",) * 7, "Closed.")
    assert not clinic.reasons
    assert not clinic.person_number
    assert clinic.identity_digits == 0
