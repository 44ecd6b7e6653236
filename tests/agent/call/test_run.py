"""What marks prove about a run of frames, in the carrier's own time."""

from __future__ import annotations

from agent.call.run import MARK_FRAMES, Run

JITTER_MS = 100


def test_next_door_every_frame_is_played_as_soon_as_the_one_before_is_over() -> None:
    run = Run(100, started_ms=5000)
    assert run.ends_ms(110) == 5200
    assert [run.finished(at_ms) for at_ms in (4000, 5000, 5019, 5020, 5400)] == [100, 100, 100, 101, 120]


def test_without_a_proof_there_is_no_idea() -> None:
    run = Run(100, 5000)
    assert run.played(10_000, JITTER_MS) is None
    assert run.over_ms(150, JITTER_MS) is None


def test_a_mark_tells_what_is_played_from_then_on() -> None:
    run = Run(100, 5000)
    run.proves(110, far_ms=700, jitter_ms=JITTER_MS)
    assert [run.played(far_ms, JITTER_MS) for far_ms in (700, 719, 720, 1700)] == [110, 110, 111, 160]
    assert run.over_ms(160, JITTER_MS) == 1700


def test_a_mark_from_within_the_burst_proves_nothing_of_what_follows() -> None:
    run = Run(100, 5000)
    run.proves(100 + MARK_FRAMES - 1, far_ms=600, jitter_ms=JITTER_MS)
    assert run.played(2000, JITTER_MS) is None


def test_a_late_mark_is_not_believed() -> None:
    run = Run(0, 5000)
    run.proves(10, far_ms=700, jitter_ms=JITTER_MS)
    run.proves(20, far_ms=1500, jitter_ms=JITTER_MS)  # should have come at 900
    assert run.played(1500, JITTER_MS) == 50
    run.proves(30, far_ms=1180, jitter_ms=JITTER_MS)  # nor do two that are late by different times
    assert run.played(1500, JITTER_MS) == 50


def test_an_earlier_proof_is_better() -> None:
    run = Run(0, 5000)
    run.proves(10, far_ms=1500, jitter_ms=JITTER_MS)
    run.proves(20, far_ms=900, jitter_ms=JITTER_MS)
    assert run.played(900, JITTER_MS) == 20


def test_two_marks_that_agree_on_a_delay_mean_that_the_carrier_ran_dry() -> None:
    run = Run(0, 5000)
    run.proves(10, far_ms=700, jitter_ms=JITTER_MS)
    run.proves(20, far_ms=980, jitter_ms=JITTER_MS)
    assert run.played(980, JITTER_MS) == 24
    run.proves(30, far_ms=1180, jitter_ms=JITTER_MS)
    assert run.played(1180, JITTER_MS) == 30


def test_a_frame_with_too_little_ahead_of_it_is_feared_until_a_mark_behind_it_is_back() -> None:
    run = Run(0, 5000)
    run.proves(10, far_ms=700, jitter_ms=JITTER_MS)
    run.sends(25, ahead_ms=40)
    assert run.played(1000, JITTER_MS) == 25 - 3
    assert run.over_ms(30, JITTER_MS) == 1100 + 60
    run.proves(20, far_ms=900, jitter_ms=JITTER_MS)  # was sent before it: proves nothing of what it did
    assert run.played(1000, JITTER_MS) == 25 - 3
    run.proves(30, far_ms=1100, jitter_ms=JITTER_MS)
    assert run.played(1100, JITTER_MS) == 30


def test_what_such_a_frame_did_is_believed_at_once() -> None:
    run = Run(0, 5000)
    run.proves(10, far_ms=700, jitter_ms=JITTER_MS)
    run.sends(25, ahead_ms=40)
    run.proves(30, far_ms=1145, jitter_ms=JITTER_MS)  # 45 ms late, of the 60 that were feared
    assert run.played(1145, JITTER_MS) == 30


def test_frames_of_the_burst_are_not_feared() -> None:
    run = Run(0, 5000)
    run.sends(3, ahead_ms=60)
    run.proves(10, far_ms=700, jitter_ms=JITTER_MS)
    assert run.played(700, JITTER_MS) == 10


def test_jitter_that_shows_later_casts_doubt_on_what_was_sent_before() -> None:
    run = Run(0, 5000)
    run.proves(10, far_ms=700, jitter_ms=10)
    run.sends(20, ahead_ms=40)
    run.sends(21, ahead_ms=60)
    assert run.played(1100, jitter_ms=10) == 30
    assert run.played(1100, jitter_ms=120) == 26
    run.proves(21, far_ms=920, jitter_ms=120)
    assert run.played(1100, jitter_ms=120) == 27


def test_how_a_run_began_is_uncertain_by_the_jitter_until_a_mark_is_back() -> None:
    run = Run(100, 5000, far_ms=500)
    assert run.played(700, jitter_ms=0) == 110
    assert run.played(700, jitter_ms=60) == 107
    run.proves(110, far_ms=740, jitter_ms=60)
    assert run.played(740, jitter_ms=60) == 110
