from agent.io.rate import Rate


def test_the_one_too_many_is_told_and_the_window_moves_on() -> None:
    now_s = 0.0
    rate = Rate(2, 10.0, lambda: now_s)
    assert [rate.exceeded() for _ in range(4)] == [False, False, True, True]
    now_s = 9.9
    assert rate.exceeded()
    now_s = 15.0
    assert not rate.exceeded()  # the last three came at 0, 9.9 and 15
