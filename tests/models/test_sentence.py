from __future__ import annotations

import asyncio
import time
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from agent.dialogue.understand.emergency import EXAMPLES, emergency, suspected
from agent.dialogue.understand.intents import decide
from agent.settings import Settings
from models.job import Answer, Embedding, EmbedJob, Failure
from models.pool import Pool
from tests.agent.dialogue.understand.test_emergency import LINES
from tests.agent.dialogue.understand.utterances import accuracy, examples, utterances
from tests.models.speaking import apart

if TYPE_CHECKING:
    from models.sentence import Sentence

WEIGHTS = Settings().weights_dir / "minilm-l6-int8"
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not WEIGHTS.is_dir(), reason="no weights: run `frontdesk weights pull minilm-l6-int8`"
    ),
]

ONE = {"intent:book": ["I would like an appointment."], "intent:bye": ["Goodbye."]}
TIMED = 50
MOST_MS = 60  # on a machine where everybody works; measured alone: 4


@lru_cache
def sentence() -> Sentence:
    """To be run apart, as all that follows in small letters."""
    from models.sentence import Sentence

    return Sentence(str(WEIGHTS), {**examples(), **EXAMPLES})


def closest(*texts: str) -> list[tuple[tuple[str, float], ...]]:
    return [next(sentence().run(EmbedJob("c", 1, text))).closest for text in texts]


def cosines(pairs: list[tuple[str, str]]) -> list[float]:
    return [float(np.dot(sentence().embed(a), sentence().embed(b))) for a, b in pairs]


def ms_per_sentence() -> float:
    closest("Warm up.")
    began = time.perf_counter()
    closest(*[one.text for one in utterances()[:TIMED]])
    return (time.perf_counter() - began) / TIMED * 1000


def made_without(what: str) -> None:
    from models.sentence import Sentence

    Sentence(str(WEIGHTS.parent) if what == "weights" else str(WEIGHTS), {} if what == "examples" else ONE)


def test_what_means_the_same_is_near_and_what_does_not_is_far() -> None:
    same = [
        ("Where can I park my car?", "Is there a parking lot?"),
        ("I would like to see a doctor.", "Can I get an appointment with the physician?"),
        ("The boy plays football.", "A child is playing soccer."),
        ("When do you close?", "What are your opening hours?"),
    ]
    other = [
        ("Where can I park my car?", "My knee hurts."),
        ("The boy plays football.", "I want to cancel my visit."),
        ("When do you close?", "A child is playing soccer."),
    ]
    near, far = apart(cosines, same), apart(cosines, other)
    assert min(near) > 0.5
    assert max(far) < 0.2
    assert apart(cosines, [("Case DOES not matter", "case does NOT matter")]) == [
        pytest.approx(1.0, abs=1e-5)
    ]


def test_a_sentence_is_nearest_to_itself() -> None:
    known = {**examples(), **EXAMPLES}
    answers = apart(closest, *[said[0] for said in known.values()])
    for label, answer in zip(known, answers, strict=True):
        assert answer[0] == (label, pytest.approx(1.0, abs=1e-4))
        assert [cosine for _, cosine in answer] == sorted((cosine for _, cosine in answer), reverse=True)
        assert {name for name, _ in answer} == known.keys()


@pytest.mark.parametrize("held_out", [False, True])
def test_rules_and_embedding_together_are_better_than_either(held_out: bool) -> None:
    chosen = [one for one in utterances() if one.held_out is held_out]
    assert len(chosen) >= 100
    near = dict(zip(chosen, apart(closest, *[one.text for one in chosen]), strict=True))
    rules, _ = accuracy(chosen, lambda one: decide(one.text, None))
    embedding, _ = accuracy(chosen, lambda one: next(label for label, _ in near[one] if ":" in label))
    both, wrong = accuracy(chosen, lambda one: decide(one.text, near[one]))
    print(
        f"{'held out' if held_out else 'tuned'}, {len(chosen)}: "
        f"rules {rules:.1%}, embedding {embedding:.1%}, both {both:.1%}"
    )
    assert both > max(rules, embedding)
    assert both >= 0.87, wrong


@pytest.mark.parametrize(
    ("file", "least_found", "most_asked"),
    [("emergencies.txt", 0.98, 0.06), ("emergencies_fresh.txt", 0.93, 0.16)],
)
def test_an_embedding_finds_dangers_that_the_signs_miss(
    file: str, least_found: float, most_asked: float
) -> None:
    """In unseen wordings; what it costs is a question."""
    chosen = [line for line in LINES if line.held_out and line.language == "en" and line.file == file]
    near = dict(zip(chosen, apart(closest, *[line.text for line in chosen]), strict=True))
    found, asked = (
        [
            emergency(line.text) or suspected(line.text, "en", near[line])
            for line in chosen
            if line.danger is danger
        ]
        for danger in (True, False)
    )
    alone = [emergency(line.text) for line in chosen if line.danger]
    print(
        f"{file}: signs {sum(alone) / len(alone):.1%} of {len(alone)}, "
        f"with the question {sum(found) / len(found):.1%}; "
        f"alarmed or asked in vain {sum(asked) / len(asked):.1%} of {len(asked)}"
    )
    assert sum(found) / len(found) >= least_found
    assert sum(asked) / len(asked) <= most_asked


def test_it_is_quick() -> None:
    ms = apart(ms_per_sentence)
    print(f"{ms:.1f} ms a sentence")
    assert ms < MOST_MS


@pytest.mark.parametrize("what", ["weights", "examples"])
def test_it_says_what_is_missing(what: str) -> None:
    with pytest.raises(ValueError, match=r"weights pull|no examples"):
        apart(made_without, what)


async def test_a_worker_answers_and_refuses() -> None:
    answers: asyncio.Queue[Answer] = asyncio.Queue()
    pool = Pool("models.sentence:Sentence", {"weights": str(WEIGHTS), "examples": ONE}, 1, answers.put_nowait)
    await pool.start()
    try:
        pool.submit(EmbedJob("call", 1, "Can I see the doctor?"))
        answer = await asyncio.wait_for(answers.get(), 20)
        assert isinstance(answer, Embedding)
        assert (answer.call, answer.job, answer.closest[0][0]) == ("call", 1, "intent:book")
        for job, text in enumerate(("", " ... ", "a" * 2001), start=2):
            pool.submit(EmbedJob("call", job, text))
            assert await asyncio.wait_for(answers.get(), 20) == Failure("call", job, "bad_input")
        pool.submit(EmbedJob("call", 9, "word " * 400))  # more than the model reads
        assert isinstance(await asyncio.wait_for(answers.get(), 20), Embedding)
    finally:
        await pool.stop()
