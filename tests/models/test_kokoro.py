from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from agent.settings import Settings
from models.job import SynthesizeJob

WEIGHTS = Settings().weights_dir / "kokoro-es-dora"
TEXT = "Gracias, María. ¿Qué día le viene bien?"


@pytest.mark.skipif(not WEIGHTS.is_dir(), reason="run `frontdesk weights pull kokoro-es-dora`")
def test_a_phrase_in_spanish_at_our_level_with_its_words() -> None:
    from models.kokoro import Voice

    chunks = list(Voice(str(WEIGHTS)).run(SynthesizeJob("call", 1, TEXT)))
    sound = np.concatenate([chunk.samples for chunk in chunks])
    words = [word for chunk in chunks for word in chunk.words]
    assert 1.5 < len(sound) / 16_000 < 5
    assert words[-1][0] == len(TEXT)
    assert [at for _, at in words] == sorted(at for _, at in words)
    assert 1000 < np.abs(sound).max() <= 32_767


CALLERS = Settings().weights_dir / "kokoro-en-callers"


@pytest.mark.skipif(not CALLERS.is_dir(), reason="run `frontdesk weights pull kokoro-en-callers`")
@pytest.mark.parametrize(("voice", "language"), [("us-man", "en-us"), ("uk-woman", "en")])
def test_callers_speak_english(voice: str, language: str) -> None:
    from models.kokoro import Voice

    chunks = list(
        Voice(str(CALLERS), language, voice=voice).run(SynthesizeJob("call", 1, "The third of May."))
    )
    assert 0.8 < sum(len(chunk.samples) for chunk in chunks) / 16_000 < 3
    assert chunks[-1].words[-1][0] == len("The third of May.")


def test_a_folder_without_a_voice_is_refused(tmp_path: Path) -> None:
    from models.kokoro import Voice

    with pytest.raises(Exception, match=r"model\.onnx"):
        Voice(str(tmp_path))
