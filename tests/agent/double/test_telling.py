"""Who tells a story answers what was asked, and never says yes to what is not so."""

from __future__ import annotations

import pytest

from agent.dialogue.phrases import en
from agent.double import story
from agent.double.telling import Telling, likeness, reached

STORY = story.read(
    """# A booking.
agent: Hello, this is Riverside Clinic. How can I help you?
caller: I'd like a check-up on Thursday.
agent: What is the first and last name of the patient?
caller: Tom Ryan.
agent: And the date of birth?
caller: 3 May 1971.
agent: That is a check-up with Doctor Reed, on Thursday the third of December at two. Shall I book it?
caller: Yes please.
[appointment booked: check-up, Tom Ryan, Thursday 3 December 2026 14:00, Doctor Reed]
agent: Your appointment is booked: Thursday the third of December at two. Is there anything else?
caller: No.
agent: Thank you for calling. Goodbye.
[call ends: completed]
"""
)


def answers(*asked: str) -> list[str]:
    telling = Telling(STORY)
    chosen = [telling.answer(each) for each in asked]
    return [str(telling.lines[i].text) if i < len(telling.lines) else "hangs up" for i in chosen]


HELLO = "Hello, this is Riverside Clinic. How can I help you?"
NAME = "What is the first and last name of the patient?"
BORN = "And the date of birth?"


def test_the_lines_come_in_turn() -> None:
    assert answers(HELLO, NAME, BORN) == ["I'd like a check-up on Thursday.", "Tom Ryan.", "3 May 1971."]


def test_another_order_gets_the_lines_that_answer() -> None:
    assert answers(HELLO, BORN, NAME)[1:] == ["3 May 1971.", "Tom Ryan."]


def test_a_question_asked_once_more_is_answered_once_more() -> None:
    assert answers(HELLO, NAME, NAME)[1:] == ["Tom Ryan.", "Tom Ryan."]


def test_who_was_not_understood_says_it_again_and_then_goes_on() -> None:
    puzzled = "Pardon me, that was rather unclear to these ears."
    said = answers(HELLO, puzzled, puzzled, puzzled)
    assert said == [*["I'd like a check-up on Thursday."] * 3, "Tom Ryan."]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (
            "That is a check-up with Doctor Reed, on Thursday the third of December at two. Shall I book it?",
            "y",
        ),
        (
            "That is a check-up with Doctor Reed, on Tuesday the third of December at two. Shall I book it?",
            "n",
        ),
        (
            "That is a check-up with Doctor Reed, on Thursday the third of December at ten. Shall I book it?",
            "n",
        ),
        ("I have written Tom: T as in Tango, O, M. And Ryan: R, Y, A, N as in November. Is that right?", "y"),
        ("I have written Tom: T as in Tango, O, M. And Yan: Y, A, N as in November. Is that right?", "n"),
        ("I have written Dom: D as in Delta, O, M. And Ryan: R, Y, A, N. Is that right?", "n"),
        ("I heard Bob Miller, born on the third of May, nineteen seventy-one. Is that right?", "n"),
    ],
)
def test_nobody_says_yes_to_what_is_not_so(asked: str, answer: str) -> None:
    said = answers(HELLO, NAME, BORN, asked)[-1]
    assert (said in ("Yes.", "Yes please.")) == (answer == "y")
    assert (said == "No.") == (answer == "n")


def test_a_name_can_be_spelled_though_the_story_does_not() -> None:
    assert answers(HELLO, NAME, "Please spell the last name for me, letter by letter.")[-1] == "R, Y, A, N."
    assert answers(HELLO, NAME, "Please spell the first name for me, letter by letter.")[-1] == "T, O, M."


def test_what_is_not_understood_can_be_typed() -> None:
    again = "I still do not have it. Please type the date of birth: two digits for the day, and so on."
    assert answers(HELLO, NAME, BORN, again)[-1] == "(presses 03051971)"


PRESS = "I am sorry, the line is poor. Please press one for yes, or two for no."
BOOK = "That is a check-up with Doctor Reed, on {} the third of December at two. Shall I book it?"


@pytest.mark.parametrize(("day", "key"), [("Thursday", "(presses 1)"), ("Tuesday", "(presses 2)")])
def test_a_yes_or_no_that_is_not_understood_is_said_again_and_then_pressed(day: str, key: str) -> None:
    said = answers(
        HELLO, NAME, BORN, BOOK.format(day), "Sorry, I did not catch that. Please say yes or no.", PRESS
    )
    assert said[-2] == said[-3]
    assert said[-1] == key


def test_one_of_several_things_is_pressed() -> None:
    choice = "I am sorry, I did not get that. Please press one for a blood test, two for a check-up."
    assert answers(HELLO, choice)[-1] == "(presses 2)"


def test_the_same_thing_asked_for_in_other_words_gets_the_same_answer() -> None:
    again = f"I am sorry, I still do not find that. {en.BORN_ONCE_MORE}"
    spell = "Please spell the last name for me, letter by letter."
    assert answers(HELLO, NAME, BORN, spell, again)[-1] == "3 May 1971."


def test_every_telling_ends() -> None:
    assert "hangs up" in answers(*["And what would the weather be like over there?"] * 40)


def test_goals_are_what_the_agent_said_of_them() -> None:
    booked = "your appointment is booked Thursday the 3rd of December at 2"
    assert all(reached(STORY, ["Hello.", booked], "server hung up").values())
    assert not any(reached(STORY, ["Hello.", "I am sorry, I cannot look into the book."], "").values())


def test_likeness_is_of_words_however_numbers_are_written() -> None:
    assert likeness("on the 3rd of May at 2", "on the third of May at two") == 1
    assert likeness("", "anything") == 0


SPANISH = story.read(
    """# Una cita.
clinic: speaks Spanish
agent: Buenos días. ¿En qué puedo ayudarle?
caller: Quiero una revisión el jueves.
agent: ¿Cuál es el nombre y el apellido del paciente?
caller: Lucía Peña.
agent: Sería una revisión, el jueves tres de diciembre a las ocho de la mañana. ¿La reservo?
caller: Sí, por favor.
[appointment booked: check-up, Lucía Peña, Thursday 3 December 2026 08:00, el doctor Walsh]
agent: Su cita está reservada: el jueves tres de diciembre. ¿Puedo hacer algo más por usted?
"""
)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Sería una revisión, el jueves tres de diciembre a las ocho. ¿La reservo?", "Sí, por favor."),
        ("Sería una revisión, el martes uno de diciembre a las ocho. ¿La reservo?", "No."),
        ("He escrito Lucía: L, U, C de Cádiz, Í, A. Y Peña: P de París, E, Ñ, A. ¿Es correcto?", "Sí."),
        ("He escrito Lucía: L, U, C de Cádiz, Í, A. Y Pena: B de Barcelona, E, N, A. ¿Es correcto?", "No."),
        ("Deletree el apellido, letra por letra, por favor.", "P, E, Ñ, A."),
    ],
)
def test_a_spanish_story_is_told_in_spanish(asked: str, answer: str) -> None:
    telling = Telling(SPANISH)
    chosen = [
        telling.answer(each) for each in ("¿En qué puedo ayudarle?", "¿El nombre y el apellido?", asked)
    ]
    assert telling.lines[chosen[-1]].text == answer
