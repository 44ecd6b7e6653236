import pytest

from agent.io.admission import MAX_TICKETS, TICKET_LIFE_S, Admissions, Draining, Full, TicketInvalid
from agent.personal import Personal
from tests.agent.io.edge import ring


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_v02_a_ticket_opens_its_call_once() -> None:
    admissions = Admissions(4)
    admission = admissions.admit(ring())
    claimed = admissions.claim(admission.call_id, admission.ticket)
    assert claimed.call_id == admission.call_id
    with pytest.raises(TicketInvalid):
        admissions.claim(admission.call_id, admission.ticket)
    assert [call.call_id for call in admissions.live()] == [admission.call_id]  # the first is untouched


def test_v01_no_other_ticket_opens_it() -> None:
    admissions = Admissions(4)
    one, other = admissions.admit(ring("u-1")), admissions.admit(ring("u-2"))
    for call_id, ticket in [
        (one.call_id, other.ticket),
        (one.call_id, Personal("")),
        (one.call_id, Personal("\ud800")),
        ("", one.ticket),
        ("no such call", one.ticket),
    ]:
        with pytest.raises(TicketInvalid):
            admissions.claim(call_id, ticket)
    admissions.claim(one.call_id, one.ticket)


def test_v01_a_ticket_that_nobody_used_expires_and_frees_the_place() -> None:
    clock = Clock()
    admissions = Admissions(1, clock)
    admission = admissions.admit(ring())
    clock.now_s = TICKET_LIFE_S
    with pytest.raises(TicketInvalid):
        admissions.claim(admission.call_id, admission.ticket)
    assert (len(admissions), admissions.call_id("u-1")) == (0, None)
    admissions.admit(ring("u-2"))


def test_v29_full_counts_calls_that_ring_and_calls_that_live() -> None:
    admissions = Admissions(2)
    first = admissions.admit(ring("u-1"))
    admissions.claim(first.call_id, first.ticket)
    admissions.admit(ring("u-2"))
    with pytest.raises(Full):
        admissions.admit(ring("u-3"))
    admissions.release(first.call_id)
    admissions.admit(ring("u-3"))


def test_v03_the_same_uuid_gets_another_ticket_for_the_same_call_even_when_full_and_draining() -> None:
    admissions = Admissions(1)
    first = admissions.admit(ring())
    admissions.claim(first.call_id, first.ticket)
    admissions.draining = True
    again = admissions.admit(ring())
    assert again.call_id == first.call_id
    assert again.ticket != first.ticket
    assert admissions.claim(again.call_id, again.ticket).call_id == first.call_id
    with pytest.raises(Draining):
        admissions.admit(ring("u-2"))


def test_an_answer_asked_for_twice_may_be_followed_either_way() -> None:
    admissions = Admissions(1)
    tickets = [admissions.admit(ring()).ticket for _ in range(MAX_TICKETS + 1)]
    call_id = admissions.call_id("u-1")
    assert call_id is not None
    with pytest.raises(TicketInvalid):  # the oldest had to go: a call's tickets are few
        admissions.claim(call_id, tickets[0])
    for ticket in tickets[1:]:
        admissions.claim(call_id, ticket)


def test_a_viewers_token_opens_its_call_while_it_lasts() -> None:
    admissions = Admissions(2)
    call, other = admissions.admit(ring("u-1")), admissions.admit(ring("u-2"))
    token = call.viewer_token.reveal()
    assert token != other.viewer_token.reveal()
    found = admissions.seen_by(token)
    assert found is not None
    assert found.call_id == call.call_id
    assert admissions.seen_by("lct_nobody") is None
    admissions.release(call.call_id)
    assert admissions.seen_by(token) is None
    admissions.release(call.call_id)  # a second time does no harm


def test_p01_secrets_are_kept_as_hashes_and_never_shown() -> None:
    admissions = Admissions(2)
    admission = admissions.admit(ring())
    for secret in (admission.ticket.reveal(), admission.viewer_token.reveal()):
        assert len(secret) >= 32
        assert secret not in repr(admission)
    assert admission.ticket.reveal() not in repr(vars(admissions))


def test_a_call_that_we_place_rings_for_longer_than_one_that_comes() -> None:
    clock = Clock()
    calls = Admissions(1, clock)
    admission = calls.admit(ring("a"), ticket_life_s=120)
    clock.now_s += 100
    assert calls.claim(admission.call_id, admission.ticket).call_id == admission.call_id
