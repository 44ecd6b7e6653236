"""What a sentence is about: it is placed among example sentences by how near they are in meaning.

all-MiniLM-L6-v2 makes 384 numbers of a sentence, and of two sentences that mean the same, much the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.implementations import BertWordPieceTokenizer

from models.job import Embedding, EmbedJob

LONGEST_TEXT = 2000  # characters; what a caller says in one turn is a tenth of it
LONGEST_TOKENS = 128  # what the model was trained on; the rest of a longer text is not read

Vectors = NDArray[np.float32]
"""One row for each sentence, 384 wide, of length 1: their product is the cosine of the angle between two."""


class Sentence:
    """An engine that knows the examples it was made with."""

    def __init__(self, weights: str, examples: Mapping[str, Sequence[str]], threads: int = 1) -> None:
        """`weights`: the folder with model.onnx and vocab.txt. `examples`: sentences for each label;
        embedding them takes 3 ms each, once. ValueError where there are none, or no weights."""
        folder = Path(weights)
        if not (folder / "model.onnx").exists() or not (folder / "vocab.txt").exists():
            raise ValueError(f"{folder} must hold model.onnx and vocab.txt: run `frontdesk weights pull`")
        if not any(examples.values()):
            raise ValueError("there are no examples to compare a sentence with")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._model: Any = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Tokenizer = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=True)
        self._tokenizer.enable_truncation(LONGEST_TOKENS)
        self._labels = [label for label, sentences in examples.items() for _ in sentences]
        self._examples = np.stack(
            [self.embed(sentence) for sentences in examples.values() for sentence in sentences]
        )

    def run(self, job: EmbedJob) -> Iterator[Embedding]:
        """One answer. ValueError for a text without a word in it, and for one that is too long."""
        if not any(character.isalnum() for character in job.text) or len(job.text) > LONGEST_TEXT:
            raise ValueError(f"a sentence has a word in it, and at most {LONGEST_TEXT} characters")
        yield Embedding(job.call, job.job, self._closest(self.embed(job.text)))

    def embed(self, text: str) -> Vectors:
        """Shape (384,), of length 1: the mean of what the model says of the sentence's tokens."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        (hidden,) = self._model.run(
            None,
            {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)},
        )
        mean: Vectors = hidden[0].mean(axis=0)
        return mean / np.linalg.norm(mean)

    def _closest(self, sentence: Vectors) -> tuple[tuple[str, float], ...]:
        """Each label by its nearest example, best first."""
        nearest: dict[str, float] = {}
        for label, cosine in zip(self._labels, self._examples @ sentence, strict=True):
            nearest[label] = max(float(cosine), nearest.get(label, -1.0))
        return tuple(sorted(nearest.items(), key=lambda pair: -pair[1]))
