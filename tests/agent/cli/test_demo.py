"""The main job, as a newcomer types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from audio import wav


@pytest.mark.e2e
@pytest.mark.timeout(300)
def test_the_demo_rings_the_clinic_and_keeps_the_call(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Hello, are you open on Friday?\nNo thank you, goodbye.\n")
    result = subprocess.run(
        [sys.executable, "-m", "agent.cli", "demo", "--story", str(story), "--out", str(tmp_path / "call")],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "answered after" in result.stderr
    messages = [json.loads(line) for line in result.stdout.splitlines()]
    assert [message["type"] for message in (messages[0], messages[-1])] == ["event:start", "event:callEnd"]
    assert any("Riverside Clinic" in message.get("msg", "") for message in messages)
    assert {message["role"] for message in messages[1:-1]} == {"assistant", "user"}
    sound = wav.read(tmp_path / "call" / "call.wav")
    assert sound.samples.shape[1] == 2
    assert (tmp_path / "call" / "call.png").stat().st_size > 10_000
    report = json.loads((tmp_path / "call" / "call.json").read_text())
    assert report["wrong_frames"] == 0
    assert len(report["turns"]) == 2


def test_a_story_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("(dances)\n")
    result = subprocess.run(
        [sys.executable, "-m", "agent.cli", "demo", "--story", str(story)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 1
    assert "line 1" in result.stderr
