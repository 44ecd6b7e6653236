from __future__ import annotations

import numpy as np
import pytest

from models.job import SynthesizeJob
from models.trimming import LONGEST_TEXT, refuse_what_cannot_be_said, trimmed


def test_silence_goes_and_the_last_word_ends_with_the_sound() -> None:
    tone = 0.5 * np.sin(np.arange(16_000) / 5).astype(np.float32)
    silence = np.zeros(16_000, np.float32)
    job = SynthesizeJob("call", 1, "uno dos")
    said = [(np.concatenate([silence, tone, silence]), [(3, 24_000), (7, 32_000)])]
    chunks = list(trimmed(job, iter(said), 16_000, np.float32(1)))
    samples = sum(len(chunk.samples) for chunk in chunks)
    assert 16_000 <= samples <= 17_000
    assert [chunk.last for chunk in chunks] == [*[False] * (len(chunks) - 1), True]
    assert [words for chunk in chunks for words, _ in chunk.words] == [3, 7]


@pytest.mark.parametrize(
    "job", [SynthesizeJob("c", 1, "a" * (LONGEST_TEXT + 1)), SynthesizeJob("c", 1, "a", 9.0)]
)
def test_what_cannot_be_said_is_refused(job: SynthesizeJob) -> None:
    with pytest.raises(ValueError, match=r"too much|pace"):
        refuse_what_cannot_be_said(job)
