from __future__ import annotations

import numpy as np

from agent.reminders.listener import Listener
from audio.frame import Samples
from tests.audio.test_beep import frames, tone
from tests.sounds import babble, silence


def heard(*sounds: Samples) -> list[str]:
    listener = Listener()
    return [noise for frame in frames(np.concatenate(sounds)) if (noise := listener.push(frame))]


def test_a_person_who_says_hello_and_waits_is_none() -> None:
    assert heard(silence(300), babble(900), silence(4000), babble(3000), silence(2000)) == []


def test_a_greeting_of_ten_seconds_is_a_machines() -> None:
    assert heard(silence(300), babble(5000), silence(600), babble(6000), silence(500)) == ["long_greeting"]


def test_who_talks_long_later_in_the_call_is_none() -> None:
    assert heard(silence(8000), babble(12_000)) == []


def test_its_beep() -> None:
    assert heard(babble(3000), silence(200), tone(1000, 400), silence(500)) == ["beep_start"]


def test_it_does_not_listen_for_ever() -> None:
    listener = Listener()
    assert not listener.over
    for frame in frames(silence(60_000)):
        listener.push(frame)
    assert listener.over
