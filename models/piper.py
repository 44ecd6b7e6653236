"""The agent's voice: a phrase of text becomes sound, the first of it while the rest is still being made.

piper-tts (with espeak-ng inside) is GPL-3.0-or-later. It is imported here and nowhere else, and this module
is loaded by the voice's worker process alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from piper.config import PhonemeType, PiperConfig
from piper.const import BOS, EOS, PAD
from piper.phonemize_espeak import EspeakPhonemizer

from models import vits
from models.job import SpeechChunk, SynthesizeJob
from models.loudness import Waveform, gain_to_speech_level
from models.spoken import runs, sentences, word_ends
from models.trimming import refuse_what_cannot_be_said, trimmed

LONGEST_RUN = 200  # phonemes said in one breath, 30 words; the text part of the voice is quadratic in it

# Said once while loading: it measures how loud this voice is, and warms up all its sizes.
_CALIBRATION = "Good morning, and thank you for calling. How may I help you today? One moment, please."


class Voice:
    """A Piper voice whose phonemes are espeak's. `streams` is False when its graph could not be split: then
    a whole run of a phrase is made before its first sound, and the ends of its words are estimates."""

    def __init__(self, weights: str, threads: int = 1) -> None:
        """`weights`: the folder with the voice's *.onnx and *.onnx.json. Splitting the graph on the first
        start leaves a folder split-* there. ValueError when there is no voice, or one of another kind."""
        model = _the_voice_in(Path(weights))
        self._config = PiperConfig.from_dict(json.loads(Path(f"{model}.json").read_text("utf-8")))
        if self._config.phoneme_type is not PhonemeType.ESPEAK:
            raise ValueError(
                f"{model.name} reads {self._config.phoneme_type.value} phonemes: use an espeak voice"
            )
        self._phonemizer = EspeakPhonemizer()
        self._vits = vits.load(model, threads)
        calibration = np.concatenate([wave for wave, _ in self._say(_CALIBRATION, pace=1.0)])
        self._gain = np.float32(gain_to_speech_level(calibration, self._config.sample_rate))

    @property
    def streams(self) -> bool:
        return self._vits.streams

    def run(self, job: SynthesizeJob) -> Iterator[SpeechChunk]:
        """The phrase at 16 kHz, in order, trimmed of silence at both ends; the last chunk has `last`.

        `words`: a word ends where its last phoneme does. The last one is (len(text), end of the audible
        sound). A text with nothing to say in it is one empty chunk. ValueError for a text that is too
        long and for a pace out of bounds.
        """
        refuse_what_cannot_be_said(job)
        yield from trimmed(job, self._say(job.text, job.pace), self._config.sample_rate, self._gain)

    def _say(self, text: str, pace: float) -> Iterator[tuple[Waveform, list[tuple[int, int]]]]:
        """Stretches of sound at the voice's own rate and level, and with the first of each run its words:
        (characters of the text, sample of the phrase)."""
        scales = vits.Scales(
            self._config.noise_scale, self._config.length_scale * pace, self._config.noise_w_scale
        )
        made = 0
        for sentence in sentences(text):
            phonemes = self._phonemes(" ".join(word.said for word in sentence))
            ends = word_ends(phonemes, [self._phonemes(word.said) for word in sentence])
            for start, stop in runs(phonemes, LONGEST_RUN):
                ids, spans = self._ids(phonemes[start:stop])
                utterance = self._vits.speak(ids, scales, already=made)
                words = [
                    (word.end, made + int(utterance.ends[spans[end - start - 1] - 1]))
                    for word, end in zip(sentence, ends, strict=True)
                    if start < end <= stop
                ]
                for wave in utterance.waves:
                    made += len(wave)
                    yield wave, words
                    words = []

    def _phonemes(self, said: str) -> list[str]:
        """One phoneme an item, with the spaces between words and the punctuation as espeak leaves them."""
        config = self._config
        clauses = self._phonemizer.phonemize(config.espeak_voice, said, vowel_clusters=config.vowel_clusters)
        phonemes: list[str] = []
        for clause in filter(None, clauses):
            phonemes += [" ", *clause] if phonemes else clause
        return phonemes

    def _ids(self, phonemes: list[str]) -> tuple[list[int], list[int]]:
        """The ids that the voice reads, and for each phoneme how many of them there are when it ends."""
        known = self._config.phoneme_id_map
        ids = [*known[BOS], *known[PAD]]
        spans = []
        for phoneme in phonemes:
            if phoneme in known:  # espeak has sounds that a voice was not taught: they are left out
                ids += [*known[phoneme], *known[PAD]]
            spans.append(len(ids))
        return [*ids, *known[EOS]], spans


def _the_voice_in(folder: Path) -> Path:
    models = sorted(folder.glob("*.onnx"))
    if len(models) != 1 or not Path(f"{models[0]}.json").exists():
        raise ValueError(
            f"{folder} must hold one voice, NAME.onnx and NAME.onnx.json: run `frontdesk weights pull`"
        )
    return models[0]
