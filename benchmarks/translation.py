"""How long after a Spanish sentence its English is there: recorded people at the speed of speech.

    python -m benchmarks.translation [SENTENCES]

Real weights and worker processes, the session of the translation socket, no network in between. Printed for
each sentence: from the end of the speech to the final result, and to the first words that were shown.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from typing import Any

import numpy as np

from agent.call.interpreter import PATIENCE_MS
from agent.io.speech import Speech
from agent.io.translation import Translation
from agent.settings import Settings
from agent.wire import vas
from audio import pcm, wav
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS
from benchmarks.ear_sounds import read_manifest
from models.job import Answer
from models.pool import Pool

EAR = "whisper-base"


async def main(sentences: int) -> None:
    settings = Settings()
    options = {"weights": str(settings.weights_dir / EAR), "compute": settings.ear_compute}

    def on_answer(answer: Answer) -> None:
        speech.on_answer(answer)

    pool = Pool("models.whisper:Transcriber", options, 1, on_answer)
    speech = Speech(pool, pool, "en")  # nothing is read aloud here
    await pool.start()
    clips = [clip for clip in read_manifest(settings.corpora_dir) if clip.source == "asterisk_es"][:sentences]
    finals, firsts = [], []
    for clip in clips:
        sound = np.concatenate(
            [wav.read_speech(clip.path), pcm.silence((PATIENCE_MS + 200) * SAMPLES_PER_MS)]
        )
        final_ms, first_ms, text = await _measure(sound, speech)
        print(f"{final_ms:6.0f} ms to the final, {first_ms:6.0f} ms to the first words  {text}")
        finals.append(final_ms)
        firsts.append(first_ms)
    for name, values in (("final", finals), ("first words", firsts)):
        print(
            f"{name}: median {np.median(values):.0f} ms, p95 {np.percentile(values, 95):.0f} ms, "
            f"n = {len(values)}"
        )
    print(f"{PATIENCE_MS} ms of the way to a final are the silence that ends a sentence")
    print(f"load average of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    await pool.stop()


async def _measure(sound: np.ndarray[Any, np.dtype[np.int16]], speech: Speech) -> tuple[float, float, str]:
    """Milliseconds from the end of the last sentence in `sound` to its final result, and from its beginning
    to what was first shown of it; its English."""
    told: list[tuple[float, dict[str, Any]]] = []
    complete = asyncio.Event()

    def send(message: vas.Message) -> None:
        told.append((time.monotonic(), message["data"]))
        if message["data"]["action"] == "task_complete":
            complete.set()

    translation = Translation(vas.Start(("es",), "en"), speech, send, lambda problem: None)
    wire = pcm.to_bytes(sound)
    began_s = time.monotonic()
    for n, at in enumerate(range(0, len(wire), 2 * FRAME_SAMPLES), 1):
        await asyncio.sleep(max(0.0, began_s + n * FRAME_MS / 1000 - time.monotonic()))
        translation.sound(wire[at : at + 2 * FRAME_SAMPLES])
    translation.stop()
    await complete.wait()
    results = [(at_s, data) for at_s, data in told if data["action"] == "result"]
    final_s, final = next((at_s, data) for at_s, data in reversed(results) if data["is_final"])
    first_s = next(at_s for at_s, data in results if data["sid"] == final["sid"])
    spoken = final["transcription"]
    return (
        1000 * (final_s - began_s) - spoken["end_ms"],
        1000 * (first_s - began_s) - spoken["start_ms"],
        " ".join(one["text"] for one in final["translations"]),
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 12))
