"""A working period: what goes in, what comes out, when it is over."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from agent.io.translation import AHEAD_MS, Translation
from agent.personal import Personal
from agent.wire import vas
from audio import pcm
from models.job import SynthesizeJob, TranscribeJob
from tests.agent.io.interpreting import Engines
from tests.sounds import babble, silence

START = vas.Start(("es",), "en")
SENTENCE = pcm.to_bytes(babble(600)) + pcm.to_bytes(silence(800))


class Session:
    def __init__(self, start: vas.Start = START) -> None:
        self.engines = Engines()
        self.sent: list[dict[str, Any]] = []
        self.problems: list[vas.Problem] = []
        self.now_s = 0.0
        self.translation = Translation(
            start,
            self.engines.speech,
            lambda message: self.sent.append(message["data"]),
            self.problems.append,
            lambda: self.now_s,
        )

    def of(self, action: str) -> list[dict[str, Any]]:
        return [data for data in self.sent if data["action"] == action]

    def finals(self) -> list[str]:
        return [data["transcription"]["text"] for data in self.of("result") if data["is_final"]]


@pytest.fixture
def session() -> Session:
    return Session()


def test_a_sentence_comes_out_in_both_languages(session: Session) -> None:
    session.translation.sound(SENTENCE)
    final = session.of("result")[-1]
    assert final["is_final"]
    assert final["transcription"]["text"] == "buenos dias"
    assert final["translations"] == [{"language": "en", "text": "good morning", "is_final": True}]
    assert final["session_id"] == session.of("session_started")[0]["session_id"]


def test_messages_of_any_size_are_the_same_sound(session: Session) -> None:
    for at in range(0, len(SENTENCE), 1234):
        session.translation.sound(SENTENCE[at : at + 1234])
    assert session.finals() == ["buenos dias"]


@pytest.mark.parametrize("rate", vas.RATES)
def test_every_rate_is_heard(rate: int) -> None:
    from audio.resample import resampled

    session = Session(vas.Start(("es",), "en", rate=rate))
    session.translation.sound(pcm.to_bytes(resampled(pcm.from_bytes(SENTENCE), 16000, rate)))
    assert session.finals() == ["buenos dias"]


def test_what_is_said_in_a_pause_is_not_heard(session: Session) -> None:
    session.translation.sound(pcm.to_bytes(babble(600)))
    session.translation.pause()
    assert session.finals() == ["buenos dias"]  # the sentence ends where the pause begins
    session.translation.sound(SENTENCE)
    session.translation.resume()
    assert len(session.finals()) == 1
    session.translation.sound(SENTENCE)
    assert len(session.finals()) == 2
    assert [data["status"] for data in session.of("status")] == ["paused", "recording"]


def test_stop_waits_for_what_was_said_and_ends_in_the_documented_order() -> None:
    session = Session(vas.Start(("es",), "en", summary=True))
    session.engines.holds = True
    session.translation.sound(pcm.to_bytes(babble(600)))
    session.translation.stop()
    session.translation.stop()
    session.translation.sound(SENTENCE)  # comes too late
    assert not session.translation.over
    session.engines.release()
    assert session.translation.over
    actions = [data["action"] for data in session.sent]
    assert actions == ["session_started", "result", "status", "summary_error", "task_complete"]
    assert session.sent[-1]["task_id"] == session.sent[0]["task_id"]


def test_stop_in_silence_is_complete_at_once(session: Session) -> None:
    session.translation.stop()
    assert [data["action"] for data in session.sent][1:] == ["status", "task_complete"]


def test_a_sentence_is_read_aloud_and_can_be_hushed(session: Session) -> None:
    session.translation.sound(SENTENCE)
    sid = session.of("result")[-1]["sid"]
    session.translation.play(sid)
    first, last = session.of("tts_ready")
    assert (first["seq"], first["is_last"], last["seq"], last["is_last"]) == (0, False, 1, True)
    assert len(base64.b64decode(first["audio"])) == 320
    job = session.engines.jobs[-1]
    assert isinstance(job, SynthesizeJob)
    assert (job.text, job.final) == ("good morning", False)  # callers' replies go first
    session.engines.holds = True
    session.translation.play(sid)
    session.translation.hush()
    session.engines.release()
    assert len(session.of("tts_ready")) == 2
    with pytest.raises(vas.Problem) as unknown:
        session.translation.play(99)
    assert (unknown.value.code, unknown.value.sid) == ("tts_sentence_unknown", 99)


def test_a_voice_that_fails_is_said_to(session: Session) -> None:
    session.translation.sound(SENTENCE)
    session.engines.fails = True
    session.translation.play(1)
    assert session.of("tts_error")[0]["sid"] == 1


def test_stop_lets_the_voice_finish_and_hush_then_ends(session: Session) -> None:
    session.translation.sound(SENTENCE)
    session.engines.holds = True
    session.translation.play(1)
    session.translation.stop()
    assert not session.translation.over
    session.translation.hush()
    assert session.translation.over


def test_an_ear_that_fails_costs_a_sentence_and_names_it(session: Session) -> None:
    session.engines.fails = True
    session.translation.sound(SENTENCE)
    assert {(problem.code, problem.sid) for problem in session.problems} == {
        ("translation_failed", 1),
        ("stt_failed", 1),
    }
    session.engines.fails = False
    session.translation.sound(SENTENCE)
    assert session.finals() == ["buenos dias"]


def test_sound_far_ahead_of_real_time_is_dropped_and_said_so_once_a_second(session: Session) -> None:
    second = pcm.to_bytes(silence(1000))
    for _ in range(AHEAD_MS // 1000):
        session.translation.sound(second)
    for _ in range(2):
        with pytest.raises(vas.Problem) as problem:
            session.translation.sound(second)
        assert (problem.value.code, problem.value.severity) == ("audio_rate_exceeded", "warning")
        session.translation.sound(second)  # dropped too; it has just been said
        session.now_s += 1.0
        session.translation.sound(second)  # there is room for one again
    session.now_s += 3600
    for _ in range(AHEAD_MS // 1000):  # and never for more than the bound
        session.translation.sound(second)
    with pytest.raises(vas.Problem):
        session.translation.sound(second)


def test_words_to_expect_reach_the_ear(session: Session) -> None:
    session.translation.configure(vas.Config((("gripe", "flu"),), (("buenos", "Buenos"),)))
    session.translation.sound(SENTENCE)
    prompts = {job.task: job.prompt for job in session.engines.jobs if isinstance(job, TranscribeJob)}
    assert prompts == {"transcribe": "gripe", "translate": "flu"}
    assert session.finals() == ["Buenos dias"]
    assert session.of("config_updated")


def test_a_client_that_goes_leaves_no_work_behind(session: Session) -> None:
    session.engines.holds = True
    session.translation.sound(SENTENCE)
    session.translation.abandon()
    assert session.engines.held == []
    session.engines.release()
    assert session.finals() == []


def test_p01_nothing_of_what_was_said_can_be_formatted() -> None:
    assert "secret" not in repr(vas.Start(conversation_token=Personal("secret")))
