"""The voices, in a process of their own: onnxruntime and CTranslate2 must never be loaded into one (DESIGN
law 3), and the tests of the ear run in this one. So nothing here imports onnxruntime at the top.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np
import pytest

from agent.settings import Settings
from audio.frame import Samples
from models.job import SpeechChunk, SynthesizeJob

if TYPE_CHECKING:
    from models.piper import Voice

P = ParamSpec("P")
T = TypeVar("T")

WEIGHTS = Settings().weights_dir / "piper-en_US-joe-medium"
needs_weights = pytest.mark.skipif(
    not WEIGHTS.is_dir(), reason="the voice's weights are not there: run `frontdesk weights pull`"
)
DEADLINE_S = 120


@lru_cache
def _executor() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def apart(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`work(*args)` where onnxruntime may live. `work` is a module's function: it is sent by name."""
    return _executor().submit(work, *args, **kwargs).result(timeout=DEADLINE_S)


@lru_cache
def voice() -> Voice:
    from models.piper import Voice

    return Voice(str(WEIGHTS))


def spoken(text: str, **job: Any) -> list[SpeechChunk]:
    """To be run apart."""
    return list(voice().run(SynthesizeJob(call="c", job=7, text=text, **job)))


def say(text: str, **job: Any) -> list[SpeechChunk]:
    return apart(spoken, text, **job)


def sound(chunks: list[SpeechChunk]) -> Samples:
    return np.concatenate([chunk.samples for chunk in chunks])


def words(chunks: list[SpeechChunk]) -> list[tuple[int, int]]:
    return [word for chunk in chunks for word in chunk.words]
