from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from agent.dialogue.errands import Failed, Settle
from agent.dialogue.flow import Ask, HangUp, Listen, Reply, Say, Transfer
from agent.dialogue.phrases import en_reminder as en
from agent.dialogue.reminder import BEEP_MS, HELLO_MS, SCREENED_MS, Reminder
from agent.double.story import Line
from tests.records import KNOWN, Records, spanish
from tests.stories import Player

AT = datetime(2026, 12, 8, 10)  # noqa: DTZ001
ALONE = replace(KNOWN, person_number="")
# A patient of a list from elsewhere, of whom our records know nothing; and one whom they know.
LISTED = Reminder(ALONE, ours="Riverside Clinic", name="Mary Byrne", at=AT)
KNOWN_ONE = Reminder(
    ALONE,
    ours="Riverside Clinic",
    name="Mary Murphy",
    at=AT,
    appointment="Mary Murphy 2026-12-08T10:00:00",
    identify=True,
)
MESSAGE = en.message("Riverside Clinic", "Mary Byrne", "one, two, three")
TALKING = replace(LISTED, message=MESSAGE)
MACHINE = "Hi, you've reached the Byrnes. Please leave a message after the tone."


class Call(Player):
    def __init__(self, flow: Reminder, *said: str) -> None:
        records = Records()
        super().__init__(records, flow)
        self.take(flow.begin())
        for words in said:
            if words.isdigit():
                self.take(self.flow.pressed(words))
            elif words == "(silence)":
                self.silences += 1
                self.take(self.flow.silence(self.silences))
            else:
                self.do(Line("caller", words))

    @property
    def told(self) -> str:
        return " ".join(line.text for line in self.lines if line.who.startswith("agent"))

    @property
    def facts(self) -> list[str]:
        return [line.text for line in self.lines if line.who == "fact"]

    @property
    def outcome(self) -> str:
        return self.facts[-1].removeprefix("call ends: ")


def text(reply: Reply) -> str:
    return " ".join(move.text for move in reply.moves if isinstance(move, Say))


def test_they_speak_first() -> None:
    assert LISTED.begin().moves == (Listen(HELLO_MS),)
    assert text(LISTED.silence(0)) == text(LISTED.heard("Hello?")) == text(LISTED.heard(""))


@pytest.mark.parametrize("flow", [LISTED, KNOWN_ONE])
def test_r15_it_says_that_it_is_automated_and_nothing_of_the_appointment(flow: Reminder) -> None:
    said = Call(flow, "Hello?").told
    assert "automated call from Riverside Clinic" in said
    for private in ("appointment", "December", "ten", "doctor", "Doctor"):
        assert private not in said


@pytest.mark.parametrize(
    ("heard", "outcome"),
    [
        (["Yes, speaking.", "Yes, I'll be there."], "confirmed"),
        (["1", "1"], "confirmed"),
        (["Yes.", "No, I can't.", "Yes please."], "cancelled"),
        (["1", "2", "1"], "cancelled"),
        (["Yes.", "I want to cancel it.", "Yes, cancel it."], "cancelled"),
        (["Yes.", "No.", "No."], "move"),
        (["Yes.", "Can we move it to another day?"], "move"),
        (["No.", "Yes."], "wrong_number"),
        (["No.", "No."], "call_later"),
        (["You have the wrong number."], "wrong_number"),
        (["Can you call back later? I'm driving."], "call_later"),
        (["I can't talk now."], "call_later"),
        (["Yes.", "I can't talk, call me later."], "call_later"),
        (["Mary speaking.", "Yes, I'll be there."], "confirmed"),
        (["I'm sorry, this is no good time for me, please call back later."], "call_later"),
        (["Pardon?", "Yes.", "Pardon?", "Yes."], "confirmed"),
        (["Yes.", "(silence)", "(silence)"], "no_reply"),
        (["(silence)", "(silence)"], "no_reply"),
        (["Yes.", "Where are you?", "Yes."], "confirmed"),
    ],
)
def test_how_a_call_ends(heard: list[str], outcome: str) -> None:
    call = Call(LISTED, "Hello?", *heard)
    assert call.outcome == outcome
    assert f"settled: {outcome}" in call.facts, "it is on record before it is told"


def test_what_is_never_understood_ends_too() -> None:
    call = Call(LISTED, "Hello?", "", "", "", "")
    assert call.outcome == "not_understood"


def test_v31_a_patient_of_ours_proves_who_they_are_first() -> None:
    call = Call(KNOWN_ONE, "Hello?", "Yes, that's me.")
    assert "date of birth" in call.told
    assert "December" not in call.told
    call.do(Line("caller", "the third of May 1971"))
    assert "Tuesday the eighth of December at ten in the morning" in call.told
    call.do(Line("caller", "Yes."))
    assert call.outcome == "confirmed"
    assert len(call.told.split()) / 150 < 1  # minutes of our speech


def test_v31_with_another_date_of_birth_nothing_is_told() -> None:
    call = Call(KNOWN_ONE, "Hello?", "Yes.", "the fourth of May 1980", "Yes.", "the fifth of June 1980")
    assert "December" not in call.told
    assert "appointment" not in call.told


def test_it_is_cancelled_in_the_book() -> None:
    call = Call(KNOWN_ONE, "Hello?", "Yes.", "3 May 1971", "No, I can't come.", "Yes.")
    assert [fact.split(":")[0] for fact in call.facts] == ["appointment cancelled", "settled", "call ends"]
    assert en.CANCELLED in call.told


def test_it_is_moved_as_the_receptionist_would() -> None:
    call = Call(
        KNOWN_ONE, "Hello?", "Yes.", "3 May 1971", "Can we move it?", "Thursday", "the first one", "Yes."
    )
    assert call.outcome == "moved", call.lines
    assert [fact.split(":")[0] for fact in call.facts] == ["appointment moved", "settled", "call ends"]


def test_who_thinks_better_of_moving_is_asked_again_whether_they_come() -> None:
    call = Call(KNOWN_ONE, "Hello?", "Yes.", "3 May 1971", "Can we move it?", "Never mind.", "Yes.")
    assert call.outcome == "confirmed", call.lines


def test_r11_nobody_is_reminded_of_what_is_not_in_the_book_any_more() -> None:
    call = Call(replace(KNOWN_ONE, appointment="gone"), "Hello?", "Yes.", "3 May 1971")
    assert call.outcome == "changed"
    assert "December" not in call.told


@pytest.mark.parametrize(
    "said",
    [
        "Stop calling me.",
        "Don't call me again!",
        "Please take me off your list.",
        "Never call this number.",
        "Yes, but do not ring here again",
        "remove my number from your system",
        "9",
    ],
)
@pytest.mark.parametrize("before", [[], ["Hello?"], ["Hello?", "Yes."], ["Hello?", "Yes.", "No."]])
def test_r12_an_opt_out_is_heard_at_any_moment(said: str, before: list[str]) -> None:
    if said == "9" and not before:
        return  # keys come after we have spoken
    call = Call(LISTED, *before, said)
    assert call.outcome == "opt_out"
    assert call.told.endswith(en.OPTED_OUT)


def test_r12_key_nine_counts_unless_it_is_a_digit() -> None:
    asked = Call(KNOWN_ONE, "Hello?", "Yes.")
    assert Ask(Settle("opt_out")) in asked.flow.pressed("9").moves
    begun = asked.flow.pressed("0").flow.pressed("9")
    assert begun.moves == ()


def test_r12_an_opt_out_stands_whatever_is_said_over_our_goodbye() -> None:
    assert Call(LISTED, "Hello?", "Stop calling me", "Yes.", "Yes.").outcome == "opt_out"
    assert Call(LISTED, "Hello?", "Yes.", "Yes.", "Oh no, I can't.", "Yes.").outcome == "cancelled"


def test_what_could_not_be_noted_is_not_promised() -> None:
    reply = LISTED.heard("Stop calling me").flow.found(Failed("unavailable"))
    assert text(reply) == en.NOT_NOTED


def test_where_a_person_can_move_it_they_are_put_through() -> None:
    flow = replace(LISTED, clinic=replace(KNOWN, person_number="+35315550142"))
    call = Call(flow, "Hello?", "Yes.")
    assert call.flow.heard("I'd like to reschedule.").moves[-1] == Transfer("+35315550142", "move")


def test_who_talks_over_who_is_calling_hears_it_before_anything_else() -> None:
    flow = Call(LISTED, "Hello?").flow
    again = flow.cut_short("Hello, this is").heard("Yes?")
    assert text(again).startswith("Hello, this is an automated call from Riverside Clinic.")
    assert "remind you of your appointment" in text(again.flow.heard("Yes, speaking."))
    heard = again.flow.cut_short("Hello, this is an automated call from Riverside Clinic. Am I")
    assert "remind you of your appointment" in text(heard.heard("Yes, speaking."))


def test_who_talks_over_it_again_and_again_is_left_in_peace() -> None:
    flow = Call(LISTED, "Hello?").flow
    for _ in range(3):
        reply = flow.cut_short("").heard("Well, as I was saying")
        flow = reply.flow
    assert reply.moves == (Ask(Settle("not_understood")),)


def test_a_patient_in_danger_is_heard_in_our_call_too() -> None:
    flow = Call(LISTED, "Hello?").flow
    assert flow.overheard("I can't talk") is None
    assert "emergency" in text(flow.heard("I can't talk, I can't breathe"))


# -- machines ----------------------------------------------------------------------------------------


def test_r15_a_machine_is_left_alone() -> None:
    assert LISTED.heard(MACHINE).moves == (HangUp("voicemail"),)
    reply = LISTED.overheard(MACHINE)
    assert reply is not None
    assert reply.moves == (HangUp("voicemail"),)
    reply = LISTED.reported("machine", "")
    assert reply is not None
    assert reply.moves == (HangUp("voicemail"),)


def test_r15_or_is_told_the_least_after_its_beep() -> None:
    reply = TALKING.overheard(MACHINE)
    assert reply is not None
    assert reply.moves == (Listen(BEEP_MS),)
    reply = reply.flow.heard("We are out. Leave your name and number.")
    assert reply.moves == (Listen(BEEP_MS),)
    told = reply.flow.reported("machine", "beep_start")
    assert told is not None
    assert told.moves == (Say(MESSAGE), HangUp("message_left"))
    assert reply.flow.silence(0).moves == (HangUp("voicemail"),)  # no beep ever came


def test_r15_a_machine_with_two_breaths_is_known_by_the_second() -> None:
    first = LISTED.heard("Hi, you've reached the Smiths.")
    assert "Am I speaking" in text(first)
    for reply in (first.flow.overheard(said := "We can't come to the phone"), first.flow.heard(said)):
        assert reply is not None
        assert reply.moves == (HangUp("voicemail"),)


def test_r15_what_sounds_like_a_no_may_be_a_machines() -> None:
    asked = Call(TALKING, "Hi, this is Tom.", "I'm not in.").flow
    reply = asked.heard("Leave your name, and I'll call you back.")
    assert reply.moves == (Listen(BEEP_MS),)
    beep = reply.flow.reported("machine", "beep_start")
    assert beep is not None
    assert beep.moves == (Say(MESSAGE), HangUp("message_left"))


def test_a_person_with_two_breaths_is_asked_and_answers() -> None:
    call = Call(LISTED, "Hello?", "This is Mary speaking.", "Yes.")
    assert call.outcome == "confirmed"


def test_a_person_who_was_taken_for_a_machine_is_talked_to() -> None:
    reply = TALKING.reported("machine", "")
    assert reply is not None
    assert "Am I speaking" in text(reply.flow.heard("Hello? Is anybody there?"))
    human = reply.flow.reported("human", "")
    assert human is not None
    assert "Am I speaking" in text(human)


def test_once_a_person_has_answered_nothing_makes_them_a_machine() -> None:
    flow = Call(TALKING, "Hello?", "Yes.").flow
    assert flow.reported("machine", "beep_start") is None
    assert flow.overheard(MACHINE) is None


def test_a_screening_robot_is_told_name_and_reason() -> None:
    reply = LISTED.heard("Hi, please state your name and the reason for your call.")
    assert text(reply) == en.screened("Riverside Clinic", "Mary Byrne")
    assert reply.moves[-1] == Listen(SCREENED_MS)
    assert "Am I speaking" in text(reply.flow.heard("Hello?"))


def test_its_repr_says_nothing_of_the_patient() -> None:
    assert repr(LISTED) == "Reminder(...)"
    assert en.KEYS in LISTED.phrases()


# -- in Spanish --------------------------------------------------------------------------------------

SPANISH = replace(LISTED, clinic=replace(spanish(), person_number=""), ours="Clínica Ribera")


@pytest.mark.parametrize(
    ("heard", "outcome"),
    [
        (["Sí, soy yo.", "Sí, allí estaré."], "confirmed"),
        (["1", "1"], "confirmed"),
        (["Soy Mary Byrne.", "Claro."], "confirmed"),
        (["Sí.", "No puedo ir.", "Sí, por favor."], "cancelled"),
        (["Sí.", "Quiero anularla.", "Sí."], "cancelled"),
        (["Sí.", "¿Podemos cambiarla a otro día?"], "move"),
        (["No.", "Sí."], "wrong_number"),
        (["No.", "No."], "call_later"),
        (["Se ha equivocado de número."], "wrong_number"),
        (["Ahora no puedo hablar."], "call_later"),
        (["No me llamen más."], "opt_out"),
        (["9"], "opt_out"),
        (["Sí.", "¿Dónde están?", "Sí."], "confirmed"),
        (["(silence)", "(silence)"], "no_reply"),
    ],
)
def test_how_a_call_ends_in_spanish(heard: list[str], outcome: str) -> None:
    call = Call(SPANISH, "¿Diga?", *heard)
    assert call.outcome == outcome, call.lines
    assert "llamada automática de Clínica Ribera" in call.told
    assert not {"Goodbye", "Hello", "appointment"} & set(call.told.replace(".", " ").split())


def test_a_whole_call_in_spanish() -> None:
    call = Call(SPANISH, "¿Diga?", "Sí, soy yo.", "Sí, allí estaré.")
    assert call.told == (
        "Hola, esta es una llamada automática de Clínica Ribera. ¿Hablo con Mary Byrne? "
        "Pulse uno para sí, dos para no, o nueve si no quiere que le llamemos más. "
        "Le llamo para recordarle su cita del martes ocho de diciembre a las diez de la mañana. "
        "¿Podrá venir? Gracias. Le esperamos. Adiós."
    )
    assert len(call.told.split()) / 150 < 1  # minutes of our speech


def test_v31_in_spanish_too_they_prove_who_they_are() -> None:
    flow = replace(KNOWN_ONE, clinic=replace(spanish(), person_number=""), ours="Clínica Ribera")
    call = Call(flow, "¿Diga?", "Sí, soy yo.")
    assert "fecha de nacimiento" in call.told
    assert "diciembre" not in call.told
    call.do(Line("caller", "el tres de mayo de mil novecientos setenta y uno"))
    call.do(Line("caller", "Sí."))
    assert call.outcome == "confirmed"


def test_r15_a_machine_in_spanish() -> None:
    machine = "Hola, has llamado a Juan. Deja tu mensaje después de la señal."
    assert SPANISH.heard(machine).moves == (HangUp("voicemail"),)
    screened = SPANISH.heard("Diga su nombre y el motivo de su llamada.")
    assert text(screened) == "Le llama Clínica Ribera, con un recordatorio automático para Mary Byrne."
