"""One working period of a translation socket: sound in from the client or from a live call, results out."""

from __future__ import annotations

import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable

from agent.call.interpreter import Ask, Forget, Interpreter, Lost, Out, Sentence
from agent.events import Event, JobFailed, Synthesized, Transcribed
from agent.io.speech import Speech
from agent.personal import Personal
from agent.wire import vas
from audio import pcm
from audio.frame import Frame
from audio.intake import Intake

AHEAD_MS = 30_000  # a recording may be sent as fast as the line allows, by so much; then it is dropped
SENTENCES_KEPT = 100  # that can be read aloud afterwards

Send = Callable[[vas.Message], None]
Complain = Callable[[vas.Problem], None]


class Translation:
    """From `start` to `task_complete`. `send` and `complain` must not block."""

    def __init__(
        self,
        start: vas.Start,
        speech: Speech,
        send: Send,
        complain: Complain,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.start = start
        self.over = False
        self.session_id, self.task_id = str(uuid.uuid4()), str(uuid.uuid4())
        self._speech = speech
        self._send = send
        self._complain = complain
        self._clock_s = clock_s
        self._interpreter = Interpreter(start.spoken, bool(start.target), start.realtime_translation)
        self._intake = Intake(start.rate)
        self._paused = self._stopping = False
        self._ahead_ms, self._at_s, self._complained_s = 0.0, clock_s(), float("-inf")
        self._english: OrderedDict[int, Personal] = OrderedDict()  # by sid; bounded by SENTENCES_KEPT
        self._saying: tuple[int, int] | None = None  # (job, sid): one at a time
        self._stretches = self._said = 0
        self._name = f"vas-{self.session_id}"
        speech.connect(self._name, self._on_event)
        send(vas.started(start, self.session_id, self.task_id))

    # -- what the client asks --------------------------------------------------------------------------

    def sound(self, wire: bytes) -> None:
        """16-bit mono at the rate of `start`. Raises Problem when it is far ahead of real time."""
        if self._paused or self._stopping:
            return
        now_s = self._clock_s()
        self._ahead_ms = max(0.0, self._ahead_ms - 1000 * (now_s - self._at_s))
        self._at_s = now_s
        length_ms = 1000 * len(wire) / pcm.BYTES_PER_SAMPLE / self.start.rate
        if self._ahead_ms + length_ms > AHEAD_MS:
            if now_s - self._complained_s >= 1:  # once a second is enough to say it
                self._complained_s = now_s
                raise vas.Problem("audio_rate_exceeded", "Audio too far ahead is dropped", "warning")
            return
        self._ahead_ms += length_ms
        for frame in self._intake.push(wire):
            self.frame(frame)

    def frame(self, frame: Frame) -> None:
        if not (self._paused or self._stopping):
            self._perform(self._interpreter.push(frame))

    def pause(self) -> None:
        self._paused = True
        self._perform(self._interpreter.flush())
        self._status("paused")

    def resume(self) -> None:
        self._paused = False
        self._status("recording")

    def configure(self, config: vas.Config) -> None:
        self._interpreter.correct(dict(config.corrections))
        self._interpreter.prompts = {
            "transcribe": ", ".join(source for source, _ in config.terminology),
            "translate": ", ".join(target for _, target in config.terminology),
        }
        self._send(vas.event("config_updated", session_id=self.session_id))

    def play(self, sid: int) -> None:
        """Say a sentence's English aloud. Raises Problem."""
        words = self._english.get(sid)
        if words is None:
            raise vas.Problem("tts_sentence_unknown", "There is no English of this sentence", sid=sid)
        self.hush()
        self._said += 1
        self._stretches = 0
        self._saying = (-self._said, sid)  # the interpreter's own jobs count upwards from 1
        self._speech.read_aloud(self._name, -self._said, words.reveal())

    def hush(self) -> None:
        if self._saying is not None:
            self._speech.cancel(self._name, self._saying[0])
            self._saying = None
            self._complete_if_idle()

    def stop(self) -> None:
        """No more sound; what was said is still heard to its end."""
        if not self._stopping:
            self._stopping = True
            self._perform(self._interpreter.flush())

    def abandon(self) -> None:
        """The client is gone: nothing is worth finishing."""
        self.over = True
        self._speech.disconnect(self._name)

    # -- what comes back -------------------------------------------------------------------------------

    def _on_event(self, event: Event) -> None:
        if self._saying is not None and isinstance(event, (Synthesized, JobFailed)):
            job, sid = self._saying
            if event.job == job:
                self._on_speech(event, sid)
                return
        if isinstance(event, (Transcribed, JobFailed)):
            self._perform(self._interpreter.answered(event))

    def _on_speech(self, event: Synthesized | JobFailed, sid: int) -> None:
        if isinstance(event, JobFailed):
            self._saying = None
            self._send(vas.event("tts_error", sid=sid, message="The voice could not say this"))
        else:
            self._send(vas.speech(sid, self._stretches, pcm.to_bytes(event.samples), event.last))
            self._stretches += 1
            if event.last:
                self._saying = None
        self._complete_if_idle()

    def _perform(self, outs: Iterable[Out]) -> None:
        for out in outs:
            match out:
                case Ask():
                    self._speech.interpret(self._name, out)
                case Forget(job):
                    self._speech.cancel(self._name, job)
                case Sentence():
                    self._tell(out)
                case Lost(sid, "translate", _):
                    self._complain(vas.Problem("translation_failed", "Not translated", sid=sid))
                case Lost(sid):
                    self._complain(vas.Problem("stt_failed", "A sentence was lost", sid=sid))
        self._complete_if_idle()

    def _tell(self, said: Sentence) -> None:
        if said.final and said.translation:
            self._english[said.sid] = said.translation
            if len(self._english) > SENTENCES_KEPT:
                self._english.popitem(last=False)
        self._send(
            vas.result(
                self.start,
                self.session_id,
                said.sid,
                said.final,
                said.language,
                said.text,
                said.translation,
                said.start_ms,
                said.end_ms,
            )
        )

    def _complete_if_idle(self) -> None:
        if not self._stopping or self.over or not self._interpreter.idle or self._saying is not None:
            return
        self.abandon()
        self._status("stopped")
        if self.start.summary:
            said = "Summaries are not offered here"
            self._send(vas.event("summary_error", task_id=self.task_id, message=said))
        self._send(vas.event("task_complete", task_id=self.task_id, status="completed"))

    def _status(self, status: str) -> None:
        self._send(vas.event("status", status=status, session_id=self.session_id))
