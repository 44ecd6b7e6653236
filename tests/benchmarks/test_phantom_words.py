from __future__ import annotations

import numpy as np
import pytest

from agent.settings import Settings
from audio import pcm
from audio.frame import SAMPLE_RATE
from benchmarks.phantom_sounds import MADE, PEOPLE, Sound, _sound, sounds
from benchmarks.phantom_words import LENGTH_S, Outcome, answer_figures, sound_figures
from benchmarks.short_answers import Answer

CORPORA = Settings().corpora_dir
needs_corpora = pytest.mark.skipif(
    not (CORPORA / "dev" / "manifest.tsv").exists(),
    reason=f"no recorded speech in {CORPORA}: FRONTDESK_CORPORA_DIR names its folder",
)
SECOND = pcm.silence(SAMPLE_RATE)
NOTHING = Outcome((), (), 0)


@pytest.mark.parametrize(
    ("kind", "make", "levels_dbfs"), MADE, ids=lambda each: each if isinstance(each, str) else ""
)
def test_a_made_sound_lasts_as_long_and_is_as_loud_as_it_should(
    kind: str, make: object, levels_dbfs: tuple[float, ...]
) -> None:
    t = np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE
    for level_dbfs in levels_dbfs:
        sound = _sound(kind, kind, make(t, np.random.default_rng(1)), level_dbfs, 0)  # type: ignore[operator]
        assert len(sound.samples) == len(t)
        assert pcm.level_dbfs(sound.samples) == pytest.approx(level_dbfs, abs=1.5)


@pytest.mark.corpora
@needs_corpora
def test_they_are_always_the_same_and_no_recording_is_in_both_halves_but_the_cut_ones() -> None:
    once, again = (list(sounds(CORPORA, 0.5)) for _ in range(2))
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(once, again, strict=True))
    music = {sound.half: sound.name for sound in once if sound.kind == "hold music" and "-" in sound.name}
    assert len(set(music.values())) == 2
    assert sum(sound.kind != PEOPLE for sound in once) * LENGTH_S >= 3600


def test_a_line_is_counted_where_nobody_spoke_and_people_apart() -> None:
    quiet = Sound("silence", "silence", -100.0, 0, SECOND)
    cafe = Sound("people", "cafe", -40.0, 1, SECOND)
    keys = Sound("keys", "keys", -40.0, 1, SECOND)
    found = sound_figures(
        [
            (quiet, NOTHING),
            (cafe, Outcome(("Hello.",), ("Hello.",), 2)),
            (keys, Outcome(("Yes.",), ("Yes.", "No."), 3)),
        ]
    )
    assert (found["all"]["lines"], found["all"]["only_shown"], found["all"]["hearings"]) == (1, 1, 3)
    assert found["held_out"]["lines"] == 1
    assert found["by_kind"]["people"]["lines"] == 1
    assert [each["sound"] for each in found["written"]] == ["cafe", "keys"]


def test_an_answer_is_kept_if_anything_is_written_and_right_by_its_words() -> None:
    def answer(text: str, condition: str = "line") -> Answer:
        return Answer("number", "joe", condition, 0, text, SECOND)

    found = answer_figures(
        [
            (answer("Two."), Outcome(("2",), (), 1)),
            (answer("Ten."), Outcome(("Then.",), (), 1)),
            (answer("Six.", "noise"), NOTHING),
        ],
        "en",
    )
    assert (found["all"]["count"], found["all"]["kept"]) == (3, 2)
    assert found["all"]["words_right_share"] == round(1 / 3, 4)
    assert found["by_condition"]["noise"]["kept_share"] == 0
    assert found["lost"] == [{"source": "joe", "condition": "noise", "half": 0, "text": "Six."}]
