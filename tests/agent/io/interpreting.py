"""An ear that knows what everybody says, and a voice that hums: what stands behind translation in tests."""

from __future__ import annotations

from typing import cast

import numpy as np

from agent.io.speech import Speech
from models.job import Answer, Failure, Job, SpeechChunk, TranscribeJob, Transcript
from models.pool import Pool


class Engines:
    """Both pools in one. Answers at once, unless a test holds the answers back."""

    def __init__(self) -> None:
        self.speech = Speech(cast(Pool, self), cast(Pool, self), "en")
        self.jobs: list[Job] = []
        self.gone: list[tuple[str, int | None]] = []
        self.holds = self.fails = False
        self.held: list[Job] = []

    def submit(self, job: Job) -> None:
        self.jobs.append(job)
        self.held.append(job)
        if not self.holds:
            self.release()

    def release(self) -> None:
        while self.held:
            for answer in self._answers(self.held.pop(0)):
                self.speech.on_answer(answer)

    def cancel(self, call: str, job: int) -> None:
        self.gone.append((call, job))
        self.held = [held for held in self.held if (held.call, held.job) != (call, job)]

    def forget(self, call: str) -> None:
        self.gone.append((call, None))
        self.held = [held for held in self.held if held.call != call]

    def _answers(self, job: Job) -> list[Answer]:
        if self.fails:
            return [Failure(job.call, job.job, "worker_died")]
        if isinstance(job, TranscribeJob):
            text = "buenos dias" if job.task == "transcribe" else "good morning"
            return [Transcript(job.call, job.job, text, job.language or "es")]
        half = np.full(160, 7, dtype=np.int16)
        return [
            SpeechChunk(job.call, job.job, half, ((1, 100),), last=False),
            SpeechChunk(job.call, job.job, half, ((2, 300),), last=True),
        ]
