"""Another voice than the agent's, for the callers of the demo, the double and the tests: small and fast.

Its American voice is inside the package, so nothing is fetched. It is loaded by a process that does not
listen: onnxruntime and CTranslate2 do not live together.
"""

from __future__ import annotations

from collections.abc import Iterator

from hibari import SAMPLE_RATE as HIBARI_RATE
from hibari import Hibari

from audio import pcm
from audio.frame import SAMPLE_RATE
from audio.resample import resampled
from models.job import SpeechChunk, SynthesizeJob
from models.loudness import gain_to_speech_level, limited

LONGEST_TEXT = 2000  # characters, as the agent's voice


class CallerVoice:
    """An engine like Voice. `seed` fixes the breath noise: the same text makes the same samples.

    `pitch` makes other people of it, a larger one a smaller head: it moves the voice and its formants, and
    not how long it speaks. 0.8 to 1.2 sound like somebody.
    """

    def __init__(self, threads: int = 1, seed: int = 1, pitch: float = 1.0) -> None:
        if not 0.7 <= pitch <= 1.4:
            raise ValueError(f"pitch {pitch}: must lie between 0.7 and 1.4")
        self._pitch = pitch
        self._hibari = Hibari(threads=threads)
        self._seed = seed

    def run(self, job: SynthesizeJob) -> Iterator[SpeechChunk]:
        """The whole text in one chunk; it is not known where its words end, except the last. ValueError
        when there is nothing to say, too much, or a pace outside 0.5 .. 2."""
        if not any(character.isalnum() for character in job.text) or len(job.text) > LONGEST_TEXT:
            raise ValueError(f"a caller says something, and at most {LONGEST_TEXT} characters of it")
        if not 0.5 <= job.pace <= 2:
            raise ValueError(f"pace {job.pace}: must lie between 0.5 and 2")
        waveform = self._hibari(job.text, speed=1 / (job.pace * self._pitch), seed=self._seed)
        waveform = limited(waveform * gain_to_speech_level(waveform, HIBARI_RATE))
        samples = resampled(pcm.from_float(waveform), round(HIBARI_RATE * self._pitch), SAMPLE_RATE)
        yield SpeechChunk(job.call, job.job, samples, ((len(job.text), len(samples)),), last=True)
