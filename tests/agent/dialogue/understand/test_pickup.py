from __future__ import annotations

import pytest

from agent.dialogue.understand.pickup import is_alive, who_answered

PEOPLE = (
    "",
    "Hello?",
    "Hello, who's this?",
    "Mary Byrne speaking.",
    "Yes?",
    "Hi, this is Tom.",
    "Good morning, Byrne and Sons, how can I help you?",
    "You've reached Byrne Plumbing, this is Anna, how can I help?",
    "She is not available right now, can I take a message?",
    "He's not in. Who's calling please?",
    "I'm sorry, I can't talk right now.",
    "Sorry, I can't hear you, could you speak up please?",
)
MACHINES = (
    "Hi, you've reached Tom. I can't come to the phone right now.",
    "Please leave a message after the beep.",
    "The person you have called is not available.",
    "the person you're calling",
    "Leave your name and number and I'll get back to you.",
    "Welcome to the voicemail of zero eight seven.",
    "The number you have dialled is not in service.",
    "We are closed. Our opening hours are nine to five. Please call back later.",
)


@pytest.mark.parametrize("text", PEOPLE)
def test_a_person(text: str) -> None:
    assert who_answered(text) == "person"


@pytest.mark.parametrize("text", MACHINES)
def test_a_machine(text: str) -> None:
    assert who_answered(text) == "machine"


@pytest.mark.parametrize(
    "text",
    [
        "Please state your name and the reason for calling.",
        "The person you are calling is using a screening service. Say your name and why you are calling.",
        "Before I try to connect you, can I ask what is the reason for your call?",
    ],
)
def test_a_screening_robot(text: str) -> None:
    assert who_answered(text) == "screener"


def test_a_voice_into_the_silence_is_alive() -> None:
    assert is_alive("Hello? Is anybody there?")
    assert is_alive("Who is this?")
    assert not is_alive("to leave a message press one")
    assert not is_alive("")


@pytest.mark.parametrize(
    "breaths",
    [
        ("Hello?", "This is Maria speaking."),
        (
            "Hello?",
            "Sorry, what was that?",
            "It is a bad line, say it again, I was out in the garden just now.",
        ),
        ("She is not here.", "She can't come to the phone.", "I'll tell her that you rang."),
        ("Yes?", "I'll be there."),
        ("Hello?", "Well, well, as I was saying to her.", "Well."),
        ("Hang on.", "Hello, who is this?", "He will call you back."),
        ("She's not here.", "No, she's out, I'll get her to call you back."),
    ],
)
def test_a_person_who_takes_a_breath(breaths: tuple[str, ...]) -> None:
    for n, text in enumerate(breaths):
        assert who_answered(text, " ".join(breaths[:n])) == "person"


@pytest.mark.parametrize(
    "breaths",
    [
        ("Hi, you've reached the Smiths.", "We can't come to the phone.", "You know what to do."),
        ("Hello.", "Please leave", "a message after", "the tone."),
        ("You have reached Tom.", "I'm not in just now."),
        ("Hi, this is Tom.", "I'm not in.", "I'll call you back."),
    ],
)
def test_a_machine_that_takes_a_breath(breaths: tuple[str, ...]) -> None:
    assert who_answered(breaths[0]) == "person", "by its first breath it might be anybody"
    assert who_answered(breaths[-1], " ".join(breaths[:-1])) == "machine"


def test_a_robot_that_takes_a_breath() -> None:
    assert who_answered("and the reason for calling.", "Please state your name") == "screener"
