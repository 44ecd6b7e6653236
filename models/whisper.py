"""The ear: an utterance becomes text, at about a sixth of what Whisper costs as it is usually run.

Whisper was trained on windows of 30 s and knows no others. Filling a short utterance up with silence means
that nine tenths of the encoder's work is done on that silence. Here the encoder is given the utterance and
one second more. Alone, that makes the decoder repeat itself: it looks for the end of a text in the long
silence after the speech. So it is handed that silence all the same, as encoded once while loading:

    encoder's output: [ this utterance, 1 s of silence | positions n .. of a silent 30 s window ]
                        encoded now                      encoded once, with a short buzz in front

Two things make the seam hold (benchmarks/accuracy.py has the figures). The silence is taken from the same
positions at which it is put, since the encoder's output depends on them. And it was encoded behind a sound:
silence with nothing before it is encoded otherwise, and base then repeats single words.

Then comes doubt, on acoustic evidence alone: a text that repeats itself is heard again with more silence
behind it, then in a true 30 s window; and a text that silence explains as well as this sound does was said
by nobody (`_is_spoken`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from ctranslate2 import StorageView
from ctranslate2.models import Whisper
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.tokenizer import Tokenizer
from numpy.typing import NDArray
from tokenizers import Tokenizer as Vocabulary

from audio import pcm
from audio.frame import SAMPLE_RATE
from models.job import TranscribeJob, Transcript

Waveform = NDArray[np.float32]
"""Mono sound at 16 kHz, shape (n,), full scale is 1."""

Encoding = NDArray[np.float32]
"""The encoder's output, shape (1, positions, width of the model)."""

_WINDOW_SAMPLES = 30 * SAMPLE_RATE  # what Whisper was trained on
_POSITION_SAMPLES = 320  # 20 ms: two frames of features
_MARGIN_SAMPLES = SAMPLE_RATE  # real silence behind the sound: with 0.5 s base loops, and 2 s gains nothing
_LONGEST_SAMPLES = _WINDOW_SAMPLES - 2 * SAMPLE_RATE  # leaves room for the margin; what is longer is split
_SHORTEST_SAMPLES = SAMPLE_RATE // 20  # nobody says anything in less than 50 ms
_QUIET_SAMPLES = SAMPLE_RATE // 5  # a pause between words, where a long sound may be split

# Four a second plus twelve is the most that any recorded talker took, in en, es and fr; a looping decoder
# makes hundreds.
_TOKENS_PER_SECOND, _TOKENS_AT_LEAST = 6, 12
_PROMPT_TOKENS = 100  # the last of them: each costs as much as a spoken one

# Of the cached silence, in positions. All of it costs a third more, and is worth it only in doubt.
_SILENCE_AFTER, _SILENCE_LAST = 200, 100

# How often in a row the same may come in the first window, and in the second, before the next one is asked.
# "No, no" costs a second decoding; "five five five" shall not cost the whole window, which takes a second.
_TIMES_TOLERATED = (1, 3)
_UNSURE_NATS, _BEAMS = -0.35, 5  # mean log probability of a token, below which more than one way is tried
_TIMES_REFUSED = 6  # in the last window too: these are the decoder's, not the caller's

_NULL_POSITIONS = slice(300, 600)  # 6 s of the cached silence: enough to ask what it would explain
_SURELY_SPEECH = 0.9  # probability from which that question is not asked
_EVIDENCE_NATS, _EVIDENCE_NATS_EXPECTED, _EVIDENCE_NATS_PER_TOKEN = 2.5, 4.0, 1.4  # see _is_spoken
_DOUBTED_NATS = -2.3  # mean log probability of a token, by the probability of speech; and then ...
_LEAST_SPEECH = (0.0, 0.35, 0.5)  # ... the least of that, for one token, two, and more


class _Heard(NamedTuple):
    tokens: list[int]
    log_probability: float  # of all the tokens and the end of the text, summed
    speech_probability: float
    ended: bool  # by the decoder; False when it was stopped at its budget
    stop_probability: float = 0.0


_NOTHING = _Heard([], 0.0, 0.0, ended=True)


class Transcriber:
    """A Whisper model in CTranslate2's format; greedy, without timestamps, one utterance at a time."""

    def __init__(self, weights: str, compute: str = "int8", threads: int = 1) -> None:
        """`weights`: the folder with model.bin, config.json, tokenizer.json and the vocabulary. RuntimeError
        or an Exception of the tokenizers library, with the file's name, when it is not there."""
        folder = Path(weights)
        self._name = folder.name
        self._model: Any = Whisper(str(folder), compute_type=compute, intra_threads=threads, inter_threads=1)
        self._vocabulary = Vocabulary.from_file(str(folder / "tokenizer.json"))
        self._stops = [self._vocabulary.token_to_id(mark) for mark in ".?!"]
        self._features = FeatureExtractor(feature_size=self._model.n_mels)
        self._silence = self._encode(_buzz(), _WINDOW_SAMPLES)  # and this is the warm-up

    def run(self, job: TranscribeJob) -> Iterator[Transcript]:
        """One transcript; its text is "" when nothing was said. Sound longer than 28 s is split where it is
        quietest. Only a final job is heard again in doubt. ValueError for an unknown language.
        """
        # int16 is always finite. Should a caller of ours pass floats, one NaN would spoil every feature.
        sound = np.nan_to_num(pcm.to_float(job.samples), posinf=0.0, neginf=0.0)
        language = self._language(job.language, sound)
        tokenizer = self._tokenizer(language, job.task)
        heard = [self._hear(piece, tokenizer, job) for piece in _pieces(sound)]
        count = sum(len(one.tokens) for one in heard)
        yield Transcript(
            job.call,
            job.job,
            text=" ".join(tokenizer.decode(one.tokens).strip() for one in heard if one.tokens),
            language=language,
            log_probability=sum(one.log_probability for one in heard) / max(1, count),
            speech_probability=max((one.speech_probability for one in heard), default=0.0),
            stop_probability=heard[-1].stop_probability if heard else 0.0,
        )

    def _tokenizer(self, language: str, task: str = "transcribe") -> Tokenizer:
        multilingual = self._model.is_multilingual
        if not multilingual and (language, task) != ("en", "transcribe"):
            wanted = repr(language) if task == "transcribe" else "translation"
            raise ValueError(f"{self._name} hears English alone; for {wanted} choose a multilingual ear")
        return Tokenizer(self._vocabulary, multilingual, task=task, language=language)

    def _language(self, wanted: str, sound: Waveform) -> str:
        """The one language of "es", the likelier of "es,en", and of "" the likeliest of all.

        It is asked of the same short window that is transcribed, and of its beginning if the sound is split.
        """
        among = wanted.split(",") if wanted else []
        if len(among) == 1:
            return among[0]
        if not self._model.is_multilingual:
            raise ValueError(f"{self._name} hears English alone and tells no languages apart")
        start = next(_pieces(sound), None)
        if start is None:
            return next(iter(among), "en")
        likeliest = self._model.detect_language(_view(next(self._windows(start))))[0]
        names = [str(token).strip("<|>") for token, _ in likeliest]
        return next(name for name in names if not among or name in among)

    def _hear(self, sound: Waveform, tokenizer: Tokenizer, job: TranscribeJob) -> _Heard:
        """What was said, heard in ever larger windows as long as the decoder repeats itself."""
        prompt, final = job.prompt, job.final
        budget = _TOKENS_AT_LEAST + _TOKENS_PER_SECOND * len(sound) // SAMPLE_RATE
        windows = self._windows(sound)
        short = window = next(windows)
        heard = self._decode(window, tokenizer, prompt, budget)
        for tolerated in _TIMES_TOLERATED if final else ():
            if heard.ended and repetition(heard.tokens).times <= tolerated:
                break
            window = next(windows)
            heard = self._decode(window, tokenizer, prompt, budget)
        heard = _without_loops(heard)
        spoken = self._is_spoken(heard, tokenizer, prompt)
        if not spoken and prompt and final and heard.tokens:  # was it only expected? Ask without expecting it
            spoken = self._is_spoken(self._decode(short, tokenizer, "", budget), tokenizer, "")
        if not spoken:
            return _NOTHING
        # Not where words are expected: of digits a search makes worse. Nor in base: "María" became "Marija".
        searches = final and not prompt and not self._model.is_multilingual
        return self._searched(window, tokenizer, budget, heard) if searches else heard

    def _searched(self, encoding: Encoding, tokenizer: Tokenizer, budget: int, greedy: _Heard) -> _Heard:
        """Where the likeliest next word at each step (`greedy`) has led to doubt, the likeliest of several
        ways on: of a caller before a crowd this finds one word in six that was lost. (Whether anybody spoke
        is known by then: a search finds a way for tones, too.)
        """
        looping = repetition(greedy.tokens).times > max(_TIMES_TOLERATED)
        if not looping and greedy.log_probability >= _UNSURE_NATS * len(greedy.tokens):
            return greedy
        wider = self._decode(encoding, tokenizer, "", budget, beams=_BEAMS)
        if not wider.ended or not wider.tokens:
            return greedy
        return _without_loops(wider)._replace(stop_probability=greedy.stop_probability)

    def _windows(self, sound: Waveform) -> Iterator[Encoding]:
        """With a little of the cached silence, with all of it, and as Whisper was trained."""
        near = self._encode(sound, len(sound) + _MARGIN_SAMPLES)
        rest = self._silence[:, near.shape[1] :]
        yield np.concatenate(
            [near, rest[:, :_SILENCE_AFTER], rest[:, _SILENCE_AFTER:][:, -_SILENCE_LAST:]], axis=1
        )
        yield np.concatenate([near, rest], axis=1)
        yield self._encode(sound, _WINDOW_SAMPLES)

    def _encode(self, sound: Waveform, samples: int) -> Encoding:
        """The sound in a window of `samples` (rounded up to whole positions), the rest of it silent."""
        samples = -(-samples // _POSITION_SAMPLES) * _POSITION_SAMPLES
        features = self._features(np.pad(sound, (0, samples - len(sound))), padding=0)
        return np.asarray(self._model.encode(_view(features[np.newaxis]), to_cpu=True))

    def _decode(
        self, encoding: Encoding, tokenizer: Tokenizer, prompt: str, budget: int, beams: int = 1
    ) -> _Heard:
        opening = [*_expected(prompt, tokenizer), *tokenizer.sot_sequence, tokenizer.no_timestamps]
        result = self._model.generate(
            _view(encoding),
            [opening],
            beam_size=beams,
            # CTranslate2 stops at half of this, or at this less the opening, whichever is smaller.
            max_length=max(2 * budget, budget + len(opening)),
            return_scores=True,
            return_no_speech_prob=True,
            return_logits_vocab=True,
        )[0]
        tokens = result.sequences_ids[0]
        return _Heard(
            tokens,
            log_probability=result.scores[0] * len(tokens),  # a score is the sum over the number of tokens
            speech_probability=1 - result.no_speech_prob,
            ended=len(tokens) < budget,
            stop_probability=self._stop_probability(tokens, result.logits[0], tokenizer.eot),
        )

    def _stop_probability(self, tokens: list[int], logits: list[StorageView], end_of_text: int) -> float:
        """That the sentence ends with its last word, which is what the decoder reads in grammar and melody.

        Of what it held possible behind that word: a full stop, a question or exclamation mark, or nothing at
        all, against a comma, dots, or a further word. `logits`: one step for each token and one for the end.
        """
        last = len(tokens)
        while last and self._vocabulary.decode(tokens[last - 1 : last]).strip(" .,?!…-–;:") == "":
            last -= 1
        if not last or last >= len(logits):
            return 0.0
        scores = np.asarray(logits[last], dtype=np.float64)
        odds = np.exp(scores - scores.max())
        return float(odds[[*self._stops, end_of_text]].sum() / odds.sum())

    def _is_spoken(self, heard: _Heard, tokenizer: Tokenizer, prompt: str) -> bool:
        """Whether the sound is a better reason for this text than silence is.

        What Whisper says of noise is what it says of silence, so silence explains such a text just as well:
        log P(text | sound) - log P(text | silence), plus the log odds of speech that the model itself gives,
        is below 2 for noise, music, tones and breath, or below 1.3 a token where it went on to make a
        sentence of them. For words it begins at 2.6 (base, a telephone digit cut out of its number), and is
        above 1.6 a token (digits again: after one, silence expects another).

        Where words were expected, silence expected them too, and what it cannot explain is less clear: noise
        and babble come to 4, a digit that was asked for to 3.7 and more in 19 of 20 (base: 2.5). What is
        doubted for that is heard once more without a prompt, to know whether anybody spoke at all.

        Babble and clicks make the decoder tell stories that silence would not. Of those it doubts the words
        (-0.5 a token and less), and the model that anybody spoke (below 0.5 in tiny.en, in base not always).
        Only both together are proof: names are doubted, and base gives 0.2 to 0.5 to numbers it is sure of.
        So the less it believes in a speaker, the surer it must be of the words.
        """
        if not heard.tokens:
            return False
        count = len(heard.tokens)
        doubted = heard.log_probability < _DOUBTED_NATS * heard.speech_probability * count
        if doubted and heard.speech_probability < _LEAST_SPEECH[min(count, len(_LEAST_SPEECH)) - 1]:
            return False
        if heard.speech_probability > _SURELY_SPEECH:
            return True
        silence = self._silence[:, _NULL_POSITIONS]
        opening = [*_expected(prompt, tokenizer), *tokenizer.sot_sequence]
        alignment = self._model.align(
            _view(silence), opening, [heard.tokens], num_frames=2 * silence.shape[1]
        )[0]
        by_silence = float(np.log(np.maximum(alignment.text_token_probs, 1e-9)).sum())
        odds = max(heard.speech_probability, 1e-9) / (1 - heard.speech_probability)
        evidence = heard.log_probability - by_silence + math.log(odds)
        least = _EVIDENCE_NATS_EXPECTED if prompt else _EVIDENCE_NATS
        return evidence > max(least, _EVIDENCE_NATS_PER_TOKEN * count)


def _expected(prompt: str, tokenizer: Tokenizer) -> list[int]:
    """What the decoder is told to have been said before, so that it expects such words: nothing for ""."""
    return [tokenizer.sot_prev, *tokenizer.encode(f" {prompt.strip()}")[-_PROMPT_TOKENS:]] if prompt else []


class Repetition(NamedTuple):
    """tokens[start : start + period] come `times` times over, up to `end`; the last one may be cut off."""

    start: int
    period: int
    end: int

    @property
    def times(self) -> int:
        return (self.end - self.start) // self.period


def repetition(tokens: list[int]) -> Repetition:
    """The stretch that comes most often in a row; of equals, that of the shortest period."""
    best = Repetition(0, max(1, len(tokens)), len(tokens))
    for period in range(1, len(tokens) // 2 + 1):
        start = 0
        for end in range(period, len(tokens) + 1):
            if end == len(tokens) or tokens[end] != tokens[end - period]:
                found = Repetition(start, period, end)
                best = max(best, found, key=lambda one: one.times)
                start = end - period + 1
    return best


def _without_loops(heard: _Heard) -> _Heard:
    """What was said over and over kept once; its log probability in proportion."""
    refused = _TIMES_REFUSED if heard.ended else 2
    tokens = heard.tokens
    while (loop := repetition(tokens)).times >= refused:
        tokens = tokens[: loop.start + loop.period] + tokens[loop.end :]
    share = len(tokens) / max(1, len(heard.tokens))
    return heard._replace(tokens=tokens, log_probability=heard.log_probability * share)


def _pieces(sound: Waveform) -> Iterator[Waveform]:
    """The sound in pieces that fit a window, each but the last as long as the quietest place allows."""
    while len(sound) > _LONGEST_SAMPLES:
        half = _LONGEST_SAMPLES // 2
        energy = np.cumsum(sound[half:_LONGEST_SAMPLES] ** 2, dtype=np.float64)
        cut = half + int((energy[_QUIET_SAMPLES:] - energy[:-_QUIET_SAMPLES]).argmin()) + _QUIET_SAMPLES // 2
        yield sound[:cut]
        sound = sound[cut:]
    if len(sound) >= _SHORTEST_SAMPLES:
        yield sound


def _buzz() -> Waveform:
    """One second of a throat without a mouth: 120 Hz and its overtones, four syllables. Any talker would do
    as well; this one needs no recording."""
    t = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    tone = sum(np.sin(2 * np.pi * 120 * overtone * t) / overtone for overtone in range(1, 30))
    return (0.05 * tone * np.sin(2 * np.pi * 4 * t) ** 2).astype(np.float32)


def _view(values: NDArray[np.float32]) -> StorageView:
    return StorageView.from_array(np.ascontiguousarray(values))
