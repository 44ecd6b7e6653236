"""A voice for languages that no Piper voice at hand speaks: Kokoro 82M, whose phonemes are espeak's.

It is a StyleTTS2 in one graph: nothing of what it is given is heard before the whole of it is made, a quarter
of the time it takes to say. So the fixed phrases are made beforehand, as with every voice, and others clause
by clause: the first is heard after a third of the time that its sentence takes. It tells no durations either:
where a word ends is set in proportion to its phonemes.

espeak-ng comes inside piper-tts, which is GPL-3.0-or-later; this module, too, is loaded by the voice's
worker process alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from piper.phonemize_espeak import EspeakPhonemizer

from models.job import SpeechChunk, SynthesizeJob
from models.loudness import Waveform, gain_to_speech_level
from models.spoken import clauses, sentences, word_ends
from models.trimming import refuse_what_cannot_be_said, trimmed

RATE = 24_000
LONGEST_RUN = 300  # phonemes; the graph takes 510, and its time grows faster than their number
SHORTEST_CLAUSE = 20  # phonemes: about a second, in which the next clause is made
_BETWEEN_MS = 40  # of the silence before a later clause; the one before it ends in five times that
_STYLES, _STYLE_SIZE = 510, 256  # a voice is one style for each number of phonemes
_AS_ONE = {"tʃ": "ʧ", "dʒ": "ʤ"}  # two signs of espeak's, one of Kokoro's
_ENGLISH = {"eɪ": "A", "aɪ": "I", "aʊ": "W", "ɔɪ": "Y", "ɚ": "əɹ", "ɐ": "ə"}
_SIGNS = {  # by espeak's language: what else it writes in other signs than Kokoro learnt
    "en-us": _ENGLISH | {"oʊ": "O", "ɜː": "ɜɹ", "ɾ": "T", "ː": ""},
    "en": _ENGLISH | {"əʊ": "Q", "eə": "ɛː", "iə": "ɪə"},  # British
}
_CALIBRATION = "Buenos días, y gracias por llamar. ¿En qué puedo ayudarle hoy? Un momento, por favor."
_AUDIBLE = 0.01  # of full scale


class Voice:
    """A Kokoro voice for one espeak language."""

    def __init__(self, weights: str, language: str = "es", threads: int = 1, voice: str = "voice") -> None:
        """`weights`: the folder with model.onnx, tokenizer.json and voice.bin, or another `voice` there.
        `language`: as espeak calls it ("es", "en-us"). ValueError when they do not fit together."""
        folder = Path(weights)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._graph = onnxruntime.InferenceSession(
            folder / "model.onnx", options, providers=["CPUExecutionProvider"]
        )
        tokenizer = json.loads((folder / "tokenizer.json").read_text("utf-8"))
        self._known: dict[str, int] = tokenizer["model"]["vocab"]
        styles = np.fromfile(folder / f"{voice}.bin", np.float32)
        if styles.size != _STYLES * _STYLE_SIZE:
            raise ValueError(f"{voice}.bin holds {styles.size} numbers instead of {_STYLES * _STYLE_SIZE}")
        self._styles: NDArray[np.float32] = styles.reshape(_STYLES, 1, _STYLE_SIZE)
        self._phonemizer, self._language = EspeakPhonemizer(), language
        calibration = np.concatenate([wave for wave, _ in self._say(_CALIBRATION, pace=1.0)])
        self._gain = np.float32(gain_to_speech_level(calibration, RATE))

    def run(self, job: SynthesizeJob) -> Iterator[SpeechChunk]:
        """As models/piper.py does it, a sentence a chunk; the ends of words are estimates."""
        refuse_what_cannot_be_said(job)
        yield from trimmed(job, self._say(job.text, job.pace), RATE, self._gain)

    def _say(self, text: str, pace: float) -> Iterator[tuple[Waveform, list[tuple[int, int]]]]:
        """Stretches of sound and the words in them: (characters of the text, sample of the phrase)."""
        made = 0
        for sentence in sentences(text):
            phonemes = self._phonemes(" ".join(word.said for word in sentence))
            ends = word_ends(phonemes, [self._phonemes(word.said) for word in sentence])
            style = self._styles[min(len(phonemes), _STYLES - 1)]
            for start, stop in clauses(phonemes, SHORTEST_CLAUSE, LONGEST_RUN):
                wave = self._speak(phonemes[start:stop], pace, style)
                audible = np.flatnonzero(np.abs(wave) > _AUDIBLE)
                begin, end = (int(audible[0]), int(audible[-1])) if len(audible) else (0, 0)
                if start:
                    cut = max(0, begin - RATE * _BETWEEN_MS // 1000)
                    wave, begin, end = wave[cut:], begin - cut, end - cut
                words = [
                    (word.end, made + begin + (end - begin) * (place - start) // (stop - start))
                    for word, place in zip(sentence, ends, strict=True)
                    if start < place <= stop
                ]
                made += len(wave)
                yield wave, words

    def _speak(self, phonemes: list[str], pace: float, style: NDArray[np.float32]) -> Waveform:
        ids = [self._known[phoneme] for phoneme in phonemes if phoneme in self._known]
        if not ids:
            return np.zeros(0, np.float32)
        padded = np.array([[0, *ids, 0]], np.int64)
        speed = np.array([1 / pace], np.float32)
        made: NDArray[np.float32] = self._graph.run(
            None, {"input_ids": padded, "style": style, "speed": speed}
        )[0]
        return made.reshape(-1)

    def _phonemes(self, said: str) -> list[str]:
        """One phoneme an item, with spaces and punctuation."""
        clauses = ["".join(clause) for clause in self._phonemizer.phonemize(self._language, said)]
        together = " ".join(filter(None, clauses))
        for signs, sign in (_AS_ONE | _SIGNS.get(self._language, {})).items():
            together = together.replace(signs, sign)
        return list(together)
