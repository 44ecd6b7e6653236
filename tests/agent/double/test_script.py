from __future__ import annotations

import pytest

from agent.double import script
from agent.double.caller import Action, HangUp, Press, Say, Wait
from audio.frame import Samples
from tests.agent.double.sounds import tone

VOICE = tone(300)
RECORDING = tone(400)


def speak(_: str) -> Samples:
    return VOICE


def play(name: str) -> Samples:
    if name != "complaint.wav":
        raise FileNotFoundError(f"no file {name}")
    return RECORDING


def test_the_example_of_the_docstring_reads_as_it_says() -> None:
    text = "\n".join(line.strip() for line in str(script.__doc__).splitlines()[2:10])
    actions = script.read(text, speak, play)
    assert [type(action) for action in actions] == [Say, Say, Wait, Press, Say, Say, HangUp]
    hello, sorry, wait, press, there, recording, hang_up = actions
    assert isinstance(hello, Say)
    assert hello.text == "Hello, when are you open on Mondays?"
    assert (hello.interrupt_ms, hello.at_ms) == (None, None)
    assert sorry.interrupt_ms == 800
    assert isinstance(wait, Wait)
    assert wait.wait_ms == 2000
    assert isinstance(press, Press)
    assert press.digits == "5"
    assert there.at_ms == 30_000
    assert isinstance(recording, Say)
    assert recording.samples is RECORDING
    assert hang_up == HangUp()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(waits 1.5 s)", Wait(wait_ms=1500)),
        ("  ( Waits 90 ms )  ", Wait(wait_ms=90)),
        ("(presses 12*#)", Press(digits="12*#")),
        ("(interrupts after 2 s) (hangs up)", HangUp(interrupt_ms=2000)),
        ("(interrupts after 300 ms)\n\n(presses 0)", Press(digits="0", interrupt_ms=300)),
    ],
)
def test_directions(text: str, expected: Action) -> None:
    assert script.read(text, speak, play) == [expected]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Hello\n(coughs)", r"line 2: '\(coughs\)' is no direction"),
        ("(waits)", "line 1: '' is no time"),
        ("(waits a bit)", "line 1: 'a bit' is no time"),
        ("(waits 2 minutes)", "no time"),
        ("(presses A)", "line 1: 'A' are no keys"),
        ("(interrupts after 800 ms", "no direction"),
        ("(plays nothing.wav)", "line 1: no file nothing.wav"),
        ("Hello\n(interrupts after 800 ms)", "nothing follows"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        script.read(text, speak, play)


def test_an_empty_script_is_a_caller_who_only_listens() -> None:
    assert script.read("# nothing\n\n", speak, play) == []
