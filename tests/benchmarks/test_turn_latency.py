from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from agent.double.measure import Turn
from agent.settings import Settings
from audio.wav import write
from benchmarks.turn_latency import TURNS, Clip, choose, figures, hold_calls, plot, read_manifest
from tests.agent.double.sounds import joined, silence, tone
from tests.agent.io.toy_server import ToyServer, listening


def clip(name: str, source: str = "a") -> Clip:
    return Clip(Path(name), source, 16_000, 2.0, "someone")


def test_the_choice_is_always_the_same_and_no_source_drowns_the_others() -> None:
    clips = [clip(f"a{each}") for each in range(100)] + [clip(f"b{each}", "b") for each in range(3)]
    chosen = choose(clips, 8)
    assert chosen == choose(list(reversed(clips)), 8)
    assert Counter(each.source for each in chosen) == {"a": 5, "b": 3}
    assert len(choose(clips, 1000)) == 103


@pytest.mark.corpora
def test_there_are_enough_recorded_people_at_both_rates() -> None:
    corpora = Settings().corpora_dir
    if not (corpora / "dev" / "manifest.tsv").exists():
        pytest.skip(f"no recorded speech in {corpora}")
    chosen = choose(read_manifest(corpora), TURNS)
    assert len(chosen) == TURNS >= 40
    assert {each.rate for each in chosen} == {8000, 16_000}
    assert len({each.speaker for each in chosen}) >= 8
    assert all(each.path.exists() for each in chosen)


def test_every_clip_gets_its_turn_even_when_the_server_hangs_up(tmp_path: Path) -> None:
    """The toy hangs up after each second line, so five clips take three calls."""
    clips = []
    for number in range(5):
        path = tmp_path / f"{number}.wav"
        write(path, joined(silence(300), tone(300 + 20 * number), silence(300)), 16_000)
        clips.append(Clip(path, "tones", 16_000, 1.0, "nobody"))

    async def measured() -> dict[str, object]:
        toy = ToyServer()
        toy.hangs_up_after_lines = 2
        async with asyncio.timeout(60), listening(toy):
            turns, records = await hold_calls(f"http://{toy.origin}/answer", clips, Console(quiet=True))
        assert [each for each, _ in turns] == clips
        return figures(turns, records)

    result = asyncio.run(measured())
    assert result["turns"] == 5
    assert result["calls"] == 3
    assert result["wrong_frames"] == 0
    assert result["greeting_ms"]["count"] == 3  # type: ignore[index]


def test_faults_are_counted_apart_from_delays(tmp_path: Path) -> None:
    answered = Turn("", 0, 1000, latency_ms=400.0, talked_over=False, barge_in_ms=None)
    spoken_over = Turn("", 0, 1000, latency_ms=None, talked_over=True, barge_in_ms=None)
    ignored = Turn("", 0, 1000, latency_ms=None, talked_over=False, barge_in_ms=None)
    result = figures([(clip("a"), answered), (clip("b"), spoken_over), (clip("c"), ignored)], [])
    assert result["latency_ms"] == {"count": 1, "p50": 400.0, "p95": 400.0, "max": 400.0}
    assert (result["talked_over"], result["no_reply"]) == (1, 1)
    plot(result).savefig(tmp_path / "plot.png")
    plot(figures([(clip("c"), ignored)], [])).savefig(tmp_path / "empty.png")
