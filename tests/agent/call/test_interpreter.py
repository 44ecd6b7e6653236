"""Sentences of made-up speech, heard by an ear that says what a test tells it to."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from agent.call import interpreter
from agent.call.interpreter import Ask, Forget, Interpreter, Lost, Out, Sentence
from agent.events import JobFailed, Transcribed
from agent.personal import Personal
from audio.frame import FRAME_SAMPLES, Frame, Samples
from tests.sounds import babble, silence


@dataclass
class Listening:
    """An interpreter, the sound it has had, and what came out."""

    interpreter: Interpreter
    position: int = 0
    asks: list[Ask] = field(default_factory=list)
    out: list[Out] = field(default_factory=list)

    def hear(self, *sounds: Samples) -> None:
        samples = np.concatenate(sounds)
        for at in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            frame = Frame(samples[at : at + FRAME_SAMPLES], self.position)
            self.position += FRAME_SAMPLES
            self.take(self.interpreter.push(frame))

    def take(self, out: list[Out]) -> None:
        for one in out:
            if isinstance(one, Ask):
                self.asks.append(one)
            elif isinstance(one, Forget):
                self.asks = [ask for ask in self.asks if ask.job != one.job]
            else:
                self.out.append(one)

    def answer(self, text: str = "hola", english: str = "hello", language: str = "es") -> None:
        """To everything that is still asked."""
        asks, self.asks = self.asks, []
        for ask in asks:
            said = text if ask.task == "transcribe" else english
            self.take(self.interpreter.answered(Transcribed(ask.job, Personal(said), language)))

    @property
    def told(self) -> list[tuple[int, bool, str, str | None]]:
        return [
            (one.sid, one.final, one.text.reveal(), one.translation.reveal() if one.translation else None)
            for one in self.out
            if isinstance(one, Sentence)
        ]


def test_a_sentence_is_transcribed_and_translated_once_silence_has_lasted() -> None:
    listening = Listening(Interpreter(("es",)))
    listening.hear(silence(500), babble(600), silence(350))
    assert [(ask.task, ask.language, ask.final) for ask in listening.asks] == [
        ("transcribe", "es", True),
        ("translate", "es", True),
    ]
    listening.answer()
    assert [final for _, final, _, _ in listening.told] == [False, False]  # the first words, then the English
    listening.hear(silence(600))
    assert listening.told[-1] == (1, True, "hola", "hello")
    assert listening.asks == []  # what was heard in the pause is not asked again
    assert listening.interpreter.idle
    sentence = listening.out[-1]
    assert isinstance(sentence, Sentence)
    assert 400 <= sentence.start_ms <= 600
    assert 1000 <= sentence.end_ms <= 1200


def test_who_goes_on_after_a_breath_has_said_one_sentence() -> None:
    listening = Listening(Interpreter(("es",)))
    listening.hear(babble(600), silence(400))
    before = [ask.job for ask in listening.asks]
    listening.hear(babble(500))
    assert not set(before) & {ask.job for ask in listening.asks}  # what was half a sentence is forgotten
    listening.hear(silence(800))
    listening.answer("hola, buenos dias")
    assert listening.told == [(1, True, "hola, buenos dias", "hello")]


def test_a_long_sentence_is_shown_while_it_is_said() -> None:
    listening = Listening(Interpreter(("es",)))
    voice = babble(1500)
    voice.reshape(-1, 1600)[::2] //= 8  # one talker is loud and soft by turns, many together are not
    listening.hear(voice)
    (ask,) = listening.asks
    assert (ask.final, ask.task) == (False, "transcribe")
    listening.hear(voice)
    assert len(listening.asks) == 1  # one look at a time
    listening.answer("hola que")
    assert listening.told == [(1, False, "hola que", None)]
    keen = Listening(Interpreter(("es",), partial_translations=True))
    keen.hear(babble(1500))
    keen.answer("hola que", "hello what")
    assert keen.told[-1] == (1, False, "hola que", "hello what")


def test_sentences_come_out_in_the_order_in_which_they_were_said() -> None:
    listening = Listening(Interpreter(("es",)))
    listening.hear(babble(600), silence(800), babble(600), silence(800))
    by_job = sorted(listening.asks, key=lambda ask: -ask.job)
    assert len(by_job) == 4
    for ask in by_job:
        listening.take(listening.interpreter.answered(Transcribed(ask.job, Personal(f"j{ask.job}"), "es")))
    assert [(sid, final) for sid, final, _, _ in listening.told] == [(1, True), (2, True)]


def test_english_is_not_translated() -> None:
    listening = Listening(Interpreter(("en",)))
    listening.hear(babble(600), silence(800))
    assert [ask.task for ask in listening.asks] == ["transcribe"]
    listening.answer("good morning", language="en")
    assert listening.told == [(1, True, "good morning", "good morning")]
    plain = Listening(Interpreter(("es",), translate=False))
    plain.hear(babble(600), silence(800))
    assert [ask.task for ask in plain.asks] == ["transcribe"]
    plain.answer()
    assert plain.told == [(1, True, "hola", None)]


def test_a_language_nobody_named_is_found_out_once_and_kept() -> None:
    listening = Listening(Interpreter())
    listening.hear(babble(300), silence(800))
    assert {ask.language for ask in listening.asks} == {""}
    listening.answer("oui", language="fr")  # too short to tell by
    listening.hear(babble(1300), silence(800))
    assert {ask.language for ask in listening.asks} == {""}
    listening.answer()
    listening.hear(babble(600), silence(800))
    assert {ask.language for ask in listening.asks} == {"es"}


def test_two_languages_are_told_apart_in_every_sentence() -> None:
    listening = Listening(Interpreter(("es", "en")))
    for _ in range(2):
        listening.hear(babble(1300), silence(800))
        assert {ask.language for ask in listening.asks} == {"es,en"}
        listening.answer("good morning", "good mourning", language="en")
    assert listening.told[-1] == (2, True, "good morning", "good morning")


def test_what_nobody_said_is_not_told_and_a_text_once_shown_is_taken_back() -> None:
    listening = Listening(Interpreter(("es",)))
    listening.hear(babble(600), silence(800))
    listening.answer("", "")
    assert listening.told == []
    listening.hear(babble(1500))
    listening.answer("music")
    listening.hear(silence(800))
    listening.answer("", "")
    assert listening.told[-1][:3] == (2, True, "")


def test_m01_a_job_that_failed_costs_its_sentence_or_its_translation_and_no_other() -> None:
    listening = Listening(Interpreter(("es",)))
    listening.hear(babble(600), silence(800), babble(600), silence(800))
    first, first_english, second, second_english = listening.asks
    interpreted = listening.interpreter.answered
    listening.take(interpreted(JobFailed(first.job, "deadline")))
    listening.take(interpreted(Transcribed(first_english.job, Personal("hello"), "es")))
    listening.take(interpreted(Transcribed(second.job, Personal("adios"), "es")))
    listening.take(interpreted(JobFailed(second_english.job, "worker_died")))
    lost = [one for one in listening.out if isinstance(one, Lost)]
    assert lost == [Lost(1, "transcribe", "deadline"), Lost(2, "translate", "worker_died")]
    assert listening.told == [(2, True, "adios", None)]


def test_m10_a_stale_answer_is_dropped() -> None:
    interpreted = Interpreter(("es",))
    assert interpreted.answered(Transcribed(99, Personal("x"))) == []


def test_flush_ends_what_is_being_said() -> None:
    listening = Listening(Interpreter(("es",)))
    listening.hear(babble(600))
    assert not listening.interpreter.idle
    listening.take(listening.interpreter.flush())
    listening.answer()
    assert listening.told == [(1, True, "hola", "hello")]
    assert listening.interpreter.idle
    assert listening.interpreter.flush() == []
    listening.hear(babble(600), silence(800))  # and it can go on
    listening.answer()
    assert listening.told[-1][0] == 2


def test_words_are_corrected_and_expected() -> None:
    listening = Listening(Interpreter(("es",)))
    listening.interpreter.correct({"ola": "hola", "a.b": r"\1"})
    listening.interpreter.prompts = {"transcribe": "Ibuprofeno"}
    listening.hear(babble(600), silence(800))
    assert [ask.prompt for ask in listening.asks] == ["Ibuprofeno", ""]
    listening.answer("Ola, cola axb a.b")
    assert listening.told[-1][2] == r"hola, cola axb \1"


def test_an_ear_that_answers_nothing_is_owed_no_more_than_a_bound() -> None:
    listening = Listening(Interpreter(("en",)))
    listening.hear(*[part for _ in range(interpreter.MAX_OPEN + 2) for part in (babble(200), silence(800))])
    lost = [one.sid for one in listening.out if isinstance(one, Lost)]
    assert lost == [1, 2]
    assert len(listening.asks) == interpreter.MAX_OPEN
