from __future__ import annotations

import ast
import asyncio
import json
from pathlib import Path

import pytest
from rich.console import Console
from starlette.responses import Response
from starlette.routing import Route

from agent.double.measure import Turn
from agent.io.ring import CallRecord
from benchmarks.peers import comparison, side_by_side
from benchmarks.peers.comparison import OURS, PEER, Answered, Spoken, attributed
from tests.agent.double.sounds import joined, silence, tone
from tests.agent.io.toy_server import ToyServer, listening


def spoken(name: str = "a.wav", text: str = "", kind: str = "sentence") -> Spoken:
    return Spoken(name, kind, "tones", joined(silence(300), tone(300), silence(300)), text)


def turn(latency_ms: float | None, talked_over: bool = False) -> Turn:
    return Turn("", 0.0, 1000.0, latency_ms, talked_over, None)


def test_a_line_belongs_to_the_turn_during_or_after_which_it_came() -> None:
    lines = [(100, "Hum."), (4800, "First"), (7000, "half."), (19_700, "Second.")]
    assert attributed(lines, [5000.0, 20_000.0]) == ["First half.", "Second."]
    assert attributed(lines, []) == []


def test_a_turn_talked_over_counts_as_a_fault_and_not_as_a_delay() -> None:
    said = [spoken(), spoken(kind="hesitating"), spoken(text="one two three four")]
    answered = {
        OURS: [
            Answered(turn(300.0), ""),
            Answered(turn(400.0), ""),
            Answered(turn(500.0), "One two three five"),
        ],
        PEER: [Answered(turn(900.0), ""), Answered(turn(None, True), ""), Answered(turn(None), "One")],
    }
    result = comparison.figures(said, answered, {OURS: [], PEER: []})
    assert result["ratio_of_medians"] == round(400 / 900, 3)
    assert result["common_turns"] == 1
    assert result["ratio_of_medians_common"] == round(300 / 900, 3)
    mine, its = result["systems"][OURS], result["systems"][PEER]
    assert mine["kinds"]["hesitating"]["talked_over"] == 0
    assert its["kinds"]["hesitating"] == {
        "turns": 1,
        "latency_ms": {"count": 0, "p50": None, "p95": None, "max": None},
        "talked_over": 1,
        "no_reply": 0,
    }
    assert its["kinds"]["sentence"]["no_reply"] == 1
    assert (mine["word_error_rate"], its["word_error_rate"]) == (0.25, 0.75)


def test_nothing_answered_is_shown_and_not_divided(tmp_path: Path) -> None:
    nothing = {name: [Answered(turn(None), "")] for name in (OURS, PEER)}
    result = comparison.figures([spoken()], nothing, {OURS: [], PEER: []})
    assert result["ratio_of_medians"] is None
    result |= {"ear": "none", "peer_versions": {"pipecat-ai": "0"}}
    Console(quiet=True).print(comparison.table(result))
    comparison.plot(result).savefig(tmp_path / "empty.png")


def test_both_are_rung_with_every_turn_and_a_server_that_hangs_up_is_rung_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The toy hangs up after each second line."""
    monkeypatch.setattr(side_by_side, "LAST_LINE_S", 0.0)
    said = [spoken(f"{number}.wav") for number in range(3)]

    async def held() -> tuple[dict[str, list[Answered]], dict[str, list[CallRecord]]]:
        toy = ToyServer()
        toy.hangs_up_after_lines = 2
        async with asyncio.timeout(120), listening(toy):
            toy.app.router.routes.append(Route("/readyz", lambda request: Response()))
            url = f"http://{toy.origin}"
            system = side_by_side.System(f"{url}/answer", f"{url}/readyz", tmp_path)
            return await side_by_side.hold_calls({OURS: system, PEER: system}, said, Console(quiet=True))

    answered, records = asyncio.run(held())
    assert {name: len(found) for name, found in answered.items()} == {OURS: 3, PEER: 3}
    assert {name: len(found) for name, found in records.items()} == {OURS: 2, PEER: 2}
    for found in answered.values():  # it hangs up before it has answered the second
        assert [each.turn.latency_ms is not None for each in found] == [True, False, True]


def test_either_server_s_lines_of_the_caller_are_read(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.jsonl", tmp_path / "theirs.jsonl"
    ours.write_text(
        "\n".join(
            json.dumps(line)
            for line in (
                {"type": "event:start", "phone": "anonymous"},
                {"type": "transcript", "msg": "Hello.", "role": "assistant", "offset": 0},
                {"type": "transcript", "msg": "When are you open?", "role": "user", "offset": 900},
            )
        )
    )
    theirs.write_text(json.dumps({"at_ms": 950, "text": "When are you open?"}) + "\n")
    assert side_by_side.lines(ours) == [(900, "When are you open?")]
    assert side_by_side.lines(theirs) == [(950, "When are you open?")]
    assert side_by_side.lines(tmp_path / "no such file") == []


def test_the_peer_s_script_can_run_without_ours() -> None:
    nodes = list(ast.walk(ast.parse(side_by_side.PEER_SERVER.read_text())))
    named = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    named += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    assert "pipecat.pipeline.pipeline" in named
    assert not {name.split(".")[0] for name in named} & {"agent", "audio", "benchmarks", "models"}


def test_without_the_peer_nothing_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert side_by_side.run(quick=True, peer_python=tmp_path / "python") == {}
    assert "skipped" in capsys.readouterr().out
