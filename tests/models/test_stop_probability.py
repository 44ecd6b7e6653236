"""Does the ear know a whole sentence from half of one? On recorded people, with the default weights."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from agent.settings import Settings
from audio.frame import SAMPLE_RATE, Samples
from audio.wav import read_speech
from models.job import TranscribeJob, Transcript
from models.weights import Weights, WeightsError
from models.whisper import Transcriber

SENTENCES = 8


@pytest.fixture(scope="module")
def ear() -> Transcriber:
    try:
        return Transcriber(str(Weights(Settings().weights_dir).path("whisper-tiny.en")))
    except WeightsError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def heard(ear: Transcriber) -> list[tuple[Transcript, Transcript]]:
    """Of some orders: the whole, and its beginning."""
    settings = Settings()
    manifest = settings.corpora_dir / "dev" / "manifest.tsv"
    if not manifest.exists():
        pytest.skip(f"no recorded speech in {settings.corpora_dir}; FRONTDESK_CORPORA_DIR names its folder")
    with manifest.open(newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["source"] == "barista_orders"]
    sounds = [read_speech(settings.corpora_dir / row["path"]) for row in rows[:SENTENCES]]
    return [(_hear(ear, sound), _hear(ear, sound[: len(sound) * 2 // 5])) for sound in sounds]


def _hear(ear: Transcriber, sound: Samples) -> Transcript:
    (transcript,) = ear.run(TranscribeJob("c", 1, sound))
    return transcript


def test_a_whole_order_sounds_more_finished_than_its_beginning(
    heard: list[tuple[Transcript, Transcript]],
) -> None:
    finished = [whole.stop_probability > beginning.stop_probability for whole, beginning in heard]
    assert sum(finished) >= SENTENCES - 1, [(a.stop_probability, b.stop_probability) for a, b in heard]
    assert all(0 <= hearing.stop_probability <= 1 for pair in heard for hearing in pair)


def test_silence_finishes_nothing(ear: Transcriber) -> None:
    assert _hear(ear, np.zeros(SAMPLE_RATE, dtype=np.int16)).stop_probability == 0
