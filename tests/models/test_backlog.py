from __future__ import annotations

import random

import pytest

from models.backlog import BUSY_WINDOW_MS, Backlog, BusyShare, Entry
from models.job import SynthesizeJob


def entry(call: str, job: int = 1, *, at: int = 0, final: bool = True, within: int = 1000) -> Entry:
    return Entry(SynthesizeJob(call, job, "", final=final, within_ms=within), at)


def drain(backlog: Backlog) -> list[str]:
    taken = []
    while (e := backlog.take()) is not None:
        taken.append(e.job.call)
    return taken


def test_finals_go_first_then_the_earliest_deadline_then_first_come() -> None:
    backlog = Backlog(limit=10)
    for e in (
        entry("partial, urgent", final=False, within=1),
        entry("late"),
        entry("early", within=500),
        entry("late, second"),
        entry("partial", final=False),
        entry("came later, due earlier", at=100, within=100),
    ):
        assert backlog.add(e) is None
    assert drain(backlog) == [
        *("came later, due earlier", "early", "late", "late, second"),
        *("partial, urgent", "partial"),
    ]


def test_m06_a_full_queue_sheds_partials_first_and_then_refuses() -> None:
    backlog = Backlog(limit=3)
    due_last = entry("p2", final=False, within=3000)
    for e in (entry("p1", final=False, within=2000), due_last, entry("f1")):
        backlog.add(e)
    newcomer = entry("p3", final=False, within=1)
    assert backlog.add(newcomer) is newcomer  # a partial displaces nobody
    assert backlog.add(entry("f2")) is due_last
    victim = backlog.add(entry("f3"))
    assert victim is not None
    assert victim.job.call == "p1"
    refused = entry("f4")
    assert backlog.add(refused) is refused
    assert drain(backlog) == ["f1", "f2", "f3"]  # no final that was in was ever shed


def test_m06_a_final_in_the_queue_is_never_shed_whatever_comes() -> None:
    rng = random.Random(6)
    backlog = Backlog(limit=8)
    finals: set[str] = set()
    for number in range(2000):
        e = entry(str(number), at=number, final=rng.random() < 0.5, within=rng.randrange(1, 5000))
        victim = backlog.add(e)
        assert victim is None or victim is e or not victim.job.final
        if e.job.final and victim is not e:
            finals.add(e.job.call)
        assert backlog.count(final=True) + backlog.count(final=False) <= 8
        if rng.random() < 0.4 and (taken := backlog.take()) is not None:
            finals.discard(taken.job.call)
        assert backlog.count(final=True) == len(finals)


def test_m01_a_final_is_tried_again_with_its_old_place_and_a_new_limit() -> None:
    backlog = Backlog(limit=10)
    first = entry("first", within=1000)
    backlog.add(first)
    assert backlog.take() is first
    backlog.add(entry("second", at=1, within=1000))
    assert backlog.lost(first, now_ms=2000) is None
    assert [e.job.call for e in backlog.expire(2500)] == ["second"]
    assert backlog.take() is first
    assert first.expires_ms == 3000


def test_m03_a_job_that_took_two_workers_with_it_is_quarantined() -> None:
    backlog = Backlog(limit=10)
    killer = entry("killer")
    assert backlog.lost(killer, 0) is None
    assert backlog.take() is killer
    assert backlog.lost(killer, 0) == "quarantined"
    assert backlog.take() is None


@pytest.mark.parametrize(("final", "delivered"), [(False, False), (True, True)], ids=["partial", "half said"])
def test_what_is_not_worth_a_second_try(final: bool, delivered: bool) -> None:
    backlog = Backlog(limit=10)
    e = entry("c", final=final)
    e.delivered = delivered
    assert backlog.lost(e, 0) == "worker_died"
    assert backlog.take() is None


def test_a_job_expires_on_the_millisecond() -> None:
    backlog = Backlog(limit=10)
    backlog.add(entry("a", at=100, within=50))
    backlog.add(entry("b", at=100, within=70))
    assert backlog.next_expiry_ms == 150
    assert backlog.expire(149) == []
    assert [e.job.call for e in backlog.expire(150)] == ["a"]
    assert backlog.next_expiry_ms == 170
    backlog.take()
    assert backlog.next_expiry_ms is None


def test_forgetting_takes_one_job_or_the_whole_call() -> None:
    backlog = Backlog(limit=10)
    for call, job in (("a", 1), ("a", 2), ("b", 1), ("b", 2)):
        backlog.add(entry(call, job))
    backlog.remove("a", 1)
    backlog.remove("b")
    backlog.remove("nobody", 1)
    assert drain(backlog) == ["a"]


def test_m07_the_oldest_wait_is_counted_from_submission() -> None:
    backlog = Backlog(limit=10)
    assert backlog.oldest_wait_ms(5) == 0
    backlog.add(entry("a", at=100))
    backlog.add(entry("b", at=300))
    assert backlog.oldest_wait_ms(400) == 300


def test_the_busy_share_forgets_the_past() -> None:
    share = BusyShare(0)
    share.set(1.0, 0)
    assert share.at(0) == 0.0
    assert share.at(BUSY_WINDOW_MS) == pytest.approx(0.632, abs=0.001)  # 1 - 1/e
    share.set(0.0, 10 * BUSY_WINDOW_MS)
    assert share.at(10 * BUSY_WINDOW_MS) == pytest.approx(1.0, abs=0.001)
    assert share.at(11 * BUSY_WINDOW_MS) == pytest.approx(0.368, abs=0.001)


def test_the_busy_share_of_a_half_used_worker_is_a_half() -> None:
    share = BusyShare(0)
    for second in range(100):
        share.set(1.0, second * 1000)
        share.set(0.0, second * 1000 + 500)
    assert share.at(100_000) == pytest.approx(0.5, abs=0.03)


def test_a_partial_may_be_passed_over() -> None:
    backlog = Backlog(limit=10)
    backlog.add(entry("partial", final=False))
    assert backlog.take(partials=False) is None
    backlog.add(entry("final", at=50))
    taken = backlog.take(partials=False)
    assert taken is not None
    assert taken.job.call == "final"
    assert backlog.oldest_wait_ms(1000) == 0, "a partial that waits is no sign of load"
    assert drain(backlog) == ["partial"]
